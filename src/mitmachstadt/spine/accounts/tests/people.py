"""Accounts for tests: Gerda lives here, Celik works at a unit, Olga runs the platform."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.test import Client

from mitmachstadt.spine.accounts.models import RoleAssignment, User
from mitmachstadt.spine.city.models import Organisation

PASSWORD = "Drei-Worte-Zusammen"
EARLY = "2020-01-01"


def account(name: str, **extra) -> User:
    """An account with a proven address."""
    user = User.objects.create_user(f"{name}@example.org", PASSWORD, **extra)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def with_role(name: str, role: str, organisation: Organisation | None = None) -> User:
    """An account that has held a role for long."""
    user = account(name)
    RoleAssignment.objects.create(user=user, role=role, organisation=organisation, since=EARLY)
    return user


def unit(key: str = "tiefbau") -> Organisation:
    return Organisation.objects.get_or_create(key=key, defaults={"name": key.title(), "kind": "town"})[0]


def by_password(email: str, **headers: str) -> Client:
    """A browser that signed in with the right password, as far as the page let it."""
    client = Client(
        headers={"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0", **headers}
    )
    client.post("/konto/anmelden/", {"login": email, "password": PASSWORD})
    return client


def is_signed_in(client: Client) -> bool:
    return client.get("/meins/angaben/").status_code == 200
