"""Districts, populations, organisations, topics and dated rules of a town, from its folder into the database."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from mitmachstadt.spine.city.importing import Report, check_rule
from mitmachstadt.spine.city.merging import merge
from mitmachstadt.spine.city.models import (
    District,
    Organisation,
    OrganisationKind,
    Population,
    RuleRecord,
    StatisticalDistrict,
    Topic,
)
from mitmachstadt.spine.city.tables import Row, read_table, short, text_problem
from mitmachstadt.spine.problems import Refused

KINDS = {
    "stadt": OrganisationKind.TOWN,
    "eigenbetrieb": OrganisationKind.UTILITY,
    "gesellschaft": OrganisationKind.COMPANY,
    "gremium": OrganisationKind.BODY,
    "beirat": OrganisationKind.BOARD,
    "kreis": OrganisationKind.COUNTY,
    "land": OrganisationKind.STATE,
    "partner": OrganisationKind.PARTNER,
}
GROUP = (OrganisationKind.TOWN, OrganisationKind.UTILITY, OrganisationKind.COMPANY)
COUNTED = re.compile(r"^einwohner_(\d{4})(?:_(\d{2})_(\d{2}))?$")
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


def slug_of(name: str) -> str:
    """A German name as it stands in addresses: `Pöppinghausen` becomes `poeppinghausen`."""
    return slugify(name.translate(UMLAUTS))[:50]


def import_town(town_dir: Path, report: Report) -> None:
    """Reads everything of the town's folder that the spine keeps, all or nothing; unusable rows are named."""
    facts = read_facts(town_dir, report)
    with transaction.atomic():
        import_topics(facts, report)
        import_districts(town_dir, facts, report)
        import_populations(town_dir, facts, report)
        import_organisations(town_dir, facts, report)
        import_rules(town_dir, report)


def read_facts(town_dir: Path, report: Report) -> dict[str, Any]:
    """The town's `town.toml`; empty (and named in the report) when it can not be read."""
    try:
        return tomllib.loads((town_dir / "town.toml").read_text("utf-8"))
    except FileNotFoundError:
        report.skip("town.toml", "Die Datei fehlt.")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        report.skip("town.toml", f"Die Datei ist nicht lesbar: {error}.")
    return {}


def import_topics(facts: dict[str, Any], report: Report) -> None:
    """Topics from `[areas]`, in their order."""
    known = {row.slug: row for row in Topic.objects.all()}
    for order, (key, area) in enumerate(facts.get("areas", {}).items(), start=1):
        values = {
            "name": area.get("name", key),
            "name_en": area.get("name_en", ""),
            "icon": area.get("icon", "map-pin"),
            "order": order,
        }
        merge(known.get(key) or Topic(slug=key), values, report)


def import_districts(town_dir: Path, facts: dict[str, Any], report: Report) -> None:
    """Districts with their point of reference from `stadtteil-bezugspunkte.csv`, other names from `town.toml`."""
    rows = read_table(town_dir / "data" / "stadtteil-bezugspunkte.csv", report, ("ortsteil", "lat", "lon"))
    known = {row.slug: row for row in District.objects.all()}
    seen: set[str] = set()
    for order, row in enumerate(rows or [], start=1):
        name, slug = row.cells["ortsteil"], slug_of(row.cells["ortsteil"])
        try:
            lat, lon = float(row.cells["lat"]), float(row.cells["lon"])
        except ValueError:
            report.skip(row.name("ortsteil"), "Breite oder Länge ist keine Zahl.")
            continue
        reason = text_problem("Der Name", name, 100) or ("Der Name fehlt." if not slug else "")
        reason = reason or ("Der Name kommt zweimal vor." if slug in seen else "")
        reason = reason or ("Breite oder Länge liegt nicht auf der Erde." if not _on_earth(lat, lon) else "")
        if reason:
            report.skip(row.name("ortsteil"), reason)
            continue
        seen.add(slug)
        aliases = [alias for alias, meant in facts.get("district_aliases", {}).items() if meant == name]
        stop = row.cells.get("haltestelle", "")
        values = {
            "name": name, "aliases": aliases, "lat": lat, "lon": lon, "order": order,
            "point_source": f"Haltestelle {stop}" if stop else "",
            "point_certain": row.cells.get("sicherheit", "") != "annahme",
        }  # fmt: skip
        merge(known.get(slug) or District(slug=slug), values, report)


def _on_earth(lat: float, lon: float) -> bool:
    return -90 <= lat <= 90 and -180 <= lon <= 180


def import_populations(town_dir: Path, facts: dict[str, Any], report: Report) -> None:
    """Residents by statistical district; a column with a year alone counts for its last day, and the source says so."""
    said = facts.get("sources", {}).get("population", "")
    for path in sorted((town_dir / "data").glob("einwohner-statistische-bezirke-*.csv")):
        rows = read_table(path, report, ("statistischer_bezirk",)) or []
        for row in rows:
            name = row.cells["statistischer_bezirk"]
            if not slug_of(name) or text_problem("Der Name", name, 100):
                report.skip(row.name("statistischer_bezirk"), "Der Name fehlt oder ist nicht verwendbar.")
                continue
            district, _ = StatisticalDistrict.objects.get_or_create(
                slug=slug_of(name), defaults={"name": name}
            )
            for column, value in row.cells.items():
                counted = COUNTED.match(column)
                if counted:
                    _import_count(district, counted, value, row, said or f"Tabelle {path.name}", report)


def _import_count(
    district: StatisticalDistrict, counted: re.Match[str], value: str, row: Row, source: str, report: Report
) -> None:
    year, month, day = counted.groups()
    if not value.isascii() or not value.isdigit():
        report.skip(row.name("statistischer_bezirk"), f"„{short(value)}“ ist keine Zahl von Menschen.")
        return
    if not month:
        source += f"; das Blatt nennt nur das Jahr {year}, als Stichtag gilt hier dessen letzter Tag"
    found = Population.objects.filter(
        district=district, day=date(int(year), int(month or 12), int(day or 31))
    ).first()
    if found is None:
        Population.objects.create(
            district=district,
            day=date(int(year), int(month or 12), int(day or 31)),
            residents=int(value),
            source=source,
        )
        report.created()
    elif found.residents != int(value):
        found.residents, found.source = int(value), source
        found.save()
        report.changed()
    else:
        report.unchanged()


def import_organisations(town_dir: Path, facts: dict[str, Any], report: Report) -> None:
    """Organisations from `organisations.csv`; those the town names as not founded yet do not answer cases."""
    rows = read_table(town_dir / "data" / "organisations.csv", report, ("key", "name", "kind"))
    said = facts.get("sources", {}).get("organisations", "")
    not_yet = set(facts.get("organisations", {}).get("not_founded_yet", []))
    known = {row.key: row for row in Organisation.objects.all()}
    seen: set[str] = set()
    for row in rows or []:
        key, kind = row.cells["key"], KINDS.get(row.cells["kind"])
        reason = text_problem("Der Name", row.cells["name"], 200)
        if not key or slugify(key) != key.lower() or len(key) > 50:
            reason = "Die Kennung fehlt oder enthält andere Zeichen als Buchstaben, Ziffern, - und _."
        elif key in seen:
            reason = "Die Kennung kommt zweimal vor."
        elif not row.cells["name"]:
            reason = "Der Name fehlt."
        elif kind is None:
            reason = f"Die Art „{short(row.cells['kind'])}“ ist unbekannt."
        if reason or kind is None:
            report.skip(row.name("key"), reason)
            continue
        seen.add(key)
        line = row.cells.get("span_first", "")
        values = {
            "name": row.cells["name"], "kind": str(kind), "role": row.cells.get("role", ""),
            "answers_cases": kind in GROUP and key not in not_yet,
            "source": f"{said}, Zeile {line}" if line and said else "",
        }  # fmt: skip
        merge(known.get(key) or Organisation(key=key), values, report)


def import_rules(town_dir: Path, report: Report) -> None:
    """Every `rules/<key>.toml` becomes the dated rule `key`; a file that its module refuses is named and left out.

    A rule that held before has a file of its own, with a word of its own behind the key: `rules/<key>.before.toml`.
    """
    for path in sorted((town_dir / "rules").glob("*.toml")):
        try:
            data = tomllib.loads(path.read_text("utf-8"))
            values = rule_values(data)
            check_rule(_key_of(path), values["data"])
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValueError) as error:
            report.skip(path.name, f"Die Regeldatei ist nicht lesbar: {error}.")
            continue
        except Refused as refused:
            report.skip(path.name, str(refused))
            continue
        key, start = _key_of(path), values.pop("valid_from")
        row = RuleRecord.objects.filter(key=key, valid_from=start).first()
        merge(row or RuleRecord(key=key, valid_from=start), values, report)


def _key_of(path: Path) -> str:
    return path.name.split(".")[0]


def rule_values(data: dict[str, Any]) -> dict[str, Any]:
    """Values of a dated rule from its TOML data.

    Raises:
        ValueError: in German, when the day of its beginning or the source is missing.
    """
    if not isinstance(data.get("valid_from"), date):
        raise ValueError("valid_from fehlt oder ist kein Tag")
    if not str(data.get("source", "")).strip():
        raise ValueError("source fehlt")
    return {
        "valid_from": data["valid_from"],
        "valid_until": data.get("valid_until"),
        "source": str(data["source"]),
        "confirmed": data.get("confirmed") is True,
        "data": _plain(data),
    }


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value
