"""What a body still needs before it can be printed: each lack in a sentence that says where."""

from collections.abc import Callable, Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from articles.prose import charts, maps
from articles.prose.drawing import NotDrawable
from articles.prose.material import Material
from articles.prose.printed_tables import words
from articles.prose.setting import key, spaceless, title_of, value

# What is printed of these are the words in them; without any they leave nothing in print.
WORDED = {"quotation", "pull-quote", "fact-box", "key-points", "timeline", "table"}
# What the desk calls them, where that is not the name in the stored body.
NAMES = {
    "pull-quote": "pull quote",
    "fact-box": "fact box",
    "key-points": "list of key points",
    "a": "link",
    "cite": "source reference",
}
SHORT = 60
FEWEST_PICTURES = 2


def problems(body: str, material: Material) -> list[str]:
    """What is missing in a stored body, in the order of the body; [] if it can be printed."""
    tree = LexborHTMLParser(body)
    counts: dict[str, int] = {}
    found: list[str] = []
    for node in tree.css("[data-block], a[data-article], cite"):
        kind = value(node, "data-block") or node.tag or ""
        counts[kind] = counts.get(kind, 0) + 1
        called = _called(NAMES.get(kind, kind), node, counts[kind])
        if kind in WORDED:
            found.extend(_of_words(node, called))
        elif kind in CHECKS:
            found.extend(CHECKS[kind](node, called, material))
    return found


def _called(kind: str, node: LexborNode, number: int) -> str:
    """What editors call a block: by its caption, or by its place among its like."""
    title = title_of(node) if node.tag == "figure" else ""
    if not title:
        return f"{kind.capitalize()} {number}"
    return f"The {kind} “{_short(title)}”"


def _short(words: str) -> str:
    return words if len(words) <= SHORT else f"{words[: SHORT - 1].rstrip()}…"


def _of_words(node: LexborNode, called: str) -> Iterator[str]:
    caption = node.css_first("figcaption")
    if spaceless(node) == (spaceless(caption) if caption else ""):
        yield f"{called} is empty: fill it, or take it out."


def _of_picture(node: LexborNode, called: str, material: Material) -> Iterator[str]:
    if not (chosen := key(node, "data-image")):
        yield f"{called} is not chosen yet: choose one from the library, or take the block out."
        return
    picture = material.pictures.get(chosen)
    if picture is None:
        yield f"{called} is not in the library: choose another, or take it out."
    elif not picture["credit"].strip():
        yield f"{called} has no credit: say in the picture library whose it is."
    if not value(node, "data-alt") and not value(node, "data-decorative"):
        yield f"{called} has no alternative text: describe it, or mark it as decorative."


def _of_gallery(node: LexborNode, called: str, _material: Material) -> Iterator[str]:
    count = len(node.css("figure"))
    if count < FEWEST_PICTURES:
        has = "one picture" if count else "no picture"
        yield f"{called} has {has}: it needs at least two."


def _of_chart(node: LexborNode, _called: str, _material: Material) -> Iterator[str]:
    kind, unit = value(node, "data-kind"), value(node, "data-unit")
    try:
        charts.svg(words(node), kind=kind, unit=unit, title=title_of(node))
    except NotDrawable as reason:
        yield str(reason)


def _of_map(node: LexborNode, _called: str, _material: Material) -> Iterator[str]:
    try:
        maps.svg(words(node), title=title_of(node))
    except NotDrawable as reason:
        yield str(reason)


def _of_embed(node: LexborNode, called: str, _material: Material) -> Iterator[str]:
    if not value(node, "data-url"):
        yield f"{called} has no address: give one that begins with https://, or take it out."


def _of_document(node: LexborNode, called: str, _material: Material) -> Iterator[str]:
    if not value(node, "data-url"):
        yield f"{called} has no address: give one that begins with https://, or take it out."
    if not title_of(node):
        yield f"{called} has no title: say what it is."


def _of_link(node: LexborNode, _called: str, material: Material) -> Iterator[str]:
    if key(node, "data-article") not in material.addresses:
        yield (
            f"The link “{_short(' '.join(node.text().split()))}” leads to an article that readers "
            "do not have: publish that one first, or take the link out."
        )


def _of_source(node: LexborNode, called: str, _material: Material) -> Iterator[str]:
    if not value(node, "data-source") and not value(node, "data-url"):
        yield f"{called} is empty: name the source, or take the reference out."


CHECKS: dict[str, Callable[[LexborNode, str, Material], Iterator[str]]] = {
    "picture": _of_picture,
    "gallery": _of_gallery,
    "chart": _of_chart,
    "map": _of_map,
    "embed": _of_embed,
    "document": _of_document,
    "a": _of_link,
    "cite": _of_source,
}
