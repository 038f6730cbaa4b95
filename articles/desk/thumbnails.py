"""Small copies of the originals, for signed-in people alone: made once, kept beside them."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from articles import darkroom
from articles.models import Image

CONTENT_TYPE = "image/webp"


def thumbnail(image: Image) -> bytes:
    """The picture upright, as WebP without metadata, as the darkroom makes it for the desk.

    Raises ``darkroom.Unusable`` if the original is no picture any more.
    """
    name = _name(image)
    if default_storage.exists(name):
        with default_storage.open(name) as kept:
            return kept.read()
    with image.file.open() as original:
        small = darkroom.thumbnail(original)
    default_storage.save(name, ContentFile(small))
    return small


def forget_thumbnail(image: Image) -> None:
    """Remove the small copy of a picture that is no longer in the library."""
    default_storage.delete(_name(image))


def _name(image: Image) -> str:
    return f"thumbnails/{image.sha256[:2]}/{image.sha256}.webp"
