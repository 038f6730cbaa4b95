"""Measures many things in turns, so that whatever else the machine does meets each of them."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from bench.speed import wrk


class Target(NamedTuple):
    """A page that is asked for, and how the reader wants it encoded."""

    name: str
    url: str
    encoding: str = "identity"


class Goal(NamedTuple):
    """How often ``over`` fits into ``row``: ``least`` is promised, ``aim`` is hoped for."""

    row: str
    over: str
    least: float
    aim: float


@dataclass
class Row:
    """Answers a second, one for each round."""

    name: str
    rates: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.rates)

    def times(self, other: "Row") -> tuple[float, float, float]:
        """The median, the least and the greatest ratio to ``other``, each within one round."""
        ratios = [mine / theirs for mine, theirs in zip(self.rates, other.rates, strict=True)]
        return statistics.median(ratios), min(ratios), max(ratios)


def measured(
    targets: Sequence[Target], rounds: int, seconds: int, tell: Callable[[str], None]
) -> list[Row]:
    """Each target in each round, the next one first in the next round; one round more goes before.

    ``tell`` is told what is being done.
    """
    rows = [Row(target.name) for target in targets]
    for target in targets:
        wrk.ask(target.url, 1, target.encoding)
    for number in range(rounds):
        tell(f"round {number + 1} of {rounds}")
        for place in range(len(targets)):
            which = (place + number) % len(targets)
            target = targets[which]
            rows[which].rates.append(wrk.ask(target.url, seconds, target.encoding).rate)
    return rows


def table(rows: Sequence[Row], goals: Sequence[Goal]) -> list[str]:
    """The rates, and the ratios that were promised, as Markdown."""
    by_name = {row.name: row for row in rows}
    lines = ["| what | answers a second | least to most |", "| --- | ---: | --- |"]
    for row in rows:
        spread = f"{min(row.rates):,.0f} to {max(row.rates):,.0f}"
        lines.append(f"| {row.name} | {row.median:,.0f} | {spread} |")
    lines += ["", "| ratio | at least | aim | measured | least to most |"]
    lines.append("| --- | ---: | ---: | ---: | --- |")
    for goal in goals:
        median, least, most = by_name[goal.row].times(by_name[goal.over])
        lines.append(
            f"| {goal.row} ÷ {goal.over} | {goal.least:g} | {goal.aim:g} "
            f"| **{median:.2f}** | {least:.2f} to {most:.2f} |"
        )
    return lines
