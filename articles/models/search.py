"""What a reader's search finds: the editions that readers have now, and no word of any other.

The database's functions in ``migrations/0008_search.py`` look things up by index, which row
security would keep from being used; they give away keys, names and counts of live editions. The
texts themselves are then read as the site.
"""

import json
import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from unicodedata import normalize

from django.contrib.postgres.search import SearchHeadline, SearchQueryField
from django.db import connections
from django.db.models import Func, Value
from django.db.models.functions import Greatest, Left, StrIndex, Substr
from django.utils import timezone

from articles.models.edition import Edition

FACETS = ("story", "topic", "author", "label")
# They stand around a word that was found. A headline could hold them too: it is only marked there.
BEGIN, END = "\x02", "\x03"
# Scripts that put no blank between words; the migration has the same.
UNSPACED = re.compile(
    r"[\u0E01-\u0E3A\u0E40-\u0EFF\u1000-\u109F\u1780-\u17FF\u3005-\u3007\u3041-\u3096"
    r"\u309D-\u309F\u30A1-\u30FA\u30FC-\u30FF\u31F0-\u31FF\u3400-\u4DBF\u4E00-\u9FFF"
    r"\uAC00-\uD7A3\uF900-\uFAFF\U00020000-\U0003FFFF]+"
)
# Phones and other languages have quotation marks of their own; PostgreSQL knows one.
QUOTES = str.maketrans(dict.fromkeys("“”„‟«»「」『』", '"'))
READ_AT_MOST = 50_000  # letters of a text, in looking for a passage
BEFORE, PASSAGE = 30, 120  # letters before what was found, and in all, without words to count


@dataclass(frozen=True)
class Search:
    """What a reader asks for.

    ``words`` are in the web's manner: words, "phrases", or, -not. ``story``, ``topic`` and
    ``author`` are slugs; ``since`` and ``until`` the first and the last day of the newsroom that
    count. ``before`` is the key at which a page begins, in a search that is ordered ``by_date``.
    """

    words: str = ""
    story: str = ""
    topic: str = ""
    author: str = ""
    label: str = ""
    since: date | None = None
    until: date | None = None
    by_date: bool = False
    before: tuple[datetime, int] | None = None


@dataclass(frozen=True)
class FacetValue:
    """How many of what was found share this; ``slug`` of a month is 2026-01, without a name."""

    slug: str
    name: str
    count: int


@dataclass(frozen=True)
class Hit:
    """An edition that was found. What was found in it stands between ``BEGIN`` and ``END``.

    ``passage`` is empty if nothing was found in the text itself.
    """

    edition: Edition
    headline: str
    dek: str
    passage: str


@dataclass(frozen=True)
class Found:
    """A page of what was found, and what all of it has in common.

    ``total`` and ``facets`` are of the newest five hundred; there is more if it ``is_bounded``.
    ``understood`` is empty if there was no word to look for. Of a phrase, only so many texts are
    read: ``looked_to`` is the time down to which that was, None if all was looked at.
    """

    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    is_bounded: bool = False
    looked_to: datetime | None = None
    has_older: bool = False
    facets: dict[str, list[FacetValue]] = field(default_factory=dict)
    understood: str = ""


class Offer(NamedTuple):
    """Where a reader may want to go while still typing; ``place`` is a slug or an address."""

    kind: str
    name: str
    place: str


def look_up(search: Search, most: int) -> Found:
    """What the search finds, a page of at most ``most``; asks the database twice at most."""
    before, before_id = search.before or (None, None)
    terms = [f"{facet} {slug}" for facet in FACETS if (slug := getattr(search, facet))]
    zone = timezone.get_default_timezone()
    since = search.since and datetime.combine(search.since, time.min, zone)
    until = search.until and datetime.combine(search.until + timedelta(days=1), time.min, zone)
    [(answer,)] = _ask(
        "SELECT search_editions(%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        search.words.translate(QUOTES),
        terms,
        since,
        until,
        search.by_date,
        before,
        before_id,
        str(zone),
        most + 1,
    )
    told = json.loads(answer)
    keys = told["page"][:most]
    return Found(
        hits=_read(keys, search.words, told["asked"]) if keys else [],
        total=told["total"],
        is_bounded=told["is_bounded"],
        looked_to=told["looked_to"] and datetime.fromisoformat(told["looked_to"]),
        has_older=len(told["page"]) > most,
        facets={
            facet: [FacetValue(*value) for value in values]
            for facet, values in told["facets"].items()
        },
        understood=told["asked"],
    )


def mend(words: str) -> str:
    """The query with each word that no live edition has replaced by the likest that one has.

    Empty if there is nothing to mend, or nothing to mend it with.
    """
    better = dict(_ask("SELECT word, better FROM search_corrections(%s)", words))
    if not better:
        return ""
    return re.sub(r"\w+", lambda word: better.get(word[0].lower(), word[0]), words)


def complete(typed: str) -> list[Offer]:
    """Stories, topics and authors, then articles, whose names the typed words may begin."""
    words = [word for word in typed.split() if len(word) > 1 or UNSPACED.match(word)]
    if not words:
        return []
    return [Offer(*row) for row in _ask("SELECT * FROM search_completions(%s)", " ".join(words))]


def _ask(statement: str, *given: Any) -> list[tuple]:
    with connections[Edition.objects.db].cursor() as cursor:
        cursor.execute(statement, given)
        return cursor.fetchall()


def _read(keys: list[int], words: str, understood: str) -> list[Hit]:
    """These editions in this order, as far as they are still live."""
    asked = Func(
        Value(understood), template="%(expressions)s::tsquery", output_field=SearchQueryField()
    )
    runs = UNSPACED.findall(normalize("NFKC", words))
    body = Left("body_text", READ_AT_MOST)
    editions = Edition.objects.live().for_cards().with_last_change()
    editions = editions.annotate(
        found_headline=_marked("headline", asked, highlight_all=True),
        found_dek=_marked("dek", asked, highlight_all=True),
        found_passage=_marked(
            body, asked, max_fragments=2, max_words=22, min_words=10, fragment_delimiter=" … "
        ),
    )
    if runs:
        begins = Greatest(StrIndex(body, Value(runs[0])) - BEFORE, 1)
        editions = editions.annotate(found_unspaced=Substr(body, begins, PASSAGE))
    by_key = editions.by_key(keys)
    return [_hit(by_key[key], runs) for key in keys if key in by_key]


def _marked(text: Any, asked: Any, **how: Any) -> SearchHeadline:
    return SearchHeadline(text, asked, config="english", start_sel=BEGIN, stop_sel=END, **how)


def _hit(edition: Edition, runs: list[str]) -> Hit:
    told = vars(edition)
    headline, dek = told["found_headline"], told["found_dek"]
    passage = told["found_passage"]
    if runs:
        headline, dek = _with_runs(headline, runs), _with_runs(dek, runs)
        unspaced = _with_runs(told["found_unspaced"], runs)
        passage = unspaced if BEGIN in unspaced else passage
    return Hit(edition, headline, dek, _as_passage(passage) if BEGIN in passage else "")


def _with_runs(text: str, runs: list[str]) -> str:
    """Mark what stands between no blanks, which PostgreSQL's parser takes for one long word."""
    return re.sub(f"{BEGIN}?({'|'.join(map(re.escape, runs))}){END}?", rf"{BEGIN}\1{END}", text)


def _as_passage(text: str) -> str:
    """With the sign of what is left out, unless a sentence begins or ends there."""
    inner = text.strip(f"{BEGIN}{END} ")
    before = "" if inner[:1].isupper() else "… "
    after = "" if inner.endswith((".", "!", "?", "。")) else " …"
    return f"{before}{text.strip()}{after}"
