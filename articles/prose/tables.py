"""The grid of a table: every row is as wide as the others, every span fits, headings are told."""

from dataclasses import dataclass, field, replace

from articles.prose.lines import opening, without_bold

type Grid = list[list[Cell]]

# Spans that cover more than this are no table's.
_MOST_PLACES = 100_000


@dataclass(frozen=True)
class Cell:
    """A cell as it was read: its element, its attributes as they may be stored, its HTML."""

    tag: str
    values: dict[str, str] = field(default_factory=dict)
    inner: str = ""

    @property
    def across(self) -> int:
        return int(self.values.get("colspan", 1))

    @property
    def down(self) -> int:
        return int(self.values.get("rowspan", 1))

    @property
    def html(self) -> str:
        inner = without_bold(self.inner) if self.tag == "th" else self.inner
        return f"<{opening(self.tag, self.values)}>{inner}</{self.tag}>"

    def spanning(self, across: int, down: int) -> "Cell":
        spans = {"colspan": across, "rowspan": down}
        kept = {name: value for name, value in self.values.items() if name not in spans}
        wide = {name: str(length) for name, length in spans.items() if length > 1}
        return replace(self, values={**kept, **wide})

    def heading(self, scope: str) -> "Cell":
        return replace(self, tag="th", values={"scope": scope, **self.values})


def html(rows: Grid) -> str:
    """The table's own HTML. Each row of ``rows`` holds at least one cell."""
    grid = _fitting([_scoped(row) for row in rows])
    lines = ("".join(cell.html for cell in row) for row in grid)
    return f"<table><tbody>{''.join(f'<tr>{line}</tr>' for line in lines)}</tbody></table>"


def with_headings(rows: Grid) -> Grid:
    """The first row as headings if it is bold and the rest is not, as sheets mark them."""
    if len(rows) > 1 and _is_bold(rows[0]) and not any(_is_bold(row) for row in rows[1:]):
        return [[cell.heading("col") for cell in rows[0]], *rows[1:]]
    return rows


def _is_bold(row: list[Cell]) -> bool:
    filled = [cell for cell in row if cell.inner]
    return bool(filled) and all(without_bold(cell.inner) != cell.inner for cell in filled)


def _scoped(row: list[Cell]) -> list[Cell]:
    """A row of headings only is above columns; else a heading is beside its row."""
    scope = "col" if all(cell.tag == "th" for cell in row) else "row"
    return [cell.heading(scope) if cell.tag == "th" else cell for cell in row]


def _fitting(rows: Grid) -> Grid:
    """The rows with their spans, if these make a grid without a gap; else with none."""
    if sum(cell.across * cell.down for row in rows for cell in row) > _MOST_PLACES:
        return _filled(_plain(rows))
    clamped = [
        [cell.spanning(cell.across, min(cell.down, len(rows) - place)) for cell in row]
        for place, row in enumerate(rows)
    ]
    return _filled(clamped) or _filled(_plain(rows))


def _plain(rows: Grid) -> Grid:
    return [[cell.spanning(1, 1) for cell in row] for row in rows]


def _filled(rows: Grid) -> Grid:
    """The rows made as wide as the widest by empty cells; [] if two cells overlap."""
    taken: list[set[int]] = [set() for _ in rows]
    begun: set[int] = set()
    for place, row in enumerate(rows):
        column = 0
        for cell in row:
            while column in taken[place]:
                column += 1
            columns = set(range(column, column + cell.across))
            if any(below & columns for below in taken[place : place + cell.down]):
                return []
            for below in taken[place : place + cell.down]:
                below.update(columns)
            begun.add(column)
    width = max(max(line) for line in taken) + 1
    if len(begun) < width or any(set(range(max(line))) - line for line in taken if line):
        return []
    return [row + [Cell("td")] * (width - len(line)) for row, line in zip(rows, taken, strict=True)]
