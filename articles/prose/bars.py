"""Bars that lie: the label above, the figure at the end, all of them from nought."""

from collections.abc import Iterator

from articles.prose import drawing
from articles.prose.drawing import LINE, NARROW, spot, words
from articles.prose.figures import Figure, Sheet

THICK = 18  # pixels, a bar that stands alone
THIN = 12  # one of several under a label
ARROW = 24
BETWEEN = 14
MOST_BESIDE = 110.0  # pixels that a figure may take from the bars; wider ones go above them

LOWER = "An arrow marks a lower limit."
UPPER = "A hollow bar marks an upper limit."


def drawn(sheet: Sheet, unit: str) -> tuple[list[str], int]:
    """The content of the chart and its height in pixels."""
    scale = _Scale(sheet)
    several = len(sheet.columns) > 1
    parts = [drawing.headed(unit)]
    y = 26 if unit else 0
    for label, row in sheet.rows:
        lines = drawing.wrapped(label, NARROW, bold=several)
        parts.append(words(lines, y=y + 14, kind="fig-name" if several else ""))
        y += LINE * len(lines)
        for at, (column, figure) in enumerate(zip(sheet.columns, row, strict=True), start=1):
            if several:
                name = drawing.wrapped(column, NARROW, most=1)
                parts.append(words(name, y=y + 14, kind="fig-soft"))
                y += LINE
            if not scale.beside:
                shown = drawing.wrapped(figure.shown, NARROW, bold=True)
                parts.append(words(shown, y=y + 14, kind="fig-value"))
                y += LINE * len(shown)
            bar = scale.bar(figure, y + 4, THIN if several else THICK)
            parts.append(f'<g class="fig-series fig-s{at}">{bar}</g>')
            y += 4 + (THIN if several else THICK) + 6
        y += BETWEEN - 6
    y -= BETWEEN
    for note in _notes(sheet):
        lines = drawing.wrapped(note, NARROW)
        parts.append(words(lines, y=y + 26, kind="fig-soft"))
        y += LINE * len(lines)
    return parts, y + 16


class _Scale:
    """Where a value lies across, in the width that the figures leave."""

    def __init__(self, sheet: Sheet) -> None:
        self.low, self.high = min(0.0, *sheet.values), max(0.0, *sheet.values)
        self.widest = max(drawing.width(figure.shown, bold=True) for figure in sheet.figures)
        self.beside = self.widest <= MOST_BESIDE
        positive = any(figure.goes_on and (figure.value or 0) >= 0 for figure in sheet.figures)
        negative = any(figure.goes_on and (figure.value or 0) < 0 for figure in sheet.figures)
        gutter = (self.widest + 10 if self.beside else 0) + ARROW * positive
        self.left = ARROW * negative / NARROW * 100
        self.share = 100 - self.left - gutter / NARROW * 100

    def percent(self, value: float) -> float:
        span = (self.high - self.low) or 1.0
        return self.left + (value - self.low) / span * self.share

    def bar(self, figure: Figure, y: int, thick: int) -> str:
        """The bar from nought, its arrow where it goes on, and the figure beside it, given room."""
        zero, end = self.percent(0), self.percent(figure.value or 0)
        at = drawing.number(zero)
        shape = "".join(self._shape(figure, y, thick))
        shape += f'<line class="fig-zero" x1="{at}%" x2="{at}%" y1="{y - 3}" y2="{y + thick + 3}"/>'
        if not self.beside:
            return shape
        aside = ARROW if figure.goes_on and end >= zero else 0
        kind = "fig-soft" if figure.value is None else "fig-value"
        return shape + spot(
            max(zero, end), y, words([figure.shown], x=aside + 7, y=thick / 2 + 5, kind=kind)
        )

    def _shape(self, figure: Figure, y: int, thick: int) -> Iterator[str]:
        if figure.value is None:
            return
        zero, end = self.percent(0), self.percent(figure.value)
        kind = "fig-open" if figure.bound and not figure.goes_on else "fig-bar"
        yield (
            f'<rect class="{kind}" x="{drawing.number(min(zero, end))}%" y="{y}"'
            f' width="{drawing.number(abs(end - zero))}%" height="{thick}"/>'
        )
        if figure.goes_on:
            yield spot(end, y, _arrow(thick, 1 if end >= zero else -1))


def _arrow(thick: int, way: int) -> str:
    """Two chevrons after the end of a bar that goes on."""
    half, point = thick / 2, 7 * way
    return "".join(
        f'<path class="fig-point" d="M{x * way} 0h{4 * way}l{point} {drawing.number(half)}'
        f'l{-point} {drawing.number(half)}h{-4 * way}l{point} {drawing.number(-half)}z"/>'
        for x in (3, 11)
    )


def _notes(sheet: Sheet) -> Iterator[str]:
    if any(figure.goes_on for figure in sheet.figures):
        yield LOWER if any(f.bound == "over" for f in sheet.figures if f.goes_on) else UPPER
    if any(figure.bound and not figure.goes_on for figure in sheet.figures):
        yield UPPER
