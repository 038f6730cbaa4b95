"""A question whose SQL is put together once, and planned by PostgreSQL once for each connection.

Django puts the SQL of a queryset together each time, and PostgreSQL plans it each time. Where a few
rows are read by their keys, both take longer than the answer. This is for the pages that everybody
asks for at once.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.db import connections
from django.db.models import Model, QuerySet
from psycopg import Cursor
from psycopg.sql import Literal

_FIRST_NUMBER = 2**62  # far from every key

type _Converter = Callable[[Any, Any, Any], Any]


class _Plan(NamedTuple):
    """A question in SQL, and how its rows are read; ``names`` are the values that it wants.

    The first columns are the fields of ``model``, all others are annotations; without a model a
    row is a dictionary.
    """

    sql: str
    names: list[str]
    model: type[Model] | None
    fields: list[str]
    others: dict[str, int]
    converters: list[tuple[int, list[_Converter], Any]]


class Prepared:
    """Asks what ``build(**values)`` asks; ``types`` are those of the values, ``int`` or ``str``.

    ``build`` is called once for each alias of a database, with values that stand for others: the
    SQL must be the same for all. What it gives are the rows of that queryset: instances with their
    annotations, or dictionaries after ``values()``. Nothing of another table is selected with them.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], **types: type[int | str]) -> None:
        self._build = build
        self._stand_ins: dict[str, Any] = {
            name: _FIRST_NUMBER + number if kind is int else f"the place of {name}"
            for number, (name, kind) in enumerate(types.items())
        }
        self._plans: dict[str, _Plan] = {}

    def ask(self, alias: str, **values: Any) -> list[Any]:
        """The rows for these values, of the database that ``alias`` leads to."""
        plan = self._plans.get(alias) or self._plans.setdefault(alias, self._planned(alias))
        connection = connections[alias]
        with connection.cursor() as cursor:
            # Django's own cursor writes the values into the SQL, which makes it a new one.
            cursor.cursor = Cursor(connection.connection)
            cursor.execute(plan.sql, [values[name] for name in plan.names])
            rows = [list(row) for row in cursor.fetchall()]
        for row in rows:
            for place, converters, expression in plan.converters:
                for convert in converters:
                    row[place] = convert(row[place], expression, connection)
        return [_read(plan, alias, row) for row in rows]

    def _planned(self, alias: str) -> _Plan:
        queryset = self._build(**self._stand_ins).using(alias)
        query = queryset.query
        compiler = query.get_compiler(using=alias)
        sql, params = compiler.as_sql()
        names = {value: name for name, value in self._stand_ins.items()}
        wanted = [names.get(param) if isinstance(param, int | str) else None for param in params]
        # What is always the same is told to the planner.
        texts = [
            "%s" if name else _literal(param) for name, param in zip(wanted, params, strict=True)
        ]
        columns = [column for column, *_ in compiler.select]
        is_model = not query.values_select
        own = columns[: len(compiler.klass_info["select_fields"])] if is_model else []
        given = {name: place for place, name in enumerate(query.selected or ())}
        return _Plan(
            sql=sql % tuple(texts),
            names=[name for name in wanted if name],
            model=queryset.model if is_model else None,
            fields=[column.target.attname for column in own],
            others=compiler.annotation_col_map if is_model else given,
            converters=[
                (place, converters, expression)
                for place, (converters, expression) in compiler.get_converters(columns).items()
            ],
        )


def _literal(value: Any) -> str:
    return Literal(value).as_string().replace("%", "%%")


def _read(plan: _Plan, alias: str, row: list[Any]) -> Any:
    if plan.model is None:
        return {name: row[place] for name, place in plan.others.items()}
    instance = plan.model.from_db(alias, plan.fields, row[: len(plan.fields)])
    for name, place in plan.others.items():
        setattr(instance, name, row[place])
    return instance
