"""Queries whose SQL is written once: putting one together costs several times what the database then needs for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import connection, connections
from django.db.models import QuerySet
from django.db.models.query import (
    FlatValuesListIterable,
    ModelIterable,
    ValuesIterable,
    ValuesListIterable,
    get_related_populators,
)

from mitmachstadt.spine.proof import Question, answers, answers_together

T = TypeVar("T")

#: What stands for a value of each type while the SQL is written.
MARKS: dict[type, Callable[[int], Any]] = {
    int: lambda at: 2_040_108_016 + at,
    str: lambda at: f"\u2063{at}",
    date: lambda at: date.min + timedelta(days=at + 1),
    datetime: lambda at: datetime(2, 1, 1, second=at, tzinfo=UTC),
}
#: So many different numbers of values are remembered for one query.
MOST = 64


class Written(NamedTuple):
    """A query as SQL; `places` says which parameter is which of the values, `build` makes a row of the database into what
    the query gives."""

    sql: str
    params: tuple[Any, ...]
    places: dict[int, int]
    build: Callable[[Any], Any]


class Prepared(Generic[T]):
    """A query that differs from call to call only in its values: whole numbers, words, days and moments.

    `make` gets the values and gives the query. It must hand each on as it is (`project_id=value`, or all together
    `id__in=values`; nothing computed from them) and depend on nothing else that changes: it is asked once for each
    number of values.
    """

    def __init__(self, make: Callable[..., QuerySet[Any, T]]) -> None:
        self.make = make
        self.written: dict[tuple[type, ...], Written] = {}

    def __call__(self, *values: int | str | date) -> list[T]:
        """The rows for these values."""
        written = self._written(values)
        return [written.build(row) for row in answers(_question(written, values))]

    def _written(self, values: tuple[int | str | date, ...]) -> Written:
        types = tuple(type(value) for value in values)
        return self.written.get(types) or self._write(types)

    def _write(self, types: tuple[type, ...]) -> Written:
        marks = [MARKS[one](at) for at, one in enumerate(types)]
        query = self.make(*marks)
        compiler = query.query.get_compiler(query.db)
        sql, params = compiler.as_sql()
        known = {str(as_parameter(compiler.connection, mark)): at for at, mark in enumerate(marks)}
        places = {at: known[str(one)] for at, one in enumerate(params) if str(one) in known}
        if len(set(places.values())) < len(marks):
            raise ValueError("A prepared query must use each of its values as it is.")
        if len(self.written) >= MOST:
            self.written.clear()
        self.written[types] = Written(sql, tuple(params), places, _builder(query, compiler))
        return self.written[types]


def _question(written: Written, values: tuple[int | str | date, ...]) -> Question:
    given = list(written.params)
    for at, which in written.places.items():
        given[at] = as_parameter(connection, values[which])
    return Question(written.sql, tuple(given))


def together(*asked: tuple[Any, ...]) -> list[list[Any]]:
    """The rows of several prepared queries, each given as (query, *values), on PostgreSQL in one way there and back."""
    known = [(query._written(tuple(values)), tuple(values)) for query, *values in asked]
    found = answers_together([_question(*one) for one in known])
    return [
        [written.build(row) for row in rows] for (written, _values), rows in zip(known, found, strict=True)
    ]


def _builder(query: QuerySet[Any, Any], compiler: Any) -> Callable[[Any], Any]:
    """What makes one row of the database into what the query gives, worked out once: it follows from its columns alone.

    Raises:
        ValueError: for a query that gives something else than rows of a table, words with values, tuples or values, or
            that asks for more after it.
    """
    kind: Any = query._iterable_class  # type: ignore[attr-defined]
    more = query._prefetch_related_lookups or query._known_related_objects  # type: ignore[attr-defined]
    if more or kind not in (ModelIterable, ValuesIterable, ValuesListIterable, FlatValuesListIterable):
        raise ValueError(
            "A prepared query gives rows, words with values, tuples or values, and nothing more."
        )
    database, wide = query.db, compiler.col_count if compiler.has_extra_select else None
    converters = [
        (at, convert, expression)
        for at, (found, expression) in compiler.get_converters([one[0] for one in compiler.select]).items()
        for convert in found
    ]

    def values(row: Any) -> list[Any]:
        found = list(row[:wide])
        for at, convert, expression in converters:
            found[at] = convert(found[at], expression, connections[database])
        return found

    if kind is FlatValuesListIterable:
        return lambda row: values(row)[0]
    if kind is ValuesListIterable:
        return lambda row: tuple(values(row))
    if kind is ValuesIterable:
        asked = query.query
        words = list(asked.selected or (*asked.values_select, *asked.annotation_select))
        return lambda row: dict(zip(words, values(row), strict=True))
    info = compiler.klass_info
    model, start, end = info["model"], info["select_fields"][0], info["select_fields"][-1] + 1
    names = [column[0].target.attname for column in compiler.select[start:end]]
    related = get_related_populators(info, compiler.select, database)  # type: ignore[call-arg]
    further = tuple((compiler.annotation_col_map or {}).items())

    def instance(row: Any) -> Any:
        row = values(row)
        made = model.from_db(database, names, row[start:end])
        for each in related:
            each.populate(row, made)
        for name, at in further:
            setattr(made, name, row[at])
        return made

    return instance


def write(statement: str, table: Any, *values: Any) -> int:
    """One statement on a table of ours; the number of its rows. Written by hand: the mapper takes several times as long
    as the database, and fifty people who vote at once wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute(
            statement.format(table=table._meta.db_table), [as_parameter(connection, one) for one in values]
        )
        return int(cursor.rowcount)


def write_together(*parts: tuple[Any, ...]) -> None:
    """Several statements, each given as `write` takes it, in one way to PostgreSQL and back; SQLite, which has no way to go,
    takes them one after the other."""
    if connection.vendor != "postgresql":
        for part in parts:
            write(*part)
        return
    statements = [statement.format(table=table._meta.db_table) for statement, table, *_ in parts]
    with connection.cursor() as cursor:
        cursor.execute(
            ";\n".join(statements),
            [as_parameter(connection, one) for _, _, *given in parts for one in given],
        )


def as_parameter(connection: Any, value: Any) -> Any:
    """A value as the mapper hands it to this database."""
    if isinstance(value, dict):
        return connection.ops.adapt_json_value(value, None)
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value
