"""What the cache has done, counted, as Prometheus reads it."""

import os
from dataclasses import asdict, dataclass

HELP = {
    "hits": "Answers from the store that were known to be right.",
    "not_modified": "Of all answers, those that said that the reader has the page.",
    "stale": "Old pages that were given while a new one was made or the clock was not heard.",
    "herd": "Readers who waited for the page that another one had asked for.",
    "renders": "Pages that were made for the store or for who waited.",
    "refused": "Readers who were told to come back.",
    "passed": "Requests for what is not kept, or of somebody whom we know.",
    "outdated": "Pages of which a notice said that they are old.",
    "emptied": "Times at which all pages were let go.",
}


@dataclass
class Counters:
    """Of one worker, since it started."""

    hits: int = 0
    not_modified: int = 0
    stale: int = 0
    herd: int = 0
    renders: int = 0
    refused: int = 0
    passed: int = 0
    outdated: int = 0
    emptied: int = 0

    def as_text(self, **gauges: float) -> bytes:
        """All of it in Prometheus' text format, with what is measured now."""
        worker = f'{{worker="{os.getpid()}"}}'
        lines = []
        for name, count in asdict(self).items():
            full = f"nextfin_pages_{name}_total"
            lines += [f"# HELP {full} {HELP[name]}", f"# TYPE {full} counter"]
            lines.append(f"{full}{worker} {count}")
        for name, value in gauges.items():
            full = f"nextfin_pages_{name}"
            lines += [f"# TYPE {full} gauge", f"{full}{worker} {value:g}"]
        return ("\n".join(lines) + "\n").encode()
