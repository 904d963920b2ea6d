"""Queries whose SQL is written once: putting one together costs several times what the database then needs for it."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from datetime import UTC, date, datetime, timedelta
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import connection, connections
from django.db.models import QuerySet

from mitmachstadt.spine.proof import Question, Rows, answers, answers_together

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
    """A query with its SQL; `places` says which parameter is which of the values."""

    query: QuerySet[Any, Any]
    compiler: Any
    sql: str
    params: tuple[Any, ...]
    places: dict[int, int]


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
        return self._made(written, answers(_question(written, values)))

    def _written(self, values: tuple[int | str | date, ...]) -> Written:
        types = tuple(type(value) for value in values)
        return self.written.get(types) or self._write(types)

    def _made(self, written: Written, rows: Rows) -> list[T]:
        """What the mapper makes of these rows."""
        compiler = copy(written.compiler)
        compiler.connection = connections[written.query.db]
        if compiler.has_extra_select:
            rows = [row[: compiler.col_count] for row in rows]
        compiler.execute_sql = lambda *_, **__: [rows]
        found = written.query.all()
        found.query.get_compiler = lambda *_, **__: compiler  # type: ignore[method-assign]
        return list(found)

    def _write(self, types: tuple[type, ...]) -> Written:
        marks = [MARKS[one](at) for at, one in enumerate(types)]
        query = self.make(*marks)
        compiler = query.query.get_compiler(query.db)
        sql, params = compiler.as_sql()
        # what makes columns of the database into values follows from the columns alone
        converters = compiler.get_converters([column[0] for column in compiler.select])
        compiler.get_converters = lambda _: converters
        known = {str(as_parameter(compiler.connection, mark)): at for at, mark in enumerate(marks)}
        places = {at: known[str(one)] for at, one in enumerate(params) if str(one) in known}
        if len(set(places.values())) < len(marks):
            raise ValueError("A prepared query must use each of its values as it is.")
        if len(self.written) >= MOST:
            self.written.clear()
        self.written[types] = Written(query, compiler, sql, tuple(params), places)
        return self.written[types]


def _question(written: Written, values: tuple[int | str | date, ...]) -> Question:
    given = list(written.params)
    for at, which in written.places.items():
        given[at] = as_parameter(connection, values[which])
    return Question(written.sql, tuple(given))


def together(*asked: tuple[Any, ...]) -> list[list[Any]]:
    """The rows of several prepared queries, each given as (query, *values), on PostgreSQL in one way there and back."""
    known = [(query, query._written(tuple(values)), tuple(values)) for query, *values in asked]
    found = answers_together([_question(written, values) for _query, written, values in known])
    return [query._made(written, rows) for (query, written, _values), rows in zip(known, found, strict=True)]


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
