"""What was said of some words stays with them, whatever is edited around them."""

from html import escape

from hypothesis import assume, given
from hypothesis import strategies as st

from articles.prose.anchoring import Anchor, Place, anchor_at, find

# Letters and words that repeat, so that neighbours and quotes are often alike.
WORDS = st.lists(
    st.sampled_from(["a", "b", "rice", "fell", "to", "the", "400", "日本", "é"]), max_size=9
)
NEW = st.lists(st.sampled_from(["new", "words", "of", "2026"]), max_size=5).map(" ".join)
TEXTS = WORDS.map(" ".join)
BLOCKS = st.lists(TEXTS.filter(bool), max_size=4)
HOME = "homehome"


def body(*blocks: tuple[str, str]) -> str:
    return "".join(f'<p data-id="{name}">{escape(text)}</p>' for name, text in blocks)


def named(texts: list[str], first: int = 0) -> list[tuple[str, str]]:
    return [(f"block{number:03}", text) for number, text in enumerate(texts, first)]


def joined(*parts: str) -> str:
    return " ".join(filter(None, parts))


@st.composite
def anchored(draw: st.DrawFn) -> tuple[str, str, str, Anchor]:
    """Words before, the quote, words after, and an anchor to the quote."""
    before, quote, after = draw(TEXTS), draw(TEXTS.filter(bool)), draw(TEXTS)
    start = len(before) + bool(before)
    text = joined(before, quote, after)
    end = start + len(quote)
    anchor = Anchor(HOME, quote, text[:start][-32:], text[end : end + 32])
    return before, quote, after, anchor


def spot(place: Place | None) -> tuple[str, int, str]:
    assert place is not None
    return place.block, place.start, place.words


@given(anchored(), BLOCKS, BLOCKS)
def test_what_is_edited_in_other_blocks_never_moves_a_comment(
    case: tuple[str, str, str, Anchor], above: list[str], below: list[str]
) -> None:
    before, quote, after, anchor = case
    home = (HOME, joined(before, quote, after))
    at_first = find(body(home), anchor)
    now = find(body(*named(above), home, *named(below, 50)), anchor)
    assert spot(now) == spot(at_first) == (HOME, len(before) + bool(before), quote)


@given(anchored(), NEW.filter(bool))
def test_words_written_before_it_in_its_block_keep_a_comment_where_it_is(
    case: tuple[str, str, str, Anchor], more: str
) -> None:
    before, quote, after, anchor = case
    place = find(body((HOME, joined(more, before, quote, after))), anchor)
    assert spot(place) == (HOME, len(joined(more, before)) + 1, quote)


@given(anchored(), BLOCKS)
def test_a_comment_whose_words_are_deleted_is_an_orphan(
    case: tuple[str, str, str, Anchor], others: list[str]
) -> None:
    before, quote, after, anchor = case
    rest = joined(before, after)
    assume(all(quote not in text for text in (rest, *others)))
    assert find(body((HOME, rest), *named(others)), anchor) is None


@given(anchored(), BLOCKS, BLOCKS)
def test_a_comment_goes_where_its_block_goes(
    case: tuple[str, str, str, Anchor], above: list[str], below: list[str]
) -> None:
    before, quote, after, anchor = case
    home = (HOME, joined(before, quote, after))
    for moved in (
        body(home, *named([*above, *below])),
        body(*named([*below, *above]), home),
    ):
        assert spot(find(moved, anchor)) == (HOME, len(before) + bool(before), quote)


@given(anchored(), BLOCKS)
def test_a_block_that_was_cut_and_pasted_under_another_name_takes_its_comment_along(
    case: tuple[str, str, str, Anchor], others: list[str]
) -> None:
    before, quote, after, anchor = case
    assume(all(quote not in text for text in others))
    place = find(body(*named(others), ("pastedxx", joined(before, quote, after))), anchor)
    assert spot(place) == ("pastedxx", len(before) + bool(before), quote)


@given(st.text(), st.text(), st.text(), st.text(), st.text())
def test_any_body_and_any_anchor_find_a_place_within_the_text_or_none(
    html: str, block: str, quote: str, before: str, after: str
) -> None:
    place = find(html, Anchor(block, quote, before, after))
    assert place is None or len(place.words) == place.end - place.start > 0


def test_of_the_same_words_in_a_block_the_neighbours_tell_which() -> None:
    text = "Rice fell in May. In June the rice fell again, and then rice fell once more."
    anchor = Anchor(HOME, "rice fell", "and then ", " once more.")
    place = find(body((HOME, f"Nobody knew. {text}")), anchor)
    assert place is not None
    assert place.start == 13 + text.rindex("rice fell")


def test_words_that_are_changed_between_their_neighbours_keep_their_comment() -> None:
    anchor = Anchor(HOME, "400 tonnes", "The harbour handled ", " of rice in May.")
    place = find(body((HOME, "The harbour handled 4,000 tons of rice in May.")), anchor)
    assert spot(place) == (HOME, 20, "4,000 tons")


def test_a_common_word_elsewhere_is_not_taken_for_the_one_that_is_gone() -> None:
    anchor = Anchor(HOME, "fell", "Prices in the south ", " by a tenth.")
    assert find(body((HOME, "Nothing is left."), ("other001", "The rain fell.")), anchor) is None


def test_marks_within_the_words_do_not_hide_them() -> None:
    html = f'<p data-id="{HOME}">The <strong>har</strong>bour   closed.</p>'
    assert spot(find(html, Anchor(HOME, "harbour closed", "The "))) == (HOME, 4, "harbour closed")


def test_words_that_somebody_typed_are_anchored_where_they_stand_first() -> None:
    html = body((HOME, "Rice, and more rice."), ("other001", "A bowl of rice."))
    assert anchor_at(html, "other001", "rice") == Anchor("other001", "rice", "A bowl of ", ".")
    assert anchor_at(html, "", "more \n rice") == Anchor(HOME, "more rice", "Rice, and ", ".")
    assert anchor_at(html, "", "noodles") is None
