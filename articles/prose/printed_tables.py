"""Tables in print: named, with a head of their own, and scrollable where they are too wide."""

from selectolax.lexbor import LexborNode

from articles.prose import figures
from articles.prose.setting import Setting, is_blank, line, value

CELLS = {"td", "th"}


def words(block: LexborNode) -> list[list[str]]:
    """The plain words of the cells, row by row, as charts and maps want them."""
    return [[_words(cell) for cell in row] for row in _rows(block)]


def scrollable(table: str, label: str) -> str:
    """The table in a region that can be scrolled by keyboard too (WCAG 2.1.1, 1.4.10)."""
    return f'<div class="scroll" role="region" tabindex="0" aria-labelledby="{label}">{table}</div>'


def table_html(block: LexborNode, setting: Setting, *, naming: str) -> str:
    """The table of a block, "" without cells; ``naming`` is its caption element, or ""."""
    rows = _rows(block)
    if not rows:
        return ""
    head = _head_of(rows)
    # Where cells span others, a cell's place in its row is not its column.
    spans = block.css_first("[colspan], [rowspan]")
    numbers = set() if spans else _columns_of_numbers(rows[head:])
    parts = (("thead", rows[:head]), ("tbody", rows[head:]))
    printed = "".join(_part(name, part, setting, numbers) for name, part in parts if part)
    return f"<table>{naming}{printed}</table>"


def _rows(block: LexborNode) -> list[list[LexborNode]]:
    rows = ([cell for cell in row.iter() if cell.tag in CELLS] for row in block.css("tr"))
    return [row for row in rows if row]


def _head_of(rows: list[list[LexborNode]]) -> int:
    """How many rows are the head: the first, if they only head columns and end where they begin."""
    for count, row in enumerate(rows):
        if not all(value(cell, "scope") == "col" and not value(cell, "rowspan") for cell in row):
            return count
    return 0


def _columns_of_numbers(rows: list[list[LexborNode]]) -> set[int]:
    """The columns that hold figures alone, so that they can stand digit under digit."""
    return {
        at
        for at, column in enumerate(zip(*rows, strict=False))
        if all(cell.tag == "td" and figures.is_plain(_words(cell)) for cell in column)
        and any(map(_words, column))
    }


def _words(cell: LexborNode) -> str:
    return " ".join(cell.text().split())


def _part(name: str, rows: list[list[LexborNode]], setting: Setting, numbers: set[int]) -> str:
    printed = (
        "".join(_cell(cell, setting, is_number=at in numbers) for at, cell in enumerate(row))
        for row in rows
    )
    return f"<{name}>{''.join(f'<tr>{cells}</tr>' for cells in printed)}</{name}>"


def _cell(node: LexborNode, setting: Setting, *, is_number: bool) -> str:
    """A cell; a heading without words is none, as it names nothing."""
    content = _content(node, setting)
    tag = "td" if is_blank(content) else node.tag
    names = ("scope", "colspan", "rowspan") if tag == "th" else ("colspan", "rowspan")
    given = [(name, value(node, name)) for name in names if name in node.attributes]
    given += [("class", "number")] if is_number else []
    attributes = "".join(f' {name}="{found}"' for name, found in given if found)
    return f"<{tag}{attributes}>{content}</{tag}>"


def _content(cell: LexborNode, setting: Setting) -> str:
    paragraphs = [child for child in cell.iter() if child.tag == "p"]
    if len(paragraphs) < 2:
        return line(cell, setting)
    lines = (line(paragraph, setting) for paragraph in paragraphs)
    return "".join(f"<p>{words}</p>" for words in lines if not is_blank(words))
