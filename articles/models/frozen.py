"""What all that readers are given has in common: numbered, dated, digested, frozen by the database.

Time is always the database's own clock (``Now()`` is ``statement_timestamp()``), so what is
scheduled is in force at its second with no job at all.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Self

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models.functions import Now

from articles.models.chain import chain


class FrozenEditions(models.QuerySet[Any]):
    """What can be asked of anything that is printed."""

    def current(self, at: datetime | None = None) -> Self:
        """What is in force now, or was in force ``at`` a time."""
        # The site's role may not use the statistics of a range: PostgreSQL would take what is in
        # force for a rarity, and sort all editions for the newest. Of a CASE it assumes nothing.
        in_force = models.Case(
            models.When(live__contains=at or Now(), then=True),
            default=False,
            output_field=models.BooleanField(),
        )
        return self.alias(in_force=in_force).filter(in_force=True)

    def coming(self) -> Self:
        """What is scheduled: its time lies ahead (the site's role sees none of it)."""
        return self.filter(begins_at__gt=Now(), live__isempty=False)

    def on_record(self) -> Self:
        """What was, is or will be in force: all but what was cancelled."""
        return self.filter(live__isempty=False)

    def now_and_next(self, moment: datetime) -> tuple[Any, Any]:
        """Of the editions of one thing: the one in force at ``moment`` and the one that is to come.

        Either may be None.
        """
        # No more than one edition is ever scheduled, so the last two on record tell it all.
        latest = list(self.on_record().order_by("-begins_at")[:2])
        coming = latest.pop(0) if latest and latest[0].begins_at > moment else None
        return (latest[0] if latest else None), coming


class Frozen(models.Model):
    """Something printed, complete in itself.

    ``number`` is the order of recording, from 1. ``live`` is the half-open range of time in which
    it is in force: it begins at ``begins_at``, and is empty if it was cancelled before its time.
    ``PRINTED`` names what the digest is taken of. Triggers refuse every change but to the future
    part of ``live``, and any insertion that breaks the numbering or the chain.
    """

    PRINTED: tuple[str, ...] = ()

    number = models.PositiveIntegerField()
    live = DateTimeRangeField()
    begins_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    content_digest = models.CharField(max_length=64)
    chain_digest = models.CharField(max_length=64)

    class Meta:
        abstract = True

    def follow(self, last: "Frozen | None") -> None:
        """Take the number after ``last``, and continue its chain; None for the first."""
        self.number = last.number + 1 if last else 1
        self.content_digest = self.digest()
        self.chain_digest = chain(
            last.chain_digest if last else "", self.number, self.content_digest
        )

    def canonical(self) -> bytes:
        """What is printed, as JSON with sorted keys and no blanks, UTF-8; times in UTC.

        The form is that of RFC 8785 for the values that occur here (strings, integers, null).
        """
        return canonical({name: getattr(self, name) for name in self.PRINTED})

    def digest(self) -> str:
        """The sha256 of what is printed, in hex."""
        return hashlib.sha256(self.canonical()).hexdigest()


def canonical(values: Any) -> bytes:
    """These values in the one form of which digests are taken."""
    return json.dumps(
        values, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain
    ).encode()


def broken_link(name: str, editions: Iterable[Frozen]) -> str | None:
    """The first fault in the editions of one thing, given by number, as a sentence; None if sound.

    ``name`` is what the sentence calls the thing: "Article 3".
    """
    previous = ""
    for expected, edition in enumerate(editions, start=1):
        fault = f"{name}, edition {edition.number}"
        if edition.number != expected:
            return f"{fault}: edition {expected} is missing."
        if edition.digest() != edition.content_digest:
            return f"{fault}: its content is not what was recorded."
        if chain(previous, edition.number, edition.content_digest) != edition.chain_digest:
            return f"{fault}: it does not follow from the edition before it."
        previous = edition.chain_digest
    return None


def _plain(value: Any) -> str:
    if not isinstance(value, datetime):
        raise TypeError(f"{type(value)} cannot be printed")
    return value.astimezone(UTC).isoformat(timespec="microseconds")
