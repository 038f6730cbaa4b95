"""What may be printed, and what should not be live: asked of the library, and said of a picture."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from articles.desk.stamps import to_the_minute
from articles.models import Article, ArticlePicture, Edition, EditionPicture, Image

SOON = timedelta(days=14)

_PICTURE = OuterRef("pk")
_USED = (
    Exists(Article.objects.filter(lead_image=_PICTURE))
    | Exists(ArticlePicture.objects.filter(image=_PICTURE))
    | Exists(EditionPicture.objects.filter(image=_PICTURE))
)
_EXPIRED = Q(usable_until__lte=Now())
_EMBARGOED = Q(usable_from__gt=Now())


@dataclass(frozen=True)
class Shelf:
    """A part of the library that is worth a tab of its own. ``holds`` says what stands on it."""

    name: str
    label: str
    empty: str
    holds: Q


ALL = Shelf("", "All", "The library is empty.", Q())
USABLE = Shelf("usable", "Usable now", "No picture is usable now.", ~_EXPIRED & ~_EMBARGOED)
EXPIRING = Shelf(
    "expiring",
    "Expiring soon",
    "No picture’s rights end within 14 days.",
    Q(usable_until__gt=Now(), usable_until__lte=Now() + SOON),
)
EXPIRED = Shelf("expired", "Expired", "No picture’s rights have ended.", _EXPIRED)
EMBARGOED = Shelf("embargoed", "Embargoed", "No picture is under embargo.", _EMBARGOED)
NO_CREDIT = Shelf("no-credit", "No credit", "Every picture has a credit.", Q(credit=""))
UNUSED = Shelf("unused", "Unused", "Every picture is used somewhere.", Q(~_USED))
SHELVES = {
    shelf.name: shelf for shelf in (ALL, USABLE, EXPIRING, EXPIRED, EMBARGOED, NO_CREDIT, UNUSED)
}


def live_without_rights() -> "QuerySet[Image]":
    """Pictures that readers have now and should not: expired, or not usable yet."""
    shown = EditionPicture.objects.filter(image=_PICTURE, edition__in=Edition.objects.live())
    return Image.objects.filter(_EXPIRED | _EMBARGOED, Exists(shown))


@dataclass(frozen=True)
class Mark:
    """A short word about a picture; its ``name`` gives the colour."""

    name: str
    words: str


def marks(image: Image, *, places: int, at: datetime) -> list[Mark]:
    """What somebody who looks for a picture should know of it, the weightiest first."""
    used = f"Used in {places} place{'' if places == 1 else 's'}" if places else "Not used yet"
    return [*rights_marks(image, at=at), *_wanting(image), Mark("used", used)]


def rights_marks(image: Image, *, at: datetime) -> list[Mark]:
    """What its rights say against printing it at this time, or soon."""
    found = []
    if image.usable_from and image.usable_from > at:
        found.append(Mark("embargoed", f"Embargoed until {to_the_minute(image.usable_from)}"))
    if image.usable_until and image.usable_until <= at:
        found.append(Mark("expired", f"Expired {to_the_minute(image.usable_until)}"))
    elif image.usable_until and image.usable_until <= at + SOON:
        found.append(Mark("expiring", f"Expires {to_the_minute(image.usable_until)}"))
    return found


def _wanting(image: Image) -> Iterator[Mark]:
    if not image.credit:
        yield Mark("wanting", "No credit")
    if not image.alt:
        yield Mark("wanting", "No alt text")
