"""The running story: what its first report and its follow-ups belong to."""

from django.db import models


class Story(models.Model):
    """A running story. Every column is meant for readers.

    Readers can see a story from the second that an edition in it is live, so a prepared story shows
    nothing before its first article.
    """

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    summary = models.TextField(blank=True, help_text="What a reader who comes late must know.")

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "stories"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/stories/{self.slug}/"
