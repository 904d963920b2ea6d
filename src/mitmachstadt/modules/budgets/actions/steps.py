"""What each step of the case means for the application behind it; runs inside the transaction of the move."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.budgets.actions.shown import follow_photos, index, tell_step
from mitmachstadt.modules.budgets.models import Application, ApplicationFile, Budget
from mitmachstadt.modules.budgets.queries.process import phase_of, terms_of
from mitmachstadt.modules.budgets.rules import (
    admit_problems,
    advice_problems,
    after_meeting_problems,
    after_vote_problems,
    claim_problems,
    closing_problems,
    coming_problems,
    grant_problems,
    granted_sum,
    payment_problems,
)
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import Given, Transition
from mitmachstadt.spine.problems import Problem, Refused, refuse_if

Writer = Callable[[Application, Given], list[str]]


def apply_step(case: Case, step: Transition, given: Given, by: User | None) -> None:
    """Writes what a step says into the application; raises `Refused` when the rules of its budget do not allow it."""
    rows = Application.objects.select_for_update(of=("self",)).select_related("budget", "district", "topic")
    application: Application = rows.get(case=case)
    application.case = case
    writer = WRITERS.get("early" if step.key.startswith("early_") else step.key)
    fields = writer(application, given) if writer else []
    application.updated_at, application.revision = timezone.now(), application.revision + 1
    application.save(update_fields=[*fields, "updated_at", "revision"])
    follow_photos(application)
    index([application])
    tell_step(application, step.key, given.text)


def _amount(given: Given) -> int | None:
    value = given.more.get("amount")
    return value if isinstance(value, int) else None


def _vote_ends(budget: Budget) -> datetime | None:
    phase = phase_of(budget, "vote")
    return phase.closes_at if phase else None


def _admit(application: Application, given: Given) -> list[str]:
    """From now on everybody reads it, and it stands on the ballot."""
    terms, phase = terms_of(application.budget), phase_of(application.budget, "vote")
    refuse_if(admit_problems(phase.opens_at if phase else None, timezone.now(), application.on_ballot))
    if terms.apply.email_needed and not application.case.sample and not application.case.email_confirmed_at:
        words = _("The e-mail address is not confirmed yet. Only its owner can do so.")
        raise Refused([Problem("", "not_confirmed", words)])
    if given.more.get("release_photos"):
        ApplicationFile.objects.filter(application=application, use="photo").update(released=True)
    application.on_ballot, application.missing = True, ""
    application.admitted_on = application.admitted_on or timezone.localdate()
    return ["on_ballot", "missing", "admitted_on"]


def _ask(application: Application, given: Given) -> list[str]:
    application.complete_by = _coming(given.day)
    application.missing = given.reason.strip()
    return ["complete_by", "missing"]


def _coming(day: date | None) -> date:
    refuse_if(coming_problems(day, timezone.localdate()))
    assert day is not None
    return day


def _advise(application: Application, given: Given) -> list[str]:
    refuse_if(after_vote_problems(_vote_ends(application.budget), timezone.now()))
    amount, rank = _amount(given), given.more.get("rank")
    refuse_if(advice_problems(amount, application.requested, rank, given.text))
    application.proposed, application.rank = amount, rank if amount else None
    application.proposed_reason = given.text.strip()
    return ["proposed", "rank", "proposed_reason"]


def _unadvise(application: Application, given: Given) -> list[str]:
    application.proposed = application.rank = None
    application.proposed_reason = ""
    return ["proposed", "rank", "proposed_reason"]


def _decide(application: Application, given: Given) -> list[str]:
    """The row of the budget is the lock on which the promised sum stands; the database itself refuses more than the total."""
    budget = Budget.objects.select_for_update().get(pk=application.budget_id)
    now = timezone.now()
    refuse_if(after_vote_problems(_vote_ends(budget), now) or after_meeting_problems(budget.meeting_at, now))
    amount, left = _amount(given), budget.total - budget.granted
    refuse_if(grant_problems(given.outcome, amount, application.requested, left))
    if given.outcome != "granted" and not given.text.strip():
        raise Refused([Problem("text", "missing", _("Please say why."))])
    application.outcome = given.outcome
    application.granted = granted_sum(given.outcome, amount, application.requested)
    application.decision_reason = given.text.strip()
    application.decided_on = (
        timezone.localdate(budget.meeting_at) if budget.meeting_at else timezone.localdate()
    )
    application.decided_by = budget.body_name or terms_of(budget).decision.name
    Budget.objects.filter(pk=budget.pk).update(granted=F("granted") + application.granted)
    return ["outcome", "granted", "decision_reason", "decided_on", "decided_by"]


def _release_money(application: Application) -> int:
    """The promised sum goes back into the budget; returns it."""
    amount = application.granted or 0
    Budget.objects.select_for_update().get(pk=application.budget_id)
    Budget.objects.filter(pk=application.budget_id).update(granted=F("granted") - amount)
    return amount


def _undecide(application: Application, given: Given) -> list[str]:
    _release_money(application)
    application.outcome, application.granted, application.decision_reason = "", None, ""
    application.decided_on, application.decided_by = None, ""
    return ["outcome", "granted", "decision_reason", "decided_on", "decided_by"]


def _early(application: Application, given: Given) -> list[str]:
    if application.early_on is not None:
        raise Refused([Problem("", "twice", _("An early start is allowed already."))])
    application.early_on = given.day or timezone.localdate()
    if not 2000 <= application.early_on.year <= timezone.localdate().year + 10:
        raise Refused([Problem("day", "too_far", _("Please look at the year again."))])
    application.early_reason = given.reason.strip()
    return ["early_on", "early_reason"]


def _notice(application: Application, given: Given) -> list[str]:
    today = timezone.localdate()
    application.notice_on = application.notice_on or today
    if application.outcome != "declined":
        application.due_proof_on = application.notice_on + timedelta(
            days=terms_of(application.budget).proof.days
        )
    return ["notice_on", "due_proof_on"]


def _revoke(application: Application, given: Given) -> list[str]:
    """Frees the money before it is paid; what was paid is claimed back instead."""
    if application.paid:
        raise Refused([Problem("", "paid", _("The money is paid already. Please claim it back."))])
    application.revoked = _release_money(application)
    application.granted = 0
    return ["revoked", "granted"]


def _pay(application: Application, given: Given) -> list[str]:
    today, day = timezone.localdate(), given.day or timezone.localdate()
    amount = _amount(given)
    refuse_if(payment_problems(amount, day, today, application.granted, application.notice_on))
    application.paid, application.paid_on = amount, day
    return ["paid", "paid_on"]


def _prove(application: Application, given: Given) -> list[str]:
    application.proof = given.text.strip()
    application.proved, application.proved_on = given.more.get("costs"), given.more.get("came_on")
    application.proved_on = application.proved_on or timezone.localdate()
    application.started_on, application.done_on = given.more.get("started_on"), given.more.get("done_on")
    return ["proof", "proved", "proved_on", "started_on", "done_on"]


def _ask_proof(application: Application, given: Given) -> list[str]:
    application.due_proof_on = _coming(given.day)
    application.missing = given.reason.strip()
    return ["due_proof_on", "missing"]


def _accept(application: Application, given: Given) -> list[str]:
    """The costs as the town accepts them; with the photos that everybody may see from now on."""
    amount = _amount(given)
    refuse_if(closing_problems(amount, application.paid))
    if given.more.get("release_photos"):
        ApplicationFile.objects.filter(application=application, use="result").update(released=True)
    application.proved, application.missing = amount, ""
    return ["proved", "missing"]


def _claim(application: Application, given: Given) -> list[str]:
    amount = _amount(given)
    refuse_if(claim_problems(amount, application.paid, given.day, timezone.localdate()))
    application.claimed, application.due_back_on = amount, given.day
    return ["claimed", "due_back_on"]


def _repaid(application: Application, given: Given) -> list[str]:
    today, day = timezone.localdate(), given.day or timezone.localdate()
    if day > today:
        raise Refused([Problem("day", "in_future", _("This day is still to come."))])
    amount = _amount(given)
    if amount is None or amount < (application.claimed or 0) or amount > (application.paid or 0):
        raise Refused([Problem("amount", "not_all", _("Please write the whole sum that came back."))])
    application.recovered, application.recovered_on = amount, day
    return ["recovered", "recovered_on"]


WRITERS: dict[str, Writer] = {
    "admit": _admit, "ask": _ask, "advise": _advise, "unadvise": _unadvise, "decide": _decide, "undecide": _undecide,
    "early": _early, "notice": _notice, "revoke": _revoke, "pay": _pay, "prove": _prove, "ask_proof": _ask_proof,
    "accept": _accept, "claim": _claim, "repaid": _repaid,
}  # fmt: skip
