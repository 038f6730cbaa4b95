"""The checks before print, in one table: what holds a copy back, and what only asks for a look.

Each finding is a sentence, with the place at the desk where it is mended. There are three levels.
``NEVER``: nothing can be printed so, whoever says it. ``BLOCKS``: the house does not print it so; a
chief can, with a note that stays in the logbook. ``WARNS``: a good piece has it, and a two-line
piece of breaking news goes out without. The door asks this table, and the desk shows what it says.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from articles.checks import advice, house, printable
from articles.checks.copy import Copy, Lacks, as_read
from articles.checks.house import LONGEST_HEADLINE
from articles.makeready import Makeready
from articles.models.article import Article, Label
from articles.models.edition import Edition

__all__ = [
    "CHECKS",
    "LONGEST_HEADLINE",
    "Check",
    "Finding",
    "Level",
    "as_read",
    "findings",
    "of_level",
]


class Level(StrEnum):
    """What a finding keeps from happening."""

    NEVER = "never"
    BLOCKS = "blocks"
    WARNS = "warns"


@dataclass(frozen=True)
class Finding:
    """What a check found. ``mend`` is where it is mended: a place on the article's page at the
    desk ("#id_dek"), or the address of another page there.
    """

    check: str
    level: Level
    sentence: str
    mend: str


@dataclass(frozen=True)
class Check:
    """One line of the table: of which pieces something is asked, and how much depends on it."""

    name: str
    level: Level
    look: Callable[[Copy], Lacks]
    labels: frozenset[str] = frozenset(Label.values)


def findings(article: Article, edition: Edition, beside: Makeready) -> list[Finding]:
    """What the checks say of a copy and of the edition that it would be; what blocks first."""
    copy = Copy(article, edition, beside)
    return [
        Finding(check.name, check.level, sentence, mend)
        for check in CHECKS
        if edition.label in check.labels
        for sentence, mend in check.look(copy)
    ]


def of_level(found: Iterable[Finding], *levels: Level) -> list[Finding]:
    return [finding for finding in found if finding.level in levels]


NEWS = frozenset({Label.NEWS.value})
CHECKS = (
    Check("headline", Level.NEVER, printable.headline),
    Check("text", Level.NEVER, printable.text),
    Check("byline", Level.NEVER, printable.byline),
    Check("address", Level.NEVER, printable.address),
    Check("made ready", Level.NEVER, printable.made_ready),
    Check("blocks", Level.NEVER, printable.blocks),
    Check("credit", Level.NEVER, printable.credit),
    Check("rights", Level.NEVER, printable.rights),
    Check("still to come", Level.BLOCKS, house.still_to_come),
    Check("headline too long", Level.BLOCKS, house.too_long),
    Check("alternative text", Level.BLOCKS, house.alt),
    Check("dead links", Level.BLOCKS, house.dead_links),
    Check("comments", Level.BLOCKS, house.comments),
    Check("headline length", Level.WARNS, advice.long),
    Check("numbers", Level.WARNS, advice.numbers),
    Check("dek", Level.WARNS, advice.dek),
    Check("dateline", Level.WARNS, advice.dateline, NEWS),
    Check("lead picture", Level.WARNS, advice.lead),
    Check("topic", Level.WARNS, advice.topic),
    Check("story", Level.WARNS, advice.story),
    Check("sources", Level.WARNS, advice.sources, NEWS),
)
