"""What readers get of a body: every block in sound HTML, and nothing that the desk did not mean."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from articles.prose.lacks import problems
from articles.prose.material import Material, PrintedEmbed, PrintedPicture
from articles.prose.pictures import picture_html
from articles.prose.printing import print_body

HARBOUR = PrintedPicture(
    placeholder="data:image/webp;base64,UklGRg==",
    shapes={
        "whole": {
            "width": 1920,
            "height": 1280,
            "files": {
                "avif": [(640, "a.avif"), (1920, "b.avif")],
                "webp": [(640, "a.webp"), (1920, "b.webp")],
                "jpeg": [(640, "a.jpg"), (1280, "b.jpg"), (1920, "c.jpg")],
            },
        }
    },
    alt="The library's own words",
    caption="The library's caption",
    credit="Photo: A. Tester",
)
VIDEO = "https://www.youtube.com/watch?v=abcdefghijk"
PLAYER = "https://www.youtube-nocookie.com/embed/abcdefghijk"


def work(**given: object) -> PrintedEmbed:
    plain = PrintedEmbed(
        url=VIDEO,
        provider="YouTube",
        title="The statement",
        author="An office",
        text="",
        frame=PLAYER,
        width=1280,
        height=720,
        picture=HARBOUR,
    )
    return PrintedEmbed(**(plain | given))  # type: ignore[typeddict-item]


MATERIAL = Material(
    pictures={7: HARBOUR}, addresses={5: "/2026/01/03/visit/"}, embeds={VIDEO: work()}
)
PICTURE = (
    '<figure data-block="picture" data-id="aaaaaaaa" data-image="7" data-layout="wide" '
    'data-alt="A harbour at dusk"><figcaption>The harbour.</figcaption></figure>'
)
FIGURES = (
    '<table><tbody><tr><th scope="col">Partner</th><th scope="col">Value</th></tr>'
    "<tr><td>China</td><td>300</td></tr><tr><td>United States</td><td>250</td></tr></tbody></table>"
)


def chart(kind: str = "bar", table: str = FIGURES) -> str:
    return (
        f'<figure data-block="chart" data-id="aaaaaaaa" data-kind="{kind}" data-unit="billion">'
        f"<figcaption>Trade</figcaption>{table}</figure>"
    )


def printed(body: str, material: Material = MATERIAL) -> LexborHTMLParser:
    return LexborHTMLParser(print_body(body, material))


def test_a_block_can_be_linked_to_and_the_desks_own_marks_stay_at_the_desk() -> None:
    assert print_body('<p data-id="aaaaaaaa">One</p>', MATERIAL) == '<p id="b-aaaaaaaa">One</p>'
    for node in printed(PICTURE + chart()).css("*"):
        assert not [name for name in node.attributes if name.startswith("data-")]


def test_two_blocks_never_share_an_id() -> None:
    html = printed('<p data-id="aaaaaaaa">One</p><p data-id="aaaaaaaa">Two</p>')
    assert [node.id for node in html.css("p")] == ["b-aaaaaaaa", None]


def test_an_empty_block_leaves_nothing() -> None:
    for block in (
        "<p></p>",
        "<p> <br></p>",
        "<h2></h2>",
        "<ul><li><p></p></li></ul>",
        '<aside data-block="fact-box"><h3>Title alone</h3></aside>',
        '<div data-block="key-points"><ul><li><p></p></li></ul></div>',
        '<div data-block="gallery"></div>',
        '<figure data-block="table"><figcaption>Caption</figcaption></figure>',
    ):
        assert print_body(block, MATERIAL) == ""


def test_a_point_of_a_list_holds_its_words_and_the_list_below_it() -> None:
    body = '<ol start="4"><li><p>One</p><ul><li><p>Two</p></li></ul></li></ol>'
    assert print_body(body, MATERIAL) == '<ol start="4"><li>One<ul><li>Two</li></ul></li></ol>'


def test_no_heading_leaves_out_a_level() -> None:
    body = (
        '<aside data-block="fact-box"><h3>Box</h3><p>x</p></aside><h3>First</h3><h2>Second</h2>'
        '<h3>Third</h3><aside data-block="fact-box"><h3>Box</h3><p>x</p></aside>'
    )
    assert [node.tag for node in printed(body).css("h2, h3")] == ["h2", "h2", "h2", "h3", "h3"]


def test_a_quotation_names_its_source() -> None:
    body = (
        '<figure data-block="quotation"><blockquote><p>Words.</p></blockquote>'
        "<figcaption>A speaker</figcaption></figure>"
    )
    html = printed(body)
    assert html.css_first("figure > blockquote > p").text() == "Words."
    assert html.css_first("figure > figcaption").text() == "A speaker"


def test_a_pull_quote_is_read_aloud_only_if_the_text_does_not_say_it() -> None:
    quote = '<aside data-block="pull-quote"><p>“Said before.”</p></aside>'
    repeated = printed(f"<p>He: <em>Said</em> before. Then he left.</p>{quote}").css_first("aside")
    assert repeated.attributes["aria-hidden"] == "true"
    alone = printed(f"<p>Something else.</p>{quote}").css_first("aside")
    assert "aria-hidden" not in alone.attributes


def test_a_box_is_named_by_its_title() -> None:
    body = (
        '<aside data-block="fact-box" data-id="aaaaaaaa"><h3>What it is</h3><p>This.</p></aside>'
        '<div data-block="key-points" data-id="bbbbbbbb"><ul><li><p>One</p></li></ul></div>'
    )
    html = printed(body)
    for box, title in zip(html.css("aside"), ("What it is", "Key points"), strict=True):
        label = html.css_first(f"#{box.attributes['aria-labelledby']}")
        assert label.text() == title


METHOD = '<aside data-block="fact-box" data-id="aaaaaaaa"><h3>{}</h3><p>We read it.</p></aside>'


@pytest.mark.parametrize("title", ["How we reported this", "Methods", " METHODS "])
def test_how_a_piece_was_made_stands_with_its_sources_at_the_end(title: str) -> None:
    html = printed(f'{METHOD.format(title)}<p>Text.<cite data-source="A report"></cite></p>')
    assert [node.tag for node in html.body.iter()] == ["p", "section", "aside"]
    assert html.css_first(".sources > h2").text() == "Sources and methods"
    assert html.css_first(".sources + #b-aaaaaaaa.fact-box > h3 + p").text() == "We read it."


def test_methods_can_name_a_source_of_their_own() -> None:
    method = METHOD.replace("it.", 'it.<cite data-source="A report"></cite>')
    html = printed(method.format("Methods") + "<p>Text.</p>")
    assert html.css_first("#source-1").text().startswith("A report")
    assert html.css_first(".sources + aside sup a").attributes["href"] == "#source-1"


def test_methods_without_sources_are_a_box_at_the_end_and_an_empty_one_is_none() -> None:
    html = printed(METHOD.format("Methods") + "<p>Text.</p>")
    assert [node.tag for node in html.body.iter()] == ["p", "aside"]
    empty = '<aside data-block="fact-box"><h3>Methods</h3></aside>'
    html = printed(f'{empty}<p>Text.<cite data-source="A report"></cite></p>')
    assert [node.tag for node in html.body.iter()] == ["p", "section"]
    assert html.css_first(".sources > h2").text() == "Sources"


def test_another_fact_box_stays_in_its_place() -> None:
    html = printed(f"{METHOD.format('Methods of payment')}<p>Text.</p>")
    assert [node.tag for node in html.body.iter()] == ["aside", "p"]


def test_each_date_of_a_timeline_stands_with_what_happened() -> None:
    body = '<dl data-block="timeline"><dt>May</dt><dd>One</dd><dt>June</dt><dd>Two</dd></dl>'
    groups = printed(body).css("dl > div")
    assert [[part.text() for part in group.iter()] for group in groups] == [
        ["May", "One"],
        ["June", "Two"],
    ]


def test_a_wide_table_scrolls_by_keyboard_under_its_caption() -> None:
    body = f'<figure data-block="table"><figcaption>Trade</figcaption>{FIGURES}</figure>'
    html = printed(body)
    region = html.css_first('[role="region"][tabindex="0"]')
    caption = region.css_first("table > caption")
    assert caption.text() == "Trade"
    assert region.attributes["aria-labelledby"] == caption.id
    assert [cell.attributes["scope"] for cell in html.css("thead th")] == ["col", "col"]
    assert len(html.css("tbody tr")) == 2


def test_a_chart_has_its_figures_beside_it_for_those_who_cannot_see_it() -> None:
    html = printed(chart())
    assert html.css_first("figure > svg[role=img]")
    assert html.css_first("figure > figcaption").text() == "Trade billion"
    assert [cell.text() for cell in html.css("figure > details td")] == [
        "China", "300", "United States", "250",
    ]  # fmt: skip


def test_a_chart_that_cannot_be_drawn_prints_as_its_table() -> None:
    html = printed(chart(kind="pie"))
    assert html.css_first("svg") is None
    assert html.css_first("details") is None
    assert len(html.css("tr")) == 3


def test_a_picture_prints_with_the_words_of_its_place_and_the_credit_of_the_library() -> None:
    html = printed(PICTURE)
    figure = html.css_first("figure")
    assert figure.attributes["class"] == "picture wide"
    assert html.css_first("picture > img").attributes["alt"] == "A harbour at dusk"
    assert html.css_first("figcaption").text() == "The harbour. Photo: A. Tester"


def test_a_decorative_picture_is_silent() -> None:
    body = PICTURE.replace("data-alt=", 'data-decorative="yes" data-alt=')
    assert {img.attributes["alt"] or "" for img in printed(body).css("img")} == {""}


def test_a_picture_that_left_the_library_is_not_printed() -> None:
    assert print_body(PICTURE, Material()) == ""


def test_a_picture_offers_the_browser_the_best_it_knows_and_keeps_its_place() -> None:
    html = LexborHTMLParser(picture_html(HARBOUR, alt="“A” & <b>", sizes="50vw"))
    assert [node.attributes["type"] for node in html.css("source")] == ["image/avif", "image/webp"]
    assert html.css_first("source").attributes["srcset"] == (
        "/media/a.avif 640w, /media/b.avif 1920w"
    )
    plain = html.css_first("picture > img").attributes
    assert plain["src"] == "/media/b.jpg"
    assert (plain["width"], plain["height"], plain["alt"]) == ("1920", "1280", "“A” & <b>")
    assert (plain["loading"], plain["decoding"]) == ("lazy", "async")
    assert all(node.attributes["sizes"] == "50vw" for node in html.css("[srcset]"))


def test_the_picture_that_readers_see_first_does_not_wait() -> None:
    first = LexborHTMLParser(picture_html(HARBOUR, alt="", sizes="50vw", is_first=True))
    attributes = first.css_first("picture > img").attributes
    assert attributes["fetchpriority"] == "high"
    assert "loading" not in attributes


def test_a_shape_that_was_not_made_prints_nothing() -> None:
    assert picture_html(HARBOUR, alt="", sizes="50vw", shape="1:1") == ""


def test_a_gallery_is_there_without_script_and_can_be_scrolled_by_keyboard() -> None:
    second = PICTURE.replace("aaaaaaaa", "bbbbbbbb")
    html = printed(f'<div data-block="gallery" data-id="cccccccc">{PICTURE}{second}</div>')
    strip = html.css_first('#b-cccccccc[role="region"][tabindex="0"]')
    assert strip.attributes["aria-label"] == "Gallery, 2 pictures"
    assert [node.text() for node in strip.css("figcaption .count")] == ["1 of 2", "2 of 2"]
    assert len(strip.css("picture")) == 2


def test_an_embedded_work_is_a_still_card_until_a_reader_asks_for_more() -> None:
    html = printed(f'<figure data-block="embed" data-url="{VIDEO}"></figure>')
    assert html.css_first("iframe, script, object, embed") is None
    assert html.css_first("a").attributes["href"] == VIDEO
    assert html.css_first(".work").attributes["data-frame"] == PLAYER
    assert all("/media/" in (node.attributes["src"] or "") for node in html.css("picture > img"))


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "javascript:alert(1)",
        "http://www.youtube-nocookie.com/embed/abcdefghijk",
        "https://example.org/embed",
        "https://www.youtube-nocookie.com@example.org/embed",
    ],
)
def test_only_a_providers_own_address_can_be_framed(frame: str) -> None:
    body = f'<figure data-block="embed" data-url="{VIDEO}"></figure>'
    html = printed(body, Material(embeds={VIDEO: work(frame=frame)}))
    assert "data-frame" not in html.css_first(".work").attributes


def test_a_work_that_was_never_fetched_is_a_link() -> None:
    html = printed(f'<figure data-block="embed" data-url="{VIDEO}"></figure>', Material())
    assert html.css_first("a").attributes["href"] == VIDEO
    assert html.css_first("a").text() == "youtube.com"


def test_a_document_says_what_it_is_and_where_it_lies() -> None:
    url = "https://www.example.org/files/report.pdf?x=1"
    html = printed(
        f'<figure data-block="document" data-url="{url}"><figcaption>Report</figcaption></figure>'
    )
    assert html.css_first("p.document > a").attributes["href"] == url
    assert html.css_first("p.document").text() == "Report PDF, example.org"


def test_a_link_to_an_article_leads_to_where_readers_find_it_now() -> None:
    body = '<p><a data-article="5">A visit</a> and <a data-article="6">a draft</a>.</p>'
    assert (
        print_body(body, MATERIAL) == '<p><a href="/2026/01/03/visit/">A visit</a> and a draft.</p>'
    )


def test_the_same_source_has_one_number_and_leads_back_to_each_place() -> None:
    cite = '<cite data-source="A ministry" data-url="https://example.org/"></cite>'
    body = f'<p>One{cite} two<cite data-source="B"></cite></p><p>three{cite}</p>'
    html = printed(body)
    assert [node.text() for node in html.css("sup")] == ["1", "2", "1"]
    assert [node.text(deep=True).split("↩")[0].strip() for node in html.css(".sources li")] == [
        "A ministry",
        "B",
    ]
    for link in html.css('a[href^="#"]'):
        target = link.attributes["href"] or ""
        assert html.css_first(target), target


def test_a_source_inside_a_link_stands_after_it() -> None:
    body = '<p><a href="https://example.org/">word<cite data-source="B"></cite></a></p>'
    html = printed(body)
    assert html.css_first("a a") is None
    assert html.css_first('p > a[href="https://example.org/"] + sup > a').text() == "1"


# What may stand in print, whatever was stored: the elements with their attributes.
FREE = {"id", "class", "aria-label", "aria-labelledby", "aria-hidden", "role", "tabindex"}
OWN = {
    "div": {"data-frame", "data-width", "data-height"},
    "ol": {"start"},
    "a": {"href"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
    "img": {"src", "srcset", "sizes", "width", "height", "alt", "loading", "decoding"},
    "source": {"type", "srcset", "sizes"},
}
PLAIN = {
    "p", "h2", "h3", "ul", "li", "hr", "br", "strong", "em", "sub", "sup", "blockquote", "figure",
    "figcaption", "aside", "section", "dl", "dt", "dd", "table", "caption", "thead", "tbody", "tr",
    "span", "picture", "details", "summary",
}  # fmt: skip
HOSTILE = st.sampled_from([
    "javascript:alert(1)", " JaVaScript:alert(1)", "vbscript:x", "data:text/html,<b>x</b>",
    "//evil.test", "/\\evil.test", "https://evil.test", '"><script>x()</script>', "' onload='x",
    "7", "12e9", "-1", "５", "99999999999999999999", "wide", "wide full", 'inline" onclick="x',
    "yes", "line", "aaaaaaaa", 'a"b<c>d', VIDEO, "col", 'col" x', "\x00", "#b-aaaaaaaa",
    "#sources", "chart",
])  # fmt: skip
NAMES = st.sampled_from([
    "data-id", "data-block", "data-image", "data-layout", "data-alt", "data-decorative",
    "data-url", "data-kind", "data-unit", "data-article", "data-source", "href", "src", "style",
    "onclick", "id", "class", "scope", "colspan", "rowspan", "start", "srcdoc",
])  # fmt: skip
NODES = st.sampled_from([
    "p", "h2", "ul", "ol", "li", "figure", "aside", "div", "dl", "dt", "dd", "table", "tr", "th",
    "td", "blockquote", "figcaption", "a", "cite", "strong", "img", "script", "style", "svg",
    "iframe", "math", "template", "form",
])  # fmt: skip
BLOCKS = st.sampled_from([
    "quotation", "pull-quote", "fact-box", "key-points", "timeline", "table", "chart", "map",
    "picture", "gallery", "embed", "document",
])  # fmt: skip


@st.composite
def forged(draw: st.DrawFn, inside: st.SearchStrategy[str]) -> str:
    tag = draw(NODES)
    given = draw(st.dictionaries(NAMES, HOSTILE, max_size=5))
    if draw(st.booleans()):
        given["data-block"] = draw(BLOCKS)
    attributes = " ".join(
        '{}="{}"'.format(name, value.replace('"', "&quot;")) for name, value in given.items()
    )
    return f"<{tag} {attributes}>{draw(inside)}</{tag}>"


FORGED = st.recursive(
    st.sampled_from(["word", "<script>alert(1)</script>", "&lt;b&gt;", "\x01", FIGURES, PICTURE]),
    lambda inside: st.lists(forged(inside), min_size=1, max_size=4).map("".join),
    max_leaves=10,
)


@settings(max_examples=400, deadline=None)
@given(FORGED)
def test_nothing_forged_in_storage_reaches_readers(body: str) -> None:
    html = print_body(body, MATERIAL)
    tree = LexborHTMLParser(html)
    ids = Counter(node.id for node in tree.css("[id]"))
    assert not [name for name, count in ids.items() if count > 1]
    for svg in tree.css("svg"):
        assert svg.css_first("script, style, foreignObject, a") is None
        svg.decompose()
    for node in tree.body.css("body *") if tree.body else []:
        assert node.tag in PLAIN | set(OWN), html
        assert set(node.attributes) <= FREE | OWN.get(node.tag, set()), html
        href = node.attributes.get("href") or "/"
        assert href.startswith(("https://", "/", "#")), html
        assert not href.startswith(("//", "/\\")), html


def test_what_is_ready_lacks_nothing() -> None:
    link = '<p><a data-article="5">A visit</a><cite data-source="B"></cite></p>'
    assert problems(PICTURE + chart() + link, MATERIAL) == []


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            PICTURE.replace("A harbour at dusk", ""),
            "The picture “The harbour.” has no alternative text",
        ),
        (PICTURE.replace('"7"', '"8"'), "The picture “The harbour.” is not in the library"),
        (
            '<figure data-block="picture" data-decorative="yes"></figure>',
            "Picture 1 is not chosen yet",
        ),
        (f'<div data-block="gallery">{PICTURE}</div>', "Gallery 1 has one picture"),
        (
            '<figure data-block="embed"></figure>',
            "Embed 1 has no address",
        ),
        (
            '<figure data-block="document" data-url="https://example.org/a.pdf"></figure>',
            "Document 1 has no title",
        ),
        (
            '<p>See <a data-article="6">the draft</a>.</p>',
            "The link “the draft” leads to an article that readers do not have",
        ),
        (
            '<div data-block="key-points"><ul><li><p></p></li></ul></div>',
            "List of key points 1 is empty",
        ),
        ('<p>x<cite data-url="javascript:x"></cite></p>', "Source reference 1 is empty"),
    ],
)
def test_an_editor_is_told_what_is_missing_and_where(body: str, said: str) -> None:
    (problem,) = problems(body, MATERIAL)
    assert problem.startswith(f"{said}: ")


def test_a_picture_needs_to_say_whose_it_is() -> None:
    uncredited = Material(pictures={7: PrintedPicture(**{**HARBOUR, "credit": " "})})
    assert problems(PICTURE, uncredited) == [
        "The picture “The harbour.” has no credit: say in the picture library whose it is."
    ]


def test_a_chart_that_cannot_be_drawn_says_why() -> None:
    (said,) = problems(chart(table=FIGURES.replace("300", "many")), MATERIAL)
    assert "Trade" in said
    assert "many" in said


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text("abc<&>\"' 日é", min_size=1).filter(str.strip), min_size=1, max_size=5))
def test_no_word_of_a_paragraph_is_lost(words: list[str]) -> None:
    tree = LexborHTMLParser("<body></body>")
    for each in words:
        paragraph = tree.create_node("p")
        paragraph.insert_child(each)
        tree.body.insert_child(paragraph)
    stored = tree.body.inner_html or ""
    assert [node.text() for node in printed(stored).css("p")] == words
