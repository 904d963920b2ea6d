"""The only writers of venues: add one, change it, and what an import brings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from mitmachstadt.modules.venues import rules
from mitmachstadt.modules.venues.models import KIND, Answer, Venue
from mitmachstadt.modules.venues.permissions import may_keep
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.audit.actions import differences, record
from mitmachstadt.spine.city.importers.town import slug_of
from mitmachstadt.spine.city.models import District
from mitmachstadt.spine.places.queries import district_of, drawing_fields, town_area
from mitmachstadt.spine.places.rules import check_geometry
from mitmachstadt.spine.problems import Problem, Refused, refuse_if
from mitmachstadt.spine.search.actions import Entry, index_entries, remove_entry

#: Columns that a form and an import may write, beside the facts and the point.
FIELDS = ("label", "kind", "address", "note", "source", "checked_on", "shown")
NOT_YOURS = Problem("", "not_yours", _("The facts of places are kept by the staff of the town."))
STALE = Problem("", "stale", _("Somebody else has changed this meanwhile. Please look at it again."))


def point_fields(lat: float | None, lon: float | None) -> dict[str, Any]:
    """The columns of a point, with its district; raises `Refused` for a point outside the town."""
    if lat is None or lon is None:
        return {**drawing_fields(None), "district": None}
    drawn = {"type": "Point", "coordinates": [lon, lat]}
    refuse_if(check_geometry(drawn, town_area(), field="lat"))
    return {**drawing_fields(drawn), "district": district_of(lon, lat)}


def free_slug(name: str) -> str:
    """A short name for the address that no other place has."""
    base = slug_of(name) or "ort"
    taken = set(Venue.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(one for one in _counted(base) if one not in taken)


def _counted(base: str) -> Iterable[str]:
    yield base
    number = 2
    while True:
        yield f"{base}-{number}"
        number += 1


@transaction.atomic
def add(
    values: Mapping[str, Any],
    facts: Mapping[str, str],
    lat: float | None,
    lon: float | None,
    *,
    by: User,
    sample: bool = False,
) -> Venue:
    """A new place. Raises `Refused` for strangers, for facts without a source or a day, and for a point outside the town."""
    if not may_keep(by):
        raise Refused([NOT_YOURS])
    row = Venue(sample=sample)
    _write(row, values, facts, lat, lon)
    row.slug = free_slug(row.label)
    row.save(force_insert=True)
    record("venue.added", row, by=by, summary=str(_("Added")), public=row.shown, sample=sample)
    index([row])
    return row


@transaction.atomic
def change(
    venue: Venue,
    values: Mapping[str, Any],
    facts: Mapping[str, str],
    lat: float | None,
    lon: float | None,
    *,
    by: User,
    expect_version: int,
) -> Venue:
    """Writes what is known of a place anew; the log keeps what stood there before. Raises `Refused`."""
    if not may_keep(by):
        raise Refused([NOT_YOURS])
    row: Venue = Venue.objects.select_for_update(of=("self",)).get(pk=venue.pk)
    if row.version != expect_version:
        raise Refused([STALE])
    before = said(row)
    _write(row, values, facts, lat, lon)
    changes = differences(before, said(row), labels())
    if not changes:
        return row
    row.version += 1
    row.updated_at = timezone.now()
    row.save()
    record(
        "venue.changed",
        row,
        by=by,
        summary=str(_("Facts changed")),
        changes=changes,
        public=row.shown,
        sample=row.sample,
    )
    index([row])
    return row


def _write(
    row: Venue, values: Mapping[str, Any], facts: Mapping[str, str], lat: float | None, lon: float | None
) -> None:
    for name in FIELDS:
        if name in values:
            setattr(row, name, values[name])
    problems = rules.facts_problems(facts, row.source, row.checked_on, timezone.localdate())
    if not row.label.strip():
        problems.append(Problem("label", "missing", _("Please give the place a name.")))
    refuse_if(problems)
    for name, value in point_fields(lat, lon).items():
        setattr(row, name, value)
    row.facts = {key: facts[key] for key in rules.KEYS if key in facts}
    row.known = len(row.facts)


def said(row: Venue) -> dict[str, object]:
    """The place in the town's language, as the log keeps it."""
    with override(settings.LANGUAGE_CODE):
        facts = {key: str(Answer(row.facts[key]).label) if key in row.facts else "" for key in rules.KEYS}
        plain = {name: getattr(row, name) for name in FIELDS}
        return {
            **plain,
            "kind": row.get_kind_display(),
            "place": f"{row.lat}, {row.lon}" if row.lat else "",
            **facts,
        }


def labels() -> dict[str, str]:
    """Words for every field of `said`, in the town's language."""
    with override(settings.LANGUAGE_CODE):
        columns = {name: str(Venue._meta.get_field(name).verbose_name) for name in FIELDS}  # type: ignore[union-attr]
        return {**columns, "place": str(_("Point")), **{one.key: str(one.label) for one in rules.FACTS}}


def path_of(row: Venue) -> str:
    """The German address, whatever language the writer's page had."""
    with override(settings.LANGUAGE_CODE):
        return row.get_absolute_url()


def index(rows: Iterable[Venue]) -> None:
    """Puts shown places into the search and takes others out."""
    districts = dict(District.objects.values_list("pk", "slug"))
    entries = []
    for row in rows:
        if not row.shown:
            remove_entry(KIND, row.slug)
            continue
        with override(settings.LANGUAGE_CODE):
            good = [str(one.label) for one in rules.FACTS if row.facts.get(one.key) == Answer.YES]
            summary = ", ".join([str(row.get_kind_display()), *good])
        entries.append(
            Entry(
                kind=KIND, object_id=row.slug, title=row.label, summary=summary, text=f"{row.address}\n{row.note}",
                url=path_of(row), districts=tuple(filter(None, (districts.get(row.district_id or 0),))), weight=-20,
            )
        )  # fmt: skip
    index_entries(entries)
