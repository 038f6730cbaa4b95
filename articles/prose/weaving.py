"""One line that two people changed, with both changes in it: offered to be looked at, never taken.

It is made only where the two changed different words, with a word between that neither touched.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from articles.prose.printed import Element
from articles.prose.redlines import Token, steps, tokens, written


class Edit(NamedTuple):
    """What stands instead of the base's tokens from ``start`` to ``end``."""

    start: int
    end: int
    tokens: Sequence[Token]


def woven(base: Element, mine: Element, theirs: Element) -> str:
    """The block with both changes, as HTML; "" if that cannot be told for certain."""
    blocks = (base, mine, theirs)
    if not all(block.is_line for block in blocks) or len({block.tag for block in blocks}) > 1:
        return ""
    line = tokens(base.children)
    edits = sorted([*_edits(line, mine), *_edits(line, theirs)], key=lambda edit: edit[:2])
    if any(_touch(line, one, other) for one, other in pairwise(edits)):
        return ""
    row: list[Token] = []
    at = 0
    for edit in edits:
        row += [*line[at : edit.start], *edit.tokens]
        at = edit.end
    return f"{theirs.opening}{written([*row, *line[at:]])}{theirs.closing}"


def _edits(line: list[Token], side: Element) -> list[Edit]:
    became = tokens(side.children)
    return [
        Edit(step.old_start, step.old_end, became[step.new_start : step.new_end])
        for step in steps(line, became)
        if not step.is_same
    ]


def _touch(line: list[Token], one: Edit, other: Edit) -> bool:
    """Whether no word stands between them; two edits of one side never do."""
    return not any(token.is_word for token in line[one.end : other.start])
