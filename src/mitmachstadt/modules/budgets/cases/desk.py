"""What the desk shows and proposes for an application, and what its own page adds to the case."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, override

from mitmachstadt.modules.budgets.letters import has_letter, reason_of
from mitmachstadt.modules.budgets.models import Application, Outcome
from mitmachstadt.modules.budgets.queries import process
from mitmachstadt.modules.budgets.queries.applications import application_of
from mitmachstadt.modules.budgets.rules import MAX_EUROS, money, unused
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.cases.forms import DAY
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import CaseKind, NextStep, Transition, kind_of
from mitmachstadt.spine.moderation.rules import private_details
from mitmachstadt.spine.ui.words import day as day_words

#: States in which the applicant may say that work began.
MAY_START = ("admitted", "advised", "scheduled", "decided", "granted", "paid")


def _euros(label: Any, initial: int | None = None, hint: Any = "", needed: bool = True) -> forms.IntegerField:
    """What is missing says the rule of the step, in its own words; so no field is required, but few are optional."""
    field = forms.IntegerField(
        label=label, help_text=hint, initial=initial, min_value=0, max_value=MAX_EUROS, required=False
    )
    if needed:
        field.optional = "no"  # type: ignore[attr-defined]
    return field


def _day(label: Any, initial: Any = None) -> forms.DateField:
    return forms.DateField(
        label=label, initial=initial, widget=DAY, error_messages={"required": _("Please give a date.")}
    )


def _photos(label: Any) -> forms.BooleanField:
    return forms.BooleanField(
        label=label, help_text=_("Only when nobody can be recognised on them."), required=False
    )


def fields(case: Case, step: Transition, person: User) -> dict[str, forms.Field]:
    """What a step asks for beside the common fields."""
    one, today, key = application_of(case), timezone.localdate(), step.key
    if key == "admit":
        return (
            {"release_photos": _photos(_("Show the photos to everybody"))}
            if one.files.filter(use="photo").exists()
            else {}
        )
    if key == "ask":
        return {"day": _day(_("To be completed by"))}
    if key == "advise":
        return {
            "amount": _euros(
                _("Proposed sum in euros"),
                one.requested,
                _("0 when it does not recommend it."),
            ),
            "rank": forms.IntegerField(
                label=_("Place in the list of proposals"), min_value=1, max_value=999, required=False
            ),
        }
    if key == "decide":
        return {
            "amount": _euros(
                _("Granted sum in euros"), one.proposed, _("Only needed for a part of it."), False
            )
        }
    if key.startswith("early_"):
        return {"day": _day(_("May begin from"), today)}
    if key == "pay":
        return {"amount": _euros(_("Paid, in euros"), one.granted), "day": _day(_("Paid on"), today)}
    if key == "ask_proof":
        return {"day": _day(_("To be completed by"))}
    if key == "accept":
        return {
            "amount": _euros(_("Costs that the receipts show, in euros"), one.proved),
            "release_photos": _photos(_("Show the photos of what was done to everybody")),
        }
    if key == "claim":
        return {
            "amount": _euros(_("To be paid back, in euros"), unused(one.paid, one.proved) or one.paid),
            "day": _day(_("To be paid back by")),
        }
    if key == "repaid":
        return {
            "amount": _euros(_("Came back, in euros"), one.claimed),
            "day": _day(_("Came back on"), today),
        }
    return {}


def view(case: Case) -> dict[str, Any]:
    """Context of the panel at the desk and of the page of the case."""
    one = application_of(case)
    uploads = list(one.files.select_related("upload"))
    started = one.started_on is None and case.state in MAY_START
    return {
        "what": one,
        "budget": one.budget,
        "rules": process.terms_of(one.budget),
        "costs": one.costs,
        "planned": sum(amount for _what, amount in one.costs),
        "uploads": uploads,
        "private": private_details(f"{one.title}\n{one.text}"),
        "has_letter": has_letter(one),
        "reason": reason_of(one),
        "can_complete": case.state == "completing",
        "can_start": started and (one.notice_on is not None or one.early_on is not None),
        "can_prove": case.state == "paid",
        "rest": unused(one.paid, one.proved) if one.proved is not None else 0,
    }


ADMITTED = gettext_noop(
    "we have checked your application %(number)s. It is admitted, and everybody can read it now."
)
ADVISED = gettext_noop("your application %(number)s was advised on. The committee decides.")
NOTICE = gettext_noop(
    "the committee has decided on your application %(number)s. You find the notice with the link below."
)
CLAIM = gettext_noop(
    "we have checked what the money for %(number)s was used for. Part of it has to come back."
)
PAID = gettext_noop("the money for your project %(number)s is on its way. Good luck with it!")
CLOSED = gettext_noop("thank you for the proof of use of %(number)s. Everything is in order.")
BACK = gettext_noop("the money for %(number)s has come back. With that everything is settled.")


def _letter(case: Case, text: str) -> str:
    with override(case.language):
        return f"{_t('Good day,')}\n\n{_t(text) % {'number': case.number}}"


def next_step(case: Case, person: User) -> NextStep | None:
    """The proposal for the present state, with its reason and the letter already begun."""
    kind = kind_of(case)
    if case.state == "hidden":
        return NextStep(
            title=_("Was it hidden by mistake?"), why=case.hidden_reason, primary=kind.transition("restore")
        )
    maker = BY_STATE.get(case.state)
    return maker(kind, case, application_of(case)) if maker else None


def _check(kind: CaseKind, case: Case, one: Application) -> NextStep:
    found = private_details(f"{one.title}\n{one.text}")
    why = (
        _t("Please look closely: the text contains “%(detail)s”. Everybody could see it.")
        % {"detail": found[0].text}
        if found
        else _t("Please look at papers, sum and cost plan. A refusal needs a reason.")
    )
    return NextStep(
        title=_("Is everything there?"),
        why=why,
        primary=kind.transition("admit"),
        others=(kind.transition("ask"), kind.transition("refuse"), kind.transition("hide")),
        letter=_letter(case, ADMITTED),
    )


def _wait_for_applicant(kind: CaseKind, case: Case, one: Application) -> NextStep:
    return NextStep(
        title=_("Wait for what is missing"),
        why=_t("The applicant has until the day below. Then it can be refused."),
        primary=kind.transition("refuse"),
        others=(kind.transition("hide"),),
    )


def _advice(kind: CaseKind, case: Case, one: Application) -> NextStep:
    vote = process.phase_of(one.budget, "vote")
    if vote is not None and vote.closes_at > timezone.now():
        why = _t(
            "People vote until %(day)s. After that follows the advice, and the proposal is entered here."
        )
        return NextStep(
            title=_("Wait for the vote"),
            why=why % {"day": day_words(timezone.localtime(vote.closes_at - timedelta(seconds=1)))},
            primary=kind.transition("advise"),
            others=(kind.transition("early_admitted"), kind.transition("hide")),
            mine=False,
        )
    why = _t(
        "%(sum)s euros are applied for. Votes and districts of all applications stand on the list of the budget."
    )
    return NextStep(
        title=_t("What is advised? (%(board)s)") % {"board": process.terms_of(one.budget).board.name},
        why=why % {"sum": money(one.requested)},
        primary=kind.transition("advise"),
        others=(kind.transition("early_admitted"), kind.transition("hide")),
        letter=_letter(case, ADVISED),
    )


def _agenda(kind: CaseKind, case: Case, one: Application) -> NextStep:
    return NextStep(
        title=_("Put the list on the agenda"),
        why=_t(
            "The list of the whole budget goes to the committee, from the page of the budget at the desk."
        ),
        primary=kind.transition("schedule"),
        others=(kind.transition("unadvise"), kind.transition("early_advised"), kind.transition("hide")),
        mine=False,
    )


def _decision(kind: CaseKind, case: Case, one: Application) -> NextStep:
    meeting = one.budget.meeting_at
    if meeting is not None and meeting > timezone.now():
        soon = _t("%(body)s meets on %(day)s. After that the decision is entered here.")
        return NextStep(
            title=_("Wait for the meeting"),
            why=soon % {"body": one.budget.body_name, "day": day_words(timezone.localtime(meeting))},
            primary=kind.transition("decide"),
            others=(kind.transition("early_scheduled"),),
            outcomes=tuple((value, str(label)) for value, label in Outcome.choices),
            outcome=_expected(one),
            mine=False,
        )
    why = _t("%(sum)s euros are proposed. The budget has %(left)s euros left.")
    return NextStep(
        title=_("What did the committee decide?"),
        why=why % {"sum": money(one.proposed or 0), "left": money(one.budget.total - one.budget.granted)},
        primary=kind.transition("decide"),
        others=(kind.transition("early_scheduled"),),
        outcomes=tuple((value, str(label)) for value, label in Outcome.choices),
        outcome=_expected(one),
    )


def _expected(one: Application) -> str:
    if not one.proposed:
        return Outcome.DECLINED
    return Outcome.GRANTED if one.proposed == one.requested else Outcome.IN_PART


def _give_notice(kind: CaseKind, case: Case, one: Application) -> NextStep:
    why = _t("%(outcome)s: %(sum)s euros. The letter is made by itself.")
    return NextStep(
        title=_("Give the notice"),
        why=why % {"outcome": one.get_outcome_display(), "sum": money(one.granted or 0)},
        primary=kind.transition("notice"),
        others=(kind.transition("undecide"), kind.transition("early_decided")),
        letter=_letter(case, NOTICE),
    )


def _payment(kind: CaseKind, case: Case, one: Application) -> NextStep:
    why = _t("%(sum)s euros are granted. The bank account is known to the town treasury alone.")
    return NextStep(
        title=_("Pay the money"),
        why=why % {"sum": money(one.granted or 0)},
        primary=kind.transition("pay"),
        others=(kind.transition("revoke"),),
        letter=_letter(case, PAID),
    )


def _wait_for_proof(kind: CaseKind, case: Case, one: Application) -> NextStep:
    return NextStep(
        title=_("Wait for the proof of use"),
        why=_t(
            "The applicant hands it in with the own link; what comes on paper you enter below. Without it the money can "
            "be claimed back."
        ),
        primary=kind.transition("claim"),
        mine=False,
    )


def _proof(kind: CaseKind, case: Case, one: Application) -> NextStep:
    rest = unused(one.paid, one.proved)
    why = (
        _t("%(sum)s euros were not used and have to come back.") % {"sum": money(rest)}
        if rest
        else _t("Please look at costs, receipts and photos.")
    )
    first, other = ("claim", "accept") if rest else ("accept", "claim")
    return NextStep(
        title=_("Claim back what was not used?") if rest else _("Is the proof in order?"),
        why=why,
        primary=kind.transition(first),
        others=(kind.transition("ask_proof"), kind.transition(other)),
        letter=_letter(case, CLAIM if rest else CLOSED),
    )


def _recover(kind: CaseKind, case: Case, one: Application) -> NextStep:
    return NextStep(
        title=_("Has the money come back?"),
        why=_t("%(sum)s euros are claimed back.") % {"sum": money(one.claimed or 0)},
        primary=kind.transition("repaid"),
        letter=_letter(case, BACK),
    )


BY_STATE = {
    "received": _check, "completing": _wait_for_applicant, "admitted": _advice, "advised": _agenda, "scheduled": _decision,
    "decided": _give_notice, "granted": _payment, "paid": _wait_for_proof, "proved": _proof, "recovering": _recover,
}  # fmt: skip
