"""Which facts two wordings of a piece do not share: what in a change is more than style. Pure.

A fact is a number, a date or time, a name, a quotation, a denial, a word that turns a sentence
round ("rose", "fell"), a picture, and headline, label, byline and dateline as a whole. In doubt a
word is one.

- Numbers: 1,000 and 1 000 are 1000, and "three" is 3 and "third" is 3rd, since which of them is
  written is house style; 1.50 is not 1.5, for it claims more. A sign, a currency, a unit, a
  per cent are part of what a number says.
- Dates: "Jan. 3rd, 2026" is "3 January 2026". Weekdays, times, and words such as "yesterday".
- Names: capitals. A capital that begins a sentence tells nothing, so there a word is a name unless
  it often begins one (``lexicon.OPENING``) or stands elsewhere without a capital. A word that only
  lost or got its capital is none, but "US" is not "us". In a script without capitals each character
  counts.
- Quotations: every word between quotation marks of any style, in a quotation block and in a pull
  quote, as it was said: there "three" is not 3.
- Pictures: another one, one more or one less, whatever its words say. Where it stands is style.
- Denials: "isn't" is "is not".

Style is what is left: marks, blanks, hyphens, paragraphs, capitals, ordinary words. Where a
sentence stands is style, too: it says the same elsewhere, as a whole row of a table does. But two
numbers that changed places within a sentence are two facts. An ordinary word that turns the sense
and is not in the lexicon is not found: the editor still says that no fact changes.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby, zip_longest

from articles.prose.claims import Kind, Word, neighbours, words_of
from articles.prose.lexicon import LINKING, OPENING
from articles.prose.wording import TEXT, Passage, Piece, Shown

__all__ = ["Change", "Kind", "Piece", "changed", "numbers"]

_CALLED = {
    Kind.NUMBER: "the number {}",
    Kind.UNIT: "the word “{}”",
    Kind.DATE: "the date {}",
    Kind.NAME: "the name {}",
    Kind.QUOTATION: "the quoted “{}”",
    Kind.NEGATION: "the word “{}”",
    Kind.TURN: "the word “{}”",
    Kind.HEADLINE: "the headline “{}”",
    Kind.LABEL: "the label “{}”",
    Kind.BYLINE: "the byline “{}”",
    Kind.DATELINE: "the dateline “{}”",
    Kind.PICTURE: "the picture “{}”",
}
_NO_ALT = "without a description"
type Claim = tuple[str, str]

# What stands as one, and is compared as one.
_WHOLE = (Kind.HEADLINE, Kind.LABEL, Kind.BYLINE, Kind.DATELINE)
# Words of these kinds are one fact where they stand side by side.
_TOGETHER = {Kind.NAME, Kind.QUOTATION}


@dataclass(frozen=True)
class Change:
    """A fact that became another; "" where there was none before, or is none any more.

    ``where`` is the place: "the text", "the dek", "a caption".
    """

    kind: Kind
    before: str
    after: str
    where: str = TEXT

    @property
    def told(self) -> str:
        """As part of a sentence: "the number 90 became 19 in the dek"."""
        called = _CALLED[self.kind].format(self.before or self.after)
        place = "" if self.where == TEXT else self.where
        if self.before and self.before == self.after:
            return f"{called} became another one"
        if self.before and self.after:
            marked = f"“{self.after}”" if "“" in called else self.after
            return f"{called} became {marked}{place and f' in {place}'}"
        if self.after:
            return f"{called} is new{place and f' in {place}'}"
        return f"{called} is gone{place and f' from {place}'}"

    @property
    def sentence(self) -> str:
        return f"{self.told[0].upper()}{self.told[1:]}."


def changed(before: Piece, after: Piece) -> list[Change]:
    """The facts that are not the same in both, in the order of the piece; [] if it is all style."""
    return [*_wholes(before, after), *_pictures(before, after), *_in_words(before, after)]


def numbers(text: str) -> dict[str, str]:
    """The numbers and dates in a plain text, as they are written, by what they claim."""
    words = words_of([Passage(TEXT, text)])
    return {word.key.lstrip("“"): word.text for word in words if any(map(str.isdigit, word.key))}


def _wholes(before: Piece, after: Piece) -> Iterator[Change]:
    for kind in _WHOLE:
        was, became = getattr(before, kind), getattr(after, kind)
        if _as_said(was) != _as_said(became):
            yield Change(kind, _plainly(was), _plainly(became))


def _pictures(before: Piece, after: Piece) -> Iterator[Change]:
    was, became = before.pictures(), after.pictures()
    for one, other in zip_longest(_others(was, became), _others(became, was), fillvalue=""):
        yield Change(Kind.PICTURE, one, other)


def _others(pictures: Sequence[Shown], known: Sequence[Shown]) -> list[str]:
    """What those show that are not among the ``known``."""
    left = Counter(picture.file for picture in pictures)
    left.subtract(picture.file for picture in known)
    return [picture.alt or _NO_ALT for picture in pictures if _take(left, picture.file)]


def _take(left: Counter[str], file: str) -> bool:
    left[file] -= 1
    return left[file] >= 0


def _plainly(text: str) -> str:
    return " ".join(text.split())


def _as_said(text: str) -> list[str]:
    return [word.key.lstrip("“") for word in words_of([Passage(TEXT, text)])]


def _in_words(before: Piece, after: Piece) -> list[Change]:
    was, became = before.passages(), after.passages()
    same = Counter(was) & Counter(became)
    old, new = words_of(_beside(was, same)), words_of(_beside(became, same))
    names = _Names(old, new, " ".join(passage.words for passage in same))
    held, holds = names.facts(old), names.facts(new)
    if list(map(_claim, held)) == list(map(_claim, holds)):
        return []
    kept = _sentences(old) & _sentences(new)
    return _differences(_without(held, old, kept), _without(holds, new, kept))


def _beside(passages: Sequence[Passage], same: Counter[Passage]) -> Iterator[Passage]:
    """The passages that do not stand in both wordings: a long text is read where it changed."""
    left = same.copy()
    for passage in passages:
        if left[passage]:
            left[passage] -= 1
        else:
            yield passage


class _Names:
    """Which words of two wordings are names; told by both, so that it is the same word in both.

    ``around`` is the text that stayed, which tells, too.
    """

    def __init__(self, old: Sequence[Word], new: Sequence[Word], around: str) -> None:
        both = [word for word in (*old, *new) if word.kind is None]
        lower = {word.key for word in both if not word.is_capital}
        lower.update(re.findall(r"\b[a-z]+", around))
        inside = {word.key for word in both if word.is_capital and not word.begins}
        inside.update(map(str.lower, re.findall(r"(?<=[\w,;] )[A-Z]\w+", around)))
        at_the_beginning = {word.key for word in both if word.is_capital and word.begins}
        self.known = (inside - LINKING) | (at_the_beginning - OPENING - lower)
        self.recased = _capitals(old).keys() ^ _capitals(new).keys() | {
            key for key, n in _capitals(old).items() if _capitals(new)[key] != n
        }

    def facts(self, words: Sequence[Word]) -> list[Word]:
        return [word for word in words if word.kind or self._is_name(word)]

    def _is_name(self, word: Word) -> bool:
        # Where a capital may have come or gone, the word counts with it and without.
        return word.key in self.known and (word.is_capital or word.key in self.recased)


def _capitals(words: Sequence[Word]) -> Counter[str]:
    return Counter(word.key for word in words if word.is_capital and word.kind is None)


def _claim(word: Word) -> Claim:
    return (word.kind or Kind.NAME, word.key)


def _sentences(words: Sequence[Word]) -> Counter[tuple[str, ...]]:
    return Counter(_by_sentence(words).values())


def _by_sentence(words: Sequence[Word]) -> dict[int, tuple[str, ...]]:
    sentences: dict[int, list[str]] = {}
    for word in words:
        sentences.setdefault(word.sentence, []).append(word.key)
    return {number: tuple(keys) for number, keys in sentences.items()}


def _without(
    facts: Sequence[Word], words: Sequence[Word], kept: Counter[tuple[str, ...]]
) -> list[Word]:
    """The facts beside those of the sentences that are ``kept``, wherever these now stand."""
    left, dropped = kept.copy(), set()
    for number, sentence in _by_sentence(words).items():
        if left[sentence]:
            left[sentence] -= 1
            dropped.add(number)
    return [fact for fact in facts if fact.sentence not in dropped]


def _differences(was: Sequence[Word], became: Sequence[Word]) -> list[Change]:
    """What is not matched; the same pairs whichever of the two is the earlier."""
    if list(map(_claim, was)) > list(map(_claim, became)):
        return [
            Change(each.kind, each.after, each.before, each.where)
            for each in _differences(became, was)
        ]
    return [
        change
        for step, a, b, c, d in _steps(list(map(_claim, was)), list(map(_claim, became)))
        if step != "equal"
        for change in _pairs(was[a:b], became[c:d])
    ]


def _steps(was: list[Claim], became: list[Claim]) -> Sequence[tuple[str, int, int, int, int]]:
    """Where facts of the same kinds follow each other, each became what stands in its place."""
    if [kind for kind, _ in was] == [kind for kind, _ in became]:
        same = [old == new for old, new in zip(was, became, strict=True)]
        rows = [list(row) for _, row in groupby(range(len(was)), key=lambda at: same[at])]
        return [
            ("equal" if same[row[0]] else "replace", row[0], row[-1] + 1, row[0], row[-1] + 1)
            for row in rows
        ]
    return SequenceMatcher(None, was, became, autojunk=False).get_opcodes()


def _pairs(was: Sequence[Word], became: Sequence[Word]) -> Iterator[Change]:
    kinds = dict.fromkeys(word.kind or Kind.NAME for word in (*was, *became))
    for kind in kinds:
        old, new = _of_kind(was, kind), _of_kind(became, kind)
        for one, other in zip_longest(old, new):
            before, after = _written(one), _written(other)
            yield Change(kind, before, after, (one or other)[0].place)


def _of_kind(words: Sequence[Word], kind: Kind) -> list[list[Word]]:
    found = [word for word in words if (word.kind or Kind.NAME) is kind]
    return neighbours(found) if kind in _TOGETHER else [[word] for word in found]


def _written(words: Sequence[Word] | None) -> str:
    parts = [word.text for word in words or ()]
    # A script without capitals is set here letter by letter.
    return "".join(parts) if all(len(part) == 1 for part in parts) else " ".join(parts)
