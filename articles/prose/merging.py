"""Three texts as one: what one side changed is taken, what both changed is asked, nothing is lost.

``base`` is what both rest on, ``mine`` what somebody has now, ``theirs`` what was stored meanwhile.
A body is merged block by block: a block is known by its id, or by its words where that has changed.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from articles.prose.cleaning import clean
from articles.prose.passages import Passage, known_as, moved, passages, twins
from articles.prose.weaving import woven


class Choice(StrEnum):
    """What shall stand where both sides changed the same."""

    THEIRS = "theirs"
    MINE = "mine"
    BOTH = "both"
    WOVEN = "woven"


@dataclass(frozen=True)
class Three[T]:
    """One thing on three sides; a ``base`` of None is not known, so that all that differs is asked.

    ``taken`` is the side that stands without a question, or None.
    """

    base: T | None
    mine: T
    theirs: T

    @property
    def taken(self) -> Choice | None:
        if self.mine in (self.base, self.theirs):
            return Choice.THEIRS
        return Choice.MINE if self.base == self.theirs else None

    @property
    def result(self) -> T:
        """What stands if nobody is asked; where somebody must be, what is stored."""
        return self.mine if self.taken is Choice.MINE else self.theirs

    @property
    def changed_by(self) -> Choice | None:
        """Whose change it is; None if there is none, or if somebody must choose."""
        if self.mine == self.theirs:
            return None if self.base in (None, self.mine) else Choice.BOTH
        return self.taken


@dataclass(frozen=True)
class Block:
    """One place of a body: each side's passage there, or None where it has none.

    ``is_known`` says whether there is a base at all.
    """

    name: str
    base: Passage | None
    mine: Passage | None
    theirs: Passage | None
    is_known: bool = True

    @property
    def words(self) -> Three[str]:
        """The three as HTML without their ids, "" for none."""
        return Three(
            _content(self.base) if self.is_known else None,
            _content(self.mine),
            _content(self.theirs),
        )

    @property
    def taken(self) -> Choice | None:
        # A new id alone is a change, too, but no reason to ask.
        whole = Three(
            _html(self.base) if self.is_known else None, _html(self.mine), _html(self.theirs)
        )
        return whole.taken or self.words.taken

    @property
    def is_conflict(self) -> bool:
        return self.taken is None

    @cached_property
    def woven(self) -> str:
        """Both changes in one, word by word, for somebody to look at; "" if they touch."""
        if self.base and self.mine and self.theirs:
            return woven(self.base.element, self.mine.element, self.theirs.element)
        return ""

    @property
    def choices(self) -> list[Choice]:
        """What can be chosen here."""
        found = [Choice.THEIRS, Choice.MINE]
        if self.mine and self.theirs:
            found.append(Choice.BOTH)
        return [*found, Choice.WOVEN] if self.woven else found

    def html(self, choice: Choice | None) -> str:
        """What stands here by this choice."""
        if choice is Choice.BOTH:
            return _html(self.theirs) + _html(self.mine)
        if choice is Choice.WOVEN:
            return self.woven
        return _html(self.mine if choice is Choice.MINE else self.theirs)


@dataclass(frozen=True)
class Merge:
    """A body put together from its ``blocks``, in the order of print; some may be conflicts."""

    blocks: tuple[Block, ...]

    @property
    def conflicts(self) -> list[Block]:
        return [block for block in self.blocks if block.is_conflict]

    @property
    def merged(self) -> str:
        """The body as far as nobody has to be asked: at a conflict it is as stored."""
        return self.put_together({})

    def put_together(self, choices: Mapping[str, Choice]) -> str:
        """The body by these choices, each by the name of its block."""
        return clean(
            "".join(block.html(block.taken or choices.get(block.name)) for block in self.blocks)
        )


def merge(base: str | None, mine: str, theirs: str) -> Merge:
    """Three bodies as one; without a base, whatever is not the same in both is a conflict."""
    yours, stored = passages(clean(mine)), passages(clean(theirs))
    before = stored if base is None else passages(clean(base))
    ours = _by_name(yours, known_as(before, yours, stored))
    others = _by_name(stored, known_as(before, stored, yours))
    names = [passage.name for passage in before]
    same = twins(set(names), others, ours)
    others = {same.get(name, name): passage for name, passage in others.items()}
    both_had = {} if base is None else _by_name(before, names)
    order = _order(names, [*ours], [*others])
    return Merge(
        tuple(
            Block(name, both_had.get(name), ours.get(name), others.get(name), base is not None)
            for name in order
        )
    )


def merge_sets[T](base: Collection[T], mine: Collection[T], theirs: Collection[T]) -> set[T]:
    """What both have, and what either has put in; what either has taken out is gone."""
    return (set(mine) & set(theirs)) | ((set(mine) ^ set(theirs)) - set(base))


def _by_name(parts: Iterable[Passage], names: Iterable[str]) -> dict[str, Passage]:
    return dict(zip(names, parts, strict=True))


def _order(base: list[str], mine: list[str], theirs: list[str]) -> list[str]:
    """All names, as the stored text has them; what I moved or added follows what I put it after.

    Where both put something in at one place, the stored comes first.
    """
    ours, others = set(mine), set(theirs) - set(mine) - set(base)
    displaced = moved(base, mine) - moved(base, theirs)
    order = [name for name in theirs if name not in displaced]
    placed = set(order)
    before: str | None = None
    for name in mine:
        if name not in placed:
            at = order.index(before) + 1 if before is not None else 0
            while at < len(order) and order[at] in others and order[at] not in ours:
                at += 1
            order.insert(at, name)
            placed.add(name)
        before = name
    return order


def _html(passage: Passage | None) -> str:
    return passage.html if passage else ""


def _content(passage: Passage | None) -> str:
    return passage.content if passage else ""
