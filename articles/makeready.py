"""Made ready before print: all that stands beside a copy's words, and takes time to get.

Pictures are developed, embedded works fetched, linked articles looked up, the social card drawn:
outside any lock. What could not be had is told in words, not raised: the proof lists it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.core.files.storage import storages
from django.db.models import Q
from django.utils import timezone

from articles import darkroom, embeds, prose, renditions, social_card
from articles.models.article import Article
from articles.models.edition import Edition
from articles.models.image import Image
from articles.prose.material import Material, PrintedEmbed, PrintedPicture
from articles.workflow import Kind


@dataclass(frozen=True)
class Makeready:
    """What a copy is printed with at one time, beside its own words.

    ``images`` are the library's pictures that it uses, the lead's among them; ``problems`` say, a
    sentence each, what could not be got.
    """

    material: Material = field(default_factory=Material)
    lead_picture: PrintedPicture | None = None
    social_card: str = ""
    images: Sequence[Image] = ()
    problems: Sequence[str] = ()


def for_print(article: Article, *, at: datetime) -> Makeready:
    """Get everything for the copy as it is stored, to be live from ``at``; slow."""
    return for_copy(Article.objects.select_related("lead_image").get(pk=article.pk), at=at)


def for_copy(copy: Article, *, at: datetime) -> Makeready:
    """The same for a copy as it is given, stored or not."""
    used = prose.uses(copy.body)
    images = Image.objects.in_bulk(used.images)
    problems: list[str] = []
    pictures = {}
    for key, image in images.items():
        if picture := _developed(image, problems):
            pictures[key] = picture
    lead = None
    if copy.lead_image:
        images[copy.lead_image.pk] = copy.lead_image
        if developed := _developed(copy.lead_image, problems):
            lead = _with_alt(developed, copy)
    return Makeready(
        material=Material(
            pictures=pictures,
            addresses=_addresses(used.articles, at),
            embeds=_fetched(used.embeds, problems),
        ),
        lead_picture=lead,
        social_card=_card(copy, lead, at),
        images=list(images.values()),
        problems=problems,
    )


def at_hand(article: Article, *, at: datetime) -> Makeready:
    """What there is for the copy without waiting for anything: enough to say what it lacks."""
    used = prose.uses(article.body)
    images = Image.objects.in_bulk({*used.images, article.lead_image_id} - {None})
    pictures = renditions.so_far(images)
    lead = pictures.get(article.lead_image_id) if article.lead_image_id else None
    return Makeready(
        material=Material(
            pictures=pictures,
            addresses=_addresses(used.articles, at),
            embeds=embeds.stored(used.embeds),
        ),
        lead_picture=_with_alt(lead, article) if lead else None,
        images=list(images.values()),
    )


def _developed(image: Image, problems: list[str]) -> PrintedPicture | None:
    try:
        return renditions.printed(image)
    except darkroom.Unusable as error:
        problems.append(f"The picture “{image}” cannot be printed: {error}")
        return None


def _with_alt(picture: PrintedPicture, copy: Article) -> PrintedPicture:
    return {**picture, "alt": "" if copy.lead_is_decorative else copy.lead_alt.strip()}


def _fetched(urls: Iterable[str], problems: list[str]) -> dict[str, PrintedEmbed]:
    found = {}
    for url in urls:
        try:
            found[url] = embeds.frozen(url)
        except embeds.NotEmbeddable as error:
            problems.append(f"What is embedded from {url} could not be fetched: {error}")
    return found


def _addresses(keys: Iterable[int], at: datetime) -> dict[int, str]:
    """Where readers find these articles at that time; those that they cannot read are left out."""
    readable = Edition.objects.filter(~Q(kind=Kind.KILL), article__in=keys, live__contains=at)
    return dict(readable.order_by().values_list("article", "address"))


def _card(copy: Article, lead: PrintedPicture | None, at: datetime) -> str:
    first = Edition.objects.filter(article=copy).on_record().order_by("begins_at").first()
    day = timezone.localtime(first.begins_at if first else at, timezone.get_default_timezone())
    picture, focus = None, (0.5, 0.5)
    if lead is not None and copy.lead_image is not None:
        focus = (copy.lead_image.focal_x, copy.lead_image.focal_y)
        with storages["printed"].open(_fitting(lead)) as file:
            picture = file.read()
    return social_card.printed(
        headline=copy.headline.strip(),
        label=copy.get_label_display(),
        day=day.date(),
        picture=picture,
        focus=focus,
    )


def _fitting(picture: PrintedPicture) -> str:
    """The name of the smallest JPEG that fills a card, or of the largest there is."""
    files = picture["shapes"]["whole"]["files"]["jpeg"]
    return next((name for width, name in files if width >= social_card.WIDTH), files[-1][1])
