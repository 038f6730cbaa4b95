"""Where a picture is used: in working copies, and in what readers have, will have and had."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from articles.models import Article, ArticlePicture, Edition, EditionPicture, Image

MOST_LISTED = 100


def count_places(images: Collection[int]) -> Counter[int]:
    """In how many articles each of these pictures is used, by their keys; one query."""
    return Counter(image for image, _ in _used_in(images))


@dataclass
class Place:
    """One article that uses a picture: in its working copy, in its editions, or in both."""

    article: Article
    is_lead: bool = False
    in_body: bool = False
    live: Edition | None = None
    coming: Edition | None = None
    past: list[Edition] = field(default_factory=list)

    @property
    def in_copy(self) -> str:
        """Where in the working copy, in words; "" if it is not in it."""
        if self.is_lead and self.in_body:
            return "lead picture, and in the text"
        if self.is_lead:
            return "lead picture"
        return "in the text" if self.in_body else ""


class Places:
    """All the places of one picture; the newest saved are listed, all are counted."""

    def __init__(self, image: Image) -> None:
        self.image = image
        self._articles = {article for _, article in _used_in([image.pk])}

    def __len__(self) -> int:
        return len(self._articles)

    @property
    def unlisted(self) -> int:
        return max(0, len(self) - MOST_LISTED)

    @cached_property
    def listed(self) -> list[Place]:
        """The places whose articles were saved last, at most ``MOST_LISTED``."""
        articles = Article.objects.filter(pk__in=self._articles).defer("body")[:MOST_LISTED]
        places = {article.pk: Place(article) for article in articles}
        bodies = ArticlePicture.objects.filter(image=self.image, article__in=list(places))
        for key in bodies.values_list("article", flat=True):
            places[key].in_body = True
        for place in places.values():
            place.is_lead = place.article.lead_image_id == self.image.pk
        self._add_editions(places)
        return list(places.values())

    def _add_editions(self, places: dict[int, Place]) -> None:
        printed = _heads(self.image).filter(article__in=list(places))
        live = set(printed.live().values_list("pk", flat=True))
        coming = set(printed.coming().values_list("pk", flat=True))
        for edition in printed:
            place = places[edition.article_id]
            if edition.pk in live:
                place.live = edition
            elif edition.pk in coming:
                place.coming = edition
            else:
                place.past.append(edition)


def live_editions(images: Collection[Image]) -> dict[int, list[Edition]]:
    """The live editions that show each of these pictures, by the pictures' keys."""
    found: dict[int, list[Edition]] = {image.pk: [] for image in images}
    shown = EditionPicture.objects.filter(image__in=images, edition__in=Edition.objects.live())
    pairs = list(shown.values_list("image", "edition"))
    heads = Edition.objects.only(*_HEAD).by_key([edition for _, edition in pairs])
    for image, edition in pairs:
        found[image].append(heads[edition])
    return found


_HEAD = ("number", "kind", "headline", "address", "begins_at", "live", "article")


def _heads(image: Image) -> Any:
    """The editions that were printed with a picture, newest first, without their texts."""
    return Edition.objects.filter(picture_links__image=image).only(*_HEAD).order_by("-number")


def _used_in(images: Collection[int]) -> "QuerySet[Any, tuple[int, int]]":
    """Pairs of a picture's key and the key of an article that uses it, without doubles."""
    leads = Article.objects.filter(lead_image__in=images).order_by()
    bodies = ArticlePicture.objects.filter(image__in=images)
    prints = EditionPicture.objects.filter(image__in=images)
    pairs = leads.values_list("lead_image", "pk").union(
        bodies.values_list("image", "article"), prints.values_list("image", "edition__article")
    )
    return pairs.order_by()  # else by what orders articles
