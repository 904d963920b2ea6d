"""Single sign-on: what people released to which service, and the tokens that follow from it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from allauth.idp.oidc.models import Token
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.privacy.registry import Activity, Item, Person, Section, register
from mitmachstadt.spine.signon.models import Code, Grant
from mitmachstadt.spine.signon.rules import SCOPES, ordered
from mitmachstadt.spine.ui.words import day

#: So long a name at a service is kept after a release was taken back, for somebody who comes back.
NAME_DAYS = 365

register.activity(
    Activity(
        key="signon",
        title=_("Signing in to other services of the town"),
        purpose=_("One account for the services of the town; each learns what the person releases to it."),
        basis=_("Consent for each service, which can be taken back at any time (GDPR article 6 (1) a)"),
        people=_("People who sign in to another service with their account"),
        recipients=_(
            "The service that the person chose: a number of its own, and what was ticked on the page"
        ),
        deletion=_(
            "One-time codes after a day, access tokens after 10 minutes, refresh tokens 30 days after their last use. A "
            "release when it is taken back; the number at the service a year later, or with the account."
        ),
        fields={
            "signon.Grant": ("user", "sub"),
            "signon.Code": ("grant", "data", "key_hash"),
            "allauth_idp_oidc.Token": ("user", "hash", "data", "scopes"),
        },
        order=14,
    )
)
register.not_personal(
    "allauth_idp_oidc.Client",
    "Name, addresses and settings of a service; nobody owns one.",
    "name", "secret", "owner", "data", "scopes", "default_scopes", "redirect_uris", "cors_origins", "response_types",
    "grant_types",
)  # fmt: skip


@register.finder
def find(person: Person) -> Iterator[Section]:
    """Every service that the account opens, and those it once opened."""
    if not isinstance(person.user, User):
        return
    items = []
    for grant in Grant.objects.filter(user=person.user).select_related("client").order_by("client__name"):
        told = "; ".join(str(SCOPES[one]) for one in ordered(grant.scopes.split())) if grant.scopes else "–"
        facts = [
            (_t("It learns"), told),
            (_t("Your number there"), grant.sub),
            (_t("Released on"), day(grant.since)),
            (_t("Last used"), day(grant.used_on)),
        ]
        if grant.ended_on:
            facts.append((_t("Taken back on"), day(grant.ended_on)))
        items.append(Item(title=grant.client.name, facts=tuple(facts)))
    if items:
        yield Section(activity="signon", items=tuple(items), correct_url=reverse("signon:mine"))


def run(now: datetime, dry_run: bool) -> int:
    """Codes of yesterday, tokens that ended, and numbers that nobody came back to."""
    old = (
        Code.objects.filter(expires_at__lt=now - timedelta(days=1)),
        Token.objects.filter(expires_at__lt=now),
        Grant.objects.filter(ended_on__lt=timezone.localdate(now) - timedelta(days=NAME_DAYS)),
    )
    return sum(rows.count() if dry_run else int(rows.delete()[0]) for rows in old)


register.term("signon", _("Codes, tokens and releases of services that ended"), run)
