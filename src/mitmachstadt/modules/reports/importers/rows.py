"""A row of another system, with the names of GeoReport, becomes a report of this town; or the reason why it can not."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import IntegrityError
from django.utils import timezone

from mitmachstadt.modules.reports.actions.taking_over import Incoming, take_over
from mitmachstadt.spine.asked import moment
from mitmachstadt.spine.city.importing import Report
from mitmachstadt.spine.city.tables import short
from mitmachstadt.spine.problems import Refused

#: What is read of a row, by its name in GeoReport; the first three must be there.
NAMES = (
    "service_request_id", "service_code", "requested_datetime", "description", "lat", "long", "address", "status",
    "status_notes", "updated_datetime", "expected_datetime",
)  # fmt: skip
#: Our own interface and those of CitySDK say how it ended.
ENDS = {"PROCESSED": "fixed", "REJECTED": "closed"}


class Unusable(Exception):  # noqa: N818 - it is an answer, not a fault
    """Why a row can not be taken, as a German sentence."""


@dataclass(frozen=True)
class Mapped:
    """What the other system calls things: codes to categories of this town, names of GeoReport to columns, and what its
    "closed" means (`fixed`, `closed`, or "" where nobody has said so)."""

    source: str
    categories: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    closed_as: str = ""

    def column(self, name: str) -> str:
        """The column of the table that holds this field."""
        return self.columns.get(name, name)


def read_mapping(path: Path | None, source: str) -> Mapped:
    """The mapping in a TOML file: `source`, `closed_as`, `[categories]` and `[columns]`; all of it may be missing.

    Raises:
        ValueError: with a German sentence.
    """
    if path is None:
        return Mapped(source)
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ValueError(f"{path} ist nicht lesbar: {error}") from None
    unknown = set(data) - {"source", "closed_as", "categories", "columns"}
    if unknown:
        raise ValueError(f"{path}: {', '.join(sorted(unknown))} gibt es hier nicht.")
    if data.get("closed_as", "") not in ("", "fixed", "closed"):
        raise ValueError(f"{path}: closed_as ist fixed oder closed.")
    columns = data.get("columns", {})
    if set(columns) - set(NAMES):
        raise ValueError(f"{path}: [columns] kennt nur {', '.join(NAMES)}.")
    return Mapped(
        str(data.get("source", source)),
        {str(key): str(value) for key, value in data.get("categories", {}).items()},
        {str(key): str(value) for key, value in columns.items()},
        data.get("closed_as", ""),
    )


def take_all(rows: Iterable[tuple[str, Mapping[str, Any]]], mapped: Mapped, report: Report) -> None:
    """Takes over every row, each by itself, so that a run that is broken off keeps what it has; a second run goes on."""
    seen: set[str] = set()
    for name, cells in rows:
        try:
            one = incoming(cells, mapped)
            if one.source_id in seen:
                raise Unusable("Diese Nummer stand schon weiter oben.")
            seen.add(one.source_id)
            done = take_over(one)
        except Unusable as error:
            report.skip(name, str(error))
        except Refused as refused:
            report.skip(name, str(refused))
        except IntegrityError:
            # another run has just taken the same
            report.unchanged()
        else:
            {"created": report.created, "changed": report.changed, "unchanged": report.unchanged}[done]()


def incoming(cells: Mapping[str, Any], mapped: Mapped) -> Incoming:
    """A row as the action takes it.

    Raises:
        Unusable: with the reason.
    """

    def text(name: str) -> str:
        value = cells.get(mapped.column(name))
        return "" if value is None else str(value).replace("\x00", "").strip()

    number, code = text("service_request_id"), text("service_code")
    if not number:
        raise Unusable("Die Nummer (service_request_id) fehlt.")
    received = moment(text("requested_datetime"))
    if received is None or received > timezone.now():
        raise Unusable("Der Eingang (requested_datetime) fehlt oder ist kein Zeitpunkt der Vergangenheit.")
    category = mapped.categories.get(code, "" if mapped.categories else code)
    if not category:
        raise Unusable(f"Die Kategorie „{short(code)}“ steht nicht in der Zuordnung.")
    expected = moment(text("expected_datetime"))
    return Incoming(
        source_id=f"{mapped.source}#{number}"[:300],
        category=category,
        text=text("description"),
        lat=_degrees(text("lat"), "lat", 90),
        lon=_degrees(text("long"), "long", 180),
        label=text("address")[:200],
        received=received,
        changed=max(received, moment(text("updated_datetime")) or received),
        end=_end(cells, text("status"), mapped),
        notes=text("status_notes")[:2000],
        expected=timezone.localdate(expected) if expected else None,
    )


def _end(cells: Mapping[str, Any], status: str, mapped: Mapped) -> str:
    if status.casefold() in ("", "open"):
        return ""
    if status.casefold() != "closed":
        raise Unusable(f"Der Stand „{short(status)}“ ist weder open noch closed.")
    more = cells.get("extended_attributes")
    end = ENDS.get(str(more.get("detailed_status")), "") if isinstance(more, Mapping) else ""
    if not end and not mapped.closed_as:
        raise Unusable(
            "Sie ist erledigt, aber niemand sagt, ob behoben: Bitte closed_as in die Zuordnung schreiben."
        )
    return end or mapped.closed_as


def _degrees(text: str, name: str, most: int) -> float | None:
    try:
        found = float(text) if text else None
    except ValueError:
        found = math.nan
    if found is not None and not abs(found) <= most:
        raise Unusable(f"{name} ist keine Zahl in Grad: „{short(text)}“.")
    return found
