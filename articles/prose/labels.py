"""Names beside the dots of a map, placed so that they cover neither a dot nor each other."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import product

from articles.prose import drawing
from articles.prose.drawing import LINE, NARROW, SIZE, WIDE, words

type Box = tuple[float, float, float, float]  # left, top, right, bottom
type Stand = tuple[int, int, float]
type Choice = tuple[Stand, list[Box]]  # the boxes are those on the narrowest and widest page

DOT = 5.0
GAP = 9.0
FAR = 30.0
EDGE = 3.0
MOST_TRIES = 1000
ROOM = 118.0  # pixels that a line of a name or a note may take


@dataclass
class Label:
    """A dot at ``x`` and ``y`` percent, its name and its note, and where they stand beside it."""

    x: float
    y: float
    name: str
    note: str
    lines: list[tuple[str, str]] = field(init=False)
    corner: tuple[float, float] = (0.0, 0.0)  # of the words, in pixels from the dot
    anchor: str = "start"
    leader: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        self.lines = [
            *((line, "fig-place") for line in drawing.wrapped(self.name, ROOM, bold=True, most=2)),
            *((line, "fig-note") for line in drawing.wrapped(self.note, ROOM, most=3)),
        ]

    @property
    def size(self) -> tuple[float, float]:
        wide = max(drawing.width(line, bold=kind == "fig-place") for line, kind in self.lines)
        return wide, LINE * len(self.lines)

    def drawn(self) -> str:
        """The dot, the words and, where they stand apart, the line that ties them."""
        wide, _ = self.size
        shift = {"start": 0.0, "middle": wide / 2, "end": wide}[self.anchor]
        x, y = self.corner
        text = "".join(
            words([line], x=x + shift, y=y + SIZE + LINE * row - 1, kind=kind, anchor=self.anchor)
            for row, (line, kind) in enumerate(self.lines)
        )
        tie = ""
        if self.leader:
            across, down = map(drawing.number, self.leader)
            tie = f'<path class="fig-leader" fill="none" d="M0 0L{across} {down}"/>'
        dot = f'<circle class="fig-dot" r="{drawing.number(DOT)}"/>'
        return drawing.spot(self.x, f"{drawing.number(self.y)}%", tie + dot + text)

    def stand(self, across: int, down: int, away: float) -> None:
        """Put the words on one side: across and down are -1, 0 or 1."""
        wide, tall = self.size
        reach = away * (0.72 if across and down else 1.0)
        self.corner = (
            across * reach - wide * (1 - across) / 2,
            down * reach - tall * (1 - down) / 2,
        )
        self.anchor = {-1: "end", 0: "middle", 1: "start"}[across]
        far = reach - 3
        self.leader = (across * far, down * far) if away == FAR else None

    def box(self, width: float, height: float) -> Box:
        """Where the words lie in a drawing of this size."""
        left = self.x / 100 * width + self.corner[0]
        top = self.y / 100 * height + self.corner[1]
        return left, top, left + self.size[0], top + self.size[1]

    def dot(self, width: float, height: float) -> Box:
        x, y = self.x / 100 * width, self.y / 100 * height
        return x - DOT, y - DOT, x + DOT, y + DOT


# Right of the dot is where a reader looks first; a line to the words is the last resort.
_SIDES = ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (1, 1), (-1, -1), (-1, 1))
STANDS: list[Stand] = [(*side, away) for away, side in product((GAP, FAR), _SIDES)]


def placed(labels: list[Label], height_at: Callable[[float], float]) -> str | None:
    """Give every label its stand; the name of one that finds none.

    What is free on the narrowest and on the widest page is taken to be free between.
    """
    pages = [(float(width), height_at(width)) for width in (NARROW, WIDE)]
    choices = {at: _free(label, labels, pages) for at, label in enumerate(labels)}
    found = _agreed(choices, [MOST_TRIES])
    if found is None:
        return labels[min(choices, key=lambda at: len(choices[at]))].name
    for at, (stand, _) in found.items():
        labels[at].stand(*stand)
    return None


def _free(label: Label, labels: list[Label], pages: list[tuple[float, float]]) -> list[Choice]:
    """The stands inside the map where the words cover no dot, best first."""
    free = []
    for stand in STANDS:
        label.stand(*stand)
        boxes = [label.box(*page) for page in pages]
        if all(
            _inside(box, page)
            and not any(_meet(box, other.dot(*page)) for other in labels if other is not label)
            for box, page in zip(boxes, pages, strict=True)
        ):
            free.append((stand, boxes))
    return free


def _agreed(choices: dict[int, list[Choice]], tries: list[int]) -> dict[int, Choice] | None:
    """One choice for each, no two of which meet: who has least to choose from goes first."""
    if not choices:
        return {}
    at = min(choices, key=lambda at: len(choices[at]))
    for choice in choices[at]:
        if not tries[0]:
            return None
        tries[0] -= 1
        left = {
            other: [given for given in theirs if not _collide(given, choice)]
            for other, theirs in choices.items()
            if other != at
        }
        rest = _agreed(left, tries)
        if rest is not None:
            return {at: choice, **rest}
    return None


def _collide(one: Choice, other: Choice) -> bool:
    return any(map(_meet, one[1], other[1]))


def _inside(box: Box, page: tuple[float, float]) -> bool:
    left, top, right, bottom = box
    return left >= EDGE and top >= EDGE and right <= page[0] - EDGE and bottom <= page[1] - EDGE


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
