"""The body of a piece: what it may contain, and how it reads as clean HTML and as plain text.

Pure. One table of extensions drives the editor on the desk and the sanitiser here, so what can be
typed is what can be stored.
"""

from typing import Any

import nh3
from django_prose_editor.config import allowlist_from_extensions, expand_extensions
from selectolax.lexbor import LexborHTMLParser

EXTENSIONS: dict[str, Any] = {
    "Bold": True,
    "Italic": True,
    "Heading": {"levels": [2, 3]},
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
    "HorizontalRule": True,
    "HardBreak": True,
    "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto"]},
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
}

_BLOCKS = "p, h2, h3, li, blockquote, td, th, caption, hr"
WORDS_PER_MINUTE = 230


def _cleaner() -> nh3.Cleaner:
    allowed = allowlist_from_extensions(expand_extensions(EXTENSIONS))
    allowed["tags"] |= {"caption"}
    allowed["attributes"]["th"] |= {"scope"}
    allowed["attributes"]["a"] = {"href"}
    allowed["attributes"].pop("ol", None)
    return nh3.Cleaner(**allowed)


_CLEANER = _cleaner()


def clean(html: str) -> str:
    """The same text with only what a body may contain; "" if nothing is left to read."""
    cleaned = _CLEANER.clean(html).strip()
    return cleaned if plain_text(cleaned) or "<hr" in cleaned else ""


def plain_text(html: str) -> str:
    """The words of a body, a blank line between blocks, for search and counting."""
    tree = LexborHTMLParser(html)
    for block in tree.css(_BLOCKS):
        block.insert_after("\n\n")
    for line_break in tree.css("br"):
        line_break.insert_after("\n")
    text = tree.body.text() if tree.body else ""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n\n".join(line for line in lines if line)


def reading_minutes(text: str) -> int:
    """How long a reader takes, in whole minutes, at least one."""
    return max(1, round(len(text.split()) / WORDS_PER_MINUTE))
