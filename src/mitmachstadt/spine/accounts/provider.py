"""The OpenID provider as allauth sees it: own addresses, a nonce with every question, signatures always checked."""

from __future__ import annotations

import secrets
from typing import Any

from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from mitmachstadt.spine.accounts import claims

NAME = "buergerkonto"


class CitizenOIDCAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """Differs from allauth's in three points: fixed address of return, no user info, signature checked always."""

    def __init__(self, request: HttpRequest, provider_id: str = NAME) -> None:
        super().__init__(request, provider_id)

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        """From the platform's own address, never from what the request claims to have called."""
        return str(settings.BASE_URL + reverse("citizen-callback"))

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """The person from a checked ID token."""
        id_token = kwargs["response"].get("id_token")
        if not id_token:
            raise OAuth2Error("no id_token")
        config = self.openid_config
        if config.get("issuer") != app.settings["server_url"]:
            raise OAuth2Error("issuer")
        try:
            data = jwtkit.verify_and_decode(
                credential=id_token,
                keys_url=config["jwks_uri"],
                issuer=config["issuer"],
                audience=app.client_id,
                lookup_kid=jwtkit.lookup_kid_jwk,
            )
        # A header without a key's name, a key of another kind: whatever is wrong with the token, it is no token.
        except (KeyError, TypeError, ValueError) as error:
            raise OAuth2Error("id_token") from error
        if not data.get("sub") or "exp" not in data:
            raise OAuth2Error("id_token")
        parties = data.get("aud")
        if isinstance(parties, list) and len(parties) > 1 and data.get("azp") != app.client_id:
            raise OAuth2Error("azp")
        return self.get_provider().sociallogin_from_response(request, {"id_token": data})


class CitizenProvider(OpenIDConnectProvider):  # type: ignore[misc]
    """BundID, Servicekonto or whatever the settings name; there is at most one."""

    id = NAME
    name = "OpenID"
    oauth2_adapter_class = CitizenOIDCAdapter

    def get_login_url(self, request: HttpRequest, **kwargs: Any) -> str:
        """Where the button posts to."""
        return reverse("citizen-login")

    def get_callback_url(self) -> str:
        """Where the provider sends people back to."""
        return reverse("citizen-callback")

    def redirect(self, request: HttpRequest, process: str, *more: Any, **kwargs: Any) -> Any:
        """Asks with a nonce that the answer has to carry."""
        nonce = secrets.token_urlsafe(24)
        params = {**self.get_auth_params(), "nonce": nonce}
        return super().redirect(request, process, *more, auth_params=params, nonce=nonce, **kwargs)

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Nothing but the level of trust is kept beside the linked account."""
        return {"level": claims.level_of(data["id_token"], settings.OIDC)}

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        """Only the address for mails; names, birthdays and addresses are not taken over."""
        return {"email": data["id_token"].get("email")}

    def sociallogin_from_response(self, request: HttpRequest, response: dict[str, Any]) -> Any:
        """Carries the nonce and what the claims prove through this one request."""
        login = super().sociallogin_from_response(request, response)
        token = response["id_token"]
        login.nonce = token.get("nonce")
        login.proven = claims.proven(token, settings.OIDC)
        return login


provider_classes = [CitizenProvider]
