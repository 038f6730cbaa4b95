"""What the templates set an edition in type with: times, body, byline, pictures."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache

from django.conf import settings
from django.utils import dateformat, timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timesince import timesince
from selectolax.lexbor import LexborHTMLParser

from articles.models.edition import Edition
from articles.models.search import BEGIN, END
from articles.models.story import StoryEdition
from articles.prose.material import PrintedPicture
from articles.prose.pictures import picture_html
from articles.workflow import Kind

# What the templates know as filters; ``picture`` and ``media`` are called.
FILTERS = (
    *("moment", "day", "hour", "span", "told", "in_role", "marked", "quoted", "body", "figures"),
)
# No break within a day, nor between a time and its zone.
DAY = "F\xa0j, Y"
HOUR = "H:i\xa0T"
MOMENT = f"{DAY}, {HOUR}"
TOLD = {
    Kind.UPDATE: "Updated",
    Kind.CORRECTION: "Corrected",
    Kind.RETURN: "Brought back",
}


def moment(at: datetime) -> SafeString:
    """A day and time of the newsroom: January 3, 2026, 19:20 JST."""
    return _time(at, MOMENT)


def day(at: datetime) -> SafeString:
    """A day of the newsroom: January 3, 2026."""
    return _time(at, DAY)


def hour(at: datetime) -> SafeString:
    """A time of the newsroom's day: 19:20 JST."""
    return _time(at, HOUR)


def span(duration: timedelta) -> str:
    """A length of time in its two greatest units: 2 days, 3 hours."""
    if duration < timedelta(minutes=1):
        return "less than a minute"
    begin = datetime(2001, 1, 1, tzinfo=UTC)
    return timesince(begin, begin + duration)


def told(kind: str) -> str:
    """What a substantial edition did to its article, as a participle."""
    return TOLD[Kind(kind)]


def in_role(bylines: Iterable[dict[str, str]], role: str) -> list[dict[str, str]]:
    """The printed names that stand in the byline for ``role``: "reporting", "editing"."""
    return [line for line in bylines if line["role"] == role]


def marked(text: str) -> SafeString:
    """A text in which what a search found is marked."""
    html = re.sub(f"{BEGIN}([^{BEGIN}{END}]+){END}", r"<mark>\1</mark>", str(escape(text)))
    return mark_safe(re.sub(f"[{BEGIN}{END}]", "", html))  # noqa: S308 (it was escaped)


def quoted(words: str) -> SafeString:
    """A reader's words in quotation marks, unless they bring their own."""
    bare = format_html("<bdi>{}</bdi>", words)
    return bare if '"' in words else format_html("“{}”", bare)


def body(edition: Edition) -> SafeString:
    """The text as it is set: the dateline runs into its first paragraph.

    What is stored was printed by the door from a sanitised body, so it is trusted here.
    """
    html = edition.body_html
    if edition.dateline:
        tree = LexborHTMLParser(html)
        _run_in(tree, edition.dateline)
        html = tree.body.inner_html or "" if tree.body else ""
    return mark_safe(html)  # noqa: S308 (printed by the door)


def figures(story: StoryEdition) -> SafeString:
    """A story's figures as they are set; printed by the door, as a body is."""
    return mark_safe(story.figures_html)  # noqa: S308 (printed by the door)


def picture(
    printed: PrintedPicture, shape: str, sizes: str, *, is_first: bool = False, alt: str = ""
) -> SafeString:
    """A printed picture in one of its shapes; without ``alt`` it only accompanies a headline."""
    html = picture_html(printed, alt=alt, sizes=sizes, shape=shape, is_first=is_first)
    return mark_safe(html)  # noqa: S308 (it escapes what it is given)


def media(name: str) -> str:
    """The address of a printed file: a picture's, or a card's."""
    return f"{settings.MEDIA_URL}{name}"


def _time(at: datetime, form: str) -> SafeString:
    """A ``time`` element: UTC for machines, the newsroom's zone for people."""
    return _told_in(timezone.get_default_timezone(), at, form)


@lru_cache(maxsize=4096)
def _told_in(zone: tzinfo, at: datetime, form: str) -> SafeString:
    local = timezone.localtime(at, zone)
    machine = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return format_html('<time datetime="{}">{}</time>', machine, dateformat.format(local, form))


def _run_in(tree: LexborHTMLParser, dateline: str) -> None:
    """Set the dateline where the text begins: in the first paragraph that stands by itself."""
    place = tree.create_node("span")
    place.attrs["class"] = "dateline"
    place.insert_child(dateline)
    blocks = list(tree.body.iter()) if tree.body else []
    paragraph = next((block for block in blocks if block.tag == "p" and block.first_child), None)
    if paragraph and paragraph.first_child:
        paragraph.first_child.insert_before(" — ")
        paragraph.first_child.insert_before(place)
    elif blocks:
        paragraph = tree.create_node("p")
        paragraph.insert_child(place)
        blocks[0].insert_before(paragraph)
