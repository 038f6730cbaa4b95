"""A body holds what print can use, and nothing that acts: whatever was typed, pasted or sent."""

import html as entities
import re
from pathlib import Path

import nh3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles import prose
from articles.prose import pasted, vocabulary
from articles.prose.material import Material
from tests import body_grammar, sound_html
from tests.test_print import HARBOUR, work

FIXTURES = sorted(Path("fixtures").glob("*/*.html"))
WORDS = st.text("abcdé日本 -’&\xa0\n", min_size=1, max_size=12)
TAGS = st.sampled_from([
    *vocabulary.ELEMENTS, *vocabulary.ELEMENTS, "script", "style", "svg", "math", "iframe",
    "object", "embed", "form", "input", "img", "video", "template", "noscript", "textarea",
    "title", "xmp", "base", "link", "meta", "span", "b", "i", "u", "font", "foreignObject", "pre",
    "annotation-xml", "h1", "h5", "section", "header", "footer", "thead", "caption", "select",
    "button", "menu", "details", "center", "marquee", "ruby", "rt", "ins", "del", "label", "option",
    "tfoot", "col", "head", "body", "plaintext", "listing", "noembed", "image", "slot", "summary",
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
    'class="BulletListStyle1"', 'data-aria-level="2"', 'data-aria-level="1" data-leveltext="%1."',
    'data-url="javascript:x()"', 'data-decorative="yes"', "style='display:block'",
    "style='vertical-align:super'", "style='mso-list:l0 level2 lfo1'", 'class="MsoTitle"',
    'role="heading" aria-level="2"', "role=presentation", "dir=rtl", 'data-id="aaaaaaaa"',
    *(f'data-block="{name}"' for name in [*vocabulary.BLOCKS, "other"]),
])  # fmt: skip
NEEDED = {
    "picture": ['data-image="5"'],
    "chart": ['data-kind="line"', 'data-unit="%"'],
    "embed": ['data-url="https://example.org/embed"'],
    "document": ['data-url="https://example.org/a.pdf"'],
}
NOTHING = Material()
EVERYTHING = Material(
    pictures={5: HARBOUR, 12: HARBOUR},
    addresses={3: "/2026/01/03/visit/", 7: "/2026/01/04/answer/"},
    embeds={"https://example.org/embed": work(url="https://example.org/embed")},
)
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
    words = nh3.clean(html, tags=set(), attributes={}, clean_content_tags=pasted.NOT_SHOWN)
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


@a_while
@given(HTML)
def test_whatever_comes_in_prints_as_sound_html(html: str) -> None:
    body = prose.clean(html)
    sound_html.check(prose.print_body(body, NOTHING))
    sound_html.check(prose.print_body(body, EVERYTHING))
    prose.problems(body, EVERYTHING)


@pytest.mark.parametrize("file", FIXTURES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_the_seeded_story_keeps_its_words(file: Path) -> None:
    html = file.read_text()
    body = prose.clean(html)
    body_grammar.check(body)
    assert prose.plain_text(body).split() == prose.plain_text(html).split()
    assert prose.clean(body) == body
