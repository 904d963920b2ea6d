"""The only writers of co-authors: invited by mail, accepted by whoever holds the link and an account, left at any time."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.proposals.actions import telling
from mitmachstadt.modules.proposals.actions.words import locked
from mitmachstadt.modules.proposals.models import CoAuthor, Proposal
from mitmachstadt.modules.proposals.queries import town
from mitmachstadt.modules.proposals.rules.authors import (
    acceptance_problems,
    expired,
    invitation_problems,
    public_name_problems,
)
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.audit.actions import record
from mitmachstadt.spine.cases.actions import write_event
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.moderation.limits import too_many
from mitmachstadt.spine.problems import Problem, Refused, refuse_if

#: Invitations of one proposal in a day, and to one address in a day from everywhere: nobody is flooded.
PER_PROPOSAL, PER_ADDRESS, DAY = 10, 3, 86_400


def hash_of(token: str) -> str:
    """What the table keeps of the link of an invitation."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def invite(case: Case, email: str, *, by: User | None) -> None:
    """Invites an address to write along; the same address again gets a new link, and the old one ends.

    Whether somebody has an account with that address is never looked at, so nothing can tell.

    Raises:
        Refused: no place left, the proposal has ended, an address nobody can be written at, or too many at once.
    """
    row, email = locked(case.pk), email.strip().lower()
    rule = town.rules_of(row.case).co_authors
    _expire(row)
    known = CoAuthor.objects.filter(proposal=row, email=email).exclude(email="").first()
    places = set(CoAuthor.objects.filter(proposal=row).values_list("place", flat=True))
    refuse_if(
        invitation_problems(
            rule,
            state=row.case.state if not row.case.hidden else "",
            places=len(places) - (1 if known else 0),
            proven=by is not None or bool(row.case.sender_email and row.case.email_confirmed_at),
            own_address=bool(email) and email == (by.email if by else row.case.sender_email).lower(),
        )
    )
    refuse_if(_address_problems(email))
    if too_many("proposal.invite", row.case.number, limit=PER_PROPOSAL, seconds=DAY) or too_many(
        "proposal.invited", email, limit=PER_ADDRESS, seconds=DAY
    ):
        raise Refused([Problem("", "too_many", _("Too many invitations today. Please try again tomorrow."))])
    token, now = secrets.token_urlsafe(32), timezone.now()
    if known:
        CoAuthor.objects.filter(pk=known.pk).update(token_hash=hash_of(token), invited_at=now)
    else:
        free = next(place for place in range(rule.most) if place not in places)
        CoAuthor.objects.create(
            proposal=row, place=free, email=email, token_hash=hash_of(token), invited_at=now
        )
    record("proposal.invite", row.case, by=by, sample=row.case.sample)
    with override(get_language() or settings.LANGUAGE_CODE):
        link = settings.BASE_URL + reverse("proposals:invitation", args=[token])
    telling.invite(row, email, link, rule.days, key=f"invite:{hash_of(token)[:32]}")


def _address_problems(email: str) -> list[Problem]:
    try:
        validate_email(email)
    except ValidationError:
        return [Problem("email", "invalid", _("The part after the @ is missing, for example web.de."))]
    return []


@dataclass(frozen=True)
class Invitation:
    """A waiting invitation: to which proposal, and until the end of which day."""

    row: CoAuthor
    proposal: Proposal


def invitation_of(token: str) -> Invitation | None:
    """The invitation behind a link; None for a wrong, used or old one, without telling which."""
    rows = CoAuthor.objects.filter(token_hash=hash_of(token)).exclude(token_hash="")
    found = rows.select_related("proposal__case__unit", "proposal__district").first()
    if found is None or found.proposal.case.hidden:
        return None
    rule = town.rules_of(found.proposal.case).co_authors
    return None if expired(rule, found.invited_at, timezone.now()) else Invitation(found, found.proposal)


@transaction.atomic
def accept(token: str, user: User, name: str) -> Proposal:
    """The signed-in holder of the link writes along from now on and is named as `name`.

    Raises:
        Refused: a used or old link (code "gone"), one's own proposal, a second time, or no usable name.
    """
    found = invitation_of(token)
    if found is None:
        raise Refused([Problem("", "gone", _("This invitation is no longer valid. Ask for a new one."))])
    row = locked(found.proposal.case_id)
    place = CoAuthor.objects.filter(pk=found.row.pk, token_hash=hash_of(token)).first()
    if place is None:
        raise Refused([Problem("", "gone", _("This invitation is no longer valid. Ask for a new one."))])
    rule = town.rules_of(row.case).co_authors
    refuse_if(
        acceptance_problems(
            rule,
            state=row.case.state,
            invited_at=place.invited_at,
            now=timezone.now(),
            author=row.case.sender_id == user.pk,
            already=CoAuthor.objects.filter(proposal=row, user=user).exists(),
        )
    )
    name = " ".join(name.split())
    refuse_if(public_name_problems(name))
    CoAuthor.objects.filter(pk=place.pk).update(
        user=user, name=name, email="", token_hash="", joined_at=timezone.now()
    )
    _changed(row, "proposal.co_author_joined", "co_author_joined", by=user)
    return row


@transaction.atomic
def decline(token: str) -> None:
    """Whoever holds the link says no: the address is forgotten at once. Again changes nothing."""
    CoAuthor.objects.filter(token_hash=hash_of(token)).exclude(token_hash="").delete()


@transaction.atomic
def leave(proposal: Proposal, user: User) -> None:
    """A co-author leaves; the name goes with them. Again changes nothing."""
    row = locked(proposal.case_id)
    if CoAuthor.objects.filter(proposal=row, user=user).delete()[0]:
        _changed(row, "proposal.co_author_left", "co_author_left", by=user)


@transaction.atomic
def take_out(proposal: Proposal, place: int, *, by: User | None, reason: str = "") -> None:
    """The author takes an invitation back or lets somebody go, or the desk takes a name out; again changes nothing."""
    row = locked(proposal.case_id)
    found = CoAuthor.objects.filter(proposal=row, place=place).first()
    if found is None:
        return
    found.delete()
    if found.user_id is not None:
        _changed(row, "proposal.co_author_taken_out", "co_author_left", by=by, reason=reason)


def _changed(row: Proposal, what: str, line: str, *, by: User | None, reason: str = "") -> None:
    Proposal.objects.filter(pk=row.pk).update(updated_at=timezone.now(), revision=F("revision") + 1)
    write_event(row.case, line, public=True)
    record(what, row.case, by=by, reason=reason, sample=row.case.sample)


def _expire(row: Proposal) -> None:
    rule = town.rules_of(row.case).co_authors
    before = timezone.now() - timedelta(days=rule.days)
    CoAuthor.objects.filter(proposal=row, user=None, invited_at__lt=before).delete()


def sweep(dry_run: bool = False) -> int:
    """Forgets invitations that nobody accepted in time, or only counts them; returns their number."""
    now, number = timezone.now(), 0
    rows = CoAuthor.objects.filter(user=None, invited_at__lt=now - timedelta(days=1))
    for one in rows.select_related("proposal__case").order_by("pk"):
        if expired(town.rules_of(one.proposal.case).co_authors, one.invited_at, now):
            number += 1
            if not dry_run:
                one.delete()
    return number


def leave_all(user: User) -> None:
    """Whoever leaves the platform is named nowhere any more."""
    for one in CoAuthor.objects.filter(user=user).select_related("proposal"):
        leave(one.proposal, user)


def forget_invitations(email: str) -> None:
    """Open invitations to that address are forgotten."""
    CoAuthor.objects.filter(email__iexact=email, user=None).delete()
