"""The logbook: who did which verb to what, when, with what note. Lines are added, never changed."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class LogbookEntry(models.Model):
    """One act at the desk or at the door. The database sets ``at`` and refuses changes."""

    article = models.ForeignKey(
        "articles.Article", on_delete=models.PROTECT, related_name="logbook"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=20)
    note = models.TextField(blank=True)
    edition = models.ForeignKey(
        "articles.Edition", on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name_plural = "logbook entries"

    def __str__(self) -> str:
        return f"{self.by}: {self.verb}"
