"""The card that stands for an edition where it is shared: headline, label, date, picture."""

import hashlib
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from PIL import Image, ImageColor, ImageDraw, ImageOps

from articles import typesetter
from articles.typefaces import SANS, SERIF, Type, reads_from_the_right, typeable

WIDTH, HEIGHT = 1200, 630
LARGEST_FILE = 300_000  # bytes; above, some of the apps that show cards show none
BRAND = "NextFin"
STEPS = 31  # from the paper to an ink, at the edges of letters


@dataclass(frozen=True)
class Layout:
    """Where things stand, in pixels, and the inks: the site's tokens, as in site.css."""

    left: int
    right: int
    sizes: tuple[int, ...]
    paper: str
    ink: str
    quiet: str
    accent: str
    rule: str


BESIDE_A_PICTURE = Layout(
    left=60,
    right=668,
    sizes=(84, 78, 72, 66, 61, 56, 52, 48, 44, 40, 37, 34),
    paper="#fdfdfb",
    ink="#14181b",
    quiet="#4d565b",
    accent="#0a5560",
    rule="#14181b",
)
IN_TYPE_ALONE = Layout(
    left=76,
    right=1124,
    sizes=(128, 116, 106, 96, 88, 80, 74, 68, 62, 56, 50, 44),
    paper="#10343b",
    ink="#fdfdfb",
    quiet="#b9cdd0",
    accent="#83c9d1",
    rule="#83c9d1",
)
TOP, BOTTOM = 118, 506  # between them stands the headline
GUTTER = 44  # between the column of type and the picture


def printed(
    *,
    headline: str,
    label: str,
    day: date | str,
    picture: bytes | None = None,
    focus: tuple[float, float] = (0.5, 0.5),
    brand: str = BRAND,
) -> str:
    """Draw the card and keep it among the printed files; the name under which it is kept."""
    card = draw(headline=headline, label=label, day=day, picture=picture, focus=focus, brand=brand)
    suffix = ".jpg" if card.startswith(b"\xff\xd8") else ".png"
    name = hashlib.sha256(card).hexdigest()[:40] + suffix
    return storages["printed"].save(name, ContentFile(card))


@lru_cache(maxsize=16)
def draw(
    *,
    headline: str,
    label: str,
    day: date | str,
    picture: bytes | None = None,
    focus: tuple[float, float] = (0.5, 0.5),
    brand: str = BRAND,
) -> bytes:
    """A card of 1200 × 630 pixels: JPEG with a picture, PNG in type alone; below 300 kB.

    The last few are remembered: a correction mostly leaves its card as it was. ``focus`` is the
    point of the picture that its crop keeps, from the left and the top, 0 to 1.
    Raises OSError if the picture can't be read.
    """
    layout = IN_TYPE_ALONE if picture is None else BESIDE_A_PICTURE
    card = Image.new("RGB", (WIDTH, HEIGHT), layout.paper)
    page = ImageDraw.Draw(card)
    _set_label(page, layout, label)
    _set_headline(page, layout, headline)
    _set_foot(page, layout, brand, day)
    if picture is None:
        return _as_png(card, layout)
    _place(card, picture, focus, layout.right + GUTTER)
    return _as_jpeg(card)


def _set_label(page: ImageDraw.ImageDraw, layout: Layout, label: str) -> None:
    face = Type(SANS, 32, tracking=0.07)
    text = _one_line(label[: typesetter.LONGEST].upper(), face, layout.right - layout.left)
    face.draw(page, (layout.left, 92), text, layout.accent)


def _set_headline(page: ImageDraw.ImageDraw, layout: Layout, headline: str) -> None:
    """As large as it goes between the label and the foot, hanging from the top."""
    text = _copy(headline)
    space = layout.right - layout.left - 2
    setting = typesetter.fit(text, _measure, space, BOTTOM - TOP, layout.sizes)
    face = Type(SERIF, setting.size)
    from_the_right = reads_from_the_right(text)
    for number, line in enumerate(setting.lines):
        x = layout.right - face.width(line) if from_the_right else layout.left
        baseline = TOP + round(setting.size * 0.86) + number * setting.leading
        face.draw(page, (x, baseline), line, layout.ink, from_the_right=from_the_right)


def _measure(text: str, size: int) -> float:
    return Type(SERIF, size).width(text)


def _set_foot(page: ImageDraw.ImageDraw, layout: Layout, brand: str, day: date | str) -> None:
    """The nameplate's double rule, the wordmark, and the date at the column's end."""
    page.rectangle((layout.left, 526, layout.right - 1, 529), fill=layout.rule)
    page.rectangle((layout.left, 534, layout.right - 1, 534), fill=layout.rule)
    column = layout.right - layout.left
    baseline = 588
    wordmark, dated = Type(SERIF, 50, tracking=-0.03), Type(SANS, 30)
    name = _one_line(brand, wordmark, column * 0.55)
    wordmark.draw(page, (layout.left, baseline), name, layout.ink)
    on = _one_line(_in_words(day), dated, column * 0.45)
    dated.draw(page, (layout.right - dated.width(on), baseline), on, layout.quiet)


def _one_line(text: str, face: Type, width: float) -> str:
    """A text for one line, cut with “…” if it is too long for it."""
    room = face.size * 1.5
    setting = typesetter.fit(
        _copy(text), lambda part, _: face.width(part), width, room, [face.size]
    )
    return "".join(setting.lines)


def _copy(text: str) -> str:
    """What of a text can be set in type."""
    return typesetter.tidy(typeable(typesetter.tidy(text)))


def _in_words(day: date | str) -> str:
    return day if isinstance(day, str) else f"{day:%B} {day.day}, {day.year}"


def _place(card: Image.Image, picture: bytes, focus: tuple[float, float], left: int) -> None:
    """The picture fills what the column leaves, cut around the point that matters in it."""
    with Image.open(BytesIO(picture), formats=("JPEG", "PNG", "WEBP")) as opened:
        size = (WIDTH - left, HEIGHT)
        fitted = ImageOps.fit(opened.convert("RGB"), size, centering=focus)
    card.paste(fitted, (left, 0))


def _as_png(card: Image.Image, layout: Layout) -> bytes:
    """In the few colours that type has: two fifths as long as in all, in a third of the time."""
    inks = Image.new("P", (1, 1))
    inks.putpalette(_inks(layout))
    of_type = card.quantize(palette=inks, dither=Image.Dither.NONE)
    return _encoded(of_type, "PNG", compress_level=6)


@cache
def _inks(layout: Layout) -> bytes:
    """The palette of type: the edges of letters are made of their ink and the paper."""
    paper = ImageColor.getrgb(layout.paper)
    inks = [ImageColor.getrgb(ink) for ink in (layout.ink, layout.quiet, layout.accent)]
    shades = [
        round(of_paper + (of_ink - of_paper) * step / STEPS)
        for ink in inks
        for step in range(STEPS + 1)
        for of_paper, of_ink in zip(paper, ink, strict=True)
    ]
    return bytes(shades)


def _as_jpeg(card: Image.Image) -> bytes:
    """The best quality that stays below the limit; only a picture of noise comes near it."""
    for quality in (88, 80, 70, 55):
        data = _encoded(card, "JPEG", quality=quality, subsampling=0, optimize=True)
        if len(data) < LARGEST_FILE:
            return data
    return _encoded(card, "JPEG", quality=40, optimize=True)


def _encoded(card: Image.Image, form: str, **options: Any) -> bytes:
    file = BytesIO()
    card.save(file, form, **options)
    return file.getvalue()
