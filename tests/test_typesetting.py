"""A headline is broken into even lines, where its language breaks lines, and none of it is lost."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from articles import typesetter

# Headlines of all kinds: words of several scripts, signs that may not begin or end a line.
MIXED = st.lists(
    st.sampled_from(
        [*"高市首相訪米のっょーへ、。」』）「『（・…", " ", "NATO", "2026", "미국 ", "é"]
    ),
    min_size=1,
    max_size=120,
).map("".join)
UNHURRIED = settings(deadline=None, max_examples=60)


def by_the_em(text: str, size: int) -> float:
    """A simple face: every character is as wide as it is high, Latin ones half as wide."""
    return sum(size if ord(character) > 0x2E7F else size / 2 for character in text)


def set_in(
    text: str, width: int, height: int = 10_000, sizes: tuple[int, ...] = (40,)
) -> list[str]:
    return typesetter.fit(typesetter.tidy(text), by_the_em, width, height, sizes).lines


# --- Lines ----------------------------------------------------------------------------------------


def test_lines_are_of_even_length() -> None:
    lines = set_in("The quick brown fox jumps over the lazy dog and runs", 40 * 18)
    assert len(lines) == 2
    assert min(map(len, lines)) > 0.8 * max(map(len, lines))


@given(text=MIXED, width=st.integers(4, 12))
@UNHURRIED
def test_nothing_of_a_headline_is_lost_between_its_lines(text: str, width: int) -> None:
    tidy = typesetter.tidy(text)
    assert "".join(set_in(text, width * 40)).replace(" ", "") == tidy.replace(" ", "")


@given(words=st.lists(st.text("abcdefg", min_size=1, max_size=9), min_size=1, max_size=40))
@UNHURRIED
def test_a_headline_that_is_too_long_ends_in_an_ellipsis_after_a_whole_word(
    words: list[str],
) -> None:
    lines = set_in(" ".join(words), 40 * 6, 40 * 4)
    printed = " ".join(lines)
    if printed != " ".join(words):
        assert printed.endswith("…")
        kept = printed.removesuffix("…").split()
        assert kept == words[: len(kept)]


def test_a_word_is_divided_only_if_no_size_holds_it() -> None:
    text = "Extraordinary measures"
    assert typesetter.fit(text, by_the_em, 300, 900, (80, 60, 40)).size == 40
    assert set_in("Donaudampfschifffahrt", 200) == ["Donaudampf", "schifffahr", "t"]


def test_heaped_accents_are_two_at_most() -> None:
    assert typesetter.tidy("Ze\u0301" + "\u0300" * 50 + "bra") == "Zé\u0300\u0300bra"


# --- Scripts --------------------------------------------------------------------------------------


@given(text=MIXED, width=st.integers(4, 12))
@UNHURRIED
def test_no_line_begins_or_ends_with_a_sign_that_kinsoku_forbids_there(
    text: str, width: int
) -> None:
    lines = set_in(text, width * 40)
    if any(by_the_em(word, 40) > width * 40 for word in unbroken(text)):
        return  # more forbidden signs in a row than a line has room for
    for before, after in pairwise(lines):
        assert after[0] not in "っょー、。」』）・…"
        assert before[-1] not in "「『（"


def unbroken(text: str) -> list[str]:
    """The parts of a text that kinsoku holds together."""
    held = [""]
    for atom in typesetter._atoms(typesetter.tidy(text)):
        held[-1] += atom.text + atom.space
        if atom.cost < typesetter._LAST_RESORT:
            held.append("")
    return held


def test_japanese_lines_end_where_words_end() -> None:
    text = "日銀、利上げを決定　サプライチェーン再編に追い風"
    assert set_in(text, 40 * 9) == ["日銀、利上げを決定", "サプライチェーン", "再編に追い風"]
    for ems in range(8, 24):
        assert any("サプライチェーン" in line for line in set_in(text, 40 * ems))


def test_korean_words_stay_whole() -> None:
    assert set_in("다카이치 총리 올봄 미국 방문", 40 * 6) == ["다카이치", "총리 올봄", "미국 방문"]


def test_compounds_break_after_their_hyphen_and_numbers_do_not() -> None:
    assert set_in("Anglo-Japanese", 180) == ["Anglo-", "Japanese"]
    assert typesetter.fit("2025-2026", by_the_em, 180, 900, (80, 40)).lines == ["2025-2026"]
