"""The front page: the desk's layout of it, and the editions of it that readers were given."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models.functions import JSONObject
from django.utils import timezone

from articles.models.desk_copy import DeskCopy
from articles.models.frozen import Frozen, FrozenEditions, canonical
from articles.models.topic import Topic


class Front(DeskCopy):
    """The layout that the desk works on. Readers have its editions.

    What no hand has placed is filled by itself: the lead with the newest piece, the places beside
    it with the lead's story, a section with the newest pieces of its topic or label.
    """

    name = models.CharField(max_length=60)
    banner = models.CharField(
        max_length=140,
        blank=True,
        help_text="Breaking news, in a line across the top. Empty: no banner.",
    )
    banner_article = models.ForeignKey(
        "articles.Article",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Where the banner leads; it goes with the article if that is withdrawn.",
    )

    class Meta:
        verbose_name = verbose_name_plural = "front page"
        permissions = [("publish_front", "Publish the front page")]

    def __str__(self) -> str:
        return self.name


class Section(models.Model):
    """A stretch of the front page under a title: so many cards, placed by hand or by itself."""

    front = models.ForeignKey(Front, on_delete=models.CASCADE, related_name="sections")
    position = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=60)
    size = models.PositiveSmallIntegerField("cards", default=4)
    topic = models.ForeignKey(
        Topic, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    label = models.CharField(
        max_length=10,
        blank=True,
        help_text="Filled with the newest pieces of this topic and this label; by hand alone if "
        "neither is given.",
    )

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(size__range=(1, 12)),
                name="section_of_one_to_twelve_cards",
                violation_error_message="A section has one to twelve cards.",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Slot(models.Model):
    """A place on the front page that a hand has filled.

    Without a section it is in the lead package, whose first slot leads.
    """

    front = models.ForeignKey(Front, on_delete=models.CASCADE, related_name="slots")
    section = models.ForeignKey(
        Section, on_delete=models.CASCADE, null=True, blank=True, related_name="slots"
    )
    position = models.PositiveSmallIntegerField(default=1)
    article = models.ForeignKey("articles.Article", on_delete=models.PROTECT, related_name="slots")
    headline = models.CharField(
        max_length=200, blank=True, help_text="For this place alone; the article's own if empty."
    )

    class Meta:
        ordering = [models.F("section__position").asc(nulls_first=True), "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["front", "article"],
                name="placed_once_on_a_front",
                violation_error_message="An article has one place on the front page.",
            )
        ]

    def __str__(self) -> str:
        return self.headline or str(self.article)


class FrontEditions(FrozenEditions):
    """What can be asked of the front pages that readers were given."""

    def with_cards(self) -> Self:
        """Each with ``cards``, as far as whoever asks may see them: see ``FrontCard``."""
        cards = FrontCard.objects.filter(edition=models.OuterRef("pk")).order_by(
            "place", "section", "position"
        )
        card = JSONObject(**{name: name for name in FrontCard.PRINTED})
        return self.annotate(cards=ArraySubquery(cards.values(card=card)))


class FrontEdition(Frozen):
    """The front page as it was laid out from ``begins_at`` on. Its cards are ``FrontCard``s.

    ``sections`` is a list of ``{"title", "size", "topic" (a key or null), "label"}``. The cards are
    rows of their own, as readers lose a card whose article is withdrawn; ``cards_digest`` is the
    sha256 of them all.
    """

    PRINTED = ("begins_at", "cards_digest", "number", "sections")

    owner = models.ForeignKey(Front, on_delete=models.PROTECT, related_name="printed")
    sections = models.JSONField(default=list)
    cards_digest = models.CharField(max_length=64)

    objects = FrontEditions.as_manager()

    class Meta:
        ordering = ["owner_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "number"], name="front_number_once"),
            ExclusionConstraint(
                name="one_front_at_a_time",
                expressions=[
                    ("owner", RangeOperators.EQUAL),
                    ("live", RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [models.Index(fields=["begins_at"], name="front_by_beginning")]

    def __str__(self) -> str:
        return f"Front page {self.number}"

    def get_absolute_url(self) -> str:
        return front_address(self.begins_at)


class FrontCard(models.Model):
    """A piece on a printed front page, with the headline that it has there ("" for its own).

    ``section`` counts the edition's sections from 0, and is 0 outside of them. A banner may stand
    by itself, without an article. Readers see a card while they may read its article.
    """

    class Place(models.TextChoices):
        BANNER = "banner"
        LEAD = "lead"
        SECTION = "section"

    PRINTED = ("place", "section", "position", "article", "headline")

    edition = models.ForeignKey(FrontEdition, on_delete=models.PROTECT, related_name="card_rows")
    place = models.CharField(max_length=10, choices=Place)
    section = models.PositiveSmallIntegerField(default=0)
    position = models.PositiveSmallIntegerField(default=0)
    article = models.ForeignKey(
        "articles.Article", on_delete=models.PROTECT, null=True, related_name="+"
    )
    headline = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "place", "section", "position"], name="front_card_once"
            ),
            models.CheckConstraint(
                condition=models.Q(article__isnull=False)
                | (models.Q(place="banner") & ~models.Q(headline="")),
                name="front_card_says_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.place} {self.section}.{self.position}"

    def printed(self) -> tuple[Any, ...]:
        """The card as the digest of its edition has it: a banner's missing article is 0."""
        return (str(self.place), self.section, self.position, self.article_id or 0, self.headline)


def cards_digest(cards: Iterable[FrontCard]) -> str:
    """The sha256, in hex, of a front page's cards in the order of their places."""
    return hashlib.sha256(canonical(sorted(map(FrontCard.printed, cards)))).hexdigest()


def front_address(at: datetime) -> str:
    """Where the front page stands as it was at a minute: /front/2026/01/03/14:05/"""
    local = timezone.localtime(at, timezone.get_default_timezone())
    return f"/front/{local:%Y/%m/%d/%H:%M}/"
