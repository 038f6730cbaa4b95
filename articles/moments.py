"""How the house says a moment to its people: in the newsroom's own time."""

from datetime import datetime

from django.utils import timezone


def to_the_minute(moment: datetime) -> str:
    """3 Jan 2026, 14:05"""
    return f"{timezone.localtime(moment):%-d %b %Y, %H:%M}"


def to_the_second(moment: datetime) -> str:
    """3 Jan 2026, 14:05:00"""
    return f"{timezone.localtime(moment):%-d %b %Y, %H:%M:%S}"
