"""The blocks of a stored body one by one, and which of them is which in another text."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from selectolax.lexbor import LexborHTMLParser

from articles.prose.aligning import ALIKE, MOST, words_in
from articles.prose.elements import children
from articles.prose.printed import Element, read
from articles.prose.redlines import kinship


@dataclass(frozen=True)
class Passage:
    """One block of a body: its id, and its HTML; ``content`` is that without the id."""

    name: str
    html: str

    @cached_property
    def content(self) -> str:
        return self.html.replace(f' data-id="{self.name}"', "", 1)

    @cached_property
    def element(self) -> Element:
        return read(self.html)[0]

    @cached_property
    def words(self) -> list[str]:
        return words_in(self.element)


type Named = Mapping[str, Passage]


def passages(body: str) -> list[Passage]:
    """The blocks of a clean body, in its order."""
    tree = LexborHTMLParser(body)
    nodes = children(tree.body) if tree.body else []
    return [Passage(node.attributes.get("data-id") or "", node.html or "") for node in nodes]


def known_as(
    base: Sequence[Passage], side: Sequence[Passage], other: Sequence[Passage]
) -> list[str]:
    """The name in ``base`` of each passage of ``side``; of one that is not in it, its own.

    A passage is the one of the same id; or else of the same words; or else of the same place and
    much the same words. But two that stand beside each other on the ``other`` side are two.
    """
    names = {passage.name for passage in base}
    known = {passage.name: passage.name for passage in side if passage.name in names}
    apart = {passage.name for passage in other}
    _by_words(base, side, known, apart)
    _by_place(base, side, known, apart)
    return [known.get(passage.name, passage.name) for passage in side]


def twins(base: Container[str], side: Named, other: Named) -> dict[str, str]:
    """New passages of a ``side`` that the ``other`` has by another id in the same place.

    By their names, the names there. Both sides are given by the names of ``known_as``.
    """
    places: dict[tuple[str, str], list[str]] = defaultdict(list)
    for before, name in _new(base, other):
        if name not in side:
            places[before, other[name].content].append(name)
    found = {}
    for before, name in _new(base, side):
        if name not in other and (same := places[before, side[name].content]):
            found[name] = same.pop(0)
    return found


def moved(base: Sequence[str], side: Sequence[str]) -> set[str]:
    """The names that stand in another order than in ``base``: as few as can be."""
    places = {name: place for place, name in enumerate(base)}
    common = [name for name in side if name in places]
    # The longest row of names that has kept its order, by patience sorting.
    tails: list[int] = []
    ends: list[str] = []
    before: dict[str, str | None] = {}
    for name in common:
        at = bisect_left(tails, places[name])
        tails[at : at + 1] = [places[name]]
        ends[at : at + 1] = [name]
        before[name] = ends[at - 1] if at else None
    stayed, name_ = set[str](), ends[-1] if ends else None
    while name_ is not None:
        stayed.add(name_)
        name_ = before[name_]
    return set(common) - stayed


def _by_words(
    base: Sequence[Passage],
    side: Sequence[Passage],
    known: dict[str, str],
    apart: Container[str],
) -> None:
    free = defaultdict(list)
    taken = set(known.values())
    for passage in base:
        if passage.name not in taken:
            free[passage.content].append(passage.name)
    for passage in side:
        same = free[passage.content]
        if passage.name not in known and same and not _are_two(same[0], passage.name, apart):
            known[passage.name] = same.pop(0)


def _by_place(
    base: Sequence[Passage],
    side: Sequence[Passage],
    known: dict[str, str],
    apart: Container[str],
) -> None:
    """Of what stands between the same neighbours, the likest; and one that replaced one."""
    taken = set(known.values())
    gone = _gaps([(passage, passage.name) for passage in base], taken)
    new = _gaps([(passage, known.get(passage.name, "")) for passage in side], taken)
    for gap in gone.keys() & new.keys():
        lost, came = gone[gap], new[gap]
        if len(lost) * len(came) > MOST:
            continue
        is_alone = len(lost) == len(came) == 1
        for old, passage in sorted(product(lost, came), key=_unlikeness):
            is_free = old.name not in taken and passage.name not in known
            if (
                is_free
                and _became(old, passage, is_alone)
                and not _are_two(old.name, passage.name, apart)
            ):
                known[passage.name] = old.name
                taken.add(old.name)


def _became(old: Passage, new: Passage, is_alone: bool) -> bool:
    is_alike = is_alone or kinship(old.words, new.words) >= ALIKE
    return is_alike and old.element.tag == new.element.tag


def _are_two(old: str, new: str, apart: Container[str]) -> bool:
    return old in apart and new in apart


def _unlikeness(pair: tuple[Passage, Passage]) -> float:
    return -kinship(pair[0].words, pair[1].words)


def _gaps(row: Sequence[tuple[Passage, str]], kept: Container[str]) -> dict[str, list[Passage]]:
    """What is not ``kept``, by the name of the kept one before it."""
    gaps: dict[str, list[Passage]] = defaultdict(list)
    before = ""
    for passage, name in row:
        if name in kept:
            before = name
        else:
            gaps[before].append(passage)
    return gaps


def _new(base: Container[str], side: Named) -> Iterator[tuple[str, str]]:
    """Each new passage's name, after that of the last one before it that is not new."""
    before = ""
    for name in side:
        if name in base:
            before = name
        else:
            yield before, name
