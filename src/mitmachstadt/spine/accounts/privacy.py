"""Accounts, roles, ways of signing in, and proofs of residence or age."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.accounts import devices
from mitmachstadt.spine.accounts.models import Device, Letter, Proof, RoleAssignment, User
from mitmachstadt.spine.accounts.proof_actions import forget_over
from mitmachstadt.spine.privacy.registry import Activity, Item, Person, Section, register
from mitmachstadt.spine.ui.words import day

#: An account whose address was never confirmed can not be used; nobody misses it.
UNCONFIRMED_DAYS = 30

register.activity(
    Activity(
        key="accounts",
        title=_("Accounts"),
        purpose=_("Signing in, finding one's own suggestions again, and doing the work that a role brings."),
        basis=_(
            "Use of the account at one's own wish (GDPR article 6 (1) b); staff: employment (DSG NRW § 18)"
        ),
        people=_("People with an account"),
        recipients=_("Operators see address and roles; nobody outside the town"),
        deletion=_(
            "At any time by the person. An address that was never confirmed after 30 days, a session after 30 days, a "
            "role at its end."
        ),
        fields={
            "accounts.User": ("password", "last_login", "email", "display_name"),
            "accounts.User_groups": ("user",),
            "accounts.User_user_permissions": ("user",),
            "accounts.RoleAssignment": ("user",),
            "accounts.Device": ("user", "session_key"),
            "account.EmailAddress": ("user", "email"),
            "mfa.Authenticator": ("user", "data"),
            "socialaccount.SocialAccount": ("user", "last_login", "extra_data"),
            "socialaccount.SocialToken": ("token", "token_secret"),
            "sessions.Session": ("session_data",),
        },
        order=10,
    )
)
register.activity(
    Activity(
        key="proofs",
        title=_("Proof of residence and age"),
        purpose=_("Letting those decide who live here and are old enough."),
        basis=_(
            "Task in the public interest (GDPR article 6 (1) e with GO NRW § 21); consent of the parents where it is asked"
        ),
        people=_("People who prove where they live or how old they are"),
        recipients=_("The registry office compares; it passes on the result alone"),
        deletion=_(
            "Kept is kind, day and result, until the account ends. The address of a letter goes when it is posted, its "
            "code a month after it ended."
        ),
        fields={
            "accounts.Proof": ("user", "age_at_least", "seal"),
            "accounts.Letter": ("user", "name", "street", "postal_code"),
        },
        order=12,
    )
)
register.not_personal(
    "socialaccount.SocialApp", "Settings of the identity provider.", "name", "secret", "settings"
)
register.not_personal("auth.Permission", "Names of rights.", "name")
register.not_personal("auth.Group", "Names of groups.", "name")


@register.finder
def find(person: Person) -> Iterator[Section]:
    """The account with everything that hangs on it."""
    user = person.user
    if not isinstance(user, User):
        return
    yield Section(
        activity="accounts", items=tuple(account_items(user)), correct_url=reverse("accounts:details")
    )
    proofs = [
        Item(
            title=str(proof.get_kind_display()),
            facts=(
                (_t("Day"), day(proof.day)),
                (_t("Lives here"), _t("yes") if proof.resident else _t("no")),
                (
                    _t("At least"),
                    _t("%(n)s years") % {"n": proof.age_at_least} if proof.age_at_least else "–",
                ),
            ),
        )
        for proof in Proof.objects.filter(user=user).order_by("day")
    ]
    for letter in Letter.objects.filter(user=user):
        where = ", ".join(filter(None, (letter.name, letter.street, letter.postal_code)))
        proofs.append(
            Item(
                title=_t("Letter with a code"),
                facts=((_t("Asked for on"), day(letter.asked_at)), (_t("To"), where or "–")),
            )
        )
    yield Section(activity="proofs", items=tuple(proofs))


def account_items(user: User) -> Iterator[Item]:
    """Account, roles, second steps, connected accounts, devices."""
    yield Item(
        title=_t("Your account"),
        facts=(
            (_t("E-mail address"), user.email),
            (_t("Name"), user.display_name or _t("not given")),
            (_t("District"), str(user.home_district) if user.home_district else _t("not given")),
            (_t("Since"), day(user.date_joined)),
            (_t("Last sign-in"), day(user.last_login) if user.last_login else "–"),
        ),
    )
    for address in EmailAddress.objects.filter(user=user).exclude(email__iexact=user.email):
        yield Item(
            title=address.email, facts=((_t("Confirmed"), _t("yes") if address.verified else _t("no")),)
        )
    for role in RoleAssignment.objects.filter(user=user).select_related("organisation"):
        until = day(role.until) if role.until else _t("without an end")
        facts = (
            (_t("Since"), day(role.since)),
            (_t("Until"), until),
            (_t("For"), str(role.organisation or _t("whole town"))),
        )
        yield Item(title=str(role.get_role_display()), facts=facts)
    for one in Authenticator.objects.filter(user=user):
        yield Item(title=str(one.get_type_display()), facts=((_t("Since"), day(one.created_at)),))
    for linked in SocialAccount.objects.filter(user=user):
        yield Item(title=linked.provider, facts=((_t("Identifier there"), linked.uid),))
    for device in Device.objects.filter(user=user):
        yield Item(
            title=device.words or _t("A device"),
            facts=((_t("Signed in since"), day(device.since)), (_t("Last used"), day(device.used_on))),
        )


def unconfirmed(now: datetime) -> QuerySet[User]:
    """Accounts whose address was never confirmed, without a role and without ever having signed in."""
    proven = EmailAddress.objects.filter(verified=True).values("user")
    known = User.objects.filter(
        date_joined__lt=now - timedelta(days=UNCONFIRMED_DAYS), last_login__isnull=True
    )
    return known.filter(
        emailaddress__isnull=False, roles__isnull=True, sample=False, is_superuser=False
    ).exclude(pk__in=proven)


def run_unconfirmed(now: datetime, dry_run: bool) -> int:
    """Deletes accounts that nobody confirmed."""
    found = list(unconfirmed(now).distinct())
    if not dry_run:
        for user in found:
            user.delete()
    return len(found)


def run_sessions(now: datetime, dry_run: bool) -> int:
    """Ended sessions, and the lines about devices that belonged to them."""
    ended = Session.objects.filter(expire_date__lt=now)
    if dry_run:
        return ended.count()
    devices.forget_old()
    return int(ended.delete()[0])


def run_letters(now: datetime, dry_run: bool) -> int:
    """Letters a month after their code ended."""
    month = timezone.localdate(now) - timedelta(days=30)
    return Letter.objects.filter(expires_on__lt=month).count() if dry_run else forget_over()


def run_roles(now: datetime, dry_run: bool) -> int:
    """Roles a year after their end."""
    over = RoleAssignment.objects.filter(until__lt=timezone.localdate(now) - timedelta(days=365))
    return over.count() if dry_run else int(over.delete()[0])


register.term("unconfirmed", _("Accounts whose address was never confirmed"), run_unconfirmed)
register.term("sessions", _("Ended sessions"), run_sessions)
register.term("letters", _("Letters with codes that ended"), run_letters)
register.term("roles", _("Roles that ended a year ago"), run_roles)
