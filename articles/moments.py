"""How the house says a moment to its people: in the newsroom's own time."""

from datetime import datetime, timedelta
from math import ceil

from django.utils import timezone


def to_the_minute(moment: datetime) -> str:
    """3 Jan 2026, 14:05"""
    return f"{timezone.localtime(moment):%-d %b %Y, %H:%M}"


def to_the_second(moment: datetime) -> str:
    """3 Jan 2026, 14:05:00"""
    return f"{timezone.localtime(moment):%-d %b %Y, %H:%M:%S}"


def zone_name() -> str:
    """What the newsroom calls its time: Tokyo time."""
    name = timezone.get_default_timezone_name()
    place = name.rpartition("/")[2].replace("_", " ")
    return f"{place} time" if "/" in name else name


def hence(moment: datetime) -> str:
    """How far ahead it is, roughly: in 25 min, in 3 h, in 4 days."""
    minutes = ceil((moment - timezone.now()) / timedelta(minutes=1))
    hours = round(minutes / 60)
    if minutes < 60:
        return f"in {minutes} min"
    return f"in {hours} h" if hours < 48 else f"in {round(hours / 24)} days"
