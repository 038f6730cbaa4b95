"""Two versions of an article as one text, in which everything that changed is shown."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from articles.models.edition import Edition
from articles.prose.comparing import compare, compare_words
from articles.prose.material import PrintedPicture
from articles.public.history import Choice, in_force, options, withdrawn
from articles.public.pages import keys_of, show
from nextfin.page_cache.declared import kept


@dataclass(frozen=True)
class Line:
    """A line about a piece: its name, and its words as they became others."""

    name: str
    words: SafeString
    is_changed: bool


@dataclass(frozen=True)
class Lead:
    """The lead picture, before and after; ``is_same`` where at most what is said of it changed.

    ``words`` are its caption, its credit and its description.
    """

    old: PrintedPicture | None
    new: PrintedPicture | None
    words: list[Line]

    @property
    def is_same(self) -> bool:
        return bool(self.old and self.new) and _pixels(self.old) == _pixels(self.new)

    @property
    def is_changed(self) -> bool:
        return self.old != self.new


@kept(is_wide=True)
@require_safe
def comparison(request: HttpRequest, day: date, slug: str, older: int, newer: int) -> HttpResponse:
    """Two versions compared, at an address that lasts: ``…/compare/1/3/``."""
    current = in_force(day, slug)
    if current.is_kill:
        return withdrawn(request, current)
    if older > newer:
        return HttpResponsePermanentRedirect(f"{current.address}compare/{newer}/{older}/")
    versions = list(Edition.objects.filter(article=current.article_id).for_history())
    if older == newer or newer > len(versions):
        raise Http404
    return show(
        request,
        "public/compare.html",
        address=current.address,
        is_indexed=False,
        shows=keys_of([current]),
        current=current,
        choice=Choice(older, newer),
        options=options(versions),
        since=versions[older:newer],
        **_asked(versions[older - 1], versions[newer - 1]),
    )


def _asked(older: Edition, newer: Edition) -> dict[str, Any]:
    editions = Edition.objects.by_key([older.pk, newer.pk])
    if len(editions) != 2:  # withdrawn between two of our questions
        raise Http404
    return compared(editions[older.pk], editions[newer.pk])


def compared(old: Edition, new: Edition) -> dict[str, Any]:
    """What the template ``parts/compared.html`` is told of two editions, recorded or not."""
    if old.is_kill or new.is_kill:
        return {"old": old, "new": new, "is_text": False}
    lines = [line_of(name, of(old), of(new)) for name, of in LINES.items()]
    lead = _lead(old.lead_picture, new.lead_picture)
    body = compare(old.body_html, new.body_html)
    same = [line.name.lower() for line in lines if line.words and not line.is_changed]
    same += ["lead picture"] if new.lead_picture and not lead.is_changed else []
    same += [] if body.changes else ["text"]
    return {
        "old": old,
        "new": new,
        "is_text": True,
        "lines": [line for line in lines if line.is_changed],
        "lead": lead,
        # Made of what the door printed.
        "stretches": [replace(part, html=mark_safe(part.html)) for part in body.stretches],  # noqa: S308
        "changes": body.changes,
        "same": same,
    }


def line_of(name: str, old: str, new: str) -> Line:
    """A line as it became another."""
    # It escapes the words that it compares.
    words = mark_safe(compare_words(old, new))  # noqa: S308
    return Line(name, words, old != new)


def _byline(edition: Edition) -> str:
    """The byline in words: By A, B. Editing by C."""
    parts = []
    for role, said in (("reporting", "By"), ("editing", "Editing by")):
        names = [line["name"] for line in edition.bylines if line["role"] == role]
        parts += [f"{said} {', '.join(names)}."] if names else []
    return " ".join(parts)


def _topics(edition: Edition) -> str:
    return ", ".join(topic["name"] for topic in edition.topics)


def _story(edition: Edition) -> str:
    return edition.printed_story["name"] if edition.printed_story else ""


def _lead(old: PrintedPicture | None, new: PrintedPicture | None) -> Lead:
    words = [line_of(name, _said(old, key), _said(new, key)) for name, key in SAID.items()]
    return Lead(old, new, words)


def _said(picture: PrintedPicture | None, key: Literal["alt", "caption", "credit"]) -> str:
    return picture[key] if picture else ""


def _pixels(picture: PrintedPicture | None) -> object:
    return picture and picture["shapes"]


# What stands above a text and below it, in the order of print.
LINES: dict[str, Callable[[Edition], str]] = {
    "Kind of piece": lambda edition: edition.label.title(),
    "Headline": lambda edition: edition.headline,
    "Dek": lambda edition: edition.dek,
    "Byline": _byline,
    "Dateline": lambda edition: edition.dateline,
    "Topics": _topics,
    "Story": _story,
}
SAID: dict[str, Literal["alt", "caption", "credit"]] = {
    "Caption": "caption",
    "Credit": "credit",
    "Description": "alt",
}
