"""Comments on a copy: they hang on its words or on a part of it, and stay on record."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models import User
from articles.models.article import Article
from articles.prose.anchoring import CONTEXT, QUOTE, Anchor, Place, find


class About(models.TextChoices):
    """What of a copy a comment is about, in the order of the page."""

    HEADLINE = "headline", "Headline"
    DEK = "dek", "Dek"
    BYLINE = "byline", "Byline"
    DATELINE = "dateline", "Dateline"
    LEAD = "lead_image", "Lead picture"
    BODY = "body", "Body"
    TOPICS = "topics", "Topics"
    STORY = "story", "Story"


class Comments(models.QuerySet["Comment"]):
    """Words about comments. What begins one is a comment too; answers hang on it."""

    def of(self, article: Article) -> "Comments":
        """Those that begin something about an article, with all that is shown of them."""
        begun = self.filter(article=article, parent=None).select_related("by", "resolved_by")
        return begun.prefetch_related(
            models.Prefetch("replies", Comment.objects.select_related("by").order_by("pk"))
        )

    def open(self, article: Article) -> "Comments":
        """Those about an article that nobody has resolved yet."""
        return self.filter(article=article, parent=None, resolved_at=None)

    def open_or_just_resolved(self, most: int) -> "Comments":
        """The open ones in their order, and behind them the last that were resolved, that many."""
        last = self.exclude(resolved_at=None).order_by("-resolved_at").values("pk")[:most]
        shown = self.filter(models.Q(resolved_at=None) | models.Q(pk__in=last))
        return shown.order_by(models.F("resolved_at").asc(nulls_first=True), "pk")

    def state(self, article: Article) -> str:
        """How the comments about an article stand: another text whenever anything was done."""
        done = self.filter(article=article).aggregate(
            newest=models.Max("pk"),
            resolved=models.Count("resolved_at"),
            last=models.Max("resolved_at"),
        )
        last = done["last"].timestamp() if done["last"] else 0
        return f"{done['newest'] or 0}-{done['resolved']}-{last}"

    def asking(self, user: User) -> "Comments":
        """Where this person was asked by name and that is not resolved yet, the newest first."""
        theirs = self.filter(mentions=user)
        is_open = models.Q(parent=None, resolved_at=None) | models.Q(
            parent__isnull=False, parent__resolved_at=None
        )
        return theirs.filter(is_open).select_related("article", "by").order_by("-pk")


class Comment(models.Model):
    """What ``by`` said of a copy at ``at``; a reply says it of another comment, its ``parent``.

    ``about`` is the part of the copy. ``quote`` holds the words that it is about: in the body they
    are found again by ``block`` and their neighbours; of another part they are what stood there.
    The database sets ``at``, lets nothing be changed but who resolved it, and deletes nothing.
    """

    TEXT = 2000  # characters

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="comments")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replies")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    text = models.CharField(max_length=TEXT)
    about = models.CharField(max_length=10, choices=About, default=About.BODY)
    block = models.CharField(max_length=8, blank=True)
    quote = models.CharField(max_length=QUOTE, blank=True)
    before = models.CharField(max_length=CONTEXT, blank=True)
    after = models.CharField(max_length=CONTEXT, blank=True)
    mentions = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    resolved_at = models.DateTimeField(null=True)

    objects = Comments.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["article"],
                condition=models.Q(parent=None, resolved_at=None),
                name="comment_open",
            )
        ]
        constraints = [
            models.CheckConstraint(condition=~models.Q(text=""), name="comment_says_something"),
            models.CheckConstraint(
                condition=models.Q(resolved_at=None, resolved_by=None)
                | models.Q(resolved_at__isnull=False, resolved_by__isnull=False, parent=None),
                name="comment_resolved_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.by}: {self.text[:60]}"

    @property
    def is_about_words(self) -> bool:
        return self.about == About.BODY and bool(self.quote)

    def place(self) -> Place | None:
        """Where in the body its words stand now; None if it has none, or they are gone."""
        if not self.is_about_words:
            return None
        anchor = Anchor(self.block, self.quote, self.before, self.after)
        return find(self.article.body, anchor)
