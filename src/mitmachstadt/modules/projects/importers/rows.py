"""Reads the rows of kind `vorhaben` of `data/commitments.csv` into wishes that can be compared and written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mitmachstadt.modules.projects.rules import ListRules, Sheet, check_sheet
from mitmachstadt.spine.city.importing import Report
from mitmachstadt.spine.city.models import District, Organisation, Topic
from mitmachstadt.spine.city.tables import Row, read_table, short, text_problem
from mitmachstadt.spine.places.queries import town_area
from mitmachstadt.spine.places.rules import check_geometry

COLUMNS = ("id", "area", "title", "summary", "kind", "districts", "places", "responsible")
WHOLE_TOWN = "gesamt"
NOBODY_NAMED = "other"
LIMITS = {"title": ("Der Titel", 200), "summary": ("Die Zusammenfassung", 400)}


@dataclass(frozen=True)
class PlaceWish:
    """A named place, with its point where the town's data knows one."""

    label: str
    lon: float | None = None
    lat: float | None = None
    precision_m: int | None = None
    source: str = ""


@dataclass(frozen=True)
class Wish:
    """What a row wants a project to be; organisations, districts and topics by primary key."""

    line: str
    source_ref: str
    values: dict[str, Any]
    topics: frozenset[int]
    districts: frozenset[int]
    partners: frozenset[int]
    places: tuple[PlaceWish, ...]


@dataclass
class Known:
    """The town's words, read once."""

    districts: dict[str, District] = field(default_factory=dict)
    topics: dict[str, Topic] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    partner_names: dict[str, Organisation] = field(default_factory=dict)
    places: dict[str, PlaceWish] = field(default_factory=dict)


def read_known(town_dir: Path, report: Report) -> Known:
    """Districts with other names, topics, organisations, and the points of named places."""
    known = Known()
    for district in District.objects.all():
        for name in (district.name, district.slug, *district.aliases):
            known.districts[str(name).casefold()] = district
    known.topics = {topic.slug: topic for topic in Topic.objects.all()}
    for organisation in Organisation.objects.filter(sample=False):
        known.organisations[organisation.key] = organisation
        for name in names_of(organisation.name):
            known.partner_names[name] = organisation
    path = town_dir / "data" / "places.csv"
    if path.is_file():
        area = town_area(town_dir)
        for row in read_table(path, report, ("place", "lat", "lon")) or []:
            _read_place(row, area, known, report)
    return known


def names_of(name: str) -> Iterable[str]:
    """A name as others write it: whole, without what stands in brackets, and what stands in them."""
    plain = name.casefold()
    yield plain
    if "(" in plain and plain.endswith(")"):
        before, _, inside = plain[:-1].partition("(")
        yield before.strip()
        yield inside.strip()


def _read_place(row: Row, area: Any, known: Known, report: Report) -> None:
    name = row.cells["place"]
    try:
        lat, lon = float(row.cells["lat"]), float(row.cells["lon"])
    except ValueError:
        report.skip(f"places.csv, {row.name('place')}", "Breite oder Länge ist keine Zahl.")
        return
    problems = check_geometry({"type": "Point", "coordinates": [lon, lat]}, area)
    if problems or not name:
        reason = str(problems[0]) if problems else "Der Name fehlt."
        report.skip(f"places.csv, {row.name('place')}", reason)
        return
    precision = row.cells.get("precision_m", "")
    metres = int(precision) if precision.isascii() and precision.isdigit() else None
    known.places[name.casefold()] = PlaceWish(name, lon, lat, metres, row.cells.get("source", "")[:200])


def read_wishes(town_dir: Path, known: Known, rules: ListRules, report: Report) -> list[Wish]:
    """Every usable row of kind `vorhaben`; the others are named in the report with the reason."""
    wishes: list[Wish] = []
    seen: set[str] = set()
    for row in read_table(town_dir / "data" / "commitments.csv", report, COLUMNS) or []:
        if row.cells["kind"] != "vorhaben":
            continue
        reference = row.cells["id"]
        try:
            if not reference or len(reference) > 40:
                raise ValueError("Die Kennung fehlt oder ist zu lang.")
            if reference in seen:
                raise ValueError("Die Kennung kommt zweimal vor.")
            seen.add(reference)
            wishes.append(wish_of(row, known, rules))
        except ValueError as error:
            report.skip(row.name("id"), str(error))
    return wishes


def wish_of(row: Row, known: Known, rules: ListRules) -> Wish:
    """One row as a wish.

    Raises:
        ValueError: with a German sentence when the row can not be used.
    """
    cells = row.cells
    for column, (name, most) in LIMITS.items():
        reason = text_problem(name, cells[column], most)
        if reason:
            raise ValueError(reason)
    topic = known.topics.get(cells["area"])
    if topic is None:
        raise ValueError(f"Das Thema „{short(cells['area'])}“ ist unbekannt.")
    whole_town, districts = _districts(cells["districts"], known)
    owner, partners = _responsible(cells["responsible"], known)
    named, others = _partners(cells.get("partners", ""), known)
    values: dict[str, Any] = {
        "title": cells["title"], "summary": cells["summary"], "description": _description(cells, others),
        "owner_id": owner.pk, "main_topic_id": topic.pk, "whole_town": whole_town,
        "source_note": _passage(cells), "criteria": _criteria(rules),
    }  # fmt: skip
    problems = check_sheet(
        Sheet(
            title=cells["title"], description=values["description"] or cells["summary"],
            districts=tuple(d.name for d in districts), citywide=whole_town, owner=owner.key,
            criteria=tuple(values["criteria"]),
        ),
        rules,
        purpose="first_stock",
    )  # fmt: skip
    if problems:
        raise ValueError(" ".join(str(problem) for problem in problems))
    return Wish(
        line=row.name("id"),
        source_ref=cells["id"],
        values=values,
        topics=frozenset([topic.pk]),
        districts=frozenset(district.pk for district in districts),
        partners=frozenset(partner.pk for partner in (*partners, *named)) - {owner.pk},
        places=tuple(_places(cells["places"], known)),
    )


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _districts(text: str, known: Known) -> tuple[bool, list[District]]:
    found: list[District] = []
    whole_town = False
    for name in _parts(text):
        if name.casefold() == WHOLE_TOWN:
            whole_town = True
        elif name.casefold() in known.districts:
            found.append(known.districts[name.casefold()])
        else:
            raise ValueError(f"Den Stadtteil „{short(name)}“ gibt es nicht.")
    if not found and not whole_town:
        raise ValueError("Der Stadtteil fehlt.")
    return whole_town, found


def _responsible(text: str, known: Known) -> tuple[Organisation, list[Organisation]]:
    """The owner is the first of the town group; where only others or nobody is named, it is the town itself."""
    keys = [key for key in _parts(text) if key != NOBODY_NAMED]
    if not keys and NOBODY_NAMED not in _parts(text):
        raise ValueError("Es fehlt, wer zuständig ist.")
    unknown = [key for key in keys if key not in known.organisations]
    if unknown:
        raise ValueError(f"Die Organisation „{short(unknown[0])}“ ist unbekannt.")
    named = [known.organisations[key] for key in keys]
    owner = next((one for one in named if one.in_town_group), known.organisations.get("stadt"))
    if owner is None:
        raise ValueError("Niemand aus dem Stadtkonzern ist genannt, und die Organisation „stadt“ fehlt.")
    return owner, [one for one in named if one.pk != owner.pk]


def _partners(text: str, known: Known) -> tuple[list[Organisation], list[str]]:
    """Partners the town knows as organisations, and the other names as written."""
    found, others = [], []
    for name in _parts(text):
        organisation = known.partner_names.get(name.casefold())
        if organisation is None:
            others.append(name)
        else:
            found.append(organisation)
    return found, others


def _description(cells: dict[str, str], others: list[str]) -> str:
    sentences = []
    if others:
        sentences.append(f"Als Beteiligte nennt die Vereinbarung: {', '.join(others)}.")
    if NOBODY_NAMED in _parts(cells["responsible"]):
        sentences.append("Wer das Vorhaben umsetzt, lässt die Vereinbarung offen.")
    text = " ".join(sentences)
    reason = text_problem("Die Angabe der Beteiligten", text, 2000)
    if reason:
        raise ValueError(reason)
    return text


def _passage(cells: dict[str, str]) -> str:
    first, last = cells.get("span_first", ""), cells.get("span_last", "")
    for number in (first, last):
        if number and not (number.isascii() and number.isdigit()):
            raise ValueError(f"Die Zeilennummer „{short(number)}“ ist keine Zahl.")
    if not first:
        return "Koalitionsvereinbarung 2021–2025"
    lines = f"Zeile {first}" if last in ("", first) else f"Zeilen {first}–{last}"
    return f"Koalitionsvereinbarung 2021–2025, {lines}"


def _criteria(rules: ListRules) -> list[str]:
    """The one criterion that is met by where the row comes from, if the town has it."""
    return [item.key for item in rules.criteria.items if item.key == "coalition_agreement"]


def _places(text: str, known: Known) -> Iterable[PlaceWish]:
    for name in _parts(text):
        reason = text_problem("Der Ort", name, 200)
        if reason:
            raise ValueError(reason)
        found = known.places.get(name.casefold())
        yield (
            PlaceWish(name, found.lon, found.lat, found.precision_m, found.source)
            if found
            else PlaceWish(name)
        )
