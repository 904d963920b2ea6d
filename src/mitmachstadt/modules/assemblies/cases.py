"""The kind of case behind a wish: read, in the assembly, given to a unit, answered; a promise stays open until kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from mitmachstadt.modules.assemblies.actions import wishes
from mitmachstadt.modules.assemblies.models import Outcome, Wish
from mitmachstadt.modules.assemblies.queries import RULE
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.cases import deadlines
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import (
    CaseKind,
    DutyKind,
    Given,
    NextStep,
    Owed,
    Transition,
    register,
)
from mitmachstadt.spine.cases.usual import MODERATION, STAFF, hide, state, withdraw
from mitmachstadt.spine.city.models import Organisation
from mitmachstadt.spine.moderation.rules import private_details

OUTCOMES = ("done", "promised", "not_possible")
DELETE_AFTER_DAYS = 200


STATES = (
    state("received", pgettext_lazy("case state", "Arrived"), "grey inbox", public=False),
    state("in_assembly", pgettext_lazy("case state", "Noted, goes to a unit"), "sky people"),
    state("assigned", pgettext_lazy("case state", "With the unit in charge"), "sun clock"),
    state("promised", pgettext_lazy("case state", "Will be done"), "petrol calendar"),
    state("done", pgettext_lazy("case state", "Done"), "leaf check-circle", final=True),
    state("not_possible", pgettext_lazy("case state", "Not possible"), "grey cross-circle", final=True),
    state("hidden", pgettext_lazy("case state", "Hidden"), "grey eye-off", public=False, final=True, hidden=True),
    state("withdrawn", pgettext_lazy("case state", "Withdrawn"), "grey minus", public=False, final=True),
)  # fmt: skip

TRANSITIONS = (
    Transition(
        key="release",
        label=pgettext_lazy("case step", "Release"),
        sources=("received",),
        targets=("in_assembly",),
        roles=MODERATION,
        said=_("Visible to everybody"),
        icon="eye",
        mail="wish_released",
        together=True,
    ),
    Transition(
        key="assign",
        label=pgettext_lazy("case step", "Give to a unit"),
        sources=("in_assembly",),
        targets=("assigned",),
        roles=STAFF,
        said=_("Given to the unit in charge"),
        icon="arrow-right",
        mail="wish_assigned",
        together=True,
    ),
    Transition(
        key="answer",
        label=pgettext_lazy("case step", "Answer"),
        sources=("in_assembly", "assigned"),
        targets=OUTCOMES,
        roles=STAFF,
        needs=frozenset({"outcome", "text"}),
        takes=frozenset({"file"}),
        said=_("Answer of the town"),
        icon="pencil",
        mail="wish_answered",
        together=True,
    ),
    Transition(
        key="keep_promise",
        label=pgettext_lazy("case step", "Say what became of it"),
        sources=("promised",),
        targets=("done", "not_possible"),
        roles=STAFF,
        needs=frozenset({"outcome", "text"}),
        takes=frozenset({"file"}),
        said=_("What became of the promise"),
        icon="check",
        mail="wish_answered",
        together=True,
    ),
    Transition(
        key="move_promise",
        label=pgettext_lazy("case step", "Postpone"),
        sources=("promised",),
        targets=("promised",),
        roles=STAFF,
        needs=frozenset({"reason", "day"}),
        said=_("The promise was postponed"),
        icon="pause",
        mail="wish_postponed",
        together=True,
    ),
    *hide(("received", "in_assembly", "assigned", *OUTCOMES), "wish_hidden"),
    withdraw(),
)

DUTIES = (
    DutyKind(key="release", name=pgettext_lazy("case duty", "Check and release"), working_days=2),
    DutyKind(key="assign", name=pgettext_lazy("case duty", "Give it to a unit"), working_days=10),
    DutyKind(key="answer", name=pgettext_lazy("case duty", "Answer"), working_days=20),
    DutyKind(key="promise", name=pgettext_lazy("case duty", "Keep the promise"), working_days=20),
)
DUTY_OF = {"received": "release", "in_assembly": "assign", "assigned": "answer", "promised": "promise"}


def duty_of(case: Case, day: date) -> Owed | None:
    """What is owed now; the day named when it was given to a unit or promised goes before the usual number of days."""
    key = DUTY_OF.get(case.state)
    if key is None:
        return None
    wish = Wish.objects.select_related("assembly").get(case=case)
    if key == "assign":
        # Before the evening nobody can bring a wish into it: the days run from then on.
        day = max(day, wish.assembly.ends_at.date())
    owed = deadlines.owed(case, key, day)
    named = {"answer": wish.due_on, "promise": wish.promised_on}.get(key)
    return Owed(key, owed.unit, named) if named else owed


def target_of(case: Case, step: Transition, given: Given) -> str:
    """An answer leads to its outcome."""
    return given.outcome if given.outcome in step.targets else step.targets[0]


def more_fields(step: Transition, person: User) -> Mapping[str, Any]:
    """Which unit answers from now on and by when; by which day something promised will be done."""
    if step.key == "answer":
        return {"until": _day(_("Done by"), _("Only for “will be done”. The wish stays open until then."))}
    if step.key != "assign":
        return {}
    return {
        "until": _day(_("Answer by"), _("Without a day the usual deadline holds.")),
        "unit": forms.ModelChoiceField(
            Organisation.objects.filter(answers_cases=True),
            label=_("Unit in charge"),
            required=False,
            empty_label=_("The unit that has it now"),
        ),
    }


def _day(label: Any, hint: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=hint, required=False, widget=widget)


def next_step(case: Case, person: User) -> NextStep | None:
    """The proposal for the present state, with the letter already begun."""
    steps = {step.key: step for step in TRANSITIONS}
    with override(case.language):
        greeting = f"{_t('Good day,')}\n\n"
    if case.state == "received":
        found = private_details(case.wish.text)
        why = (
            _t("Please look closely: the text contains “%(detail)s”. Everybody could see it.")
            % {"detail": found[0].text}
            if found
            else _t("No phone number, e-mail address or bank account was found in the text.")
        )
        return NextStep(
            title=_("Show it to everybody?"), why=why, primary=steps["release"], others=(steps["hide"],)
        )
    if case.state == "in_assembly":
        return NextStep(
            title=_("Who answers this wish?"),
            why=_("Give it to a unit with a day, or answer it at once."),
            primary=steps["assign"],
            others=(steps["answer"], steps["hide"]),
            letter=greeting,
            outcomes=_outcomes(OUTCOMES),
        )
    if case.state == "assigned":
        return NextStep(
            title=_("What becomes of the wish?"),
            why=_("Done, promised by a day, or not possible: always with the reason."),
            primary=steps["answer"],
            others=(steps["hide"],),
            letter=greeting,
            outcomes=_outcomes(OUTCOMES),
        )
    if case.state == "promised":
        return NextStep(
            title=_("Is the promise kept?"),
            why=_("The wish stays open until it is."),
            primary=steps["keep_promise"],
            others=(steps["move_promise"], steps["hide"]),
            letter=greeting,
            outcomes=_outcomes(("done", "not_possible")),
        )
    if case.state == "hidden":
        return NextStep(
            title=_("Was it hidden by mistake?"), why=case.hidden_reason, primary=steps["restore"]
        )
    return None


def _outcomes(keys: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((value, str(label)) for value, label in Outcome.choices if value in keys)


def view(case: Case) -> dict[str, Any]:
    """Context of both panels: the wish, its assembly, and wishes gathered with it."""
    wish = Wish.objects.select_related("assembly", "group").get(case=case)
    similar = Wish.objects.none()
    if wish.group_id:
        similar = Wish.objects.filter(group=wish.group_id).exclude(pk=wish.pk).select_related("case")
    return {
        "wish": wish,
        "assembly": wish.assembly,
        "similar": [one for one in similar if one.case.public and not one.case.hidden],
        "private": private_details(wish.text),
    }


def mail_context(case: Case) -> dict[str, Any]:
    """What mails say about a wish."""
    wish = Wish.objects.select_related("assembly").get(case=case)
    return {"wish": wish, "assembly": wish.assembly}


def public_ids() -> QuerySet[Any]:
    """Cases of wishes at assemblies everybody may see."""
    return Wish.objects.at_public_assembly().values("case_id")


def own_text(case: Case) -> str:
    """The sender's words."""
    return str(case.wish.text)


def register_kind() -> None:
    """Makes the kind known; called when the module is ready."""
    register(
        CaseKind(
            key=wishes.KIND,
            prefix="W",
            title=pgettext_lazy("case kind", "Wish"),
            plural=pgettext_lazy("case kind", "Wishes"),
            icon="bulb",
            states=STATES,
            transitions=TRANSITIONS,
            duties=DUTIES,
            duty_of=duty_of,
            delete_after_days=DELETE_AFTER_DAYS,
            rule_key=RULE,
            desk_template="assemblies/wish_panel.html",
            public_template="assemblies/wish_panel.html",
            received_mail="wish_received",
            confirm_mail="wish_confirm",
            target_of=target_of,
            on_move=wishes.apply_step,
            next_step=next_step,
            more_fields=more_fields,
            desk_view=view,
            public_view=view,
            own_text=own_text,
            change_own_text=wishes.change_text,
            follow_many=wishes.follow_many,
            text_path="wish__text",
            public_ids=public_ids,
            mail_context=mail_context,
        )
    )
