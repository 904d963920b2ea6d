"""Another service of the town and a person on the way to it, for tests of single sign-on."""

from __future__ import annotations

import base64
import hashlib
import html
import re
import secrets
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from django.test import Client as Browser

from mitmachstadt.config import sign_on_keys
from mitmachstadt.spine.signon import actions
from mitmachstadt.spine.signon.rules import Wish

BACK = "https://consul.example/users/auth/openid_connect/callback"
BYE = "https://consul.example/bye"


@cache
def key() -> str:
    """One key for the whole run: making one takes half a second."""
    return sign_on_keys.new_key()


def switch_on(settings: Any, *keys: str) -> None:
    """The town has keys to sign with."""
    values = {"SIGN_ON_KEYS": list(keys or (key(),)), "MITMACHSTADT_MODE": "test"}
    for name, value in sign_on_keys.settings(values, Path("/nowhere"), demo=False).items():
        setattr(settings, name, value)


class Service:
    """A registered service with what its program knows."""

    def __init__(self, name: str = "CONSUL", back: str = BACK, **wish: Any) -> None:
        wish = {"scopes": ("openid", "email", "profile", "proof"), "logouts": (BYE,), **wish}
        self.back = back
        self.row, self.secret = actions.register_service(Wish(name=name, redirects=(back,), **wish), by=None)
        self.verifier = secrets.token_urlsafe(48)

    @property
    def challenge(self) -> str:
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()

    def question(self, **changes: str | None) -> str:
        """The address to which it sends a browser; None leaves a part out."""
        asked = {
            "client_id": self.row.pk, "redirect_uri": self.back, "response_type": "code",
            "scope": "openid email profile", "state": "zustand-1", "nonce": "einmal-1",
            "code_challenge": self.challenge, "code_challenge_method": "S256", **changes,
        }  # fmt: skip
        return "/anmeldedienst/freigabe/?" + urlencode({k: v for k, v in asked.items() if v is not None})

    @property
    def basic(self) -> dict[str, str]:
        """Its name and secret as a header."""
        word = base64.b64encode(f"{self.row.pk}:{self.secret}".encode()).decode()
        return {"Authorization": f"Basic {word}"}

    def exchange(self, code: str, **changes: str | None) -> Any:
        """What it gets for a code."""
        sent = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": self.back,
            "code_verifier": self.verifier, **changes,
        }  # fmt: skip
        given = {k: v for k, v in sent.items() if v is not None}
        if self.secret:
            return Browser(headers=self.basic).post("/anmeldedienst/token/", given)
        return Browser().post("/anmeldedienst/token/", {**given, "client_id": self.row.pk})

    def refresh(self, token: str) -> Any:
        """What it gets for a refresh token."""
        sent = {"grant_type": "refresh_token", "refresh_token": token}
        return Browser(headers=self.basic).post("/anmeldedienst/token/", sent)

    def tokens(
        self, browser: Browser, ticked: tuple[str, ...] = ("email", "profile"), **changes: str
    ) -> dict[str, Any]:
        """The whole way of a person to this service."""
        answer = self.exchange(self.code(browser, ticked, **changes))
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def code(self, browser: Browser, ticked: tuple[str, ...] = ("email", "profile"), **changes: str) -> str:
        """The code that the browser carries after the person released something (or had before)."""
        url = self.question(**changes)
        page = browser.get(url)
        assert page.status_code == 200, page.status_code
        if "Refresh" in page.headers:
            return code_in(page.headers["Refresh"].removeprefix("0; url="))
        action = html.unescape(re.search(r'<form method="post" action="([^"]*freigabe[^"]+)"', page.text)[1])  # type: ignore[index]
        assert action == url
        return code_in(
            browser.post(action, {"antwort": "freigeben", "angabe": list(ticked)}).headers["Location"]
        )


def code_in(address: str) -> str:
    """The code in an address of the service."""
    return parse_qs(urlsplit(address).query)["code"][0]


def told(tokens: dict[str, Any]) -> Any:
    """What the service learns for its token."""
    return Browser(headers={"Authorization": f"Bearer {tokens['access_token']}"}).get(
        "/anmeldedienst/angaben/"
    )
