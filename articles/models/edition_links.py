"""What an edition leads to: the topic and author pages on which it stands."""

from django.db import models
from django.db.models.functions import Now

from accounts.models import Author
from articles.models.topic import Topic


class EditionTopic(models.Model):
    """An edition is about a topic: for topic pages. Its printed name is in the edition itself.

    ``published_at`` is the edition's, set by a trigger: a topic's list is read in that order.
    """

    edition = models.ForeignKey(
        "articles.Edition",
        on_delete=models.PROTECT,
        related_name="topic_links",
        db_index=False,  # edition_topic_once begins with it
    )
    topic = models.ForeignKey(
        Topic,
        on_delete=models.PROTECT,
        related_name="edition_links",
        db_index=False,  # edition_topic_newest begins with it
    )
    published_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "topic"], name="edition_topic_once")
        ]
        indexes = [
            models.Index(fields=["topic", "-published_at", "-edition"], name="edition_topic_newest")
        ]

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.topic_id}"


class EditionByline(models.Model):
    """An edition is by an author: for author pages. The printed name is in the edition itself.

    ``published_at`` is the edition's, as of a topic.
    """

    edition = models.ForeignKey(
        "articles.Edition",
        on_delete=models.PROTECT,
        related_name="byline_links",
        db_index=False,  # edition_byline_once begins with it
    )
    author = models.ForeignKey(
        Author,
        on_delete=models.PROTECT,
        related_name="edition_links",
        db_index=False,  # edition_author_newest begins with it
    )
    published_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "author"], name="edition_byline_once")
        ]
        indexes = [
            models.Index(
                fields=["author", "-published_at", "-edition"], name="edition_author_newest"
            )
        ]

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.author_id}"
