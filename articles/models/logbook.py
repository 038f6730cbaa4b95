"""The logbook: who did which verb to what, when, with what note. Lines are added, never changed."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class LogbookEntry(models.Model):
    """One act at the desk or at the door. The database sets ``at`` and refuses changes.

    It is about one thing: an article, the front page, or a story's own words.
    """

    article = models.ForeignKey(
        "articles.Article", on_delete=models.PROTECT, null=True, related_name="logbook"
    )
    front = models.ForeignKey(
        "articles.Front", on_delete=models.PROTECT, null=True, related_name="logbook"
    )
    story = models.ForeignKey(
        "articles.Story", on_delete=models.PROTECT, null=True, related_name="logbook"
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
        indexes = [models.Index(fields=["-at", "-id"], name="logbook_newest")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(article__isnull=False, front=None, story=None)
                | models.Q(article=None, front__isnull=False, story=None)
                | models.Q(article=None, front=None, story__isnull=False),
                name="logbook_line_is_about_one_thing",
            )
        ]

    def __str__(self) -> str:
        return f"{self.by}: {self.verb}"

    @property
    def about(self) -> models.Model | None:
        """What the line is about."""
        return self.article or self.front or self.story
