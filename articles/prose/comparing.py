"""Two printed bodies as one text that shows, block by block and word by word, what changed.

An ``ins`` or ``del`` stands within a line, or around a thing that has no lines of its own; so
lists, tables and boxes keep their form, and the whole is sound HTML. What was put in or taken out
says so by ``data-change``: without the elements "out" and without ``del`` it is the new text,
without "in" and ``ins`` the old one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from articles.prose.aligning import Pair, aligned
from articles.prose.printed import Child, Element, attributes, html_of, in_line, read
from articles.prose.redlines import put_in, redline, taken_out, whole

# So many unchanged blocks stand before and after a change; where only one more is left, it stays.
NEAR = 1
FOLDED_FROM = 2


@dataclass(frozen=True)
class Stretch:
    """So many ``blocks`` in a row, as HTML; one that ``is_far`` has no change in it or near it."""

    html: str
    blocks: int
    is_far: bool


@dataclass(frozen=True)
class Comparison:
    """Two bodies compared; ``changes`` is the number of blocks that are not what they were."""

    stretches: list[Stretch]
    changes: int


def compare(old: str, new: str) -> Comparison:
    """The printed body ``old`` as it became ``new``."""
    pairs = aligned(read(old, is_former=True), read(new))
    blocks = [_block(pair) for pair in pairs]
    changed = [at for at, pair in enumerate(pairs) if not _is_same(pair)]
    return Comparison(_stretches(blocks, changed), len(changed))


def compare_words(old: str, new: str) -> str:
    """A line of plain words as it became another, as HTML."""
    return redline([old], [new])


def _is_same(pair: Pair) -> bool:
    return bool(pair.old and pair.new and pair.old.key == pair.new.key)


def _stretches(blocks: Sequence[str], changed: Sequence[int]) -> list[Stretch]:
    near = {at + step for at in changed for step in range(-NEAR, NEAR + 1)}
    rows = [list(row) for _, row in groupby(range(len(blocks)), key=lambda at: at in near)]
    return [
        Stretch(
            html="\n".join(blocks[at] for at in row),
            blocks=len(row),
            is_far=row[0] not in near and len(row) >= FOLDED_FROM,
        )
        for row in rows
    ]


def _block(pair: Pair) -> str:
    """A block as it stands in the comparison; a changed one says that it is."""
    old, new = pair.old, pair.new
    if old and new:
        return _became(old, new, told={"data-change": "changed"})
    return _alone(pair)


def _alone(pair: Pair) -> str:
    told = {"data-moved": ""} if pair.is_moved else {}
    if pair.new:
        return _marked(pair.new, {"data-change": "in"} | told, is_in=True)
    return _marked(pair.old, {"data-change": "out"} | told, is_in=False) if pair.old else ""


def _became(old: Element, new: Element, told: dict[str, str] | None = None) -> str:
    """An element and what it became, in one if that can be."""
    if old.key == new.key:
        return new.html
    if not _can_be_one(old, new):
        return _alone(Pair(old, None)) + _alone(Pair(None, new))
    shown = replace(new, given={**new.given, **(told or {})})
    return f"{shown.opening}{_inside(old, new)}{shown.closing}"


def _inside(old: Element, new: Element) -> str:
    if old.is_line and new.is_line:
        return redline(old.children, new.children)
    was, became = _parts(old), _parts(new)
    if new.tag == "tr":
        return "".join(_cell(*cells) for cells in zip(was, became, strict=True))
    return "".join(
        _became(pair.old, pair.new) if pair.old and pair.new else _alone(pair)
        for pair in aligned(was, became)
    )


def _cell(old: Element, new: Element) -> str:
    """A cell stays in its place in the row, whatever became of it."""
    if old.key == new.key:
        return new.html
    return f"{new.opening}{_inside(old, new)}{new.closing}"


def _can_be_one(old: Element, new: Element) -> bool:
    if old.is_whole or new.is_whole or (old.tag, old.own) != (new.tag, new.own):
        return False
    return new.tag not in {"table", "tr"} or _shape(old) == _shape(new) != 0


def _shape(element: Element) -> int:
    """How many cells each row has, 0 if it is not the same number in all or a cell spans others."""
    rows = [element] if element.tag == "tr" else list(element.find("tr"))
    widths = {len(row.children) for row in rows}
    spans = any(
        name in cell.given
        for row in rows
        for cell in _parts(row)
        for name in ("colspan", "rowspan")
    )
    return 0 if spans or len(widths) != 1 else widths.pop()


def _marked(element: Element, told: dict[str, str], *, is_in: bool) -> str:
    """An element that was put in or taken out, down to its lines; its own tag is ``told`` so."""
    if element.is_whole:
        around = attributes({"class": "whole"} | told)
        return put_in(element.html, around) if is_in else taken_out(element.html, around)
    if element.is_line:
        inner = whole(element.children, is_in=is_in)
    else:
        inner = "".join(_marked(part, {}, is_in=is_in) for part in _parts(element))
    shown = replace(element, given={**element.given, **told})
    return f"{shown.opening}{inner}{shown.closing}"


def _parts(element: Element) -> list[Element]:
    """What stands in an element, one after another; words without one of their own as a line."""
    parts: list[Element] = []
    for is_line, row in groupby(element.children, key=in_line):
        children = tuple(row)
        parts += _line(children) if is_line else _elements(children)
    return parts


def _line(children: Sequence[Child]) -> list[Element]:
    return [Element("", {}, tuple(children))] if html_of(children).strip() else []


def _elements(children: Iterable[Child]) -> list[Element]:
    return [child for child in children if isinstance(child, Element)]
