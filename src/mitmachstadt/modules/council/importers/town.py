"""The council as the town's folder describes it: the municipality, its bodies with their mandate, dated rights of boards."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from mitmachstadt.modules.council.models import BodyProfile, Municipality, TablingRight
from mitmachstadt.modules.council.touch import touch
from mitmachstadt.spine.city.importing import Report
from mitmachstadt.spine.city.merging import merge
from mitmachstadt.spine.city.models import Organisation, OrganisationKind, RuleRecord
from mitmachstadt.spine.city.tables import Row, read_table

KINDS = {"gremium": OrganisationKind.BODY, "beirat": OrganisationKind.BOARD}
#: Units of the town that write papers are organizations of the council's data too.
OFFICE = "Verwaltungsbereich"
RULE = "gremien"


@transaction.atomic
def import_council(town_dir: Path, report: Report) -> None:
    """The municipality, `data/gremien.csv` and `rules/gremien.toml`; what people changed since stays."""
    town = keep_municipality(report)
    profiles = {row.organisation_id: row for row in BodyProfile.objects.all()}
    for row in read_table(town_dir / "data" / "gremien.csv", report, ("key", "name", "kind")) or []:
        organisation = keep_organisation(row, report)
        if organisation is not None:
            keep_profile(
                profiles.get(organisation.pk) or BodyProfile(organisation=organisation), row, town, report
            )
    fill_profiles(town)
    keep_rights(report)


def keep_municipality(report: Report) -> Municipality:
    """The town's own record."""
    facts = settings.TOWN
    own: Municipality = Municipality.objects.filter(own=True).first() or Municipality(own=True)
    values = {
        "name": f"Stadt {facts['name']}", "short_name": facts["name"], "ags": facts.get("ags", ""),
        "ars": facts.get("council", {}).get("rgs", ""), "website": facts.get("homepage", ""),
        "contact_name": str(facts["contact"]["office"]).split(",")[0], "contact_email": facts["contact"]["email"],
    }  # fmt: skip
    _merge(own, values, report)
    return own


def keep_organisation(row: Row, report: Report) -> Organisation | None:
    """The body by its key; made when the table of organisations does not have it."""
    key, kind = row.cells["key"], KINDS.get(row.cells["kind"])
    if not key or not row.cells["name"] or kind is None:
        report.skip(row.name("key"), "Kennung, Name oder Art (gremium, beirat) fehlt.")
        return None
    found: Organisation | None = Organisation.objects.filter(key=key).first()
    if found is None:
        found = Organisation(key=key)
        values = {
            "name": row.cells["name"],
            "kind": str(kind),
            "role": row.cells.get("mandate", ""),
            "source": row.cells.get("source", ""),
        }
        merge(found, values, report)
    return found


def keep_profile(profile: BodyProfile, row: Row, town: Municipality, report: Report) -> None:
    """What the table says of a body."""
    cells, number = row.cells, row.cells.get("voting_members", "")
    values: dict[str, Any] = {
        "municipality": town, "short_name": cells.get("short_name", ""), "mandate": cells.get("mandate", ""),
        "classification": cells.get("classification", ""), "on_start_page": cells.get("start_page") == "ja",
        "voting_member_count": int(number) if number.isdigit() else None,
    }  # fmt: skip
    _merge(profile, values, report)


def _merge(row: BodyProfile | Municipality, values: dict[str, Any], report: Report) -> None:
    """As every import keeps a row; one that changed says so to those who copy."""
    fresh, before = row.pk is None, report.counts["changed"]
    merge(row, values, report)
    if fresh or report.counts["changed"] > before:
        touch(type(row), [row.pk], comes_or_goes=fresh)


def fill_profiles(town: Municipality) -> int:
    """A profile for every body, and for the units that write papers, that has none yet; returns how many."""
    kinds = (OrganisationKind.BODY, OrganisationKind.BOARD, OrganisationKind.TOWN)
    lacking = Organisation.objects.filter(kind__in=kinds, council=None)
    rows = [
        BodyProfile(
            organisation=one, municipality=town, sample=one.sample,
            organisation_type=OFFICE if one.kind == OrganisationKind.TOWN else "",
        )
        for one in lacking
    ]  # fmt: skip
    made = BodyProfile.objects.bulk_create(rows)
    touch(BodyProfile, [row.pk for row in made], comes_or_goes=True)
    return len(made)


def keep_rights(report: Report) -> None:
    """The rights of boards in committees, from every dated rule there is."""
    for record in RuleRecord.objects.filter(key=RULE):
        for line in record.data.get("tabling", []):
            keep_right(record, line, report)


def keep_right(record: RuleRecord, line: dict[str, Any], report: Report) -> None:
    """One right; made once, and left as people changed it afterwards."""
    named = {
        row.key: row
        for row in Organisation.objects.filter(key__in=[line.get("board"), line.get("committee")])
    }
    if len(named) != 2:
        report.skip(RULE, f"Unbekanntes Gremium: {line.get('board')} oder {line.get('committee')}.")
        return
    start: date = record.valid_from or timezone.localdate()
    _row, made = TablingRight.objects.get_or_create(
        board=named[line["board"]], committee=named[line["committee"]], valid_from=start,
        defaults={
            "valid_until": record.valid_until,
            "may_speak": line.get("may_speak") is True,
            "source": record.source,
        },
    )  # fmt: skip
    if made:
        report.created()
    else:
        report.unchanged()
