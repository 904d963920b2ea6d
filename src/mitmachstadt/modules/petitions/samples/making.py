"""Makes the examples by the real actions, gives their steps the days they are said to have, and takes them away again."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from mitmachstadt.modules.council import interface as council
from mitmachstadt.modules.petitions.actions import agenda, petitions, questions
from mitmachstadt.modules.petitions.actions.shown import index_petition, index_question
from mitmachstadt.modules.petitions.models import Petition, Question
from mitmachstadt.modules.petitions.queries import register, sessions, town
from mitmachstadt.modules.petitions.samples.content import (
    ADDRESS,
    AHEAD,
    AUTHOR,
    BEHIND,
    BODY,
    PETITIONS,
    QUESTIONS,
    REASON,
    REFUSAL,
    PetitionExample,
    QuestionExample,
)
from mitmachstadt.spine.accounts.models import Role, User
from mitmachstadt.spine.audit.models import LogEntry
from mitmachstadt.spine.cases import bulk
from mitmachstadt.spine.cases.models import Case, CaseEvent, Duty
from mitmachstadt.spine.cases.registry import Given, kind_of
from mitmachstadt.spine.city.models import District, NumberSeries, Organisation
from mitmachstadt.spine.city.queries import due_after
from mitmachstadt.spine.notify.models import News
from mitmachstadt.spine.search.actions import clean_vocabulary, remove_entry

KINDS = {petitions.KIND: "A", questions.KIND: "F"}
HALL, HOUR = "Rathaus, Ratssaal", 18


def seed() -> str:
    """Makes the examples once; needs a sample coordinator and the body that deals with petitions."""
    if Case.objects.filter(sample=True, kind__in=KINDS).exists():
        return "Beispiel-Anträge sind schon da."
    coordinator = User.objects.filter(sample=True, roles__role=Role.COORDINATOR).first()
    body = Organisation.objects.filter(key=BODY).first() or town.bodies().first()
    if coordinator is None or body is None:
        return "Keine Beispiel-Koordination oder kein Gremium, deshalb keine Beispiel-Anträge."
    with transaction.atomic():
        meetings = {days: _meeting(body, days, coordinator) for days in (BEHIND, AHEAD)}
        for petition in PETITIONS:
            _petition(petition, meetings, coordinator)
        for question in QUESTIONS:
            _question(question, body.key, coordinator)
    return f"{len(PETITIONS)} Beispiel-Anträge und {len(QUESTIONS)} Beispiel-Fragen angelegt."


def _moment(days: int, hour: int = 9) -> datetime:
    day = timezone.localdate() + timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time(hour)))


def _meeting(body: Organisation, days: int, by: User) -> council.MeetingInfo:
    """An example meeting of the body around that day; a working day, never one that is taken."""
    day = due_after(timezone.localdate() + timedelta(days=days), 0)
    starts_at = timezone.make_aware(datetime.combine(day, time(HOUR)))
    known = [one for one in council.upcoming_meetings(day, [body.key]) if one.starts_at == starts_at]
    return known[0] if known else council.add_meeting(body.key, starts_at, by=by, place=HALL, sample=True)


def _person(with_name: bool = False) -> petitions.Person:
    return petitions.Person(
        name=AUTHOR, address=ADDRESS, resident=True, name_public=with_name, by_letter=True
    )


def _petition(example: PetitionExample, meetings: dict[int, council.MeetingInfo], by: User) -> None:
    words = petitions.Words(
        title=example.title,
        wish=example.wish,
        reason=example.reason,
        place=example.place,
        district=District.objects.filter(slug=example.district).first(),
        signatories=tuple((f"Beispiel {n}", ADDRESS) for n in range(example.signatories)),
    )
    received = _moment(example.days[0])
    case, _secret = petitions.hand_in(words, _person(example.with_name), received_at=received, sample=True)
    meeting = meetings.get(example.meeting)
    for step in example.steps:
        case = _take_petition_step(case, step, example, meeting, by)
    moments = _moments(example.days)
    if "record" in example.steps and meeting is not None and meeting.starts_at is not None:
        moments[example.steps.index("record") + 1] = meeting.starts_at
    _date(case, moments)
    petition = register.petition_of(Case.objects.get(pk=case.pk))
    if petition.admitted_on:
        petition.admitted_on = timezone.localdate(_moment(example.days[1]))
        petition.save(update_fields=["admitted_on"])
    index_petition(petition)


def _take_petition_step(
    case: Case, step: str, example: PetitionExample, meeting: council.MeetingInfo | None, by: User
) -> Case:
    if step == "record" and meeting is not None:
        item = council.items_about(petitions.KIND, case.number)[-1]
        council.record_result(item.id, example.result, by=by, vote=example.vote, outcome=example.means)
        return Case.objects.get(pk=case.pk)
    given = {
        "refuse": Given(reason=REFUSAL, more={"ground": "competence"}),
        "schedule": Given(more={"meeting": str(meeting.id) if meeting else ""}),
        "decide": Given(reason=REASON, outcome=example.outcome),
    }.get(step, Given())
    moved = bulk.take(case, step, given, by=by, expect_version=case.version)
    if step == "schedule" and example.answer:
        Petition.objects.filter(case=case).update(answer=example.answer, answered_at=timezone.now())
    return moved


def _question(example: QuestionExample, body: str, by: User) -> None:
    words = questions.AskedWords(text=example.text, background=example.background, body=body)
    received = _moment(example.days[0])
    case, _secret = questions.ask(words, _person(), received_at=received, sample=True)
    for step in example.steps:
        given = Given()
        if step == "answer":
            more = {
                "answered_by": example.answered_by,
                "follow_up": example.follow_up,
                "follow_up_answer": example.follow_up_answer,
            }
            given = Given(text=example.answer, more=more)
        case = bulk.take(case, step, given, by=by, expect_version=case.version)
    _date(case, _moments(example.days))
    index_question(sessions.question_of(Case.objects.get(pk=case.pk)))


def _moments(days: tuple[int, ...]) -> list[datetime]:
    """When it arrived and when each step was taken."""
    return [_moment(one, 9 + place) for place, one in enumerate(days)]


def _date(case: Case, moments: list[datetime]) -> None:
    """Gives arrival and steps the days of the example, and the open duty the day that follows from them."""
    events = list(CaseEvent.objects.filter(case=case).order_by("at", "id"))
    for event, moment in zip(events, moments, strict=False):
        CaseEvent.objects.filter(pk=event.pk).update(at=moment)
    duties = list(Duty.objects.filter(case=case).order_by("opened_at", "id"))
    for place, duty in enumerate(duties):
        opened = moments[min(place, len(moments) - 1)]
        done = moments[min(place + 1, len(moments) - 1)] if duty.done_at else None
        values: dict[str, object] = {"opened_at": opened, "done_at": done}
        if done is None:
            fresh = Case.objects.select_related("unit").get(pk=case.pk)
            owed = kind_of(fresh).duty_of(fresh, timezone.localdate(opened))
            values["due_on"] = owed.due_on if owed else duty.due_on
        Duty.objects.filter(pk=duty.pk).update(**values)
    if case.closed_at:
        Case.objects.filter(pk=case.pk).update(closed_at=moments[-1])


@transaction.atomic
def remove() -> str:
    """Takes every example away with its log, news, search entries and numbers; real petitions leave example meetings."""
    for row in Petition.objects.filter(case__sample=False, case__state="scheduled").select_related("case"):
        if any(
            one.meeting.sample and one.id == row.item_id
            for one in council.items_about(petitions.KIND, row.case.number)
        ):
            agenda.leave_item(row.case.number, row.item_id)
    examples = Case.objects.filter(sample=True, kind__in=KINDS)
    rows = list(examples.values_list("pk", "number", "kind"))
    for _pk, number, kind in rows:
        remove_entry(kind, number)
        News.objects.filter(sample=True, path__contains=f"/{number}/").delete()
    LogEntry.objects.filter(
        sample=True, object_kind="case", object_id__in=[str(pk) for pk, _n, _k in rows]
    ).delete()
    Question.objects.filter(case__in=examples).delete()
    Petition.objects.filter(case__in=examples).delete()
    examples.delete()
    for prefix in KINDS.values():
        for series in NumberSeries.objects.filter(prefix=prefix):
            if not Case.objects.filter(number__startswith=f"{prefix}-{series.year}-").exists():
                series.delete()
    clean_vocabulary()
    return f"{len(rows)} Beispiel-Anträge und -Fragen entfernt."
