"""Two versions as one text: every change is shown, nothing is lost, what stayed stays quiet."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser, LexborNode

from articles import prose
from articles.prose.comparing import compare, compare_words
from tests import sound_html
from tests.test_prose import EVERYTHING, FIXTURES, HTML

INLINE = {"a", "br", "em", "span", "strong", "sub", "sup"}
CELLS = {"td", "th"}


def printed(html: str) -> str:
    return prose.print_body(prose.clean(html), EVERYTHING)


def compared(old: str, new: str) -> str:
    html = "\n".join(stretch.html for stretch in compare(old, new).stretches)
    sound_html.check(html)
    return html


def seen(old: str, new: str) -> str:
    """A comparison as it is seen: [-taken out-] and {+put in+}."""
    html = re.sub(r'<span class="unseen told">[^<]*</span>', "", compared(old, new))
    html = html.replace("<del>", "[-").replace("</del>", "-]")
    return re.sub("<[^>]+>", "", html.replace("<ins>", "{+").replace("</ins>", "+}"))


# --- A second reading, by other code --------------------------------------------------------------


def reading(html: str, without: str = "") -> list[tuple]:
    """What a body says: each sign with the marks around it, each block where it opens and ends.

    ``without`` "del" or "ins" it says what the later or the earlier of two compared bodies says.
    Left out is what a comparison leaves out: ids, landmarks, numbers of sources and the ways back.
    """
    body = LexborHTMLParser(re.sub(r'\s*<a class="back".*?</a>', "", html)).body
    return list(_read(body, (), without)) if body else []


def _read(node: LexborNode, marks: tuple, without: str) -> Iterator[tuple]:
    children = list(node.iter(include_text=True))
    in_line = all(child.tag in {"-text", "ins", "del", *INLINE} for child in children)
    is_line = in_line and node.tag != "body"
    for child in children:
        given = child.attributes
        if child.tag == "-text":
            words = child.text_lexbor()
            yield from ((sign, marks) for sign in words if is_line or words.strip())
        elif _is_left_out(child, without):
            continue
        elif given.get("class") == "reference":
            yield ("a source", marks)
        elif child.tag in {"ins", "del"}:
            yield from _read(child, marks, without)
        else:
            yield from _read_element(child, marks, without)


def _is_left_out(node: LexborNode, without: str) -> bool:
    if node.attributes.get("class") == "unseen told":
        return True
    change = node.attributes.get("data-change")
    return bool(without) and (node.tag == without or change == {"del": "out", "ins": "in"}[without])


def _read_element(node: LexborNode, marks: tuple, without: str) -> Iterator[tuple]:
    left_out = {"id", "aria-labelledby", "aria-hidden", "role", "data-change", "data-moved"}
    own = tuple((k, v) for k, v in sorted(node.attributes.items()) if k not in left_out)
    # A cell keeps its place in its row, and with it the look of its column.
    named = ("cell",) if node.tag in CELLS else (node.tag, own)
    if node.tag in INLINE and node.tag != "br":
        yield from _read(node, (*marks, named), without)
    else:
        yield ("opens", named, marks)
        yield from _read(node, (), without)
        yield ("ends", named)


def holds(old: str, new: str) -> None:
    html = compared(old, new)
    assert reading(html, without="del") == reading(new)
    assert reading(html, without="ins") == reading(old)


# --- Promises that hold for any two bodies --------------------------------------------------------

LINES = [
    "It was two.",
    "It was <strong>three</strong>, they said.",
    'See <a href="https://example.org/">the report</a> of <em>Monday</em>.',
    'See <a href="https://example.org/2">the report</a> of <em>Monday</em>.',
    "首相は三日に発表した。",
    "H<sub>2</sub>O is <strong><em>not</em> a price</strong>.<br>A new line.",
    "One “quoted” word, $1,234.5 billion; 250 more.",
    'Rose<cite data-source="The ministry" data-url="https://example.org/m"></cite> by 2 %.',
    'Fell<cite data-source="The bank"></cite> by 3 %.',
]
BLOCKS = [
    *(f"<p>{line}</p>" for line in LINES),
    "<h2>A heading</h2>",
    "<h3>One below it</h3>",
    "<hr>",
    "<ul><li><p>One</p></li><li><p>Two</p><ul><li><p>Within two</p></li></ul></li></ul>",
    '<ol start="3"><li><p>One</p><p>and more</p></li><li><p>Three</p></li></ol>',
    '<dl data-block="timeline"><dt>Monday</dt><dd>The call.</dd><dt>Later</dt><dd>More.</dd></dl>',
    '<dl data-block="timeline"><dt>Monday</dt><dd>The call, at noon.</dd></dl>',
    '<aside data-block="pull-quote"><p>It was two.</p></aside>',
    '<aside data-block="fact-box"><h3>In short</h3><p>Text.</p></aside>',
    '<aside data-block="fact-box"><h3>Methods</h3><p>We read it.</p></aside>',
    '<div data-block="key-points"><ul><li><p>a</p></li><li><p>b</p></li></ul></div>',
    f'<figure data-block="quotation"><blockquote>{LINES[0]}</blockquote></figure>',
    *(
        f'<figure data-block="{kind}" data-kind="bar" data-unit="%"><figcaption>Trade</figcaption>'
        f'<table><tr><th scope="col">Who</th><th scope="col">{head}</th></tr>'
        f'<tr><th scope="row">A</th><td>{value}</td></tr></table></figure>'
        for kind, head, value in [
            ("table", "2025", "1"),
            ("table", "2026", "<p>x</p><p>y</p>"),
            ("chart", "2025", "1"),
            ("chart", "2025", "2"),
        ]
    ),
    *(
        f'<figure data-block="picture" data-image="{key}" data-layout="inline" data-alt="View">'
        f"<figcaption>{caption}</figcaption></figure>"
        for key, caption in [(5, "Here"), (12, "There"), (12, "")]
    ),
]
NAMES = ["aaaaaaaa", "bbbbbbbb", "cccccccc", "dddddddd", "eeeeeeee"]
NAMED = st.tuples(st.sampled_from(BLOCKS), st.sampled_from(["", *NAMES])).map(
    lambda block: (
        re.sub(r"^<(\w+)", rf'<\1 data-id="{block[1]}"', block[0]) if block[1] else block[0]
    )
)
BODIES = st.lists(NAMED, max_size=7).map("".join).map(printed)
TEXT = st.text("ab1 .,-é日本<&>\"'\n", max_size=40)
thoroughly = settings(max_examples=150, deadline=None)


@thoroughly
@given(BODIES, BODIES)
def test_without_what_was_taken_out_it_is_the_new_text_and_without_what_was_put_in_the_old_one(
    old: str, new: str
) -> None:
    holds(old, new)


@thoroughly
@given(HTML.map(printed), HTML.map(printed))
def test_that_holds_for_bodies_of_any_origin(old: str, new: str) -> None:
    holds(old, new)


@given(TEXT, TEXT)
def test_that_holds_for_a_line_of_plain_words(old: str, new: str) -> None:
    html = f"<p>{compare_words(old, new)}</p>"
    sound_html.check(html)
    for wording, without in ((new, "del"), (old, "ins")):
        signs = [sign for sign, *_ in reading(html, without) if sign not in {"opens", "ends"}]
        assert "".join(signs) == wording


@pytest.mark.parametrize("file", FIXTURES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_a_text_beside_itself_shows_no_change_and_beside_nothing_shows_all_of_it(file) -> None:
    body = printed(file.read_text())
    assert compare(body, body).changes == 0
    assert not re.search("<ins|<del|data-change", compared(body, body))
    holds(body, "")
    holds("", body)


# --- What a reader sees ---------------------------------------------------------------------------


def p(*lines: str) -> str:
    return "\n".join(
        f'<p id="b-{name}">{line}</p>' for name, line in zip(NAMES, lines, strict=False)
    )


SEEN = {
    "a word": ("It was two.", "It was three.", "It was [-two-]{+three+}."),
    "a figure is one word": (
        "Worth $1,234.5.",
        "Worth $1,334.5.",
        "Worth [-$1,234.5-]{+$1,334.5+}.",
    ),
    "a word put in": ("It fell.", "It fell sharply.", "It fell{+ sharply+}."),
    "words far apart": (
        "The ministry said on Monday that both governments agree.",
        "The ministry said on Tuesday that both governments agreed.",
        "The ministry said on [-Monday-]{+Tuesday+} that both governments [-agree-]{+agreed+}.",
    ),
    "neighbours are one change": (
        "They met on the second day of the month in Osaka.",
        "They met on a third day of the month in Osaka.",
        "They met on [-the second-]{+a third+} day of the month in Osaka.",
    ),
    "another sentence is not cut up": (
        "It was calm.",
        "Prices fell everywhere else.",
        "[-It was calm.-]{+Prices fell everywhere else.+}",
    ),
    "Japanese": ("首相は二日に発表。", "首相は三日に発表。", "首相は[-二-]{+三+}日に発表。"),
    "a link that leads elsewhere": (
        'See <a href="/a/">it</a> in full here.',
        'See <a href="/b/">it</a> in full here.',
        "See [-it-]{+it+} in full here.",
    ),
    "a mark": (
        "All <em>agreed</em> on it.",
        "All agreed on it.",
        "All [-agreed-]{+agreed+} on it.",
    ),
}


@pytest.mark.parametrize(("old", "new", "shown"), SEEN.values(), ids=SEEN)
def test_a_change_is_shown_word_by_word(old: str, new: str, shown: str) -> None:
    assert seen(p(old), p(new)) == shown


def test_a_link_that_a_change_cuts_through_is_whole_on_both_sides() -> None:
    html = compared(p('<a href="/a/">the old report</a>'), p('<a href="/a/">the new report</a>'))
    assert re.sub(r'<span class="unseen told">[^<]*</span>', "", html) == (
        '<p id="b-aaaaaaaa" data-change="changed"><a href="/a/">the </a><del><a href="/a/">old</a>'
        '</del><ins><a href="/a/">new</a></ins><a href="/a/"> report</a></p>'
    )


def test_a_screen_reader_is_told_where_a_change_begins_and_ends() -> None:
    html = compared(p("It was two."), p("It was three."))
    words = LexborHTMLParser(html).text()
    assert words == "It was deleted: twoinserted: three (end) ."


def timeline(*entries: tuple[str, str]) -> str:
    told = "".join(f"<div><dt>{date}</dt><dd>{event}</dd></div>" for date, event in entries)
    return f'<dl class="timeline" id="b-aaaaaaaa">{told}</dl>'


def test_an_entry_of_a_timeline_is_compared_with_the_one_of_its_date() -> None:
    old = timeline(("Monday", "They speak and announce it."), ("Friday", "It ends."))
    new = timeline(
        ("Monday", "They speak."), ("Tuesday", "They announce it."), ("Friday", "It ends.")
    )
    assert seen(old, new) == (
        "MondayThey speak[- and announce it-].{+Tuesday+}{+They announce it.+}FridayIt ends."
    )


def table(*rows: tuple[str, ...]) -> str:
    cells = (f"<th>{row[0]}</th>{''.join(f'<td>{cell}</td>' for cell in row[1:])}" for row in rows)
    rows_html = "".join(f"<tr>{row}</tr>" for row in cells)
    return f'<div class="table" id="b-aaaaaaaa"><table><tbody>{rows_html}</tbody></table></div>'


def test_one_figure_of_a_table_is_a_change_of_that_figure() -> None:
    old = table(("Japan", "250", "7"), ("China", "300", "8"))
    new = table(("Japan", "255", "7"), ("Korea", "100", "1"), ("China", "300", "8"))
    assert seen(old, new) == "Japan[-250-]{+255+}7{+Korea+}{+100+}{+1+}China3008"
    assert len(LexborHTMLParser(compared(old, new)).css("table")) == 1


def test_a_table_with_another_number_of_columns_is_shown_before_and_after() -> None:
    html = compared(table(("Japan", "250")), table(("Japan", "250", "7")))
    changes = [t.attributes["data-change"] for t in LexborHTMLParser(html).css("table")]
    assert changes == ["out", "in"]


def chart(value: str) -> str:
    return (
        '<figure class="drawing" id="b-aaaaaaaa"><figcaption>Trade</figcaption>'
        f'<svg role="img" aria-label="Trade: {value}"><path d="M0"></path></svg></figure>'
    )


def test_a_chart_is_shown_before_and_after() -> None:
    page = LexborHTMLParser(compared(chart("250"), chart("255")))
    (before,), (after,) = page.css("del.whole svg"), page.css("ins.whole svg")
    assert (before.attributes["aria-label"], after.attributes["aria-label"]) == (
        "Trade: 250",
        "Trade: 255",
    )
    assert page.css_first("del.whole").text().startswith("deleted: Trade")


def test_a_blocks_own_id_finds_it_whatever_it_says_now() -> None:
    assert seen(p("Alpha beta gamma.", "One."), p("Delta.", "One.")) == (
        "[-Alpha beta gamma.-]{+Delta.+}\nOne."
    )


def test_what_has_no_id_in_common_is_found_by_its_words() -> None:
    old = '<p id="b-xxxxxxxx">The ministry made it public on January 2 in Tokyo.</p>'
    new = '<p id="b-yyyyyyyy">New.</p><p>The ministry made it public on January 3 in Tokyo.</p>'
    assert seen(old, new) == (
        "{+New.+}\nThe ministry made it public on January [-2-]{+3+} in Tokyo."
    )


def test_a_block_that_was_moved_says_so_at_both_places() -> None:
    old, new = p("One.", "Two.", "Three."), p("One.", "Two.", "Three.").split("\n")
    page = LexborHTMLParser(compared(old, "\n".join([new[2], new[0], new[1]])))
    moved = [(node.text(), node.attributes["data-change"]) for node in page.css("[data-moved]")]
    assert moved == [("inserted: Three. (end) ", "in"), ("deleted: Three. (end) ", "out")]


def test_a_source_named_earlier_changes_no_reference_after_it() -> None:
    bank, ministry = (f"<cite data-source='The {name}'></cite>" for name in ("bank", "ministry"))
    first, second = '<p data-id="aaaaaaaa">One', '<p data-id="bbbbbbbb">Two'
    old = printed(f"{first}.</p>{second}{bank}.</p>")
    new = printed(f"{first}{ministry}.</p>{second}{bank}, again{bank}.</p>")
    assert seen(old, new) == "One{+1+}.\nTwo2{+, again2+}.\nSources{+The ministry+}The bank"


def test_long_stretches_without_a_change_can_be_folded() -> None:
    lines = [f'<p id="b-{n:08}">Line {n}.</p>' for n in range(12)]
    changed = [*lines[:8], '<p id="b-00000008">Line eight.</p>', *lines[9:]]
    told = compare("".join(lines), "".join(changed))
    assert [(stretch.blocks, stretch.is_far) for stretch in told.stretches] == [
        (7, True),
        (3, False),
        (2, True),
    ]
    assert told.changes == 1
