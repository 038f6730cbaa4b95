"""Which part of a text became which: by its name first, then by the words they have in common."""

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from articles.prose.printed import FORMER, Element, words_of
from articles.prose.redlines import kinship

# Two parts without a name are one part, changed, if they have at least this share of words.
ALIKE = 0.4
# So many pairs are looked at; where there are more, nothing is paired by its words.
MOST = 2_500
# Of these there is one beside its neighbours, so it is the same one whatever is in it.
_ONE = {"blockquote", "caption", "dd", "dt", "figcaption", "section", "table", "tbody", "thead"}
# These are known by how they begin: a row of a table by its heading, an entry by its date.
_HEADED = {"tr", "div"}
_WORD = re.compile(r"[\u2e80-\U0003ffff]|\w+")


class Pair(NamedTuple):
    """What a part was and what it became; None where it was not, or is no more.

    A part that ``is_moved`` stands in both texts, and so in two pairs, each with None.
    """

    old: Element | None
    new: Element | None
    is_moved: bool = False


class _Named(NamedTuple):
    part: Element
    name: str
    is_shared: bool


def words_in(part: Element) -> list[str]:
    """Its words one by one; of a script without blanks, its signs."""
    return _WORD.findall(words_of(part))


def aligned(old: Sequence[Element], new: Sequence[Element]) -> list[Pair]:
    """The parts of two texts as pairs, in an order that is true of both."""
    shared = _only_once(old) & _only_once(new)
    was, became = _named(old, shared), _named(new, shared)
    matcher = SequenceMatcher(
        None, [part.name for part in was], [part.name for part in became], autojunk=False
    )
    pairs: list[Pair] = []
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            pairs += map(Pair, old[a:b], new[c:d])
        else:
            pairs += _by_likeness(was[a:b], became[c:d])
    return pairs


def _only_once(parts: Sequence[Element]) -> set[str]:
    counts = Counter(map(_name, parts))
    return {name for name, count in counts.items() if name and count == 1}


def _named(parts: Sequence[Element], shared: set[str]) -> list[_Named]:
    """Each with the name that both texts know it by, or else with all that it says."""
    return [
        _Named(part, name, True)
        if (name := _name(part)) in shared
        else _Named(part, part.key, False)
        for part in parts
    ]


def _name(part: Element) -> str:
    # A source keeps its words, not its number.
    if part.given.get("id") and part.tag != "li":
        return part.given["id"].removeprefix(FORMER)
    if part.tag in _ONE:
        return part.tag
    if part.tag in _HEADED and part.children and isinstance(part.children[0], Element):
        return part.children[0].key
    return ""


def _by_likeness(old: Sequence[_Named], new: Sequence[_Named]) -> list[Pair]:
    """A stretch without a name in common in this order: what is alike is taken for the same."""
    pairs: list[Pair] = []
    a = c = 0
    for i, j in [*_likest(old, new), (len(old), len(new))]:
        pairs += [Pair(part, None, is_moved) for part, _, is_moved in old[a:i]]
        pairs += [Pair(None, part, is_moved) for part, _, is_moved in new[c:j]]
        pairs += map(Pair, [old[i].part], [new[j].part]) if i < len(old) else []
        a, c = i + 1, j + 1
    return pairs


def _likest(old: Sequence[_Named], new: Sequence[_Named]) -> list[tuple[int, int]]:
    """The places of the parts that are most alike, none of them passing by another."""
    if len(old) * len(new) > MOST:
        return []
    was = [words_in(part) for part, _, _ in old]
    became = [words_in(part) for part, _, _ in new]
    likeness = {
        (i, j): kinship(was[i], became[j])
        for i, earlier in enumerate(old)
        for j, later in enumerate(new)
        if earlier.part.tag == later.part.tag and not earlier.is_shared and not later.is_shared
    }
    chosen: list[tuple[int, int]] = []
    for (i, j), share in sorted(likeness.items(), key=lambda item: -item[1]):
        if share >= ALIKE and all((i - x) * (j - y) > 0 for x, y in chosen):
            chosen.append((i, j))
    return sorted(chosen)
