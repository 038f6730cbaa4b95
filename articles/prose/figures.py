"""Figures as an editor pastes them, read for drawing: “1,234.5”, “−3.2”, “12%”, “over 250”."""

import re
from dataclasses import dataclass

from articles.prose.drawing import NotDrawable

LARGEST = 1e12  # as it is written, without its “billion”
LONGEST = 40  # letters of one figure

_GAPS = {"", "-", "−", "–", "—", "..", "…", "na", "n/a", "n.a.", "none", "unknown", "not available"}
_OVER = ("over", "more than", "above", "at least", ">", "≥")
_UNDER = ("under", "less than", "below", "at most", "up to", "<", "≤")
_ABOUT = ("about", "around", "roughly", "approximately", "some", "ca.", "c.", "~", "≈")
_SCALES = {
    "thousand": (1e3, "k"),
    "million": (1e6, "m"),
    "mn": (1e6, "m"),
    "billion": (1e9, "bn"),
    "bn": (1e9, "bn"),
    "trillion": (1e12, "tn"),
    "tn": (1e12, "tn"),
}
_FIGURE = re.compile(
    rf"(?P<bound>{'|'.join(map(re.escape, (*_OVER, *_UNDER, *_ABOUT)))})?\s*"
    r"(?P<loss>\()?(?P<sign>[+\-−–])?(?P<money>(?:U\.?S\.?\s?)?[$€£¥])?(?P<after>[\-−–])?\s*"
    r"(?P<whole>\d{1,3}(?:[,\u00a0\u2009\u202f ]\d{3})+|\d+|(?=\.\d))(?P<part>\.\d+)?\s*"
    rf"(?P<scale>{'|'.join(_SCALES)})?\s*"
    r"(?P<unit>%|per ?cent|(?:U\.?S\.? )?dollars|USD|euros|EUR|yen|JPY|yuan|CNY|pounds|GBP)?"
    r"\)?(?P<plus>\+)?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Figure:
    """One cell: the words as given and what they come to; ``value`` is None for a gap.

    ``bound`` is "over" where the words give a lower limit, "under" for an upper one, else "".
    """

    shown: str
    value: float | None
    bound: str = ""
    scale: str = ""
    money: str = ""
    unit: str = ""

    @property
    def goes_on(self) -> bool:
        """Whether a bar of it is longer than can be drawn: a limit passed, away from nought."""
        return self.value is not None and self.bound == ("over" if self.value >= 0 else "under")


@dataclass(frozen=True)
class Sheet:
    """A table for a chart: its headings over the figures, and its rows by their labels.

    Values are in the largest scale that the table uses; ``before`` and ``after`` go round a
    figure of the axis: "$" and " bn", or "%".
    """

    columns: list[str]
    rows: list[tuple[str, list[Figure]]]
    before: str
    after: str

    @property
    def figures(self) -> list[Figure]:
        return [figure for _, row in self.rows for figure in row]

    @property
    def values(self) -> list[float]:
        return [figure.value for figure in self.figures if figure.value is not None]


def is_plain(words: str) -> bool:
    """Whether a cell holds a figure without a word round it, or says that there is none."""
    found = _FIGURE.fullmatch(words)
    return words.lower() in _GAPS or bool(found and not found["bound"] and not found["scale"])


def read(table: list[list[str]], named: str) -> Sheet:
    """The table in figures; raises NotDrawable, whose sentence begins with ``named``."""
    cells = [[" ".join(cell.split()) for cell in row] for row in table if any(map(str.strip, row))]
    if len(cells) < 2:
        raise NotDrawable(f"{named} has no figures yet: it needs a row of headings and a row.")
    columns = cells[0][1:]
    if not columns:
        raise NotDrawable(f"{named} has one column only. It needs labels and figures beside them.")
    rows = []
    for at, row in enumerate(cells[1:], start=2):
        if len(row) > len(columns) + 1:
            raise NotDrawable(f"{named} has more figures than headings in row {at}, “{row[0]}”.")
        padded = [*row[1:], *[""] * (len(columns) + 1 - len(row))]
        rows.append((row[0], [_figure(cell, f"row {at}, “{row[0]}”", named) for cell in padded]))
    return _in_one_scale(columns, rows, named)


def _in_one_scale(columns: list[str], rows: list[tuple[str, list[Figure]]], named: str) -> Sheet:
    filled = [figure for _, row in rows for figure in row if figure.value is not None]
    if not filled:
        raise NotDrawable(f"{named} has no numbers yet.")
    scales = {figure.scale for figure in filled if figure.value}
    if "" in scales and len(scales) > 1:
        word = max(scales)
        raise NotDrawable(
            f"{named} has figures with “{word}” and figures without. Write them all in one way."
        )
    if len({figure.unit for figure in filled}) > 1 or len({f.money for f in filled}) > 1:
        raise NotDrawable(f"{named} mixes figures of different kinds, such as $ and %.")
    scale = max(((_SCALES[word]) for word in scales if word), default=(1.0, ""))
    after = "%" if filled[0].unit == "%" else f" {scale[1]}".rstrip()
    rows = [(label, [_divided(figure, scale[0]) for figure in row]) for label, row in rows]
    return Sheet(columns, rows, filled[0].money, after)


def _divided(figure: Figure, scale: float) -> Figure:
    if figure.value is None:
        return figure
    own = _SCALES[figure.scale][0] if figure.scale else 1.0
    return Figure(figure.shown, figure.value * own / scale, figure.bound)


def _figure(cell: str, where: str, named: str) -> Figure:
    if cell.lower() in _GAPS:
        return Figure(cell or "–", None)
    found = _FIGURE.fullmatch(cell)
    if not found or bool(found["loss"]) != cell.rstrip("+").endswith(")"):
        raise NotDrawable(f"{named} can’t read “{cell[:40]}” in {where} as a number.")
    value = float(re.sub(r"\D", "", found["whole"] or "0") + (found["part"] or ""))
    if found["loss"] or (found["sign"] or "+") != "+" or found["after"]:
        value = -value
    if abs(value) > LARGEST or len(cell) > LONGEST:
        raise NotDrawable(
            f"{named} has a number too long to draw in {where}. Write it in millions or billions."
        )
    bound = (found["bound"] or "").lower()
    return Figure(
        cell,
        value,
        "over" if bound in _OVER or found["plus"] else "under" if bound in _UNDER else "",
        (found["scale"] or "").lower(),
        found["money"] or "",
        "%" if (found["unit"] or "").lower() in {"%", "percent", "per cent"} else "",
    )
