"""Greeked text: words that mean nothing, spread as words of a language are, for measuring.

The same number always gives the same text, on every machine.
"""

from bisect import bisect
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, product
from random import Random

CONSONANTS, VOWELS = "bdfgklmnprstvz", "aeiou"
SYLLABLES = tuple(map("".join, product(CONSONANTS, VOWELS)))
ENDINGS = ("", "", "n", "r", "l", "s")
VOCABULARY = 40_000
# The weight of a word is 1 / (place + FLAT): Zipf's law, as Mandelbrot mended it.
FLAT = 2.7
SPREAD = 1_000_000
KANA = "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわ"
HAN = "東西南北上下左右山川田林森石土木花草春夏秋冬朝昼夜星雲雨雪風海島港橋駅町村市国道"
ONE_IN_JAPANESE = 12
NAMES = len(SYLLABLES) ** 4
# It shares no divisor with NAMES; names that follow each other are not alike.
APART = 7_654_321


@dataclass(frozen=True)
class Greek:
    """The words of one piece; ``paragraphs`` are plain text."""

    headline: str
    dek: str
    paragraphs: tuple[str, ...]


def piece(number: int) -> Greek:
    """The text of the piece of this number: 40 to 120 words, one of which no other piece has.

    Every twelfth has some Japanese signs, too.
    """
    random = Random(number)  # noqa: S311 (to be repeated, not to be secret)
    words = random.choices(_spread(), k=random.randint(40, 120))
    words[len(words) // 2] = name(number)
    headline = " ".join(random.choices(_spread(), k=8))
    paragraphs = [_sentence(words[at : at + 50]) for at in range(0, len(words), 50)]
    if number % ONE_IN_JAPANESE == 0:
        signs = "".join(random.choices(japanese(), k=60))
        paragraphs.append(f"{signs}。")
        headline = f"{headline} {signs[:8]}"
    return Greek(
        headline=headline.capitalize(),
        dek=f"Words without a meaning, for measuring: {' '.join(words[:8])}.",
        paragraphs=tuple(paragraphs),
    )


@cache
def vocabulary() -> tuple[str, ...]:
    """All words, the most frequent first."""
    random = Random(VOCABULARY)  # noqa: S311
    found: dict[str, None] = {}
    while len(found) < VOCABULARY:
        syllables = random.choices(SYLLABLES, k=random.choice((2, 2, 3, 3, 3, 4)))
        found["".join(syllables) + random.choice(ENDINGS)] = None
    return tuple(found)


@cache
def japanese() -> tuple[str, ...]:
    """Signs in pairs: two Han characters, or a Han character and two kana."""
    random = Random(len(HAN))  # noqa: S311
    pairs = (random.choice(HAN) + random.choice(HAN) for _ in range(300))
    mixed = (random.choice(HAN) + "".join(random.choices(KANA, k=2)) for _ in range(300))
    return (*pairs, *mixed)


def name(number: int) -> str:
    """A word of four syllables and an x that belongs to this number alone."""
    rest = number * APART % NAMES
    syllables = []
    for _ in range(4):
        rest, place = divmod(rest, len(SYLLABLES))
        syllables.append(SYLLABLES[place])
    return "".join(syllables) + "x"


@cache
def _spread() -> tuple[str, ...]:
    """Each word as often as its weight says: a choice among them needs no search."""
    weights = list(accumulate(1 / (place + FLAT) for place in range(VOCABULARY)))
    words = vocabulary()
    steps = (weights[-1] * (step + 0.5) / SPREAD for step in range(SPREAD))
    return tuple(words[bisect(weights, step)] for step in steps)


def _sentence(words: list[str]) -> str:
    return f"{' '.join(words).capitalize()}."
