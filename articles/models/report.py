"""What readers report to the desk: that something in an edition is wrong."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from articles.models.edition import Edition


class Outcome(models.TextChoices):
    """What the desk did with a report."""

    ANSWERED = "answered", "Answered"
    DISMISSED = "dismissed", "Dismissed"


class ErrorReport(models.Model):
    """A reader's words about the ``edition`` that they had, as they sent them.

    Readers may add one and read none. The database sets ``received_at``, refuses a sender or an
    article with too many, and lets the desk change nothing but how it was handled. Every value of a
    new one is made here, because an INSERT that returns something would be a right to read.

    ``sender`` is a keyed hash of the address that it came from, "" once forgotten;
    ``forgotten_at`` is when what could lead to a person was removed.
    """

    WHAT, QUOTE, NOTE = 4000, 1000, 2000  # characters

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    article = models.ForeignKey(
        "articles.Article", on_delete=models.PROTECT, related_name="reports"
    )
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="reports")
    what = models.CharField("what is wrong", max_length=WHAT)
    quote = models.CharField("the words", max_length=QUOTE, blank=True)
    email = models.EmailField("e-mail", blank=True)
    sender = models.CharField(max_length=64, blank=True)
    received_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    note = models.CharField(
        max_length=NOTE, blank=True, help_text="For the desk; readers never see it."
    )
    handled_at = models.DateTimeField(null=True, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    forgotten_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "report from a reader"
        verbose_name_plural = "reports from readers"
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome="", handled_at=None, handled_by=None)
                | models.Q(
                    outcome__in=Outcome.values, handled_at__isnull=False, handled_by__isnull=False
                ),
                name="report_handled_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(forgotten_at=None) | models.Q(email="", sender=""),
                name="report_forgets_the_reader",
            ),
        ]
        indexes = [
            models.Index(
                fields=["sender", "received_at"],
                condition=~models.Q(sender=""),
                name="report_by_sender",
            ),
            models.Index(fields=["article", "received_at"], name="report_by_article"),
            models.Index(
                fields=["-received_at", "-id"],
                condition=models.Q(handled_at=None),
                name="report_waiting",
            ),
            models.Index(
                fields=["received_at"],
                condition=models.Q(forgotten_at=None),
                name="report_to_forget",
            ),
        ]

    def __str__(self) -> str:
        return self.what if len(self.what) <= 60 else f"{self.what[:59].rstrip()}…"
