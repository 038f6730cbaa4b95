"""A file from outside becomes plain pixels: upright, sRGB, on white, and nothing else of it."""

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from io import BytesIO
from typing import cast

# The plugins are named so that they are there when a picture is opened or saved.
from PIL import (  # noqa: F401
    AvifImagePlugin,
    ExifTags,
    Image,
    ImageCms,
    ImageFile,
    MpoImagePlugin,
    TiffImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from articles.darkroom import rules

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF", "TIFF", "HEIF")
SRGB = ImageCms.createProfile("sRGB")
RELATIVE = ImageCms.Intent.RELATIVE_COLORIMETRIC
BLACK_POINT = ImageCms.Flags.BLACKPOINTCOMPENSATION
# What brings a picture upright, by the orientation in its EXIF data (CIPA DC-008, 4.6.5).
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
ON_ITS_SIDE = (5, 6, 7, 8)
Size = tuple[int, int]


def prepare(start: bytes) -> None:
    """Have every reader and writer at hand: later, no module can be imported any more.

    Only the reader of HEIC is left out if the file does not start as one: it would double the time
    that the child takes to begin.
    """
    Image.preinit()
    if start[4:8] == b"ftyp":
        import_module("pillow_heif").register_heif_opener(thumbnails=False)
    Image.MAX_IMAGE_PIXELS = rules.MAX_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)


def opened(original: BytesIO) -> ImageFile.ImageFile:
    """The picture by its header, not decoded yet; raises ``Unusable``."""
    with _plain_words():
        try:
            picture = Image.open(original, formats=[f for f in FORMATS if f in Image.OPEN])
        except UnidentifiedImageError as error:
            raise rules.Unusable(_what_it_is(original)) from error
    if max(picture.size) > rules.MAX_SIDE:
        raise rules.Unusable(rules.TOO_LONG)
    return picture


def checked(picture: ImageFile.ImageFile) -> Size:
    """Decode it whole, to know that it is; its size, upright. Raises ``Unusable``."""
    if kind(picture) == "JPEG":
        size = picture.size
        picture.draft(None, (1, 1))
        _load(picture)
    else:
        _load(picture)
        size = picture.size  # which of a HEIC is certain only now
    return _upright(size, _orientation(picture))


def clean(picture: ImageFile.ImageFile, fit: Callable[[Size], Size]) -> Image.Image:
    """Its pixels as RGB, upright, in sRGB, on white, as large as ``fit`` says of its size.

    Made small first: what comes after is quick, whatever the original was. Transparency becomes
    white everywhere, so that a picture looks the same on a dark page, in a feed and in a message.
    Raises ``Unusable``.
    """
    is_jpeg = kind(picture) == "JPEG"
    if not is_jpeg:
        _load(picture)  # what turns a PNG may stand after its pixels
    turned = _orientation(picture)
    size = _upright(fit(_upright(picture.size, turned)), turned)
    if is_jpeg:
        picture.draft(None, size)  # decodes no more than that size needs
        _load(picture)
    profile = picture.info.get("icc_profile")
    flat = _in_srgb(_on_white(_shrunk(_eight_bits(picture), size)), profile)
    flat.info.clear()
    return flat.transpose(TURNS[turned]) if turned in TURNS else flat


def kind(picture: ImageFile.ImageFile) -> str:
    """One of ``FORMATS``: a JPEG with a second picture inside is a JPEG."""
    return "JPEG" if picture.format == "MPO" else str(picture.format)


def is_animated(picture: ImageFile.ImageFile) -> bool:
    with _plain_words():
        return picture.format != "MPO" and bool(getattr(picture, "is_animated", False))


# --- Steps ----------------------------------------------------------------------------------------


@contextmanager
def _plain_words() -> Iterator[None]:
    """A reader may raise anything over a hostile file: all of it becomes a sentence."""
    try:
        yield
    except (rules.Unusable, MemoryError):
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise rules.Unusable(rules.TOO_MANY_PIXELS) from error
    except Exception as error:
        raise rules.Unusable(rules.DAMAGED) from error


def _load(picture: ImageFile.ImageFile) -> None:
    with _plain_words():
        picture.load()


def _orientation(picture: ImageFile.ImageFile) -> int:
    """1 to 8; data that cannot be read says 1, as no data does."""
    if picture.format == "TIFF":
        return 1  # Pillow itself brings it upright, and gives its size as it will be
    try:
        return int(picture.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # noqa: BLE001 - a reader may raise anything over hostile data
        return 1


def _upright(size: Size, turned: int) -> Size:
    """The size once it is turned, or of what is upright before that."""
    return (size[1], size[0]) if turned in ON_ITS_SIDE else size


def _what_it_is(original: BytesIO) -> str:
    """The sentence for what cannot be opened; a drawing in SVG deserves one of its own."""
    start = original.getvalue()[:4096]
    if b"<svg" in start.lower():
        return rules.SVG
    known = (accept for kind, (_, accept) in Image.OPEN.items() if kind in FORMATS)
    begins_well = any(accept and accept(start[:16]) for accept in known)
    return rules.DAMAGED if begins_well else rules.NOT_A_PICTURE


def _eight_bits(picture: Image.Image) -> Image.Image:
    """Modes that can be resized and have eight bits to a channel: L, RGB, RGBA, CMYK and kin."""
    if picture.mode.startswith(("I", "F")):
        return _from_deep(picture)
    if picture.mode == "1":
        return picture.convert("L")
    if picture.mode in {"P", "PA"} or "transparency" in picture.info:
        return picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    return picture


def _from_deep(picture: Image.Image) -> Image.Image:
    """Grey of more than eight bits; white is what the mode says, or else the brightest point."""
    if picture.mode.startswith("I;16"):
        deep, white = picture.convert("I"), 65535.0
    else:
        deep, brightest = picture, cast("tuple[float, float]", picture.getextrema())[1]
        white = next((usual for usual in (1.0, 255.0, 65535.0) if brightest <= usual), brightest)
    return deep.point(lambda value: value * (255 / white)).convert("L")


def _shrunk(picture: Image.Image, size: Size) -> Image.Image:
    if picture.size == size:
        return picture
    return picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def _on_white(picture: Image.Image) -> Image.Image:
    if not picture.has_transparency_data:
        return picture
    full = picture.convert("RGBA")
    white = Image.new("RGB", full.size, "white")
    white.paste(full, mask=full.getchannel("A"))
    return white


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Through the picture's own profile; a broken one, or one for another mode, is ignored."""
    converted = None
    if profile:
        with suppress(OSError, ImageCms.PyCMSError, TypeError, ValueError):
            own = ImageCms.ImageCmsProfile(BytesIO(profile))
            if "sRGB" not in ImageCms.getProfileDescription(own):
                converted = ImageCms.profileToProfile(
                    picture, own, SRGB, RELATIVE, "RGB", flags=BLACK_POINT
                )
    return converted or picture.convert("RGB")
