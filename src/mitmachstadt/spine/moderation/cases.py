"""Two kinds of case: a report of somebody else's contribution, and the author's objection against a hiding.

Both are letters between a person and the town: number, link, day of the answer and receipt come from the spine, and the
public never sees them.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.cases import deadlines
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import (
    CaseKind,
    DutyKind,
    Given,
    NextStep,
    Owed,
    State,
    Transition,
    register,
)
from mitmachstadt.spine.moderation import deciding
from mitmachstadt.spine.moderation.permissions import MODERATORS, others_moderate

REPORT, OBJECTION = "content_report", "objection"
#: Days after which the addresses of reporters and objectors are deleted: the six months in which DSA article 20 lets
#: people complain, which the town grants as well.
DELETE_AFTER_DAYS = 190
YES, NO = "agree", "decline"


def states(yes: Any, no: Any) -> tuple[State, ...]:
    """Arrived, and two ends."""
    return (
        State(key="received", name=pgettext_lazy("case state", "Arrived"), colour="grey", icon="inbox"),
        State(key="agreed", name=yes, colour="leaf", icon="check-circle", final=True),
        State(key="declined", name=no, colour="grey", icon="cross-circle", final=True),
    )


def steps(yes: Any, no: Any, said_yes: Any, said_no: Any, mail: str, icon: str) -> tuple[Transition, ...]:
    """Agree or decline, both with a reason that the person reads."""
    return tuple(
        Transition(
            key=key, label=label, sources=("received",), targets=(target,), roles=MODERATORS,
            needs=frozenset({"reason"}), said=said, icon=shown, mail=f"{mail}_{target}", public=False, together=True,
        )
        for key, label, target, said, shown in (
            (YES, yes, "agreed", said_yes, icon),
            (NO, no, "declined", said_no, "cross-circle"),
        )
    )  # fmt: skip


def duty_of(case: Case, day: date) -> Owed | None:
    """The answer, until it is given."""
    return deadlines.owed(case, "moderate", day) if case.state == "received" else None


def next_step(case: Case, person: User) -> NextStep | None:
    """Look at the contribution, then decide."""
    if case.state != "received":
        return None
    report = case.kind == REPORT
    return NextStep(
        title=_("Hide the contribution?") if report else _("Show the contribution again?"),
        why=_("The reason goes to whoever reported it; a hidden author is told too.")
        if report
        else _("The reason goes to the author. There is no second objection."),
        primary=kind_steps(case)[0],
        others=kind_steps(case)[1:],
        letter=_t("Good day,"),
    )


def kind_steps(case: Case) -> tuple[Transition, ...]:
    """The two steps of this case's kind."""
    return REPORT_STEPS if case.kind == REPORT else OBJECTION_STEPS


def view(case: Case) -> dict[str, Any]:
    """Context of both panels: what was written, and what it is about."""
    if case.kind == REPORT:
        report = case.content_report
        return {"report": report, "target": report.target, "target_text": deciding.text_of(report.target)}
    objection = case.objection
    target = objection.hiding.target
    return {"objection": objection, "target": target, "target_text": deciding.text_of(target)}


def on_move(case: Case, step: Transition, given: Given, by: User | None) -> None:
    """Agreeing to a report hides, agreeing to an objection brings back."""
    if by is None:
        return
    if case.kind == REPORT:
        deciding.after_report(case, agreed=step.key == YES, reason=given.reason, by=by)
    else:
        deciding.after_objection(case, agreed=step.key == YES, by=by)


def allows(case: Case, step: Transition, person: User) -> bool:
    """Whoever hid it does not decide about the objection, as long as somebody else could."""
    if case.kind != OBJECTION or case.objection.hiding.by_id != person.pk:
        return True
    return not others_moderate(person)


REPORT_STEPS = steps(
    pgettext_lazy("case step", "Hide the contribution"),
    pgettext_lazy("case step", "Leave it"),
    _("The contribution was hidden"),
    _("The contribution stays"),
    "report",
    "eye-off",
)
OBJECTION_STEPS = steps(
    pgettext_lazy("case step", "Show it again"),
    pgettext_lazy("case step", "Leave it hidden"),
    _("The contribution is back"),
    _("The contribution stays hidden"),
    "objection",
    "eye",
)


def register_kinds() -> None:
    """Makes the kinds known; called when the app is ready."""
    words = (
        (REPORT, "MI", pgettext_lazy("case kind", "Report of content"),
         pgettext_lazy("case kind", "Reports of content"), "flag", "report", REPORT_STEPS,
         states(pgettext_lazy("case state", "Hidden after a report"), pgettext_lazy("case state", "Left as it is"))),
        (OBJECTION, "EW", pgettext_lazy("case kind", "Objection"),
         pgettext_lazy("case kind", "Objections"), "hand", "objection", OBJECTION_STEPS,
         states(pgettext_lazy("case state", "Shown again"), pgettext_lazy("case state", "Stays hidden"))),
    )  # fmt: skip
    for key, prefix, title, plural, icon, mail, transitions, known_states in words:
        register(
            CaseKind(
                key=key, prefix=prefix, title=title, plural=plural, icon=icon, states=known_states,
                transitions=transitions,
                duties=(DutyKind(key="moderate", name=pgettext_lazy("case duty", "Decision"), working_days=3),),
                duty_of=duty_of, delete_after_days=DELETE_AFTER_DAYS, rule_key="vorgang",
                desk_template="moderation/panel.html", public_template="moderation/panel.html",
                received_mail=f"{mail}_received", confirm_mail=f"{mail}_confirm", next_step=next_step,
                desk_view=view, public_view=view, on_move=on_move, allows=allows,
            )
        )  # fmt: skip
