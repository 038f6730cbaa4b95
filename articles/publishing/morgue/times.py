"""When made-up pieces are published: so many a day, up to now, and a few that are to come."""

from dataclasses import dataclass
from datetime import datetime, timedelta

A_DAY = 250  # pieces; a million of them are eleven years
COMING = 20  # pieces that are scheduled
APART = timedelta(hours=3)  # the editions of a piece


@dataclass(frozen=True)
class Times:
    """The times of ``pieces``, seen from ``now``."""

    pieces: int
    now: datetime

    def at(self, number: int) -> datetime:
        """When the piece of this number is first published."""
        return self.now + timedelta(days=(number + COMING - self.pieces) / A_DAY)
