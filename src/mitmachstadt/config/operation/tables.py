"""Rows of every table as lines of text, read and written the same way on SQLite and PostgreSQL."""

from __future__ import annotations

import base64
import datetime as dt
import json
import uuid
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.apps.registry import Apps
from django.core.management.color import no_style
from django.db import connection, models
from django.db.models import sql

from mitmachstadt.spine.audit import append_only

CHUNK = 2000
# Made anew from other rows, or worth nothing on another day: full texts and sign-ins.
LEFT_OUT_APPS = {"modelsearch", "wagtailsearch"}
LEFT_OUT = {"sessions.Session", "search.IndexRow", "search.SearchWord"}
OWN = "mitmachstadt."


def tables(registry: Apps) -> dict[str, type[models.Model]]:
    """Every table that a backup carries, by its name `app.Model`."""
    return {
        model._meta.label: model
        for model in registry.get_models(include_auto_created=True)
        if model._meta.managed
        and not model._meta.proxy
        and model._meta.app_label not in LEFT_OUT_APPS
        and model._meta.label not in LEFT_OUT
    }


def columns(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The model's own columns; what the database computes by itself is none of them."""
    return [field for field in model._meta.local_concrete_fields if not getattr(field, "generated", False)]


def written(field: models.Field[Any, Any], value: Any) -> Any:
    """`value` as JSON knows it."""
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        return value
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, Decimal | uuid.UUID | models.fields.files.FieldFile):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, dt.timedelta):
        return field.value_to_string(SimpleNamespace(**{field.attname: value}))  # type: ignore[arg-type]
    return field.get_prep_value(value)


def understood(field: models.Field[Any, Any], value: Any) -> Any:
    """The column's value for what `written` made of it."""
    if isinstance(field, models.JSONField):
        # A column that may not be empty holds JSON's own null.
        return models.Value(None, models.JSONField()) if value is None and not field.null else value
    return None if value is None else field.to_python(value)


def lines(model: type[models.Model]) -> Iterator[bytes]:
    """One line for each row, by primary key, read in pieces."""
    fields = columns(model)
    rows = model._base_manager.order_by("pk").values_list(*(field.attname for field in fields))
    for row in rows.iterator(chunk_size=CHUNK):
        values = [written(field, value) for field, value in zip(fields, row, strict=True)]
        yield json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def insert(model: type[models.Model], names: Sequence[str], rows: Iterable[bytes]) -> int:
    """Writes the lines into the table as they are (no clock, no signal changes them); returns their number.

    Raises:
        ValueError, ValidationError, DatabaseError: when a line does not fit the table.
    """
    by_name = {field.attname: field for field in columns(model)}
    fields = [by_name[name] for name in names]
    count, waiting = 0, []
    size = max(1, min(CHUNK, connection.ops.bulk_batch_size(fields, [None] * CHUNK)))
    for line in rows:
        values = json.loads(line)
        if not isinstance(values, list) or len(values) != len(fields):
            raise ValueError(f"{model._meta.label}: a line of another length")
        waiting.append(
            SimpleNamespace(
                **{f.attname: understood(f, value) for f, value in zip(fields, values, strict=True)}
            )
        )
        if len(waiting) >= size:
            count += _write(model, fields, waiting)
            waiting = []
    return count + _write(model, fields, waiting)


def _write(
    model: type[models.Model], fields: list[models.Field[Any, Any]], rows: list[SimpleNamespace]
) -> int:
    if rows:
        query = sql.InsertQuery(model)
        query.insert_values(fields, rows, raw=True)  # type: ignore[arg-type]  # only their columns are read
        query.get_compiler(connection=connection).execute_sql()
    return len(rows)


def filled(registry: Apps) -> list[str]:
    """Own tables that hold rows; after `migrate` alone there is none."""
    return [
        model._meta.label
        for model in registry.get_models(include_auto_created=True)
        if model.__module__.startswith(OWN) and model._meta.managed and model._base_manager.exists()
    ]


def empty(registry: Apps) -> None:
    """Removes every row of every table; the caller has lifted the log's triggers and holds the transaction."""
    names = [
        model._meta.db_table
        for model in registry.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    ]
    quoted = [connection.ops.quote_name(name) for name in sorted(set(names))]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {', '.join(quoted)}")
            return
        for name in quoted:
            cursor.execute(f"DELETE FROM {name}")  # noqa: S608  (names of our own tables)
        cursor.execute("DELETE FROM search_tokens")


def lift_triggers() -> None:
    """The log can be filled in again; `settle` closes it."""
    append_only.remove(connection)


def settle(registry: Apps) -> None:
    """After the last row: references are checked, numbering goes on behind the highest, the log is closed.

    Raises:
        IntegrityError: when a row refers to one that is not there.
    """
    connection.check_constraints()
    kept = list(tables(registry).values())
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), kept):
            cursor.execute(statement)
    append_only.install(connection)
