"""What stays on record of an edition, whatever becomes of its text."""

from django.db import models

from articles.workflow import Kind


class EditionRecord(models.Model):
    """That an edition was in force: its number, kind and time, without a word of its text.

    A view of the database. It stays readable when the text was withdrawn, and shows nothing whose
    time has not come. Versions are counted over it, in the order of time.
    """

    edition = models.OneToOneField(
        "articles.Edition", on_delete=models.DO_NOTHING, primary_key=True, related_name="+"
    )
    article = models.ForeignKey("articles.Article", on_delete=models.DO_NOTHING, related_name="+")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    begins_at = models.DateTimeField()

    class Meta:
        managed = False
        ordering = ["begins_at"]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.number}"
