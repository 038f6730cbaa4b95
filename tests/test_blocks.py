"""Each block of a body has one form: what has it is kept, what means the same is put into it."""

import pytest

from tests.body_grammar import cleaned


def figure(kind: str, inner: str, caption: str = "", values: str = "") -> str:
    """A block with its caption; that of a quotation is its source, below it."""
    caption = f"<figcaption>{caption}</figcaption>"
    inner = inner + caption if kind == "quotation" else caption + inner
    return f'<figure data-block="{kind}"{values}>{inner}</figure>'


def quotation(*paragraphs: str, source: str = "") -> str:
    words = "".join(f"<p>{words}</p>" for words in paragraphs)
    return figure("quotation", f"<blockquote>{words}</blockquote>", source)


def table(*rows: str, caption: str = "", kind: str = "table", values: str = "") -> str:
    grid = "".join(f"<tr>{row}</tr>" for row in rows)
    return figure(kind, f"<table><tbody>{grid}</tbody></table>", caption, values)


def picture(key: int, caption: str = "", values: str = ' data-layout="inline" data-alt=""') -> str:
    return figure("picture", "", caption, f' data-image="{key}"{values}')


def box(kind: str, inner: str, tag: str = "aside") -> str:
    return f'<{tag} data-block="{kind}">{inner}</{tag}>'


SEEN = ' data-layout="wide" data-alt="A &quot;view&quot;" data-decorative="yes"'
TOLD = ' data-kind="slope" data-unit="billion U.S. dollars"'
KEPT = [
    "<p>One <strong>strong</strong> and <em>soft</em> word.<br>A new line.</p>",
    "<p>H<sub>2</sub>O, 10<sup>9</sup>, 10&nbsp;km &lt;&amp;&gt;</p>",
    '<p>See <a data-article="7">the report</a> and <a href="#b-abcdefgh">above</a>.</p>',
    '<p>Rose<cite data-source="The ministry" data-url="https://example.org/"></cite>.</p>',
    "<h2>A heading</h2><h3>Another</h3><p>Text.</p><hr>",
    '<ul><li><p>One</p><ol start="3"><li><p>Two</p><p>and more</p></li></ol></li></ul>',
    quotation("Said.", "And again.", source="The <em>ministry</em>"),
    box("pull-quote", "<p>Three capitals</p>"),
    box("fact-box", "<h3>In short</h3><p>Text.</p><ul><li><p>a</p></li></ul>"),
    box("fact-box", "<h3>How we reported this</h3><p>From public papers.</p>"),
    box("key-points", "<ul><li><p>a</p></li><li><p>b</p></li></ul>", tag="div"),
    box("timeline", "<dt>January 2</dt><dd>The call.</dd><dt>Later</dt><dd></dd>", tag="dl"),
    table(
        '<th scope="col">A</th><th scope="col">B</th>',
        '<th scope="row" rowspan="2">1</th><td><p>x</p><p>y</p></td>',
        "<td></td>",
        caption="What",
    ),
    table("<td>Japan</td><td>250</td>", kind="chart", caption="Trade", values=TOLD),
    table("<td>Tokyo</td><td>35.7</td><td>139.7</td>", kind="map"),
    picture(12, "Here", SEEN),
    box("gallery", picture(1) + picture(2, "There"), tag="div"),
    figure("embed", "", values=' data-url="https://example.org/1"'),
    figure("document", "", "The report", ' data-url="https://example.org/1.pdf"'),
]
UNFINISHED = [
    quotation(""),
    box("pull-quote", "<p></p>"),
    box("fact-box", "<h3>In short</h3><p></p>"),
    box("key-points", "<ul><li><p></p></li></ul>", tag="div"),
    box("timeline", "<dt></dt><dd></dd>", tag="dl"),
    box("gallery", "", tag="div"),
    picture(1),
    table("<td></td><td></td>", kind="chart", values=' data-kind="line"'),
]


@pytest.mark.parametrize("html", KEPT)
def test_what_a_body_may_contain_is_kept_as_it_is(html: str) -> None:
    assert cleaned(html) == html


@pytest.mark.parametrize("html", UNFINISHED)
def test_a_block_that_is_not_finished_is_saved_as_it_stands(html: str) -> None:
    assert cleaned(html) == html


LINES = [
    ("<h1>Title</h1><h5>Small</h5>", "<h2>Title</h2><h3>Small</h3>"),
    ("<p><b>a</b> <i>b</i></p>", "<p><strong>a</strong> <em>b</em></p>"),
    ("<h2><b>All bold</b></h2>", "<h2>All bold</h2>"),
    ("one<div>two<section><p>three</p></section></div>", "<p>one</p><p>two</p><p>three</p>"),
    ("<b>a<p>b</p></b>", "<p><strong>a</strong></p><p><strong>b</strong></p>"),
    ("<p>a<br><br>b<br></p><p>&nbsp;</p>", "<p>a</p><p>b</p>"),
    ("<p>&nbsp; a &nbsp; b<b> </b></p>", "<p>a b</p>"),
    ("<p><b>a </b>b<b><i>c</i></b></p>", "<p><strong>a</strong> b<strong><em>c</em></strong></p>"),
    ("<p>a<cite data-source=' '>b</cite> <cite>c</cite></p>", "<p>ab <em>c</em></p>"),
    ("<pre>one\n  two\n\nthree</pre>", "<p>one<br>two</p><p>three</p>"),
    ("One & two\nthree\n\nfour", "<p>One &amp; two<br>three</p><p>four</p>"),
    ("<ol start=1 type=a><li></li><li>a</li></ol>", "<ol><li><p>a</p></li></ol>"),
    (
        "<ul><li>a</li><ul><li>b</li></ul>c</ul>",
        "<ul><li><p>a</p><ul><li><p>b</p></li></ul></li><li><p>c</p></li></ul>",
    ),
]
QUOTATIONS = [
    (
        "<blockquote>Said.<footer>— <cite>The ministry</cite></footer></blockquote>",
        quotation("Said.", source="The ministry"),
    ),
    (
        "<blockquote><p>Said.</p><p><cite>– A. B.</cite></p></blockquote>",
        quotation("Said.", source="A. B."),
    ),
    (
        "<figure><blockquote>Said.</blockquote><figcaption>A. B., <cite>Notes</cite></figure>",
        quotation("Said.", source="A. B., <em>Notes</em>"),
    ),
    ("<blockquote> </blockquote>", ""),
]
TABLES = [
    (
        "<table><caption>C</caption><thead><tr><td>a<td>b</thead><tr><th>1<td>2</table>",
        table(
            '<th scope="col">a</th><th scope="col">b</th>',
            '<th scope="row">1</th><td>2</td>',
            caption="C",
        ),
    ),
    (
        "<table><tr><td>a<td>b<tr><td>c</table>",
        table("<td>a</td><td>b</td>", "<td>c</td><td></td>"),
    ),
    (
        "<table><tr><td>a<td rowspan=9>b<tr><td>c</table>",
        table('<td>a</td><td rowspan="2">b</td>', "<td>c</td>"),
    ),
    (
        "<table><tr><td>a<td rowspan=2>b<tr><td colspan=2>c</table>",
        table("<td>a</td><td>b</td>", "<td>c</td><td></td>"),
    ),
    (
        "<table><tr><td><b>a</b><td><b>b</b><tr><td>c<td>d</table>",
        table('<th scope="col">a</th><th scope="col">b</th>', "<td>c</td><td>d</td>"),
    ),
    ("<table><tr><td>a<tr><td>b</table>", "<p>a</p><p>b</p>"),
    (
        "<table><tr><td><table><tr><td>a<td>b</table><td>c</table>",
        table("<td>a</td><td>b</td>") + "<p>c</p>",
    ),
]
FALSE_BLOCKS = [
    ('<figure data-block="other"><p>a</p></figure>', "<p>a</p>"),
    ('<div data-block="picture" data-image="1">a</div>', "<p>a</p>"),
    (figure("picture", "", "a <b>b</b>"), "<p>a <strong>b</strong></p>"),
    (figure("embed", "", "a", ' data-url="http://example.org/"'), "<p>a</p>"),
    (table("<td>a</td>", kind="chart", values=' data-kind="pie"'), table("<td>a</td>")),
    (picture(2, values=' data-layout="huge"'), picture(2)),
    (
        box("gallery", picture(2) + "stray", tag="div"),
        box("gallery", picture(2), tag="div") + "<p>stray</p>",
    ),
    (box("fact-box", "<p>a</p><h2>b</h2><hr>"), box("fact-box", "<p>a</p><p>b</p>")),
    (f"<ul><li>a{picture(2, 'b')}</li></ul>", "<ul><li><p>a</p><p>b</p></li></ul>"),
]


@pytest.mark.parametrize(("html", "stored"), LINES)
def test_every_way_to_write_a_line_is_stored_in_one(html: str, stored: str) -> None:
    assert cleaned(html) == stored


@pytest.mark.parametrize(("html", "stored"), QUOTATIONS)
def test_a_plain_quotation_finds_its_source(html: str, stored: str) -> None:
    assert cleaned(html) == stored


@pytest.mark.parametrize(("html", "stored"), TABLES)
def test_a_table_has_headings_and_no_gap_or_is_none(html: str, stored: str) -> None:
    assert cleaned(html) == stored


@pytest.mark.parametrize(("html", "stored"), FALSE_BLOCKS)
def test_a_block_that_is_not_what_it_says_leaves_its_words(html: str, stored: str) -> None:
    assert cleaned(html) == stored
