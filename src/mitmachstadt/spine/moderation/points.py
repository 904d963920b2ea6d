"""Judges a text when it arrives, and holds what looks like advertising back from being released together with others."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import Given, Transition, kind_of
from mitmachstadt.spine.moderation.authors import is_public_kind
from mitmachstadt.spine.moderation.models import Judgement
from mitmachstadt.spine.moderation.scoring.judging import judge, kernel
from mitmachstadt.spine.moderation.scoring.model import model
from mitmachstadt.spine.problems import Problem

REPEAT_DAYS = 7
RECENT_MINUTES = 10


def judge_case(case: Case) -> Judgement | None:
    """Writes the points of a new case; None for kinds whose words never become public."""
    values = _judged(case)
    return Judgement.objects.create(case=case, **values) if values else None


def rejudge(case: Case, text: str = "") -> Judgement | None:
    """Writes the points of a case whose words were changed; None for kinds whose words never become public.

    `text` is what to judge, where that is more or less than the kind's main text.
    """
    values = _judged(case, text)
    return Judgement.objects.update_or_create(case=case, defaults=values)[0] if values else None


def _judged(case: Case, words: str = "") -> dict[str, Any] | None:
    kind = kind_of(case)
    if kind.own_text is None or not is_public_kind(kind):
        return None
    text, now = words or kind.own_text(case), timezone.now()
    hashed = hashlib.sha256(kernel(text).encode()).hexdigest()
    same = Judgement.objects.filter(kernel_hash=hashed, at__gte=now - timedelta(days=REPEAT_DAYS))
    repeats = same.exclude(case=case).count()
    judged = judge(text, model(), repeats=repeats, recent=_recent(case))
    return {
        "points": judged.points,
        "held": judged.held,
        "reasons": [list(reason) for reason in judged.reasons],
        "kernel_hash": hashed,
        "at": now,
    }


def _recent(case: Case) -> int:
    """How many other cases the same account or address sent within ten minutes; 0 when nobody is known."""
    who = Q()
    if case.sender_id:
        who |= Q(sender_id=case.sender_id)
    if case.sender_email:
        who |= Q(sender_email__iexact=case.sender_email)
    if not who:
        return 0
    since = case.received_at - timedelta(minutes=RECENT_MINUTES)
    return Case.objects.filter(who, received_at__gte=since).exclude(pk=case.pk).count()


def problems_with_step(case: Case, step: Transition, given: Given, by: User | None) -> Iterator[Problem]:
    """A held text is released alone, after a look; never in a heap."""
    if step.key != "release" or len(given.together) < 2:
        return
    if Judgement.objects.filter(case=case, held=True).exists():
        message = _("This looks like advertising. Please open it and release it by itself if it is not.")
        yield Problem("", "held", message)
