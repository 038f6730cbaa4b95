"""A body holds what print can use, and nothing that acts: whatever was typed, pasted or sent."""

import html as entities
import re
import time
from pathlib import Path

import nh3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles import prose
from articles.prose import pasted, vocabulary
from tests import body_grammar
from tests.body_grammar import cleaned

FIXTURES = sorted(Path("fixtures").glob("*/*.html"))
WORDS = st.text("abcdé日本 -’&\xa0\n", min_size=1, max_size=12)
TAGS = st.sampled_from([
    *vocabulary.ELEMENTS, *vocabulary.ELEMENTS, "script", "style", "svg", "math", "iframe",
    "object", "embed", "form", "input", "img", "video", "template", "noscript", "textarea",
    "title", "xmp", "base", "link", "meta", "span", "b", "i", "u", "font", "foreignObject", "pre",
    "annotation-xml", "h1", "h5", "section", "header", "footer", "thead", "caption", "select",
    "button", "menu", "details", "center", "marquee",
])  # fmt: skip
ATTRIBUTES = st.sampled_from([
    'onclick="x()"', "onerror=x()", "style='color:red'", 'href="javascript:x()"',
    'href=" java\nscript:x()"', 'href="data:text/html,x"', 'href="vbscript:x"',
    'href="https://example.org/"', 'href="/here/"', 'href="//example.org/"', 'src="x"', "id=x",
    'class="x"', 'srcdoc="x"', 'xlink:href="javascript:x()"', 'colspan="2"', 'rowspan="3"',
    'scope="col"', 'target="_blank"', 'formaction="javascript:x()"', "data-x=1",
    "style='font-weight:700'", "style='font-style:italic;font-weight:400'", 'start="4"',
    'data-id="abcdefgh"', 'data-id="b"', 'data-article="7"', 'data-source="The ministry"',
    'data-image="12"', 'data-image="1x"', 'data-layout="wide"', 'data-layout="huge"',
    'data-alt=" A &quot;view&quot; "', 'data-kind="bar"', 'data-url="https://example.org/a b"',
    'data-url="javascript:x()"', 'data-decorative="yes"',
    *(f'data-block="{name}"' for name in [*vocabulary.BLOCKS, "other"]),
])  # fmt: skip
NEEDED = {
    "picture": ['data-image="5"'],
    "chart": ['data-kind="line"', 'data-unit="%"'],
    "embed": ['data-url="https://example.org/embed"'],
    "document": ['data-url="https://example.org/a.pdf"'],
}
MOVES_WORDS = re.compile("caption|cite|footer|key-points|data-block", re.IGNORECASE)
# Nor is a dash: a source is stored without the one before it.
INVISIBLE = re.compile(r"[\s—–―\-\xad\ufeff\u200b-\u200f\u2060\x00-\x1f\x7f-\x9f]")


# What a browser closes by itself: several of these in a row make lists, rows and pairs.
BEGINNINGS = st.sampled_from([
    "<", "<!--", "-->", "<![CDATA[", "]]>", "<br>", "<br><br>", "<li>", "<p>", "<dt>", "<dd>",
    "<tr>", "<td>", "<th scope=row>", "<td rowspan=2>", "<th colspan=2>", "<figcaption>",
    "<cite data-source='The ministry' data-url='https://example.org/'></cite>", "<b> ", "</b>",
    "<a data-article=3>", "<a href='/there/'>",
])  # fmt: skip
WITHIN = {
    "table": "<tr><td>",
    "ul": "<li>",
    "ol": "<li>",
    "dl": "<dt>",
    "figure": "<table><tr><th>",
}


@st.composite
def elements(draw: st.DrawFn, inside: st.SearchStrategy[str]) -> str:
    tag = draw(TAGS)
    attributes = draw(st.lists(ATTRIBUTES, max_size=3))
    kinds = [name for name, block in vocabulary.BLOCKS.items() if block.tag == tag]
    if kinds:
        kind = draw(st.sampled_from(kinds))
        attributes.append(f'data-block="{kind}"')
        attributes += NEEDED.get(kind, [])
    within = draw(st.sampled_from(["", WITHIN.get(tag, "")]))
    end = draw(st.sampled_from([f"</{tag}>", f"</{tag}>", "", f"</{tag.upper()}>", "</p>"]))
    return f"<{tag} {' '.join(attributes)}>{within}{draw(inside)}{end}"


HTML = st.recursive(
    st.one_of(WORDS, st.text(max_size=20), BEGINNINGS),
    lambda inside: st.lists(st.one_of(inside, elements(inside)), max_size=5).map("".join),
    max_leaves=16,
)
a_while = settings(max_examples=250, deadline=None)


def letters(text: str) -> str:
    return INVISIBLE.sub("", text)


def shown(html: str) -> str:
    """The words of any HTML, as the sanitiser knows them."""
    words = nh3.clean(html, tags=set(), clean_content_tags=pasted.NOT_SHOWN)
    return letters(entities.unescape(words))


@a_while
@given(HTML)
def test_whatever_comes_in_only_a_body_comes_out_and_stays_as_it_is(html: str) -> None:
    body = prose.clean(html)
    body_grammar.check(body)
    assert prose.clean(body) == body
    assert prose.clean(html) == body


@a_while
@given(HTML.filter(str.isprintable))
def test_no_word_is_lost(html: str) -> None:
    kept = letters(body_grammar.text(prose.clean(html)))
    assert sorted(kept) == sorted(shown(html))
    if not MOVES_WORDS.search(html):
        assert kept == shown(html)


@pytest.mark.parametrize("file", FIXTURES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_the_seeded_story_keeps_its_words(file: Path) -> None:
    html = file.read_text()
    body = prose.clean(html)
    body_grammar.check(body)
    assert prose.plain_text(body).split() == prose.plain_text(html).split()
    assert prose.clean(body) == body


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
        "<p style='display:none'>Follow us</p>",
        '<figure data-block="picture" data-image="1 onerror=x"></figure>',
        '<figure data-block="embed" data-url="javascript:alert(1)"></figure>',
        '<cite data-source="x" onclick="x()"',
    ],
)
def test_known_attacks_leave_nothing(html: str) -> None:
    assert prose.clean(html) == ""


ATTACKS = ("javascript:x()", "data:text/html,x", " vbscript:x", "file:///etc/passwd",
           "//example.org/", "/\\example.org/", "https://paypal.com@example.org/", "#top",
           "https://", "there.html")  # fmt: skip


@pytest.mark.parametrize("address", ATTACKS)
def test_a_link_that_leads_nowhere_or_astray_loses_its_address_and_keeps_its_words(
    address: str,
) -> None:
    assert cleaned(f'<p><a href="{address}">word</a></p>') == "<p>word</p>"


ADDRESSES = [
    ("https://example.org", "https://example.org"),
    ("HTTP://example.org/a b|c", "http://example.org/a%20b%7Cc"),
    ("https://example.org/100%/?q=é#a#b", "https://example.org/100%25/?q=é#a%23b"),
    ("mailto:desk@example.org", "mailto:desk@example.org"),
    ("/2026/01/03/visit/", "/2026/01/03/visit/"),
    ("#b-abcdefgh", "#b-abcdefgh"),
    ("https://www.google.com/url?q=https://example.org/a%3Fb&sa=D", "https://example.org/a?b"),
    (
        "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.org%2Fa&data=x",
        "https://example.org/a",
    ),
]


@pytest.mark.parametrize(("written", "stored"), ADDRESSES)
def test_an_address_is_stored_as_the_standard_spells_it_and_leads_straight(
    written: str, stored: str
) -> None:
    assert cleaned(f'<p><a href="{written}">word</a></p>') == f'<p><a href="{stored}">word</a></p>'


def test_a_block_keeps_its_id_and_no_two_have_the_same() -> None:
    twice = '<p data-id="abcdefgh">a</p><p data-id="abcdefgh">b</p><p data-id="Bad">c</p><p>c</p>'
    names = re.findall(r'data-id="([^"]*)"', prose.clean(twice))
    assert names[0] == "abcdefgh"
    assert len(set(names)) == len(names) == 4


def test_a_new_id_does_not_hang_on_what_stands_around_the_block() -> None:
    alone, after = prose.clean("<p>same</p>"), prose.clean("<h2>Head</h2><p>same</p>")
    assert after.endswith(alone)


def test_ten_thousand_elements_within_each_other_are_a_matter_of_a_second() -> None:
    for tags in ("div", "b", "ul><li", "table><tr><td", "figure", "blockquote", "em><div"):
        begun = time.process_time()
        html = "".join(f"<{tag}>" for tag in tags.split("><")) * 10_000
        assert cleaned(f"{html}x <i>y</i>") == "<p>x y</p>", tags
        assert time.process_time() - begun < 2, tags


def test_a_megabyte_is_a_matter_of_seconds() -> None:
    paragraph = f"<p>{'Some <b>bold</b> words. ' * 40}</p>"
    begun = time.process_time()
    body = prose.clean(paragraph * 1000)
    assert time.process_time() - begun < 4
    assert body.count("<strong>") == 40_000
