"""Who has an article's page open: nobody is surprised, and what a page rests on is kept."""

from datetime import timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models import User
from articles.models.article import Article

# A page tells of itself every few seconds; what has been silent for so long is closed or offline.
AWAY = timedelta(seconds=45)
# A page without script tells once. What it rests on is kept for so long.
RESTS = timedelta(hours=12)


class Presence(models.Model):
    """One open page: ``window`` tells two of one person apart, ``revision`` is what it shows."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    window = models.UUIDField(primary_key=True, default=uuid4)
    revision = models.PositiveIntegerField()
    seen_at = models.DateTimeField(default=timezone.now)
    typed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["article", "seen_at"], name="presence_of_article")]

    def __str__(self) -> str:
        return f"{self.user}: {self.article_id}"

    @classmethod
    def open(cls, article: Article, user: User) -> "Presence":
        """Note that somebody opens the page of an article; forgets who left long ago."""
        cls.objects.filter(article=article, seen_at__lt=timezone.now() - RESTS).delete()
        return cls.objects.create(article=article, user=user, revision=article.revision)

    @classmethod
    def rests_on(cls, article: Article, revision: int, *, but: UUID | None = None) -> bool:
        """Whether a page other than the window ``but`` shows this revision of the copy."""
        showing = cls.objects.filter(
            article=article, revision=revision, seen_at__gt=timezone.now() - RESTS
        )
        return showing.exclude(window=but).exists() if but else showing.exists()

    @classmethod
    def rest(cls, window: UUID | None, revision: int) -> None:
        """Note that this open page shows another revision now."""
        cls.objects.filter(window=window).update(revision=revision, seen_at=timezone.now())
