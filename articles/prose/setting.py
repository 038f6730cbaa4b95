"""Setting a line in type: words and marks, links, source references. Of the unknown, the words."""

from dataclasses import dataclass, field
from html import escape

from selectolax.lexbor import LexborNode

from articles.prose import addresses, vocabulary
from articles.prose.material import Material

MARKS = {"strong", "em", "sub", "sup"}
# What stands in these was never meant to be read.
SILENT = {"script", "style", "template", "noscript", "iframe", "object", "svg", "math", "textarea"}


@dataclass
class Source:
    """A source that the body refers to: its words, its address or "", the ids of its marks."""

    number: int
    words: str
    address: str
    marks: list[str] = field(default_factory=list)


@dataclass
class Setting:
    """One body while it is set: what the desk gave for it, and what already stands in print.

    ``heading`` is the level that a heading may have here without one being left out above it.
    """

    body: LexborNode
    material: Material
    sources: dict[tuple[str, str], Source] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)
    heading: int = 2

    def id_of(self, node: LexborNode) -> str:
        """The id of a block in print, each one once; "" if it has none."""
        given = vocabulary.BLOCK_ID(node.attributes.get("data-id") or "")
        printed = f"b-{given}"
        if not given or printed in self.ids:
            return ""
        self.ids.add(printed)
        return printed

    def label_of(self, block_id: str) -> str:
        """An id for the element that names a block."""
        label = f"{block_id}-label" if block_id else f"label-{len(self.ids)}"
        self.ids.add(label)
        return label

    def source(self, words: str, address: str) -> Source:
        """The source of these words and this address; the same one wherever it is named."""
        new = Source(len(self.sources) + 1, words, address)
        return self.sources.setdefault((words, address), new)


def id_attribute(block_id: str) -> str:
    return f' id="{block_id}"' if block_id else ""


def text(words: str) -> str:
    return escape(vocabulary.visible(words), quote=False)


def attribute(words: str) -> str:
    return escape(vocabulary.words(words))


def value(node: LexborNode, name: str) -> str:
    """An attribute's value, if it is one that may be stored; else ""."""
    given = node.attributes.get(name)
    check = given and vocabulary.ELEMENTS.get(node.tag or "", {}).get(name)
    return check(given) if check and given else ""


def key(node: LexborNode, name: str) -> int:
    """The key of a picture or an article; 0 if there is none."""
    return int(value(node, name) or 0)


def spaceless(node: LexborNode) -> str:
    """The words in a node without the spaces between them, for finding words again."""
    return "".join(node.text().split())


def title_of(node: LexborNode) -> str:
    """The caption of a block as plain words, "" if it has none."""
    caption = node.css_first("figcaption")
    return vocabulary.words(caption.text()) if caption else ""


def is_blank(line: str) -> bool:
    return not line.replace("<br>", "").strip()


def line(node: LexborNode | None, setting: Setting, *, is_linked: bool = False) -> str:
    """What stands in the node; without links and references, which can't nest, if ``is_linked``."""
    if node is None:
        return ""
    return "".join([_part(child, setting, is_linked) for child in node.iter(include_text=True)])


def _part(node: LexborNode, setting: Setting, is_linked: bool) -> str:
    tag = node.tag or ""
    if tag == "-text":
        return text(node.text_lexbor())
    if tag == "br":
        return "<br>"
    if tag in SILENT or tag.startswith("-"):
        return ""
    if tag == "cite":
        return "" if is_linked else _reference(node, setting)
    if tag == "a" and not is_linked:
        return _link(node, setting)
    words = line(node, setting, is_linked=is_linked)
    return f"<{tag}>{words}</{tag}>" if words and tag in MARKS else words


def _link(node: LexborNode, setting: Setting) -> str:
    address = value(node, "href")
    if "data-article" in node.attributes:
        target = setting.material.addresses.get(key(node, "data-article"), "")
        address = addresses.link(target)
    if not address:
        return line(node, setting)
    words = line(node, setting, is_linked=True)
    references = "".join(_reference(cite, setting) for cite in node.css("cite"))
    return (words and f'<a href="{attribute(address)}">{words}</a>') + references


def _reference(node: LexborNode, setting: Setting) -> str:
    """The number of a source, which leads to it; what leads back is written there."""
    words, address = value(node, "data-source"), value(node, "data-url")
    if not words and not address:
        return ""
    source = setting.source(words, address)
    number = source.number
    mark = f"cited-{number}-{len(source.marks) + 1}"
    source.marks.append(mark)
    return (
        f'<sup class="reference"><a id="{mark}" href="#source-{number}" role="doc-noteref" '
        f'aria-label="Source {number}">{number}</a></sup>'
    )
