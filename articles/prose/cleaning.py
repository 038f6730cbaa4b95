"""Any HTML as the body that is stored: nothing but what it may contain, and not a word lost."""

import hashlib
from base64 import b32encode
from collections import Counter
from collections.abc import Iterable

import nh3
from selectolax.lexbor import LexborHTMLParser

from articles.prose import pasted
from articles.prose.elements import BODY, Block, children
from articles.prose.flow import Flow
from articles.prose.nesting import shallow
from articles.prose.vocabulary import BLOCK_ID, ELEMENTS

# What other programs write, to be read as something that a body may contain, or only as a border
# between paragraphs. Of all else the words are taken as they stand.
_PASTED = {
    "b", "i", "span", "font", "h1", "h4", "h5", "h6", "thead", "tfoot", "caption", "menu", "dir",
    "div", "section", "article", "header", "footer", "main", "nav", "hgroup", "address", "pre",
    "center", "details", "summary", "form", "fieldset", "legend", "dl", "figure", "aside",
}  # fmt: skip
_CLEANER = nh3.Cleaner(
    tags=ELEMENTS.keys() | _PASTED,
    attributes={
        "*": {"data-id", *pasted.ATTRIBUTES},
        **{tag: set(values) for tag, values in ELEMENTS.items() if values},
    },
    filter_style_properties=set(pasted.STYLES),
    clean_content_tags=pasted.NOT_SHOWN,
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
)


def clean(html: str) -> str:
    """The body that is stored of any HTML, or of plain text; "" if nothing is left of it.

    What is clean stays as it is.
    """
    html = html.encode(errors="ignore").decode()
    if "<" not in html:
        html = f"<pre>\n{html}</pre>"
    tree = LexborHTMLParser(_CLEANER.clean(shallow(html)))
    blocks = Flow(BODY).read(children(tree.body)) if tree.body else []
    return "".join(_named(blocks))


def _named(blocks: list[Block]) -> Iterable[str]:
    """The blocks, each with an id of its own: the one that it came with, or a new one.

    A new id is made of what is in the block, so that the same text gets the same ids.
    """
    kept: dict[str, int] = {}
    for place, block in enumerate(blocks):
        if BLOCK_ID(block.id):
            kept.setdefault(block.id, place)
    names, twins = set(kept), Counter[str]()
    for place, block in enumerate(blocks):
        name = block.id
        html = block.html
        while kept.get(name) != place and (name in names or not BLOCK_ID(name)):
            twins[html] += 1
            name = _name(f"{html}{twins[html]}")
        names.add(name)
        yield block.named(name)


def _name(text: str) -> str:
    return b32encode(hashlib.sha256(text.encode()).digest()[:5]).decode().lower()
