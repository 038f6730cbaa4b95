"""The desk's working copy of a piece: it changes, and readers never see it."""

from collections.abc import Iterable
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import connections, models, transaction
from django.utils import timezone
from taggit.managers import TaggableManager
from taggit.models import ItemBase

from accounts.models import Author
from articles import prose, workflow
from articles.models.clearance import Clearance
from articles.models.desk_copy import DeskCopy
from articles.models.image import Image
from articles.models.story import Story
from articles.models.topic import Topic
from articles.models.typed import Typed
from articles.workflow import State

# As readers' search has them: text without blanks by its pairs of neighbouring characters.
HEADLINE_WORDS = SearchVector(models.Func("headline", function="nf_words"), config="simple")


class Label(models.TextChoices):
    """What sort of piece it is; printed above the headline."""

    NEWS = "news"
    ANALYSIS = "analysis"
    EXPLAINER = "explainer"
    OPINION = "opinion"


class ArticleTopic(ItemBase):
    """An article is about a topic."""

    tag = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="article_links")
    content_object = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="topic_links"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["content_object", "tag"], name="article_topic_once")
        ]


class Articles(models.QuerySet["Article"]):
    """What can be asked of working copies."""

    def with_headline(self, typed: str) -> Self:
        """Those of whose headline every typed word begins a word; all, if there is no word."""
        return self.alias(words=HEADLINE_WORDS).filter(words=Typed(typed))


class Article(DeskCopy):  # type: ignore[django-manager-missing]
    """One piece, from its first line to the copy of what is live now.

    ``state`` says where this copy is; what readers have is asked of ``Edition``. ``saved_by`` must
    be set at every save: the database keeps a list of all who changed the text (``Writer``), and
    none of them can clear it. ``revision`` counts saves, so that a save on top of a newer one is
    noticed.
    """

    # The database's function nf_text_digest names the same columns.
    TEXT = (
        "headline",
        "dek",
        "label",
        "dateline",
        "body",
        "lead_image_id",
        "lead_alt",
        "lead_is_decorative",
    )
    # Lines for one channel each, by what an edition calls them. So does nf_channel_lines.
    CHANNELS = {"search": "search_title", "social": "social_title", "push": "push_headline"}
    # Its own columns that print: the text, the lines for single channels, where it is and belongs.
    PRINTS = (*TEXT, *CHANNELS.values(), "slug", "story_id")

    headline = models.CharField(max_length=200, blank=True)
    dek = models.CharField(max_length=300, blank=True, help_text="The line under the headline.")
    label = models.CharField(max_length=10, choices=Label, default=Label.NEWS)
    slug = models.SlugField(
        max_length=80,
        blank=True,
        help_text="The last part of the address; made from the headline if empty. "
        "The address is fixed at the first edition.",
    )
    dateline = models.CharField(
        max_length=80, blank=True, help_text="The printed place, such as TOKYO."
    )
    body = models.TextField(blank=True)
    story = models.ForeignKey(
        Story, on_delete=models.PROTECT, null=True, blank=True, related_name="articles"
    )
    lead_image = models.ForeignKey(
        Image, on_delete=models.PROTECT, null=True, blank=True, related_name="articles"
    )
    lead_alt = models.CharField(
        "alternative text",
        max_length=400,
        blank=True,
        help_text="What a reader who cannot see the lead picture is told.",
    )
    lead_is_decorative = models.BooleanField(
        "only decorative",
        default=False,
        help_text="It tells nothing that the text does not: screen readers pass it over.",
    )
    search_title = models.CharField(
        max_length=150, blank=True, help_text="For search engines, in place of the headline."
    )
    social_title = models.CharField(
        max_length=150,
        blank=True,
        help_text="Where the article is shared, in place of the headline.",
    )
    push_headline = models.CharField(
        max_length=150, blank=True, help_text="For alerts on a telephone, in place of the headline."
    )
    authors = models.ManyToManyField(Author, through="Byline", related_name="articles")
    topics = TaggableManager(through=ArticleTopic, blank=True)

    state = models.CharField(max_length=10, choices=State, default=State.DRAFT, editable=False)
    clearance = models.OneToOneField(
        Clearance, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    embargo_at = models.DateTimeField(
        "embargo until",
        null=True,
        blank=True,
        help_text="Nothing of this piece can be live before this time.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = Articles.as_manager()

    class Meta:
        ordering = ["-saved_at", "-pk"]
        indexes = [
            models.Index(fields=["-saved_at", "-id"], name="article_newest_save"),
            models.Index(fields=["state", "-saved_at", "-id"], name="article_queue"),
            models.Index(fields=["headline", "-id"], name="article_by_headline"),
            GinIndex(HEADLINE_WORDS, name="article_headline_words"),
        ]
        permissions = workflow.permissions()  # type: ignore[assignment]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=State.values), name="article_state_is_known"
            ),
            models.CheckConstraint(
                condition=(
                    models.Q(state=State.CLEARED, clearance__isnull=False)
                    | (~models.Q(state=State.CLEARED) & models.Q(clearance__isnull=True))
                ),
                name="article_cleared_by_a_clearance",
            ),
        ]

    def __str__(self) -> str:
        return self.headline or "Untitled"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with a clean body: whatever wrote it, only what ``prose`` allows is stored."""
        self.clean_body()
        super().save(*args, **kwargs)

    def is_as_cleared(self) -> bool:
        """Whether all that would be printed of the stored copy is what somebody has cleared."""
        with connections[Article.objects.db].cursor() as cursor:
            cursor.execute(
                "SELECT c.print_digest = nf_print_digest(a) FROM articles_article a"
                " JOIN articles_clearance c ON c.id = a.clearance_id WHERE a.id = %s",
                [self.pk],
            )
            found = cursor.fetchone()
        return bool(found and found[0])

    def prints_as(self, other: "Article") -> bool:
        """Whether both copies would print the same, as far as their own fields tell."""
        return all(getattr(self, name) == getattr(other, name) for name in self.PRINTS)

    @property
    def is_embargoed(self) -> bool:
        return self.embargo_at is not None and timezone.now() < self.embargo_at

    def channel_lines(self) -> dict[str, str]:
        """The lines that are written, by channel."""
        lines = {channel: getattr(self, name).strip() for channel, name in self.CHANNELS.items()}
        return {channel: line for channel, line in lines.items() if line}

    def sign(self, lines: Iterable[tuple[Any, str]]) -> None:
        """Have these lines, each an author's key and a role, as the whole byline, in this order."""
        signed = [
            Byline(article=self, author_id=author, role=role, position=position)
            for position, (author, role) in enumerate(lines)
        ]
        with transaction.atomic():
            self.bylines.all().delete()
            Byline.objects.bulk_create(signed)

    def clean_body(self) -> None:
        """Leave in the body only what ``prose`` allows."""
        self.body = prose.clean(self.body)


class Byline(models.Model):
    """An author's place in the byline of the working copy."""

    class Role(models.TextChoices):
        REPORTING = "reporting"
        EDITING = "editing"

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="bylines")
    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="bylines")
    role = models.CharField(max_length=10, choices=Role, default=Role.REPORTING)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["article", "author", "role"], name="byline_once")
        ]

    def __str__(self) -> str:
        return f"{self.author} ({self.role})"
