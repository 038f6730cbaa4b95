"""What other programs put on the clipboard: how Word, Google Docs and the rest say what they mean.

They say it in styles and classes. Here it is read; none of it is stored.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from articles.prose.elements import Block, joined
from articles.prose.lines import Marks, opening

type Given = Mapping[str, str | None]

# The attributes in which they say it.
ATTRIBUTES = frozenset({
    "style", "class", "role", "aria-level", "data-aria-level", "data-aria-posinset",
    "data-leveltext",
})  # fmt: skip
# The properties of a style that say something about the text.
STYLES = frozenset({"display", "font-style", "font-weight", "mso-list", "vertical-align"})

_RULE = re.compile(r"([a-z-]+)\s*:\s*([^;]+)")
_WORD_LIST = re.compile(r"l\d+ level(\d)")
_NUMBERED = re.compile(r"\(?(?:(\d{1,4})|[a-z]{1,2}|[ivxlcdm]+)[.)]", re.IGNORECASE)
_TITLES = {"msotitle": "h2", "msosubtitle": "h3"}
# What is never read as text: programs, drawings and formulas, what is pressed or filled in, what
# stands in for a film that does not play, and what somebody has taken out of a text.
NOT_SHOWN = {
    "audio", "button", "canvas", "del", "iframe", "math", "noscript", "object", "script", "select",
    "style", "svg", "template", "textarea", "title", "video", "xml",
}  # fmt: skip
# What encyclopaedias and our own pages add to a text: they lead to what was not copied with it.
_ADDED = {"span": "mw-editsection", "sup": "reference"}


@dataclass(frozen=True)
class ListLine:
    """A paragraph that Word shows as an item of a list."""

    level: int
    marker: str = ""
    html: str = ""

    @property
    def is_numbered(self) -> bool:
        return bool(_NUMBERED.fullmatch(self.marker))

    @property
    def opening(self) -> str:
        """The inside of the opening tag of a list that begins with this line."""
        number = _NUMBERED.fullmatch(self.marker)
        start = str(int(number[1])) if number and number[1] else "1"
        return opening("ol" if number else "ul", {} if start == "1" else {"start": start})


def rules(given: Given) -> dict[str, str]:
    """The rules of an element's style."""
    style = given.get("style")
    return dict(_RULE.findall(style.lower())) if style else {}


def is_hidden(style: Mapping[str, str]) -> bool:
    return style.get("display", "").startswith("none")


def is_block(style: Mapping[str, str]) -> bool:
    return style.get("display", "").startswith("block")


def is_added(tag: str, given: Given) -> bool:
    """Whether this is no part of the text but a link beside it, to edit it or to its notes."""
    return tag in _ADDED and _ADDED[tag] in (given.get("class") or "").split()


def is_marker(style: Mapping[str, str]) -> bool:
    """Whether this is the bullet or the number that Word writes before an item."""
    return style.get("mso-list", "").startswith("ignore")


def styled(marks: Marks, style: Mapping[str, str]) -> Marks:
    """The marks with what a style adds to them and takes from them."""
    weight, slant = style.get("font-weight", ""), style.get("font-style", "")
    if weight:
        marks = marks | {"strong"} if _is_bold(weight) else marks - {"strong"}
    if slant:
        marks = marks | {"em"} if slant.startswith(("italic", "oblique")) else marks - {"em"}
    raised = style.get("vertical-align", "")
    if raised.startswith(("super", "sub")):
        marks |= {"sup" if raised.startswith("super") else "sub"}
    return marks


def heading(given: Given) -> str:
    """The heading that a paragraph is by its class or by its role, or ""."""
    for name in (given.get("class") or "").lower().split():
        if name in _TITLES:
            return _TITLES[name]
    if given.get("role") == "heading":
        return "h2" if given.get("aria-level") in {None, "1", "2"} else "h3"
    return ""


def list_line(style: Mapping[str, str]) -> ListLine | None:
    found = _WORD_LIST.match(style.get("mso-list", ""))
    return ListLine(int(found[1])) if found else None


def is_torn_list(given: Given) -> bool:
    """Whether this is one of the lists that Word on the web makes of each item."""
    return (given.get("class") or "").startswith(("BulletListStyle", "NumberListStyle"))


def torn_item(given: Given) -> ListLine | None:
    """The item of such a list: which level it belongs to, and its number, if items have any."""
    level = re.fullmatch(r"[1-9]", given.get("data-aria-level") or "")
    is_numbered = "%" in (given.get("data-leveltext") or "")
    number = f"{given.get('data-aria-posinset')}." if is_numbered else ""
    return ListLine(int(level[0]), number) if level else None


def lists(lines: list[ListLine]) -> list[Block]:
    """Lists made of lines that follow each other."""
    level = min(line.level for line in lines)
    made: list[tuple[ListLine, list[str]]] = []
    deeper: list[ListLine] = []
    for line in [*lines, None]:
        if line and line.level > level:
            deeper.append(line)
            continue
        if deeper:
            within = joined(lists(deeper))
            if made:
                made[-1][1][-1] += within
            else:
                made.append((deeper[0], [within]))
            deeper = []
        if line and (not made or made[-1][0].is_numbered != line.is_numbered):
            made.append((line, []))
        if line:
            made[-1][1].append(f"<p>{line.html}</p>")
    return [
        Block(first.opening, "".join(f"<li>{item}</li>" for item in items)) for first, items in made
    ]


def _is_bold(weight: str) -> bool:
    number = re.match(r"\d{1,4}", weight)
    return int(number[0]) >= 600 if number else weight.startswith("bold")
