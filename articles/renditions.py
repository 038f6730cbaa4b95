"""The renditions of a picture: made once for a recipe, named by content, never changed."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection, transaction

from articles import darkroom
from articles.models.image import Image, RenditionSet
from articles.prose.material import PrintedPicture, Renditions

# The first half of the advisory lock's key: it says that the second is a picture's.
PICTURES = 0x70696373
# Files that are on their way to the storage at the same time, as a distant one takes its time.
CARRIERS = 8


def printed(image: Image) -> PrintedPicture:
    """The picture as an edition keeps it: its renditions, made now if need be, and its words."""
    return _worded(image, developed(image).picture)


def so_far(images: Mapping[int, Image]) -> dict[int, PrintedPicture]:
    """Pictures with their words and what was made of each last, which may be nothing yet."""
    newest = RenditionSet.objects.filter(image__in=images).order_by("image_id", "-made_at", "-pk")
    made = {found.image_id: found.picture for found in newest.distinct("image_id")}
    nothing = Renditions(placeholder="", shapes={})
    return {key: _worded(image, made.get(key, nothing)) for key, image in images.items()}


def developed(image: Image) -> RenditionSet:
    """The set for the picture's recipe; makes it, which takes seconds, if there is none.

    Whoever comes while it is being made waits for it. The wait ends with the transaction of the
    maker, so ask outside of one. Raises ``darkroom.Unusable``.
    """
    if made := _made(image):
        return made
    with transaction.atomic():
        _lock(image)
        if not _made(image):
            _make(image)
        return image.rendition_sets.get(recipe=image.recipe)


def latest(image: Image) -> RenditionSet | None:
    """The newest set of the picture by whatever recipe, for the desk to show; makes nothing."""
    return image.rendition_sets.order_by("-made_at", "-pk").first()


def keep(files: Mapping[str, bytes]) -> None:
    """Put developed files where readers get them; a file that is there already is the same one."""
    storage = storages["printed"]
    with ThreadPoolExecutor(CARRIERS) as carriers:
        list(carriers.map(lambda name: storage.save(name, ContentFile(files[name])), files))


# --- Steps ----------------------------------------------------------------------------------------


def _made(image: Image) -> RenditionSet | None:
    return image.rendition_sets.filter(recipe=image.recipe).first()


def _lock(image: Image) -> None:
    """One at a time for one picture, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [PICTURES, image.pk % 2**31])


def _make(image: Image) -> None:
    with image.file.open() as original:
        made = darkroom.develop(original, focal=(image.focal_x, image.focal_y))
    keep(made.files)
    image.rendition_sets.create(recipe=image.recipe, picture=made.renditions)


def _worded(image: Image, made: Renditions) -> PrintedPicture:
    return {**made, "alt": image.alt, "caption": image.caption, "credit": image.credit}
