"""Reads the town's places: `data/barrierefreie-orte.csv` where there is one, and the stops, of which little is known."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from mitmachstadt.modules.venues import actions, rules
from mitmachstadt.modules.venues.models import Venue, VenueKind
from mitmachstadt.spine.city.importing import Report
from mitmachstadt.spine.city.merging import renew
from mitmachstadt.spine.city.tables import read_table, text_problem
from mitmachstadt.spine.problems import Refused

TABLE = "barrierefreie-orte.csv"
COLUMNS = ("name", "art", "adresse", "lat", "lon", *rules.KEYS, "hinweis", "quelle", "geprueft_am")
STOP_SOURCE = "Haltestellenverzeichnis (DB InfraGO und OpenStreetMap)"
STOP_KINDS = {"bus": VenueKind.STOP, "bahn": VenueKind.STATION}


def row_values(cells: Mapping[str, str], today: date) -> dict[str, Any]:
    """Columns of a venue from one row of the table.

    Raises:
        ValueError: with a German sentence when the row can not be used.
        Refused: for a point outside the town.
    """
    name = cells["name"]
    if not name:
        raise ValueError("der Name fehlt")
    for words, text, longest in (
        ("Der Name", name, 200), ("Die Adresse", cells["adresse"], 200), ("Die Quelle", cells["quelle"], 200),
        ("Der Hinweis", cells["hinweis"], rules.LONGEST_NOTE),
    ):  # fmt: skip
        if too_long := text_problem(words, text, longest):
            raise ValueError(too_long)
    if cells["art"] not in VenueKind.values:
        raise ValueError(f"unbekannte Art „{cells['art']}“, möglich sind {', '.join(VenueKind.values)}")
    facts = {key: cells[key] for key in rules.KEYS if cells[key]}
    checked = _day(cells["geprueft_am"])
    for problem in rules.facts_problems(facts, cells["quelle"], checked, today):
        raise ValueError(f"{problem.field}: {problem.message}")
    lat, lon = _degrees(cells["lat"]), _degrees(cells["lon"])
    return {
        "label": name, "kind": cells["art"], "address": cells["adresse"], "note": cells["hinweis"],
        "source": cells["quelle"], "checked_on": checked, "facts": facts, "known": len(facts),
        **actions.point_fields(lat, lon),
    }  # fmt: skip


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"geprueft_am ist kein Tag wie 2026-05-31: „{text}“") from None


def _degrees(text: str) -> float | None:
    if not text:
        return None
    try:
        found = float(text)
    except ValueError:
        raise ValueError(f"das ist keine Zahl in Grad: „{text}“") from None
    if not -180 <= found <= 180:
        raise ValueError(f"das ist keine Zahl in Grad: „{text}“")
    return found


def stops(town_dir: Path) -> Iterator[dict[str, Any]]:
    """One venue for each name in the lists of stops, at the pole that comes first; nothing is known of them yet."""
    seen: set[str] = set()
    for path in sorted((town_dir / "data").glob("haltestellen-*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                name, kind = (row.get("name") or "").strip(), STOP_KINDS.get((row.get("art") or "").strip())
                if not name or kind is None or name.casefold() in seen:
                    continue
                try:
                    point = actions.point_fields(float(row["lat"]), float(row["lon"]))
                except (KeyError, TypeError, ValueError, Refused):
                    continue
                seen.add(name.casefold())
                yield {"label": name, "kind": kind, "source": STOP_SOURCE, **point}


@transaction.atomic
def import_venues(town_dir: Path, report: Report) -> None:
    """Adds and renews places; what people changed here stays. Rows that can not be used are named in the report."""
    known = {key: row for row in Venue.objects.filter(sample=False).order_by("-pk") for key in _keys(row)}
    changed: list[Venue] = []
    for values in stops(town_dir):
        _keep(values, known, changed, report, memory="stops")
    path = town_dir / "data" / TABLE
    rows = read_table(path, report, COLUMNS) if path.is_file() else None
    seen: set[tuple[str, str]] = set()
    for row in rows or ():
        try:
            values = row_values(row.cells, timezone.localdate())
            key = _key(values["label"], values["kind"])
            if key in seen:
                raise ValueError("dieser Ort kommt zweimal vor")
        except (ValueError, Refused) as error:
            report.skip(row.name("name"), str(error))
            continue
        seen.add(key)
        _keep(values, known, changed, report, memory="")
    actions.index(changed)


def _key(label: str, kind: str) -> tuple[str, str]:
    return label.casefold(), str(kind)


def _keys(row: Venue) -> Iterator[tuple[str, str]]:
    """Under what a row is found again: what the imports wrote, whatever people called it since, and what it is called now."""
    for written in (row.imported, row.imported.get("stops", {})):
        if "label" in written:
            yield _key(written["label"], written["kind"])
    yield _key(row.label, row.kind)


def _keep(
    values: dict[str, Any],
    known: dict[tuple[str, str], Venue],
    changed: list[Venue],
    report: Report,
    *,
    memory: str,
) -> None:
    key = _key(values["label"], values["kind"])
    row = known.get(key)
    fresh = row is None
    if row is None:
        row = known[key] = Venue(slug=actions.free_slug(values["label"]))
    written = renew(row, values, memory=memory)
    if fresh:
        report.created()
    elif written - {"imported"}:
        row.version += 1
        row.updated_at = timezone.now()
        report.changed()
    else:
        report.unchanged()
    if written:
        row.save()
        changed.append(row)
