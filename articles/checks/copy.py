"""The copy as the checks look at it: as it is written, and as readers would read it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from articles.makeready import Makeready
from articles.models.article import Article
from articles.models.edition import Edition
from articles.prose.pictures import file_of
from articles.prose.wording import Passage, Piece, of_body

# What a check finds: a sentence, and where that is mended.
type Lacks = Iterator[tuple[str, str]]


@dataclass(frozen=True)
class Copy:
    """What is looked at: the working copy, how it would print, and what was made ready for it."""

    article: Article
    edition: Edition
    beside: Makeready

    @cached_property
    def passages(self) -> list[Passage]:
        return as_read(self.edition).passages()

    @cached_property
    def text(self) -> str:
        return "\n".join(passage.words for passage in of_body(self.edition.body_html))


def as_read(edition: Edition) -> Piece:
    """All of an edition that readers read, in plain words."""
    lead = edition.lead_picture
    return Piece(
        headline=edition.headline,
        dek=edition.dek,
        label=edition.label,
        byline=", ".join(f"{line['name']} ({line['role']})" for line in edition.bylines),
        dateline=edition.dateline,
        picture=(lead["alt"], lead["caption"], lead["credit"]) if lead else (),
        lead=file_of(lead) if lead else "",
        body=edition.body_html,
    )
