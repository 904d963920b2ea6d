"""Lets an import renew what it once wrote and leave alone what a person changed since."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models

from mitmachstadt.spine.city.importing import Report


def merge(row: models.Model, values: Mapping[str, Any], report: Report) -> None:
    """Writes the values into `row`, new or stored, and counts it in the report.

    `row.imported` keeps what the last import wrote: a field that differs from it was changed by a person and stays.
    """
    kept: dict[str, Any] = getattr(row, "imported", {}) or {}
    fresh = row.pk is None
    changed = False
    for name, value in values.items():
        plain = plain_value(value)
        present = plain_value(getattr(row, name))
        if fresh or (present == kept.get(name, present) and present != plain):
            setattr(row, name, value)
            changed = True
    remembered = {name: plain_value(value) for name, value in values.items()}
    if fresh or changed or kept != remembered:
        row.imported = {  # type: ignore[attr-defined]
            name: value if fresh or plain_value(getattr(row, name)) == value else kept.get(name, value)
            for name, value in remembered.items()
        }
        row.save()
    if fresh:
        report.created()
    elif changed:
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
