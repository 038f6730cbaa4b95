"""A chart in SVG from a small table: lines, bars, or the slope between two moments.

Drawn here and not by a library: of those on PyPI, pygal brings its own style sheet, scripts and a
random id into every chart, leather fixes its fonts and colours and tells a screen reader nothing,
and none can draw a figure that is only known as a limit.
"""

from articles.prose import bars, curves, drawing, figures
from articles.prose.drawing import NotDrawable
from articles.prose.figures import Sheet

MOST_SERIES = 8
MOST_BARS = 40
MOST_POINTS = 200
SAID_IN_FULL = 12  # figures that a screen reader hears before it is sent to the table

_KINDS = {"line": "Line chart", "bar": "Bar chart", "slope": "Slope chart"}


def svg(table: list[list[str]], *, kind: str, unit: str, title: str) -> str:
    """The chart of a table whose first row holds headings and whose first column holds labels.

    ``kind`` is "line", "bar" or "slope"; ``unit`` says what is counted ("billion U.S. dollars").
    Raises NotDrawable with a sentence for the desk.
    """
    named = f"The chart “{title}”" if title else "A chart"
    if kind not in _KINDS:
        raise NotDrawable(f"{named} is of no known kind. Choose a line, bar or slope chart.")
    if len(table) > MOST_POINTS + 1 or any(len(row) > MOST_POINTS + 1 for row in table):
        raise NotDrawable(f"{named} is too large a table: {MOST_POINTS} rows are the most.")
    sheet = figures.read(table, named)
    _check(sheet, kind, named)
    draw = {"line": curves.line, "bar": bars.drawn, "slope": curves.slope}[kind]
    content, height = draw(sheet, unit)
    said = f"{_KINDS[kind]}: {drawing.sentence(title)}{_said(sheet)}{_counted(unit)}".strip()
    return drawing.root("fig-chart", said, content, height=height)


def _check(sheet: Sheet, kind: str, named: str) -> None:
    if kind != "slope" and len(sheet.columns) > MOST_SERIES:
        raise NotDrawable(
            f"{named} has {len(sheet.columns)} columns of figures; {MOST_SERIES} are the most "
            "that can be told apart."
        )
    if kind == "line" and len(sheet.rows) < 2:
        raise NotDrawable(f"{named} has one row only. A line needs at least two.")
    if kind == "bar" and len(sheet.figures) > MOST_BARS:
        raise NotDrawable(
            f"{named} has {len(sheet.figures)} bars; {MOST_BARS} are the most. Leave some rows "
            "out, or choose a line chart."
        )
    if kind == "slope" and len(sheet.columns) != 2:
        raise NotDrawable(
            f"{named} needs exactly two columns of figures for a slope: before and after. It has "
            f"{len(sheet.columns)}."
        )
    if kind == "slope" and len(sheet.rows) > MOST_SERIES:
        raise NotDrawable(
            f"{named} has {len(sheet.rows)} rows; a slope chart shows {MOST_SERIES} at most."
        )
    if kind != "line":
        _check_rows(sheet, named)


def _check_rows(sheet: Sheet, named: str) -> None:
    """A bar or a slope without a figure is an oversight, unless the cell says “n/a”."""
    for at, (label, row) in enumerate(sheet.rows, start=2):
        if all(figure.shown == "–" for figure in row):
            raise NotDrawable(
                f"{named} has no number in row {at}, “{label}”. Write “n/a” where there is none."
            )


def _said(sheet: Sheet) -> str:
    """The figures in words; the ends of each column where there are many."""
    if len(sheet.figures) > SAID_IN_FULL:
        first, last = sheet.rows[0][0], sheet.rows[-1][0]
        return f"From {first} to {last}; the figures are in the table. "
    several = len(sheet.columns) > 1
    return "".join(
        f"{', '.join(filter(None, [label, column if several else '']))}: {figure.shown}. "
        for label, row in sheet.rows
        for column, figure in zip(sheet.columns, row, strict=True)
    )


def _counted(unit: str) -> str:
    return f"In {unit}." if unit else ""
