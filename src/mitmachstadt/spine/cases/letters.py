"""What the sender of a case is told by mail, and when: never before the address is confirmed, except to confirm it."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from mitmachstadt.spine.cases import links
from mitmachstadt.spine.cases.models import Case, Duty
from mitmachstadt.spine.cases.registry import Context, Given, Transition, kind_of
from mitmachstadt.spine.city.models import Organisation
from mitmachstadt.spine.notify.actions import queue_mail


def base_context(case: Case, secret: str = "") -> Context:
    """What every mail about a case may say: number, link, unit, date of the answer, date of deletion."""
    secret = secret or links.secret_of(case)
    name, args = ("cases:sender", [case.number, secret]) if secret else ("cases:public", [case.number])
    kind = kind_of(case)
    duty = Duty.objects.filter(case=case, done_at__isnull=True).first()
    with override(case.language):
        path = reverse(name, args=args)
    return {
        "case": case,
        "number": case.number,
        "kind": kind,
        "state": kind.state(case.state),
        "url": settings.BASE_URL + path,
        "unit": case.unit,
        "due_on": duty.due_on if duty else None,
        "delete_on": case.delete_personal_on,
        **(kind.mail_context(case) if kind.mail_context else {}),
    }


def _send(case: Case, template: str, context: Context, dedupe: str) -> None:
    queue_mail(
        case.sender_email,
        template,
        context,
        language=case.language,
        dedupe_key=f"case:{case.number}:{dedupe}",
    )


def say_received(case: Case, secret: str) -> None:
    """The receipt for a proven address, or the request to confirm an address that is new to us."""
    if not case.sender_email or case.sample:
        return
    kind = kind_of(case)
    context = base_context(case, secret)
    if case.email_confirmed_at:
        _send(case, kind.received_mail, context, "received")
        return
    with override(case.language):
        path = reverse("cases:confirm", args=[links.email_token(case)])
    _send(case, kind.confirm_mail, {**context, "confirm_url": settings.BASE_URL + path}, "confirm")


def may_write(case: Case) -> bool:
    """True when there is an address that its owner confirmed; samples never write anybody."""
    return bool(case.sender_email and case.email_confirmed_at) and not case.sample


def say_step(case: Case, step: Transition, given: Given) -> None:
    """Tells the sender of a step, with the clerk's own letter when there is one."""
    if step.mail and may_write(case):
        _send(
            case,
            step.mail,
            {**base_context(case), "given": given, "letter": given.letter.strip()},
            f"v{case.version}",
        )


def say_handed_over(case: Case, unit: Organisation) -> None:
    """Tells the sender which unit answers from now on."""
    if may_write(case):
        context = {**base_context(case), "new_unit": unit, "today": timezone.localdate()}
        _send(case, "case_handed_over", context, f"v{case.version}")
