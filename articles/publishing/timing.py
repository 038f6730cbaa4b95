"""When a verb comes in time: what is scheduled, what has gone out, and how a refusal says so."""

from datetime import datetime, timedelta

from articles.models.frozen import Frozen
from articles.moments import to_the_second
from articles.workflow import NotNow

# What begins within this time may be on readers' screens before a cancellation is committed.
TOO_CLOSE = timedelta(seconds=1)


def check_schedule(coming: Frozen | None, at: datetime, now: datetime) -> None:
    """Refuse a time that has passed, and a second edition where one is scheduled already."""
    if at <= now:
        raise NotNow(f"That time has passed: it is {to_the_second(now)}.")
    if coming:
        when = to_the_second(coming.begins_at)
        raise NotNow(f"Something is scheduled already, for {when}: cancel it first.")


def check_cancellation(coming: Frozen, now: datetime) -> None:
    """Refuse to take back what was taken back already, or is out."""
    if coming.live.isempty:
        raise NotNow("This edition was cancelled already.")
    if coming.begins_at <= now:
        raise NotNow(f"Too late: it went out at {to_the_second(coming.begins_at)}.")
    if coming.begins_at <= now + TOO_CLOSE:
        when = to_the_second(coming.begins_at)
        raise NotNow(f"Too late: it goes out at {when}, within a second.")
