"""The only writers of people and roles: give and take roles, change one's details, leave."""

from __future__ import annotations

from datetime import date

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, gettext

from mitmachstadt.spine.accounts import devices, rules
from mitmachstadt.spine.accounts.models import Device, Role, RoleAssignment, User
from mitmachstadt.spine.accounts.sealing import seal, unseal
from mitmachstadt.spine.audit.actions import record
from mitmachstadt.spine.city.models import District, Organisation
from mitmachstadt.spine.notify.actions import queue_mail
from mitmachstadt.spine.privacy.registry import Person, register
from mitmachstadt.spine.problems import refuse_if

# The back office lets groups in; its own migration makes this one with everything an editor needs.
EDITORS_GROUP = "Editors"
#: Where the sign-in library keeps secrets of code apps and recovery codes.
SEALED_FIELDS = {"secret", "seed"}


@transaction.atomic
def assign_role(
    user: User,
    role: str,
    organisation: Organisation | None = None,
    *,
    by: User | None,
    until: date | None = None,
) -> RoleAssignment:
    """Gives `user` a role from today on, until the end of `until` when given; giving it twice changes
    only `until`.

    `by` is the operator, or None for the command line.

    Raises:
        Refused: unknown role, missing or unfitting organisation, an end in the past, or a person without
        the right.
    """
    today = timezone.localdate()
    refuse_if(rules.problems_with_granting(by))
    refuse_if(rules.problems_with_role(role, organisation, until, today))
    row, _made = RoleAssignment.objects.update_or_create(
        user=user,
        role=role,
        organisation=organisation,
        defaults={"until": until},
        create_defaults={"until": until, "since": today},
    )
    refresh_access(user)
    record("role.assigned", user, by=by, summary=describe(row), sample=user.sample)
    return row


@transaction.atomic
def revoke_role(row: RoleAssignment, *, by: User | None) -> None:
    """Takes a role away at once.

    Raises:
        Refused: the last operator would be gone, or a person without the right.
    """
    refuse_if(rules.problems_with_granting(by))
    user, words = row.user, describe(row)
    refuse_if(rules.problems_with_losing_operator(row.role, other_operators(user)))
    row.delete()
    refresh_access(user)
    record("role.revoked", user, by=by, summary=words, sample=user.sample)


def describe(row: RoleAssignment) -> str:
    """`clerk, Tiefbau, until 2026-12-31` in the reader's language."""
    parts = [str(row.get_role_display()), str(row.organisation) if row.organisation else ""]
    if row.until:
        parts.append(gettext("until %(day)s") % {"day": row.until.isoformat()})
    return ", ".join(part for part in parts if part)


def other_operators(user: User) -> int:
    """How many people besides `user` are operators today; rows are locked, so that two can not leave at
    once."""
    today = timezone.localdate()
    rows = RoleAssignment.objects.select_for_update().filter(role=Role.OPERATOR, user__is_active=True)
    return sum(1 for row in rows if row.user_id != user.pk and rules.holds_on(row.until, today))


def refresh_access(user: User) -> None:
    """Lets editors and operators into the back office, and forgets what was read about the person before."""
    user.__dict__.pop("_roles_today", None)
    editing = any(rules.has_role(user, role) for role in (Role.EDITOR, Role.OPERATOR))
    group, _made = Group.objects.get_or_create(name=EDITORS_GROUP)
    if editing:
        user.groups.add(group)
    else:
        user.groups.remove(group)


def change_details(user: User, *, display_name: str, home_district: District | None) -> User:
    """Name for the town hall and district; both may be empty."""
    user.display_name = " ".join(display_name.split())[:100]
    user.home_district = home_district
    user.save(update_fields=["display_name", "home_district"])
    return user


@transaction.atomic
def delete_account(user: User) -> None:
    """Removes the account with everything personal; what the person said in public stays, without a name.

    Raises:
        Refused: the last operator would be gone.
    """
    refuse_if(
        rules.problems_with_losing_operator(Role.OPERATOR if is_operator(user) else "", other_operators(user))
    )
    email, sample = user.email, user.sample
    for forget in register.forgetters:
        forget(Person(email, user))
    user.delete()
    if not sample:
        queue_mail(email, "account_deleted", {}, language=get_language() or settings.LANGUAGE_CODE)


def is_operator(user: User) -> bool:
    """True when the person is operator by role today."""
    return any(role == Role.OPERATOR for role, _org in rules.roles_of(user))


@transaction.atomic
def ensure_account(email: str) -> tuple[User, bool]:
    """The account of `email` with a proven address and no password yet; True when it was made now."""
    address = email.strip().lower()
    user = User.objects.filter(email__iexact=address).first()
    made = user is None
    if user is None:
        user = User.objects.create_user(address)
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
    return user, made


@transaction.atomic
def end_sessions(user: User, *, keep: str = "", only: int | None = None) -> int:
    """Ends the sessions of `user` on all devices but the one with the session key `keep`, or `only` that one.

    Returns how many.
    """
    rows = Device.objects.filter(user=user).exclude(session_key=keep)
    chosen = list(rows if only is None else rows.filter(pk=only))
    devices.end(chosen)
    return len(chosen)


@transaction.atomic
def reset_second_factor(user: User, *, by: User, reason: str) -> int:
    """Takes every second step and every session from somebody who lost the device; the next sign-in to the desk
    asks to set up a new one. The person is told by mail. Returns how many were taken.

    Raises:
        Refused: no operator, no reason, or one's own account.
    """
    refuse_if(rules.problems_with_reset(user, by, reason))
    number = int(Authenticator.objects.filter(user=user).delete()[0])
    end_sessions(user)
    record("second_factor.reset", user, by=by, reason=reason, sample=user.sample)
    if not user.sample:
        queue_mail(user.email, "account_reset", {"login_url": settings.BASE_URL + "/konto/anmelden/"})
    return number


@transaction.atomic
def reseal_second_steps() -> int:
    """Seals the secrets of all second steps with the newest key, so that an earlier one can be thrown away.

    Returns how many.

    Raises:
        Refused: one of them opens with no key of the installation; nothing is changed then.
    """
    rows = list(Authenticator.objects.select_for_update().exclude(type=Authenticator.Type.WEBAUTHN))
    for row in rows:
        for name in SEALED_FIELDS & row.data.keys():
            row.data[name] = seal(unseal(row.data[name]))
        row.save(update_fields=["data"])
    return len(rows)
