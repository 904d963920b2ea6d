"""The writers of meetings and agendas; before an item is written or its day moves, whoever knows its subject is asked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from mitmachstadt.modules.council import rules
from mitmachstadt.modules.council.models import AgendaItem, Meeting, Outcome, Paper, Person
from mitmachstadt.modules.council.models.base import HIDING
from mitmachstadt.modules.council.permissions import refuse_stranger
from mitmachstadt.modules.council.queries.meanings import meaning_of
from mitmachstadt.modules.council.stations import keep_station, place_named
from mitmachstadt.modules.council.telling import announce_item, announce_meeting, announce_result
from mitmachstadt.modules.council.touch import touch
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.audit.actions import record
from mitmachstadt.spine.city.models import Organisation
from mitmachstadt.spine.city.signals import agenda_entry_asked, agenda_entry_removed, agenda_entry_written
from mitmachstadt.spine.problems import Problem, Refused, refuse_if


def _log(
    action: str,
    meeting: Meeting,
    *,
    by: User | None,
    summary: Any,
    changes: Iterable[dict[str, Any]] = (),
    reason: str = "",
) -> None:
    """One line of the meeting's log, in German whatever the language of the page; as public as the meeting."""
    with override("de"):
        record(
            action,
            meeting,
            by=by,
            summary=str(summary),
            changes=[{**change, "field": str(change["field"])} for change in changes],
            reason=reason,
            public=meeting.public,
            sample=meeting.sample,
        )


def day_of(meeting: Meeting) -> date:
    """The day of a meeting in the town."""
    return timezone.localdate(meeting.begins)


def paper_day(meeting: Meeting) -> date:
    """The day of a paper that is first heard of with a meeting: never later than the meeting itself."""
    return min(day_of(meeting), timezone.localdate())


def moment_words(moment: datetime) -> str:
    """A moment for the log, in the town's time and in German."""
    with override("de"):
        return date_format(timezone.localtime(moment), "DATETIME_FORMAT")


@transaction.atomic
def add_meeting(
    body: Organisation,
    starts_at: datetime,
    *,
    by: User,
    place: str = "",
    public: bool = True,
    sample: bool = False,
) -> Meeting:
    """A new meeting of a body; what somebody with an example account calls is an example and goes with them.

    Raises:
        Refused: for a body that holds no meetings, or one that already meets at that moment.
    """
    refuse_stranger(by)
    sample = sample or by.sample
    taken = Meeting.objects.filter(body=body, starts_at=starts_at).exists()
    refuse_if(
        rules.problems_with_meeting(is_body=body.is_body, starts_at=starts_at, taken=taken, place=place)
    )
    meeting: Meeting = Meeting.objects.create(
        body=body, starts_at=starts_at, place=place.strip(), location=place_named(place, sample=sample),
        public=public, sample=sample,
    )  # fmt: skip
    touch(Meeting, [meeting.pk], comes_or_goes=True)
    _log("meeting_added", meeting, by=by, summary=_("Meeting added"))
    announce_meeting(meeting, _("new meeting"))
    return meeting


@transaction.atomic
def move_meeting(
    meeting: Meeting, starts_at: datetime, *, by: User, place: str | None = None, reason: str = ""
) -> Meeting:
    """Gives a meeting another time or place; every item is asked again when its day changes.

    Raises:
        Refused: when the body already meets then, when something was decided on its day already, or when an item may
            not be dealt with on the new day.
    """
    refuse_stranger(by)
    meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    taken = Meeting.objects.filter(body=meeting.body, starts_at=starts_at).exclude(pk=meeting.pk).exists()
    where = meeting.place if place is None else place.strip()
    problems = rules.problems_with_meeting(is_body=True, starts_at=starts_at, taken=taken, place=where)
    if meeting.cancelled:
        problems.append(Problem("starts_at", "cancelled", _("This meeting has been cancelled.")))
    if timezone.localdate(starts_at) != day_of(meeting):
        problems += rules.problems_with_another_time(decided=decided(meeting))
    refuse_if(problems)
    items = list(meeting.items.filter(deleted_at=None).exclude(subject_kind="").order_by("number"))
    if timezone.localdate(starts_at) != day_of(meeting):
        _ask_all(items, meeting, timezone.localdate(starts_at))
    changes: list[dict[str, Any]] = []
    if starts_at != meeting.starts_at:
        changes.append(
            {
                "field": pgettext_lazy("meeting", "Start"),
                "old": moment_words(meeting.begins),
                "new": moment_words(starts_at),
            }
        )
    if where != meeting.place:
        changes.append({"field": _("Place"), "old": meeting.place, "new": where})
    if not changes:
        return meeting
    if where != meeting.place:
        meeting.location = place_named(where, sample=meeting.sample)
    meeting.starts_at, meeting.place = starts_at, where
    meeting.save(update_fields=["starts_at", "place", "location"])
    touch(Meeting, [meeting.pk], comes_or_goes=True)
    _log("meeting_moved", meeting, by=by, summary=_("Meeting moved"), changes=changes, reason=reason)
    announce_meeting(meeting, _("Meeting moved"))
    for item in items:
        item.meeting = meeting
        _say_written(item)
    return meeting


def decided(meeting: Meeting) -> bool:
    """Whether a result stands on its agenda; what was taken back beforehand is none."""
    items = meeting.items.filter(deleted_at=None).exclude(outcome=Outcome.WITHDRAWN)
    return items.exclude(result="", outcome="").exists()


def _ask_all(items: list[AgendaItem], meeting: Meeting, day: date) -> None:
    problems: list[Problem] = []
    for item in items:
        try:
            _ask(item.subject_kind, item.subject_id, meeting.body, day, item.exception_reason)
        except Refused as refused:
            problems += [
                Problem("starts_at", problem.code, f"{item.number}. {item.title}: {problem}")
                for problem in refused.problems
            ]
    refuse_if(problems)


def _ask(subject_kind: str, subject_id: str, body: Organisation, day: date, exception_reason: str) -> None:
    agenda_entry_asked.send(
        sender=AgendaItem, subject_kind=subject_kind, subject_id=subject_id, body=body, day=day,
        exception_reason=exception_reason,
    )  # fmt: skip


def _say_written(item: AgendaItem) -> None:
    if item.subject_kind:
        agenda_entry_written.send(
            sender=AgendaItem, item=item, subject_kind=item.subject_kind, subject_id=item.subject_id,
            exception_reason=item.exception_reason,
        )  # fmt: skip


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, by: User, reason: str = "") -> Meeting:
    """Cancels a meeting; its agenda stays readable.

    Raises:
        Refused: when something was decided there already.
    """
    refuse_stranger(by)
    meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if meeting.cancelled:
        return meeting
    refuse_if(rules.problems_with_another_time(decided=decided(meeting)))
    meeting.cancelled = True
    meeting.save(update_fields=["cancelled"])
    touch(Meeting, [meeting.pk])
    _log("meeting_cancelled", meeting, by=by, summary=_("Meeting cancelled"), reason=reason)
    announce_meeting(meeting, _("Meeting cancelled"))
    for item in meeting.items.filter(deleted_at=None).exclude(subject_kind=""):
        item.meeting = meeting
        _say_written(item)
    return meeting


@transaction.atomic
def add_agenda_item(
    meeting: Meeting,
    title: str,
    *,
    by: User,
    subject_kind: str = "",
    subject_id: str = "",
    paper: Paper | None = None,
    exception_reason: str = "",
    number: int | None = None,
) -> AgendaItem:
    """A new item of a meeting's agenda, at its end unless `number` says where.

    Raises:
        Refused: when the agenda can not take it, or when the module of its subject forbids it on that day.
    """
    refuse_stranger(by)
    meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    agenda = meeting.items.filter(deleted_at=None)
    numbers = list(agenda.values_list("number", flat=True))
    present = bool(subject_kind) and agenda.filter(subject_kind=subject_kind, subject_id=subject_id).exists()
    refuse_if(
        rules.problems_with_item(
            title, cancelled=meeting.cancelled, subject_present=present, number=number, numbers=numbers
        )
    )
    if subject_kind:
        _ask(subject_kind, subject_id, meeting.body, day_of(meeting), exception_reason)
    values: dict[str, Any] = {
        "title": title.strip(), "paper": paper, "subject_kind": subject_kind, "subject_id": subject_id,
        "exception_reason": exception_reason.strip(),
    }  # fmt: skip
    try:
        with transaction.atomic():
            item = AgendaItem.objects.create(
                meeting=meeting, number=number or max(numbers, default=0) + 1, **values
            )
    except IntegrityError:
        problem = Problem(
            "meeting", "twice", _("The agenda was changed at the same moment. Please try again.")
        )
        raise Refused([problem]) from None
    if paper is not None:
        keep_station(item)
    touch(AgendaItem, [item.pk], comes_or_goes=True)
    words = format_lazy(_("Agenda item added: {title}"), title=f"{item.number}. {item.title}")
    _log("agenda_item_added", meeting, by=by, summary=words, reason=item.exception_reason)
    _say_written(item)
    announce_item(item)
    return item


@transaction.atomic
def remove_agenda_item(item: AgendaItem, *, by: User, reason: str = "") -> None:
    """Takes an item off the agenda; one that has a result stays. Only a mark is left for those who copied it.

    Raises:
        Refused: when it has been dealt with already.
    """
    refuse_stranger(by)
    item = AgendaItem.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=item.pk)
    if item.deleted_at:
        return
    if item.result or item.treated.exists():
        raise Refused([Problem("", "has_result", _("What was decided stays on the agenda."))])
    item_id, meeting = item.pk, item.meeting
    kind, subject, title = item.subject_kind, item.subject_id, f"{item.number}. {item.title}"
    item.subject_kind = item.subject_id = ""
    item.withhold(timezone.now())
    item.save(update_fields=["subject_kind", "subject_id", *HIDING])
    touch(AgendaItem, [item_id], comes_or_goes=True, now=item.deleted_at)
    words = format_lazy(_("Taken off the agenda: {title}"), title=title)
    _log("agenda_item_removed", meeting, by=by, summary=words, reason=reason)
    if kind:
        agenda_entry_removed.send(sender=AgendaItem, subject_kind=kind, subject_id=subject, item_id=item_id)


@transaction.atomic
def record_result(
    item: AgendaItem,
    result: str,
    *,
    by: User,
    vote: str = "",
    outcome: str = "",
    resolution_text: str | None = None,
) -> AgendaItem:
    """Keeps what the body decided, with the vote as it was counted.

    `outcome` says what it means; left empty, it follows from the words by the town's table. `resolution_text` is the
    wording of the decision; None keeps what stands there.

    Raises:
        Refused: before the meeting has begun, for a cancelled one, without words, and for an unknown outcome.
    """
    refuse_stranger(by)
    item = AgendaItem.objects.select_for_update().select_related("meeting").get(pk=item.pk)
    meeting = item.meeting
    refuse_if(
        rules.problems_with_result(
            result, starts_at=meeting.begins, now=timezone.now(), cancelled=meeting.cancelled
        )
    )
    changes = [
        {"field": label, "old": old, "new": new}
        for label, old, new in (
            (_("Result"), item.result, result.strip()),
            (_("Vote"), item.vote, vote.strip()),
        )
        if old != new
    ]
    if outcome and outcome not in Outcome.values:
        raise Refused([Problem("outcome", "unknown", _("Please choose what the result means."))])
    item.result, item.vote = result.strip(), vote.strip()[:200]
    item.outcome = outcome or meaning_of(item.result, day_of(meeting))
    if resolution_text is not None:
        item.resolution_text = resolution_text.strip()
    item.save(update_fields=["result", "vote", "outcome", "resolution_text"])
    touch(AgendaItem, [item.pk])
    _log("result_recorded", meeting, by=by, summary=f"{item.number}. {item.title}"[:300], changes=changes)
    _say_written(item)
    announce_result(item)
    return item


@transaction.atomic
def mark_withdrawn(subject_kind: str, subject_id: str) -> int:
    """Whoever brought something took it back: its items of coming meetings stay, and say so; returns how many."""
    found = AgendaItem.objects.select_for_update(of=("self",)).filter(
        subject_kind=subject_kind, subject_id=subject_id, result="", meeting__starts_at__gt=timezone.now()
    )
    items = list(found.select_related("meeting"))
    for item in items:
        with override("de"):
            item.result = str(_("Withdrawn by whoever brought it."))
        item.outcome = Outcome.WITHDRAWN
        item.save(update_fields=["result", "outcome"])
        summary = f"{item.number}. {item.title}"[:300]
        _log("item_withdrawn", item.meeting, by=None, summary=summary, reason=item.result)
    touch(AgendaItem, [item.pk for item in items])
    return len(items)


def detach_account(user: User) -> int:
    """Takes the account off the seat it belonged to; the seat stays. Returns how many were changed."""
    return Person.objects.filter(user=user).update(user=None, modified_at=timezone.now())
