"""The writers of questions: hand in, and what each step of the case means for the question behind it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from textwrap import shorten

from django.utils import timezone
from django.utils.translation import gettext as _

from mitmachstadt.modules.petitions.actions import places
from mitmachstadt.modules.petitions.actions.petitions import Person
from mitmachstadt.modules.petitions.actions.shown import index_question, tell_question
from mitmachstadt.modules.petitions.models import Question
from mitmachstadt.modules.petitions.queries import sessions, town
from mitmachstadt.modules.petitions.rules import Asked, may_ask
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.cases.actions import open_case
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import Given, Transition
from mitmachstadt.spine.city.models import Organisation
from mitmachstadt.spine.problems import Problem, Refused, refuse_if

KIND = sessions.KIND
ANSWER = ("answer", "answered_by", "answered_on", "in_writing", "follow_up", "follow_up_answer")


@dataclass(frozen=True, kw_only=True)
class AskedWords:
    """What is asked, and of which body ("" of whichever meets first)."""

    text: str
    background: str = ""
    body: str = ""


def short_title(text: str) -> str:
    """The first words of a question as its heading."""
    return shorten(text, 120, placeholder=" …")


def submission_key(token: str, words: AskedWords) -> str:
    """The same form sent twice with the same words is one question; 64 characters, "" without a token."""
    parts = [token, "question", words.text, words.body]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest() if token else ""


def ask(
    words: AskedWords,
    person: Person,
    *,
    token: str = "",
    received_at: datetime | None = None,
    sample: bool = False,
) -> tuple[Case, str]:
    """Receives a question for the session of its day; returns its case and the secret of its link.

    Raises `Refused` with the problems at their fields; nothing is written then.
    """
    day = timezone.localdate(received_at) if received_at else timezone.localdate()
    rules = town.question_rules(day)
    where = sessions.place_on(day, rules, words.body)
    meeting = where.meeting
    mail = person.user.email if person.user else person.email
    earlier = places.taken(places.mark_of_mail(mail), meeting.id if meeting else 0)
    asked = Asked(
        text=words.text, background=words.background, name=person.name, address=person.address,
        resident=person.resident, earlier=earlier,
    )  # fmt: skip
    key = submission_key(token, words)
    if not (key and Case.objects.filter(submission_key=key).exists()):
        refuse_if(may_ask(asked, rules))
    body_key = meeting.body_key if meeting else words.body or rules.session.bodies[0]

    def attach(case: Case) -> None:
        question = Question.objects.create(
            case=case, text=words.text.strip(), background=words.background.strip(),
            author_name=person.name.strip(), author_address=person.address.strip(),
            name_public=person.name_public, resident_declared=person.resident,
            body=Organisation.objects.filter(key=body_key).first(), meeting_id=meeting.id if meeting else 0,
            meeting_at=meeting.starts_at if meeting else None, meeting_place=meeting.place if meeting else "",
            rolled_over=where.place.rolled_over,
        )  # fmt: skip
        if person.user:
            places.take(question, rules.ask.most)

    return open_case(
        KIND,
        title=short_title(words.text),
        unit=town.unit(),
        sender=person.user,
        email=person.email,
        language=person.language,
        submission_key=key,
        received_at=received_at,
        sample=sample,
        attach=attach,
    )


def confirmed(case: Case) -> None:
    """The address of whoever asks is proven: from now on the question has one of its places in the session.

    Raises `Refused` when all are taken.
    """
    question = sessions.question_of(case)
    if case.state in ("received", "admitted"):
        places.take(question, town.question_rules_of(case).ask.most if question.place is None else None)


def change_text(case: Case, text: str) -> None:
    """The sender puts the question into other words, as long as nobody has checked it."""
    Question.objects.filter(case=case).update(text=text.strip())
    Case.objects.filter(pk=case.pk).update(title=short_title(text))


def change_background(case: Case, texts: Mapping[str, str]) -> None:
    """What lies behind the question, in other words."""
    Question.objects.filter(case=case).update(background=texts["background"].strip())


def forget(case: Case) -> None:
    """Takes away who asked; question and answer stay."""
    Question.objects.filter(case=case).update(
        author_name="", author_address="", name_public=False, resident_declared=False, asker="", place=None
    )


def apply_step(case: Case, step: Transition, given: Given, by: User | None) -> None:
    """What a step means for the question; runs inside the transaction of the move."""
    question = sessions.question_of(case)
    if step.key == "admit":
        places.take(question, town.question_rules_of(case).ask.most)
    elif step.key == "refuse":
        _refuse(question, given)
    elif step.key == "roll_over":
        roll_over(question)
    elif step.key == "answer":
        _answer(question, given)
    elif step.takes_back == "answer":
        _take_back_answer(question)
    if case.state in ("withdrawn", "inadmissible") or (case.state == "answered" and not question.meeting_id):
        places.give_back(question)
    index_question(question)
    tell_question(question, step.key)


def _refuse(question: Question, given: Given) -> None:
    ground = str(given.more.get("ground") or "")
    if not town.question_rules_of(question.case).refusals.text(ground):
        raise Refused([Problem("ground", "missing", _("Please choose a ground."))])
    question.ground = ground
    question.save(update_fields=["ground"])


def roll_over(question: Question) -> None:
    """Gives the question to the next session after today, or to none as long as none is fixed."""
    rules = town.question_rules_of(question.case)
    today = timezone.localdate()
    coming = [
        one
        for one in sessions.meetings(today, rules)
        if one.id != question.meeting_id and (question.body is None or one.body_key == question.body.key)
    ]
    # A question that waited already needs no new deadline: it goes to the very next session.
    meeting = coming[0] if coming else None
    question.meeting_id = meeting.id if meeting else 0
    question.meeting_at = meeting.starts_at if meeting else None
    question.meeting_place = meeting.place if meeting else ""
    question.rolled_over, question.place = True, None
    question.save(update_fields=["meeting_id", "meeting_at", "meeting_place", "rolled_over", "place"])
    places.take(question, None)


def _answer(question: Question, given: Given) -> None:
    in_writing = bool(given.more.get("in_writing"))
    begun = question.meeting_at is not None and question.meeting_at <= timezone.now()
    if not in_writing and not begun:
        message = _("The session has not begun yet. Answer in writing, or wait for it.")
        raise Refused([Problem("in_writing", "too_early", message)])
    follow_up = str(given.more.get("follow_up") or "").strip()
    follow_up_answer = str(given.more.get("follow_up_answer") or "").strip()
    if bool(follow_up) != bool(follow_up_answer):
        field = "follow_up_answer" if follow_up else "follow_up"
        message = _("A follow-up question and its answer belong together.")
        raise Refused([Problem(field, "half", message)])
    question.answer = given.text.strip()
    question.answered_by = str(given.more.get("answered_by") or "").strip()[:200] or question.case.unit.name
    question.answered_on = (
        timezone.localdate(question.meeting_at)
        if begun and not in_writing and question.meeting_at
        else timezone.localdate()
    )
    question.in_writing = in_writing
    question.follow_up, question.follow_up_answer = follow_up, follow_up_answer
    question.save(update_fields=ANSWER)


def _take_back_answer(question: Question) -> None:
    """The answer was wrong: the question waits as before, and keeps its session and its place there."""
    question.answer = question.answered_by = question.follow_up = question.follow_up_answer = ""
    question.answered_on, question.in_writing = None, False
    question.save(update_fields=ANSWER)
    if question.place is None:
        places.take(question, None)
