"""A body can be read without its markup: its words in order, their number, what it refers to."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles import prose
from articles.prose import Uses
from tests.test_print import FIGURES, MATERIAL, PICTURE, VIDEO

WORDS = st.text("abcdé日本 -’&", min_size=1, max_size=12)
TAGS = st.sampled_from(["p", "h2", "h3", "li", "blockquote", "td"])
READ_OUT = "Partner\n\nValue\n\nChina\n\n300\n\nUnited States\n\n250"
# A block as it is stored, and how it reads in print.
READ = {
    "<h2>A <em>heading</em></h2>": "A heading",
    "<p>Trade rose<cite data-source='The ministry'></cite> again.</p>": (
        "Trade rose again.\n\nSources\n\nThe ministry"
    ),
    "<ol start=3><li>One<ul><li>Two</li></ul></li></ol>": "One\n\nTwo",
    "<p>Above</p><hr><p>Below</p>": "Above\n\nBelow",
    "<figure data-block=quotation><blockquote><p>It stands.</p></blockquote>"
    "<figcaption>An engineer</figcaption></figure>": "It stands.\n\nAn engineer",
    "<p>He said it stands.</p><aside data-block=pull-quote><p>It stands</p></aside>": (
        "He said it stands.\n\nIt stands"
    ),
    "<p>It stands, he said.</p><aside data-block=pull-quote><p>It stands</p></aside>": (
        "It stands, he said."
    ),
    "<aside data-block=fact-box><h3>In short</h3><p>A bridge.</p></aside>": "In short\n\nA bridge.",
    "<aside data-block=fact-box><h3>Methods</h3><p>We read it.</p></aside><p>It stands.</p>": (
        "It stands.\n\nMethods\n\nWe read it."
    ),
    "<div data-block=key-points><ul><li>It stands.</li></ul></div>": "Key points\n\nIt stands.",
    "<dl data-block=timeline><dt>May</dt><dd>Begun</dd></dl>": "May\n\nBegun",
    f"<figure data-block=table><figcaption>Trade</figcaption>{FIGURES}</figure>": (
        f"Trade\n\n{READ_OUT}"
    ),
    f"<figure data-block=table>{FIGURES}</figure>": READ_OUT,
    "<figure data-block=chart data-kind=bar data-unit=tons><figcaption>Trade</figcaption>"
    f"{FIGURES}</figure>": f"Trade tons\n\n{READ_OUT}",
    "<figure data-block=map><figcaption>The ports</figcaption><table><tr><th>Place<th>Latitude"
    "<th>Longitude<tr><td>Tokyo<td>35.7<td>139.7<tr><td>Beijing<td>39.9<td>116.4</table>": (
        "The ports\n\nPlace\n\nLatitude\n\nLongitude\n\nTokyo\n\n35.7\n\n139.7\n\n"
        "Beijing\n\n39.9\n\n116.4"
    ),
    PICTURE: "The harbour. Photo: A. Tester",
    f"<div data-block=gallery>{PICTURE}{PICTURE}</div>": (
        "The harbour. Photo: A. Tester\n\nThe harbour. Photo: A. Tester"
    ),
    f"<figure data-block=embed data-url='{VIDEO}'><figcaption>Watch it</figcaption></figure>": (
        "The statement\n\nAn office · YouTube\n\nWatch it"
    ),
    "<figure data-block=document data-url='https://example.org/a.pdf'><figcaption>The report"
    "</figcaption></figure>": "The report",
}


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(TAGS, WORDS), max_size=8))
def test_plain_text_keeps_every_word_in_its_order(blocks: list[tuple[str, str]]) -> None:
    wrap = {"li": "<ul>{}</ul>", "td": "<table><tbody><tr>{}</tr></tbody></table>"}
    html = "".join(
        wrap.get(tag, "{}").format(f"<{tag}>{words.replace('&', '&amp;')}</{tag}>")
        for tag, words in blocks
    )
    said = [word for _, words in blocks for word in words.split()]
    assert prose.plain_text(html).split() == said
    assert prose.plain_text(prose.clean(html)).split() == said


def test_plain_text_parts_what_the_page_parts() -> None:
    html = "<h2>Head</h2><p>One<br>two <em>th</em>ree.</p><ul><li>a</li><li>b</li></ul>"
    assert prose.plain_text(html) == "Head\n\nOne\n\ntwo three.\n\na\n\nb"


def test_markup_without_a_word_is_no_text() -> None:
    for html in ("", "   ", "<p></p>", "<p> </p><h2></h2>", "<p>&nbsp;</p>", "<p>\u200b</p>"):
        assert prose.clean(html) == "", html
        assert prose.word_count(prose.plain_text(html)) == 0, html


@pytest.mark.parametrize(("stored", "read"), READ.items())
def test_every_block_in_print_reads_as_its_words_each_once(stored: str, read: str) -> None:
    printed = prose.print_body(prose.clean(stored), MATERIAL)
    assert prose.plain_text(printed) == read


def test_a_drawing_without_a_table_is_read_itself() -> None:
    drawing = "<figure><svg><title>Map</title><text>Tokyo</text><text>Beijing</text></svg></figure>"
    assert prose.plain_text(drawing) == "Tokyo\n\nBeijing"


def test_words_are_counted_as_readers_read_them() -> None:
    assert prose.word_count("One, two – three.") == 3
    assert prose.word_count("高市首相は四月に訪米する") == 6
    assert prose.word_count("Prime Minister 高市 (Takaichi)") == 4


def test_reading_takes_at_least_a_minute() -> None:
    assert prose.reading_minutes("") == 1
    assert prose.reading_minutes("“Six” " * 230 * 4) == 4
    assert prose.reading_minutes("日" * 460 * 3) == 3


def test_a_body_tells_what_it_uses_each_once_and_in_order() -> None:
    picture = '<figure data-block="picture" data-image="{}"></figure>'
    body = prose.clean(
        '<p><a data-article="9">a</a> <a data-article="7">b</a> <a data-article="9">c</a></p>'
        + picture.format(12)
        + f'<div data-block="gallery">{picture.format(3)}{picture.format(12)}</div>'
        + '<figure data-block="embed" data-url="https://example.org/v?a=1&amp;b=2"></figure>'
        + '<figure data-block="document" data-url="https://example.org/v.pdf"></figure>'
    )
    assert prose.uses(body) == Uses([12, 3], [9, 7], ["https://example.org/v?a=1&b=2"])


def test_a_body_that_came_round_the_sanitiser_uses_only_what_there_can_be() -> None:
    body = (
        '<figure data-block="picture" data-image="x"></figure><a data-article="-1">a</a>'
        '<figure data-block="picture" data-image="7"></figure>'
        '<figure data-block="embed" data-url="javascript:x()"></figure>'
    )
    assert prose.uses(body) == Uses([7], [], [])


def test_no_words_about_an_address_make_it_used() -> None:
    body = prose.clean('<p>Write data-image=“12” or &lt;a data-article="7"&gt;.</p>')
    assert prose.uses(body) == Uses([], [], [])
