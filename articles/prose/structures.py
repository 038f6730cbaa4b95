"""The blocks that hold more than a line, each read into the one form in which it is stored."""

import re
from collections.abc import Callable

from selectolax.lexbor import LexborNode

from articles.prose import pasted, tables
from articles.prose.elements import (
    BOX,
    ITEM,
    LINES,
    Block,
    Element,
    Found,
    Nodes,
    children,
    joined,
)
from articles.prose.lines import opening
from articles.prose.tables import Cell, Grid
from articles.prose.vocabulary import BLOCKS, ELEMENTS, checked

_LISTS = {"ul", "ol"}
_ROWS = {"thead", "tbody", "tfoot"}
_EMPTY = "<p></p>"
_DASH = re.compile(r"^[—–―-]+(?: |&nbsp;)*")


def found(element: Element) -> Found | None:
    """The element as a block; None if it only stands around others."""
    if element.kind:
        return _BY_KIND[element.kind](element)
    tag = element.tag
    if tag == "figure":
        tags = [node.tag for node in element.children]
        tag = next((tag for tag in ("table", "blockquote") if tag in tags), "")
    return _BY_TAG[tag](element) if tag in _BY_TAG else None


def _rule(_element: Element) -> Found:
    return Found(Block("hr"), [])


def _list(element: Element) -> Found:
    items = _items(element, element.children)
    start = checked(ELEMENTS[element.tag], element.given)
    return Found(Block(opening(element.tag, start), items) if items else None, [])


def _items(element: Element, nodes: Nodes) -> str:
    """The items of a list; a list without words before it belongs to the item above."""
    items: list[list[Block]] = []
    for node in nodes:
        blocks = element.read([node], ITEM)
        if blocks and blocks[0].tag in _LISTS and items:
            items[-1] += blocks
        elif blocks:
            items.append(blocks)
    return "".join(f"<li>{joined(blocks)}</li>" for blocks in items)


def _quotation(element: Element) -> Found:
    """A quotation with its source: its caption, or what a plain one ends with."""
    captions, others = element.parted("figcaption")
    if element.tag == "figure":
        nested = [children(n) if n.tag == "blockquote" else [n] for n in others]
        others = [node for nodes in nested for node in nodes]
    source = element.line(captions)
    if not captions and others:
        others, source = _with_source(element, others)
    quote = joined(element.read(others, LINES))
    if not (quote or source or element.kind):
        return Found(None, [])
    inner = f"<blockquote>{quote or _EMPTY}</blockquote><figcaption>{source}</figcaption>"
    return _block("quotation", inner)


def _with_source(element: Element, nodes: Nodes) -> tuple[Nodes, str]:
    """The words of a plain quotation, and apart from them the source that they end with."""
    solid = [node for node in nodes if not node.is_empty_text_node]
    named = _source(solid[-1]) if solid else []
    if not named:
        return nodes, ""
    return solid[:-1], _DASH.sub("", element.line(named))


def _source(node: LexborNode) -> Nodes:
    """What names the source, if this is a footer or a cite, or a paragraph with only a cite."""
    if node.tag == "cite":
        return [] if "data-source" in node.attributes else children(node)
    if node.tag not in {"p", "div", "footer"}:
        return []
    solid = [child for child in children(node) if not _is_padding(child)]
    if len(solid) == 1 and solid[0].tag == "cite":
        return _source(solid[0])
    return solid if node.tag == "footer" else []


def _is_padding(node: LexborNode) -> bool:
    """Whether these are blanks or the dash before a source."""
    return node.is_text_node and not (node.text_content or "").strip(" \n\t\xa0—–―-")


def _pull_quote(element: Element) -> Found:
    return _block("pull-quote", f"<p>{element.line(element.children)}</p>")


def _fact_box(element: Element) -> Found:
    blocks = element.read(element.children, BOX)
    titles = [block for block in blocks[:1] if block.tag == "h3"]
    text = [
        block._replace(opening="p") if block.tag == "h3" else block
        for block in blocks[len(titles) :]
    ]
    return _block("fact-box", joined(titles) + (joined(text) or _EMPTY))


def _key_points(element: Element) -> Found:
    listed, rest = element.parted(*_LISTS)
    items = _items(element, [node for each in listed for node in children(each)])
    return _block("key-points", f"<ul>{items or f'<li>{_EMPTY}</li>'}</ul>", rest)


def _timeline(element: Element) -> Found:
    """Dates, and what happened; what follows without a date happened on the one before."""
    nested = [children(n) if n.tag == "div" else [n] for n in element.children]
    pairs: list[tuple[Nodes, Nodes]] = [([], [])]
    for node in (node for nodes in nested for node in nodes):
        if node.tag == "dt":
            pairs.append(([node], []))
        else:
            pairs[-1][1].append(node)
    told = [(element.line(date), element.line(event)) for date, event in pairs]
    told = [pair for pair in told if any(pair)] or [("", "")]
    return _block("timeline", "".join(f"<dt>{dt}</dt><dd>{dd}</dd>" for dt, dd in told))


def _captioned(element: Element) -> Found:
    """A picture, an embed or a document; without what it is about only its words are left."""
    values = BLOCKS[element.kind].checked(element.given)
    if not values:
        return Found(None, element.children)
    captions, rest = element.parted("figcaption")
    return _block(element.kind, f"<figcaption>{element.line(captions)}</figcaption>", rest, values)


def _gallery(element: Element) -> Found:
    pictures: list[Block] = []
    rest: Nodes = []
    for node in element.children:
        child = Element(node, node.tag or "", node.attributes, element.read)
        read = _captioned(child) if child.kind == "picture" else Found(None, [node])
        pictures += [read.block] if read.block else []
        rest += read.rest
    return _block("gallery", joined(pictures), rest)


def _table(element: Element) -> Found:
    """A table as a figure with its caption; a chart of no known kind is a plain table."""
    captions, others = element.parted("figcaption")
    table = next((node for node in [element.node, *others] if node.tag == "table"), None)
    parts = children(table) if table else []
    if not element.kind and table and _is_layout(table):
        return Found(None, element.children)
    captions += [node for node in parts if node.tag == "caption"]
    rows = _grid(element, [node for node in parts if node.tag in _ROWS])
    caption = element.line(captions)
    if not element.kind and not caption and not any(c.inner for row in rows for c in row):
        return Found(None, [])
    kind = element.kind or "table"
    values = BLOCKS[kind].checked(element.given)
    if BLOCKS[kind].needs and not values:
        kind = "table"
    grid = tables.html(rows if element.kind else tables.with_headings(rows))
    rest = [] if element.tag == "table" else [n for n in others if n != table]
    return _block(kind, f"<figcaption>{caption}</figcaption>{grid}", rest, values)


def _grid(element: Element, parts: Nodes) -> Grid:
    rows = [(part, row) for part in parts for row in children(part) if _is_row(row)]
    grid = [
        [_cell(element, cell, part) for cell in children(row) if cell.tag in {"td", "th"}]
        for part, row in rows
    ]
    return [row for row in grid if row] or [[Cell("td")]]


def _is_row(node: LexborNode) -> bool:
    """Whether this is a row that is seen: Excel ends a sheet with one that only sets the widths."""
    return node.tag == "tr" and not pasted.is_hidden(pasted.rules(node.attributes))


def _cell(element: Element, node: LexborNode, part: LexborNode) -> Cell:
    tag = node.tag or "td"
    blocks = element.read([node], LINES)
    inner = blocks[0].inner if len(blocks) == 1 else joined(blocks)
    cell = Cell(tag, checked(ELEMENTS[tag], node.attributes), inner)
    return cell.heading("col") if part.tag == "thead" else cell


def _is_layout(table: LexborNode) -> bool:
    """Whether a table only puts things in their places, as in letters: not if it has headings."""
    if len(table.css("table")) > 1:
        return True
    cells = table.css("td, th")
    return len(cells) <= len(table.css("tr")) and all(cell.tag == "td" for cell in cells)


def _block(
    kind: str, inner: str, rest: Nodes | None = None, values: dict[str, str] | None = None
) -> Found:
    tag = opening(BLOCKS[kind].tag, {"data-block": kind, **(values or {})})
    return Found(Block(tag, inner), rest or [])


_BY_TAG: dict[str, Callable[[Element], Found]] = {
    "hr": _rule,
    "ul": _list,
    "ol": _list,
    "blockquote": _quotation,
    "table": _table,
}
_BY_KIND: dict[str, Callable[[Element], Found]] = {
    "quotation": _quotation,
    "pull-quote": _pull_quote,
    "fact-box": _fact_box,
    "key-points": _key_points,
    "timeline": _timeline,
    "picture": _captioned,
    "embed": _captioned,
    "document": _captioned,
    "gallery": _gallery,
    "table": _table,
    "chart": _table,
    "map": _table,
}
