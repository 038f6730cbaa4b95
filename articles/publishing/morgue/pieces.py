"""One made-up piece: its copy, its editions, and what stands beside both.

A piece is the same for the same number, whichever others are made before it: nothing is asked of
the database, and keys are counted from the number.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from accounts.models import Author, User
from articles.models.article import Article, ArticleTopic, Byline, Label
from articles.models.clearance import Clearance, Writer
from articles.models.draft import Draft
from articles.models.edition import Edition
from articles.models.edition_links import EditionByline, EditionTopic
from articles.models.logbook import LogbookEntry
from articles.models.topic import Topic
from articles.models.uses import ArticleLink
from articles.models.withdrawal import Withdrawal
from articles.prose import greeking
from articles.publishing.morgue.sheets import Row
from articles.publishing.morgue.stories import Stories
from articles.publishing.morgue.texts import Text, text_of
from articles.publishing.morgue.times import APART, Times
from articles.workflow import Kind, State

LATELY = 500  # pieces back to which one leads
MOST_EDITIONS = 4  # of a piece
REPORTING = str(Byline.Role.REPORTING)
NOTES = {
    Kind.UPDATE: "Synthetic: there is more.",
    Kind.CORRECTION: "Synthetic: a figure was wrong.",
    Kind.KILL: "Synthetic: withdrawn.",
}
VERBS = {Kind.FIRST: "publish", Kind.STYLE: "restyle"}
LATER = (
    ((), 600),
    ((Kind.STYLE,), 100),
    ((Kind.UPDATE,), 165),
    ((Kind.CORRECTION,), 30),
    ((Kind.UPDATE, Kind.UPDATE), 60),
    ((Kind.UPDATE, Kind.CORRECTION), 40),
    ((Kind.KILL,), 5),
)


@dataclass(frozen=True)
class Cast:
    """Who and what there is in the newsroom, to be written and written about."""

    writer: User
    clearer: User
    topics: list[Topic]
    authors: list[Author]


@dataclass(frozen=True)
class Fate:
    """What becomes of a piece: the state of its copy, and the kinds of its editions in order."""

    state: str
    kinds: tuple[Kind, ...]


class Pieces:
    """Pieces by their numbers, from 1; all their keys come after ``key``."""

    def __init__(self, cast: Cast, stories: Stories, times: Times, *, key: int) -> None:
        self._cast, self._stories, self._times, self._key = cast, stories, times, key
        # Asked of a piece, and of those that lead to it.
        self._fate = lru_cache(4 * LATELY)(self._tell_fate)

    def key(self, number: int) -> int:
        """The key of the piece's copy, and of its clearance."""
        return self._key + number

    def piece(self, number: int, *, since: int) -> Iterator[Row]:
        """All rows of the piece, its copy first. It leads to no piece before ``since``."""
        random = Random(f"piece {number}")  # noqa: S311 (to be repeated, not to be secret)
        fate, target, greek = (
            self._fate(number),
            self._target(number, since, random),
            greeking.piece(number),
        )
        linked = (self.key(target), self._address(target)) if target else ()
        text = text_of(greek.paragraphs, *linked)
        copy = self._copy(number, greek, text, random)
        copy.state = fate.state
        copy.clearance_id = copy.pk if fate.state == State.CLEARED else None
        topics, authors = self._topics(random), self._authors(random)
        yield copy
        yield from _beside(copy, topics, authors)
        if target:
            yield ArticleLink, {"article_id": copy.pk, "target_id": self.key(target)}
        yield Writer, {"article_id": copy.pk, "user_id": copy.saved_by_id}
        editions = []
        if fate.kinds:
            editions = list(self._editions(number, copy, text, topics, authors))
            yield self._draft(copy, topics, authors, editions)
        if copy.clearance_id:
            yield self._clearance(copy, topics, authors, editions)
        for edition in editions:
            yield edition
            yield self._line(edition)
            if edition.is_kill:
                yield Withdrawal, {"article_id": copy.pk, "span": edition.live}
            else:
                yield from _links(edition, topics, authors)

    # --- What becomes of it -----------------------------------------------------------------------

    def _tell_fate(self, number: int) -> Fate:
        random = Random(f"fate {number}")  # noqa: S311
        state = State(random.choices(State.values, (20, 5, 970, 5))[0]).value
        if state != State.CLEARED or random.random() < 0.002:
            return Fate(state, ())
        # No more than one edition of a piece may lie ahead.
        if self._times.at(number) + 2 * APART >= self._times.now:
            return Fate(state, (Kind.FIRST,))
        later, weights = zip(*LATER, strict=True)
        return Fate(state, (Kind.FIRST, *random.choices(later, weights)[0]))

    def _target(self, number: int, since: int, random: Random) -> int | None:
        """One in five leads to a piece of late, if readers have that."""
        lead, back = random.random(), random.randint(1, LATELY)
        target = number - back
        if lead > 0.2 or target < since or self._times.at(target) > self._times.now:
            return None
        kinds = self._fate(target).kinds
        return target if kinds and Kind.KILL not in kinds else None

    # --- Its copy ---------------------------------------------------------------------------------

    def _copy(self, number: int, greek: greeking.Greek, text: Text, random: Random) -> Article:
        writer = self._cast.writer.pk
        return Article(
            pk=self.key(number),
            headline=greek.headline,
            dek=greek.dek,
            slug=f"synthetic-{number}",
            label=random.choices(Label.values, (80, 10, 6, 4))[0],
            dateline="SYNTHETIC",
            body=text.body,
            story=self._stories.of_piece(number, random),
            created_by_id=writer,
            saved_by_id=writer,
        )

    def _topics(self, random: Random) -> list[Topic]:
        """One to four, the first ones far more often than the last."""
        known = self._cast.topics
        places = {int(len(known) * random.random() ** 3) for _ in range(random.randint(1, 4))}
        return [known[place] for place in sorted(places)]

    def _authors(self, random: Random) -> list[Author]:
        known = self._cast.authors
        places = {int(len(known) * random.random() ** 2) for _ in range(random.choice((1, 1, 2)))}
        return [known[place] for place in sorted(places)]

    # --- Its editions -----------------------------------------------------------------------------

    def _address(self, number: int) -> str:
        day = timezone.localtime(self._times.at(number), timezone.get_default_timezone())
        return f"/{day:%Y/%m/%d}/synthetic-{number}/"

    def _editions(
        self,
        number: int,
        copy: Article,
        text: Text,
        topics: list[Topic],
        authors: list[Author],
    ) -> Iterator[Edition]:
        at, kinds = self._times.at(number), self._fate(number).kinds
        starts = [at + APART * place for place in range(len(kinds))]
        before: Edition | None = None
        spans = zip(kinds, starts, [*starts[1:], None], strict=True)
        for key, (kind, begins_at, ends_at) in enumerate(spans, self._key + MOST_EDITIONS * number):
            edition = Edition(
                pk=key,
                article_id=copy.pk,
                kind=kind.value,
                label=copy.label,
                address=self._address(number),
                story_id=copy.story_id,
                printed_story=copy.story and {"name": copy.story.name, "slug": copy.story.slug},
                note=NOTES.get(kind, ""),
                begins_at=begins_at,
                published_at=at,
                live=DateTimeTZRange(begins_at, ends_at),
            )
            if kind != Kind.KILL:
                _print(edition, copy)
                words = text.but_the_last_paragraph() if ends_at else text
                edition.body_html, edition.body_text = words.html, words.text
                edition.topics = [{"name": topic.name, "slug": topic.slug} for topic in topics]
                edition.bylines = [
                    {"name": author.name, "slug": author.slug, "role": REPORTING}
                    for author in authors
                ]
            edition.follow(before)
            before = edition
            yield edition

    def _line(self, edition: Edition) -> Row:
        """The logbook's line; the database dates it."""
        verb = VERBS.get(Kind(edition.kind), edition.kind)
        return LogbookEntry, {
            "article_id": edition.article_id,
            "by_id": self._cast.clearer.pk,
            "verb": "schedule" if edition.begins_at > self._times.now else verb,
            "note": edition.note,
            "edition_id": edition.pk,
        }

    def _draft(
        self, copy: Article, topics: list[Topic], authors: list[Author], editions: list[Edition]
    ) -> Row:
        """The draft from which the last edition was printed."""
        now = timezone.now()
        return Draft, {
            "article_id": copy.pk,
            "by_id": self._cast.writer.pk,
            "revision": 0,
            "words": _words(copy, topics, authors),
            "begun_at": now,
            "saved_at": now,
            "fixed_at": now,
            "name": "",
            "edition_id": next(edition.pk for edition in reversed(editions) if not edition.is_kill),
        }

    def _clearance(
        self, copy: Article, topics: list[Topic], authors: list[Author], editions: list[Edition]
    ) -> Row:
        return Clearance, {
            "id": copy.clearance_id,
            "article_id": copy.pk,
            "by_id": self._cast.clearer.pk,
            "override_note": "",
            "print_digest": _print_digest(copy, topics, authors),
            "edition_id": editions[0].pk if editions else None,
        }


def _beside(copy: Article, topics: list[Topic], authors: list[Author]) -> Iterator[Row]:
    for topic in topics:
        yield ArticleTopic, {"content_object_id": copy.pk, "tag_id": topic.pk}
    for place, author in enumerate(authors):
        values = {"article_id": copy.pk, "author_id": author.pk, "role": REPORTING}
        yield Byline, values | {"position": place}


def _print(edition: Edition, copy: Article) -> None:
    edition.headline, edition.dek, edition.dateline = copy.headline, copy.dek, copy.dateline


def _links(edition: Edition, topics: list[Topic], authors: list[Author]) -> Iterator[Row]:
    """What the edition stands on, dated as it is."""
    own = {"edition_id": edition.pk, "published_at": edition.published_at}
    yield from ((EditionTopic, own | {"topic_id": topic.pk}) for topic in topics)
    yield from ((EditionByline, own | {"author_id": author.pk}) for author in authors)


def _print_digest(copy: Article, topics: list[Topic], authors: list[Author]) -> str:
    """As the database's ``nf_print_digest``, of a copy without a picture or lines for a channel."""
    text = _sha256([getattr(copy, name) for name in Article.TEXT])
    byline = [[author.pk, REPORTING] for author in authors]
    about = sorted(topic.pk for topic in topics)
    return _sha256([text, copy.slug, copy.story_id, None, None, byline, about])


def _sha256(values: list[Any]) -> str:
    """Of the list as PostgreSQL writes JSON."""
    return hashlib.sha256(json.dumps(values, ensure_ascii=False).encode()).hexdigest()


def _words(copy: Article, topics: list[Topic], authors: list[Author]) -> dict[str, Any]:
    """As ``articles.models.draft.words_of`` would read them from the stored copy."""
    own = {name: getattr(copy, name) for name in Article.PRINTS}
    byline = [{"author": author.pk, "role": REPORTING} for author in authors]
    return own | {"topics": [topic.pk for topic in topics], "byline": byline}
