"""An element on its way into a body, and the block that it becomes."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from articles.prose.vocabulary import BLOCKS

type Nodes = list[LexborNode]
type Kinds = frozenset[str]

# What may stand where: one line, lines, lists of lists, a heading in a box, all of it in a body.
LINE: Kinds = frozenset()
LINES: Kinds = frozenset({"p"})
ITEM: Kinds = LINES | {"list"}
BOX: Kinds = ITEM | {"h3"}
BODY: Kinds = BOX | {"h2", "block"}


class Block(NamedTuple):
    """A block as it is stored: the inside of its opening tag, its HTML, the id it came with."""

    opening: str
    inner: str = ""
    id: str = ""

    @property
    def tag(self) -> str:
        return self.opening.partition(" ")[0]

    @property
    def html(self) -> str:
        end = "" if self.tag == "hr" else f"</{self.tag}>"
        return f"<{self.opening}>{self.inner}{end}"

    def named(self, name: str) -> str:
        """The HTML with an id: the first thing in it is the tag."""
        return self.html.replace(self.tag, f'{self.tag} data-id="{name}"', 1)


class Found(NamedTuple):
    """What an element was read as, and what in it is still to be read, to stand after it."""

    block: Block | None
    rest: Nodes


@dataclass(frozen=True)
class Element:
    """An element to be read. ``read`` gives the blocks in some nodes, of the kinds it is told."""

    node: LexborNode
    tag: str
    given: Mapping[str, str | None]
    read: Callable[[Nodes, Kinds], list[Block]]

    @property
    def children(self) -> Nodes:
        return children(self.node)

    @property
    def kind(self) -> str:
        """The name of the block that it says it is, if there is such a block; or ""."""
        kind = self.given.get("data-block") or ""
        return kind if kind in BLOCKS and BLOCKS[kind].tag == self.tag else ""

    def parted(self, *tags: str) -> tuple[Nodes, Nodes]:
        """The children that are one of ``tags``, and the others."""
        nodes = self.children
        return [n for n in nodes if n.tag in tags], [n for n in nodes if n.tag not in tags]

    def line(self, nodes: Nodes) -> str:
        """The words in some nodes as one line, broken where a paragraph ended."""
        return "".join(block.inner for block in self.read(nodes, LINE))


def children(node: LexborNode) -> Nodes:
    return list(node.iter(include_text=True))


def joined(blocks: Iterable[Block]) -> str:
    return "".join(block.html for block in blocks)
