"""The words of a passage, each with what it claims: a number, a date, a denial, a quotation.

How it was typed is left aside: quotation marks of any style, blanks, hyphens, thousands parted
by a comma or a blank, "three" for 3, "isn't" for "is not".
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import count, pairwise

from articles.prose.lexicon import (
    ALSO_ORDINARY,
    MONTHS,
    NEGATIONS,
    NUMBERS,
    TENS,
    TIMES,
    TURNS,
    UNITS,
    WEEKDAYS,
)
from articles.prose.wording import Passage


class Kind(StrEnum):
    """What a word claims, if it is no ordinary one."""

    NUMBER = "number"
    UNIT = "unit"
    DATE = "date"
    NAME = "name"
    QUOTATION = "quotation"
    NEGATION = "negation"
    TURN = "turn"
    HEADLINE = "headline"
    LABEL = "label"
    BYLINE = "byline"
    DATELINE = "dateline"
    PICTURE = "picture"


@dataclass(frozen=True)
class Word:
    """A word of a piece.

    ``key`` is the same for two words just if they claim the same. ``kind`` is None for a word that
    is ordinary, or a name. ``place`` is where it is printed, ``at`` its number and ``sentence``
    that of its sentence; ``begins`` says that it is the first one there.
    """

    key: str
    text: str
    kind: Kind | None
    place: str
    at: int
    sentence: int
    begins: bool

    @property
    def is_capital(self) -> bool:
        return self.text != self.text.lower()


_ALIKE = str.maketrans({**dict.fromkeys("‘’‚‛′`", "'"), **dict.fromkeys("“”„‟", '"'), "‑": "-"})
_FAMILIES = ('"', "«»", "‹›", "「」", "『』")
_DATE_WORDS = {
    **{name.lower(): name[:3].lower() for name in (*MONTHS.split(), *WEEKDAYS.split())},
    **{name[:3].lower(): name[:3].lower() for name in (*MONTHS.split(), *WEEKDAYS.split())},
    "sept": "sep",
    "tues": "tue",
    "thur": "thu",
    "thurs": "thu",
}
# What a word claims by itself, and as what.
_KNOWN: dict[str, tuple[str, Kind]] = {
    **{word: (word, Kind.DATE) for word in TIMES},
    **{word: (word, Kind.NEGATION) for word in NEGATIONS},
    **{word: (turn, Kind.TURN) for word, turn in TURNS.items()},
    **{word: (unit, Kind.UNIT) for word, unit in UNITS.items()},
    **{word: (number, Kind.NUMBER) for word, number in NUMBERS.items()},
    **{word: (name, Kind.DATE) for word, name in _DATE_WORDS.items()},
    "cannot": ("not", Kind.NEGATION),
}
_MONTH = rf"(?:{'|'.join(f'{m}|{m[:3]}' for m in MONTHS.split())}|Sept)\b\.?"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?(?![\w]|[.,:]\d)"
_YEAR = r"(?:1\d|20)\d\d(?!\w)"
# Scripts without capitals, of which some have no blanks: each character may be part of a name.
_CASELESS = "\u0590-\u109f\u1200-\u139f\u1780-\u17ff\u2e80-\U0003ffff"
_ONES = "one|two|three|four|five|six|seven|eight|nine"
# The order matters: what is longer is looked for first.
_TOKEN = re.compile(
    rf"""
    (?P<date> \b{_MONTH}[\s,.]{{1,3}}(?:{_DAY}(?:[\s,.]{{1,3}}{_YEAR})?|{_YEAR})
        | (?<![\w.,:-]){_DAY}\s(?:of\s)?{_MONTH}(?:[\s,.]{{1,3}}{_YEAR})? )
    | (?P<number> (?:(?<![\w.,)])[-−–+])? (?:(?:US|HK|NZ|NT|A|C)?[$€£¥₩₹]\s?)?
        (?:\d{{1,3}}(?:[, ']\d{{3}})+(?!\d)(?:\.\d+)? | \d+(?:[.,:/]\d+)*)
        (?:\s?[ap]\.?m\b\.? | [A-Za-z]+)? )
    | (?P<tens> (?i:\b(?:{TENS.replace(" ", "|")})[\s-](?:{_ONES})\b) )
    | (?P<unit> (?i:\bper\scent\b) | % )
    | (?P<initials> \b(?:[A-Z]\.){{2,}} | \b(?:[A-Z]\.)+[A-Z]\b )
    | (?P<character> [{_CASELESS}] )
    | (?P<word> [^\W_{_CASELESS}]+(?:'[^\W_{_CASELESS}]+)* )
    | (?P<end> [.!?:|]["'»”)\]]*(?=\s|$) )
    """,
    re.VERBOSE,
)
_SUFFIX = re.compile(r"(?<=\d)(?:st|nd|rd|th)$")
_GROUPS = re.compile(r"(?<=\d)[, '](?=\d{3}(?!\d))")
_MOST_INITIALS = 4


def words_of(passages: Iterable[Passage]) -> list[Word]:
    """The words of passages in a row."""
    places, sentences = count(), count()
    return [word for passage in passages for word in _words(passage, places, sentences)]


def _words(passage: Passage, places: Iterator[int], sentences: Iterator[int]) -> Iterator[Word]:
    text = plainly_typed(passage.words)
    said = [(0, len(text))] if passage.is_said else _quoted(text)
    sentence, begins = next(sentences), True
    for found in _TOKEN.finditer(text):
        if found.lastgroup == "end":
            begins = True
            if not passage.is_one:
                sentence = next(sentences)
            continue
        if found.lastgroup == "character" and unicodedata.category(found[0])[0] not in "LMN":
            continue
        key, kind = _CLAIMS[found.lastgroup or ""](found[0])
        if any(start <= found.start() < end for start, end in said):
            key, kind = f"“{key if kind is Kind.NUMBER else found[0].lower()}", Kind.QUOTATION
        yield Word(key, found[0], kind, passage.place, next(places), sentence, begins)
        begins = False


def plainly_typed(text: str) -> str:
    """The text with one kind of each quotation mark, one kind of blank, and no blank too many."""
    return " ".join(unicodedata.normalize("NFKC", text.translate(_ALIKE)).split())


def _date(text: str) -> tuple[str, Kind]:
    """Month, day and year, whatever their order: "3 January 2026" and "Jan. 3rd, 2026" are one."""
    (month,) = (word for word in re.findall(r"[A-Za-z]{3,}", text))
    numbers = re.findall(r"\d+", text)
    days = [str(int(number)) for number in numbers if len(number) < 3]
    years = [number for number in numbers if len(number) > 2]
    return " ".join([month[:3].lower(), *days, *years]), Kind.DATE


def _number(text: str) -> tuple[str, Kind]:
    bare = _GROUPS.sub("", text).replace("−", "-").replace("–", "-").replace(" ", "")
    bare = _SUFFIX.sub("", bare).lower()
    if is_hour := bool(re.search(r"\d(?:[ap]\.?m\.?)$", bare)):
        bare = bare.replace(".m", "m").rstrip(".")
    return bare, Kind.DATE if is_hour or re.fullmatch(r"\d?\d:\d\d", bare) else Kind.NUMBER


def _tens(text: str) -> tuple[str, Kind]:
    tens, one = re.split(r"[\s-]", text.lower())
    return str(int(NUMBERS[tens]) + int(NUMBERS[one])), Kind.NUMBER


def _word(text: str) -> tuple[str, Kind | None]:
    low = text.lower()
    if low.endswith("n't"):
        low = "not"
    if low in _KNOWN and (low not in ALSO_ORDINARY or text != low):
        return _KNOWN[low]
    if any(map(str.isdigit, text)):
        return low, Kind.NUMBER
    return _name(text.removesuffix("'s")), None


def _name(text: str) -> str:
    """A word without its case; but "US" is not "us"."""
    return text if text.isupper() and 1 < len(text) <= _MOST_INITIALS else text.lower()


_CLAIMS: dict[str, Callable[[str], tuple[str, Kind | None]]] = {
    "date": _date,
    "number": _number,
    "tens": _tens,
    "unit": lambda text: (UNITS[text.lower()], Kind.UNIT),
    "initials": lambda text: (text.replace(".", ""), Kind.NAME),
    "character": lambda text: (text, Kind.NAME),
    "word": _word,
}


def _quoted(text: str) -> list[tuple[int, int]]:
    """From where to where there are quotation marks around the text.

    A mark without its fellow opens or closes a quotation that goes on beyond the passage.
    """
    found = []
    for family in _FAMILIES:
        marks = [at for at, letter in enumerate(text) if letter in family]
        if len(marks) % 2:
            marks = [0, *marks] if _closes(text, marks[0]) else [*marks, len(text)]
        found += list(zip(marks[::2], marks[1::2], strict=True))
    return [*found, *_in_single_marks(text)]


def _in_single_marks(text: str) -> Iterator[tuple[int, int]]:
    """The same for single marks, which are apostrophes, too: only a pair of them counts."""
    opened = None
    for at, letter in enumerate(text):
        if letter != "'":
            continue
        if _closes(text, at) and opened is not None:
            yield opened, at
            opened = None
        elif not text[at - 1 : at].isalnum() and text[at + 1 : at + 2].isalnum():
            opened = at if opened is None else opened


def _closes(text: str, at: int) -> bool:
    return not text[at - 1 : at].isspace() and at > 0 and not text[at + 1 : at + 2].isalnum()


def neighbours(words: list[Word]) -> list[list[Word]]:
    """The words in groups of such as stand side by side in the text."""
    groups = [words[:1]] if words else []
    for before, word in pairwise(words):
        if word.at == before.at + 1 and word.place == before.place:
            groups[-1].append(word)
        else:
            groups.append([word])
    return groups
