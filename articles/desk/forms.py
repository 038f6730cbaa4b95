"""The article's form: large and calm fields, and a save that never loses a word."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, cast

from django import forms
from django.db.models.functions import Lower
from taggit.forms import TagField

from accounts.models import User
from articles.desk.byline import BylineField, lines_of
from articles.desk.choices import STORIES, TOPICS, InThePage
from articles.desk.editor import BodyField
from articles.desk.keys import is_key
from articles.desk.topics import in_a_line, names_in
from articles.models import Article, Image, Topic
from articles.workflow import Refused

NEWEST_PICTURES = 60
LONGEST_TOPIC = 100
# How many letters of a channel's line are surely shown there.
USEFUL = {"search_title": 60, "social_title": 90, "push_headline": 65}


class NewsroomTime(forms.DateTimeField):
    """A date and a time in the newsroom's zone, with the browser's own picker."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M:%S")


class RevisionField(forms.IntegerField):
    """A revision that travels with the form; it is never a change of the text."""

    widget = forms.HiddenInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class WindowField(forms.UUIDField):
    """Which open page a form was written in; it is never a change of the text."""

    widget = forms.HiddenInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class LineField(forms.CharField):
    """One line of print in a box that grows with it: line breaks become blanks."""

    def __init__(self, *, max_length: int, **attrs: str) -> None:
        widget = forms.Textarea(attrs={"rows": 1, **attrs})
        super().__init__(max_length=max_length, required=False, widget=widget)

    def to_python(self, value: Any) -> str:
        return " ".join(str(super().to_python(value)).split())


class TopicsField(TagField):
    """Topics by name, as ``articles.desk.topics`` reads them."""

    def prepare_value(self, value: Any) -> Any:
        if value is None or isinstance(value, str):
            return value
        return in_a_line(topic.name for topic in value)

    def clean(self, value: Any) -> list[str]:
        names = set(names_in(str(value or "")))
        if any(len(name) > LONGEST_TOPIC for name in names):
            raise forms.ValidationError(f"A topic has {LONGEST_TOPIC} letters at most.")
        return sorted(names)


class ArticleForm(forms.ModelForm):
    """An article as it is written.

    ``based_on`` is the revision that the writer had before them. A ``refusal`` makes the form
    invalid, so that it is shown again with all that was typed.
    """

    headline = LineField(max_length=200, placeholder="Headline")
    dek = LineField(max_length=300, placeholder="Dek: the line under the headline")
    byline = BylineField()
    body = BodyField()
    topics = TopicsField(
        required=False,
        help_text="By name, with commas between. A name that has a comma: in quotation marks.",
    )
    embargo_at = NewsroomTime(
        required=False,
        label="Embargo until",
        help_text="Nothing of this piece can be live before this time.",
    )
    based_on = RevisionField()
    window = WindowField(required=False)

    # What prints and is not part of the cleared text.
    PRINTS_BESIDE = frozenset({"slug", "story", "topics", "byline"})

    user: User
    refusal: Refused | None = None

    class Meta:
        model = Article
        fields = (
            "headline",
            "dek",
            "body",
            "label",
            "dateline",
            "slug",
            "story",
            "lead_image",
            "lead_alt",
            "lead_is_decorative",
            "topics",
            *Article.CHANNELS.values(),
            "embargo_at",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["based_on"].initial = self.instance.revision
        if self.instance.pk:
            self.initial["byline"] = lines_of(self.instance.bylines.all())
        for name, letters in USEFUL.items():
            if name in self.fields:
                placeholder = self.instance.headline or "As the headline"
                self.fields[name].widget.attrs |= {
                    "data-useful": letters,
                    "placeholder": placeholder,
                }
        if "story" in self.fields:
            self._offer_stories()
        if "lead_image" in self.fields:
            cast(forms.ModelChoiceField, self.fields["lead_image"]).choices = self._pictures()
        if "topics" in self.fields:
            self._offer_topics()

    def clean_topics(self) -> list[str]:
        """Only who may add a topic makes a new one by writing its name."""
        names: list[str] = self.cleaned_data["topics"]
        if not self.user.has_perm("articles.add_topic"):
            given = Topic.objects.annotate(small=Lower("name"))
            known = given.filter(small__in=[name.lower() for name in names])
            there = set(known.values_list("small", flat=True))
            unknown = [name for name in names if name.lower() not in there]
            if unknown:
                raise forms.ValidationError(f"There is no such topic: {', '.join(unknown)}.")
        return names

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.refusal:
            self.add_error(None, str(self.refusal))
        self._describe_lead(cleaned)
        return cleaned

    def _describe_lead(self, cleaned: dict[str, Any]) -> None:
        """A new lead picture begins with the library's words, unless its own were typed."""
        words = {"lead_alt", "lead_is_decorative"}
        if "lead_image" in self.changed_data and words.isdisjoint(self.changed_data):
            picture = cleaned.get("lead_image")
            cleaned["lead_alt"] = picture.alt if picture else ""
            cleaned["lead_is_decorative"] = False

    @property
    def reopens(self) -> bool:
        """Whether something that prints beside the text has changed."""
        return not self.PRINTS_BESIDE.isdisjoint(self.changed_data)

    def write(self) -> Article:
        """The article with what was typed, on the revision that the writer had before them."""
        self.instance.revision = self.cleaned_data["based_on"]
        return self.instance

    def _save_m2m(self) -> None:
        """Store what is beside the article's own row, once that is stored."""
        super()._save_m2m()  # type: ignore[misc]
        if "byline" in self.changed_data:
            self.instance.sign(self.cleaned_data["byline"])

    @property
    def channel_lines(self) -> list[forms.BoundField]:
        return [self[name] for name in Article.CHANNELS.values() if name in self.fields]

    @property
    def has_channel_lines(self) -> bool:
        """Whether one of them has something to show: a line, or what is wrong with it."""
        return any(line.value() or line.errors for line in self.channel_lines)

    @cached_property
    def topics_in_page(self) -> InThePage:
        return TOPICS.in_a_page()

    def _offer_topics(self) -> None:
        given = {"data-placeholder": "Find a topic"}
        if self.user.has_perm("articles.add_topic"):
            given["data-add"] = ""
        _find_by_typing(self.fields["topics"].widget, self.topics_in_page.find, given)

    def _offer_stories(self) -> None:
        field = cast(forms.ModelChoiceField, self.fields["story"])
        stories = STORIES.in_a_page([self["story"].value()])
        field.choices = [("", "No story"), *stories.options]
        _find_by_typing(field.widget, stories.find)

    def _pictures(self) -> list[tuple[Any, str]]:
        """The newest pictures and the one that is chosen: the whole library is too long a list."""
        newest = list(Image.objects.only("caption")[:NEWEST_PICTURES])
        chosen = str(self["lead_image"].value())
        if is_key(chosen) and int(chosen) not in {picture.pk for picture in newest}:
            newest += Image.objects.only("caption").filter(pk=chosen)
        return [("", "No picture"), *((picture.pk, str(picture)) for picture in newest)]


def _find_by_typing(widget: Any, find: str, given: Mapping[str, str] | None = None) -> None:
    """Have a box put over a control; it asks at ``find`` for what the page does not hold."""
    asked = {"data-find": find} if find else {}
    # The admin wraps some controls in links.
    inner = getattr(widget, "widget", widget)
    inner.attrs |= {"data-combobox": "", **asked, **(given or {})}
