"""What becomes of a reader's report: it is received, handled by somebody, and its sender forgotten.

Readers' pages call ``receive`` and speak as the site, which may add a report and read none; the
rest is the desk's.
"""

from datetime import UTC, datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.db import DatabaseError, router, transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import User
from articles.models.report import ErrorReport, Outcome
from articles.workflow import NotNow, Refused

# A sender's hash serves to count what came within an hour, and its key lasts a day.
SENDER_KEPT = timedelta(days=1)
_SENT_TWICE = "23505"  # unique_violation
# The refusals of the trigger report_received.
_TOO_MANY = {
    "NF002": "You have sent several reports within an hour.",
    "NF003": "Many reports about this article have come within an hour.",
}


class TooMany(Refused):
    """No more reports for now, from this sender or about this article."""


def receive(report: ErrorReport) -> None:
    """Add a reader's report; one that is sent twice is kept once. Raises ``TooMany``."""
    try:
        with transaction.atomic(using=router.db_for_write(ErrorReport)):
            report.save(force_insert=True)
    except DatabaseError as error:
        state = getattr(error.__cause__, "sqlstate", None)
        if state in _TOO_MANY:
            raise TooMany(_TOO_MANY[state]) from error
        if state != _SENT_TWICE:
            raise


def sender_of(address: str) -> str:
    """A hash that is the same for one sender within a day (UTC), in hex; "" without an address.

    ``address`` is an IP address. A household has a whole network of version 6 to itself, so there
    its first 64 bits count.
    """
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    network = ip_network((found, 64), strict=False) if isinstance(found, IPv6Address) else found
    key = f"articles.reports.{datetime.now(UTC):%Y-%m-%d}"
    return salted_hmac(key, str(network), algorithm="sha256").hexdigest()


def handle(report: ErrorReport, outcome: Outcome, *, by: User, note: str = "") -> None:
    """Say what the desk did with a report that waits. Raises ``NotNow`` if somebody was faster."""
    waiting = ErrorReport.objects.filter(pk=report.pk, handled_at=None)
    if not waiting.update(outcome=outcome, note=note, handled_by=by, handled_at=Now()):
        raise NotNow("Somebody has handled this report meanwhile.")


def take_up_again(report: ErrorReport, *, note: str = "") -> None:
    """Let a report wait once more. Raises ``NotNow`` if it waits already."""
    handled = ErrorReport.objects.filter(pk=report.pk, handled_at__isnull=False)
    if not handled.update(outcome="", note=note, handled_by=None, handled_at=None):
        raise NotNow("This report is waiting already.")


def forget() -> int:
    """Remove what could lead to a person, once its time is over; from how many reports.

    The hash of the sender goes after a day, the e-mail after ``NEXTFIN_REPORT_DAYS``.
    """
    now = timezone.now()
    ErrorReport.objects.exclude(sender="").filter(received_at__lt=now - SENDER_KEPT).update(
        sender=""
    )
    kept = timedelta(days=settings.NEXTFIN_REPORT_DAYS)
    due = ErrorReport.objects.filter(forgotten_at=None, received_at__lt=now - kept)
    return due.update(email="", sender="", forgotten_at=Now())
