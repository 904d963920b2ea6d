"""The only file that knows which database is in use: writes into its full text and asks it for entries."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from mitmachstadt.spine.search.expressions import Expression, both, for_postgresql, for_sqlite

Parameters = list[int | str]


def on_postgresql() -> bool:
    """Whether the full text is PostgreSQL's; otherwise it is SQLite's FTS5."""
    return connection.vendor == "postgresql"


def matches(expression: Expression) -> tuple[str, Parameters]:
    """A subquery (SQL, parameters) giving the numbers of all public entries that match."""
    if on_postgresql():
        # A bare constant shows how many rows fit, and then the whole table is read; what its long texts cost to unpack
        # is not in that reckoning. So PostgreSQL is kept from seeing it, and takes the index.
        sql = "SELECT entry_id FROM search_indexrow WHERE tokens @@ (SELECT %s::tsquery)"
        return sql, [for_postgresql(expression)]
    return "SELECT rowid FROM search_tokens WHERE search_tokens MATCH %s", [for_sqlite(expression)]


def write(rows: Sequence[tuple[int, int, str, Sequence[str]]]) -> None:
    """Stores or replaces (entry number, rank, facets, tokens) of public entries."""
    if not rows:
        return
    with connection.cursor() as cursor:
        if on_postgresql():
            cursor.executemany(
                "INSERT INTO search_indexrow (entry_id, rank, facets, tokens)"
                " VALUES (%s, %s, %s, array_to_tsvector(%s::text[]))"
                " ON CONFLICT (entry_id) DO UPDATE SET"
                " rank = excluded.rank, facets = excluded.facets, tokens = excluded.tokens",
                [(number, rank, facets, list(tokens)) for number, rank, facets, tokens in rows],
            )
            return
        cursor.executemany(
            "INSERT INTO search_indexrow (entry_id, rank, facets) VALUES (%s, %s, %s)"
            " ON CONFLICT (entry_id) DO UPDATE SET rank = excluded.rank, facets = excluded.facets",
            [(number, rank, facets) for number, rank, facets, _ in rows],
        )
        cursor.executemany(
            "INSERT OR REPLACE INTO search_tokens (rowid, tokens) VALUES (%s, %s)",
            [(number, " ".join(tokens)) for number, _, _, tokens in rows],
        )


def erase(numbers: Sequence[int]) -> None:
    """Takes entries out of the public index; unknown numbers do no harm."""
    with connection.cursor() as cursor:
        rows = [(number,) for number in numbers]
        cursor.executemany("DELETE FROM search_indexrow WHERE entry_id = %s", rows)
        if not on_postgresql():
            cursor.executemany("DELETE FROM search_tokens WHERE rowid = %s", rows)


def tidy() -> None:
    """Merges the pieces of a large write, so that the next search is quick."""
    with connection.cursor() as cursor:
        if on_postgresql():
            cursor.execute("ANALYZE search_indexrow")
        else:
            cursor.execute("INSERT INTO search_tokens (search_tokens) VALUES ('optimize')")


def present(expressions: Sequence[Expression]) -> list[bool]:
    """For each expression whether any public entry matches; one query for all."""
    if not expressions:
        return []
    asked = [matches(expression) for expression in expressions]
    if on_postgresql():
        # Planned as if all rows were wanted: EXISTS alone reads the whole table for a word that nobody wrote.
        named = ", ".join(f"found{n} AS MATERIALIZED ({part})" for n, (part, _) in enumerate(asked))
        tests = ", ".join(f"EXISTS(SELECT 1 FROM found{n})" for n in range(len(asked)))  # noqa: S608
        sql = f"WITH {named} SELECT {tests}"
    else:
        sql = "SELECT " + ", ".join(f"EXISTS({part})" for part, _ in asked)
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for _, values in asked for value in values])
        row = cursor.fetchone()
    return [bool(value) for value in row or ()]


def sizes(expressions: Sequence[Expression]) -> list[int]:
    """For each expression how many public entries match; one query for all."""
    if not expressions:
        return []
    asked = [matches(expression) for expression in expressions]
    counted = [f"(SELECT COUNT(*) FROM ({part}) AS found{n})" for n, (part, _) in enumerate(asked)]  # noqa: S608
    sql = "SELECT " + ", ".join(counted)
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for _, values in asked for value in values])
        row = cursor.fetchone()
    return [int(value) for value in row or ()]


def _where(expression: Expression) -> tuple[str, Parameters]:
    """The condition that a row of search_indexrow matches."""
    if on_postgresql():
        return "tokens @@ (SELECT %s::tsquery)", [for_postgresql(expression)]
    inner, values = matches(expression)
    return f"entry_id IN ({inner})", values


def counts(expression: Expression) -> list[tuple[str, int]]:
    """How many matching entries each combination of kind, districts and topics has."""
    where, values = _where(expression)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT facets, COUNT(*) FROM search_indexrow WHERE {where} GROUP BY facets", values)  # noqa: S608
        return [(str(facets), int(count)) for facets, count in cursor.fetchall()]


def ranked(
    expression: Expression, bonuses: Sequence[tuple[int, Expression]], *, limit: int, offset: int
) -> list[int]:
    """Entry numbers of one page: most points first, then rank (weight and date), then number.

    A matching entry gets the points of every bonus whose expression it matches as well.
    """
    where, values = _where(expression)
    points: list[str] = []
    point_values: Parameters = []
    for worth, bonus in bonuses:
        # SQLite collects the numbers of a bonus first, so it is told to collect no more than needed.
        condition, parameters = _where(bonus if on_postgresql() else both([expression, bonus]))
        points.append(f"CASE WHEN {condition} THEN {int(worth)} ELSE 0 END")
        point_values += parameters
    order = f"({' + '.join(points)}) DESC, " if points else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT entry_id FROM search_indexrow WHERE {where}"  # noqa: S608
            f" ORDER BY {order}rank DESC, entry_id LIMIT %s OFFSET %s",
            [*values, *point_values, limit, offset],
        )
        return [int(row[0]) for row in cursor.fetchall()]
