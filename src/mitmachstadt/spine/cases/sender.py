"""What the sender may do by the secret link: confirm the address, change the words, withdraw, delete personal data."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.audit.actions import record
from mitmachstadt.spine.cases import letters, links, rules
from mitmachstadt.spine.cases.actions import move, set_if_unchanged, write_event
from mitmachstadt.spine.cases.models import Case, CaseEvent
from mitmachstadt.spine.cases.registry import Given, Transition, find_kind, kind_of
from mitmachstadt.spine.problems import Problem, Refused, refuse_if


def case_of_token(token: str) -> Case | None:
    """The case whose address a token proves; None for a wrong or old token, or when the address is gone."""
    read = links.read_email_token(token)
    if read is None:
        return None
    number, email = read
    case: Case | None = (
        Case.objects.filter(number=number, sender_email=email).exclude(sender_email="").first()
    )
    return case


@transaction.atomic
def confirm_email(token: str, *, now: datetime | None = None) -> Case:
    """Marks the address as proven and sends the receipt; a second press changes nothing.

    Raises `Refused` (code "expired") for a wrong or old link, and whatever the kind has against it.
    """
    case = case_of_token(token)
    if case is None:
        raise Refused([Problem("", "expired", _("This link is no longer valid."))])
    changed = Case.objects.filter(pk=case.pk, email_confirmed_at__isnull=True).update(
        email_confirmed_at=now or timezone.now()
    )
    case.refresh_from_db()
    if changed:
        kind = find_kind(case.kind)
        if kind and kind.on_confirmed:
            kind.on_confirmed(case)
        write_event(case, "email_confirmed")
        letters.say_received(case, links.secret_of(case))
    return case


def may_change(case: Case) -> bool:
    """The sender may change the words until somebody released them."""
    kind = kind_of(case)
    return kind.change_own_text is not None and case.state == kind.initial.key


@transaction.atomic
def change_text(case: Case, text: str, *, expect_version: int, more: Mapping[str, str] | None = None) -> Case:
    """Replaces the sender's words, and with `more` the further texts that the kind names.

    Raises `Refused` once they are public or in work, and when somebody was quicker; nothing is written then.
    """
    kind = kind_of(case)
    if not may_change(case) or kind.change_own_text is None:
        raise Refused(
            [
                Problem(
                    "text", "too_late", _("Your text has already been checked. It can no longer be changed.")
                )
            ]
        )
    fresh = set_if_unchanged(case, expect_version)
    kind.change_own_text(fresh, text)
    if more and kind.change_own_more is not None:
        kind.change_own_more(fresh, {one.name: more[one.name] for one in kind.own_more if one.name in more})
    write_event(fresh, "text_changed", public=True, text=str(gettext("The sender changed the text.")))
    return fresh


def withdrawal(case: Case) -> Transition | None:
    """The step by which the sender takes it back now, None where there is none; other steps of the sender are no such."""
    steps = kind_of(case).steps_from(case.state)
    return next((step for step in steps if step.key == "withdraw" and "sender" in step.roles), None)


def withdraw(case: Case, *, expect_version: int, wishes: Sequence[str] = ()) -> Case:
    """Takes the case back; possible as long as the kind has that step, which may read the `wishes`."""
    step = withdrawal(case)
    if step is None:
        raise Refused([rules.NOT_NOW])
    given = Given(more={"wishes": tuple(wishes)})
    return move(case, step.targets[0], by=None, expect_version=expect_version, as_sender=True, given=given)


@transaction.atomic
def delete_personal(case: Case, *, reason: str) -> Case:
    """Removes address, account and the secret link for good; the words and the answer stay, without a name."""
    kind = find_kind(case.kind)
    Case.objects.filter(pk=case.pk).update(
        sender=None,
        sender_email="",
        email_confirmed_at=None,
        submission_key=None,
        secret_hash=links.hash_of(secrets.token_urlsafe(32)),
        delete_personal_on=None,
    )
    CaseEvent.objects.filter(case=case, kind="letter").update(text="")
    case.refresh_from_db()
    if kind and kind.forget:
        kind.forget(case)
    write_event(case, "personal_deleted", text=reason)
    record("case.personal_deleted", case, by=None, reason=reason, sample=case.sample)
    return case


def purge_due(today: date, *, dry_run: bool) -> list[str]:
    """Deletes the personal data of all cases whose day has come; returns their numbers.

    With `dry_run` only says which would be affected.
    """
    due = Case.objects.filter(delete_personal_on__lte=today).order_by("number")
    numbers: list[str] = []
    for case in due.iterator(chunk_size=200) if dry_run else list(due):
        numbers.append(case.number)
        if not dry_run:
            delete_personal(case, reason=str(gettext("The day named in the receipt has come.")))
    return numbers


def forget_staff(person: User) -> None:
    """Takes the name of somebody who worked here out of all timelines; what was done stays."""
    name = str(person)
    CaseEvent.objects.filter(kind="assigned", text=name).update(text="")
    CaseEvent.objects.filter(actor=person).update(actor_name="")


def check_text(text: str, most: int) -> None:
    """Raises `Refused` for an empty text or one of more than `most` characters."""
    problems = []
    if not text.strip():
        problems.append(Problem("text", "missing", _("Please write at least one sentence.")))
    if len(text) > most:
        problems.append(Problem("text", "too_long", _("Your text is too long.")))
    refuse_if(problems)
