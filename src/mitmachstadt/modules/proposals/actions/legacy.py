"""Proposals of a former system, carried over in bulk. Their votes stay what they are: numbers of another system."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from random import random
from typing import Any

from django.db import transaction
from django.utils import timezone

from mitmachstadt.modules.proposals.actions import photos
from mitmachstadt.modules.proposals.actions.finding import KIND, index
from mitmachstadt.modules.proposals.models import Photo, Proposal
from mitmachstadt.modules.proposals.models.legacy import Legacy
from mitmachstadt.modules.proposals.queries import town
from mitmachstadt.modules.proposals.rules import terms_on
from mitmachstadt.spine.cases.former import Former, hold, let_go, open_former
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.city.models import District, Topic
from mitmachstadt.spine.city.queries import residents_of
from mitmachstadt.spine.files.models import Upload
from mitmachstadt.spine.places.queries import drawing_fields, town_area
from mitmachstadt.spine.places.rules import check_geometry

PIECE = 500
#: The state of a proposal whose vote was elsewhere.
STATE = "former"


@dataclass(frozen=True, kw_only=True)
class FormerProposal:
    """One proposal of a former system. `key` says which; `number` is its number here once it was carried over, and `before`
    its title and text as they were carried over then. `district` and `topic` are slugs or "", `lat` and `lon` degrees.
    `open`: people may vote on it here, anew and on the terms of today. `facts` are pairs of name and words.
    """

    key: str
    title: str
    text: str
    at: datetime
    source: str
    name: str = ""
    number: str = ""
    before: tuple[str, str] = ("", "")
    district: str = ""
    topic: str = ""
    label: str = ""
    lat: float | None = None
    lon: float | None = None
    open: bool = False
    up: int | None = None
    down: int | None = None
    counted_up: int | None = None
    counted_down: int | None = None
    facts: tuple[tuple[str, str], ...] = field(default=())

    def numbers(self) -> dict[str, Any]:
        """The columns of the numbers and facts."""
        return {
            "source": self.source[:200], "up": self.up, "down": self.down, "counted_up": self.counted_up,
            "counted_down": self.counted_down, "facts": [list(pair) for pair in self.facts],
        }  # fmt: skip


@transaction.atomic
def take_over(rows: Sequence[FormerProposal]) -> tuple[dict[str, str], set[str]]:
    """Writes proposals, new or changed; gives their numbers by key, and the numbers whose words people changed here.

    Such words stay; numbers and facts of the former system follow it all the same.
    """
    new, known = [row for row in rows if not row.number], [row for row in rows if row.number]
    found = {row.key: row.number for row in known}
    made: list[Proposal] = []
    for is_open in (False, True):
        made += _make([row for row in new if row.open is is_open], found)
    changed, stayed = _change(known)
    index([*made, *changed])
    return found, stayed


def _make(rows: Sequence[FormerProposal], found: dict[str, str]) -> list[Proposal]:
    if not rows:
        return []
    is_open = rows[0].open
    cases = open_former(
        KIND,
        [Former(key=row.key, title=row.title, at=row.at, subject_kind=KIND) for row in rows],
        state="collecting" if is_open else STATE,
        unit=town.unit_for_proposals(),
    )
    for case in cases.values():
        case.subject_id = case.number
    Case.objects.bulk_update(cases.values(), ["subject_id"], batch_size=PIECE)
    found |= {key: case.number for key, case in cases.items()}
    there = set(Proposal.objects.filter(case__in=cases.values()).values_list("case_id", flat=True))
    rows = [row for row in rows if cases[row.key].pk not in there]
    districts, topics = District.objects.in_bulk(field_name="slug"), Topic.objects.in_bulk(field_name="slug")
    terms = _terms(is_open)
    made = Proposal.objects.bulk_create(
        [
            Proposal(
                case=cases[row.key], title=row.title, text=row.text, name=row.name[:80], topic=topics.get(row.topic),
                released_at=row.at, terms=terms, ends_on=date.fromisoformat(terms["ends_on"]), draw=random(),  # noqa: S311
                **_place(row, districts),
            )
            for row in rows
        ],
        batch_size=PIECE,
    )  # fmt: skip
    Legacy.objects.bulk_create(
        [
            Legacy(proposal=one, closed=not is_open, **row.numbers())
            for one, row in zip(made, rows, strict=True)
        ],
        batch_size=PIECE,
    )
    return made


def _terms(is_open: bool) -> dict[str, Any]:
    """Terms of today for those that are open; for the others the day until which they were certainly over."""
    today = timezone.localdate()
    if is_open:
        return terms_on(town.proposal_rules(today), today, residents_of()).kept()
    return {"who": "former", "min_age": 0, "ends_on": today.isoformat(), "thresholds": []}


def _place(row: FormerProposal, districts: dict[Any, District]) -> dict[str, Any]:
    """The columns of the place; a point outside the town is none."""
    drawing = None
    if row.lat is not None and row.lon is not None:
        point = {"type": "Point", "coordinates": [row.lon, row.lat]}
        drawing = point if not check_geometry(point, town_area(), field="place") else None
    return {"label": row.label[:200], "district": districts.get(row.district), **drawing_fields(drawing)}


def _change(rows: Sequence[FormerProposal]) -> tuple[list[Proposal], set[str]]:
    wanted = {row.number: row for row in rows}
    found = list(
        Proposal.objects.select_for_update(of=("self",)).select_related("case__unit", "district", "topic", "legacy")
        .filter(case__number__in=wanted)
    )  # fmt: skip
    stayed, now = set(), timezone.now()
    for one in found:
        row = wanted[one.case.number]
        # Words on which people voted here, or that have versions here, are no longer those of the former system.
        if (one.title, one.text) == row.before and not one.cast and not one.words:
            one.title = one.case.title = row.title
            one.text = row.text
        elif (one.title, one.text) != (row.title, row.text):
            stayed.add(one.case.number)
        one.updated_at, one.revision = now, one.revision + 1
        for name, value in row.numbers().items():
            setattr(one.legacy, name, value)
        one.legacy.gone_on = None
    Proposal.objects.bulk_update(found, ["title", "text", "updated_at", "revision"], batch_size=PIECE)
    Case.objects.bulk_update([one.case for one in found], ["title"], batch_size=PIECE)
    columns = ["source", "up", "down", "counted_up", "counted_down", "facts", "gone_on"]
    Legacy.objects.bulk_update([one.legacy for one in found], columns, batch_size=PIECE)
    return found, stayed


@transaction.atomic
def mark_gone(numbers: Sequence[str], day: date) -> int:
    """The former system has these no longer; they stay here. Returns how many were marked now."""
    rows = Legacy.objects.filter(proposal__case__number__in=numbers, gone_on__isnull=True)
    ids = list(rows.values_list("proposal_id", flat=True))
    Proposal.objects.filter(pk__in=ids).update(updated_at=timezone.now())
    return rows.update(gone_on=day)


@transaction.atomic
def claim(numbers: Sequence[str], user_id: int, name: str) -> int:
    """The person is the author of these proposals from now on; those that have one are left. Returns how many."""
    rows = list(
        Proposal.objects.select_related("case")
        .filter(case__number__in=numbers, case__sender__isnull=True, legacy__isnull=False)
    )  # fmt: skip
    hold([row.case for row in rows], user_id)
    Proposal.objects.filter(pk__in=[row.pk for row in rows]).update(name=name[:80], updated_at=timezone.now())
    return len(rows)


@transaction.atomic
def release(numbers: Sequence[str], name: str, holder: int | None) -> int:
    """Proposals of a former system that `holder` has (None: nobody) bear this name from now on and belong to nobody."""
    rows = Proposal.objects.filter(case__number__in=numbers, case__sender=holder, legacy__isnull=False)
    if holder is None:
        rows = rows.exclude(name=name)
    ids = list(rows.values_list("pk", "case_id"))
    let_go([case for _pk, case in ids])
    Proposal.objects.filter(pk__in=[pk for pk, _case in ids]).update(
        name=name[:80], updated_at=timezone.now()
    )
    return len(ids)


@transaction.atomic
def add_photo(number: str, upload: Upload) -> bool:
    """One more photo of a proposal of a former system; False where it has as many as a proposal may have."""
    proposal = (
        Proposal.objects.select_for_update(of=("self",)).select_related("case").get(case__number=number)
    )
    places = set(Photo.objects.filter(proposal=proposal).values_list("place", flat=True))
    free = next((place for place in range(photos.MOST) if place not in places), None)
    if free is None:
        return False
    Photo.objects.create(proposal=proposal, upload=upload, place=free)
    photos.set_cover(proposal)
    photos.follow([proposal])
    proposal.updated_at = timezone.now()
    proposal.save(update_fields=["updated_at"])
    return True
