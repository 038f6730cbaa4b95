"""What charts and maps have in common: elements of SVG, the width of words, a refusal in words.

The drawings stretch with the page while their words stay one size: places across are percent of
the drawing's width, everything else is pixels. So a label that fits on the narrowest phone fits
everywhere, and a chart is as easy to read there as on a desk. No style attributes and no scripts:
colours come from figures.css, by class.
"""

import unicodedata
from collections.abc import Iterable
from html import escape
from itertools import pairwise

type Point = tuple[float, float]

NARROW = 284  # the text column in pixels on the narrowest phone, 320 wide
WIDE = 568  # and on a desk
SIZE = 14  # of the letters, as in figures.css
LINE = 18

_THIN = frozenset("iljtfrI.,:;'’‘|!()[]{}/ -·")
_BROAD = frozenset("mwMW%@&—…")


class NotDrawable(ValueError):  # noqa: N818 (it is said to people)
    """Why a chart or a map can't be drawn, as a sentence for the desk."""


def root(kind: str, said: str, content: Iterable[str], *, height: int | None = None) -> str:
    """The whole drawing, one picture to a screen reader, which hears ``said``."""
    tall = f' height="{height}"' if height else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{kind}" role="img"'
        f' aria-label="{escape(said)}" width="100%"{tall}>{"".join(content)}</svg>'
    )


def spot(x: float, y: float | str, content: str) -> str:
    """A place on the drawing, ``x`` in percent, around which ``content`` counts in pixels."""
    down = y if isinstance(y, str) else number(y)
    return f'<svg overflow="visible" x="{number(x)}%" y="{down}">{content}</svg>'


def words(
    lines: Iterable[str], *, x: float = 0, y: float = 0, kind: str = "", anchor: str = ""
) -> str:
    """Lines of text under each other; ``y`` is the foot of the first, ``anchor`` as in SVG."""
    given = f' class="{kind}"' if kind else ""
    given += f' text-anchor="{anchor}"' if anchor else ""
    return "".join(
        f'<text{given} x="{number(x)}" y="{number(y + LINE * row)}">{escape(line)}</text>'
        for row, line in enumerate(lines)
    )


def headed(unit: str) -> str:
    """What is counted, in one line over a chart; "" if it goes without saying."""
    lines = wrapped(unit[:1].upper() + unit[1:], NARROW, most=1)
    return words(lines, y=14, kind="fig-soft")


def path(points: Iterable[Point], *, close: bool = False) -> str:
    """Path data in whole steps; points that fall together are one."""
    whole = [(round(x), round(y)) for x, y in points]
    steps = [(x2 - x1, y2 - y1) for (x1, y1), (x2, y2) in pairwise(whole)]
    moved = " ".join(f"{dx} {dy}" for dx, dy in steps if dx or dy)
    if not moved:
        return ""
    return f"M{whole[0][0]} {whole[0][1]}l{moved}{'z' if close else ''}".replace(" -", "-")


def number(value: float) -> str:
    """A coordinate, as short as it can be written."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def width(text: str, *, bold: bool = False) -> float:
    """About how many pixels a line takes; rather too many than too few."""
    ems = sum(map(_ems, text))
    return ems * SIZE * (1.08 if bold else 1.0)


def _ems(letter: str) -> float:
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.02
    if letter in _THIN:
        return 0.36
    if letter in _BROAD:
        return 0.95
    return 0.74 if letter.isupper() else 0.58


def wrapped(text: str, room: float, *, bold: bool = False, most: int = 3) -> list[str]:
    """The text in lines no wider than ``room`` pixels; after ``most`` lines it ends in “…”."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, bold=bold) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    lines = [_cut(line, room, bold=bold) for line in lines]
    if len(lines) > most:
        return [*lines[: most - 1], _cut(f"{lines[most - 1]} …", room, bold=bold)]
    return lines


def _cut(line: str, room: float, *, bold: bool) -> str:
    if width(line, bold=bold) <= room:
        return line
    while line and width(f"{line}…", bold=bold) > room:
        line = line[:-1]
    return f"{line.rstrip(' …')}…"


def listed(names: list[str]) -> str:
    """“Tokyo, Beijing and Taipei”."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def sentence(title: str) -> str:
    """A title as a sentence among others, "" if there is none."""
    ended = title.strip().endswith((".", "?", "!", "…"))
    return f"{title.strip()}{'' if ended else '.'} " if title.strip() else ""
