"""The kind of case behind "Barriere melden": received, answered; never public, because it may tell of a disability."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mitmachstadt.modules.content.models import BarrierFeedback
from mitmachstadt.spine.accounts.models import Role, User
from mitmachstadt.spine.cases import deadlines
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import CaseKind, DutyKind, NextStep, Owed, State, Transition, register

KIND = "barrier_feedback"
# BGG NRW § 10b asks for an answer "within a reasonable time"; ten working days until a dated rule says otherwise.
WORKING_DAYS = 10
STAFF = (Role.CLERK, Role.MODERATOR, Role.COORDINATOR)

STATES = (
    State(key="received", name=pgettext_lazy("case state", "Arrived"), colour="grey", icon="inbox"),
    State(
        key="answered",
        name=pgettext_lazy("case state", "Answered"),
        colour="leaf",
        icon="check-circle",
        final=True,
    ),
)
ANSWER = Transition(
    key="answer",
    label=pgettext_lazy("case step", "Answer"),
    sources=("received",),
    targets=("answered",),
    roles=STAFF,
    needs=frozenset({"text"}),
    said=_("Answer of the town"),
    icon="pencil",
    mail="barrier_answered",
    public=False,
    together=True,
)


def duty_of(case: Case, day: date) -> Owed | None:
    """The answer, until it is given."""
    return deadlines.owed(case, "answer", day) if case.state == "received" else None


def next_step(case: Case, person: User) -> NextStep | None:
    """Answer it; the letter stands ready to be completed."""
    if case.state != "received":
        return None
    return NextStep(
        title=_("What is the way around the barrier?"),
        why=_("The law asks for an answer within a reasonable time."),
        primary=ANSWER,
        letter=_t("Good day,\n\nthank you for telling us. "),
    )


def view(case: Case) -> dict[str, Any]:
    """Context of both panels."""
    return {"feedback": case.barrier_feedback}


def own_text(case: Case) -> str:
    """The sender's words."""
    return str(case.barrier_feedback.text)


def change_own_text(case: Case, text: str) -> None:
    """The sender corrects the words before the answer."""
    BarrierFeedback.objects.filter(case=case).update(text=text)


def register_kind() -> None:
    """Makes the kind known; called when the module is ready."""
    register(
        CaseKind(
            key=KIND,
            prefix="Z",
            title=pgettext_lazy("case kind", "Barrier of this site"),
            plural=pgettext_lazy("case kind", "Barriers of this site"),
            icon="accessible",
            states=STATES,
            transitions=(ANSWER,),
            duties=(
                DutyKind(key="answer", name=pgettext_lazy("case duty", "Answer"), working_days=WORKING_DAYS),
            ),
            duty_of=duty_of,
            delete_after_days=180,
            rule_key="vorgang",
            desk_template="content/barrier_panel.html",
            public_template="content/barrier_panel.html",
            received_mail="barrier_received",
            confirm_mail="barrier_confirm",
            next_step=next_step,
            desk_view=view,
            public_view=view,
            own_text=own_text,
            change_own_text=change_own_text,
        )
    )
