"""HTML that is made to do harm leaves its words at most: nothing acts, leads astray or stalls."""

import re

import pytest

from articles import prose
from articles.prose.material import Material
from tests import body_grammar, sound_html
from tests.body_grammar import cleaned

DEEP = 10_000
WIDE = 20_000
NOTHING_LEFT = [
    "<script>alert(1)</script>",
    "<p><script src=//example.org></script></p>",
    "<img src=x onerror=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg/onload=alert(1)>",
    "<math><mi><style><!--</style><img title='--&gt;&lt;img src=x onerror=alert(1)&gt;'>",
    '<a href="java&#x09;script:alert(1)"> </a>',
    "<style>p { color: red }</style>",
    "<p style='position:fixed'> </p>",
    "<p style='display:none'>Follow us</p>",
    '<figure data-block="picture" data-image="1 onerror=x"></figure>',
    '<figure data-block="embed" data-url="javascript:alert(1)"></figure>',
    '<cite data-source="x" onclick="x()"',
    "<math><mtext>x</mtext></math>",
    "<svg>" * 10_000 + "<button>" * 10_000,
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='data:text/html,x'></object><embed src=x><base href=//example.org/>",
    "<meta http-equiv=refresh content='0;url=//example.org/'><link rel=stylesheet href=x>",
    "<form action=//example.org/><input autofocus onfocus=alert(1)><button formaction=x>Go",
]
# What is one thing to the parser that cleans it and another to the one that shows it.
MUTATING = [
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;<img src onerror=x()>'>",
    "<math><mtext><mglyph><svg><mtext><textarea><path id='</textarea><img onerror=x() src=1>'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=x()>",
    "<svg></p><style><a id='</style><img src=1 onerror=x()>'>",
    "<svg><desc><noscript><p title='</noscript><img src=x onerror=x()>'></noscript></desc></svg>",
    "<svg><foreignObject><title><a title='</title><img src=x onerror=x()>'>w</foreignObject></svg>",
    "<math><annotation-xml encoding='text/html'><style><img src=x onerror=x()></style>word",
    "<noscript><p title='</noscript><img src=x onerror=x()>'>word",
    "<template><p title='</template><img src=x onerror=x()>'>word",
    "<xmp><p title='</xmp><img src=x onerror=x()>'>word</xmp>",
    "<select><template><style><!--</style><a rel='--></style></select><img onerror=x()>'>word",
    "<table><style><caption><img src=x onerror=x()></caption></style><tr><td>word</table>",
    "<p title='`'><img alt=``onerror=x()>word</p>",
    "<a href='https://example.org/`onmouseover=x()`'>word</a>",
    "<![CDATA[<img src=x onerror=x()>]]>word",
    "<svg><![CDATA[><img src=x onerror=x()>]]></svg>word",
    "<!--><img src=x onerror=x()>-->word<!--[if gte IE 4]><img src=x onerror=x()><![endif]-->",
    "<x/><svg><p><style><g title='</style><img src onerror=x()>'>word",
    "<listing>&lt;img src=x onerror=x()&gt;</listing>",
    "<plaintext><img src=x onerror=x()>word",
    "<p>&lt;img src=x onerror=x()&gt; &amp;lt;script&amp;gt; &#60;b&#62;</p>",
    "<textarea></p><img src=x onerror=x()></textarea>word",
    "<b><p><i></b><img src=x onerror=x()></i>word",
    "<ul><li><svg><li><img src=x onerror=x()></svg>word</ul>",
    "<\x00script>x()</\x00script><scr\x00ipt>x()</script>word",
    "<p id=x name=constructor data-id=__proto__ is=x-y slot=a part=b>word</p>",
]
# The value of an attribute that is none of its kind.
FALSE_VALUES = [
    ("data-layout", ["huge", "wide full", 'inline" onclick="x', "INLINE"]),
    ("data-decorative", ["no", "true", "YES"]),
    ("data-image", ["0", "-1", "1.5", "1e9", "٣", "1 2", "9" * 19, "12 onerror=x"]),
    ("data-alt", [" \t ", "\x01", "\ufeff"]),
]


@pytest.mark.parametrize("html", NOTHING_LEFT)
def test_what_only_acts_leaves_nothing(html: str) -> None:
    assert prose.clean(html) == ""


@pytest.mark.parametrize("html", MUTATING)
def test_what_reads_differently_a_second_time_stays_words(html: str) -> None:
    body = prose.clean(html)
    body_grammar.check(body)
    assert prose.clean(body) == body
    sound_html.check(prose.print_body(body, Material()))


@pytest.mark.parametrize(("name", "values"), FALSE_VALUES, ids=lambda value: str(value)[:16])
def test_no_attribute_keeps_a_value_of_another_kind(name: str, values: list[str]) -> None:
    plain = {"data-block": "picture", "data-image": "7"}
    stored = '<figure data-block="picture" data-image="7" data-layout="inline" data-alt="">'
    for value in values:
        given = {**plain, name: value.replace('"', "&quot;")}
        attributes = " ".join(f'{name}="{value}"' for name, value in given.items())
        found = cleaned(f"<figure {attributes}>word</figure>")
        assert found == "<p>word</p>" if name == "data-image" else found.startswith(stored), value


LEADING_ASTRAY = [
    "javascript:x()", " JaVaScRiPt:x()", "java\tscript:x()", "java\x00script:x()",
    "&#1;javascript:x()",
    "data:text/html,x", "DATA:image/svg+xml,x", " vbscript:x", "file:///etc/passwd", "blob:x",
    "view-source:https://example.org/", "ftp://example.org/", "tel:+1", "intent://x#Intent;end",
    "//example.org/", "/\\example.org/", "\\\\example.org\\", "/\t/example.org/",
    "/\n\\example.org/",
    "\x0b//example.org/", "https:\\\\example.org/", "https:/example.org/", "https:example.org",
    "https://paypal.com@example.org/", "https://user:word@example.org/", "https://@example.org/",
    "https://example.org:word@host/", "https://exa mple.org/", "https://example.org%2f@host/",
    "https://[::1]/", "https://example..org/", "https://.example.org/",
    "https://example.org:123456/",
    "#top", "#b-constructor", "https://",
    "there.html",
    "?next=//example.org", "",
]  # fmt: skip


@pytest.mark.parametrize("address", LEADING_ASTRAY)
def test_a_link_that_leads_nowhere_or_astray_loses_its_address_and_keeps_its_words(
    address: str,
) -> None:
    assert cleaned(f'<p><a href="{address}">word</a></p>') == "<p>word</p>"


ADDRESSES = [
    ("https://example.org", "https://example.org"),
    ("HTTP://example.org/a b|c", "http://example.org/a%20b%7Cc"),
    ("https://example.org/100%/?q=é#a#b", "https://example.org/100%25/?q=é#a%23b"),
    ("https://bücher.example:8080/日本", "https://bücher.example:8080/日本"),
    ("https://example.org/\u202egpj.exe", "https://example.org/%E2%80%AEgpj.exe"),
    ("https://example.org/?to=a@b.example", "https://example.org/?to=a@b.example"),
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


NO_IDS = [
    "b", "constructor", "__proto__", "abcdefg1", "ABCDEFGH", "abcdefghi", "ａｂｃｄｅｆｇｈ",
    "日本語日本語日本", " abcdefgh", "abcdefgh\n", "&quot;onload=x", "", "x" * 100_000,
]  # fmt: skip


def names(body: str) -> list[str]:
    return re.findall(r'data-id="([^"]*)"', body)


def test_a_block_keeps_its_id_and_no_two_have_the_same() -> None:
    twice = '<p data-id="abcdefgh">a</p><p data-id="abcdefgh">b</p><p data-id="Bad">c</p><p>c</p>'
    body = prose.clean(twice)
    assert names(body)[0] == "abcdefgh"
    assert len(set(names(body))) == len(names(body)) == 4
    assert prose.clean(body) == body


@pytest.mark.parametrize("name", NO_IDS, ids=lambda name: name[:12])
def test_what_is_no_id_gives_way_to_one(name: str) -> None:
    assert names(prose.clean(f'<p data-id="{name}">word</p>')) == names(prose.clean("<p>word</p>"))


def test_an_id_stands_on_a_block_and_nowhere_within_it() -> None:
    inner = '<li data-id="abcdefgh"><p data-id="bcdefgha"><b data-id="cdefghab">a</b></p></li>'
    body = prose.clean(f'<ul data-id="defghabc">{inner}</ul>')
    assert names(body) == ["defghabc"]


def test_a_new_id_does_not_hang_on_what_stands_around_the_block() -> None:
    alone, after = prose.clean("<p>same</p>"), prose.clean("<h2>Head</h2><p>same</p>")
    assert after.endswith(alone)


def test_a_block_that_is_moved_split_or_copied_leaves_the_other_ids_alone() -> None:
    one, two = '<p data-id="abcdefgh">one</p>', '<p data-id="bcdefgha">two</p>'
    assert prose.clean(two + one) == two + one
    assert names(prose.clean(one + one + two))[::2] == ["abcdefgh", "bcdefgha"]
    # The new one takes no id that another block came with.
    taken = names(prose.clean("<p>word</p>"))[0]
    assert names(prose.clean(f'<p>word</p><h2 data-id="{taken}">Head</h2>'))[1] == taken


NESTS = [
    "div", "b", "ul><li", "table><tr><td", "figure", "blockquote", "em><div", "dl><dt", "p><b",
    "aside data-block=fact-box", "div data-block=gallery", "label", "section><h2",
    "figure data-block=table><table><tr><td", "pre", "details><summary",
]  # fmt: skip


@pytest.mark.parametrize("nest", NESTS)
def test_ten_thousand_elements_within_each_other_are_read_to_the_end(nest: str) -> None:
    tags = "".join(f"<{tag}>" for tag in nest.split("><"))
    assert cleaned(f"{tags * DEEP}x <i>y</i>") == "<p>x y</p>"


@pytest.mark.parametrize("nest", NESTS)
def test_as_deep_as_anybody_nests_the_words_are_there(nest: str) -> None:
    for depth in (30, 60, 120):
        tags = "".join(f"<{tag}>" for tag in nest.split("><"))
        body = prose.clean(f"{tags * depth}word")
        body_grammar.check(body)
        assert prose.plain_text(body) == "word"
        sound_html.check(prose.print_body(body, Material()))


def test_twenty_thousand_elements_beside_each_other_are_all_there() -> None:
    assert prose.clean("<p>x</p>" * WIDE).count("</p>") == WIDE
    assert prose.clean(f"<ul>{'<li>x' * WIDE}</ul>").count("<li>") == WIDE
    assert prose.clean("<p>" + "<b>x</b> <i>y</i>" * WIDE).count("<strong>") == WIDE
    assert prose.clean("x\n" * WIDE).count("<br>") == WIDE - 1
    assert prose.clean("<p>" + "<cite data-source=a></cite>" * WIDE).count("<cite") == WIDE


def test_a_table_of_twenty_thousand_cells_is_a_table() -> None:
    body = prose.clean(f"<table>{f'<tr>{"<td>x" * 100}' * 200}</table>")
    assert body.count("<td>") == WIDE


@pytest.mark.parametrize("span", ["0", "1", "50", "1000", "65534", "-2", "2.5", "٣", "99999999999"])
def test_a_span_that_no_table_has_is_none(span: str) -> None:
    row = f'<tr><td colspan="{span}" rowspan="{span}">a<td>b'
    assert "span" not in cleaned(f"<table>{row}<tr><td>c<td>d</table>")


def test_spans_that_cover_more_than_a_sheet_of_paper_are_taken_out() -> None:
    cell = "<td colspan=49 rowspan=49>x"
    body = cleaned(f"<table>{f'<tr>{cell * 50}' * 60}</table>")
    assert "span" not in body
    assert body.count("<td>x</td>") == 3000
