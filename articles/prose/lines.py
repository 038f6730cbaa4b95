"""A line of print: words with their marks, without padding, always written in the same way."""

import re
from html import escape
from typing import NamedTuple

from articles.prose.vocabulary import visible

# A mark is the inside of its opening tag: "strong", 'a href="/there/"'.
type Marks = frozenset[str]
PLAIN: Marks = frozenset()
# The order in which marks enclose each other.
_ORDER = ("a", "strong", "em", "sub", "sup")
_GAP = re.compile("[ \\t\\n\\v\\f\\r\x1c-\x1f\x85\xa0\u2028\u2029]+")
_BLANKS = " \xa0"
# Blanks of another width, and marks without any, are no words where they stand alone.
_NO_WIDTH = "\u200b\u200c\u200d\u200e\u200f\u2060"
_UNSEEN = re.compile(rf"[\s{_NO_WIDTH}]*")


class Piece(NamedTuple):
    """Words with their marks; or, if ``is_html``, an element that stands among them."""

    text: str
    marks: Marks
    is_html: bool = False


class Line:
    """Collects the words of a paragraph; two line breaks in a row begin another, if one may."""

    def __init__(self, *, is_single: bool = False) -> None:
        self._most_breaks = 1 if is_single else 2
        self._paragraphs: list[list[Piece]] = []
        self._gap = ""

    def add(self, text: str, marks: Marks) -> None:
        text = _GAP.sub(lambda gap: _narrowed(gap[0]), visible(text))
        words = text.strip(_BLANKS)
        if _UNSEEN.fullmatch(words):
            self._widen(" " if words.strip(_NO_WIDTH) else text)
            return
        start = text.index(words)
        self._widen(text[:start])
        self._put(Piece(words, marks))
        self._widen(text[start + len(words) :])

    def add_element(self, html: str) -> None:
        self._put(Piece(html, PLAIN, is_html=True))

    def add_break(self) -> None:
        self._widen("\n")

    def paragraphs(self) -> list[str]:
        """The HTML inside each paragraph; the line is empty afterwards."""
        written = [_html(pieces) for pieces in self._paragraphs]
        self._paragraphs, self._gap = [], ""
        return written

    def _widen(self, more: str) -> None:
        """The gap before the next word: one or two line breaks, else one blank at most."""
        gap = self._gap + more
        breaks = min(gap.count("\n"), self._most_breaks)
        self._gap = "\n" * breaks or (gap and _narrowed(gap))

    def _put(self, piece: Piece) -> None:
        """Add a piece after the gap before it, which has only the marks of both its sides."""
        gap, self._gap = self._gap, ""
        if not self._paragraphs or gap == "\n\n":
            self._paragraphs.append([piece])
            return
        pieces = self._paragraphs[-1]
        if gap:
            pieces.append(Piece(gap, pieces[-1].marks & piece.marks))
        pieces.append(piece)


def opening(tag: str, attributes: dict[str, str]) -> str:
    """The inside of an opening tag."""
    return tag + "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())


def without_bold(html: str) -> str:
    """The same line, no longer bold if all of it was: a heading is bold by itself."""
    if html.startswith("<strong>") and html.find("</strong>") == len(html) - len("</strong>"):
        return html.removeprefix("<strong>").removesuffix("</strong>")
    return html


def _narrowed(gap: str) -> str:
    """One blank for any number; a single no-break space is meant, more of them are padding."""
    return gap if gap == "\xa0" else " "


def _html(pieces: list[Piece]) -> str:
    out: list[str] = []
    within: list[str] = []
    for piece in pieces:
        marks = sorted(piece.marks, key=_rank) if piece.marks else []
        if marks != within:
            out += _change(within, marks)
            within = marks
        out.append(piece.text if piece.is_html else _text(piece.text))
    return "".join([*out, *_change(within, [])])


def _change(within: list[str], marks: list[str]) -> list[str]:
    """The tags that end some marks and begin others; what both have stays open."""
    same = 0
    while same < min(len(within), len(marks)) and within[same] == marks[same]:
        same += 1
    ended = [f"</{_tag(mark)}>" for mark in reversed(within[same:])]
    return [*ended, *(f"<{mark}>" for mark in marks[same:])]


def _rank(mark: str) -> int:
    return _ORDER.index(_tag(mark))


def _text(text: str) -> str:
    written = escape(text, quote=False).replace("\xa0", "&nbsp;")
    return written.replace("\n", "<br>")


def _tag(mark: str) -> str:
    return mark.partition(" ")[0]
