"""The running story: the desk's copy of its own words, and what readers were given of them."""

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models

from articles import prose
from articles.models.desk_copy import DeskCopy
from articles.models.frozen import Frozen, FrozenEditions


class Story(DeskCopy):
    """A running story as the desk works on it. Readers have its editions.

    ``people`` and ``watch`` hold an item on each line; in ``people`` a colon parts who it is from
    what a late reader must know of them.
    """

    slug = models.SlugField(
        unique=True, help_text="The last part of its address; fixed when it is first printed."
    )
    name = models.CharField(max_length=120)
    summary = models.TextField(blank=True, help_text="What a reader who comes late must know.")
    people = models.TextField(
        "people and places",
        blank=True,
        help_text="One on each line: “Sanae Takaichi: Japan’s prime minister”.",
    )
    figures = models.TextField(blank=True, help_text="The story in numbers, with their chart.")
    watch = models.TextField("what to watch", blank=True, help_text="One thing on each line.")

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "stories"
        permissions = [("publish_story", "Publish a story's own words")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return story_address(self.slug)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with clean figures: whatever wrote them, only what ``prose`` allows is stored."""
        self.figures = prose.clean(self.figures)
        super().save(*args, **kwargs)


class Event(models.Model):
    """Something that happened in a story, with the article or the source that says so."""

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="events")
    happened_on = models.DateField("day", help_text="Its place in the order of events.")
    when = models.CharField(
        "printed date",
        max_length=40,
        blank=True,
        help_text="Where the day is not known: “November 2025”. The day itself if empty.",
    )
    text = models.CharField(max_length=400)
    article = models.ForeignKey(
        "articles.Article", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    source = models.CharField(max_length=120, blank=True)
    source_url = models.URLField("its address", blank=True, max_length=500)

    class Meta:
        ordering = ["happened_on", "pk"]

    def __str__(self) -> str:
        return self.text


class Part(models.Model):
    """What an article is to its story, where that is not plain from its label and its time."""

    class Role(models.TextChoices):
        FIRST_REPORT = "first_report", "First report"
        FOLLOW_UP = "follow_up", "Follow-up"
        ANALYSIS = "analysis", "Analysis"
        EXPLAINER = "explainer", "Explainer"
        OPINION = "opinion", "Opinion"
        DOCUMENT = "document", "Document"

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="parts")
    article = models.ForeignKey("articles.Article", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=12, choices=Role)

    class Meta:
        verbose_name = "role of a piece"
        verbose_name_plural = "roles of its pieces"
        constraints = [
            models.UniqueConstraint(
                fields=["story", "article"],
                name="one_role_in_a_story",
                violation_error_message="An article has one role in a story.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.article}: {self.get_role_display()}"


class Relation(models.Model):
    """What one article of a story is to another: the one ``kind`` the other."""

    class Kind(models.TextChoices):
        FOLLOWS = "follows"
        CORRECTS = "corrects"
        SUPERSEDES = "supersedes"
        EXPLAINS = "explains"
        CONTRADICTS = "contradicts"

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="relations")
    article = models.ForeignKey("articles.Article", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    other = models.ForeignKey("articles.Article", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["story", "article", "kind", "other"], name="related_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(article=models.F("other")),
                name="related_to_another",
                violation_error_message="An article cannot be related to itself.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article} {self.kind} {self.other}"


class StoryEdition(Frozen):
    """A story's own words as readers were given them from ``begins_at`` on.

    ``people`` is a list of ``{"name", "who"}``, ``watch`` of texts, ``events`` of ``{"on" (an ISO
    date), "when", "text", "article" (a key or null), "source", "source_url"}``, ``parts`` of
    ``{"article", "role"}``, ``relations`` of ``{"article", "kind", "other"}``. Readers can see it
    from the second that an edition of an article in the story is live, so a prepared story shows
    nothing before its first article.
    """

    PRINTED = (
        "begins_at",
        "events",
        "figures_html",
        "name",
        "number",
        "parts",
        "people",
        "relations",
        "slug",
        "summary",
        "watch",
    )

    owner = models.ForeignKey(Story, on_delete=models.PROTECT, related_name="printed")
    slug = models.SlugField()
    name = models.CharField(max_length=120)
    summary = models.TextField(blank=True)
    people = models.JSONField(default=list)
    figures_html = models.TextField(blank=True)
    watch = models.JSONField(default=list)
    events = models.JSONField(default=list)
    parts = models.JSONField(default=list)
    relations = models.JSONField(default=list)

    objects = FrozenEditions.as_manager()

    class Meta:
        # "owner" would sort by that model's own ordering, and so ask for the desk's table.
        ordering = ["owner_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "number"], name="story_number_once"),
            ExclusionConstraint(
                name="one_edition_of_a_story_at_a_time",
                expressions=[
                    ("owner", RangeOperators.EQUAL),
                    ("live", RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="one_story_at_an_address",
                expressions=[("slug", RangeOperators.EQUAL), ("owner", RangeOperators.NOT_EQUAL)],
                condition=models.Q(live__isempty=False),
            ),
        ]
        indexes = [models.Index(fields=["begins_at"], name="story_by_beginning")]

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"

    def get_absolute_url(self) -> str:
        return story_address(self.slug)


def story_address(slug: str) -> str:
    return f"/stories/{slug}/"
