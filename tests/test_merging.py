"""Three texts become one: each side's changes are kept, what collides is asked, no word is lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles import prose
from articles.prose.merging import Block, Choice, Three, merge, merge_sets
from articles.prose.passages import passages
from tests import body_grammar
from tests.test_compare import BLOCKS, NAMED
from tests.test_prose import HTML

LONG = "The ministry said on Monday that both governments agree on the figures of last year."
BODIES = st.lists(NAMED, max_size=7).map("".join).map(prose.clean)
SIDES = st.sets(st.integers(1, 9), max_size=5)
thoroughly = settings(max_examples=150, deadline=None)


@st.composite
def edited(draw: st.DrawFn, body: str) -> str:
    """The body as somebody left it: blocks moved, taken out, changed, with and without their id."""
    found = passages(body)
    kept = draw(st.permutations(found)) if draw(st.booleans()) else found
    parts: list[str] = []
    for passage in kept:
        act = draw(st.sampled_from(["keep", "keep", "keep", "drop", "change", "rename", "add"]))
        words = draw(st.sampled_from(BLOCKS))
        if act == "keep":
            parts.append(passage.html)
        elif act == "change":
            parts.append(
                words.replace(" ", f' data-id="{passage.name}" ', 1)
                if " " in words.partition(">")[0]
                else words.replace(">", f' data-id="{passage.name}">', 1)
            )
        elif act == "rename":
            parts.append(passage.content)
        elif act == "add":
            parts += [passage.html, words]
    parts += draw(st.lists(st.sampled_from(BLOCKS), max_size=2))
    return prose.clean("".join(parts))


@st.composite
def three(draw: st.DrawFn) -> tuple[str, str, str]:
    base = draw(BODIES)
    return base, draw(edited(base)), draw(edited(base))


THREE = st.one_of(three(), st.tuples(BODIES, BODIES, BODIES))
ANY = st.one_of(THREE, st.tuples(*[HTML.map(prose.clean)] * 3))


def contents(html: str) -> list[str]:
    return [passage.content for passage in passages(html)]


def choices(block: Block) -> tuple[str, str, str]:
    words = block.words
    return (str(words.base), words.mine, words.theirs)


# --- Promises that hold for any three bodies ------------------------------------------------------


@thoroughly
@given(ANY)
def test_what_only_one_side_changed_is_taken_to_the_letter(texts: tuple[str, str, str]) -> None:
    base, mine, theirs = texts
    for merged, expected in (
        (merge(base, base, theirs), theirs),
        (merge(base, mine, base), mine),
        (merge(base, mine, mine), mine),
        (merge(None, mine, mine), mine),
    ):
        assert merged.conflicts == []
        assert merged.merged == expected


@thoroughly
@given(THREE)
def test_whoever_saves_first_the_same_places_are_asked(texts: tuple[str, str, str]) -> None:
    base, mine, theirs = texts
    one = sorted(map(choices, merge(base, mine, theirs).conflicts))
    other = sorted(map(choices, merge(base, theirs, mine).conflicts))
    assert one == sorted((base, theirs, mine) for base, mine, theirs in other)


@thoroughly
@given(THREE)
def test_no_block_that_either_side_wrote_is_lost(texts: tuple[str, str, str]) -> None:
    base, mine, theirs = texts
    merged = merge(base, mine, theirs)
    stands = contents(merged.merged)
    asked = [words for block in merged.conflicts for words in choices(block)]
    for written in (mine, theirs):
        for content in set(contents(written)) - set(contents(base)):
            assert content in stands + asked
    both = {block.name: Choice.BOTH for block in merged.conflicts}
    settled = contents(merged.put_together(both))
    for written in (mine, theirs):
        assert set(contents(written)) - set(contents(base)) <= set(settled)


@thoroughly
@given(THREE)
def test_a_block_that_neither_side_touched_stands_once_and_one_that_both_left_is_gone(
    texts: tuple[str, str, str],
) -> None:
    base, mine, theirs = (set(map(str, passages(text))) for text in texts)
    stands = list(map(str, passages(merge(*texts).merged)))
    assert all(stands.count(passage) == 1 for passage in base & mine & theirs)
    assert not (base - mine - theirs) & set(stands)


@thoroughly
@given(ANY, st.sampled_from(Choice))
def test_the_result_is_a_clean_body_and_rests_there(
    texts: tuple[str, str, str], choice: Choice
) -> None:
    base, mine, theirs = texts
    merged = merge(base, mine, theirs)
    body = merged.put_together(
        {block.name: choice for block in merged.conflicts if choice in block.choices}
    )
    assert prose.clean(body) == body
    body_grammar.check(body)
    # What was put together rests on what is stored: saved on top of it, it stays as it is.
    assert merge(theirs, body, theirs).merged == body


@thoroughly
@given(st.tuples(BODIES, BODIES))
def test_without_a_base_all_that_differs_is_asked(texts: tuple[str, str]) -> None:
    merged = merge(None, *texts)
    for block in merged.blocks:
        assert block.is_conflict == (block.words.mine != block.words.theirs)


@given(SIDES, SIDES, SIDES)
def test_of_topics_what_either_put_in_is_in_and_what_either_took_out_is_out(
    base: set[int], mine: set[int], theirs: set[int]
) -> None:
    merged = merge_sets(base, mine, theirs)
    assert (mine | theirs) - base <= merged
    assert not merged & ((base - mine) | (base - theirs))
    assert base & mine & theirs <= merged <= mine | theirs


@given(*[st.integers(0, 2)] * 3)
def test_a_line_is_asked_for_just_if_both_changed_it_to_something_else(
    base: int, mine: int, theirs: int
) -> None:
    line = Three(base, mine, theirs)
    assert (line.taken is None) == (len({base, mine, theirs}) == 3)
    if line.taken:
        assert line.result == (theirs if base == mine else mine)
    assert Three(None, mine, theirs).taken == (Choice.THEIRS if mine == theirs else None)


# --- Cases that an editor would name --------------------------------------------------------------


def body(**blocks: str) -> str:
    """A body of paragraphs by their ids' first letters."""
    return "".join(f'<p data-id="{name * 8}">{words}</p>' for name, words in blocks.items())


def order(html: str) -> str:
    return "".join(passage.name[0] for passage in passages(html))


BASE = body(a="One.", b="Two.", c="Three.", d="Four.")
CASES = {
    "both add at one place": ("axbcd", "aybcd", "ayxbcd"),
    "both add the same": ("axbcd", "axbcd", "axbcd"),
    "both add at the end": ("abcdx", "abcdy", "abcdyx"),
    "one moves, one adds": ("dabc", "abcdx", "dabcx"),
    "one moves, one takes out": ("bacd", "abc", "bac"),
    "one takes out what the other adds after": ("abxcd", "acd", "axcd"),
    "both take out": ("acd", "acd", "acd"),
    "both move the same": ("bacd", "bacd", "bacd"),
    "both begin anew": ("xabcd", "yabcd", "yxabcd"),
}


@pytest.mark.parametrize(("mine", "theirs", "result"), CASES.values(), ids=CASES)
def test_the_order_is_kept(mine: str, theirs: str, result: str) -> None:
    words = {"a": "One.", "b": "Two.", "c": "Three.", "d": "Four.", "x": "New.", "y": "Other."}
    sides = [body(**{name: words[name] for name in side}) for side in (mine, theirs)]
    merged = merge(BASE, *sides)
    assert merged.conflicts == []
    assert order(merged.merged) == result


def test_taking_out_what_another_changed_is_asked() -> None:
    changed = body(a="One.", b="Two, and a half.", c="Three.", d="Four.")
    gone = body(a="One.", c="Three.", d="Four.")
    [block] = merge(BASE, changed, gone).conflicts
    assert choices(block) == ("<p>Two.</p>", "<p>Two, and a half.</p>", "")
    assert block.choices == [Choice.THEIRS, Choice.MINE]
    assert block.html(Choice.THEIRS) == ""


def test_both_one_after_the_other_keeps_both() -> None:
    merged = merge(BASE, body(a="One, mine."), body(a="One, theirs."))
    both = merged.put_together({"aaaaaaaa": Choice.BOTH})
    assert contents(both) == ["<p>One, theirs.</p>", "<p>One, mine.</p>"]


def test_a_block_with_another_id_is_known_by_its_words() -> None:
    mine = f"<p>{LONG}</p><p>Mine.</p>"
    theirs = body(a=LONG.replace("Monday", "Tuesday"))
    merged = merge(body(a=LONG), mine, theirs)
    assert contents(merged.merged) == [
        f"<p>{LONG.replace('Monday', 'Tuesday')}</p>",
        "<p>Mine.</p>",
    ]


def test_a_text_that_both_wrote_anew_is_asked_even_if_no_id_was_kept() -> None:
    [block] = merge("<p>Synthetic.</p>", "<p>What I typed.</p>", "<p>What is stored.</p>").conflicts
    assert choices(block) == ("<p>Synthetic.</p>", "<p>What I typed.</p>", "<p>What is stored.</p>")


WOVEN = {
    "words far apart": (
        LONG.replace("Monday", "Tuesday"),
        LONG.replace("agree on", "agreed about"),
        LONG.replace("Monday", "Tuesday").replace("agree on", "agreed about"),
    ),
    "a mark and a word": (
        LONG.replace("Monday", "<strong>Monday</strong>"),
        LONG.replace("last", "this"),
        LONG.replace("Monday", "<strong>Monday</strong>").replace("last", "this"),
    ),
    "the same word": (LONG.replace("Monday", "Tuesday"), LONG.replace("Monday", "Sunday"), ""),
    "neighbours": (LONG.replace("both", "all"), LONG.replace("governments", "sides"), ""),
    "a new text": ("Something else altogether.", LONG.replace("last", "this"), ""),
}


@pytest.mark.parametrize(("mine", "theirs", "result"), WOVEN.values(), ids=WOVEN)
def test_two_changes_of_one_line_are_offered_as_one_if_they_do_not_touch(
    mine: str, theirs: str, result: str
) -> None:
    [block] = merge(body(a=LONG), body(a=mine), body(a=theirs)).conflicts
    assert block.woven == (body(a=result) if result else "")
    assert (Choice.WOVEN in block.choices) == bool(result)


def test_a_block_that_has_no_lines_is_never_woven() -> None:
    table = next(block for block in BLOCKS if 'data-block="table"' in block)
    base = prose.clean(table.replace("<figure", '<figure data-id="aaaaaaaa"'))
    [block] = merge(base, base.replace("Who", "Where"), base.replace("2025", "2024")).conflicts
    assert block.woven == ""


# --- Time -----------------------------------------------------------------------------------------


def test_a_long_article_is_merged_while_one_waits() -> None:
    words = [f'<p data-id="{_name(number)}">{number}. {LONG * 4}</p>' for number in range(250)]
    mine = [
        block.replace("Monday", "Sunday", 1) if n % 3 else block for n, block in enumerate(words)
    ]
    theirs = [
        f"<p>New {n}. {LONG}</p>{block}" if n % 5 == 0 else block for n, block in enumerate(words)
    ]
    merged = merge("".join(words), "".join(mine), "".join(theirs))
    assert merged.conflicts == []
    assert len(merged.blocks) == 300


def _name(number: int) -> str:
    letters = "abcdefghijklmnop"
    return "".join(letters[int(digit, 16)] for digit in f"{number:08x}")
