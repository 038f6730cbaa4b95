"""What a reader is given in a printed piece: each stretch of words with its place, each picture."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from articles.prose.printed import Child, Element, in_line, read

TEXT = "the text"
PLACES = {
    "caption": "a caption",
    "figcaption": "a caption",
    "section": "the sources",
    "table": "a table",
}


@dataclass(frozen=True)
class Passage:
    """Words in one place. What ``is_said`` is a quotation; a row of a table ``is_one`` sentence."""

    place: str
    words: str
    is_said: bool = False
    is_one: bool = False


@dataclass(frozen=True)
class Shown:
    """A picture: the name of its file, which tells it from every other one, and what it shows."""

    file: str
    alt: str


@dataclass(frozen=True)
class Piece:
    """All of a piece that readers read, in plain words; ``body`` is its printed HTML.

    ``picture`` are the words with its lead picture: alternative text, caption, credit; ``lead`` is
    the file of it.
    """

    headline: str = ""
    dek: str = ""
    label: str = ""
    byline: str = ""
    dateline: str = ""
    picture: tuple[str, ...] = ()
    lead: str = ""
    body: str = ""

    def passages(self) -> list[Passage]:
        """What its words say beside headline, label, byline and dateline, in the order of print."""
        return [
            Passage("the dek", self.dek),
            *(Passage("the lead picture", words) for words in self.picture),
            *of_body(self.body),
        ]

    def pictures(self) -> list[Shown]:
        """Those of the newsroom; the still of an embedded work is its site's."""
        lead = [Shown(self.lead, self.picture[0] if self.picture else "")] if self.lead else []
        own = (block for block in read(self.body) if "embed" not in _classes(block))
        images = (image.given for block in own for image in block.find("img"))
        return lead + [
            Shown(given["src"], given.get("alt", "")) for given in images if _is_own(given)
        ]


def of_body(html: str) -> list[Passage]:
    """The passages of a printed body: paragraphs, rows of tables, captions, alternative texts."""
    return [passage for block in read(html) for passage in _of(block, TEXT, is_said=False)]


def _classes(element: Element) -> list[str]:
    return element.given.get("class", "").split()


def _is_own(image: Mapping[str, str]) -> bool:
    """Whether this is the picture itself, and not the tiny one that lies behind it."""
    return not image.get("src", "data:").startswith("data:")


def _of(element: Element, place: str, *, is_said: bool) -> Iterator[Passage]:
    tag = element.tag
    if tag == "svg":  # its table says what it draws
        return
    if tag == "img":
        yield Passage("an alternative text", element.given.get("alt", ""))
    place = PLACES.get(tag, place)
    is_said |= tag == "blockquote" or "pull-quote" in _classes(element)
    if tag == "tr" or (tag == "div" and any(True for _ in element.find("dt"))):
        cells = (words_in([child]) for child in element.children)
        yield Passage(place, " | ".join(filter(None, cells)), is_said, is_one=True)
        return
    for is_line, row in groupby(element.children, key=in_line):
        children = list(row)
        if is_line:
            yield Passage(place, words_in(children), is_said)
            continue
        for child in children:
            if isinstance(child, Element):
                yield from _of(child, place, is_said=is_said)


def words_in(children: Sequence[Child]) -> str:
    """The words in a line; the number of a source is none, and a break parts two words."""
    return "".join(map(_words, children)).strip()


def _words(child: Child) -> str:
    if isinstance(child, str):
        return child
    if child.tag == "br":
        return " "
    return "" if child.told else "".join(map(_words, child.children))
