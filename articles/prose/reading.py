"""How a body reads: its words, their number, the time they take, and what it makes use of."""

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from articles.prose.vocabulary import ELEMENTS

# Words a minute, for a text that is read with care; an English word and its blank are six signs.
WORDS_PER_MINUTE = 230
SIGNS_PER_WORD = 6
# Chinese, Japanese and Korean are written without blanks; two characters take as long as a word.
CHARACTERS_PER_WORD = 2

_CJK = re.compile(
    "[\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\uff66-\uff9d\U00020000-\U0003fffd]"
)
# From the first letter or digit of a word on: a row of other signs is none.
_WORD = re.compile(r"\w\S*")
_IN_LINE = {
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "em", "font", "i", "kbd", "mark", "q",
    "s", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr",
}  # fmt: skip
# What is not prose: programs, pictures, and what is pressed.
_UNREAD = {
    "audio", "button", "canvas", "iframe", "img", "input", "noscript", "object", "picture",
    "script", "select", "style", "summary", "template", "textarea", "title", "video",
}  # fmt: skip
# What is printed about the words: for screen readers only, how many pictures there are, what kind
# of file a document is.
_UNREAD_SPANS = {"unseen", "count", "kind"}


@dataclass(frozen=True)
class Uses:
    """What a body refers to, each once, in the order of the text: keys, and addresses."""

    images: list[int]
    articles: list[int]
    embeds: list[str]


def plain_text(html: str) -> str:
    """The words of a stored or a printed body, a blank line between blocks."""
    tree = LexborHTMLParser(html)
    parts: list[str] = []
    steps: list[LexborNode | str] = [tree.body] if tree.body else []
    while steps:
        node = steps.pop()
        if isinstance(node, str):
            parts.append(node)
        elif node.is_text_node:
            parts.append(re.sub(r"\s+", " ", node.text_content or ""))
        elif node.is_element_node and not _is_unread(node):
            edge = "" if node.tag in _IN_LINE else "\n"
            steps.append(edge)
            steps += reversed(list(node.iter(include_text=True)))
            parts.append(edge)
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return "\n\n".join(line for line in lines if line)


def word_count(text: str) -> int:
    """The words in a plain text; two Chinese, Japanese or Korean characters count as one word."""
    characters = _characters(text)
    words = len(_WORD.findall(_CJK.sub(" ", text) if characters else text))
    return words + -(-characters // CHARACTERS_PER_WORD)


def reading_minutes(text: str) -> int:
    """How long a reader takes for a plain text, in whole minutes, at least one.

    By its length: long words take longer, and it is known without looking for their ends.
    """
    characters = _characters(text)
    others = len(text) - characters
    words = others / SIGNS_PER_WORD + characters / CHARACTERS_PER_WORD
    return max(1, round(words / WORDS_PER_MINUTE))


def _characters(text: str) -> int:
    """How many signs of a plain text are Chinese, Japanese or Korean."""
    return 0 if text.isascii() else len(_CJK.findall(text))


def uses(body: str) -> Uses:
    """The pictures, articles and embedded works of a stored body."""
    tree = LexborHTMLParser(body)
    return Uses(
        images=[int(key) for key in _values(tree, "data-image", "figure[data-block=picture]")],
        articles=[int(key) for key in _values(tree, "data-article", "a")],
        embeds=_values(tree, "data-url", "figure[data-block=embed]"),
    )


def _values(tree: LexborHTMLParser, name: str, element: str) -> list[str]:
    """The values of an attribute that may be stored, each once."""
    nodes = tree.css(f"{element}[{name}]")
    values = (ELEMENTS[node.tag or ""][name](node.attributes[name] or "") for node in nodes)
    return list(dict.fromkeys(filter(None, values)))


def _is_unread(node: LexborNode) -> bool:
    """Whether an element has no words of its own to read.

    The number of a footnote is no word of its sentence, nor is the way back from it; nor is what
    is said a second time. What is drawn beside a table says what the table says.
    """
    tag, given = node.tag or "", node.attributes
    if given.get("aria-hidden") == "true":
        return True
    if tag == "sup":
        return node.css_first("a[role=doc-noteref]") is not None
    if tag == "span":
        return given.get("class") in _UNREAD_SPANS
    if tag == "a":
        return given.get("role") == "doc-backlink"
    if tag == "svg" and node.parent:
        return node.parent.css_first("table") is not None
    return tag in _UNREAD
