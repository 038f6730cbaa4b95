"""Small copies of the originals, for signed-in people alone."""

from io import BytesIO

from PIL import Image as Pillow
from PIL import ImageOps

from articles.models import Image

CONTENT_TYPE = "image/webp"
LONGEST_SIDE = 720


def thumbnail(image: Image) -> bytes:
    """The picture upright, as WebP without metadata, ``LONGEST_SIDE`` pixels at most."""
    with image.file.open() as original, Pillow.open(original) as picture:
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(picture).convert("RGB")
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    encoded = BytesIO()
    upright.save(encoded, "WEBP", quality=75)
    return encoded.getvalue()
