"""What can be asked of editions, each question by its name: ``Edition.objects.live()``."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import SearchVectorField
from django.db import connections, models
from django.db.models.functions import JSONObject, Now
from django.utils import timezone

from accounts.models import Author
from articles.models.edition_links import EditionTopic
from articles.models.frozen import FrozenEditions
from articles.models.record import EditionRecord
from articles.models.story import StoryEdition
from articles.models.topic import Topic
from articles.models.typed import Typed
from articles.workflow import Kind

if TYPE_CHECKING:
    from articles.models.edition import Edition

# What readers are told of after the first edition. A style edit changes no fact.
SUBSTANTIAL = (Kind.UPDATE, Kind.CORRECTION, Kind.RETURN)
# What says in public that something was not right.
SETTING_RIGHT = (Kind.CORRECTION, Kind.KILL, Kind.RETURN)
# How a printed list of sources begins (see prose.printing).
LIST_OF_SOURCES = '<section class="sources"'
# What an article's page tells of those in its byline, as it is now.
TOLD_OF_AUTHORS = ("slug", "description", "is_desk")
# What is offered while somebody types: the headline, and the names printed with it.
OFFERED = models.Func("headline", "printed_story", "topics", "bylines", function="nf_offered")

PERIODS = """
    WITH live AS NOT MATERIALIZED ({live})
    SELECT (period AT TIME ZONE %s)::date
    FROM generate_series(
        (SELECT date_trunc('{length}', min(published_at), %s) FROM live),
        (SELECT max(published_at) FROM live), '1 {length}', %s
    ) period
    WHERE EXISTS (
        SELECT FROM live
        WHERE published_at >= period AND published_at < date_add(period, '1 {length}', %s)
        OFFSET 0  -- or the planner would join all periods with all editions
    )
    ORDER BY 1 DESC
"""


class Editions(FrozenEditions):
    """What can be asked of an article's editions; in ``current`` a kill notice is included."""

    def live(self, at: datetime | None = None) -> Self:
        """The text of each article that readers have now, or had ``at`` a time."""
        live = self.current(at).exclude(kind=Kind.KILL)
        # The second condition says nothing new, but a list can begin there in its index.
        return live.filter(published_at__lte=at) if at else live

    def setting_right(self) -> Self:
        """Every correction, withdrawal and return so far, with ``headline_now``.

        That is the headline which readers have now, and None while the article is withdrawn.
        """
        now = self.model.objects.live().filter(article=models.OuterRef("article"))
        return (
            self.on_record()
            .filter(kind__in=SETTING_RIGHT, begins_at__lte=Now())
            .annotate(headline_now=models.Subquery(now.values("headline")[:1]))
        )

    def with_sources(self) -> Self:
        """Those that print a list of their sources; PostgreSQL has an index of them."""
        return self.filter(body_html__contains=LIST_OF_SOURCES)

    def newest_first(self, by: str = "published_at") -> Self:
        """In the order of first publication, in which lists are paged by key; or of ``by``."""
        return self.order_by(f"-{by}", "-pk")

    def oldest_first(self) -> Self:
        """The order of ``newest_first`` from its other end: how a story unfolded."""
        return self.order_by("published_at", "pk")

    def for_cards(self) -> Self:
        """Only what a list shows of an edition: no body."""
        return self.only(
            "address",
            "headline",
            "dek",
            "label",
            "bylines",
            "topics",
            "kind",
            "story",
            "printed_story",
            "lead_picture",
            "begins_at",
            "published_at",
            "article",
        )

    def for_links(self) -> list[dict[str, Any]]:
        """``article`` (its key), ``address`` and ``headline`` of each: enough to lead there."""
        return list(self.values("article", "address", "headline"))

    def for_history(self) -> Self:
        """Only what the history of an article shows of its editions, in the order of time."""
        return self.only(
            "kind", "note", "begins_at", "content_digest", "chain_digest", "article"
        ).order_by("begins_at")

    def for_corrections(self) -> Self:
        """Only what a list of corrections shows: no headline but the present one, no text."""
        return self.only("kind", "note", "address", "begins_at", "published_at", "article")

    def before(self, at: datetime, pk: int, by: str = "published_at") -> Self:
        """What follows the given key in ``newest_first``."""
        # The first condition says nothing new, but PostgreSQL can begin at it in the index.
        return self.filter(**{f"{by}__lte": at}).filter(
            models.Q(**{f"{by}__lt": at}) | models.Q(pk__lt=pk)
        )

    def published_between(self, start: datetime, end: datetime) -> Self:
        """What was first published from ``start`` on and before ``end``."""
        return self.filter(published_at__gte=start, published_at__lt=end)

    def last_before(self, moment: datetime) -> "Edition | None":
        """The last that was first published before ``moment``."""
        return self.filter(published_at__lt=moment).for_cards().newest_first().first()

    def first_from(self, moment: datetime) -> "Edition | None":
        """The first that was first published at ``moment`` or later."""
        return self.filter(published_at__gte=moment).for_cards().oldest_first().first()

    def of_newest_year(self) -> Self:
        """What was first published in the newsroom's year of the newest live piece, or later."""
        newest = self.live().newest_first().values("published_at")[:1]
        zone = models.Value(timezone.get_default_timezone_name())
        parts = (models.Value("year"), models.Subquery(newest), zone)
        year = models.Func(*parts, function="date_trunc", output_field=models.DateTimeField())
        return self.filter(published_at__gte=year)

    def periods(self, length: Literal["day", "month", "year"]) -> list[date]:
        """Those of the newsroom in which a live piece was first published, the newest first.

        Each as its first day. Every one is looked at by the index, so that how much lies in it does
        not matter.
        """
        query = self.live().order_by().values("published_at").query
        live, params = query.get_compiler(self.db).as_sql()
        zone = timezone.get_default_timezone_name()
        with connections[self.db].cursor() as cursor:
            cursor.execute(
                PERIODS.format(live=live, length=length), [*params, zone, zone, zone, zone]
            )
            return [first for (first,) in cursor.fetchall()]

    def with_last_change(self, at: datetime | None = None) -> Self:
        """Each with ``changed_at`` and ``changed_kind`` of its article's last substantial edition.

        Both are None where there is none so far, or was none by ``at``.
        """
        last = EditionRecord.objects.filter(
            article=models.OuterRef("article"), kind__in=SUBSTANTIAL
        ).order_by("-begins_at")
        if at:
            last = last.filter(begins_at__lte=at)
        return self.annotate(
            changed_at=models.Subquery(last.values("begins_at")[:1]),
            changed_kind=models.Subquery(last.values("kind")[:1]),
        )

    def with_author_notes(self) -> Self:
        """Each with ``author_notes``: what is told of those in its byline, and their ``key``."""
        authors = Author.objects.filter(edition_links__edition=models.OuterRef("pk")).order_by()
        notes = authors.values(
            note=JSONObject(key="pk", **{name: name for name in TOLD_OF_AUTHORS})
        )
        return self.annotate(author_notes=ArraySubquery(notes))

    def with_topic_keys(self) -> Self:
        """Each with ``topic_keys``: the keys of what it is about."""
        topics = EditionTopic.objects.filter(edition=models.OuterRef("pk")).order_by()
        return self.annotate(topic_keys=ArraySubquery(topics.values("topic")))

    def with_history(self) -> Self:
        """Each with ``history``: ``kind``, ``note``, ``begins_at`` (ISO 8601) of its article's
        editions so far, in the order of time.
        """
        editions = self.model.objects.filter(article=models.OuterRef("article"))
        told = JSONObject(kind="kind", note="note", begins_at="begins_at")
        return self.annotate(
            history=ArraySubquery(editions.order_by("begins_at").values(told=told))
        )

    def with_relations(self) -> Self:
        """Each with ``relations``: those of its story's own words in force, or None."""
        told = StoryEdition.objects.current().filter(owner=models.OuterRef("story"))
        return self.annotate(relations=models.Subquery(told.values("relations")[:1]))

    def in_story(self, edition: "Edition") -> Self:
        """The pieces of the edition's story, itself among them; itself alone if it is in none."""
        if edition.story_id is None:
            return self.filter(pk=edition.pk)
        return self.filter(story=edition.story_id)

    def on_its_topics(
        self, edition: "Edition", most: int, keys: Iterable[int] | None = None
    ) -> Self:
        """The newest that share a topic with the edition, and are neither its article nor story.

        ``keys`` are its topics', if it is not recorded.
        """
        topics: Any = keys
        if keys is None:
            topics = EditionTopic.objects.filter(edition=edition).values("topic")
        others = self.exclude(article=edition.article_id)
        if edition.story_id:
            others = others.exclude(story=edition.story_id)
        # Each topic's own list is read from its newest on, and no further than is asked for.
        newest = others.about(models.OuterRef("pk")).newest_first("listed_at").values("pk")[:most]
        of_each = Topic.objects.filter(pk__in=topics).order_by()
        keys_of_each = models.Func(ArraySubquery(newest), function="unnest")
        return self.filter(pk__in=of_each.values(key=keys_of_each)).newest_first()[:most]

    def about(self, topic: Any) -> Self:
        """What is about the topic of this key; its order is ``newest_first("listed_at")``."""
        about = self.filter(topic_links__topic=topic)
        return about.alias(listed_at=models.F("topic_links__published_at"))

    def signed(self, author: Author) -> Self:
        """What has the author in its byline; in order as what is ``about`` a topic."""
        signed = self.filter(byline_links__author=author)
        return signed.alias(listed_at=models.F("byline_links__published_at"))

    def offered_for(self, typed: str) -> Self:
        """Those of whose headline and printed names every typed word begins a word."""
        offered = models.ExpressionWrapper(OFFERED, output_field=SearchVectorField())
        return self.alias(offered=offered).filter(offered=Typed(typed))

    def by_key(self, keys: Sequence[int]) -> dict[int, "Edition"]:
        """These editions, as far as they can be seen, by key.

        Without the model's order, which would join the desk's table.
        """
        return {edition.pk: edition for edition in self.filter(pk__in=keys).order_by()}
