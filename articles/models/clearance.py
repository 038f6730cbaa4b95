"""Four eyes: who had a hand in a text, and who read it and let it go to print."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class Writer(models.Model):
    """Somebody who changed an article's text. Written by a trigger alone, at every save."""

    pk = models.CompositePrimaryKey("article", "user")
    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="writers"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    wrote_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["user"], name="writer_by_user")]

    def __str__(self) -> str:
        return str(self.user)


class Clearance(models.Model):
    """Somebody who did not write a text has read it and cleared it.

    A trigger stores the digest of all that would be printed (text, byline, topics, the words beside
    the picture) and refuses whoever wrote any of the text, but for a chief with an
    ``override_note``. A cleared article must stay that very thing: one changed letter, and the
    database refuses to print it. Another trigger notes the first ``edition`` printed from it, as
    long as that is not cancelled.
    """

    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="clearances"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())
    override_note = models.TextField(blank=True)
    print_digest = models.CharField(max_length=64, db_default="")
    edition = models.ForeignKey(
        "articles.Edition", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    class Meta:
        ordering = ["-at"]
        indexes = [
            models.Index(
                fields=["id"], condition=models.Q(edition=None), name="clearance_not_printed"
            )
        ]

    def __str__(self) -> str:
        return f"cleared by {self.by}"
