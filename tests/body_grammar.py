"""The grammar of a stored body, written down a second time and read by another parser.

``check`` fails on anything that the contract between desk, store and printer does not name.
"""

import re
from collections.abc import Callable
from xml.etree.ElementTree import Element, fromstring

from articles import prose

KEY = r"[1-9]\d*"
WORDS = r"\S(.*\S)?"
MARKS = {"strong", "em", "sub", "sup", "br", "a", "cite"}
ADDRESS = r"https?://[^\s\"<>]+|mailto:[^\s\"<>]+|/(?![/\\])[^\s\"<>]*|/|#b-[a-z2-7]{8}"
OPTIONAL = {"colspan", "rowspan", "scope", "start", "href", "data-article", "data-url", "data-unit",
            "data-decorative"}  # fmt: skip
SPANS = {"colspan": r"[2-9]|[1-4]\d", "rowspan": r"[2-9]|[1-4]\d"}


def parse(html: str) -> Element:
    """The body as XML: any element left open, or character out of place, is an error."""
    closed = re.sub(r"<(br|hr)\b([^>]*)>", r"<\1\2/>", html).replace("&nbsp;", "&#160;")
    return fromstring(f"<body>{closed}</body>")  # noqa: S314 (made by the code under test)


def text(html: str) -> str:
    return "".join(parse(html).itertext())


def cleaned(html: str) -> str:
    """The stored form of some HTML, checked, and without the ids, which say nothing here."""
    body = prose.clean(html)
    check(body)
    return re.sub(r' data-id="[a-z2-7]{8}"', "", body)


def check(html: str) -> None:
    body = parse(html)
    assert not body.text
    names = [block.attrib.pop("data-id") for block in body]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z2-7]{8}", name) for name in names)
    for block in body:
        assert not block.tail
        kind = block.get("data-block")
        GRAMMAR[f"{block.tag}={kind}" if kind else block.tag](block)


def attributes(element: Element, **allowed: str) -> None:
    named = {name.replace("_", "-"): pattern for name, pattern in allowed.items()}
    assert element.attrib.keys() <= named.keys(), element.attrib
    assert named.keys() - OPTIONAL <= element.attrib.keys(), element.attrib
    for name, value in element.attrib.items():
        assert re.fullmatch(named[name], value), (name, value)


def children(element: Element, *patterns: str) -> list[Element]:
    """The children, whose tags in a row are as the pattern has it; no text stands among them."""
    tags = "".join(f"{child.tag} " for child in element)
    assert re.fullmatch("".join(patterns), tags), (element.tag, tags)
    assert not any([element.text, *(child.tail for child in element)]), element.tag
    return list(element)


def inline(element: Element, within: frozenset[str] = frozenset()) -> None:
    for child in element:
        assert child.tag in MARKS - within, (element.tag, child.tag)
        if child.tag == "a":
            attributes(child, href=ADDRESS, data_article=KEY)
            assert len(child.attrib) == 1
        elif child.tag == "cite":
            attributes(child, data_source=WORDS, data_url=r"https://.+")
            assert not child.text
        else:
            attributes(child)
        assert len(child) or child.text or child.tag in {"br", "cite"}, child.tag
        inline(child, within | ({child.tag} - {"br"}))


def line(element: Element) -> None:
    attributes(element)
    inline(element)


def listed(element: Element) -> None:
    attributes(element, **({"start": r"\d{1,4}"} if element.tag == "ol" else {}))
    for item in children(element, "(li )+"):
        attributes(item)
        texts(item)


def texts(element: Element, pattern: str = "((p|ul|ol) )+") -> None:
    for child in children(element, pattern):
        (listed if child.tag in {"ul", "ol"} else line)(child)


def quotation(figure: Element) -> None:
    attributes(figure, data_block="quotation")
    quote, source = children(figure, "blockquote figcaption ")
    attributes(quote)
    texts(quote, "(p )+")
    line(source)


def pull_quote(aside: Element) -> None:
    attributes(aside, data_block="pull-quote")
    texts(aside, "p ")


def fact_box(aside: Element) -> None:
    attributes(aside, data_block="fact-box")
    texts(aside, "(h3 )?((p|ul|ol) )+")


def key_points(box: Element) -> None:
    attributes(box, data_block="key-points")
    texts(box, "ul ")


def timeline(box: Element) -> None:
    attributes(box, data_block="timeline")
    for child in children(box, "(dt dd )+"):
        line(child)


def table(figure: Element) -> None:
    chart = {"data_kind": "line|bar|slope", "data_unit": WORDS}
    kind = figure.get("data-block")
    attributes(figure, data_block="table|chart|map", **(chart if kind == "chart" else {}))
    caption, grid = children(figure, "figcaption table ")
    line(caption)
    attributes(grid)
    (rows,) = children(grid, "tbody ")
    attributes(rows)
    for row in children(rows, "(tr )+"):
        attributes(row)
        for cell in children(row, "((th|td) )+"):
            cell_of_table(cell)
    assert rectangular(list(rows))


def cell_of_table(cell: Element) -> None:
    attributes(cell, **SPANS, **({"scope": "col|row"} if cell.tag == "th" else {}))
    assert cell.tag == "td" or "scope" in cell.attrib
    if any(child.tag == "p" for child in cell):
        texts(cell, "p (p )+")
    else:
        inline(cell)


def rectangular(rows: list[Element]) -> bool:
    """Whether each place of the grid belongs to one cell."""
    places: list[tuple[int, int]] = []
    for top, row in enumerate(rows):
        left = 0
        for cell in row:
            while (top, left) in places:
                left += 1
            across, down = int(cell.get("colspan", 1)), int(cell.get("rowspan", 1))
            places += [(top + y, left + x) for y in range(down) for x in range(across)]
    width = max(x for _, x in places) + 1
    return sorted(places) == [(y, x) for y in range(len(rows)) for x in range(width)]


def picture(figure: Element) -> None:
    layout = "inline|wide|full"
    attributes(figure, data_block="picture", data_image=KEY, data_layout=layout,
               data_alt=rf"|{WORDS}", data_decorative="yes")  # fmt: skip
    line(*children(figure, "figcaption "))


def gallery(box: Element) -> None:
    attributes(box, data_block="gallery")
    for each in children(box, "(figure )*"):
        picture(each)


def elsewhere(figure: Element) -> None:
    attributes(figure, data_block="embed|document", data_url=r"https://[^\s\"<>]+")
    assert "data-url" in figure.attrib
    line(*children(figure, "figcaption "))


GRAMMAR: dict[str, Callable[[Element], None]] = {
    "p": line,
    "h2": line,
    "h3": line,
    "hr": line,
    "ul": listed,
    "ol": listed,
    "figure=quotation": quotation,
    "aside=pull-quote": pull_quote,
    "aside=fact-box": fact_box,
    "div=key-points": key_points,
    "dl=timeline": timeline,
    "figure=table": table,
    "figure=chart": table,
    "figure=map": table,
    "figure=picture": picture,
    "div=gallery": gallery,
    "figure=embed": elsewhere,
    "figure=document": elsewhere,
}
