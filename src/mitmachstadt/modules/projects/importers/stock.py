"""Writes the wishes of the town's table as projects: new ones once, later only what nobody edited since.

The rows go in by packets, each in one transaction, so that a broken run can simply be started again; a packet that the
database refuses is written row by row, so that one bad row never takes others with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone

from mitmachstadt.modules.projects.actions.refresh import refresh, search_entry
from mitmachstadt.modules.projects.importers.rows import PlaceWish, Wish, read_known, read_wishes
from mitmachstadt.modules.projects.models import Project, ProjectPlace, State
from mitmachstadt.modules.projects.queries.listing import forget
from mitmachstadt.modules.projects.rules import Given, ProjectDates, may_move
from mitmachstadt.modules.projects.suggest_queries import town_rules
from mitmachstadt.spine.audit.actions import differences, record
from mitmachstadt.spine.city.actions import next_numbers
from mitmachstadt.spine.city.importing import Report
from mitmachstadt.spine.city.models import District, Organisation, Topic
from mitmachstadt.spine.places.queries import Districts, drawing_fields
from mitmachstadt.spine.problems import Refused, refuse_if
from mitmachstadt.spine.search.actions import index_entries

PACKET = 500
TEXTS = ("title", "summary", "description")
LISTING_EXCEPTION = (
    "Dieses Vorhaben wurde aus der Koalitionsvereinbarung 2021–2025 übernommen, als die Liste angelegt wurde. "
    "Die Ratsmitglieder wurden darüber nicht gesondert unterrichtet."
)
TAKEN_OVER = "Aus der Koalitionsvereinbarung übernommen"
RENEWED = "Angaben aus der Koalitionsvereinbarung erneuert"
LABELS = {
    "title": "Titel", "summary": "In einem Satz", "description": "Beschreibung", "owner": "Träger",
    "main_topic": "Thema", "whole_town": "Ganze Stadt", "source_note": "Fundstelle", "criteria": "Kriterien",
    "topics": "Themen", "districts": "Stadtteile", "partners": "Beteiligte", "places": "Orte",
}  # fmt: skip


@dataclass
class Words:
    """Names by primary key, for log and search."""

    districts: dict[int, District]
    topics: dict[int, Topic]
    organisations: dict[int, Organisation]
    located: Districts


def import_projects(town_dir: Path, report: Report) -> None:
    """Brings the projects of `data/commitments.csv` onto the list; unusable rows are named in the report."""
    now = timezone.now()
    try:
        rules = town_rules(timezone.localdate(now))
        given = Given(listing_exception=LISTING_EXCEPTION)
        refuse_if(may_move(ProjectDates(), State.PUBLISHED, rules, roles=("operator",), given=given, now=now))
    except Refused as refused:
        report.skip("Vorhaben", str(refused))
        return
    known = read_known(town_dir, report)
    words = Words(
        {row.pk: row for row in District.objects.all()},
        {row.pk: row for row in known.topics.values()},
        {row.pk: row for row in known.organisations.values()},
        Districts(),
    )
    rows = iter(read_wishes(town_dir, known, rules, report))
    while packet := list(islice(rows, PACKET)):
        _write_packet(packet, words, now, report)
    forget()


def _write_packet(packet: Sequence[Wish], words: Words, now: datetime, report: Report) -> None:
    counted = Report(report.name)
    try:
        with transaction.atomic():
            _write(packet, words, now, counted)
    except DatabaseError as error:
        if len(packet) == 1:
            report.skip(packet[0].line, f"Die Datenbank nimmt die Zeile nicht an: {str(error).strip()[:200]}")
            return
        for wish in packet:
            _write_packet([wish], words, now, report)
        return
    report.created(counted.counts["created"])
    report.changed(counted.counts["changed"])
    report.unchanged(counted.counts["unchanged"])


def _write(packet: Sequence[Wish], words: Words, now: datetime, report: Report) -> None:
    stored = {
        project.source_ref: project
        for project in Project.objects.filter(source_ref__in=[wish.source_ref for wish in packet])
        .prefetch_related("topics", "districts", "partners", "places")
        .select_for_update()
    }
    _create([wish for wish in packet if wish.source_ref not in stored], words, now, report)
    for wish in packet:
        if wish.source_ref in stored:
            _renew(stored[wish.source_ref], wish, words, report)


def _create(wishes: Sequence[Wish], words: Words, now: datetime, report: Report) -> None:
    if not wishes:
        return
    prefix = _prefix()
    numbers = next_numbers(prefix, timezone.localdate(now).year, len(wishes))
    projects = Project.objects.bulk_create(
        Project(
            number=number, source_ref=wish.source_ref, state=State.PUBLISHED, state_since=now, published_at=now,
            listing_exception=LISTING_EXCEPTION, **wish.values,
        )
        for number, wish in zip(numbers, wishes, strict=True)
    )  # fmt: skip
    pairs = list(zip(projects, wishes, strict=True))
    _link(Project.topics.through, "topic_id", [(p.pk, pk) for p, w in pairs for pk in sorted(w.topics)])
    _link(
        Project.districts.through, "district_id", [(p.pk, pk) for p, w in pairs for pk in sorted(w.districts)]
    )
    _link(
        Project.partners.through,
        "organisation_id",
        [(p.pk, pk) for p, w in pairs for pk in sorted(w.partners)],
    )
    ProjectPlace.objects.bulk_create(place for p, w in pairs for place in _places(p, w, words))
    for project, _ in pairs:
        record("imported", project, by=None, summary=TAKEN_OVER, reason=LISTING_EXCEPTION, public=True)
    index_entries(_entry(project, wish, words) for project, wish in pairs)
    report.created(len(projects))


def _prefix() -> str:
    return str(settings.TOWN.get("numbers", {}).get("project", "V"))


def _link(through: Any, column: str, pairs: Sequence[tuple[int, int]]) -> None:
    through.objects.bulk_create(through(project_id=project, **{column: other}) for project, other in pairs)


def _places(project: Project, wish: Wish, words: Words) -> list[ProjectPlace]:
    return [
        ProjectPlace(
            project=project, order=order, label=place.label, precision_m=place.precision_m, source=place.source,
            district=_district(place, wish, words),
            **drawing_fields(_point(place)),
        )
        for order, place in enumerate(wish.places)
    ]  # fmt: skip


def _point(place: PlaceWish) -> dict[str, Any] | None:
    return None if place.lon is None else {"type": "Point", "coordinates": [place.lon, place.lat]}


def _district(place: PlaceWish, wish: Wish, words: Words) -> District | None:
    """The one district the row names; else the district of the point."""
    if len(wish.districts) == 1:
        return words.districts[next(iter(wish.districts))]
    return words.located.of(place.lon, place.lat) if place.lon is not None and place.lat is not None else None


def _entry(project: Project, wish: Wish, words: Words) -> Any:
    return search_entry(
        project,
        [words.districts[pk].slug for pk in sorted(wish.districts)],
        [words.topics[pk].slug for pk in sorted(wish.topics)],
        [place.label for place in wish.places] + [words.organisations[project.owner_id].name],
    )


def _renew(project: Project, wish: Wish, words: Words, report: Report) -> None:
    """Writes what differs and was not edited by a person; counts the row."""
    edited = set(project.edited_fields)
    old, new = _present(project, words), _wanted(wish, words)
    differing = {name for name in new if old[name] != new[name] and name not in edited}
    if not differing:
        report.unchanged()
        return
    for name in differing & {"owner", "main_topic"}:
        setattr(project, f"{name}_id", wish.values[f"{name}_id"])
    for name in differing & set(wish.values):
        setattr(project, name, wish.values[name])
    for name in differing & {"topics", "districts", "partners"}:
        getattr(project, name).set(getattr(wish, name))
    if "places" in differing:
        project.places.all().delete()
        ProjectPlace.objects.bulk_create(_places(project, wish, words))
    project.version += 1
    if differing & set(TEXTS):
        project.text_version += 1
    project.save()
    changes = differences(
        {name: old[name] for name in sorted(differing)},
        {name: new[name] for name in sorted(differing)},
        LABELS,
    )
    record("imported", project, by=None, summary=RENEWED, changes=changes, public=project.is_public)
    refresh(project)
    report.changed()


def _present(project: Project, words: Words) -> dict[str, Any]:
    plain = {name: getattr(project, name) for name in (*TEXTS, "whole_town", "source_note", "criteria")}
    places = [(place.label, place.lon, place.lat, place.precision_m) for place in project.places.all()]
    return {
        **plain,
        "owner": _name(words, project.owner_id),
        "main_topic": str(words.topics.get(project.main_topic_id or 0, "")),
        "topics": sorted(topic.name for topic in project.topics.all()),
        "districts": sorted(district.name for district in project.districts.all()),
        "partners": sorted(partner.name for partner in project.partners.all()),
        "places": [_place_words(*place) for place in places],
    }


def _wanted(wish: Wish, words: Words) -> dict[str, Any]:
    plain = {name: wish.values[name] for name in (*TEXTS, "whole_town", "source_note", "criteria")}
    return {
        **plain,
        "owner": _name(words, wish.values["owner_id"]),
        "main_topic": str(words.topics[wish.values["main_topic_id"]]),
        "topics": sorted(words.topics[pk].name for pk in wish.topics),
        "districts": sorted(words.districts[pk].name for pk in wish.districts),
        "partners": sorted(_name(words, pk) for pk in wish.partners),
        "places": [
            _place_words(place.label, place.lon, place.lat, place.precision_m) for place in wish.places
        ],
    }


def _name(words: Words, pk: int) -> str:
    return words.organisations[pk].name if pk in words.organisations else ""


def _place_words(label: str, lon: float | None, lat: float | None, precision: int | None) -> str:
    where = f" ({lat:.5f}, {lon:.5f})" if lat is not None and lon is not None else ""
    return f"{label}{where}" + (f" ±{precision} m" if precision else "")
