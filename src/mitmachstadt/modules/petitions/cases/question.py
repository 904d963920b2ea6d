"""The question for question time as a case: its states, steps and duties."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, override, pgettext_lazy

from mitmachstadt.modules.petitions import letters
from mitmachstadt.modules.petitions.actions import questions as actions
from mitmachstadt.modules.petitions.actions import shown
from mitmachstadt.modules.petitions.cases.parts import (
    closed_states,
    ground_field,
    received,
    refuse,
)
from mitmachstadt.modules.petitions.models import Question
from mitmachstadt.modules.petitions.queries import sessions, town
from mitmachstadt.modules.petitions.rules.questions import MAX_BACKGROUND, MAX_QUESTION
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import (
    CaseKind,
    DutyKind,
    NextStep,
    Owed,
    OwnField,
    Transition,
    kind_of,
)
from mitmachstadt.spine.cases.registry import register as register_case_kind
from mitmachstadt.spine.cases.usual import STAFF, hide, state, take_back, withdraw
from mitmachstadt.spine.city.queries import due_after
from mitmachstadt.spine.moderation.rules import private_details
from mitmachstadt.spine.ui.words import weekday_and_day

#: Days after which name, address and link are deleted: longer than a question waits for two sessions.
DELETE_AFTER_DAYS = 200
ADMITTED = gettext_noop("we have checked your question %(number)s. It stands on the list of the session.")
ANSWERED = gettext_noop("your question %(number)s has been answered. The answer stands below.")

STATES = (
    received(),
    state("admitted", pgettext_lazy("question", "Waits for the session"), "plum calendar"),
    state("answered", pgettext_lazy("question", "Answered"), "leaf check-circle", final=True),
    *closed_states(),
)

TRANSITIONS = (
    Transition(
        key="admit",
        label=pgettext_lazy("case step", "Admit"),
        sources=("received",),
        targets=("admitted",),
        roles=STAFF,
        said=_("Admitted and on the list of the session"),
        icon="check-circle",
        mail="question_admitted",
    ),
    refuse("question_refused"),
    Transition(
        key="roll_over",
        label=pgettext_lazy("case step", "Move to the next session"),
        sources=("admitted",),
        targets=("admitted",),
        roles=STAFF,
        needs=frozenset({"reason"}),
        said=_("Moved to the next session"),
        icon="arrow-right",
        mail="question_moved",
    ),
    Transition(
        key="answer",
        label=pgettext_lazy("case step", "Publish the answer"),
        sources=("admitted",),
        targets=("answered",),
        roles=STAFF,
        needs=frozenset({"text"}),
        takes=frozenset({"file"}),
        said=_("Answered in public"),
        icon="message",
        mail="question_answered",
    ),
    take_back("answer", ("answered",), "admitted"),
    *hide(("received", "admitted", "answered"), "question_hidden"),
    withdraw(("received", "admitted")),
)

DUTIES = (
    DutyKind(key="question_check", name=pgettext_lazy("case duty", "Check of the question"), working_days=5),
    DutyKind(
        key="question_answer", name=pgettext_lazy("case duty", "Answer to the question"), working_days=5
    ),
)


def duty_of(case: Case, day: date) -> Owed | None:
    """The check; then the answer, some working days after the session, or after the check where no session is fixed."""
    days = town.question_rules_of(case).days
    if case.state == "received":
        return Owed("question_check", case.unit, due_after(day, days.check))
    question = sessions.question_of(case)
    if question.meeting_at is None:
        return Owed("question_answer", case.unit, due_after(day, days.answer_without_session))
    session = timezone.localdate(question.meeting_at)
    return Owed("question_answer", case.unit, due_after(max(session, day), days.answer))


def fields(case: Case, step: Transition, person: User) -> dict[str, forms.Field]:
    """What a step asks for beside the common fields, by the rules of the question's day."""
    rules = town.question_rules_of(case)
    if step.key == "refuse":
        return {"ground": ground_field(rules)}
    if step.key != "answer":
        return {}
    area = forms.Textarea(attrs={"rows": 3})
    found: dict[str, forms.Field] = {
        "answered_by": forms.CharField(
            label=_("Who answered?"),
            help_text=_("An office, for example the mayor."),
            max_length=200,
            required=False,
            initial=case.unit.name,
        ),
        "in_writing": forms.BooleanField(label=_("Answered in writing, not in the session"), required=False),
    }
    if rules.ask.follow_ups:
        found["follow_up"] = forms.CharField(
            label=_("Follow-up question"), required=False, max_length=2000, widget=area
        )
        found["follow_up_answer"] = forms.CharField(
            label=_("Answer to the follow-up question"), required=False, max_length=4000, widget=area
        )
    return found


def view(case: Case) -> dict[str, Any]:
    """What both panels show."""
    question, rules = sessions.question_of(case), town.question_rules_of(case)
    return {
        "question": question,
        "own_data_template": "petitions/own_data.html",
        "asker": question,
        "rules": rules,
        "ground_text": rules.refusals.text(question.ground),
        "private": private_details(f"{question.text}\n{question.background}"),
        "session_gone": case.state == "admitted" and sessions.session_gone(question),
        "earlier": sessions.asked_by(case, question.meeting_id),
    }


def next_step(case: Case, person: User) -> NextStep | None:
    """The proposal for the present state, with its reason and the letter already written."""
    kind = kind_of(case)
    if case.state == "hidden":
        return NextStep(
            title=_("Was it hidden by mistake?"), why=case.hidden_reason, primary=kind.transition("restore")
        )
    if case.state == "received":
        return NextStep(
            title=_("May it be asked?"),
            why=_("A refusal needs a ground and a reason."),
            primary=kind.transition("admit"),
            others=(kind.transition("refuse"), kind.transition("hide")),
            letter=_letter(case, ADMITTED),
        )
    if case.state != "admitted":
        return None
    question = sessions.question_of(case)
    steps = (kind.transition("answer"), kind.transition("roll_over"), kind.transition("hide"))
    if sessions.session_gone(question):
        return NextStep(
            title=_("The session falls out. Move the question?"),
            why=_("It goes to the next session of the same body, and the sender is told."),
            primary=steps[1],
            others=(steps[0], steps[2]),
        )
    when = (
        weekday_and_day(timezone.localdate(question.meeting_at), timezone.localdate())
        if question.meeting_at
        else _t("no session is fixed yet")
    )
    return NextStep(
        title=_("What is the answer?"),
        why=_t("Session: %(when)s. In writing you can answer at any time.") % {"when": when},
        primary=steps[0],
        others=(steps[1], steps[2]),
        letter=_letter(case, ANSWERED),
    )


def _letter(case: Case, text: str) -> str:
    with override(case.language):
        return f"{_t('Good day,')}\n\n{_t(text) % {'number': case.number}}"


def public_ids() -> QuerySet[Any]:
    """Nothing that a question is about can be hidden by itself."""
    return Question.objects.values("case_id")


def register_kind() -> None:
    """Makes the kind known."""
    register_case_kind(
        CaseKind(
            key=actions.KIND,
            prefix="F",
            title=pgettext_lazy("case kind", "Question"),
            plural=pgettext_lazy("case kind", "Questions for question time"),
            icon="message-2",
            states=STATES,
            transitions=TRANSITIONS,
            duties=DUTIES,
            duty_of=duty_of,
            delete_after_days=DELETE_AFTER_DAYS,
            rule_key=town.QUESTIONS,
            desk_template="petitions/desk_question.html",
            public_template="petitions/case_question.html",
            received_mail="question_received",
            confirm_mail="question_confirm",
            on_move=actions.apply_step,
            case_fields=fields,
            next_step=next_step,
            desk_view=view,
            public_view=view,
            own_text=lambda case: str(case.question.text),
            change_own_text=actions.change_text,
            own_text_label=_("Your question"),
            own_text_most=MAX_QUESTION,
            own_more=(
                OwnField(
                    name="background",
                    label=_("What lies behind it?"),
                    most=MAX_BACKGROUND,
                    lines=3,
                    required=False,
                ),
            ),
            own_values=lambda case: {"background": case.question.background},
            change_own_more=actions.change_background,
            forget=actions.forget,
            on_confirmed=actions.confirmed,
            follow_many=shown.follow_many_questions,
            text_path="question__text",
            public_ids=public_ids,
            mail_context=letters.question_context,
        )
    )
