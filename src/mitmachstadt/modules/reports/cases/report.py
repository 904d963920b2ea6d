"""The report as a case: its states, steps and duties."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mitmachstadt.modules.reports.actions import handing, outside, photos, steps
from mitmachstadt.modules.reports.actions import reports as actions
from mitmachstadt.modules.reports.cases import desk
from mitmachstadt.modules.reports.models import Report
from mitmachstadt.modules.reports.queries import town
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import CaseKind, DutyKind, Owed, Transition
from mitmachstadt.spine.cases.registry import register as register_case_kind
from mitmachstadt.spine.cases.usual import MODERATION, STAFF, hide, state, withdraw
from mitmachstadt.spine.city.queries import due_after

#: Days after which the reporter's address is deleted: longer than the slowest repair and the time to object.
DELETE_AFTER_DAYS = 180
WORKED = ("open", "in_work", "passed_on")

STATES = (
    state("received", pgettext_lazy("case state", "Arrived"), "grey inbox", public=False),
    state("open", pgettext_lazy("report", "Reported"), "sky megaphone"),
    state("in_work", pgettext_lazy("report", "In work"), "sun spanner"),
    state("passed_on", pgettext_lazy("report", "With another body"), "plum arrow-right"),
    state("fixed", pgettext_lazy("report", "Mended"), "leaf check-circle", final=True),
    state("closed", pgettext_lazy("report", "Closed without repair"), "grey cross-circle", final=True),
    state("merged", pgettext_lazy("report", "Goes on in another report"), "grey merge", final=True),
    state("withdrawn", pgettext_lazy("case state", "Withdrawn"), "grey minus", public=False, final=True),
    state("hidden", pgettext_lazy("case state", "Hidden"), "grey eye-off", public=False, final=True, hidden=True),
)  # fmt: skip

TRANSITIONS = (
    Transition(
        key="release",
        label=pgettext_lazy("case step", "Release"),
        sources=("received",),
        targets=("open",),
        roles=(*MODERATION, "house"),
        said=_("Visible to everybody"),
        icon="eye",
        mail="report_released",
        together=True,
    ),
    Transition(
        key="start",
        label=pgettext_lazy("case step", "Take into work"),
        sources=("open", "passed_on"),
        targets=("in_work",),
        roles=(*STAFF, "house"),
        takes=frozenset({"text", "day"}),
        said=_("Taken into work"),
        icon="spanner",
        mail="report_started",
        together=True,
    ),
    Transition(
        key="pass_on",
        label=pgettext_lazy("case step", "Pass on to another body"),
        sources=("open", "in_work"),
        targets=("passed_on",),
        roles=STAFF,
        needs=frozenset({"text"}),
        takes=frozenset({"passed_to"}),
        said=_("Passed on"),
        icon="arrow-right",
        mail="report_passed_on",
        together=True,
    ),
    Transition(
        key="fix",
        label=pgettext_lazy("case step", "Mended"),
        sources=WORKED,
        targets=("fixed",),
        roles=(*STAFF, "house"),
        needs=frozenset({"text"}),
        takes=frozenset({"day", "file"}),
        said=_("Mended"),
        icon="check-circle",
        mail="report_fixed",
        together=True,
    ),
    Transition(
        key="close",
        label=pgettext_lazy("case step", "Close without repair"),
        sources=WORKED,
        targets=("closed",),
        roles=(*STAFF, "house"),
        needs=frozenset({"text"}),
        takes=frozenset({"file"}),
        said=_("Closed without repair"),
        icon="cross-circle",
        mail="report_closed",
        together=True,
    ),
    Transition(
        key="merge",
        label=pgettext_lazy("case step", "Merge with another report"),
        sources=("received", "open", "in_work"),
        targets=("merged",),
        roles=STAFF,
        said=_("Goes on in another report"),
        icon="merge",
        mail="report_merged",
    ),
    Transition(
        key="dispute",
        label=pgettext_lazy("case step", "Object"),
        sources=("fixed", "closed"),
        targets=("open",),
        roles=("sender",),
        needs=frozenset({"text"}),
        said=_("The reporter objects: it is not mended"),
        icon="alert",
    ),
    *hide(("received", *WORKED, "fixed", "closed", "merged"), "report_hidden"),
    withdraw(("received", "open")),
)

DUTIES = (
    DutyKind(key="report_check", name=pgettext_lazy("case duty", "Check of the report"), working_days=2),
    DutyKind(key="report_repair", name=pgettext_lazy("case duty", "Repair"), working_days=20),
    DutyKind(
        key="report_follow_up", name=pgettext_lazy("case duty", "Asking the other body"), working_days=10
    ),
)


def duty_of(case: Case, day: date) -> Owed | None:
    """The check, then the repair within the days of the category or until the day that was promised, or the follow-up."""
    rules = town.rules_of(case)
    if case.state == "received":
        return Owed("report_check", case.unit, due_after(day, rules.days.check))
    if case.state == "passed_on":
        return Owed("report_follow_up", case.unit, due_after(day, rules.days.follow_up))
    report = Report.objects.only("category", "expected_on").get(case=case)
    category = rules.category(report.category)
    promised = report.expected_on if case.state == "in_work" else None
    days = category.working_days if category else DUTIES[1].working_days
    return Owed("report_repair", case.unit, promised or due_after(day, days))


def public_ids() -> QuerySet[Any]:
    """Reports about people are nobody's business; whether the rest is released is the spine's question."""
    return Report.objects.filter(private=False).values("case_id")


def register_kind() -> None:
    """Makes the kind known."""
    register_case_kind(
        CaseKind(
            key=actions.KIND,
            prefix="M",
            title=pgettext_lazy("case kind", "Report"),
            plural=pgettext_lazy("case kind", "Reports"),
            icon="alert",
            states=STATES,
            transitions=TRANSITIONS,
            duties=DUTIES,
            duty_of=duty_of,
            delete_after_days=DELETE_AFTER_DAYS,
            rule_key=town.RULES,
            desk_template="reports/desk_panel.html",
            public_template="reports/case_panel.html",
            received_mail="report_received",
            confirm_mail="report_confirm",
            on_move=steps.apply_step,
            more_fields=desk.shared_fields,
            case_fields=desk.fields,
            ready_texts=desk.ready_texts,
            next_step=desk.next_step,
            desk_view=desk.desk_view,
            public_view=desk.public_view,
            own_text=lambda case: str(case.report.text),
            change_own_text=actions.change_text,
            on_handed_over=outside.send,
            more_lines={
                outside.SENT: (_("Sent to the unit's own system"), "mail"),
                handing.SAID: (_("The unit's own system says"), "info"),
            },
            forget=steps.forget,
            follow_many=steps.follow_many,
            text_path="report__text",
            public_ids=public_ids,
            mail_context=desk.mail_context,
            sweep=photos.sweep,
        )
    )
