"""HTML as deep as no text is: laid flat before a parser sees it, with its paragraphs and words."""

import re

from articles.prose.pasted import NOT_SHOWN

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
