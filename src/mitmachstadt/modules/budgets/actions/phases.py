"""What the clock does: followers hear of a phase that has begun, exactly once, and applicants are reminded of their proof."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, override

from mitmachstadt.modules.budgets.actions.shown import budget_path
from mitmachstadt.modules.budgets.models import Application, Phase
from mitmachstadt.modules.budgets.queries.applications import BUDGET
from mitmachstadt.modules.budgets.queries.process import terms_of
from mitmachstadt.modules.budgets.queries.town import said
from mitmachstadt.spine.cases.letters import base_context, may_write
from mitmachstadt.spine.notify.actions import queue_mail, tell

MOST = 500


def tell_phases() -> int:
    """Tells of phases that have begun; returns how many. A phase is marked in the same transaction as its news is written,
    by whoever finds it unmarked, so that two workers never tell twice."""
    now, number = timezone.now(), 0
    waiting = Phase.objects.filter(told_at__isnull=True, opens_at__lte=now, budget__public=True)
    for phase in waiting.select_related("budget").order_by("opens_at")[:MOST]:
        with transaction.atomic():
            if not Phase.objects.filter(pk=phase.pk, told_at__isnull=True).update(told_at=now):
                continue
            if phase.closes_at > now:
                _tell(phase)
                number += 1
    return number


def _tell(phase: Phase) -> None:
    budget = phase.budget
    with override(settings.LANGUAGE_CODE):
        rule = terms_of(budget).phase(phase.key)
        title = gettext("%(phase)s: %(budget)s") % {"phase": phase.get_key_display(), "budget": budget.name}
        keys = [f"{BUDGET}:{budget.slug}"]
        if budget.district:
            keys.append(f"district:{budget.district.slug}")
        tell(
            keys, title=title, text=said(rule) if rule else "", path=budget_path(budget), sample=budget.sample
        )


def remind_of_proofs() -> int:
    """Reminds applicants of the proof of use, once some days before and once on the day after; returns how many mails."""
    today, number = timezone.localdate(), 0
    owed = Application.objects.filter(case__state="paid", due_proof_on__isnull=False)
    owed = owed.filter(due_proof_on__lte=today + timedelta(days=400)).select_related("case__unit", "budget")
    for one in owed.order_by("pk").iterator(chunk_size=200):
        days = terms_of(one.budget).proof.remind_days_before
        left = (one.due_proof_on - today).days if one.due_proof_on else 0
        if not may_write(one.case) or left > days or -1 < left < 0:
            continue
        when = "late" if left < 0 else "soon"
        queue_mail(
            one.case.sender_email,
            "application_reminder",
            {**base_context(one.case), "late": left < 0},
            language=one.case.language,
            dedupe_key=f"budget-proof:{one.case.number}:{one.due_proof_on}:{when}",
        )
        number += 1
    return number
