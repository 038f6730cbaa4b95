"""How long an edition is live: the one thing about it that can change, while it lies ahead."""

from datetime import datetime

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from articles.models.frozen import Frozen


def live_until(edition: Frozen, at: datetime | None) -> None:
    """Let it be live from its beginning until ``at`` a time; None is no end."""
    _set_live(edition, DateTimeTZRange(edition.begins_at, at))


def never_live(edition: Frozen) -> None:
    """Take a coming edition back: its range becomes empty."""
    _set_live(edition, DateTimeTZRange(empty=True))


def _set_live(edition: Frozen, live: DateTimeTZRange) -> None:
    edition.live = live
    type(edition)._default_manager.filter(pk=edition.pk).update(live=live)
