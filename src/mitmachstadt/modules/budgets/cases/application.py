"""The application as a case: its states, steps and duties, from the check to the proof of use."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mitmachstadt.modules.budgets import files, letters
from mitmachstadt.modules.budgets.actions import applications as actions
from mitmachstadt.modules.budgets.actions.shown import follow_many
from mitmachstadt.modules.budgets.actions.steps import apply_step
from mitmachstadt.modules.budgets.cases import desk
from mitmachstadt.modules.budgets.models import Application
from mitmachstadt.modules.budgets.queries import process, town
from mitmachstadt.modules.budgets.queries.applications import KIND, application_of
from mitmachstadt.modules.budgets.rules import MAX_TEXT
from mitmachstadt.modules.budgets.states import BEFORE_NOTICE
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import CaseKind, DutyKind, Given, Owed, Transition
from mitmachstadt.spine.cases.registry import register as register_case_kind
from mitmachstadt.spine.cases.usual import STAFF, hide, state, withdraw
from mitmachstadt.spine.city.queries import due_after

#: Days after which name, address and papers are deleted: vote and decision, two years to do it, the proof and its check.
DELETE_AFTER_DAYS = 1500
#: Working days in which the town follows up what the applicant owed on a day.
FOLLOW_UP = 5
NEWS = "application_news"

STATES = (
    state("received", pgettext_lazy("case state", "Arrived"), "grey inbox", public=False),
    state("completing", pgettext_lazy("application", "Something is missing"), "sun clock", public=False),
    state("admitted", pgettext_lazy("application", "Admitted"), "sky check"),
    state("advised", pgettext_lazy("application", "Advised, a proposal is there"), "sky people"),
    state("scheduled", pgettext_lazy("application", "Before the committee"), "plum calendar"),
    state("decided", pgettext_lazy("application", "Decided, notice follows"), "plum gavel"),
    state("granted", pgettext_lazy("application", "Granted, may begin"), "leaf check"),
    state("paid", pgettext_lazy("application", "Paid, being done"), "leaf spanner"),
    state("proved", pgettext_lazy("application", "Done, proof is checked"), "leaf file"),
    state("recovering", pgettext_lazy("application", "Unused money comes back"), "sun arrow-left"),
    state("closed", pgettext_lazy("application", "Done and proven"), "leaf check-circle", final=True),
    state("declined", pgettext_lazy("application", "No grant"), "grey cross-circle", final=True),
    state("revoked", pgettext_lazy("application", "Grant taken back"), "grey minus", final=True),
    state("refused", pgettext_lazy("case state", "Not admitted"), "grey cross-circle", public=False, final=True),
    state("withdrawn", pgettext_lazy("case state", "Withdrawn"), "grey minus", public=False, final=True),
    state("hidden", pgettext_lazy("case state", "Hidden"), "grey eye-off", public=False, final=True, hidden=True),
)  # fmt: skip


def early(source: str) -> Transition:
    """The exception: work may begin before the notice; for each state before it, since a step stays where it is."""
    return Transition(
        key=f"early_{source}",
        label=pgettext_lazy("case step", "Allow an early start"),
        sources=(source,),
        targets=(source,),
        roles=STAFF,
        needs=frozenset({"reason"}),
        takes=frozenset({"day"}),
        said=_("May begin before the notice"),
        icon="clock",
        mail=NEWS,
    )


CHECK = (
    Transition(
        key="admit",
        label=pgettext_lazy("case step", "Admit"),
        sources=("received",),
        targets=("admitted",),
        roles=STAFF,
        said=_("Admitted, everybody reads it"),
        icon="check-circle",
        mail=NEWS,
        together=True,
    ),
    Transition(
        key="ask",
        label=pgettext_lazy("case step", "Ask for what is missing"),
        sources=("received",),
        targets=("completing",),
        roles=STAFF,
        needs=frozenset({"reason", "day"}),
        said=_("Something is missing"),
        icon="message",
        mail="application_missing",
        public=False,
    ),
    Transition(
        key="complete",
        label=pgettext_lazy("case step", "Complete"),
        sources=("completing",),
        targets=("received",),
        roles=("sender",),
        takes=frozenset({"text"}),
        said=_("Completed by the applicant"),
        icon="pencil",
        public=False,
    ),
    Transition(
        key="refuse",
        label=pgettext_lazy("case step", "Do not admit"),
        sources=("received", "completing"),
        targets=("refused",),
        roles=STAFF,
        needs=frozenset({"reason"}),
        said=_("Not admitted, with a reason"),
        icon="cross-circle",
        mail="application_refused",
        public=False,
    ),
)

DECISION = (
    Transition(
        key="advise",
        label=pgettext_lazy("case step", "Enter the proposal"),
        sources=("admitted",),
        targets=("advised",),
        roles=STAFF,
        takes=frozenset({"text"}),
        said=_("Proposal after the advice"),
        icon="people",
        mail=NEWS,
    ),
    Transition(
        key="unadvise",
        label=pgettext_lazy("case step", "Take the advice back"),
        sources=("advised",),
        targets=("admitted",),
        roles=STAFF,
        needs=frozenset({"reason"}),
        said=_("It is advised on anew"),
        icon="history",
    ),
    Transition(
        key="schedule",
        label=pgettext_lazy("case step", "Put on the agenda"),
        sources=("advised",),
        targets=("scheduled",),
        roles=("house",),
        said=_("With the list of proposals on the agenda of the committee"),
        icon="calendar",
        mail=NEWS,
    ),
    Transition(
        key="unschedule",
        label=pgettext_lazy("case step", "Taken off the agenda"),
        sources=("scheduled",),
        targets=("advised",),
        roles=("house",),
        said=_("Waits for another meeting"),
        icon="pause",
    ),
    Transition(
        key="decide",
        label=pgettext_lazy("case step", "Enter the decision"),
        sources=("scheduled",),
        targets=("decided",),
        roles=STAFF,
        needs=frozenset({"outcome"}),
        takes=frozenset({"text", "vote"}),
        said=_("The committee has decided"),
        icon="gavel",
    ),
    Transition(
        key="undecide",
        label=pgettext_lazy("case step", "Take the entry back"),
        sources=("decided",),
        targets=("scheduled",),
        roles=STAFF,
        needs=frozenset({"reason"}),
        said=_("The decision is entered anew"),
        icon="history",
    ),
    *(early(source) for source in BEFORE_NOTICE),
    Transition(
        key="notice",
        label=pgettext_lazy("case step", "Give the notice"),
        sources=("decided",),
        targets=("granted", "declined"),
        roles=STAFF,
        takes=frozenset({"text"}),
        said=_("Notice to the applicant"),
        icon="mail",
        mail="application_notice",
    ),
)

MONEY = (
    Transition(
        key="pay",
        label=pgettext_lazy("case step", "Enter the payment"),
        sources=("granted",),
        targets=("paid",),
        roles=STAFF,
        needs=frozenset({"day"}),
        said=_("The money is paid"),
        icon="euro",
        mail=NEWS,
    ),
    Transition(
        key="revoke",
        label=pgettext_lazy("case step", "Take the grant back"),
        sources=("granted",),
        targets=("revoked",),
        roles=STAFF,
        needs=frozenset({"reason"}),
        said=_("The grant was taken back"),
        icon="minus",
        mail=NEWS,
    ),
    Transition(
        key="prove",
        label=pgettext_lazy("case step", "Hand in the proof of use"),
        sources=("paid",),
        targets=("proved",),
        roles=("sender", "house"),
        needs=frozenset({"text"}),
        said=_("Proof of use"),
        icon="file",
    ),
    Transition(
        key="ask_proof",
        label=pgettext_lazy("case step", "Ask for what the proof lacks"),
        sources=("proved",),
        targets=("paid",),
        roles=STAFF,
        needs=frozenset({"reason", "day"}),
        said=_("The proof lacks something"),
        icon="message",
        mail="application_missing",
        public=False,
    ),
    Transition(
        key="accept",
        label=pgettext_lazy("case step", "Accept the proof"),
        sources=("proved",),
        targets=("closed",),
        roles=STAFF,
        takes=frozenset({"text"}),
        said=_("Proof of use accepted"),
        icon="check-circle",
        mail=NEWS,
    ),
    Transition(
        key="claim",
        label=pgettext_lazy("case step", "Claim money back"),
        sources=("paid", "proved"),
        targets=("recovering",),
        roles=STAFF,
        needs=frozenset({"reason", "day"}),
        said=_("Unused money is claimed back"),
        icon="arrow-left",
        mail="application_claim",
    ),
    Transition(
        key="repaid",
        label=pgettext_lazy("case step", "Enter what came back"),
        sources=("recovering",),
        targets=("closed",),
        roles=STAFF,
        needs=frozenset({"day"}),
        said=_("The unused money has come back"),
        icon="check-circle",
        mail=NEWS,
    ),
)

TRANSITIONS = (
    *CHECK,
    *DECISION,
    *MONEY,
    *hide(("received", "completing", "admitted", "advised"), "application_hidden"),
    withdraw(("received", "completing", "admitted", "advised")),
)

DUTIES = (
    DutyKind(
        key="check", name=pgettext_lazy("case duty", "Formal check of the application"), working_days=10
    ),
    DutyKind(
        key="complete", name=pgettext_lazy("case duty", "Ask for what is missing"), working_days=FOLLOW_UP
    ),
    DutyKind(key="advise", name=pgettext_lazy("case duty", "Proposal after the advice"), working_days=30),
    DutyKind(key="agenda", name=pgettext_lazy("case duty", "Put the list on an agenda"), working_days=20),
    DutyKind(key="result", name=pgettext_lazy("case duty", "Enter what was decided"), working_days=5),
    DutyKind(key="notice", name=pgettext_lazy("case duty", "Notice to the applicant"), working_days=10),
    DutyKind(key="pay", name=pgettext_lazy("case duty", "Payment"), working_days=10),
    DutyKind(
        key="proof", name=pgettext_lazy("case duty", "Ask for the proof of use"), working_days=FOLLOW_UP
    ),
    DutyKind(
        key="proof_check", name=pgettext_lazy("case duty", "Check of the proof of use"), working_days=20
    ),
    DutyKind(key="back", name=pgettext_lazy("case duty", "Ask for the repayment"), working_days=FOLLOW_UP),
)

#: What each state asks of the town.
OWED = {
    "received": "check", "completing": "complete", "admitted": "advise", "advised": "agenda", "scheduled": "result",
    "decided": "notice", "granted": "pay", "paid": "proof", "proved": "proof_check", "recovering": "back",
}  # fmt: skip


def duty_of(case: Case, day: date) -> Owed | None:
    """What the state asks for: within the working days of the budget's rules, counted from the end of the vote, of the
    meeting, or of the day until which the applicant owes something."""
    key = OWED.get(case.state)
    if key is None:
        return None
    application = application_of(case)
    budget = application.budget
    starts: dict[str, date | None] = {
        "complete": application.complete_by,
        "proof": application.due_proof_on,
        "back": application.due_back_on,
        "result": timezone.localdate(budget.meeting_at) if budget.meeting_at else None,
    }
    if key == "advise":
        vote, board = process.phase_of(budget, "vote"), process.phase_of(budget, "board")
        if board is not None:
            return Owed(key, case.unit, max(day, last_day(board.closes_at)))
        starts[key] = last_day(vote.closes_at) if vote else None
    days = process.terms_of(budget).working_days.get(key)
    usual = next(one.working_days for one in DUTIES if one.key == key)
    return Owed(key, case.unit, due_after(max(day, starts.get(key) or day), days or usual))


def last_day(closes_at: Any) -> date:
    """The last day of a phase that ends at that moment."""
    return timezone.localdate(closes_at - timedelta(seconds=1))


def target_of(case: Case, step: Transition, given: Given) -> str:
    """The notice says what was decided."""
    if step.key == "notice":
        return "declined" if application_of(case).outcome == "declined" else "granted"
    return step.targets[0]


def public_ids() -> QuerySet[Any]:
    """Cases whose budget everybody reads."""
    return Application.objects.filter(budget__public=True).values("case_id")


def register_kind() -> None:
    """Makes the kind known."""
    register_case_kind(
        CaseKind(
            key=KIND,
            prefix="BB",
            title=pgettext_lazy("case kind", "Application to a citizens' budget"),
            plural=pgettext_lazy("case kind", "Applications to citizens' budgets"),
            icon="euro",
            states=STATES,
            transitions=TRANSITIONS,
            duties=DUTIES,
            duty_of=duty_of,
            delete_after_days=DELETE_AFTER_DAYS,
            rule_key=town.RULES["town"],
            desk_template="budgets/desk_panel.html",
            public_template="budgets/case_panel.html",
            received_mail="application_received",
            confirm_mail="application_confirm",
            target_of=target_of,
            on_move=apply_step,
            case_fields=desk.fields,
            next_step=desk.next_step,
            desk_view=desk.view,
            public_view=desk.view,
            own_text=lambda case: str(case.application.text),
            change_own_text=actions.change_text,
            own_text_most=MAX_TEXT,
            forget=actions.forget,
            follow_many=follow_many,
            text_path="application__text",
            public_ids=public_ids,
            mail_context=letters.context,
            sweep=files.sweep,
            more_lines={
                "started": (_("Work has begun"), "spanner"),
                "entered": (_("Proof of use on paper"), "file"),
            },
        )
    )
