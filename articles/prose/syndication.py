"""The printed body for those who don't read it on the site: feeds, letters, other newsrooms.

Made from the print alone, which holds all that is needed. Addresses become absolute; drawings give
way to their tables, the choice of pictures to one JPEG; nothing acts and nothing waits for a click.
"""

from dataclasses import dataclass, field
from html import escape
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

DROPPED = {"script", "style", "svg", "summary", "iframe", "object", "template", "button", "form"}
DROPPED_CLASSES = {"placeholder", "back", "unseen"}
UNWRAPPED = {"html", "body", "div", "span", "details"}
VOID = {"br", "hr"}
KEPT = {
    "td": ("colspan", "rowspan"),
    "th": ("scope", "colspan", "rowspan"),
    "ol": ("start",),
}


@dataclass(frozen=True)
class Form:
    """What one kind of receiver takes: names of elements, ids and classes, widths of pictures."""

    renamed: dict[str, str] = field(default_factory=dict)
    names_blocks: bool = False
    widest: int = 1280


FEED = Form()
# Mail programs know few of the newer elements, and scale no picture that does not say its width.
LETTER = Form(
    renamed={"figure": "div", "figcaption": "p", "section": "div", "aside": "div"}, widest=600
)
NINJS = Form(names_blocks=True)


def for_feed(html: str, origin: str) -> str:
    """The body as feed readers show it (RFC 4287 content, JSON Feed content_html)."""
    return _in_form(html, origin, FEED)


def for_email(html: str, origin: str) -> str:
    """The body in a letter: plain elements, pictures of at most 600 pixels."""
    return _in_form(html, origin, LETTER)


def for_ninjs(html: str, origin: str) -> str:
    """The body as another newsroom takes it (IPTC ninjs body_html): blocks keep id and class."""
    return _in_form(html, origin, NINJS)


def _in_form(html: str, origin: str, form: Form) -> str:
    body = LexborHTMLParser(html).body
    return _content(body, origin, form).strip() if body else ""


def _content(node: LexborNode, origin: str, form: Form) -> str:
    return "".join(_element(child, origin, form) for child in node.iter(include_text=True))


def _element(node: LexborNode, origin: str, form: Form) -> str:
    tag = node.tag or ""
    if tag == "-text":
        return escape(node.text_lexbor(), quote=False)
    if tag in DROPPED or tag.startswith("-") or _is_for_eyes(node):
        return ""
    if tag in {"picture", "img"}:
        return _image(node if tag == "img" else node.css_first("img"), origin, form)
    content = _content(node, origin, form)
    if tag == "a":
        return _link(node, content, origin, form)
    if (tag in UNWRAPPED and not _is_named(node, form)) or (tag == "caption" and not content):
        return content
    attributes = _attributes(node, tag, form)
    tag = form.renamed.get(tag, tag)
    return f"<{tag}{attributes}>" if tag in VOID else f"<{tag}{attributes}>{content}</{tag}>"


def _is_for_eyes(node: LexborNode) -> bool:
    """Whether it only serves the page: what lies behind pictures, repeats words, leads back."""
    classes = (node.attributes.get("class") or "").split()
    return node.attributes.get("aria-hidden") == "true" or not DROPPED_CLASSES.isdisjoint(classes)


def _is_named(node: LexborNode, form: Form) -> bool:
    return form.names_blocks and (node.id or "").startswith("b-")


def _image(node: LexborNode | None, origin: str, form: Form) -> str:
    """The plain file of a picture, with the size in which it is to be shown."""
    source = (node.attributes.get("src") if node else "") or ""
    if node is None or not source:
        return ""
    attributes = node.attributes
    width, height = (int(attributes.get(side) or 0) for side in ("width", "height"))
    shown = min(_width_of(source, attributes.get("srcset") or "") or width, form.widest)
    size = f' width="{shown}" height="{round(height * shown / width)}"' if width and height else ""
    address, alt = escape(urljoin(origin, source)), escape(attributes.get("alt") or "")
    return f'<img src="{address}"{size} alt="{alt}">'


def _width_of(source: str, srcset: str) -> int:
    """The width of a file in pixels as its ``srcset`` has it; 0 if it is not there."""
    for candidate in srcset.split(", "):
        file, _, width = candidate.rpartition(" ")
        if file == source:
            return int(width.removesuffix("w"))
    return 0


def _link(node: LexborNode, content: str, origin: str, form: Form) -> str:
    """A link; within the body it leads nowhere, unless the blocks keep their names."""
    address = node.attributes.get("href") or ""
    if not address or (address.startswith("#") and not form.names_blocks):
        return content
    if not address.startswith("#"):
        address = urljoin(origin, address)
    return f'<a href="{escape(address)}">{content}</a>'


def _attributes(node: LexborNode, tag: str, form: Form) -> str:
    names = (*KEPT.get(tag, ()), *(("id", "class") if form.names_blocks else ()))
    given = ((name, node.attributes.get(name)) for name in names)
    return "".join(f' {name}="{escape(value)}"' for name, value in given if value)
