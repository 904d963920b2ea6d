"""The proposal as a case: its states, steps and duties."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mitmachstadt.modules.proposals.actions import co_authors, photos
from mitmachstadt.modules.proposals.actions import proposals as actions
from mitmachstadt.modules.proposals.actions.finding import KIND
from mitmachstadt.modules.proposals.actions.words import change_text
from mitmachstadt.modules.proposals.cases import desk
from mitmachstadt.modules.proposals.models import Crossing, Legacy, Proposal
from mitmachstadt.modules.proposals.queries import town
from mitmachstadt.modules.proposals.rules import terms_of
from mitmachstadt.modules.proposals.states import ANSWERED, GOING_ON, OPEN
from mitmachstadt.spine.cases import deadlines
from mitmachstadt.spine.cases.former import former_lines
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import CaseKind, DutyKind, Given, Owed, Transition
from mitmachstadt.spine.cases.registry import register as register_case_kind
from mitmachstadt.spine.cases.usual import MODERATION, STAFF, hide, state, withdraw

#: Days after which the author's address is deleted: the vote, the answer, and a question back.
DELETE_AFTER_DAYS = 400

STATES = (
    state("received", pgettext_lazy("case state", "Arrived"), "grey inbox", public=False),
    state("collecting", pgettext_lazy("proposal", "Collects votes"), "sky message"),
    state("reached", pgettext_lazy("proposal", "Has enough votes"), "sun star"),
    state("accepted", pgettext_lazy("proposal", "Will be done"), "leaf check"),
    state("in_part", pgettext_lazy("proposal", "Will be done in part"), "leaf partly"),
    state("declined", pgettext_lazy("proposal", "Will not be done"), "grey cross-circle", final=True),
    state("referred", pgettext_lazy("proposal", "Passed on"), "plum arrow-right", final=True),
    state("asked_back", pgettext_lazy("proposal", "Author asks back"), "sky message"),
    state("built", pgettext_lazy("proposal", "Done"), "leaf check-circle", final=True),
    state("archived", pgettext_lazy("proposal", "Ended without enough votes"), "grey minus", final=True),
    state("former", pgettext_lazy("proposal", "From the former system"), "grey history", final=True),
    state("withdrawn", pgettext_lazy("case state", "Withdrawn"), "grey minus", public=False, final=True),
    state("hidden", pgettext_lazy("case state", "Hidden"), "grey eye-off", public=False, final=True, hidden=True),
)  # fmt: skip

TRANSITIONS = (
    Transition(
        key="release",
        label=pgettext_lazy("case step", "Release"),
        sources=("received",),
        targets=("collecting", "reached", "former"),
        roles=MODERATION,
        said=_("Visible to everybody, the vote has begun"),
        icon="eye",
        mail="proposal_released",
        together=True,
    ),
    Transition(
        key="reach",
        label=pgettext_lazy("proposal step", "Enough votes"),
        sources=("collecting", "reached"),
        targets=("reached",),
        roles=("house",),
        takes=frozenset({"text"}),
        said=_("Enough votes in favour"),
        icon="star",
        mail="proposal_reached",
    ),
    Transition(
        key="recheck",
        label=pgettext_lazy("proposal step", "Look at the changed words"),
        sources=OPEN,
        targets=("received",),
        roles=("house",),
        said=_("The changed words are checked first"),
        icon="eye",
        public=False,
    ),
    Transition(
        key="expire",
        label=pgettext_lazy("proposal step", "Vote over"),
        sources=("collecting",),
        targets=("archived",),
        roles=("house",),
        said=_("The vote ended without enough votes"),
        icon="minus",
        mail="proposal_archived",
    ),
    Transition(
        key="answer",
        label=pgettext_lazy("case step", "Answer"),
        sources=("collecting", "reached", "asked_back"),
        targets=ANSWERED,
        roles=STAFF,
        needs=frozenset({"outcome", "text"}),
        takes=frozenset({"vote", "day", "passed_to", "file"}),
        said=_("Answer of the town"),
        icon="pencil",
        mail="proposal_answered",
        together=True,
    ),
    Transition(
        key="ask_back",
        label=pgettext_lazy("case step", "Ask back"),
        sources=ANSWERED,
        targets=("asked_back",),
        roles=("sender",),
        needs=frozenset({"text"}),
        said=_("The author asks back"),
        icon="message",
    ),
    Transition(
        key="progress",
        label=pgettext_lazy("case step", "Say how it goes on"),
        sources=GOING_ON,
        targets=GOING_ON,
        roles=STAFF,
        needs=frozenset({"text"}),
        takes=frozenset({"day", "file"}),
        said=_("It goes on"),
        icon="arrow-right",
        mail="proposal_progress",
    ),
    Transition(
        key="build",
        label=pgettext_lazy("case step", "Done"),
        sources=GOING_ON,
        targets=("built",),
        roles=STAFF,
        needs=frozenset({"text"}),
        takes=frozenset({"day", "file"}),
        said=_("It is done"),
        icon="check-circle",
        mail="proposal_built",
    ),
    *hide(
        ("received", "collecting", "reached", *ANSWERED, "asked_back", "built", "archived", "former"),
        "proposal_hidden",
    ),
    withdraw(("received", "collecting")),
)

DUTIES = (
    DutyKind(key="release", name=pgettext_lazy("case duty", "Check and release"), working_days=2),
    DutyKind(key="answer", name=pgettext_lazy("case duty", "Answer"), working_days=30),
    DutyKind(key="deal", name=pgettext_lazy("case duty", "Deal with the proposal"), working_days=60),
    DutyKind(key="progress", name=pgettext_lazy("case duty", "Say how it goes on"), working_days=120),
)


def duty_of(case: Case, day: date) -> Owed | None:
    """The check; nothing while votes are collected; then whoever the highest crossed threshold names; then progress."""
    if case.state == "received":
        return deadlines.owed(case, "release", day)
    if case.state == "reached":
        proposal = Proposal.objects.only("terms", "pk").get(case=case)
        key = proposal.crossings.order_by("-votes").values_list("key", flat=True).first()
        threshold = next((one for one in terms_of(proposal.terms).thresholds if one.key == key), None)
        if threshold is None:
            return deadlines.owed(case, "answer", day)
        return deadlines.owed(case, threshold.key, day, town.body_of(threshold.body, case.unit))
    if case.state == "asked_back":
        return deadlines.owed(case, "answer", day)
    if case.state in GOING_ON:
        return deadlines.owed(case, "progress", day)
    return None


def target_of(case: Case, step: Transition, given: Given) -> str:
    """An answer leads to its outcome; progress stays where it is; what had enough votes before still has them."""
    if step.key == "progress":
        return case.state
    if step.key == "release":
        if Legacy.objects.filter(proposal__case=case, closed=True).exists():
            return "former"
        return "reached" if Crossing.objects.filter(proposal__case=case).exists() else "collecting"
    return given.outcome if given.outcome in step.targets else step.targets[0]


def public_ids() -> QuerySet[Any]:
    """Every released proposal may be read."""
    return Proposal.objects.values("case_id")


def sweep(dry_run: bool) -> int:
    """Photos of forms that were never sent, and invitations that nobody accepted."""
    return photos.sweep(dry_run) + co_authors.sweep(dry_run)


LINES = {
    "words_changed": (_("Name or text was changed"), "pencil"),
    "words_added": (_("Something was added"), "plus"),
    "time_added": (_("The vote goes on longer"), "calendar"),
    "co_author_joined": (_("Somebody writes along"), "people"),
    "co_author_left": (_("Somebody no longer writes along"), "people"),
}


def register_kind() -> None:
    """Makes the kind known."""
    register_case_kind(
        CaseKind(
            key=KIND,
            prefix="BV",
            title=pgettext_lazy("case kind", "Proposal"),
            plural=pgettext_lazy("case kind", "Proposals"),
            icon="bulb",
            states=STATES,
            transitions=TRANSITIONS,
            duties=DUTIES,
            duty_of=duty_of,
            delete_after_days=DELETE_AFTER_DAYS,
            rule_key=town.RULES,
            desk_template="proposals/desk_panel.html",
            public_template="proposals/case_panel.html",
            received_mail="proposal_received",
            confirm_mail="proposal_confirm",
            target_of=target_of,
            on_move=actions.apply_step,
            more_fields=desk.fields,
            case_fields=desk.case_fields,
            sweep=sweep,
            next_step=desk.next_step,
            desk_view=desk.view,
            public_view=desk.view,
            own_text=lambda case: str(case.proposal.text),
            change_own_text=change_text,
            forget=actions.forget,
            follow_many=actions.follow_many,
            text_path="proposal__text",
            public_ids=public_ids,
            mail_context=desk.mail_context,
            more_lines=LINES | former_lines(),
        )
    )
