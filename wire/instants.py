"""Times as machines read them."""

from datetime import UTC, datetime


def instant(at: datetime | None) -> str:
    """A time in UTC, to the second (RFC 3339): 2026-01-03T10:20:00Z; "" if there is none."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else ""
