"""Words in a body are found again after it was edited, or are known to be gone. Pure."""

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

CONTEXT = 32  # characters that are kept on each side of the words
QUOTE = 300  # characters of the words themselves
# What stands between the same neighbours is taken for the words, changed, if the neighbours are
# at least so long, and if it has not become much longer.
_NEIGHBOUR = 8
# Before the first letter of a block, and after its last; no letter of any text.
_EDGE = "\0"
# Words that are so long are told apart by themselves.
_LONG = 24


@dataclass(frozen=True)
class Anchor:
    """Words in a block, and what stood around them; ``before`` and ``after`` are its neighbours.

    The block is "" if it had no name yet. All white space counts as single blanks.
    """

    block: str
    quote: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Place:
    """Where the words stand: which block of the body (from 0), its name, and from where to where.

    ``words`` are those that stand there now; they may differ from the quote.
    """

    number: int
    block: str
    start: int
    end: int
    words: str


@dataclass(frozen=True)
class _Block:
    number: int
    name: str
    text: str

    def place(self, start: int, end: int) -> Place:
        return Place(self.number, self.name, start, end, self.text[start:end])


def find(body: str, anchor: Anchor) -> Place | None:
    """Where the anchor's words stand in a stored body; None if they are gone.

    In their own block the same words are enough; if they are there several times, the neighbours
    decide. Words that changed between their neighbours are found too. In another block the words
    must be long or have kept neighbours.
    """
    blocks = _blocks(body)
    home = next((block for block in blocks if block.name and block.name == anchor.block), None)
    if home:
        place = _same_words(home, anchor) or _changed_words(home, anchor)
        if place:
            return place
    others = (block for block in blocks if block is not home)
    moved = [place for block in others if (place := _same_words(block, anchor))]
    kept = [place for place in moved if _is_sure(blocks[place.number], place, anchor)]
    return max(kept, key=lambda place: _kept(blocks[place.number], place, anchor), default=None)


def anchor_at(body: str, block: str, quote: str) -> Anchor | None:
    """An anchor to the first place of these words, in the named block if they stand there."""
    words = spaced(quote)[:QUOTE]
    blocks = [each for each in _blocks(body) if words and words in each.text]
    found = next((each for each in blocks if each.name == block), blocks[0] if blocks else None)
    if found is None:
        return None
    start = found.text.index(words)
    end = start + len(words)
    before = found.text[max(0, start - CONTEXT) : start]
    return Anchor(found.name, words, before, found.text[end : end + CONTEXT])


def spaced(text: str) -> str:
    """A text with single blanks for all its white space."""
    return re.sub(r"\s+", " ", text)


def _blocks(body: str) -> list[_Block]:
    tree = LexborHTMLParser(body)
    nodes = list(tree.body.iter()) if tree.body else []
    return [
        _Block(number, node.attributes.get("data-id") or "", spaced(node.text(deep=True)))
        for number, node in enumerate(nodes)
    ]


def _same_words(block: _Block, anchor: Anchor) -> Place | None:
    if not anchor.quote:
        return None
    places = [
        block.place(match.start(), match.start() + len(anchor.quote))
        for match in re.finditer(f"(?={re.escape(anchor.quote)})", block.text)
    ]
    return max(places, key=lambda place: _kept(block, place, anchor), default=None)


def _changed_words(block: _Block, anchor: Anchor) -> Place | None:
    """What stands between the same neighbours; the nearest pair of them, nothing if it is empty."""
    before, after, text = anchor.before, anchor.after, block.text
    if max(len(before), len(after)) < _NEIGHBOUR:
        return None
    gaps = []
    for match in (
        re.finditer(f"(?={re.escape(before)})", text) if before else re.finditer("^", text)
    ):
        start = match.start() + len(before)
        end = text.find(after, start) if after else len(text)
        if end >= 0:
            gaps.append((end - start, start, end))
    length, start, end = min(gaps, default=(0, 0, 0))
    if length > 2 * len(anchor.quote) + _NEIGHBOUR or not text[start:end].strip():
        return None
    return block.place(start, end)


def _is_sure(block: _Block, place: Place, anchor: Anchor) -> bool:
    """Whether the same words in another block are those that were meant."""
    around = len(anchor.before) + len(anchor.after)
    if not around:
        return len(anchor.quote) >= _LONG or block.text.strip() == anchor.quote.strip()
    return len(anchor.quote) >= _LONG or 2 * _kept(block, place, anchor) >= around


def _kept(block: _Block, place: Place, anchor: Anchor) -> int:
    """How much of the neighbours still stands next to a place; an end of the block counts too."""
    starts = _EDGE if len(anchor.before) < CONTEXT else ""
    ends = _EDGE if len(anchor.after) < CONTEXT else ""
    before = _EDGE + block.text[: place.start]
    after = block.text[place.end :] + _EDGE
    return _common(before[::-1], (starts + anchor.before)[::-1]) + _common(
        after, anchor.after + ends
    )


def _common(one: str, other: str) -> int:
    """How many characters two texts begin with together."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
