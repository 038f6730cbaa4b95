"""The kind of an edit: what is more than style is found, and what is style alone passes."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.prose.facts import Change, Kind, Piece, changed, numbers

steadily = settings(max_examples=60, deadline=None)
ORDINARY = ("the bridge", "and the people", "opened slowly", "while the men watched", "cheered")
NAMES = ("Takaichi", "Washington", "Indo-Pacific", "Bank of England", "NATO")
NUMBERS = ("7", "90", "1,000", "2.5", "07:30", "$3", "25 minutes", "January 3, 2026", "Q3", "1990s")


def piece(*paragraphs: str, **given: str) -> Piece:
    body = "".join(f"<p>{words}</p>" for words in paragraphs)
    return Piece(**{"headline": "A bridge opens", "body": body} | given)


def told(before: Piece, after: Piece) -> list[str]:
    return [change.told for change in changed(before, after)]


def said(before: str, after: str) -> list[str]:
    """What changed from one paragraph to another."""
    return told(piece(before), piece(after))


FACTS = (*NAMES, *NUMBERS, "not", "“we did not go”")


def prose(fragments: list[str]) -> list[str]:
    """Paragraphs of sentences: facts stand between ordinary words, some of them in a quotation."""
    words = [f"{fragment} {ORDINARY[len(fragment) % 5]}" for fragment in fragments]
    return re.sub(r"\s*([.¶]) ", r"\1 ", f"The bridge {' '.join(words)}.").split("¶ ")


fragments = st.lists(st.sampled_from([*FACTS, *ORDINARY, ". The", ".¶ The"]), max_size=8)
texts = fragments.map(prose)


def texts_with(*facts: str) -> st.SearchStrategy[list[str]]:
    """Texts in which one of these stands at least once."""
    return st.tuples(fragments, st.sampled_from(facts), fragments).map(
        lambda parts: prose([*parts[0], parts[1], *parts[2]])
    )


anything = st.lists(st.text(max_size=60), max_size=3)


def replaced(text: str, found: re.Match[str], by: str) -> str:
    return text[: found.start()] + by + text[found.end() :]


def one_of(draw: st.DataObject, pattern: str, text: str) -> re.Match[str]:
    return draw.draw(st.sampled_from(list(re.finditer(pattern, text))))


# --- What is always found -------------------------------------------------------------------------


@steadily
@given(texts_with(*NUMBERS), st.data())
def test_another_digit_in_any_number_is_always_found(
    before: list[str], data: st.DataObject
) -> None:
    text = "\n".join(before)
    digit = one_of(data, r"\d", text)
    other = data.draw(st.sampled_from([each for each in "0123456789" if each != digit[0]]))
    after = replaced(text, digit, other).split("\n")
    assert changed(piece(*before), piece(*after))


@steadily
@given(texts_with("not"), st.data())
def test_a_denial_that_is_gone_is_always_found(before: list[str], data: st.DataObject) -> None:
    text = "\n".join(before)
    after = replaced(text, one_of(data, r"\bnot ", text), "").split("\n")
    assert changed(piece(*before), piece(*after))
    assert changed(piece(*after), piece(*before))


@steadily
@given(texts_with("“we did not go”"), st.data())
def test_another_word_in_a_quotation_is_always_found(
    before: list[str], data: st.DataObject
) -> None:
    text = "\n".join(before)
    quotation = one_of(data, r"“[^”]+”", text)
    word = one_of(data, r"\w+", quotation[0])
    other = data.draw(st.text("abcdefghij", min_size=1, max_size=8).filter(lambda w: w != word[0]))
    after = replaced(text, quotation, replaced(quotation[0], word, other)).split("\n")
    assert Kind.QUOTATION in {change.kind for change in changed(piece(*before), piece(*after))}


@steadily
@given(texts_with(*NAMES), st.data())
def test_another_name_is_always_found(before: list[str], data: st.DataObject) -> None:
    text = "\n".join(before)
    name = one_of(data, "|".join(NAMES), text)
    after = replaced(text, name, "Tokyo").split("\n")
    assert changed(piece(*before), piece(*after))


# --- What is never found --------------------------------------------------------------------------


def typed_otherwise(text: str, data: st.DataObject) -> str:
    """The same words with other blanks, marks, quotation marks and hyphens."""
    opening, closing = data.draw(st.sampled_from(['""', "«»", "„“", "“”", "‘’", "''"]))
    text = text.replace("“", opening).replace("”", closing)
    for word in ("and", "while", "opened", "cheered"):
        mark = data.draw(st.sampled_from([" ", ", ", "; ", "  ", "\u00a0", " – ", ": ", ". ", "-"]))
        text = re.sub(rf"{word} (?=[a-z])", f"{word}{mark}", text)
    return text


@steadily
@given(texts, st.data())
def test_blanks_marks_and_the_style_of_quotation_marks_are_style(
    before: list[str], data: st.DataObject
) -> None:
    after = [typed_otherwise(text, data) for text in before]
    assert said_of(before, after) == []


@steadily
@given(texts)
def test_where_paragraphs_end_is_style(before: list[str]) -> None:
    assert said_of(before, [" ".join(before)]) == []
    assert said_of([" ".join(before)], before) == []


@steadily
@given(texts, st.randoms())
def test_the_order_of_paragraphs_is_style(before: list[str], chance: object) -> None:
    after = list(before)
    chance.shuffle(after)  # type: ignore[attr-defined]
    assert said_of(before, after) == []


@steadily
@given(anything)
def test_what_did_not_change_did_not_change_whatever_it_is(text: list[str]) -> None:
    assert said_of(text, text) == []


def said_of(before: list[str], after: list[str]) -> list[str]:
    return told(piece(*before), piece(*after))


# --- What is true both ways -----------------------------------------------------------------------


@steadily
@given(texts | anything, texts | anything)
def test_there_and_back_the_same_facts_change(one: list[str], other: list[str]) -> None:
    there = changed(piece(*one), piece(*other))
    back = changed(piece(*other), piece(*one))
    assert [replace(each, before=each.after, after=each.before) for each in back] == there


# --- In words -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("It rose by 90 percent.", "It rose by 19 percent.", "the number 90 became 19"),
        ("It took 25 minutes.", "It took 25 hours.", "the word “minutes” became “hours”"),
        ("It took three days.", "It took five days.", "the number three became five"),
        ("It cost $90.", "It cost €90.", "the number $90 became €90"),
        ("It was -3 degrees.", "It was 3 degrees.", "the number -3 became 3"),
        ("It went up 3 percent.", "It went up 3 percentage points.", "the word “points” is new"),
        ("On January 2, 2026 it began.", "On January 3, 2026 it began.",
         "the date January 2, 2026 became January 3, 2026"),
        ("It began at 7:30.", "It began at 8:30.", "the date 7:30 became 8:30"),
        ("It began on Monday.", "It began on Tuesday.", "the date Monday became Tuesday"),
        ("It begins today.", "It begins tomorrow.", "the date today became tomorrow"),
        ("It will not open.", "It will open.", "the word “not” is gone"),
        ("It isn’t open.", "It is open.", "the word “isn't” is gone"),
        ("He said so.", "He denied it.", "the word “denied” is new"),
        ("Prices rose.", "Prices fell.", "the word “rose” became “fell”"),
        ("He met Sanae Takaichi.", "He met Shinzo Abe.",
         "the name Sanae Takaichi became Shinzo Abe"),
        ("Tanaka agreed.", "Suzuki agreed.", "the name Tanaka became Suzuki"),
        ("They told us so.", "They told US so.", "the name US is new"),
        ("She said: “We go.”", "She said: “We stay.”", "the quoted “go” became “stay”"),
        ("首相は東京にいる。", "首相は大阪にいる。", "the name 東京 became 大阪"),
    ],
)  # fmt: skip
def test_each_kind_of_fact_is_told_in_plain_words(before: str, after: str, told: str) -> None:
    assert told in said(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("It rose 1,000 times.", "It rose 1000 times."),
        ("It rose 1 000 times.", "It rose 1,000 times."),
        ("It rose three times.", "It rose 3 times."),
        ("It rose twenty-five times.", "It rose 25 times."),
        ("For the third time.", "For the 3rd time."),
        ("It rose 3 per cent.", "It rose 3%."),
        ("On January 3, 2026 it began.", "On 3 Jan. 2026 it began."),
        ("It began at 7 p.m. sharp.", "It began at 7pm sharp."),
        ("It isn't open.", "It is not open."),
        ("It cannot open.", "It can't open."),
        ("It was teh bridge.", "It was the bridge."),
        ("It was well built.", "It was well-built."),
        ("A well known bridge.", "A well-known bridge, though."),
        ("the prime minister said", "the Prime Minister said"),
        ("He is in the U.S. now.", "He is in the US now."),
        ("in the ’90s the workers’ rights", "in the '90s the workers' rights"),
        ("Between 1914-18 it stood.", "Between 1914–18 it stood."),
        ("It opened, and prices rose.", "It opened. Prices rose."),
        ("Better put.", "The bridge, plainly."),
    ],
)
def test_what_a_house_may_write_either_way_is_style(before: str, after: str) -> None:
    assert said(before, after) == []
    assert said(after, before) == []


def test_two_numbers_that_changed_places_in_a_sentence_are_two_facts() -> None:
    assert said("Japan won 3, China 5.", "Japan won 5, China 3.") == [
        "the number 3 became 5",
        "the number 5 became 3",
    ]


def test_a_row_of_a_table_says_the_same_in_any_place_but_not_with_other_cells() -> None:
    japan, china = "<td>Japan</td><td>{}</td>", "<td>China</td><td>{}</td>"
    rows = [f"<tr>{japan.format(3)}</tr>", f"<tr>{china.format(5)}</tr>"]
    swapped = [f"<tr>{japan.format(5)}</tr>", f"<tr>{china.format(3)}</tr>"]

    def table(rows: list[str]) -> Piece:
        return Piece(body=f"<div class='table'><table><tbody>{''.join(rows)}</tbody></table></div>")

    assert told(table(rows), table(rows[::-1])) == []
    assert told(table(rows), table(swapped)) == [
        "the number 3 became 5 in a table",
        "the number 5 became 3 in a table",
    ]


def test_a_fact_is_found_wherever_it_is_printed() -> None:
    figure = (
        '<figure class="picture"><picture><img alt="Seen in {0}"></picture>'
        "<figcaption>As in {0}</figcaption></figure>"
        '<aside class="pull-quote" aria-hidden="true"><p>The {0}</p></aside>'
        '<dl class="timeline"><div><dt>March</dt><dd>It was {0}</dd></div></dl>'
        "<ul><li>It is<ul><li>within {0}</li></ul></li></ul>"
    )

    def with_year(year: str) -> Piece:
        return Piece(
            dek=f"A dek of {year}",
            picture=(f"A lead of {year}",),
            body=figure.format(year),
        )

    found = changed(with_year("2024"), with_year("2025"))
    assert [change.where for change in found] == [
        "the dek",
        "the lead picture",
        "an alternative text",
        "a caption",
        "the text",  # the pull quote
        "the text",  # the timeline
        "the text",  # the list
    ]
    assert {change.kind for change in found} == {Kind.NUMBER, Kind.QUOTATION}


def test_another_picture_is_a_fact_and_its_place_is_none() -> None:
    def pictures(*files: str, alt: str = "Ships", lead: str = "") -> Piece:
        figure = (
            '<figure class="picture"><span class="frame"><img class="placeholder" src="data:,x" '
            'alt=""><picture><img src="{}" alt="{}"></picture></span></figure>'
        )
        body = "".join(figure.format(file, alt) for file in files)
        return Piece(body=body, picture=(alt, "", ""), lead=lead)

    one, both = pictures("one.jpeg"), pictures("one.jpeg", "two.jpeg")
    assert told(one, pictures("two.jpeg")) == ["the picture “Ships” became another one"]
    assert told(pictures(lead="one.jpeg"), pictures(lead="two.jpeg")) != []
    assert told(one, both) == ["the picture “Ships” is new"]
    assert told(both, one) == ["the picture “Ships” is gone"]
    assert told(both, pictures("two.jpeg", "one.jpeg")) == []
    assert told(pictures("one.jpeg", alt=""), pictures(alt="")) == [
        "the picture “without a description” is gone"
    ]
    still = '<figure class="embed"><img src="{}" alt=""></figure>'  # its site may choose another
    assert told(Piece(body=still.format("a.jpeg")), Piece(body=still.format("b.jpeg"))) == []


@pytest.mark.parametrize("part", ["headline", "label", "byline", "dateline"])
def test_headline_label_byline_and_dateline_are_facts_as_a_whole(part: str) -> None:
    before, after = piece(**{part: "one of them"}), piece(**{part: "another of them"})
    assert told(before, after) == [f"the {part} “one of them” became “another of them”"]
    assert told(before, piece(**{part: "One,  of them"})) == []


def test_a_change_is_a_sentence_of_its_own() -> None:
    assert (
        Change(Kind.NUMBER, "90", "19", "the dek").sentence == "The number 90 became 19 in the dek."
    )
    assert Change(Kind.NAME, "Tokyo", "").sentence == "The name Tokyo is gone."


def test_the_numbers_of_a_text_are_told_by_what_they_claim() -> None:
    assert numbers("On January 3 about 1,000 of “90 men” paid $3bn; three left.") == {
        "jan 3": "January 3",
        "1000": "1,000",
        "90": "90",
        "$3bn": "$3bn",
        "3": "three",
    }


def test_the_text_around_a_change_tells_which_word_is_a_name() -> None:
    around = "Everybody knows that shovels are dear, and that Bush spoke."
    assert told(piece("Shovels fell.", around), piece("Spades fell.", around)) == [
        "the name Spades is new"
    ]
    assert told(piece("Bush spoke.", around), piece("Others spoke.", around)) == [
        "the name Bush is gone"
    ]
