"""A copy as the article's form sends it: typed, stored, or kept in a draft, all three alike."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.http import QueryDict

from articles.desk.byline import signed
from articles.desk.forms import ArticleForm
from articles.desk.keys import key_of
from articles.desk.topics import in_a_line, names_in
from articles.models import Article, Draft, Image, Topic, in_words

# What one field sends, or a few that belong together. Topics are there by their names, in their
# order; a line of the byline is author and role with a blank between.
type Sent = tuple[str, ...]

# To an editor this is one thing: a picture's words are about that picture.
LEAD = ("lead_image", "lead_alt", "lead_is_decorative")
BOXES = {"lead_is_decorative"}
BYLINE = "byline"


@dataclass(frozen=True)
class Copy:
    """All of a copy that is merged: ``lines`` by field, ``names`` as the page has them."""

    lines: Mapping[str, Sent]
    names: Mapping[str, str]
    body: str


def typed(form: ArticleForm, base: Copy | None) -> Copy:
    """What somebody has just sent, valid or not, who began with ``base``."""
    values = {name: form.cleaned_data.get(name, form[name].value()) for name in form.fields}
    sent = values[BYLINE]
    lines = signed(form.initial.get(BYLINE) if sent is None else sent)
    topics = values["topics"]
    names = names_in(topics) if isinstance(topics, str) else topics
    copy = _copy(form, values, names, lines)
    return _described(copy, base) if base else copy


def stored_copy(article: Article, form: ArticleForm) -> Copy:
    """What is stored now; ``form`` says which fields there are."""
    topics = article.topics.values_list("name", flat=True)
    lines = article.bylines.values_list("author_id", "role")
    return _copy(form, _values(article), topics, lines)


def drafted(draft: Draft, form: ArticleForm) -> Copy:
    """What a draft holds: all that prints, and so no embargo."""
    words = draft.words
    topics = Topic.objects.filter(pk__in=words["topics"]).values_list("name", flat=True)
    lines = [(line["author"], line["role"]) for line in words["byline"]]
    values = _values(draft.copy())
    del values["embargo_at"]
    return _copy(form, values, topics, lines)


def send(sent: QueryDict, name: str, values: Sent) -> None:
    """Have a form send these ``values`` of a line in place of what it sends."""
    if name == BYLINE:
        _sign(sent, values)
    elif name == "topics":
        sent[name] = in_a_line(values)
    else:
        for field, value in zip(_fields(name), values, strict=True):
            sent[field] = value
            if field in BOXES and not value:
                del sent[field]


def said(name: str, values: Sent) -> str:
    """A line in words."""
    return SAID[name](values) if name in SAID else values[0]


def _copy(
    form: ArticleForm,
    values: Mapping[str, Any],
    topics: Iterable[str],
    signed: Iterable[tuple[Any, str]],
) -> Copy:
    given = [name for name in form.Meta.fields if name in form.fields]
    names = {name: str(form[name].label) for name in given if name not in {"body", *LEAD[1:]}}
    lines: dict[str, Sent] = {}
    for name in names:
        if name == "topics":
            lines[name] = tuple(sorted(topics))
        elif name in values:
            lines[name] = tuple(_as_sent(form, field, values[field]) for field in _fields(name))
    lines[BYLINE] = tuple(f"{author} {role}" for author, role in signed)
    return Copy(lines, names | {BYLINE: "Byline"}, str(values["body"] or ""))


def _fields(name: str) -> tuple[str, ...]:
    return LEAD if name == LEAD[0] else (name,)


def _values(article: Article) -> dict[str, Any]:
    """The article's own fields; of what it refers to, the keys."""
    return {field.name: getattr(article, field.attname) for field in Article._meta.concrete_fields}


def _as_sent(form: ArticleForm, name: str, value: Any) -> str:
    if name in BOXES:
        return "on" if value else ""
    field = form.fields[name]
    value = field.prepare_value(value)
    if isinstance(value, datetime):
        value = field.widget.format_value(value)
    return "" if value is None else str(value)


def _sign(sent: QueryDict, values: Sent) -> None:
    """Have the form send this byline."""
    lines = [value.partition(" ") for value in values] or [("", "", "")]
    sent.setlist(f"{BYLINE}_author", [author for author, _, _ in lines])
    sent.setlist(f"{BYLINE}_role", [role for _, _, role in lines])


def _described(copy: Copy, base: Copy) -> Copy:
    """A new lead picture whose words nobody typed has the library's, as if it were just saved."""
    [key, *words], [was, *before] = copy.lines[LEAD[0]], base.lines[LEAD[0]]
    if key == was or words != before:
        return copy
    picture = Image.objects.filter(pk=key_of(key) or 0).first()
    described = (key, picture.alt if picture else "", "")
    return replace(copy, lines={**copy.lines, LEAD[0]: described})


SAID: dict[str, Callable[[Sent], str]] = {
    "label": lambda values: in_words.label(values[0]),
    "story": lambda values: in_words.story(values[0]),
    "lead_image": lambda values: in_words.lead(*values),
    "topics": ", ".join,
    "embargo_at": lambda values: values[0].replace("T", " "),
    BYLINE: lambda values: in_words.byline(_signed(line) for line in values),
}


def _signed(line: str) -> tuple[str, str]:
    author, _, role = line.partition(" ")
    return author, role
