"""A printed body as plain values: read from its HTML, looked into, and written as HTML again."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape

from selectolax.lexbor import LexborHTMLParser, LexborNode

VOID = {"br", "hr", "img", "source", "wbr"}
# What stands in a line of words.
INLINE = {"a", "abbr", "br", "code", "em", "q", "span", "strong", "sub", "sup", "time", "wbr"}
# What holds lines, or other such holders; "" are words that stand in a holder by themselves.
HOLDERS = {
    "", "aside", "blockquote", "caption", "dd", "div", "dl", "dt", "figcaption", "figure", "h2",
    "h3", "h4", "li", "ol", "p", "section", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
# What is looked at rather than read, and so is one thing.
WHOLE = {"drawing", "embed", "frame", "gallery"}
# The ids of a former body begin so, where it stands on one page with its successor.
FORMER = "was-"
# What names a place on the page, and says nothing to a reader.
_NAMES = ("id", "aria-labelledby")

type Child = Element | str


@dataclass(frozen=True)
class Element:
    """An element of a printed body; ``told`` is what it says where its words do not tell."""

    tag: str
    given: Mapping[str, str]
    children: tuple[Child, ...] = ()
    told: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether it is one thing, not lines of words: a picture, a drawing, a rule."""
        classes = self.given.get("class", "").split()
        return self.tag not in HOLDERS | INLINE or not WHOLE.isdisjoint(classes)

    @property
    def is_line(self) -> bool:
        """Whether there are words in it, and nothing else."""
        return not self.is_whole and all(map(in_line, self.children))

    @property
    def own(self) -> dict[str, str]:
        """Its attributes, without those that only name a place."""
        return {name: value for name, value in self.given.items() if name not in _NAMES}

    @property
    def opening(self) -> str:
        return f"<{self.tag}{attributes(self.given)}>" if self.tag else ""

    @property
    def closing(self) -> str:
        return "" if not self.tag or self.tag in VOID else f"</{self.tag}>"

    @property
    def html(self) -> str:
        return f"{self.opening}{html_of(self.children)}{self.closing}"

    @property
    def key(self) -> str:
        """The same for two elements just if they read the same."""
        if self.told:
            return f"<told>{escape(self.told)}</told>"
        inner = "".join(map(key_of, self.children))
        return f"<{self.tag}{attributes(self.own)}>{inner}{self.closing}"

    def find(self, tag: str) -> Iterator["Element"]:
        """The elements of that name in it, in the order of the text."""
        for child in self.children:
            if isinstance(child, Element):
                if child.tag == tag:
                    yield child
                yield from child.find(tag)


def read(html: str, *, is_former: bool = False) -> list[Element]:
    """The blocks of a printed body.

    What a comparison is better without is left out: ways back from the sources, and that a pull
    quote is silent; a region is a group. A reference tells its source, not its number. The ids of a
    body that ``is_former`` are changed, so that it can stand on a page beside its successor.
    """
    tree = LexborHTMLParser(html)
    reader = _Reader(_sources(tree), FORMER if is_former else "")
    read = reader.children(tree.body) if tree.body else ()
    return [block for block in read if isinstance(block, Element)]


def in_line(child: Child) -> bool:
    """Whether it stands in a line: words, or an element that holds only what does."""
    if isinstance(child, str):
        return True
    return child.tag in INLINE and not child.is_whole and all(map(in_line, child.children))


def words_of(child: Child) -> str:
    """The words in it; the number of a source is none."""
    if isinstance(child, str):
        return child
    return "" if child.told else "".join(map(words_of, child.children))


def html_of(children: Iterable[Child]) -> str:
    return "".join(
        escape(child, quote=False) if isinstance(child, str) else child.html for child in children
    )


def key_of(child: Child) -> str:
    return escape(child, quote=False) if isinstance(child, str) else child.key


def attributes(given: Mapping[str, str]) -> str:
    return "".join(f' {name}="{escape(value)}"' for name, value in given.items())


@dataclass(frozen=True)
class _Reader:
    sources: Mapping[str, str]
    prefix: str

    def children(self, node: LexborNode) -> tuple[Child, ...]:
        return tuple(
            child
            for found in node.iter(include_text=True)
            if (child := self._child(found)) is not None
        )

    def _child(self, node: LexborNode) -> Child | None:
        tag = node.tag or "-"
        if tag == "-text":
            words = node.text_lexbor()
            return (words.rstrip() or None) if _is_way_back(node.next) else words
        given = {name: value or "" for name, value in node.attributes.items()}
        if tag.startswith("-") or _is_way_back(node):
            return None
        told = self._source(node) if given.get("class") == "reference" else ""
        return Element(tag, self._named_anew(given), self.children(node), told)

    def _source(self, node: LexborNode) -> str:
        link = node.css_first("a")
        return self.sources.get((link and link.attributes.get("href")) or "", "")

    def _named_anew(self, given: dict[str, str]) -> dict[str, str]:
        given.pop("aria-hidden", None)
        if given.get("role") == "region":
            given["role"] = "group"  # two of one name on a page are no landmarks
        for name in _NAMES if self.prefix else ():
            if name in given:
                given[name] = self.prefix + given[name]
        if given.get("role") == "doc-noteref" and self.prefix:
            # Its number is another one beside the later sources.
            for name in ("href", "role", "aria-label"):
                given.pop(name, None)
        return given


def _sources(tree: LexborHTMLParser) -> dict[str, str]:
    """What each source is, by the address of its place in the list."""
    found = {}
    for item in tree.css(".sources li[id]"):
        told = [child for child in item.iter(include_text=True) if not _is_way_back(child)]
        words = " ".join(f"{child.text()} {child.attributes.get('href', '')}" for child in told)
        found[f"#{item.attributes['id']}"] = words.strip()
    return found


def _is_way_back(node: LexborNode | None) -> bool:
    return node is not None and node.attributes.get("class") == "back"
