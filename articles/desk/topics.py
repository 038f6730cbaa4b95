"""Topics by name in a line, with commas between; a name that has one is in quotation marks."""

import csv
from collections.abc import Iterable


def names_in(line: str) -> list[str]:
    """The names in their order, with single blanks."""
    rows = csv.reader([" ".join(line.split())], skipinitialspace=True)
    return [name.strip() for row in rows for name in row if name.strip()]


def in_a_line(names: Iterable[str]) -> str:
    return ", ".join(map(_marked, names))


def _marked(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"' if "," in name or name.startswith('"') else name
