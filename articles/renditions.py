"""The pictures that readers get: made from an original, named by content, never changed."""

import hashlib
from io import BytesIO
from typing import TypedDict

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from PIL import Image as Pillow
from PIL import ImageOps

from articles.models.image import Image

MAX_WIDTH = 1600
QUALITY = 82


class PrintedPicture(TypedDict):
    """A picture as an edition keeps it: ``src`` is the file's name under MEDIA_URL, in pixels."""

    src: str
    width: int
    height: int
    alt: str
    caption: str
    credit: str


def print_picture(image: Image) -> PrintedPicture:
    """Make the printed copy of a library picture: upright, WebP, no metadata, 1,600 px at most.

    The same original gives the same file, so printing it again costs no second copy.
    """
    with image.file.open() as original, Pillow.open(original) as picture:
        upright = ImageOps.exif_transpose(picture).convert("RGB")
    if upright.width > MAX_WIDTH:
        height = round(upright.height * MAX_WIDTH / upright.width)
        upright = upright.resize((MAX_WIDTH, height), Pillow.Resampling.LANCZOS)
    encoded = BytesIO()
    upright.save(encoded, "WEBP", quality=QUALITY, method=4)
    name = f"{hashlib.sha256(encoded.getvalue()).hexdigest()}.webp"
    storage = storages["printed"]
    if not storage.exists(name):
        storage.save(name, ContentFile(encoded.getvalue()))
    return PrintedPicture(
        src=name,
        width=upright.width,
        height=upright.height,
        alt=image.alt,
        caption=image.caption,
        credit=image.credit,
    )
