"""The renditions: every width, shape and format that readers may get, made from one negative."""

import os
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from io import BytesIO
from typing import Any, NamedTuple

from PIL import Image, ImageFile

from articles.darkroom import negative
from articles.darkroom.negative import Size


class Shape(NamedTuple):
    """A shape of the ladder: width by height (``None``: as the picture is), and what is made."""

    ratio: float | None
    widths: tuple[int, ...]
    formats: tuple[str, ...]


# Crops leave WebP out: who does not know AVIF (1 in 20 readers) gets JPEG there.
LADDER = {
    "whole": Shape(None, (320, 480, 640, 768, 960, 1280, 1920, 2560), ("avif", "webp", "jpeg")),
    "16:9": Shape(16 / 9, (320, 640, 768, 960, 1280), ("avif", "jpeg")),
    "4:3": Shape(4 / 3, (320, 640, 960, 1280), ("avif", "jpeg")),
    "1:1": Shape(1.0, (160, 320, 640), ("avif", "jpeg")),
    "1.91:1": Shape(1.91, (1200,), ("jpeg",)),
}
WIDEST = 2560
TALLEST = 12_000  # WebP ends at 16,383
LEAST_FOR_CROPS = (1280, 960)
LONGEST_SIDE_OF_THUMBNAIL = 720
PLACEHOLDER = 16
# More hands than this gain little, and each takes memory.
HANDS = min(4, os.cpu_count() or 1)

# Drawn pictures need no other settings: AVIF of these is smaller than lossless WebP or PNG of
# them, and lines stay clean.
SETTINGS: dict[str, dict[str, Any]] = {
    "avif": {"quality": 55, "max_threads": 1},
    "webp": {"quality": 76, "method": 4},
    "jpeg": {"quality": 80, "progressive": True, "optimize": True},
}
# AVIF made with more care (speed 6) is a quarter smaller than in haste (8), and takes twice the
# time: it is for the widths that phones load.
WIDEST_WITH_CARE = 1280


def renditions(
    picture: ImageFile.ImageFile, focal: tuple[float, float]
) -> tuple[dict[str, Any], list[bytes]]:
    """``Renditions`` with widths where the names will be, and the files in the same order."""
    master = negative.clean(picture, _large)
    shapes: dict[str, Any] = {}
    futures: list[Future[bytes]] = []
    with ThreadPoolExecutor(HANDS) as hands:
        for name, shape in LADDER.items():
            cut = master.crop(crop(master.size, shape.ratio, focal)) if shape.ratio else master
            rungs = list(_rungs(cut, shape.widths))
            widest = rungs[0]
            rungs.reverse()
            shapes[name] = {
                "width": widest.width,
                "height": widest.height,
                "files": {kind: [rung.width for rung in rungs] for kind in shape.formats},
            }
            futures += [
                hands.submit(_encoded, rung, kind) for kind in shape.formats for rung in rungs
            ]
        files = [future.result() for future in futures]
    return {"placeholder": _placeholder(master), "shapes": shapes}, files


def thumbnail(picture: ImageFile.ImageFile) -> bytes:
    """A small copy that fits a square, as WebP."""
    return _encoded(negative.clean(picture, _small), "webp")


def crop(size: Size, ratio: float, focal: tuple[float, float]) -> tuple[int, int, int, int]:
    """The largest box of that shape in a picture, the focal point as near its middle as can be."""
    width = min(size[0], max(1, round(size[1] * ratio)))
    height = min(size[1], max(1, round(size[0] / ratio)))
    left = min(max(round(size[0] * focal[0] - width / 2), 0), size[0] - width)
    top = min(max(round(size[1] * focal[1] - height / 2), 0), size[1] - height)
    return left, top, left + width, top + height


# --- Steps ----------------------------------------------------------------------------------------


def _large(size: Size) -> Size:
    """No larger than the widest rendition and the crops need."""
    for_crops = max(LEAST_FOR_CROPS[0] / size[0], LEAST_FOR_CROPS[1] / size[1])
    return _times(size, min(max(WIDEST / size[0], for_crops), TALLEST / size[1]))


def _small(size: Size) -> Size:
    return _times(size, LONGEST_SIDE_OF_THUMBNAIL / max(size))


def _times(size: Size, factor: float) -> Size:
    """Never enlarged, and never without pixels."""
    width, height = size
    factor = min(factor, 1.0)
    return max(1, round(width * factor)), max(1, round(height * factor))


def _rungs(picture: Image.Image, widths: tuple[int, ...]) -> Iterator[Image.Image]:
    """From wide to narrow, each made from the one before; the first is its own width at most."""
    rung = picture
    for width in sorted({min(width, picture.width) for width in widths}, reverse=True):
        if width < rung.width:
            height = max(1, round(picture.height * width / picture.width))
            rung = rung.resize((width, height), Image.Resampling.LANCZOS)
        yield rung


def _encoded(picture: Image.Image, kind: str) -> bytes:
    settings = SETTINGS[kind]
    if kind == "avif":
        settings = settings | {"speed": 6 if picture.width <= WIDEST_WITH_CARE else 8}
    file = BytesIO()
    # Pillow keeps the settings of a save in the picture, which another hand may be saving, too.
    picture.copy().save(file, kind, **settings)
    return file.getvalue()


def _placeholder(picture: Image.Image) -> str:
    """A picture of a few pixels as a data: address, to stand there until the real one comes."""
    tiny = picture.copy()
    tiny.thumbnail((PLACEHOLDER, PLACEHOLDER), reducing_gap=2.0)
    file = BytesIO()
    tiny.save(file, "webp", quality=20, method=6)
    return "data:image/webp;base64," + b64encode(file.getvalue()).decode()
