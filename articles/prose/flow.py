"""Text as it comes, read into blocks: it is walked from end to end, however deep it is nested."""

from collections.abc import Iterable, Mapping
from functools import partial
from itertools import groupby
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from articles.prose import pasted, structures
from articles.prose.elements import LINE, Block, Element, Kinds, Nodes, children
from articles.prose.lines import PLAIN, Line, Marks, opening, without_bold
from articles.prose.pasted import ListLine
from articles.prose.vocabulary import ELEMENTS, checked

# Lists that are nested deeper lose their outline; their words stay.
DEEPEST_LIST = 9

_SAME = {
    "b": "strong", "i": "em", "h1": "h2", "h4": "h3", "h5": "h3", "h6": "h3",
    "menu": "ul", "dir": "ul",
}  # fmt: skip
_MARKS = {"strong", "em", "sub", "sup"}
_IN_LINE = _MARKS | {"a", "cite", "span", "font"}


class Place(NamedTuple):
    """Where a word stands: its marks, and what its line will be."""

    marks: Marks = PLAIN
    tag: str = "p"
    id: str = ""
    keeps_lines: bool = False
    item: ListLine | None = None


type Step = tuple[LexborNode | None, Place]


class Flow:
    """Reads nodes into blocks of the given kinds; words that stand alone become a paragraph.

    An element that may not stand here only parts the paragraphs in it from those around it.
    """

    def __init__(self, kinds: Kinds, depth: int = 0) -> None:
        self._kinds = kinds if depth < DEEPEST_LIST else kinds - {"list"}
        self._depth = depth
        self._blocks: list[Block | ListLine] = []
        self._line = Line(is_single=kinds == LINE)
        self._place = Place()
        self._marker = ""

    def read(self, nodes: Nodes, marks: Marks = PLAIN) -> list[Block]:
        steps: list[Step] = [(node, Place(marks)) for node in reversed(nodes)]
        while steps:
            node, place = steps.pop()
            if node is None:
                self._end()
            elif node.is_text_node:
                self._add(node.text_content or "", place)
            elif node.is_element_node:
                steps += reversed(self._enter(node, place))
        self._take()
        return list(_with_lists(self._blocks))

    def _enter(self, node: LexborNode, place: Place) -> list[Step]:
        """What is to be read next, when the reader comes to this element."""
        tag, given = _SAME.get(node.tag or "", node.tag or ""), node.attributes
        style = pasted.rules(given)
        if pasted.is_hidden(style) or pasted.is_added(tag, given):
            return []
        if pasted.is_marker(style) and place.item:
            self._marker = node.text().strip()
            return []
        place = place._replace(marks=pasted.styled(_marked(place.marks, tag, given), style))
        if tag == "br":
            self._break(given)
            return []
        if tag in _IN_LINE and not (tag == "span" and pasted.is_block(style)):
            self._cite(tag, given, place)
            return [(child, place) for child in children(node)]
        self._end()
        return self._read_block(
            Element(node, tag, given, partial(_read, marks=place.marks, depth=self._depth + 1)),
            place,
            style,
        )

    def _read_block(self, element: Element, place: Place, style: Mapping[str, str]) -> list[Step]:
        kind = "list" if element.tag in {"ul", "ol"} else "block"
        is_whole = kind in self._kinds and (self._depth or not pasted.is_torn_list(element.given))
        found = structures.found(element) if is_whole else None
        name = element.given.get("data-id") or ""
        if found and found.block:
            self._blocks.append(found.block._replace(id=name))
        if found:
            nodes = found.rest
        else:
            nodes = element.children
            place = self._inside(element, place._replace(id=name or place.id), style)
        return [*((node, place) for node in nodes), (None, place)]

    def _inside(self, element: Element, place: Place, style: Mapping[str, str]) -> Place:
        """The place of the words in an element that only stands around them."""
        place = place._replace(item=self._item(element, place, style))
        tag = pasted.heading(element.given) if element.tag == "p" else element.tag
        if tag in {"h2", "h3"}:
            place = place._replace(tag=next((h for h in (tag, "h3") if h in self._kinds), "p"))
        return place._replace(keeps_lines=True) if tag == "pre" else place

    def _item(self, element: Element, place: Place, style: Mapping[str, str]) -> ListLine | None:
        """The item of one of Word's lists that this element is, or stands in."""
        if self._depth:
            return None
        if element.tag == "li":
            return pasted.torn_item(element.given)
        return (pasted.list_line(style) if element.tag == "p" else None) or place.item

    def _add(self, text: str, place: Place) -> None:
        self._place = place
        for number, line in enumerate(text.split("\n") if place.keeps_lines else [text]):
            if number:
                self._line.add_break()
            self._line.add(line, place.marks)

    def _break(self, given: Mapping[str, str | None]) -> None:
        """A break of the line; but where a page of a PDF file ended its own, a blank."""
        if given.get("role") == "presentation":
            self._line.add(" ", PLAIN)
        else:
            self._line.add_break()

    def _cite(self, tag: str, given: Mapping[str, str | None], place: Place) -> None:
        """A reference to a source stands among the words; its own words are read after it."""
        values = checked(ELEMENTS[tag], given) if tag == "cite" else {}
        if "data-source" in values:
            self._place = place
            self._line.add_element(f"<{opening(tag, values)}></{tag}>")

    def _end(self) -> None:
        """A paragraph ends here, if there are words since the last one."""
        if self._kinds == LINE:
            self._line.add_break()
        else:
            self._take()

    def _take(self) -> None:
        lines = self._line.paragraphs()
        marker, self._marker = self._marker, ""
        item, tag = self._place.item, self._place.tag
        if item and (lines or marker):
            self._blocks.append(ListLine(item.level, marker or item.marker, "<br>".join(lines)))
            return
        for line in lines:
            inner = line if tag == "p" else without_bold(line)
            self._blocks.append(Block(tag, inner, self._place.id))


def _read(nodes: Nodes, kinds: Kinds, *, marks: Marks, depth: int) -> list[Block]:
    return Flow(kinds, depth).read(nodes, marks)


def _marked(marks: Marks, tag: str, given: Mapping[str, str | None]) -> Marks:
    """The marks with the one that this element sets."""
    if tag in _MARKS:
        return marks | {tag}
    if tag == "cite" and "data-source" not in given:
        return marks | {"em"}
    values = checked(ELEMENTS["a"], given) if tag == "a" else {}
    if not values:
        return marks
    if "data-article" in values:
        values.pop("href", None)
    return frozenset(mark for mark in marks if not mark.startswith("a ")) | {opening("a", values)}


def _with_lists(blocks: Iterable[Block | ListLine]) -> Iterable[Block]:
    """The blocks with Word's list lines as lists."""
    for is_item, group in groupby(blocks, lambda block: isinstance(block, ListLine)):
        together = list(group)
        if is_item:
            yield from pasted.lists([line for line in together if isinstance(line, ListLine)])
        else:
            yield from (block for block in together if isinstance(block, Block))
