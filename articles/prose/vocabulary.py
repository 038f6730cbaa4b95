"""What a body may contain: one table for the editor on the desk and for the sanitiser.

Each extension of the editor stands with all that it may leave in a body: its elements, its blocks,
their attributes, and a check of each attribute's value. A check gives the value as it is stored, or
"" if it may not be stored. What is taken out here can neither be typed nor kept.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from articles.prose import addresses

type Check = Callable[[str], str]
type Values = Mapping[str, Check]

# No text: control characters, what is no character, marks of order and of syllables, and what
# stands for an object that did not come along.
_NO_TEXT = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\ufdd0-\ufdef\ufeff\ufffc"
    + "".join(chr(plane << 16 | end) for plane in range(17) for end in (0xFFFE, 0xFFFF))
    + "]"
)


def visible(text: str) -> str:
    """The text without what no reader can see and no page may contain."""
    # Most words hold nothing of the kind, and Python knows that faster.
    return text if text.isprintable() else _NO_TEXT.sub("", text)


def words(value: str) -> str:
    return " ".join(visible(value).split())


def matching(pattern: str) -> Check:
    is_whole = re.compile(pattern).fullmatch
    return lambda value: value if is_whole(value) else ""


def one_of(*names: str) -> Check:
    return lambda value: value if value in names else ""


KEY = matching(r"[1-9][0-9]{0,17}")
BLOCK_ID = matching(r"[a-z2-7]{8}")
SPAN = matching(r"[2-9]|[1-4][0-9]")
CELL = {"scope": one_of("col", "row"), "colspan": SPAN, "rowspan": SPAN}


@dataclass(frozen=True)
class Block:
    """A block that is told by its data-block: its element, and the attributes beside.

    Without those that it ``needs`` it is no such block; others it has from the start.
    """

    tag: str
    values: Values = field(default_factory=dict)
    needs: frozenset[str] = frozenset()
    from_start: Mapping[str, str] = field(default_factory=dict)

    def checked(self, given: Mapping[str, str | None]) -> dict[str, str]:
        """The attributes that may be stored; {} if one that the block needs is not among them."""
        found = {**self.from_start, **checked(self.values, given)}
        ordered = {name: found[name] for name in self.values if name in found}
        return ordered if ordered.keys() >= self.needs else {}


@dataclass(frozen=True)
class Extension:
    """An extension of the editor: its settings there, and what it may leave in a body."""

    elements: Mapping[str, Values] = field(default_factory=dict)
    blocks: Mapping[str, Block] = field(default_factory=dict)
    settings: Any = True


_CHART = Block(
    "figure",
    {"data-kind": one_of("line", "bar", "slope"), "data-unit": words},
    needs=frozenset({"data-kind"}),
)
_PICTURE = Block(
    "figure",
    {
        "data-image": KEY,
        "data-layout": one_of("inline", "wide", "full"),
        "data-alt": words,
        "data-decorative": one_of("yes"),
    },
    needs=frozenset({"data-image"}),
    from_start={"data-layout": "inline", "data-alt": ""},
)
_ELSEWHERE = Block("figure", {"data-url": addresses.secure}, needs=frozenset({"data-url"}))

VOCABULARY: Mapping[str, Extension] = {
    "Paragraph": Extension({"p": {}}),
    "Heading": Extension({"h2": {}, "h3": {}}, settings={"levels": [2, 3]}),
    "Bold": Extension({"strong": {}}),
    "Italic": Extension({"em": {}}),
    "Subscript": Extension({"sub": {}}),
    "Superscript": Extension({"sup": {}}),
    "HardBreak": Extension({"br": {}}),
    "HorizontalRule": Extension({"hr": {}}),
    "BulletList": Extension({"ul": {}}),
    "OrderedList": Extension({"ol": {"start": matching(r"0|[2-9]|[1-9][0-9]{1,3}")}}),
    "ListItem": Extension({"li": {}}),
    "Link": Extension(
        {"a": {"href": addresses.link}},
        settings={"enableTarget": False, "protocols": ["http", "https", "mailto"]},
    ),
    "ArticleLink": Extension({"a": {"data-article": KEY}}),
    "Source": Extension({"cite": {"data-source": words, "data-url": addresses.secure}}),
    "Table": Extension({"table": {}, "tbody": {}}),
    "TableRow": Extension({"tr": {}}),
    "TableHeader": Extension({"th": CELL}),
    "TableCell": Extension({"td": {"colspan": SPAN, "rowspan": SPAN}}),
    "DataTable": Extension(
        {"figcaption": {}},
        {"table": Block("figure"), "chart": _CHART, "map": Block("figure")},
    ),
    "Quotation": Extension({"blockquote": {}, "figcaption": {}}, {"quotation": Block("figure")}),
    "PullQuote": Extension(blocks={"pull-quote": Block("aside")}),
    "FactBox": Extension(blocks={"fact-box": Block("aside")}),
    "KeyPoints": Extension(blocks={"key-points": Block("div")}),
    "Timeline": Extension({"dt": {}, "dd": {}}, {"timeline": Block("dl")}),
    "Picture": Extension({"figcaption": {}}, {"picture": _PICTURE}),
    "Gallery": Extension(blocks={"gallery": Block("div")}),
    "Embed": Extension({"figcaption": {}}, {"embed": _ELSEWHERE}),
    # Not "Document": so the editor calls the whole text.
    "DocumentLink": Extension({"figcaption": {}}, {"document": _ELSEWHERE}),
    "BlockIds": Extension(),
}

EXTENSIONS: dict[str, Any] = {name: each.settings for name, each in VOCABULARY.items()}
BLOCKS: Mapping[str, Block] = {
    name: block for each in VOCABULARY.values() for name, block in each.blocks.items()
}


def _elements() -> dict[str, dict[str, Check]]:
    elements: dict[str, dict[str, Check]] = {}
    for extension in VOCABULARY.values():
        for tag, values in extension.elements.items():
            elements.setdefault(tag, {}).update(values)
    for block in BLOCKS.values():
        elements.setdefault(block.tag, {"data-block": one_of(*BLOCKS)}).update(block.values)
    return elements


# Every element of a body, with every attribute that it may have.
ELEMENTS: Mapping[str, Values] = _elements()


def checked(values: Values, given: Mapping[str, str | None]) -> dict[str, str]:
    """Of the attributes ``given`` those that may be stored, as they are stored, in their order."""
    found = {name: check(given.get(name) or "") for name, check in values.items()}
    return {name: value for name, value in found.items() if value}
