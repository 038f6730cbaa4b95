"""The page of one picture: what stands on it beside the form."""

from dataclasses import dataclass
from typing import Any

from django.forms import ModelForm

from articles import renditions
from articles.desk.pictures.form import FOCAL_POINT, RIGHTS, WORDS
from articles.desk.pictures.places import Places
from articles.desk.pictures.rights import marks
from articles.desk.stamps import to_the_minute
from articles.models import Image, RenditionSet
from articles.models.edition import clock
from articles.prose.material import SHAPES, PrintedShape

CROPS = (
    ("16:9", "16-9", "Wide"),
    ("4:3", "4-3", "Classic"),
    ("1:1", "1-1", "Square"),
    ("1.91:1", "191-100", "Social networks"),
)
# The room that the picture has on its page, in CSS pixels; its small copy is no larger.
ROOM = (720, 544)
FORMATS = {"avif": "AVIF", "webp": "WebP", "jpeg": "JPEG"}


@dataclass(frozen=True)
class Line:
    """One shape that was made: its name, its widths in pixels, its formats, all in words."""

    shape: str
    widths: str
    formats: str

    @classmethod
    def of(cls, name: str, shape: PrintedShape) -> "Line":
        widths = sorted({width for files in shape["files"].values() for width, _ in files})
        formats = ", ".join(words for kind, words in FORMATS.items() if kind in shape["files"])
        return cls(name.capitalize(), " · ".join(map(str, widths)), formats)


@dataclass(frozen=True)
class Made:
    """What was made of a picture, and whether that is how it would be printed now."""

    made: RenditionSet
    is_current: bool
    lines: list[Line]

    @classmethod
    def of(cls, image: Image) -> "Made | None":
        """The newest set; None if the first is still being made."""
        made = renditions.latest(image)
        if made is None:
            return None
        shapes = made.picture["shapes"]
        lines = [Line.of(name, shapes[name]) for name in SHAPES if name in shapes]
        return cls(made, made.recipe == image.recipe, lines)


def context(image: Image, form: ModelForm) -> dict[str, Any]:
    """All that the page of a stored picture shows, and its form by groups of fields."""
    places = Places(image)
    return {
        "title": "Picture",
        "picture": image,
        "shown": _fitting(image),
        "marks": marks(image, places=len(places), at=clock()),
        "places": places,
        "crops": CROPS,
        "renditions": Made.of(image),
        "focal_fields": _fields(form, FOCAL_POINT),
        "word_fields": _fields(form, WORDS),
        "rights_fields": _fields(form, RIGHTS),
        "to_be_read": [(name, value) for name, value in _words(image) if value],
    }


def _fitting(image: Image) -> dict[str, int]:
    """The size at which it is shown, so that nothing moves when it has come."""
    scale = min(1.0, ROOM[0] / image.width, ROOM[1] / image.height)
    return {
        "width": max(1, round(image.width * scale)),
        "height": max(1, round(image.height * scale)),
    }


def _fields(form: ModelForm, names: tuple[str, ...]) -> list[Any]:
    return [form[name] for name in names if name in form.fields]


def _words(image: Image) -> list[tuple[str, str]]:
    """For whom nothing is to change."""
    found = []
    for name in (*WORDS, *RIGHTS):
        label = str(image._meta.get_field(name).verbose_name).capitalize()  # type: ignore[union-attr]
        found.append((label, _plain(getattr(image, name))))
    return found


def _plain(value: Any) -> str:
    if hasattr(value, "tzinfo"):
        return to_the_minute(value)
    return f"{value:%-d %b %Y}" if hasattr(value, "year") else str(value or "")
