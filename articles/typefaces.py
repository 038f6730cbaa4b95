"""The house's type: which face has a character, how wide a line is, and the line as drawn.

The faces are in articles/fonts/. Nothing is taken from the machine's own fonts, so a line looks the
same everywhere. A character that no face has becomes 〓, as printers set it for missing type.
"""

import re
import struct
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path

from PIL import ImageDraw, ImageFont, features

FONTS = Path(__file__).parent / "fonts"
MISSING = "〓"
_LETTERS = re.compile("[\u0300-\u036f]+|[^\u0300-\u036f][\u0300-\u036f]*")
_FULL_CHARACTER_MAP = 12  # the format of a font's table that names every character it has


@dataclass(frozen=True)
class Face:
    """One font file. ``scale`` evens out faces that look larger than Latin type of their size."""

    file: str
    scale: float = 1.0

    def has(self, character: str) -> bool:
        return ord(character) in _coverage(self.file)

    def at(self, size: int) -> ImageFont.FreeTypeFont:
        return _font(self.file, round(size * self.scale))


SERIF = Face("headline.ttf")
SANS = Face("label.ttf")
_CJK = Face("cjk.otf", 0.94)
_RIGHT_TO_LEFT = (Face("arabic.ttf"), Face("hebrew.ttf"))
# Only Raqm can join Arabic letters and set them from the right. Without it they count as missing:
# no words are better than words in the wrong order.
_OTHERS = (_CJK, *_RIGHT_TO_LEFT) if features.check("raqm") else (_CJK,)


@dataclass(frozen=True)
class Type:
    """A face at a size in pixels, with the faces that help out; ``tracking`` is in ems."""

    face: Face
    size: int
    tracking: float = 0.0

    def width(self, text: str) -> float:
        """The width of a line in pixels."""
        return sum(self._advance(face, part) for face, part in runs(text, self.face))

    def draw(
        self,
        page: ImageDraw.ImageDraw,
        at: tuple[float, float],
        text: str,
        ink: str,
        *,
        from_the_right: bool = False,
    ) -> None:
        """Set a line whose left end is at ``at``, on the baseline."""
        x, y = at
        parts = runs(text, self.face)
        for face, part in reversed(_apart(parts)) if from_the_right else parts:
            font = face.at(self.size)
            for piece in self._pieces(face, part):
                page.text((x, y), piece, fill=ink, font=font, anchor="ls")
                x += font.getlength(piece) + self._spacing(face)

    def _advance(self, face: Face, text: str) -> float:
        font = face.at(self.size)
        pieces = self._pieces(face, text)
        return sum(font.getlength(piece) + self._spacing(face) for piece in pieces)

    def _pieces(self, face: Face, text: str) -> list[str]:
        """What is set at one go: letters with their accents if they are tracked, or all of it."""
        return _LETTERS.findall(text) if self._is_tracked(face) else [text]

    def _is_tracked(self, face: Face) -> bool:
        return bool(self.tracking) and face == self.face

    def _spacing(self, face: Face) -> float:
        return self.tracking * self.size if self._is_tracked(face) else 0.0


def typeable(text: str) -> str:
    """The text as the faces can set it: 〓 for a letter that is missing; missing signs go."""
    return "".join(_typeable(character) for character in text)


def runs(text: str, first: Face) -> list[tuple[Face, str]]:
    """The text in parts of one face each. A space or a sign stays in the face that it follows."""
    faces: list[Face] = []
    for character in text:
        able = [face for face in (first, *_OTHERS) if face.has(character)] or [_CJK]
        stays = faces and not character.isalnum() and faces[-1] in able
        faces.append(faces[-1] if stays else able[0])
    pairs = groupby(zip(faces, text, strict=True), key=lambda pair: pair[0])
    return [(face, "".join(character for _, character in pair)) for face, pair in pairs]


def reads_from_the_right(text: str) -> bool:
    """Whether the first letter is one of a script that is written from the right."""
    first = next((character for character in text if character.isalpha()), "")
    return bool(first) and any(face.has(first) for face in _RIGHT_TO_LEFT)


def _apart(parts: list[tuple[Face, str]]) -> list[tuple[Face, str]]:
    """The same with spaces as parts of their own: they stay between words set from the right."""
    return [(face, piece) for face, part in parts for piece in re.split(r"(\s+$)", part) if piece]


@lru_cache(maxsize=4096)
def _typeable(character: str) -> str:
    if any(face.has(character) for face in (SERIF, *_OTHERS)):
        return character
    return MISSING if character.isalnum() else ""


@cache
def _coverage(file: str) -> frozenset[int]:
    """The characters a font has, from its cmap table (ISO/IEC 14496-22, format 12)."""
    data = (FONTS / file).read_bytes()
    tables = {
        tag: offset
        for tag, _, offset, _ in struct.iter_unpack(
            ">4sIII", data[12 : 12 + 16 * struct.unpack_from(">H", data, 4)[0]]
        )
    }
    cmap = tables[b"cmap"]
    count = struct.unpack_from(">H", data, cmap + 2)[0]
    for _, _, offset in struct.iter_unpack(">HHI", data[cmap + 4 : cmap + 4 + 8 * count]):
        at = cmap + offset
        if struct.unpack_from(">H", data, at)[0] == _FULL_CHARACTER_MAP:
            groups = data[at + 16 : at + 16 + 12 * struct.unpack_from(">I", data, at + 12)[0]]
            spans = struct.iter_unpack(">III", groups)
            return frozenset(code for first, last, _ in spans for code in range(first, last + 1))
    raise ValueError(f"{file} has no full character map: make it with articles/fonts/subset.py.")


@lru_cache(maxsize=64)
def _font(file: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / file, size)
