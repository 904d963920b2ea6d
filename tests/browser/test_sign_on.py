"""A person signs in to another service of the town and out again: on a phone, by the keyboard, and without scripts."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from tests.browser.conftest import Town, Visitor, visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]
VERIFIER = "ein-langes-geheimnis-das-nur-der-dienst-kennt-1234567890"


class Consul:
    """Another house on this machine: whoever comes back to it is greeted, and what the address carried is kept."""

    def __init__(self, town: Town) -> None:
        came: list[dict[str, str]] = []

        class Door(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                came.append({k: v[0] for k, v in parse_qs(urlsplit(self.path).query).items()})
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(b"<!doctype html><title>CONSUL</title><h1>Willkommen</h1>")

            def log_message(self, *_args: Any) -> None:
                """Quiet."""

        self.came = came
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.home = f"http://127.0.0.1:{self.server.server_port}"
        said = town.command(
            "register-service", "CONSUL, die Umfragen der Stadt", "--back", f"{self.home}/zurueck",
            "--after-logout", f"{self.home}/ade", "--scopes", "email,profile,proof", "--policy", f"{self.home}/datenschutz",
        )  # fmt: skip
        self.id, self.secret = (
            re.search(rf"{name}: +(\S+)", said)[1] for name in ("Client-ID", "Client-Secret")
        )  # type: ignore[index]
        self.town = town

    def question(self, **more: str) -> str:
        return "/anmeldedienst/freigabe/?" + urlencode(
            {
                "client_id": self.id, "redirect_uri": f"{self.home}/zurueck", "response_type": "code",
                "scope": "openid email profile proof", "state": "s1", "code_challenge_method": "S256",
                "code_challenge": create_s256_code_challenge(VERIFIER), **more,
            }
        )  # fmt: skip

    def tokens(self) -> dict[str, str]:
        """What the last visitor's code is worth."""
        answer = requests.post(
            f"{self.town.url}/anmeldedienst/token/", timeout=10, auth=(self.id, self.secret),
            data={"grant_type": "authorization_code", "code": self.came[-1]["code"], "code_verifier": VERIFIER,
                  "redirect_uri": f"{self.home}/zurueck"},
        )  # fmt: skip
        assert answer.status_code == 200, answer.text
        found: dict[str, str] = answer.json()
        return found

    def told(self, tokens: dict[str, str]) -> requests.Response:
        bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
        return requests.get(f"{self.town.url}/anmeldedienst/angaben/", headers=bearer, timeout=10)


@pytest.fixture(scope="module")
def consul(town: Town) -> Iterator[Consul]:
    made = Consul(town)
    yield made
    made.server.shutdown()


def fill_sign_in(guest: Visitor, role: str = "resident") -> None:
    """The sign-in that a question of a service leads to."""
    assert "/konto/anmelden/" in guest.page.url
    email, password = guest.town.accounts[role]
    guest.page.fill("input[name=login]", email)
    guest.page.fill("input[name=password]", password)
    guest.page.locator("main form:has(input[name=password]) button").last.click()
    guest.page.wait_for_load_state("load")


def fits(guest: Visitor) -> bool:
    """Nothing runs over the side."""
    return bool(
        guest.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    )


def test_on_a_phone_from_the_service_and_back(phone: Visitor, consul: Consul) -> None:
    phone.visit(consul.question())
    fill_sign_in(phone)
    page = phone.page
    assert "Bei CONSUL" in page.inner_text("h1") and phone.town.accounts["resident"][0] in page.inner_text(
        "main"
    )
    assert phone.axe() == [] and fits(phone)
    page.emulate_media(color_scheme="dark")
    page.reload()
    assert phone.axe() == []
    page.emulate_media(color_scheme="light")
    page.reload()
    # By the keyboard: the line about proofs is left out, then release.
    page.focus("#angabe-proof")
    page.keyboard.press("Space")
    page.locator("button[value=freigeben]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"{consul.home}/zurueck?*")
    assert consul.came[-1]["state"] == "s1"
    tokens = consul.tokens()
    told = consul.told(tokens).json()
    assert told["email"] == phone.town.accounts["resident"][0] and "proven_residence" not in told
    # A second time nothing is asked.
    page.goto(phone.town.url + consul.question(state="s2"))
    page.wait_for_url(f"{consul.home}/zurueck?*state=s2*")
    # The list, and out at both places.
    phone.visit("/meins/dienste/")
    assert "CONSUL" in page.inner_text("main") and phone.axe() == [] and fits(phone)
    asked = urlencode({"id_token_hint": tokens["id_token"], "post_logout_redirect_uri": f"{consul.home}/ade"})
    phone.visit(f"/anmeldedienst/abmelden/?{asked}")
    assert phone.axe() == [] and fits(phone)
    page.click("button[value=logout]")
    page.wait_for_url(f"{consul.home}/ade")
    assert consul.told(tokens).status_code == 401
    assert "/konto/anmelden/" in phone.visit("/meins/angaben/").url
    # Only the other house's missing icon is none of ours.
    assert [error for error in phone.errors if "favicon" not in error] == []


def test_without_scripts_it_goes_the_same_way(without_script: Visitor, consul: Consul) -> None:
    without_script.visit(consul.question(state="s3"))
    fill_sign_in(without_script, "council")
    page = without_script.page
    page.uncheck("#angabe-profile")
    page.click("button[value=freigeben]")
    page.wait_for_url(f"{consul.home}/zurueck?*state=s3*")
    assert "name" not in consul.told(consul.tokens()).json()
    # Remembered, right after a sign-in: the policy lets no form lead out, so the page goes on by itself.
    without_script.visit("/konto/abmelden/").locator("main form button").first.click()
    without_script.visit(consul.question(state="s4"))
    fill_sign_in(without_script, "council")
    page.wait_for_url(f"{consul.home}/zurueck?*state=s4*")


def test_cancelling_and_a_question_from_nowhere(desktop: Visitor, consul: Consul) -> None:
    desktop.sign_in("clerk")
    page = desktop.visit(consul.question(state="s5"))
    assert desktop.axe() == []
    page.click("button[value=abbrechen]")
    page.wait_for_url(f"{consul.home}/zurueck?*error=access_denied*")
    desktop.visit(consul.question(redirect_uri=f"{consul.home}/anderswo"))
    assert "nicht geklappt" in page.inner_text("h1") and desktop.axe() == []


def test_the_page_in_english(browser: Any, town: Town, consul: Consul) -> None:
    guest = visitor(browser, town, viewport={"width": 360, "height": 800})
    guest.sign_in("resident")
    page = guest.visit(consul.question(ui_locales="en", prompt="consent"))
    assert "You decide what it learns" in page.inner_text("main") and guest.axe() == [] and fits(guest)
    guest.context.close()
