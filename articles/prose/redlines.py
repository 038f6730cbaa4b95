"""Two wordings of one line as one line: what was taken out, what was put in, word by word.

Words carry their marks, so a link that leads elsewhere is a change, and an element that a change
cuts through is closed and opened again.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import NamedTuple

from articles.prose.printed import Child, Element, html_of

# Blanks; a character of a script without blanks; a word, in which a point or an apostrophe may
# stand; any other character.
_TOKEN = re.compile(
    r"\s+|[\u2e80-\U0003ffff]"
    r"|(?:[^\s\u2e80-\U0003ffff.,:;!?…—–()\[\]{}\"“”«»„'‘’/]|(?<=\w)[.,:'’/](?=\w))+|.",
    re.DOTALL,
)
# Where less than this share of the words stayed, two wordings read better one after the other.
KINSHIP = 0.25
# The tokens of one wording times those of the other; what goes beyond is no line of a newsroom.
MOST = 1_000_000

# What a screen reader is told besides: many pass over the elements themselves.
_OUT = '<span class="unseen told">deleted: </span>'
_IN = '<span class="unseen told">inserted: </span>'
_END = '<span class="unseen told"> (end) </span>'


@dataclass(frozen=True)
class Token:
    """A word or a thing in a line with the elements around it, the outermost first.

    ``key`` is the same for two tokens just if they read the same.
    """

    html: str
    key: tuple[str, ...]
    marks: tuple[Element, ...]

    @property
    def is_blank(self) -> bool:
        return self.html.isspace()

    @property
    def is_word(self) -> bool:
        return self.html.startswith("<") or any(map(str.isalnum, self.html))


class Step(NamedTuple):
    """A stretch of both lines, by its places in them, that stayed or that was changed."""

    is_same: bool
    old_start: int
    old_end: int
    new_start: int
    new_end: int


def redline(old: Sequence[Child], new: Sequence[Child]) -> str:
    """The line ``old`` as it became ``new``, as HTML.

    Without what is deleted it is the new line; without what is inserted, the old one.
    """
    was, became = tokens(old), tokens(new)
    return "".join(
        written(became[step.new_start : step.new_end])
        if step.is_same
        else _change(was[step.old_start : step.old_end], became[step.new_start : step.new_end])
        for step in steps(was, became)
    )


def whole(children: Sequence[Child], *, is_in: bool) -> str:
    """A line that was put in or taken out as a whole; nothing is said of one without words."""
    html = html_of(children)
    if all(token.is_blank for token in tokens(children)):
        return html
    return put_in(html) if is_in else taken_out(html)


def put_in(html: str, attributes: str = "") -> str:
    return f"<ins{attributes}>{_IN}{html}{_END}</ins>"


def taken_out(html: str, attributes: str = "") -> str:
    return f"<del{attributes}>{_OUT}{html}{_END}</del>"


def tokens(children: Iterable[Child], marks: tuple[Element, ...] = ()) -> list[Token]:
    """The words of a line, each with its marks."""
    around = tuple(f"{mark.tag} {sorted(mark.own.items())}" for mark in marks)
    found: list[Token] = []
    for child in children:
        if isinstance(child, str):
            words = _TOKEN.findall(child)
            found += [Token(html_of([word]), (word, *around), marks) for word in words]
        elif child.told or not child.children:
            found.append(Token(child.html, (child.key, *around), marks))
        else:
            found += tokens(child.children, (*marks, child))
    return found


def kinship(old: Iterable[str], new: Iterable[str]) -> float:
    """The share of words that two texts have in common, whatever their order: from 0 to 1."""
    was, became = Counter(old), Counter(new)
    total = was.total() + became.total()
    return 2 * (was & became).total() / total if total else 1.0


def steps(old: list[Token], new: list[Token]) -> list[Step]:
    """The way from one line to the other; neighbouring changes are one."""
    if kinship(_words(old), _words(new)) < KINSHIP:
        return [Step(False, 0, len(old), 0, len(new))]
    head, tail = _common_ends(old, new)
    old_end, new_end = len(old) - tail, len(new) - tail
    between = [
        Step(step.is_same, *(place + head for place in step[1:]))
        for step in _compared(old[head:old_end], new[head:new_end])
    ]
    return [
        Step(True, 0, head, 0, head),
        *between,
        Step(True, old_end, len(old), new_end, len(new)),
    ]


def _words(line: list[Token]) -> list[str]:
    return [token.html for token in line if token.is_word]


def _common_ends(old: list[Token], new: list[Token]) -> tuple[int, int]:
    """How many tokens two lines have in common at their beginning, and then at their end."""
    most = min(len(old), len(new))
    head = next((n for n in range(most) if old[n].key != new[n].key), most)
    most -= head
    tail = next((n for n in range(most) if old[-1 - n].key != new[-1 - n].key), most)
    return head, tail


def _compared(old: list[Token], new: list[Token]) -> list[Step]:
    """The steps between two lines that differ at both ends; no blank or point alone is a step."""
    if not old or not new or len(old) * len(new) > MOST:
        return [Step(False, 0, len(old), 0, len(new))]
    matcher = SequenceMatcher(
        lambda key: key[0].isspace(),
        [token.key for token in old],
        [token.key for token in new],
        autojunk=False,
    )
    steps = [
        Step(kind == "equal" and any(token.is_word for token in new[c:d]), a, b, c, d)
        for kind, a, b, c, d in matcher.get_opcodes()
    ]
    return [_joined(list(group)) for _, group in groupby(steps, key=lambda step: step.is_same)]


def _joined(row: list[Step]) -> Step:
    first, last = row[0], row[-1]
    return Step(first.is_same, first.old_start, last.old_end, first.new_start, last.new_end)


def _change(old: list[Token], new: list[Token]) -> str:
    if old and new:
        return f"<del>{_OUT}{written(old)}</del>{put_in(written(new))}"
    if new:
        return put_in(written(new))
    return taken_out(written(old)) if old else ""


def written(line: list[Token], depth: int = 0) -> str:
    """Tokens in a row as sound HTML: neighbours within one element stand in it together."""
    parts = []
    # By identity: two elements in a row may look alike.
    for _, group in groupby(line, key=lambda token: id(_mark(token, depth))):
        row = list(group)
        mark = _mark(row[0], depth)
        if mark is None:
            parts += [token.html for token in row]
        else:
            parts.append(f"{mark.opening}{written(row, depth + 1)}{mark.closing}")
    return "".join(parts)


def _mark(token: Token, depth: int) -> Element | None:
    return token.marks[depth] if depth < len(token.marks) else None
