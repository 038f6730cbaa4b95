"""The address of a search: one for each, read and written in one order; and those beside it.

A search is narrowed by a link to the address that asks for less, and widened by one that asks for
more.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from operator import attrgetter
from unicodedata import normalize

from django.http import QueryDict
from django.urls import reverse
from django.utils.dateformat import format as format_date
from django.utils.http import urlencode

from articles.models.search import FACETS, FacetValue, Found, Search
from articles.public.pages import read_key

LONGEST = 200
MONTHS = 12
DAY = "F\xa0j, Y"
TITLES = {"story": "Story", "topic": "Topic", "author": "Author", "label": "Kind of piece"}
_SLUG = re.compile(r"[-\w]{1,120}")


@dataclass(frozen=True)
class Way:
    """A link to another search; ``count`` is how many it finds, of those that were looked at."""

    name: str
    address: str
    count: int = 0
    facet: str = ""


@dataclass(frozen=True)
class Ways:
    """Ways to narrow a search by one fact: what the fact is, and its values."""

    title: str
    ways: list[Way]


def read(given: QueryDict) -> tuple[Search, str]:
    """The search that an address asks for, and the key where its page begins, "" for the first.

    What is senseless in it is left out. Raises ``Http404`` for a key that is none.
    """
    words = " ".join(normalize("NFC", given.get("q", "")).replace("\x00", " ").split())
    words = words[:LONGEST].strip()
    if not words:
        return Search(), ""
    by_date = given.get("sort") == "date"
    before = given.get("before", "") if by_date else ""
    search = Search(
        words=words,
        **{facet: _slug(given.get(facet, "")) for facet in FACETS},
        since=_day(given.get("from", "")),
        until=_day(given.get("to", "")),
        by_date=by_date,
        before=read_key(before) if before else None,
    )
    return search, before


def facts(search: Search, before: str = "") -> list[tuple[str, str]]:
    """The parameters of a search's address, in the one order."""
    given = [
        ("q", search.words),
        *((facet, getattr(search, facet)) for facet in FACETS),
        ("from", search.since.isoformat() if search.since else ""),
        ("to", search.until.isoformat() if search.until else ""),
        ("sort", "date" if search.by_date else ""),
        ("before", before),
    ]
    return [(name, value) for name, value in given if value]


def address(search: Search, before: str = "") -> str:
    """The path by which a search is known."""
    query = urlencode(facts(search, before))
    return f"{reverse('search')}?{query}" if query else reverse("search")


def ways_to_narrow(search: Search, found: Found) -> list[Ways]:
    """By each fact that is not chosen yet, if it would leave something out."""
    narrow = [
        Ways(TITLES[facet], list(_by_facet(search, found, facet)))
        for facet in FACETS
        if not getattr(search, facet)
    ]
    if not (search.since or search.until):
        narrow.append(Ways("When", list(_by_time(search, found))))
    return [group for group in narrow if group.ways]


def ways_to_widen(search: Search, found: Found) -> list[Way]:
    """Each fact that the search was narrowed by, and the search without it."""
    widen = []
    for facet in FACETS:
        if slug := getattr(search, facet):
            names = {value.slug: value.name for value in found.facets.get(facet, [])}
            name = slug.title() if facet == "label" else names.get(slug, slug)
            widen.append(Way(name, address(_first(search, **{facet: ""})), facet=TITLES[facet]))
    if search.since or search.until:
        wider = address(_first(search, since=None, until=None))
        widen.append(Way(_span(search.since, search.until), wider, facet="When"))
    return widen


def _by_facet(search: Search, found: Found, facet: str) -> Iterator[Way]:
    for value in found.facets.get(facet, []):
        if value.count < found.total:
            name = value.slug.title() if facet == "label" else value.name
            yield Way(name, address(_first(search, **{facet: value.slug})), value.count)


def _by_time(search: Search, found: Found) -> Iterator[Way]:
    """The months, the newest first; the years, if there are too many months."""
    months = sorted(found.facets.get("month", []), key=attrgetter("slug"), reverse=True)
    if len(months) > MONTHS:
        yield from _by_year(search, months)
    elif len(months) > 1:
        for value in months:
            year, month = map(int, value.slug.split("-"))
            first, last = date(year, month, 1), date(year, month, monthrange(year, month)[1])
            yield Way(
                format_date(first, "F Y"),
                address(_first(search, since=first, until=last)),
                value.count,
            )


def _by_year(search: Search, months: list[FacetValue]) -> Iterator[Way]:
    counts: dict[int, int] = {}
    for value in months:
        year = int(value.slug[:4])
        counts[year] = counts.get(year, 0) + value.count
    for year, count in counts.items():
        narrower = _first(search, since=date(year, 1, 1), until=date(year, 12, 31))
        yield Way(str(year), address(narrower), count)


def _first(search: Search, **changes: object) -> Search:
    """The first page of a search that differs in these facts."""
    return replace(search, before=None, **changes)  # type: ignore[arg-type]


def _span(since: date | None, until: date | None) -> str:
    first, last = (format_date(day, DAY) if day else "" for day in (since, until))
    if first and last:
        return f"{first} – {last}"
    return f"since {first}" if first else f"until {last}"


def _slug(given: str) -> str:
    return given if _SLUG.fullmatch(given) else ""


def _day(given: str) -> date | None:
    """A day of a century that a newsroom may have seen or may see."""
    try:
        day = date.fromisoformat(given)
    except ValueError:
        return None
    return day if 1900 <= day.year <= 2999 and day.isoformat() == given else None
