"""The library as somebody who looks for a picture sees it: newest first, paged by key."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from articles.desk.pictures.places import count_places, live_editions
from articles.desk.pictures.rights import Mark, marks, rights_marks
from articles.models import Edition, Image
from articles.models.edition import clock

PAGE = 40
MOST_BREACHES = 100


@dataclass(frozen=True)
class Listed:
    """A picture in a list, with what should be known of it."""

    image: Image
    marks: list[Mark]

    def as_json(self) -> dict[str, Any]:
        return {**as_json(self.image), "marks": [mark.words for mark in self.marks]}


@dataclass(frozen=True)
class Page:
    """Some pictures; older ones follow ``before`` the key ``next``, if it is not None."""

    pictures: list[Listed]
    next: int | None

    @classmethod
    def of(cls, images: "QuerySet[Image]", before: int | None) -> "Page":
        """The newest of ``images`` that are older than the key ``before``."""
        if before is not None:
            images = images.filter(pk__lt=before)
        found = list(images.order_by("-pk")[: PAGE + 1])
        shown, now = found[:PAGE], clock()
        places = count_places([image.pk for image in shown])
        listed = [Listed(image, marks(image, places=places[image.pk], at=now)) for image in shown]
        return cls(listed, shown[-1].pk if len(found) > PAGE else None)


@dataclass(frozen=True)
class Breach:
    """A picture that readers have now although its rights do not allow it, and where."""

    image: Image
    marks: list[Mark]
    editions: list[Edition]


def breaches(images: "QuerySet[Image]") -> list[Breach]:
    """For each of these pictures what its rights say, and the live editions that show it."""
    found, now = list(images), clock()
    shown = live_editions(found)
    return [Breach(image, rights_marks(image, at=now), shown[image.pk]) for image in found]


def as_json(image: Image) -> dict[str, Any]:
    """What the editor and the uploads know of a picture."""
    return {
        "id": image.pk,
        "thumbnail": reverse("admin:articles_image_thumbnail", args=[image.pk]),
        "width": image.width,
        "height": image.height,
        "caption": image.caption,
        "credit": image.credit,
        "alt": image.alt,
        "change": reverse("admin:articles_image_change", args=[image.pk]),
    }
