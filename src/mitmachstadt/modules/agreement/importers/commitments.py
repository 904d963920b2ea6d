"""Reads `data/commitments.csv` of the town, all kinds of rows; a second run changes nothing."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction
from django.utils.translation import override

from mitmachstadt.modules.agreement.models import Commitment, Kind
from mitmachstadt.spine.city.importing import Report
from mitmachstadt.spine.city.tables import read_table, text_problem
from mitmachstadt.spine.search.actions import Entry, rebuild

SEARCH_KIND = "commitment"

TEXTS = {
    "area": "area",
    "title": "title",
    "summary": "summary",
    "kind": "kind",
    "districts": "districts",
    "places": "places",
    "responsible": "responsible",
    "partners": "partners",
    "metric": "metric",
    "target_value": "target_value",
    "unit": "unit",
    "rhythm": "rhythm",
    "evidence": "evidence",
    "remark": "remark",
}
#: Texts with a limit, as a report calls them.
SHORT = {"title": "Der Titel", "districts": "Die Liste der Stadtteile", "metric": "Die Messgröße"}
NUMBERS = {
    "target_year": "target_year",
    "span_first": "first_line",
    "span_last": "last_line",
    "span2_first": "summary_first_line",
    "span2_last": "summary_last_line",
}


def search_entry(row: Commitment) -> Entry:
    """What the search holds of a commitment; below projects, which carry the same words."""
    with override("de"):
        path = row.get_absolute_url()
    return Entry(
        kind=SEARCH_KIND,
        object_id=row.reference,
        title=row.title,
        summary=row.summary,
        url=path,
        topics=(row.area,),
        weight=-10,
    )


def row_values(row: dict[str, str]) -> dict[str, object]:
    """Model values of one CSV row.

    Raises:
        ValueError: with a German sentence when the row can not be used.
    """
    values: dict[str, object] = {field: (row.get(column) or "").strip() for column, field in TEXTS.items()}
    if values["kind"] not in Kind.values:
        raise ValueError(f"unbekannte Art „{values['kind']}“")
    if not values["title"]:
        raise ValueError("der Titel fehlt")
    for field, name in SHORT.items():
        longest = int(getattr(Commitment._meta.get_field(field), "max_length", 0) or 0)
        if problem := text_problem(name, str(values[field]), longest):
            raise ValueError(problem)
    for column, field in NUMBERS.items():
        text = (row.get(column) or "").strip()
        if text and not text.isdigit():
            raise ValueError(f"{column} ist keine Zahl: „{text}“")
        values[field] = int(text) if text else None
    return values


def import_commitments(town_dir: Path, report: Report) -> None:
    """Adds and renews the commitments; rows that can not be used are named in the report."""
    path = town_dir / "data" / "commitments.csv"
    if not path.is_file():
        return
    rows = read_table(path, report, ["id", *TEXTS, *NUMBERS])
    if rows is None:
        return
    known = {row.reference: row for row in Commitment.objects.all()}
    seen: set[str] = set()
    new: list[Commitment] = []
    changed: list[Commitment] = []
    for row in rows:
        reference = row.cells["id"]
        try:
            if not reference or len(reference) > 10:
                raise ValueError("die Kennung fehlt oder ist zu lang")
            if reference in seen:
                raise ValueError("die Kennung kommt zweimal vor")
            values = row_values(row.cells)
        except ValueError as error:
            report.skip(row.name("id"), str(error))
            continue
        seen.add(reference)
        present = known.get(reference)
        if present is None:
            new.append(Commitment(reference=reference, **values))
        elif any(getattr(present, field) != value for field, value in values.items()):
            for field, value in values.items():
                setattr(present, field, value)
            changed.append(present)
        else:
            report.unchanged()
    with transaction.atomic():
        Commitment.objects.bulk_create(new, batch_size=200)
        Commitment.objects.bulk_update(changed, [*TEXTS.values(), *NUMBERS.values()], batch_size=100)
        if new or changed:
            rebuild(SEARCH_KIND, (search_entry(row) for row in Commitment.objects.all()))
    report.created(len(new))
    report.changed(len(changed))
