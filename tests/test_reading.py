"""A body can be read without its markup: its words in order, their number, what it refers to."""

from hypothesis import given, settings
from hypothesis import strategies as st

from articles import prose
from articles.prose import Uses
from articles.prose.material import Material

WORDS = st.text("abcdé日本 -’&", min_size=1, max_size=12)
TAGS = st.sampled_from(["p", "h2", "h3", "li", "blockquote", "td"])
CHART = """<p>Trade rose<cite data-source="The ministry"></cite>again.</p>
<figure data-block="chart" data-kind="bar" data-unit="billion dollars">
<figcaption>Trade</figcaption><table><tbody>
<tr><th scope="col">Year</th><th scope="col">Value</th></tr>
<tr><td>2024</td><td>250</td></tr><tr><td>2025</td><td>300</td></tr></tbody></table></figure>"""


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


def test_a_chart_reads_as_its_table_and_a_footnote_is_no_word_of_its_sentence() -> None:
    printed = prose.print_body(prose.clean(CHART), Material())
    assert "<svg" in printed
    text = prose.plain_text(printed).split("\n\n")
    assert text[0] == "Trade rose again." or text[0] == "Trade roseagain."
    assert [text.count(word) for word in ("Year", "2024", "250", "300")] == [1, 1, 1, 1]
    assert text[-1] == "The ministry"


def test_a_drawing_without_a_table_is_read_itself() -> None:
    drawing = "<figure><svg><title>Map</title><text>Tokyo</text><text>Beijing</text></svg></figure>"
    assert prose.plain_text(drawing) == "Tokyo\n\nBeijing"


def test_words_are_counted_as_readers_read_them() -> None:
    assert prose.word_count("One, two – three.") == 3
    assert prose.word_count("高市首相は四月に訪米する") == 6
    assert prose.word_count("Prime Minister 高市 (Takaichi)") == 4


def test_reading_takes_at_least_a_minute() -> None:
    assert prose.reading_minutes("") == 1
    assert prose.reading_minutes("word " * 230 * 4) == 4
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


def test_no_words_about_an_address_make_it_used() -> None:
    body = prose.clean('<p>Write data-image=“12” or &lt;a data-article="7"&gt;.</p>')
    assert prose.uses(body) == Uses([], [], [])
