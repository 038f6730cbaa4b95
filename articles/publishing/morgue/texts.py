"""The words of a made-up piece in the three forms in which they are kept.

``prose`` makes the second and third form of the first. Of paragraphs of plain words it would make
just this, and take as long for it as for all the rest of a piece.
"""

from typing import NamedTuple

BLOCKS = "abcdefghijklmnopqrstuvwxyz234567"
LINK = "z"  # the last of a block's name, where it leads to another piece
LEADS_TO = "What was said before"


class Text(NamedTuple):
    """The body as the desk has it, as it is printed, and as it is searched."""

    body: str
    html: str
    text: str

    def but_the_last_paragraph(self) -> "Text":
        """What an earlier edition had of it."""
        parts = zip(self, ("<p", "\n<p", "\n\n"), strict=True)
        return Text(*(whole.rpartition(edge)[0] for whole, edge in parts))


def text_of(paragraphs: tuple[str, ...], target: int | None = None, address: str = "") -> Text:
    """These paragraphs; the last one leads to the article ``target`` at ``address``, if given."""
    names = BLOCKS[: len(paragraphs)]
    body = [f'<p data-id="aaaaaaa{x}">{p}</p>' for x, p in zip(names, paragraphs, strict=True)]
    html = [f'<p id="b-aaaaaaa{x}">{p}</p>' for x, p in zip(names, paragraphs, strict=True)]
    text = list(paragraphs)
    if target:
        body.append(f'<p data-id="aaaaaaa{LINK}"><a data-article="{target}">{LEADS_TO}</a></p>')
        html.append(f'<p id="b-aaaaaaa{LINK}"><a href="{address}">{LEADS_TO}</a></p>')
        text.append(LEADS_TO)
    return Text("".join(body), "\n".join(html), "\n\n".join(text))
