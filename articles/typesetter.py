"""A headline in lines: even, broken where its script allows it, as large as the space lets it be.

Between words, lines break at spaces and after dashes; between Chinese and Japanese characters
anywhere but where kinsoku (JIS X 4051, section 6.1) forbids it, and rather between words, as far as
the change of script tells where a word ends. Korean keeps its words whole.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

ELLIPSIS = "…"
LONGEST = 400  # characters that are looked at; more never fit on a card
# No line begins with one of these, and none ends with one of those. Brackets and quotation marks
# are known by their Unicode category.
_NO_START = frozenset(
    "、。，．・：；？！‼⁇⁈⁉!%),.:;?]}¢°′″℃％‰ーｰ々〻ヽヾゝゞ〜～‐–—―…‥·›»"
    "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ"
    "ｧｨｩｪｫｬｭｮｯ｡､･"
)
_NO_END = frozenset("([{‹«$£¥€＄￡￥№#＃@＠")
_SPACES = re.compile(r"[^\S\u00a0\u202f\u2007\u3000]+")
_WORDS = re.compile(r"([^ \u3000]+)([ \u3000]*)")
# Accents stand one upon the other without end; more than two are nobody's language.
_MARKS = "[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]"
_HEAPED = re.compile(f"({_MARKS}{_MARKS}){_MARKS}+")
_FORBIDDEN = float("inf")
_LAST_RESORT = 9.0  # where kinsoku forbids a break at a space, and the line may yet be too short
# What it costs to break after a character of the one script and before one of the other: nothing
# where a Japanese word is likely to end, and the more the likelier it would be cut in two. The
# measure is a line's white space: leaving half a line empty costs 0.25.
_COSTS = {
    ("kanji", "kanji"): 0.15,
    ("kanji", "hiragana"): 0.25,
    ("hiragana", "hiragana"): 0.15,
    ("katakana", "katakana"): 1.0,
    ("katakana", "hiragana"): 0.25,
    ("digit", "kanji"): 0.25,
    ("digit", "digit"): _FORBIDDEN,
    ("hangul", "hangul"): _FORBIDDEN,
    ("hangul", "digit"): _FORBIDDEN,
    ("digit", "hangul"): _FORBIDDEN,
}
_SCRIPTS = {
    "digit": re.compile(r"\d"),
    "kanji": re.compile("[\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"),
    "hiragana": re.compile("[\u3041-\u309f]"),
    "katakana": re.compile("[\u30a0-\u30ff\u31f0-\u31ff\uff66-\uff9f]"),
    "hangul": re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]"),
}

Measure = Callable[[str, int], float]  # a text at a size: its width in pixels


@dataclass(frozen=True)
class Atom:
    """What no line break divides, the space after it, and what it costs to break there."""

    text: str
    space: str = ""
    cost: float = 0.0


@dataclass(frozen=True)
class Setting:
    """A text as set: its lines, the size in pixels, the distance of baselines."""

    lines: list[str]
    size: int
    leading: int


def tidy(text: str) -> str:
    """One line, accents joined to their letters, and nothing that controls instead of printing."""
    joined = unicodedata.normalize("NFC", _SPACES.sub(" ", text[: LONGEST + 1].strip()))
    joined = _HEAPED.sub(r"\1", joined)
    printing = "".join(c for c in joined if unicodedata.category(c)[0] != "C")
    return printing if len(printing) <= LONGEST else printing[:LONGEST].rstrip() + ELLIPSIS


def fit(text: str, measure: Measure, width: float, height: float, sizes: Sequence[int]) -> Setting:
    """Set a tidy text as large as it fits; at the last size what is too much becomes “…”.

    ``sizes`` fall. A word is divided only if it is longer than a line even at the last one.
    """
    atoms = _atoms(text)
    last = sizes[-1]
    if any(measure(atom.text, last) > width for atom in atoms):
        atoms = [part for atom in atoms for part in _cut(atom, measure, last, width)]
    for size in sizes:
        leading = _leading(text, size)
        lines = _lines(atoms, measure, size, width)
        if lines is not None and len(lines) * leading <= height:
            return Setting([_text(line) for line in lines], size, leading)
    room = max(1, int(height // leading))
    shortened = _shortened(atoms, measure, last, width, room)
    return Setting([_text(line) for line in shortened], last, leading)


def _atoms(text: str) -> list[Atom]:
    """The text divided wherever a line may break."""
    atoms: list[Atom] = []
    for match in _WORDS.finditer(text):
        word, space = match.groups()
        start = 0
        for end in range(1, len(word)):
            cost = _cost(word, end)
            if cost < _FORBIDDEN:
                atoms.append(Atom(word[start:end], "", cost))
                start = end
        held = _clings(word[-1], text[match.end() : match.end() + 1])
        atoms.append(Atom(word[start:], space, _LAST_RESORT if held else 0.0))
    return atoms


def _cost(word: str, at: int) -> float:
    """What it costs to break a word, which has no spaces, before its character ``at``."""
    before, after = word[at - 1], word[at]
    if _clings(before, after):
        return _FORBIDDEN
    if before == "—" or _is_wide_mark(before):
        return 0.0
    if before in "-‐–/":
        return 0.05 if after.isalpha() and at > 2 and word[at - 2].isalpha() else _FORBIDDEN
    scripts = _script(before), _script(after)
    if {*scripts} <= {"digit", "hangul", ""}:
        return _FORBIDDEN
    return _COSTS.get(scripts, 0.0)


def _clings(before: str, after: str) -> bool:
    """Whether kinsoku, an accent or a quotation mark forbids a line's end between the two."""
    if not after:
        return False
    return (
        after in _NO_START
        or before in _NO_END
        or unicodedata.category(after) in {"Pe", "Pf", "Mn", "Mc", "Me"}
        or unicodedata.category(before) in {"Ps", "Pi"}
    )


def _is_wide_mark(character: str) -> bool:
    return (
        unicodedata.east_asian_width(character) in "WF"
        and unicodedata.category(character)[0] == "P"
    )


def _script(character: str) -> str:
    return next((name for name, letters in _SCRIPTS.items() if letters.match(character)), "")


def _leading(text: str, size: int) -> int:
    """Characters that fill their square need more room between lines than Latin letters."""
    square = any(_script(character) not in {"", "digit"} for character in text)
    return round(size * (1.3 if square else 1.14))


def _lines(atoms: list[Atom], measure: Measure, size: int, width: float) -> list[list[Atom]] | None:
    """The division into lines that leaves the least white space and the least uneven edge.

    None, if something is wider than a line.
    """
    words = [measure(atom.text, size) for atom in atoms]
    spaces = [measure(atom.space, size) if atom.space else 0.0 for atom in atoms]
    best = [0.0] + [_FORBIDDEN] * len(atoms)  # the cost of the first n atoms
    begin = [0] * (len(atoms) + 1)  # where the last line of the first n atoms begins
    for end in range(1, len(atoms) + 1):
        length = -spaces[end - 1]
        cost = atoms[end - 1].cost if end < len(atoms) else 0.0
        for start in range(end - 1, -1, -1):
            length += words[start] + spaces[start]
            if length > width:
                break
            total = best[start] + (1 - length / width) ** 2 + cost
            if total < best[end]:
                best[end], begin[end] = total, start
    if best[-1] == _FORBIDDEN:
        return None
    lines: list[list[Atom]] = []
    end = len(atoms)
    while end:
        lines.insert(0, atoms[begin[end] : end])
        end = begin[end]
    return lines


def _text(line: list[Atom]) -> str:
    return "".join(atom.text + atom.space for atom in line).rstrip(" \u3000")


def _cut(atom: Atom, measure: Measure, size: int, width: float) -> list[Atom]:
    """An atom in parts that fit in a line; an accent stays with its letter."""
    parts = [""]
    for character in atom.text:
        is_accent = unicodedata.category(character)[0] == "M"
        if parts[-1] and not is_accent and measure(parts[-1] + character, size) > width:
            parts.append("")
        parts[-1] += character
    return [*(Atom(part) for part in parts[:-1]), Atom(parts[-1], atom.space, atom.cost)]


def _shortened(
    atoms: list[Atom], measure: Measure, size: int, width: float, room: int
) -> list[list[Atom]]:
    """As many atoms as there is room for, then “…”."""
    fitting, too_many = 0, len(atoms) + 1
    found = [[Atom(ELLIPSIS)]]
    while too_many - fitting > 1:
        middle = (fitting + too_many) // 2
        last = Atom(atoms[middle - 1].text.rstrip(",;:、，；：-–—…") + ELLIPSIS)
        lines = _lines([*atoms[: middle - 1], last], measure, size, width)
        if lines is not None and len(lines) <= room:
            fitting, found = middle, lines
        else:
            too_many = middle
    return found
