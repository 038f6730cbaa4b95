"""Where the lines of a chart run, with round figures up the side and moments along the foot."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor, log10

from articles.prose import drawing
from articles.prose.drawing import LINE, NARROW, spot, words

LABEL_LINES = 2


@dataclass(frozen=True)
class Field:
    """The room for lines: from left to right in percent, from top down in pixels."""

    left: float
    right: float
    top: int
    tall: int
    low: float
    high: float

    @property
    def foot(self) -> int:
        return self.top + self.tall

    def across(self, share: float) -> float:
        """Percent of the width, for a share of the field."""
        return self.left + share * (self.right - self.left)

    def down(self, value: float) -> float:
        """Pixels from the top of the chart."""
        return self.top + self.share_down(value) * self.tall

    def share_down(self, value: float) -> float:
        return (self.high - value) / (self.high - self.low)

    def apart(self, heights: list[float | None], tall: list[float]) -> list[float | None]:
        """The middles of labels of these heights, none touching another, all beside the field."""
        placed: list[float | None] = [None] * len(heights)
        order = sorted((y, at) for at, y in enumerate(heights) if y is not None)
        free = self.top - 8.0
        for y, at in order:
            free = max(y - tall[at] / 2, free) + tall[at]
            placed[at] = free - tall[at] / 2
        free = self.foot + 8.0
        for _, at in reversed(order):
            middle = min(placed[at] or 0.0, free - tall[at] / 2)
            placed[at], free = middle, middle - tall[at] / 2
        return placed


def ticks(values: list[float]) -> list[float]:
    """Four to six round figures under and over all values; from nought unless that is far off."""
    low, high = min(values), max(values)
    if 0 < low < 0.6 * high:
        low = 0.0
    if 0.6 * low < high < 0:
        high = 0.0
    if low == high:
        low, high = (min(0.0, low), max(0.0, high)) if low else (0.0, 1.0)
    rough = (high - low) / 4
    size = 10.0 ** floor(log10(rough))
    step = next(size * part for part in (1, 2, 2.5, 5, 10) if size * part >= rough * 0.999)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return [at * step for at in range(first, last + 1)]


def written(value: float) -> str:
    """A round figure in print: “1,500”, “−0.25”."""
    text = f"{value:,.9f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text.replace("-", "−")


def up_the_side(field: Field, marks: dict[float, str]) -> Iterator[str]:
    """A rule across the field for each figure, and the figure on it."""
    for tick, mark in marks.items():
        y = drawing.number(field.down(tick))
        kind = "fig-zero" if tick == 0 else "fig-rule"
        right = drawing.number(field.right)
        yield f'<line class="{kind}" x1="0" x2="{right}%" y1="{y}" y2="{y}"/>'
        yield words([mark], y=field.down(tick) - 5, kind="fig-soft")


def shares(labels: list[str]) -> list[float]:
    """How far across each moment lies; years in their true distance, other labels evenly."""
    if all(label.isascii() and label.isdigit() and len(label) <= 6 for label in labels):
        years = [int(label) for label in labels]
        if all(a < b for a, b in pairwise(years)):
            return [(year - years[0]) / (years[-1] - years[0]) for year in years]
    return [at / (len(labels) - 1) for at in range(len(labels))]


def along_the_foot(
    labels: list[str], places: list[float], field: Field, gap: int
) -> tuple[list[str], int]:
    """As many labels as fit on the narrowest page, first and last for sure; and their height.

    ``gap`` is room in pixels that is kept free under the field.
    """
    room = (field.right - field.left) / 100 * NARROW
    lines = [drawing.wrapped(label, room / 2 - 8, most=LABEL_LINES) for label in labels]
    taken: list[tuple[float, float]] = []
    parts, last = [], len(labels) - 1
    for at in (0, last, *range(1, last)):
        wide = max(map(drawing.width, lines[at]), default=0.0)
        middle = places[at] * room
        left = {0: middle, last: middle - wide}.get(at, middle - wide / 2)
        if all(left > right + 12 or left + wide < start - 12 for start, right in taken):
            taken.append((left, left + wide))
            anchor = {0: "start", last: "end"}.get(at, "middle")
            text = words(lines[at], anchor=anchor, y=20 + gap, kind="fig-soft")
            parts.append(spot(field.across(places[at]), field.foot, text))
    return parts, gap + 8 + LINE * max(map(len, lines))
