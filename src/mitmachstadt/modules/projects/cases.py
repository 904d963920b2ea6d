"""The kinds of case of this module: a suggestion on a project, and an idea for the list itself."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mitmachstadt.modules.projects import (
    suggest_actions,
    suggest_desk,
    suggest_ideas,
    suggest_many,
    suggest_photos,
)
from mitmachstadt.modules.projects import suggest_queries as queries
from mitmachstadt.modules.projects.models import Suggestion
from mitmachstadt.modules.projects.rules import Decision
from mitmachstadt.spine.accounts.models import Role
from mitmachstadt.spine.cases import deadlines
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import CaseKind, DutyKind, Given, Owed, Transition, register
from mitmachstadt.spine.cases.usual import MODERATION, STAFF, hide, state, take_back, withdraw

OUTCOMES = ("taken_up", "in_part", "not_taken_up", "referred")
TREATMENT = ("statement", "recommendation", "decision")
#: Days after which the sender's address is deleted: longer than the slowest treatment of the eight towns' rules.
DELETE_AFTER_DAYS = 200


STATES = (
    state("received", pgettext_lazy("case state", "Arrived"), "grey inbox", public=False),
    state("statement", pgettext_lazy("case state", "Being checked"), "grey clock"),
    state("recommendation", pgettext_lazy("case state", "Waiting for a recommendation"), "plum people"),
    state("decision", pgettext_lazy("case state", "Waiting for the decision"), "plum gavel"),
    state("taken_up", pgettext_lazy("case state", "Taken up"), "leaf check-circle", final=True),
    state("in_part", pgettext_lazy("case state", "Taken up in part"), "sun partly", final=True),
    state("not_taken_up", pgettext_lazy("case state", "Not taken up"), "grey cross-circle", final=True),
    state("referred", pgettext_lazy("case state", "Passed on"), "sky arrow-right", final=True),
    state("hidden", pgettext_lazy("case state", "Hidden"), "grey eye-off", public=False, final=True, hidden=True),
    state("withdrawn", pgettext_lazy("case state", "Withdrawn"), "grey minus", public=False, final=True),
)  # fmt: skip


def _postpone(task: str) -> Transition:
    return Transition(
        key=f"postpone_{task}",
        label=pgettext_lazy("case step", "Postpone"),
        sources=(task,),
        targets=(task,),
        roles=(Role.COORDINATOR,),
        needs=frozenset({"reason", "day"}),
        said=_("The treatment was postponed"),
        icon="pause",
        mail="suggestion_postponed",
        together=True,
    )


TRANSITIONS = (
    Transition(
        key="release",
        label=pgettext_lazy("case step", "Release"),
        sources=("received",),
        targets=(*TREATMENT, *OUTCOMES),
        roles=MODERATION,
        said=_("Visible to everybody"),
        icon="eye",
        mail="suggestion_released",
        together=True,
    ),
    Transition(
        key="statement",
        label=pgettext_lazy("case step", "Give the statement"),
        sources=("statement",),
        targets=("recommendation", "decision"),
        roles=STAFF,
        needs=frozenset({"text"}),
        takes=frozenset({"outcome", "file"}),
        said=_("Statement of the department"),
        icon="pencil",
        mail="suggestion_statement",
        together=True,
    ),
    Transition(
        key="recommendation",
        label=pgettext_lazy("case step", "Record the recommendation"),
        sources=("recommendation",),
        targets=("decision",),
        roles=STAFF,
        needs=frozenset({"text"}),
        takes=frozenset({"outcome", "vote"}),
        said=_("Recommendation"),
        icon="people",
        mail="suggestion_recommendation",
        together=True,
    ),
    Transition(
        key="decide",
        label=pgettext_lazy("case step", "Record the decision"),
        sources=("decision",),
        targets=OUTCOMES,
        roles=STAFF,
        needs=frozenset({"outcome", "text"}),
        takes=frozenset({"vote", "effect", "passed_to", "file"}),
        said=_("Decision"),
        icon="gavel",
        mail="suggestion_decided",
        together=True,
    ),
    _postpone("recommendation"),
    _postpone("decision"),
    take_back("recommendation", ("decision",), "recommendation"),
    take_back("decide", OUTCOMES, "decision"),
    *hide(("received", *TREATMENT, *OUTCOMES), "suggestion_hidden"),
    withdraw(),
)

DUTIES = (
    DutyKind(key="release", name=pgettext_lazy("case duty", "Check and release"), working_days=2),
    DutyKind(key="statement", name=pgettext_lazy("case duty", "Statement"), working_days=15),
    DutyKind(key="recommendation", name=pgettext_lazy("case duty", "Recommendation"), working_days=40),
    DutyKind(key="decision", name=pgettext_lazy("case duty", "Decision"), working_days=40),
)


def duty_of(case: Case, day: date) -> Owed | None:
    """Before the release the check; afterwards what the town's rules say, with the day they say."""
    if case.state == "received":
        return deadlines.owed(case, "release", day)
    now = queries.standing_of(case)
    if now is None or isinstance(now, Decision):
        return None
    unit = case.unit if now.by == "unit" else queries.body_named(now.body, case.unit)
    return Owed(now.task, unit, now.due)


def target_of(case: Case, step: Transition, given: Given) -> str:
    """Release and statement lead to the next task of the town's rules, a decision to its outcome."""
    if step.key == "decide":
        return given.outcome
    tasks = [rule.task for rule in queries.rules_of(case).treatment.steps]
    now = queries.standing_of(case)
    if step.key == "release":
        if now is None:
            return tasks[0]
        return now.outcome if isinstance(now, Decision) else now.task
    return tasks[tasks.index("statement") + 1]


def allows(case: Case, step: Transition, person: Any) -> bool:
    """What a body beside the unit decided is recorded by the coordinator alone."""
    if step.key not in TREATMENT and step.key != "decide":
        return True
    return suggest_desk.may_record_for_body(case, step, person)


def public_ids() -> QuerySet[Any]:
    """Cases on public projects, and ideas: whether the case itself is released is the spine's question."""
    return Suggestion.objects.on_visible_subject().values("case_id")


def _kind(key: str, prefix: str, title: Any, plural: Any, icon: str) -> CaseKind:
    return CaseKind(
        key=key,
        prefix=prefix,
        title=title,
        plural=plural,
        icon=icon,
        states=STATES,
        transitions=TRANSITIONS,
        duties=DUTIES,
        duty_of=duty_of,
        delete_after_days=DELETE_AFTER_DAYS,
        rule_key="vorgang",
        desk_template="projects/suggest/desk_panel.html",
        public_template="projects/suggest/public_panel.html",
        received_mail="suggestion_received",
        confirm_mail="suggestion_confirm",
        allows=allows,
        target_of=target_of,
        on_move=suggest_ideas.apply_step if key == suggest_actions.IDEA else suggest_actions.apply_step,
        more_fields=suggest_ideas.fields if key == suggest_actions.IDEA else None,
        next_step=suggest_desk.next_step,
        desk_view=suggest_desk.desk_view,
        public_view=suggest_desk.public_view,
        own_text=lambda case: case.suggestion.text,
        change_own_text=suggest_actions.change_text,
        forget=suggest_actions.forget,
        follow_many=suggest_many.follow,
        text_path="suggestion__text",
        public_ids=public_ids,
        mail_context=suggest_desk.mail_context,
        sweep=suggest_photos.sweep if key == suggest_actions.KIND else None,
    )


def register_kinds() -> None:
    """Makes the kinds known; called when the module is ready."""
    register(
        _kind(
            suggest_actions.KIND,
            "H",
            pgettext_lazy("case kind", "Suggestion"),
            pgettext_lazy("case kind", "Suggestions"),
            "message",
        )
    )
    register(
        _kind(
            suggest_actions.IDEA,
            "I",
            pgettext_lazy("case kind", "Idea for the list"),
            pgettext_lazy("case kind", "Ideas for the list"),
            "bulb",
        )
    )
