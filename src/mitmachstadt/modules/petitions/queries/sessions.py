"""Sessions with question time, the place of a question among them, and the published list by session."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby

from django.db.models import Q, QuerySet
from django.utils import timezone

from mitmachstadt.modules.council import interface as council
from mitmachstadt.modules.petitions.models import Question
from mitmachstadt.modules.petitions.queries import town
from mitmachstadt.modules.petitions.rules import Place, QuestionRules, Session, place_for
from mitmachstadt.spine.cases.models import Case

KIND = "question"
AHEAD = 20


def meetings(today: date, rules: QuestionRules) -> list[council.MeetingInfo]:
    """Coming public meetings of the bodies that hold question time, the next first."""
    found = council.upcoming_meetings(today, list(rules.session.bodies), limit=AHEAD)
    return [one for one in found if one.public and one.starts_at is not None]


@dataclass(frozen=True)
class NextPlace:
    """Where a question of today belongs, with the meetings behind it."""

    place: Place
    meeting: council.MeetingInfo | None
    missed: council.MeetingInfo | None
    later: tuple[tuple[council.MeetingInfo, date], ...] = ()


def place_on(day: date, rules: QuestionRules, body: str = "") -> NextPlace:
    """The session for a question of `day`, of one body or of whichever meets first."""
    coming = [one for one in meetings(day, rules) if not body or one.body_key == body]
    known = {one.id: one for one in coming}
    place = place_for(day, [Session(one.id, one.day) for one in coming], rules)
    chosen = known.get(place.session.id) if place.session else None
    later = tuple(
        (one, one.day - timedelta(days=rules.session.days_before))
        for one in coming
        if place.session and one.day >= place.session.day and one.id != place.session.id
    )
    missed = known.get(place.missed.id) if place.missed else None
    return NextPlace(place, chosen, missed, later)


def asked_by(case: Case, meeting_id: int) -> int:
    """How many questions came with this account or mail address for a session, proven or not: a hint for the desk."""
    who = Q()
    if case.sender is not None:
        who |= Q(sender=case.sender)
    if case.sender_email:
        who |= Q(sender_email__iexact=case.sender_email)
    if not who:
        return 0
    gone = ("withdrawn", "inadmissible")
    cases = Case.objects.filter(who, kind=KIND, hidden=False).exclude(state__in=gone)
    asked = Question.objects.filter(case__in=cases, meeting_id=meeting_id)
    return (asked if meeting_id else asked.filter(answer="")).count()


@dataclass
class SessionList:
    """The questions of one session; `at` is None for those that wait for a session."""

    at: datetime | None
    body: str
    place: str
    questions: list[Question] = field(default_factory=list)


def public_questions(text_ids: list[str] | None = None) -> QuerySet[Question]:
    """Public questions, the newest session first; those without a session on top."""
    found: QuerySet[Question] = Question.objects.public().select_related("case", "body")
    if text_ids is not None:
        found = found.filter(case__number__in=text_ids)
    return found.order_by("-meeting_at", "meeting_id", "case__received_at", "pk")


def by_session(questions: list[Question]) -> list[SessionList]:
    """The same questions under their sessions, in the order they come."""
    found = []
    for (meeting, _at), rows in groupby(questions, key=lambda one: (one.meeting_id, one.meeting_at)):
        listed = list(rows)
        first = listed[0]
        known = bool(meeting) and first.body is not None
        name = first.body.name if known and first.body else ""
        found.append(SessionList(first.meeting_at, name, first.meeting_place, listed))
    return found


def question_of(case: Case) -> Question:
    """The question behind a case."""
    found: Question = Question.objects.select_related("body").get(case=case)
    found.case = case
    return found


def session_gone(question: Question) -> bool:
    """True when the session of a waiting question was cancelled or moved away: it needs another one."""
    if not question.meeting_id or question.meeting_at is None:
        return False
    today = timezone.localdate()
    if timezone.localdate(question.meeting_at) < today:
        return False
    known = {one.id: one for one in meetings(today, town.question_rules_of(question.case))}
    meeting = known.get(question.meeting_id)
    return meeting is None or meeting.starts_at != question.meeting_at
