"""What readers were given: numbered, dated and frozen; the database keeps it so.

What can be asked of editions stands beside, in ``editions``.
"""

from datetime import datetime, timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import connections, models
from django.db.models.functions import Concat

from articles.models.editions import (
    LIST_OF_SOURCES,
    OFFERED,
    SETTING_RIGHT,
    SUBSTANTIAL,
    Editions,
)
from articles.models.frozen import Frozen, canonical
from articles.models.story import Story
from articles.workflow import Kind

__all__ = ["LIST_OF_SOURCES", "SETTING_RIGHT", "SUBSTANTIAL", "Edition", "Editions", "clock"]


class BaseManager(models.Manager.from_queryset(Editions)):  # type: ignore[misc]
    def get_queryset(self) -> Editions:
        return super().get_queryset().defer("search")


class Edition(Frozen):
    """One edition of one article, complete in itself: showing it needs no table of the desk.

    ``published_at`` is when the article's first edition began. ``bylines`` is a list of
    ``{"name", "slug", "role"}``, ``topics`` of ``{"name", "slug"}``, ``printed_story``
    ``{"name", "slug"}`` or null, ``lead_picture`` a ``prose.material.PrintedPicture`` or null,
    ``social_card`` the name of a file under MEDIA_URL. ``channels`` has the lines that stand for
    the headline in a channel: ``search``, ``social``, ``push``, as far as there are any.
    ``note`` is the public note: what changed, or why it was withdrawn.

    Only ``articles.publishing`` makes editions.
    """

    PRINTED = (
        "address",
        "begins_at",
        "body_html",
        "bylines",
        "channels",
        "dateline",
        "dek",
        "headline",
        "kind",
        "label",
        "lead_picture",
        "note",
        "number",
        "printed_story",
        "published_at",
        "social_card",
        "topics",
    )

    article = models.ForeignKey(
        "articles.Article",
        on_delete=models.PROTECT,
        related_name="editions",
        db_index=False,  # edition_by_article begins with it
    )
    kind = models.CharField(max_length=10, choices=Kind)
    address = models.CharField(max_length=120, help_text="/2026/01/03/slug/")
    headline = models.CharField(max_length=200)
    dek = models.CharField(max_length=300, blank=True)
    label = models.CharField(max_length=10)
    bylines = models.JSONField(default=list)
    dateline = models.CharField(max_length=80, blank=True)
    topics = models.JSONField(default=list)
    story = models.ForeignKey(
        Story,
        on_delete=models.PROTECT,
        null=True,
        related_name="editions",
        db_index=False,  # edition_in_story begins with it
    )
    printed_story = models.JSONField(null=True)
    lead_picture = models.JSONField(null=True)
    social_card = models.CharField(max_length=60, blank=True)
    channels = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    body_html = models.TextField(blank=True)
    body_text = models.TextField(blank=True)
    note = models.TextField(blank=True)
    published_at = models.DateTimeField()
    search = models.GeneratedField(
        expression=models.Func(
            "headline",
            "dek",
            "body_text",
            "label",
            "printed_story",
            "topics",
            "bylines",
            function="nf_search_vector",
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = BaseManager()

    class Meta:
        # "article" would sort by that model's own ordering, and so ask for the desk's table.
        ordering = ["article_id", "number"]
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="edition_number_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=Kind.values), name="edition_kind_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(live__isempty=True)
                | models.Q(live__startswith=models.F("begins_at")),
                name="edition_lives_from_its_beginning",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind__in=[Kind.UPDATE, Kind.CORRECTION, Kind.KILL])
                | ~models.Q(note=""),
                name="edition_says_why",
            ),
            ExclusionConstraint(
                name="one_live_edition_of_an_article",
                expressions=[
                    ("article", RangeOperators.EQUAL),
                    ("live", RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="one_article_at_an_address",
                expressions=[
                    # Expressions, so that the planner never takes this index to find something: it
                    # reads ever more of it, the more editions there are.
                    (Concat("address", models.Value("")), RangeOperators.EQUAL),
                    (models.F("article") + 0, RangeOperators.NOT_EQUAL),
                ],
                condition=models.Q(live__isempty=False),
            ),
        ]
        indexes = [
            models.Index(fields=["address"], name="edition_by_address"),
            models.Index(fields=["article", "begins_at"], name="edition_by_article"),
            models.Index(fields=["-published_at", "-id"], name="edition_newest"),
            # With all that an article's page is told of its story's pieces: they lie together here,
            # and far apart in the table.
            models.Index(
                fields=["story", "-published_at", "-id"],
                include=[
                    *("article", "kind", "live", "begins_at"),
                    *("address", "headline", "label"),
                ],
                condition=models.Q(story__isnull=False),
                name="edition_in_story",
            ),
            models.Index(fields=["begins_at"], name="edition_by_beginning"),
            models.Index(
                fields=["-begins_at", "-id"],
                condition=models.Q(kind__in=SETTING_RIGHT),
                name="edition_setting_right",
            ),
            models.Index(
                fields=["article"],
                condition=models.Q(body_html__contains=LIST_OF_SOURCES),
                name="edition_with_sources",
            ),
            GinIndex(
                models.F("search"),
                models.Func("published_at", function="nf_month"),
                name="edition_search",
            ),
            GinIndex(OFFERED, name="edition_offered"),
        ]

    def __str__(self) -> str:
        return f"{self.headline} ({self.number})"

    def get_absolute_url(self) -> str:
        return self.address

    def canonical(self) -> bytes:
        """As of everything printed; without ``channels`` where there are none, as of before."""
        names = set(self.PRINTED) - (set() if self.channels else {"channels"})
        return canonical({name: getattr(self, name) for name in names})

    @property
    def listed_at(self) -> datetime:
        """What its links to topics and authors have of it, so that their lists are in order."""
        return self.published_at

    @property
    def is_kill(self) -> bool:
        return self.kind == Kind.KILL

    @property
    def is_substantial(self) -> bool:
        """Whether it moves the time at which readers are told that the article changed."""
        return self.kind in SUBSTANTIAL

    @property
    def since_publication(self) -> timedelta:
        """How long after its article's first publication this edition came."""
        return self.begins_at - self.published_at


def clock() -> datetime:
    """The database's time at this moment; its ``now()`` would be the transaction's beginning."""
    with connections[Edition.objects.db].cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]
