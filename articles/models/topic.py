"""What a piece is about. Every column is meant for readers."""

from django.db import models
from taggit.models import TagBase


class Topic(TagBase):
    """A subject that readers can follow, chosen on the article like a tag.

    Readers can see a topic from the second that an edition about it is live.
    """

    description = models.TextField(blank=True)

    class Meta:
        ordering = ["name"]

    def get_absolute_url(self) -> str:
        return f"/topics/{self.slug}/"
