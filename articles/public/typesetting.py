"""Template filters that set an edition in type: its times, its body, its byline."""

from collections.abc import Iterable
from datetime import UTC, datetime

from django import template
from django.utils import dateformat, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from selectolax.lexbor import LexborHTMLParser, LexborNode

from articles.models.edition import Edition
from articles.workflow import Kind

register = template.Library()

# No break within a day, nor between a time and its zone.
DAY = "F\xa0j, Y"
HOUR = "H:i\xa0T"
MOMENT = f"{DAY}, {HOUR}"
TOLD = {
    Kind.UPDATE: "Updated",
    Kind.CORRECTION: "Corrected",
    Kind.RETURN: "Brought back",
}


@register.filter
def moment(at: datetime) -> SafeString:
    """A day and time of the newsroom: January 3, 2026, 19:20 JST."""
    return _time(at, MOMENT)


@register.filter
def day(at: datetime) -> SafeString:
    """A day of the newsroom: January 3, 2026."""
    return _time(at, DAY)


@register.filter
def hour(at: datetime) -> SafeString:
    """A time of the newsroom's day: 19:20 JST."""
    return _time(at, HOUR)


@register.filter
def told(kind: str) -> str:
    """What a substantial edition did to its article, as a participle."""
    return TOLD[Kind(kind)]


@register.filter
def in_role(bylines: Iterable[dict[str, str]], role: str) -> list[dict[str, str]]:
    """The printed names that stand in the byline for ``role``: "reporting", "editing"."""
    return [line for line in bylines if line["role"] == role]


@register.filter
def body(edition: Edition) -> SafeString:
    """The text as it is set: the dateline runs into its first line, a wide table scrolls by itself.

    What is stored was sanitised at the door, so it is trusted here.
    """
    html = edition.body_html
    if edition.dateline or "<table" in html:
        tree = LexborHTMLParser(html)
        for table in tree.css("table"):
            _let_scroll(tree, table)
        if edition.dateline:
            _run_in(tree, edition.dateline)
        html = tree.body.inner_html or "" if tree.body else ""
    return mark_safe(html)  # noqa: S308 (sanitised at the door)


def _time(at: datetime, form: str) -> SafeString:
    """A ``time`` element: UTC for machines, the newsroom's zone for people."""
    local = timezone.localtime(at, timezone.get_default_timezone())
    machine = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return format_html('<time datetime="{}">{}</time>', machine, dateformat.format(local, form))


def _let_scroll(tree: LexborHTMLParser, table: LexborNode) -> None:
    """Put the table into a region that can be scrolled by keyboard too (WCAG 2.1.1, 1.4.10)."""
    caption = table.css_first("caption")
    region = tree.create_node("div")
    region.attrs["class"] = "table"
    region.attrs["role"] = "region"
    region.attrs["tabindex"] = "0"
    region.attrs["aria-label"] = " ".join(caption.text().split()) if caption else "Table"
    region.insert_child(table)
    table.replace_with(region)


def _run_in(tree: LexborHTMLParser, dateline: str) -> None:
    """Set the dateline at the beginning of the first paragraph, or in one before what is there."""
    place = tree.create_node("span")
    place.attrs["class"] = "dateline"
    place.insert_child(dateline)
    first = tree.body.first_child if tree.body else None
    if first is None:
        return
    if first.tag == "p" and first.first_child is not None:
        first.first_child.insert_before(" — ")
        first.first_child.insert_before(place)
    else:
        paragraph = tree.create_node("p")
        paragraph.insert_child(place)
        first.insert_before(paragraph)
