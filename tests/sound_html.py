"""Whether printed HTML is sound: each element ended, in a place where it may stand, and silent.

A small part of what the HTML standard asks for, read by a parser that mends nothing.
"""

import re
from collections import Counter
from html.parser import HTMLParser

type Attributes = list[tuple[str, str | None]]

VOID = {"br", "hr", "img", "source"}
ACTING = {"script", "style", "iframe", "object", "embed", "form", "input", "link", "meta", "base"}
# What stands in a line, and what holds nothing but lines.
PHRASING = {
    "a", "abbr", "br", "em", "img", "picture", "source", "span", "strong", "sub", "sup", "svg",
}  # fmt: skip
# What may stand where its own content may stand: what was put in, what was taken out.
CHANGES = {"ins", "del"}
LINES = {"p", "h2", "h3", "a", "em", "span", "strong", "sub", "sup", "summary", "dt"}
INSIDE = {
    "ul": {"li"},
    "ol": {"li"},
    "dl": {"div"},
    "table": {"caption", "thead", "tbody"},
    "thead": {"tr"},
    "tbody": {"tr"},
    "tr": {"th", "td"},
    "picture": {"source", "img"},
}
AROUND = {"li": {"ul", "ol"}, "tr": {"thead", "tbody"}, "figcaption": {"figure"}, "dd": {"div"}}
ADDRESS = re.compile(r"https?://|mailto:|/(?![/\\])|/$|#")


class Reader(HTMLParser):
    """Reads HTML and stops with an AssertionError at the first thing that is unsound."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: Counter[str] = Counter()
        self.named: set[str] = set()

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        self._check_attributes(tag, attrs)
        if "svg" not in self.open:
            self._check_place(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        assert "svg" in self.open, tag
        self._check_attributes(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, tag
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        parent = self._parent
        assert parent not in INSIDE or not data.strip(), (parent, data)

    @property
    def _parent(self) -> str:
        """The element that says what may stand here."""
        return next((tag for tag in reversed(self.open) if tag not in CHANGES), "")

    def _check_place(self, tag: str) -> None:
        parent = self._parent
        assert tag not in ACTING, tag
        if tag in CHANGES:
            assert parent not in INSIDE, (parent, tag)
            assert CHANGES.isdisjoint(self.open), (self.open, tag)
            return
        assert tag in INSIDE.get(parent, {tag}), (parent, tag)
        assert parent in AROUND.get(tag, {parent}), (parent, tag)
        assert tag in PHRASING or parent not in LINES, (parent, tag)
        assert tag != "a" or "a" not in self.open

    def _check_attributes(self, tag: str, attrs: Attributes) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), (tag, names)
        assert not [name for name in names if name == "style" or name.startswith("on")], tag
        given = {name: value or "" for name, value in attrs}
        assert tag != "img" or "alt" in given
        assert ADDRESS.match(given.get("href", "/")), given
        self.ids.update([given["id"]] if "id" in given else [])
        self.named.update(given.get("aria-labelledby", "").split())


def check(html: str) -> None:
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    assert [name for name, count in reader.ids.items() if count > 1] == []
    assert reader.named <= reader.ids.keys()
