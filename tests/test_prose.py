"""A body holds what print can use, and nothing that acts: whatever was typed, pasted or sent."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from articles import prose

ALLOWED = {
    "p": set(),
    "strong": set(),
    "em": set(),
    "h2": set(),
    "h3": set(),
    "ul": set(),
    "ol": {"start", "type"},
    "li": set(),
    "blockquote": set(),
    "hr": set(),
    "br": set(),
    "a": {"href", "rel"},
    "table": set(),
    "caption": set(),
    "thead": set(),
    "tbody": set(),
    "tr": set(),
    "th": {"colspan", "rowspan", "scope"},
    "td": {"colspan", "rowspan"},
}
WORDS = st.text("abcdé日本 -’&", min_size=1, max_size=12)
TAGS = st.sampled_from([
    *ALLOWED, "script", "style", "svg", "math", "iframe", "object", "embed", "form", "input",
    "img", "video", "template", "noscript", "textarea", "title", "xmp", "base", "link", "meta",
    "span", "div", "b", "i", "u", "font", "foreignObject", "annotation-xml",
])  # fmt: skip
ATTRIBUTES = st.sampled_from([
    'onclick="x()"', "onerror=x()", "style='color:red'", 'href="javascript:x()"',
    'href=" java\nscript:x()"', 'href="data:text/html,x"', 'href="vbscript:x"',
    'href="https://example.org/"', 'href="/here/"', 'href="//example.org/"', 'src="x"', "id=x",
    'class="x"', 'srcdoc="x"', 'xlink:href="javascript:x()"', 'colspan="2"', 'scope="col"',
    'target="_blank"', 'formaction="javascript:x()"', "data-x=1",
])  # fmt: skip


@st.composite
def elements(draw: st.DrawFn, inside: st.SearchStrategy[str]) -> str:
    tag = draw(TAGS)
    attributes = " ".join(draw(st.lists(ATTRIBUTES, max_size=3)))
    end = draw(st.sampled_from([f"</{tag}>", "", f"</{tag.upper()}>", "</p>"]))
    return f"<{tag} {attributes}>{draw(inside)}{end}"


HTML = st.recursive(
    st.one_of(
        WORDS, st.text(max_size=20), st.sampled_from(["<", "<!--", "-->", "<![CDATA[", "]]>"])
    ),
    lambda inside: st.lists(st.one_of(inside, elements(inside)), max_size=4).map("".join),
    max_leaves=12,
)
a_while = settings(max_examples=150, deadline=None)


@a_while
@given(HTML)
def test_what_is_clean_stays_as_it_is(html: str) -> None:
    cleaned = prose.clean(html)
    assert prose.clean(cleaned) == cleaned


@a_while
@given(HTML)
def test_nothing_that_acts_is_left(html: str) -> None:
    tree = LexborHTMLParser(f"<body>{prose.clean(html)}</body>")
    for element in tree.body.traverse():
        if element.tag == "body":
            continue
        assert element.tag in ALLOWED
        assert element.attributes.keys() <= ALLOWED[element.tag]
        address = element.attributes.get("href") or ""
        assert re.match(r"(https?://|mailto:|/|#|[^:]*$)", address), address


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<p><script src=//example.org></script></p>",
        "<img src=x onerror=alert(1)>",
        "<svg><script>alert(1)</script></svg>",
        "<math><mi><style><!--</style><img title='--&gt;&lt;img src=x onerror=alert(1)&gt;'>",
        '<a href="java&#x09;script:alert(1)"> </a>',
        "<style>p { color: red }</style>",
        "<p style='position:fixed'> </p>",
    ],
)
def test_known_attacks_leave_nothing(html: str) -> None:
    assert prose.clean(html) == ""


def test_a_link_that_would_act_loses_its_address_and_keeps_its_words() -> None:
    for address in ("javascript:x()", "data:text/html,x", " vbscript:x", "file:///etc/passwd"):
        assert "href" not in prose.clean(f'<p><a href="{address}">word</a></p>')
        assert "word" in prose.clean(f'<p><a href="{address}">word</a></p>')


@pytest.mark.parametrize(
    "html",
    [
        "<p>One <strong>strong</strong> and <em>soft</em> word.<br>A new line.</p>",
        "<h2>A heading</h2><h3>Another</h3><p>Text.</p><hr>",
        "<ul><li><p>One</p></li></ul><ol><li><p>Two</p></li></ol>",
        "<blockquote><p>Said.</p></blockquote>",
        '<table><caption>What</caption><tbody><tr><th scope="row">A</th></tr></tbody></table>',
    ],
)
def test_what_a_body_may_contain_is_kept(html: str) -> None:
    assert prose.clean(html) == html


@a_while
@given(
    st.lists(
        st.tuples(st.sampled_from(["p", "h2", "h3", "li", "blockquote", "td"]), WORDS), max_size=8
    )
)
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
    for html in ("", "   ", "<p></p>", "<p> </p><h2></h2>", "<p>&nbsp;</p>"):
        assert prose.clean(html) == "", html


def test_reading_takes_at_least_a_minute() -> None:
    assert prose.reading_minutes("") == 1
    assert prose.reading_minutes("word " * 230 * 4) == 4
