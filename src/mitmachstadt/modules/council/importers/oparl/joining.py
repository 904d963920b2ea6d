"""Recognises what stands here already under another name: the town's committees, and what people kept by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db.models import Q

from mitmachstadt.modules.council.importers.oparl.reading import Record
from mitmachstadt.modules.council.importers.oparl.tables import Context, chunks
from mitmachstadt.modules.council.models import (
    AgendaItem,
    BodyProfile,
    Consultation,
    Meeting,
    Municipality,
    Paper,
    Person,
)
from mitmachstadt.modules.council.outcomes import plain
from mitmachstadt.spine.city.importing import Report
from mitmachstadt.spine.city.merging import plain_value
from mitmachstadt.spine.city.models import OrganisationKind
from mitmachstadt.spine.city.tables import read_table

MEMORY = "oparl"
OWN = {"source_id": "", "deleted_at": None, "sample": False}
INSIDE = (OrganisationKind.BODY, OrganisationKind.BOARD, OrganisationKind.TOWN)


def name_key(name: str) -> str:
    """A name so that two ways of writing it are one: without gender signs, brackets and the town's own name."""
    found = re.sub(r"[:*_/]-?innen|(?<=\w)innen\b", "", name.casefold())
    found = re.sub(r"\([^)]*\)", " ", found)
    found = re.sub(rf"\bder stadt {re.escape(str(settings.TOWN['name']).casefold())}\b", " ", found)
    return plain(found)


def aliases() -> dict[str, list[str]]:
    """Other names of bodies by key, from the town's own table."""
    rows = read_table(settings.TOWN_DIR / "data" / "gremien.csv", Report("gremien"), ("key", "name")) or []
    return {
        row.cells["key"]: [part.strip() for part in row.cells.get("aliases", "").split("|") if part.strip()]
        for row in rows
    }


def known_bodies() -> dict[str, BodyProfile]:
    """The town's own bodies and units that no other system feeds yet, by every name they go by; a doubtful name is none's."""
    profiles = BodyProfile.objects.filter(source_id="", sample=False, organisation__kind__in=INSIDE)
    others, doubtful = aliases(), set()
    found: dict[str, BodyProfile] = {}
    for profile in profiles.select_related("organisation"):
        organisation = profile.organisation
        names = [organisation.name, profile.short_name, *others.get(organisation.key, [])]
        names += re.findall(r"\(([^)]+)\)", organisation.name)
        for key in {name_key(name) for name in names if name_key(name)}:
            if key in found and found[key].pk != profile.pk:
                doubtful.add(key)
            found[key] = profile
    return {key: profile for key, profile in found.items() if key not in doubtful}


def joined(
    kind: str, records: Sequence[Record], ends: Mapping[str, Mapping[str, int]], context: Context
) -> dict[str, Any]:
    """Rows of our own that these new records mean, by address; each row is given once."""
    finders = {
        "Body": _town, "Organization": _bodies, "Paper": _papers, "Meeting": _meetings, "AgendaItem": _items,
        "Person": _people, "Consultation": _stations,
    }  # fmt: skip
    if kind not in finders or not records or not _ours(context):
        return {}
    found, taken = {}, set()
    for url, row in finders[kind](records, ends).items():
        if row.pk not in taken:
            taken.add(row.pk)
            found[url] = row
    return found


def _ours(context: Context) -> bool:
    """Whether what is read belongs to the town itself; another municipality shares nothing with us."""
    if context.municipality is None:
        return True
    return Municipality.objects.filter(pk=context.municipality, own=True).exists()


def remember(row: Any, values: Mapping[str, Any]) -> None:
    """Before a row of our own is fed for the first time: what stands there was written by people and stays."""
    kept = {
        name: plain_value(value)
        for name, value in values.items()
        if getattr(row, name) not in (None, "", [], {})
        and plain_value(getattr(row, name)) != plain_value(value)
    }
    row.imported = {**(row.imported or {}), MEMORY: kept}


def _town(records: Sequence[Record], ends: Any) -> dict[str, Any]:
    own = Municipality.objects.filter(own=True, source_id="").first()
    ags = str(settings.TOWN.get("ags", ""))
    return {record.url: own for record in records if own and ags and record.values.get("ags") == ags}


def _bodies(records: Sequence[Record], ends: Any) -> dict[str, Any]:
    known = known_bodies()
    found = {}
    for record in records:
        names = (record.values.get("name"), record.values.get("short_name"))
        profile = next((known[name_key(name)] for name in names if name and name_key(name) in known), None)
        if profile is not None:
            found[record.url] = profile
    return found


def _papers(records: Sequence[Record], ends: Any) -> dict[str, Any]:
    wanted = {str(record.values.get("reference") or ""): record.url for record in records}
    wanted.pop("", None)
    rows = Paper.objects.filter(reference__in=list(wanted), **OWN)
    return {wanted[row.reference]: row for row in rows}


def _meetings(records: Sequence[Record], ends: Mapping[str, Mapping[str, int]]) -> dict[str, Any]:
    known = ends.get("Organization", {})
    wanted = {}
    for record in records:
        for url in record.many.get("more_bodies", [])[:1]:
            if url in known and record.values.get("starts_at"):
                wanted[known[url], record.values["starts_at"]] = record.url
    rows = Meeting.objects.filter(
        body__in={body for body, _ in wanted}, starts_at__in={start for _, start in wanted}, **OWN
    )
    return {wanted[row.body_id, row.starts_at]: row for row in rows if (row.body_id, row.starts_at) in wanted}


def _items(records: Sequence[Record], ends: Mapping[str, Mapping[str, int]]) -> dict[str, Any]:
    known = ends.get("Meeting", {})
    wanted = {
        (known[str(record.one["meeting"])], plain(str(record.values.get("title") or ""))): record.url
        for record in records
        if record.one.get("meeting") in known
    }
    rows = AgendaItem.objects.filter(meeting__in={meeting for meeting, _ in wanted}, **OWN)
    return {
        wanted[row.meeting_id, plain(row.title)]: row
        for row in rows
        if (row.meeting_id, plain(row.title)) in wanted
    }


def _people(records: Sequence[Record], ends: Any) -> dict[str, Any]:
    wanted = {plain(str(record.values.get("name") or "")): record.url for record in records}
    wanted.pop("", None)
    return {wanted[plain(row.name)]: row for row in Person.objects.filter(**OWN) if plain(row.name) in wanted}


def _stations(records: Sequence[Record], ends: Mapping[str, Mapping[str, int]]) -> dict[str, Any]:
    papers, items = ends.get("Paper", {}), ends.get("AgendaItem", {})
    wanted = {
        (papers[str(record.one["paper"])], items[str(record.one["agenda_item"])]): record.url
        for record in records
        if record.one.get("paper") in papers and record.one.get("agenda_item") in items
    }
    found = {}
    for some in chunks(wanted):
        asked = Q(paper__in=[paper for paper, _ in some], agenda_item__in=[item for _, item in some])
        for row in Consultation.objects.filter(asked, **OWN):
            if (row.paper_id, row.agenda_item_id) in wanted:
                found[wanted[row.paper_id, row.agenda_item_id]] = row
    return found
