"""The morgue itself: batches of pieces, each made while the one before it is written."""

import re
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from django.db.models import Max
from django.utils import timezone

from accounts.models import Author, Role, User
from articles.models.article import Article
from articles.models.clearance import Clearance
from articles.models.edition import Edition
from articles.models.story import Story
from articles.models.topic import Topic
from articles.publishing.morgue.laying import lay
from articles.publishing.morgue.pieces import Cast, Pieces
from articles.publishing.morgue.sheets import Sheet, sheets
from articles.publishing.morgue.stories import Stories
from articles.publishing.morgue.times import Times

WRITER, CLEARER = "synthetic-reporter", "synthetic-editor"
TOPICS, AUTHORS, RUNNING = 200, 300, 40
# In a small newsroom fewer, so that a page of each is as full as in a large one.
PIECES_FOR_EACH = 40
PIECES_FOR_A_STORY = 100
AT_ONCE = 2_000  # pieces in a transaction
# As the database's function nf_words_to_know, of a text with no other letters than these.
WORD = re.compile(r"\b[a-z]{4,30}\b")


@dataclass(frozen=True)
class Batch:
    """What is laid in at once: the pieces of these numbers."""

    first: int
    last: int
    sheets: list[Sheet]
    words: set[str]


class Morgue:
    """Pieces up to now, so many a day; the same for the same number of them."""

    def __init__(self, pieces: int) -> None:
        self._count = pieces
        clearer = _person(CLEARER, Role.EDITOR)
        cast = Cast(
            writer=_person(WRITER, Role.REPORTER),
            clearer=clearer,
            topics=_numbered(Topic, "topic", _as_many(pieces, PIECES_FOR_EACH, TOPICS)),
            authors=_numbered(Author, "author", _as_many(pieces, PIECES_FOR_EACH, AUTHORS)),
        )
        key = max(map(_last_key, (Article, Clearance, Edition, Story)))
        times = Times(pieces, timezone.now())
        running = _as_many(pieces, PIECES_FOR_A_STORY, RUNNING)
        self._stories = Stories(running, times, by=clearer, key=key)
        self._pieces = Pieces(cast, self._stories, times, key=key)

    def lay_in(self) -> Iterator[int]:
        """Write all of it, the newest first; tells after each transaction how many there are.

        Whoever asks for no more has a shorter archive, and a sound one.
        """
        lay(sheets(self._stories.all()), set(), first=0, last=0)
        lasts = iter(range(self._count, 0, -AT_ONCE))
        with ThreadPoolExecutor(1) as pool:
            made: Future[Batch] | None = pool.submit(self._batch, next(lasts))
            while made:
                batch = made.result()
                last = next(lasts, None)
                made = pool.submit(self._batch, last) if last else None
                lay(
                    batch.sheets,
                    batch.words,
                    first=self._pieces.key(batch.first),
                    last=self._pieces.key(batch.last),
                )
                yield self._count - batch.first + 1

    def _batch(self, last: int) -> Batch:
        first = max(1, last - AT_ONCE + 1)
        numbers = range(first, last + 1)
        rows = [row for number in numbers for row in self._pieces.piece(number, since=first)]
        words: set[str] = set()
        for row in rows:
            if isinstance(row, Edition):
                words.update(WORD.findall(f"{row.headline} {row.dek} {row.body_text}".lower()))
        return Batch(first, last, list(sheets(rows)), words)


def _as_many(pieces: int, for_each: int, most: int) -> int:
    return max(12, min(most, pieces // for_each))


def _last_key(model: type[Any]) -> int:
    return model._default_manager.aggregate(last=Max("pk"))["last"] or 0


def _person(username: str, role: Role) -> User:
    told = {"first_name": "Synthetic", "last_name": role.title(), "role": role, "is_staff": True}
    person, _ = User.objects.get_or_create(username=username, defaults=told)
    return person


def _numbered(model: type[Topic] | type[Author], word: str, most: int) -> list[Any]:
    """So many topics or authors, in the order of their numbers."""
    model._default_manager.bulk_create(
        (
            model(name=f"Synthetic {word} {number}", slug=f"synthetic-{word}-{number}")
            for number in range(1, most + 1)
        ),
        ignore_conflicts=True,
    )
    ours = model._default_manager.filter(slug__startswith=f"synthetic-{word}-")
    return list(ours.order_by("pk")[:most])
