"""How the provider of the sign-in library fits into the house: its address, names of people, and what a service is told."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from allauth.idp.oidc.models import Client
from django.conf import settings
from django.utils import timezone

from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.accounts.rules import proofs_of
from mitmachstadt.spine.signon.models import Grant
from mitmachstadt.spine.signon.rules import SCOPES, Proven, proof_claims


class Adapter(DefaultOIDCAdapter):  # type: ignore[misc]
    """What the library asks of an installation."""

    scope_display = dict(SCOPES)

    def generate_client_secret(self) -> str:
        """384 bits by chance."""
        return secrets.token_urlsafe(48)

    def get_issuer(self) -> str:
        """The platform's own address, never what a request claims to have called."""
        return str(settings.BASE_URL)

    def get_user_sub(self, client: Client, user: Any) -> str:
        """The name under which this service alone knows the person; empty for whoever never released anything to it."""
        if not isinstance(user, User):
            return ""
        found = Grant.objects.filter(client=client, user=user).values_list("sub", flat=True).first()
        return str(found or "")

    def get_user_by_sub(self, client: Client, sub: str) -> User | None:
        """Whoever has that name at this service and still lets it know."""
        grant = Grant.objects.living().filter(client=client, sub=sub, user__is_active=True)
        row = grant.select_related("user").first()
        return row.user if row else None

    def get_claims(
        self,
        purpose: str,
        user: User,
        client: Client,
        scopes: Iterable[str],
        email: str | None = None,
        **kwargs: Any,
    ) -> dict[str, Any]:
        """What a service is told: the address only when it was confirmed, the name only when one was given, proofs only
        when the operator allowed them for this service."""
        asked = set(scopes) & set(client.get_scopes())
        claims: dict[str, Any] = {"sub": self.get_user_sub(client, user)}
        if "email" in asked:
            address = EmailAddress.objects.filter(user=user, primary=True, verified=True).first()
            if address is not None:
                claims |= {"email": address.email, "email_verified": True}
        if "profile" in asked and user.display_name:
            claims["name"] = user.display_name
        if "proof" in asked:
            proven = [
                Proven(
                    kind=one.kind,
                    day=one.day,
                    resident=one.resident,
                    age_at_least=one.age_at_least,
                    valid_until=one.valid_until,
                )
                for one in proofs_of(user)
            ]
            claims |= proof_claims(proven, timezone.localdate())
        return claims
