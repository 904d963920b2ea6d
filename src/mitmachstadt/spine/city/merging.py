"""Lets an import renew what it once wrote and leave alone what a person changed since."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models

from mitmachstadt.spine.city.importing import Report


def renew(row: models.Model, values: Mapping[str, Any], *, memory: str = "") -> set[str]:
    """Sets on `row`, new or stored, what an import brings, without saving; returns the names of columns to be saved.

    `row.imported` keeps what the last import wrote: a field that differs from it was changed by a person and stays.
    What it remembers of other fields stays too. Where two imports feed one row, the second keeps its own `memory`
    (a name inside `imported`), so that neither takes the other for a person or for itself.
    """
    stored: dict[str, Any] = getattr(row, "imported", {}) or {}
    kept: dict[str, Any] = stored.get(memory, {}) if memory else stored
    fresh = row.pk is None
    changed: set[str] = set()
    for name, value in values.items():
        plain = plain_value(value)
        present = plain_value(getattr(row, name))
        if fresh or (present == kept.get(name, present) and present != plain):
            setattr(row, name, value)
            changed.add(name)
    remembered = {name: plain_value(value) for name, value in values.items()}
    fields = {
        **kept,
        **{
            name: value if fresh or plain_value(getattr(row, name)) == value else kept.get(name, value)
            for name, value in remembered.items()
        },
    }
    if fresh or fields != kept:
        row.imported = {**stored, memory: fields} if memory else fields  # type: ignore[attr-defined]
        changed.add("imported")
    return changed


def merge(row: models.Model, values: Mapping[str, Any], report: Report) -> None:
    """Writes the values into `row`, new or stored, and counts it in the report."""
    fresh = row.pk is None
    changed = renew(row, values)
    if changed:
        row.save()
    if fresh:
        report.created()
    elif changed - {"imported"}:
        report.changed()
    else:
        report.unchanged()


def plain_value(value: Any) -> Any:
    """The value as JSON keeps it."""
    if isinstance(value, models.Model):
        return value.pk
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value
