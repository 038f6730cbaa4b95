"""Rows as whole sheets, in the text form that PostgreSQL's COPY takes ("Text Format" there)."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Model
from django.db.models.expressions import DatabaseDefault

# What is more than a row of keys is told as its model has it.
type Row = Model | tuple[type[Model], dict[str, Any]]


@dataclass(frozen=True)
class Sheet:
    """Rows of one table: the statement that takes them in, and the rows themselves."""

    statement: str
    rows: bytes


def sheets(rows: Iterable[Row]) -> Iterator[Sheet]:
    """The rows by table, in the order in which the tables are first met.

    All rows of a table must have the same columns. Of a model's own, those that the database fills
    are left out: what is generated, or has a default there that was not replaced.
    """
    by_model: dict[type[Model], list[dict[str, Any]]] = {}
    for row in rows:
        model, values = row if isinstance(row, tuple) else (type(row), _values(row))
        by_model.setdefault(model, []).append(values)
    for model, alike in by_model.items():
        columns = ", ".join(f'"{name}"' for name in alike[0])
        lines = ["\t".join([_text(value) for value in values.values()]) for values in alike]
        yield Sheet(
            f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN',
            ("\n".join(lines) + "\n").encode(),
        )


def _values(row: Model) -> dict[str, Any]:
    given = {}
    for field in row._meta.concrete_fields:
        value = None if field.generated else field.pre_save(row, True)
        is_left_out = field.generated or (field.primary_key and value is None)
        if field.column and not is_left_out and not isinstance(value, DatabaseDefault):
            given[field.column] = value
    return given


def _text(value: Any) -> str:
    return _FORMS[type(value)](value)


def _escaped(text: str) -> str:
    text = text.replace("\\", "\\\\")
    return text.replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def _json(value: Any) -> str:
    return _escaped(json.dumps(value, ensure_ascii=False))


def _range(span: DateTimeTZRange) -> str:
    return f"[{','.join(end.isoformat() if end else '' for end in (span.lower, span.upper))})"


_FORMS: dict[type, Callable[[Any], str]] = {
    type(None): lambda _: r"\N",
    str: _escaped,
    bool: lambda value: "t" if value else "f",
    int: str,
    datetime: datetime.isoformat,
    DateTimeTZRange: _range,
    list: _json,
    dict: _json,
}
