"""What an edition leads to: the topic and author pages on which it stands."""

from django.db import models

from accounts.models import Author
from articles.models.topic import Topic


class EditionTopic(models.Model):
    """An edition is about a topic: for topic pages. Its printed name is in the edition itself."""

    edition = models.ForeignKey(
        "articles.Edition", on_delete=models.PROTECT, related_name="topic_links"
    )
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="edition_links")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["topic", "edition"], name="edition_topic_once")
        ]

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.topic_id}"


class EditionByline(models.Model):
    """An edition is by an author: for author pages. The printed name is in the edition itself."""

    edition = models.ForeignKey(
        "articles.Edition", on_delete=models.PROTECT, related_name="byline_links"
    )
    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="edition_links")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["author", "edition"], name="edition_byline_once")
        ]

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.author_id}"
