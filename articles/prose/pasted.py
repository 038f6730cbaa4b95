"""What other programs put on the clipboard: how Word, Google Docs and the rest say what they mean.

They say it in styles and classes. Here it is read; none of it is stored.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from articles.prose.lines import Marks, opening

type Given = Mapping[str, str | None]

# The properties of a style that say something about the text.
STYLES = frozenset({"display", "font-style", "font-weight", "mso-list", "vertical-align"})

_RULE = re.compile(r"([a-z-]+)\s*:\s*([^;]+)")
_WORD_LIST = re.compile(r"l\d+ level(\d)")
_NUMBERED = re.compile(r"\(?(?:(\d{1,4})|[a-z]{1,2}|[ivxlcdm]+)[.)]", re.IGNORECASE)
_TITLES = {"msotitle": "h2", "msosubtitle": "h3"}
# Several thousand elements within each other are no text: a parser needs minutes for them.
_DEEPEST = 250
_TAG = re.compile(
    r"<!--.*?(?:-->|$)"
    r"|<(?P<end>/?)(?P<name>[a-z][^\s/>]*)(?:[^>\"']|\"[^\"]*\"|'[^']*')*+>?",
    re.IGNORECASE | re.DOTALL,
)
_SINGLE = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
}  # fmt: skip
# Their end is often left out: the next one ends them.
_UNENDED = {
    "p", "li", "dt", "dd", "tr", "td", "th", "option", "thead", "tbody", "tfoot", "colgroup",
}  # fmt: skip
_WITHIN_WORDS = {
    "a", "abbr", "b", "cite", "code", "em", "font", "i", "ins", "mark", "s", "small", "span",
    "strong", "sub", "sup", "u",
}  # fmt: skip
NOT_SHOWN = {"script", "style", "svg", "template", "title", "xml"}


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


def lists(lines: list[ListLine]) -> list[tuple[str, str]]:
    """Lists made of lines that follow each other: the inside of each opening tag, and the items."""
    level = min(line.level for line in lines)
    made: list[tuple[ListLine, list[str]]] = []
    deeper: list[ListLine] = []
    for line in [*lines, None]:
        if line and line.level > level:
            deeper.append(line)
            continue
        if deeper:
            within = "".join(f"<{tag}>{items}</{_name(tag)}>" for tag, items in lists(deeper))
            if made:
                made[-1][1][-1] += within
            else:
                made.append((deeper[0], [within]))
            deeper = []
        if line and (not made or made[-1][0].is_numbered != line.is_numbered):
            made.append((line, []))
        if line:
            made[-1][1].append(f"<p>{line.html}</p>")
    return [(first.opening, "".join(f"<li>{item}</li>" for item in items)) for first, items in made]


def shallow(html: str) -> str:
    """The same text; if it is nested as deep as no real one is, only with its paragraphs."""
    open_now: dict[str, int] = {}
    depth = deepest = 0
    for tag in _TAG.finditer(html):
        name = (tag["name"] or "").lower()
        if not name or name in _SINGLE or name in _UNENDED:
            continue
        step = -1 if tag["end"] else 1
        if step > 0 or open_now.get(name):
            open_now[name] = open_now.get(name, 0) + step
            depth += step
            deepest = max(deepest, depth)
    return _TAG.sub(_paragraph, html) if deepest > _DEEPEST else html


def _paragraph(tag: re.Match[str]) -> str:
    name = (tag["name"] or "").lower()
    if not name or name in _WITHIN_WORDS:
        return ""
    return tag[0] if name in NOT_SHOWN else "<p>"


def _is_bold(weight: str) -> bool:
    number = re.match(r"\d{1,4}", weight)
    return int(number[0]) >= 600 if number else weight.startswith("bold")


def _name(tag: str) -> str:
    return tag.partition(" ")[0]
