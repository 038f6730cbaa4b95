"""A draft: one saved state of an article's working copy, to compare, to prove, to bring back."""

from collections import Counter
from collections.abc import Collection
from datetime import timedelta
from typing import Any, TypedDict, cast
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models import Author, User
from articles import prose
from articles.models.article import Article, Byline
from articles.models.clearance import Writer
from articles.models.edition import Edition
from articles.models.image import Image
from articles.models.presence import Presence
from articles.models.story import Story
from articles.models.topic import Topic
from articles.moments import to_the_second

# Who has not saved for so long sits down anew: the next save begins another draft.
SITTING = timedelta(minutes=30)
# In words: who takes out as much between two saves may want it back, and so it stays a draft.
A_PASSAGE = 25


class Signature(TypedDict):
    """One line of the byline: an author's key, and the role."""

    author: int
    role: str


class Words(TypedDict):
    """All of a copy that prints. Pictures, stories, topics and authors are there by their keys."""

    headline: str
    dek: str
    label: str
    dateline: str
    body: str
    lead_image_id: int | None
    lead_alt: str
    lead_is_decorative: bool
    search_title: str
    social_title: str
    push_headline: str
    slug: str
    story_id: int | None
    topics: list[int]
    byline: list[Signature]


class Drafts(models.QuerySet["Draft"]):
    """Words about drafts, the newest first."""

    def at(self, revision: int) -> "Draft | None":
        """The copy as it was at this revision, if a draft still holds it."""
        return self.filter(revision=revision).order_by("-pk").first()


class Draft(models.Model):
    """The copy as ``by`` left it at ``saved_at``; ``revision`` is the copy's own count of saves.

    The saves of one person in one sitting are one draft, as long as nobody else has a page open
    that rests on them, and no passage is taken out. What is fixed (named, printed, shown to
    somebody outside) never changes, and no draft is ever deleted: the database refuses both.
    """

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="drafts")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField()
    words = models.JSONField()
    begun_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(default=timezone.now)
    fixed_at = models.DateTimeField(null=True)
    name = models.CharField(max_length=80, blank=True)
    edition = models.OneToOneField(
        Edition, on_delete=models.PROTECT, null=True, related_name="draft"
    )

    objects = Drafts.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["article", "-id"], name="draft_newest")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(fixed_at__isnull=False) | models.Q(name="", edition=None),
                name="draft_fixed_with_its_name_and_edition",
            )
        ]

    def __str__(self) -> str:
        return self.name or f"{self.by}, {to_the_second(self.saved_at)}"

    @classmethod
    def keep(cls, article: Article, *, by: User, window: UUID | None = None) -> "Draft":
        """Keep the stored copy as it is now, in the draft of this sitting or in a new one.

        ``window`` is the page that saves: who looks through another one may rest on the draft.
        """
        state: dict[str, Any] = {
            "revision": article.revision,
            "words": words_of(article),
            "saved_at": timezone.now(),
        }
        last = cls.objects.select_for_update().filter(article=article).first()
        if last is None or not last._goes_on(article, by, window):
            return cls.objects.create(article=article, by=by, **state)
        for name, value in state.items():
            setattr(last, name, value)
        last.save(update_fields=state)
        return last

    @classmethod
    def printed(cls, article: Article, edition: Edition) -> "Draft":
        """Keep the stored copy as what this edition was printed from."""
        draft = cls.keep(article, by=article.saved_by)
        draft.edition, draft.fixed_at = edition, timezone.now()
        draft.save(update_fields=["edition", "fixed_at"])
        return draft

    @classmethod
    def of_edition(cls, edition: Edition) -> "Draft | None":
        """What an edition was printed from, if a draft holds it."""
        return cls.objects.filter(edition=edition).select_related("by").first()

    def copy(self) -> Article:
        """The article with these words, not stored."""
        return Article(pk=self.article_id, **{name: self.words[name] for name in Article.PRINTS})

    def writer(self) -> User:
        """Who saved these words, if they wrote any of the text; else who began the article.

        Whoever brings words back writes none: if the copy were saved as theirs, they could not
        clear it.
        """
        wrote_it = Writer.objects.filter(article=self.article_id, user=self.by_id).exists()
        return self.by if wrote_it else self.article.created_by

    def fix(self, name: str = "") -> None:
        """Let this draft never change again, under a name if it is given one."""
        self.fixed_at = self.fixed_at or timezone.now()
        self.name = name or self.name
        self.save(update_fields=["fixed_at", "name"])

    def put_into(self, article: Article, *, but: Collection[str] = ()) -> None:
        """Give an article the draft's own words, unsaved; topics and byline are rows beside it."""
        words: Any = self.at_hand()[0]
        for name in Article.PRINTS:
            if name not in but:
                setattr(article, name, words[name])

    def put_beside(self, article: Article) -> None:
        """Give a stored article the draft's topics and byline."""
        words = self.at_hand()[0]
        article.topics.set(Topic.objects.filter(pk__in=words["topics"]))
        article.sign((line["author"], line["role"]) for line in words["byline"])

    def at_hand(self) -> tuple[Words, list[str]]:
        """Its words, without what has been removed since; the sentences name what that was."""
        words = cast(Words, dict(self.words))
        missing = []
        picture, story = words["lead_image_id"], words["story_id"]
        if picture and not Image.objects.filter(pk=picture).exists():
            missing.append("Its lead picture is gone.")
            words["lead_image_id"] = None
        if story and not Story.objects.filter(pk=story).exists():
            missing.append("Its story is gone.")
            words["story_id"] = None
        topics = Topic.objects.filter(pk__in=words["topics"]).values_list("pk", flat=True)
        authors = Author.objects.in_bulk(line["author"] for line in words["byline"])
        byline = [line for line in words["byline"] if line["author"] in authors]
        missing += ["A topic of it is gone."] if len(topics) < len(words["topics"]) else []
        missing += ["An author of it is gone."] if len(byline) < len(words["byline"]) else []
        words["topics"], words["byline"] = list(topics), byline
        return words, missing

    def _goes_on(self, article: Article, by: User, window: UUID | None) -> bool:
        """Whether a save by this person, through this window, belongs to the same sitting."""
        if self.fixed_at or self.by_id != by.pk:
            return False
        if self.revision == article.revision:
            return True
        if timezone.now() - self.saved_at >= SITTING or self._has_a_passage_that_is_gone(article):
            return False
        return not Presence.rests_on(article, self.revision, but=window)

    def _has_a_passage_that_is_gone(self, article: Article) -> bool:
        """Whether so many of its words are not in the copy that they would be missed."""
        before = Counter(prose.plain_text(self.words["body"]).split())
        before.subtract(prose.plain_text(article.body).split())
        return sum(count for count in before.values() if count > 0) >= A_PASSAGE


def words_of(article: Article) -> Words:
    """All of the stored copy that prints."""
    own = {name: getattr(article, name) for name in Article.PRINTS}
    topics = article.topic_links.order_by("tag_id").values_list("tag_id", flat=True)
    lines = Byline.objects.filter(article=article).values_list("author_id", "role")
    byline = [Signature(author=author, role=role) for author, role in lines]
    return cast(Words, own | {"topics": list(topics), "byline": byline})
