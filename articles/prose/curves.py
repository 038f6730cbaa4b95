"""Lines across moments, and slopes between two: each is named where it ends."""

import itertools
from collections.abc import Iterable, Iterator
from math import ceil

from articles.prose import axis, drawing
from articles.prose.axis import Field
from articles.prose.drawing import LINE, NARROW, spot, words
from articles.prose.figures import Figure, Sheet

type Series = tuple[str, list[Figure]]
type End = tuple[list[str], list[str]]  # lines of a name, lines of its last figure

TALL = 210  # pixels of the field, unless the names need more
NAME_ROOM = 92.0  # pixels that a name may take beside the field
START_ROOM = 70.0  # and a figure on the other side
MOST_MARKED = 12  # moments up to which every point has its mark
LIMIT = "An arrow marks a limit, not a total."

# One shape for each line, round nought, so that colour is never the only difference.
_SHAPES = (
    "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z",
    "M-4-4h8v8h-8z",
    "M0-5l5 9h-10z",
    "M0-6l5 6l-5 6l-5-6z",
    "M0 5l5-9h-10z",
    "M-5-1.5h3.5v-3.5h3v3.5h3.5v3h-3.5v3.5h-3v-3.5h-3.5z",
    "M-6-2h12v4h-12z",
    "M-2-6h4v12h-4z",
)


def line(sheet: Sheet, unit: str) -> tuple[list[str], int]:
    """Content and height of a line chart: a row is a moment, a column is a line."""
    moments = [label for label, _ in sheet.rows]
    lines = [(name, [row[at] for _, row in sheet.rows]) for at, name in enumerate(sheet.columns)]
    alone = len(lines) == 1
    ends = [_end("" if alone else name, figures) for name, figures in lines]
    marks = {
        tick: sheet.before + axis.written(tick) + sheet.after for tick in axis.ticks(sheet.values)
    }
    field = Field(
        left=_percent(max(map(drawing.width, marks.values())) + 10),
        right=100 - _percent(_widest(name + figure for name, figure in ends) + 14),
        top=46 if unit else 22,
        tall=_tall(ends),
        low=min(marks),
        high=max(marks),
    )
    shares = axis.shares(moments)
    below, height = axis.along_the_foot(moments, shares, field, 14 if alone else 0)
    parts = [
        drawing.headed(unit),
        *axis.up_the_side(field, marks),
        *below,
        *_drawn(lines, shares, field),
        *_named(lines, ends, field),
        *(_alone(lines[0][1], shares, field) if alone else ()),
    ]
    return _noted(parts, sheet, field.foot + height)


def slope(sheet: Sheet, unit: str) -> tuple[list[str], int]:
    """Content and height of a slope chart: a row is a line, the two columns are its ends."""
    starts = [drawing.wrapped(row[0].shown, START_ROOM, bold=True, most=6) for _, row in sheet.rows]
    ends = [_end(label, row) for label, row in sheet.rows]
    low, high = min(sheet.values), max(sheet.values)
    spread = (high - low) * 0.08 or abs(high) * 0.1 or 1.0
    field = Field(
        left=_percent(_widest(starts) + 12),
        right=100 - _percent(_widest(name + figure for name, figure in ends) + 14),
        top=64 if unit else 38,
        tall=_tall(ends),
        low=low - spread,
        high=high + spread,
    )
    parts = [
        drawing.headed(unit),
        *_posts(sheet.columns, field),
        *_drawn(sheet.rows, [0.0, 1.0], field),
        *_named(sheet.rows, ends, field),
    ]
    heights = [None if row[0].value is None else field.down(row[0].value) for _, row in sheet.rows]
    tall = [float(LINE * len(start)) for start in starts]
    for start, y in zip(starts, field.apart(heights, tall), strict=True):
        if y is not None:
            top = 14 - LINE * len(start) / 2
            text = words(start, anchor="end", x=-10, y=top, kind="fig-value")
            parts.append(spot(field.left, y, text))
    return _noted(parts, sheet, field.foot)


def _posts(columns: list[str], field: Field) -> Iterator[str]:
    """The two moments of a slope chart, each over its upright line."""
    for column, x, anchor in ((columns[0], field.left, "start"), (columns[1], field.right, "end")):
        at = drawing.number(x)
        yield (
            f'<line class="fig-rule" x1="{at}%" x2="{at}%" y1="{field.top - 8}" y2="{field.foot}"/>'
        )
        head = drawing.wrapped(column, NAME_ROOM, bold=True, most=1)
        yield spot(x, field.top, words(head, anchor=anchor, y=-16, kind="fig-name"))


def _drawn(lines: list[Series], shares: list[float], field: Field) -> Iterator[str]:
    for at, (_, figures) in enumerate(lines):
        run: list[drawing.Point] = []
        runs = [run]
        for share, figure in zip(shares, figures, strict=True):
            if figure.value is None:
                run = []
                runs.append(run)
            else:
                run.append((share * 1000, field.share_down(figure.value) * 1000))
        data = "".join(map(drawing.path, runs))
        left, right = drawing.number(field.left), drawing.number(field.right - field.left)
        yield (
            f'<g class="fig-series fig-s{at + 1}"><svg overflow="visible" x="{left}%"'
            f' y="{field.top}" width="{right}%" height="{field.tall}" viewBox="0 0 1000 1000"'
            f' preserveAspectRatio="none"><path class="fig-line" fill="none" d="{data}"/></svg>'
            f"{''.join(_points(_SHAPES[at], figures, shares, field))}</g>"
        )


def _points(shape: str, figures: list[Figure], shares: list[float], field: Field) -> Iterator[str]:
    """A mark on each point, or on some where there are many; an arrow on every limit."""
    known = [at for at, figure in enumerate(figures) if figure.value is not None]
    every = ceil(len(figures) / MOST_MARKED)
    for at in known:
        figure = figures[at]
        alone = not {at - 1, at + 1} & set(known)
        if at % every == 0 or at in (known[0], known[-1]) or alone or figure.bound:
            mark = f'<path class="fig-point" d="{shape}"/>{_arrow(figure)}'
            yield spot(field.across(shares[at]), field.down(figure.value or 0.0), mark)


def _arrow(figure: Figure) -> str:
    if not figure.bound:
        return ""
    way = -1 if figure.bound == "over" else 1
    return (
        f'<path class="fig-line" fill="none" d="M0 {7 * way}v{9 * way}m-4 {-4 * way}'
        f'l4 {4 * way}l4 {-4 * way}"/>'
    )


def _named(lines: list[Series], ends: list[End], field: Field) -> Iterator[str]:
    """The names and last figures at the right, moved apart where they would touch."""
    heights = [
        next((field.down(f.value) for f in reversed(figures) if f.value is not None), None)
        for _, figures in lines
    ]
    places = field.apart(heights, [float(_high(end)) for end in ends])
    for at, ((name, figure), y) in enumerate(zip(ends, places, strict=True)):
        if y is not None:
            top = 15 - _high((name, figure)) / 2
            text = words(name, x=10, y=top, kind="fig-name")
            text += words(figure, x=10, y=top + LINE * len(name), kind="fig-value")
            yield f'<g class="fig-series fig-s{at + 1}">{spot(field.right, y, text)}</g>'


def _alone(figures: list[Figure], shares: list[float], field: Field) -> Iterator[str]:
    """The first figure of a line that is alone, and each limit on it, beside their points."""
    known = [at for at, figure in enumerate(figures) if figure.value is not None]
    for here, after in itertools.pairwise(known):
        figure = figures[here]
        if here == known[0] or figure.bound:
            rises = (figures[after].value or 0.0) > (figure.value or 0.0)
            # Away from where the line goes, and clear of an arrow on that side.
            y = 30 if figure.bound == "under" else 20
            if not rises:
                y = -20 if figure.bound == "over" else -9
            text = words([figure.shown], x=-4, y=y, kind="fig-value")
            yield spot(field.across(shares[here]), field.down(figure.value or 0.0), text)


def _end(name: str, figures: list[Figure]) -> End:
    """What stands where a line ends: its name in a few lines, and its last figure."""
    last = next((figure.shown for figure in reversed(figures) if figure.value is not None), "")
    return (
        drawing.wrapped(name, NAME_ROOM, bold=True),
        drawing.wrapped(last, NAME_ROOM, bold=True, most=5),
    )


def _high(end: End) -> int:
    return LINE * sum(map(len, end)) + 2


def _widest(labels: Iterable[list[str]]) -> float:
    widths = (drawing.width(line, bold=True) for lines in labels for line in lines)
    return max(widths, default=0.0)


def _tall(ends: list[End]) -> int:
    return max(TALL, sum(map(_high, ends)))


def _percent(pixels: float) -> float:
    return pixels / NARROW * 100


def _noted(parts: list[str], sheet: Sheet, foot: int) -> tuple[list[str], int]:
    if not any(figure.bound for figure in sheet.figures):
        return parts, foot + 6
    lines = drawing.wrapped(LIMIT, NARROW)
    return [*parts, words(lines, y=foot + 24, kind="fig-soft")], foot + 14 + LINE * len(lines)
