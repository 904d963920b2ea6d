"""Writes pages of the archive in bulk: debates, projects, polls and consultations of the former platform."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from mitmachstadt.modules.consul.models import Page, Picture
from mitmachstadt.modules.consul.queries.archive import KIND, index
from mitmachstadt.modules.consul.rules.facts import of_page
from mitmachstadt.spine.cases import former
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.city.queries import answering_unit
from mitmachstadt.spine.files.models import Upload
from mitmachstadt.spine.problems import Problem, Refused

PIECE = 500
#: Columns that follow the source whatever people changed here.
FOLLOWING = (
    "written_at", "up", "down", "facts", "gone_on", "sections", "budget", "heading", "price", "feasibility", "selected",
    "won", "lat", "lon",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Former:
    """One page as it comes; `dated` is False where the source says no day. `before` as with proposals."""

    key: str
    sort: str
    at: datetime
    data: dict[str, Any]
    dated: bool = True
    number: str = ""
    name: str = ""
    budget: str = ""
    before: tuple[str, str] = field(default=("", ""))

    @property
    def title(self) -> str:
        """Never empty."""
        return str(self.data.get("title") or "Ohne Titel")

    @property
    def text(self) -> str:
        return str(self.data.get("text") or "")

    def columns(self) -> dict[str, Any]:
        """What follows the source whatever people changed here."""
        return {
            "written_at": self.at if self.dated else None, "up": self.data.get("up"), "down": self.data.get("down"),
            "facts": [list(pair) for pair in of_page(self.data, self.budget)], "gone_on": None,
            "sections": self.data.get("sections") or [], "budget": self.budget[:120],
            "heading": (self.data.get("heading") or "")[:100], "price": self.data.get("price"),
            "feasibility": (self.data.get("feasibility") or "")[:40], "selected": self.data.get("selected"),
            "won": self.data.get("winner"), "lat": self.data.get("lat"), "lon": self.data.get("lon"),
        }  # fmt: skip


@transaction.atomic
def take_over(rows: Sequence[Former]) -> tuple[dict[str, str], set[str]]:
    """Writes pages, new or changed; gives numbers by key, and the numbers whose words people changed here."""
    unit = answering_unit()
    if unit is None:
        raise Refused([Problem("", "no_unit", "Die Stadt hat noch keine Stelle benannt, die antwortet.")])
    new = [row for row in rows if not row.number]
    cases = former.open_former(
        KIND,
        [former.Former(key=row.key, title=row.title, at=row.at, subject_kind=KIND) for row in new],
        state="archived",
        unit=unit,
    )
    for case in cases.values():
        case.subject_id = case.number
    Case.objects.bulk_update(cases.values(), ["subject_id"], batch_size=PIECE)
    there = set(Page.objects.filter(case__in=cases.values()).values_list("case_id", flat=True))
    made = Page.objects.bulk_create(
        [
            Page(
                case=cases[row.key],
                sort=row.sort,
                title=row.title,
                text=row.text,
                name=row.name[:80],
                **row.columns(),
            )
            for row in new
            if cases[row.key].pk not in there
        ],
        batch_size=PIECE,
    )
    changed, stayed = _change([row for row in rows if row.number])
    index([*made, *changed])
    numbers = {row.key: row.number for row in rows if row.number}
    return numbers | {key: case.number for key, case in cases.items()}, stayed


def _change(rows: Sequence[Former]) -> tuple[list[Page], set[str]]:
    wanted, stayed, now = {row.number: row for row in rows}, set(), timezone.now()
    found = list(
        Page.objects.select_for_update(of=("self",)).select_related("case").filter(case__number__in=wanted)
    )
    for one in found:
        row = wanted[one.case.number]
        if (one.title, one.text) == row.before:
            one.title = one.case.title = row.title
            one.text = row.text
        elif (one.title, one.text) != (row.title, row.text):
            stayed.add(one.case.number)
        for name, value in row.columns().items():
            setattr(one, name, value)
        one.updated_at, one.revision = now, one.revision + 1
    columns = ["title", "text", "updated_at", "revision", *FOLLOWING]
    Page.objects.bulk_update(found, columns, batch_size=PIECE)
    Case.objects.bulk_update([one.case for one in found], ["title"], batch_size=PIECE)
    return found, stayed


@transaction.atomic
def mark_gone(numbers: Sequence[str], day: date) -> int:
    """The former platform has these no longer; they stay here."""
    rows = Page.objects.filter(case__number__in=numbers, gone_on__isnull=True)
    return rows.update(gone_on=day, updated_at=timezone.now())


@transaction.atomic
def claim(numbers: Sequence[str], user_id: int, name: str) -> int:
    """The person is the author of these pages from now on."""
    rows = list(
        Page.objects.select_related("case").filter(case__number__in=numbers, case__sender__isnull=True)
    )
    former.hold([row.case for row in rows], user_id)
    Page.objects.filter(pk__in=[row.pk for row in rows]).update(name=name[:80], updated_at=timezone.now())
    return len(rows)


@transaction.atomic
def release(numbers: Sequence[str], name: str, holder: int | None) -> int:
    """Pages that `holder` has (None: nobody) bear this name from now on and belong to nobody."""
    rows = Page.objects.filter(case__number__in=numbers, case__sender=holder)
    if holder is None:
        rows = rows.exclude(name=name)
    ids = list(rows.values_list("pk", "case_id"))
    former.let_go([case for _pk, case in ids])
    Page.objects.filter(pk__in=[pk for pk, _case in ids]).update(
        name=name[:80], updated_at=timezone.now(), revision=F("revision") + 1
    )
    return len(ids)


@transaction.atomic
def add_picture(number: str, upload: Upload) -> None:
    """One more picture of the page, as visible as the page."""
    page = Page.objects.select_for_update(of=("self",)).select_related("case").get(case__number=number)
    Picture.objects.create(page=page, upload=upload, place=page.pictures.count())
    follow_pictures([page])
    page.updated_at, page.revision = timezone.now(), page.revision + 1
    page.save(update_fields=["updated_at", "revision"])


def follow_pictures(pages: Sequence[Page]) -> None:
    """Shows the pictures of what is shown and hides the rest."""
    shown = [one.pk for one in pages if one.case.public and not one.case.hidden]
    mine = Upload.objects.filter(archive_picture__page__in=[one.pk for one in pages])
    mine.filter(archive_picture__page__in=shown).update(public=True)
    mine.exclude(archive_picture__page__in=shown).update(public=False)


__all__ = ["Former", "add_picture", "claim", "follow_pictures", "mark_gone", "release", "take_over"]
