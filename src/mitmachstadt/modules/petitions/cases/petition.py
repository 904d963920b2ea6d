"""The petition as a case: its states, steps and duties, all deadlines by the rules of its day of receipt."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mitmachstadt.modules.petitions import letters
from mitmachstadt.modules.petitions.actions import petitions as actions
from mitmachstadt.modules.petitions.actions import shown
from mitmachstadt.modules.petitions.cases import petition_desk as desk
from mitmachstadt.modules.petitions.cases.parts import closed_states, received, refuse
from mitmachstadt.modules.petitions.files import sweep
from mitmachstadt.modules.petitions.models import Outcome, Petition
from mitmachstadt.modules.petitions.queries import register, town
from mitmachstadt.modules.petitions.rules.petitions import MAX_TEXT, MAX_TITLE
from mitmachstadt.spine.accounts.models import Role
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import CaseKind, DutyKind, Given, Owed, OwnField, Transition
from mitmachstadt.spine.cases.registry import register as register_case_kind
from mitmachstadt.spine.cases.usual import STAFF, hide, state, take_back, withdraw
from mitmachstadt.spine.city.queries import due_after

#: Days after which name, address and link are deleted: longer than check, agenda, one referral and the notice take.
DELETE_AFTER_DAYS = 365
ENDS = ("accepted", "in_part", "rejected", "noted")

STATES = (
    received(),
    state("admitted", pgettext_lazy("petition", "Waits for a meeting"), "sky inbox"),
    state("scheduled", pgettext_lazy("petition", "On the agenda"), "plum calendar"),
    state("notice", pgettext_lazy("petition", "Dealt with, notice follows"), "plum gavel"),
    state("accepted", pgettext_lazy("petition", "Followed"), "leaf check-circle", final=True),
    state("in_part", pgettext_lazy("petition", "Followed in part"), "sun partly", final=True),
    state("rejected", pgettext_lazy("petition", "Not followed"), "grey cross-circle", final=True),
    state("noted", pgettext_lazy("petition", "Taken note of"), "grey check", final=True),
    *closed_states(),
)

TRANSITIONS = (
    Transition(
        key="admit",
        label=pgettext_lazy("case step", "Admit"),
        sources=("received",),
        targets=("admitted", "scheduled"),
        roles=STAFF,
        said=_("Admitted and in the register"),
        icon="check-circle",
        mail="petition_admitted",
    ),
    refuse("petition_refused"),
    Transition(
        key="schedule",
        label=pgettext_lazy("case step", "Put on the agenda"),
        sources=("admitted",),
        targets=("scheduled",),
        roles=(Role.COORDINATOR, "house"),
        said=_("On the agenda of a meeting"),
        icon="calendar",
        mail="petition_invited",
    ),
    Transition(
        key="change_body",
        label=pgettext_lazy("case step", "Send to another body"),
        sources=("admitted",),
        targets=("admitted",),
        roles=STAFF,
        needs=frozenset({"reason"}),
        said=_("Goes to another body"),
        icon="arrow-right",
        mail="petition_body",
    ),
    Transition(
        key="meeting_moved",
        label=pgettext_lazy("case step", "Meeting moved"),
        sources=("scheduled",),
        targets=("scheduled",),
        roles=("house",),
        said=_("The meeting was moved"),
        icon="calendar",
        mail="petition_moved",
    ),
    Transition(
        key="unschedule",
        label=pgettext_lazy("case step", "Taken off the agenda"),
        sources=("scheduled",),
        targets=("admitted",),
        roles=("house",),
        said=_("Waits for another meeting"),
        icon="pause",
        mail="petition_unscheduled",
    ),
    Transition(
        key="record",
        label=pgettext_lazy("case step", "Record what was decided"),
        sources=("scheduled",),
        targets=("notice",),
        roles=(*STAFF, "house"),
        needs=frozenset({"text"}),
        takes=frozenset({"outcome", "vote"}),
        said=_("The body has dealt with it"),
        icon="gavel",
    ),
    Transition(
        key="decide",
        label=pgettext_lazy("case step", "Give the notice"),
        sources=("notice",),
        targets=(*ENDS, "admitted"),
        roles=STAFF,
        needs=frozenset({"outcome", "reason"}),
        takes=frozenset({"effect", "file"}),
        said=_("Notice to the author"),
        icon="mail",
        mail="petition_decided",
    ),
    take_back("decide", ENDS, "notice"),
    *hide(("received", "admitted", "scheduled", "notice", *ENDS), "petition_hidden"),
    withdraw(("received", "admitted", "scheduled")),
)

DUTIES = (
    DutyKind(key="petition_check", name=pgettext_lazy("case duty", "Formal check"), working_days=10),
    DutyKind(key="petition_agenda", name=pgettext_lazy("case duty", "Put on an agenda"), working_days=60),
    DutyKind(key="petition_result", name=pgettext_lazy("case duty", "Result of the meeting"), working_days=5),
    DutyKind(key="petition_notice", name=pgettext_lazy("case duty", "Notice to the author"), working_days=10),
)


def duty_of(case: Case, day: date) -> Owed | None:
    """What the state asks for, within the working days of the rules of its day; after a meeting its body owes the result."""
    days = town.rules_of(case).days
    if case.state == "received":
        return Owed("petition_check", case.unit, due_after(day, days.check))
    if case.state == "admitted":
        return Owed("petition_agenda", case.unit, due_after(day, days.agenda))
    if case.state == "notice":
        return Owed("petition_notice", case.unit, due_after(day, days.notice))
    petition = register.petition_of(case)
    begins = timezone.localdate(petition.meeting_at) if petition.meeting_at else day
    return Owed("petition_result", petition.body or case.unit, due_after(max(begins, day), days.result))


def target_of(case: Case, step: Transition, given: Given) -> str:
    """A petition that comes back from being hidden goes where its agenda item waits; a notice ends it or sends it on."""
    if step.key == "admit":
        petition = register.petition_of(case)
        waits = petition.item_id and petition.meeting_at and petition.meeting_at > timezone.now()
        return "scheduled" if waits else "admitted"
    return "admitted" if given.outcome in (Outcome.REFERRED, Outcome.POSTPONED) else given.outcome


def public_ids() -> QuerySet[Any]:
    """Nothing that a petition is about can be hidden by itself."""
    return Petition.objects.values("case_id")


def register_kind() -> None:
    """Makes the kind known."""
    register_case_kind(
        CaseKind(
            key=actions.KIND,
            prefix="A",
            title=pgettext_lazy("case kind", "Petition"),
            plural=pgettext_lazy("case kind", "Petitions"),
            icon="hand",
            states=STATES,
            transitions=TRANSITIONS,
            duties=DUTIES,
            duty_of=duty_of,
            delete_after_days=DELETE_AFTER_DAYS,
            rule_key=town.PETITIONS,
            desk_template="petitions/desk_petition.html",
            public_template="petitions/case_petition.html",
            received_mail="petition_received",
            confirm_mail="petition_confirm",
            target_of=target_of,
            on_move=actions.apply_step,
            case_fields=desk.fields,
            next_step=desk.next_step,
            desk_view=desk.desk_view,
            public_view=desk.public_view,
            own_text=lambda case: str(case.petition.wish),
            change_own_text=actions.change_wish,
            own_text_label=_("What the town should do"),
            own_text_most=MAX_TEXT,
            own_more=(
                OwnField(name="title", label=_("What is it about?"), most=MAX_TITLE),
                OwnField(name="reason", label=_("Why?"), most=MAX_TEXT, lines=6),
            ),
            own_values=lambda case: {"title": case.petition.title, "reason": case.petition.reason},
            change_own_more=actions.change_title_and_reason,
            forget=actions.forget,
            follow_many=shown.follow_many_petitions,
            text_path="petition__wish",
            public_ids=public_ids,
            mail_context=letters.petition_context,
            sweep=sweep,
            more_lines={"invitation_answered": (_("Answer to the invitation"), "message")},
        )
    )
