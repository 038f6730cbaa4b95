"""The body away from the site: whole and plain in a feed, a letter, another newsroom's system."""

from collections.abc import Callable

import pytest
from selectolax.lexbor import LexborHTMLParser

from articles.prose.printing import print_body
from articles.prose.syndication import for_email, for_feed, for_ninjs
from tests.test_print import MATERIAL, PICTURE, VIDEO, chart

ORIGIN = "https://news.example"
BODY = (
    '<p data-id="bbbbbbbb">Read <a data-article="5">the visit</a>, <a href="#b-aaaaaaaa">above</a> '
    'and <a href="https://example.org/">there</a>.<cite data-source="A ministry"></cite></p>'
    '<aside data-block="pull-quote"><p>the visit</p></aside>'
    f"{PICTURE}{chart()}"
    f'<figure data-block="embed" data-url="{VIDEO}"></figure>'
    '<aside data-block="fact-box"><h3>Box</h3><p>Fact.</p></aside>'
    '<dl data-block="timeline"><dt>May</dt><dd>One</dd></dl>'
    '<aside data-block="fact-box"><h3>Methods</h3><p>We read it.</p></aside>'
)
PRINTED = print_body(BODY, MATERIAL)
EVERY_FORM = pytest.mark.parametrize("form", [for_feed, for_email, for_ninjs])
type Form = Callable[[str, str], str]


def told(form: Form) -> LexborHTMLParser:
    return LexborHTMLParser(form(PRINTED, ORIGIN))


@EVERY_FORM
def test_addresses_are_absolute(form: Form) -> None:
    html = told(form)
    links = [node.attributes["href"] or "" for node in html.css("a")]
    assert f"{ORIGIN}/2026/01/03/visit/" in links
    assert all(link.startswith(("https://", "#")) for link in links)
    assert html.css_first("img").attributes["src"] == f"{ORIGIN}/media/b.jpg"


@EVERY_FORM
def test_nothing_acts_or_waits_for_a_click(form: Form) -> None:
    html = told(form)
    assert not html.css("script, svg, details, summary, picture, source, iframe, button, style")
    kept = {"href", "src", "width", "height", "alt", "scope", "colspan", "rowspan", "start"}
    for node in html.body.css("body *") if html.body else []:
        assert set(node.attributes) <= kept | {"id", "class"}


@EVERY_FORM
def test_a_chart_is_told_by_its_figures(form: Form) -> None:
    html = told(form)
    assert [cell.text() for cell in html.css("td")] == ["China", "300", "United States", "250"]
    assert "Trade billion" in html.body.text()


@EVERY_FORM
def test_a_picture_is_one_plain_file_with_its_words(form: Form) -> None:
    html = told(form)
    first = html.css("img")[0].attributes
    assert first["alt"] == "A harbour at dusk"
    assert int(first["width"] or 0) / int(first["height"] or 0) == pytest.approx(1.5, rel=0.01)
    assert "The harbour. Photo: A. Tester" in html.body.text()
    assert not [node for node in html.css("img") if "data:" in (node.attributes["src"] or "")]


@EVERY_FORM
def test_sources_are_kept_with_their_numbers(form: Form) -> None:
    html = told(form)
    assert html.css_first("sup").text() == "1"
    assert html.css_first("ol > li").text().strip() == "A ministry"


@EVERY_FORM
def test_words_lifted_out_of_the_text_are_not_said_twice(form: Form) -> None:
    assert told(form).body.text().count("the visit") == 1


@EVERY_FORM
def test_an_embedded_work_is_a_link_to_it(form: Form) -> None:
    html = told(form)
    assert html.css_first(f'a[href="{VIDEO}"]').text() == "The statement"


def test_a_letter_uses_what_mail_programs_know() -> None:
    html = told(for_email)
    assert not html.css("figure, figcaption, section, aside, [class], [id]")
    assert {node.attributes["width"] for node in html.css("img")} == {"600"}


def test_a_feed_has_no_links_into_a_page_that_is_not_there() -> None:
    assert not told(for_feed).css('a[href^="#"], [id], [class]')
    assert "above" in told(for_feed).body.text()


def test_another_newsroom_can_tell_the_blocks_and_refer_to_them() -> None:
    html = told(for_ninjs)
    assert html.css_first("#b-bbbbbbbb").tag == "p"
    assert html.css_first("figure.picture > img")
    assert html.css_first("aside.fact-box > h2").text() == "Box"
    assert html.css_first('sup a[href="#source-1"]')
    assert html.css_first("#source-1")
