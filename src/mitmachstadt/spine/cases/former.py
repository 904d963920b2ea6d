"""Cases of a former system, carried over in bulk: with the day they have there, an end, and nobody told."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.cases.links import hash_of, secret_for
from mitmachstadt.spine.cases.models import Case, CaseEvent
from mitmachstadt.spine.cases.registry import Words, find_kind
from mitmachstadt.spine.city.actions import next_numbers
from mitmachstadt.spine.city.models import Organisation
from mitmachstadt.spine.files.models import Upload

#: The lines that such a case has in its timeline; a kind names them among its `more_lines`.
TAKEN_OVER, NOTE = "taken_over", "former_note"


@dataclass(frozen=True, kw_only=True)
class Former:
    """A case of a former system; `key` says which one, so that it comes once and never again."""

    key: str
    title: str
    at: datetime
    subject_kind: str = ""
    subject_id: str = ""


def former_lines() -> dict[str, tuple[Words, str]]:
    """The words of these lines, for the `more_lines` of a kind."""
    return {
        TAKEN_OVER: (_("Taken over from the former system"), "history"),
        NOTE: (_("From the former system"), "history"),
    }


def submission_key(key: str) -> str:
    """The key of the case as the table keeps it: unique, so that two readings at once make one case."""
    return hashlib.sha256(f"former:{key}".encode()).hexdigest()


def open_former(
    kind_key: str, rows: Sequence[Former], *, state: str, unit: Organisation, told: bool = True
) -> dict[str, Case]:
    """The cases by their key, those that were there before too; call it inside a transaction.

    `told` writes a line into the timeline. The period of deletion begins with the day of the taking over: on the old day
    it would be over before anybody had read a name.
    """
    kind = find_kind(kind_key)
    if kind is None:
        raise ValueError(f"no kind of case is called {kind_key}")
    keys = {submission_key(row.key): row for row in rows}
    found = {
        keys[case.submission_key or ""].key: case
        for case in Case.objects.filter(submission_key__in=keys).select_related("unit")
    }
    new = [(key, row) for key, row in keys.items() if row.key not in found]
    numbers = _numbers(kind.prefix, [row.at for _key, row in new])
    now, where = timezone.now(), kind.state(state)
    ends = timezone.localdate(now) + timedelta(days=kind.delete_after_days)
    made = Case.objects.bulk_create(
        [
            Case(
                number=number, kind=kind.key, state=state, title=row.title[:200], unit=unit, subject_kind=row.subject_kind,
                subject_id=row.subject_id, secret_hash=hash_of(secret_for(key)), submission_key=key, received_at=row.at,
                closed_at=row.at if where.final else None, delete_personal_on=ends, public=where.public,
                hidden=where.hidden,
            )
            for (key, row), number in zip(new, numbers, strict=True)
        ],
        batch_size=500,
    )  # fmt: skip
    if told:
        CaseEvent.objects.bulk_create(
            [
                CaseEvent(
                    case=case, kind=TAKEN_OVER, public=True, to_state=state, at=now, data={"unit": unit.name}
                )
                for case in made
            ],
            batch_size=500,
        )
    return found | {row.key: case for (_key, row), case in zip(new, made, strict=True)}


def _numbers(prefix: str, moments: Sequence[datetime]) -> list[str]:
    """Numbers of the years of these moments, in their order."""
    years = [timezone.localdate(one).year for one in moments]
    waiting = {year: iter(next_numbers(prefix, year, years.count(year))) for year in sorted(set(years))}
    return [next(waiting[year]) for year in years]


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a timeline; `event` is its id where it was written before, 0 for a new one. `upload` is a file that is
    as visible as the line."""

    number: str
    text: str
    at: datetime
    event: int = 0
    upload: Upload | None = None


def write_lines(rows: Sequence[Line]) -> list[int]:
    """Writes public lines into the timelines of these cases, or changes them; ids in the order of the rows, 0 without a case."""
    cases = {
        case.number: case
        for case in Case.objects.filter(number__in={row.number for row in rows}).select_related("unit")
    }
    known = CaseEvent.objects.in_bulk([row.event for row in rows if row.event])
    made: list[CaseEvent] = []
    for row in rows:
        event = known.get(row.event)
        if event is not None:
            event.text, event.at, event.upload = row.text, row.at, row.upload or event.upload
        elif row.number in cases:
            case = cases[row.number]
            made.append(
                CaseEvent(
                    case=case,
                    kind=NOTE,
                    public=True,
                    text=row.text,
                    at=row.at,
                    upload=row.upload,
                    # Former systems give the day of a note, or an hour that says nothing.
                    data={"unit": case.unit.name, "only_day": True},
                )
            )
    CaseEvent.objects.bulk_update(known.values(), ["text", "at", "upload"], batch_size=500)
    new = iter(CaseEvent.objects.bulk_create(made, batch_size=500))
    return [row.event if row.event in known else next(new).pk if row.number in cases else 0 for row in rows]


def hold(cases: Iterable[Case], user_id: int) -> None:
    """The person is the sender of these cases from now on, and their personal data last as usual."""
    Case.objects.filter(pk__in=[case.pk for case in cases], sender__isnull=True).update(sender_id=user_id)


def let_go(case_ids: Iterable[int]) -> None:
    """These cases belong to nobody any more, as when they came."""
    Case.objects.filter(pk__in=list(case_ids)).update(sender=None)
