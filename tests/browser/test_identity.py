"""Signing in as people do it: with a passkey of a (virtual) device, and with a code from the mailbox."""

from __future__ import annotations

import re
import time
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from tests.browser.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def with_authenticator(visitor: Visitor) -> None:
    """Gives the window a device that keeps passkeys and says yes at once."""
    session = visitor.context.new_cdp_session(visitor.page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def sign_out(visitor: Visitor) -> None:
    visitor.visit("/konto/abmelden/").locator("main form button").first.click()
    visitor.page.wait_for_load_state("load")


def code_for(folder: Path, email: str, seconds: int = 60) -> str:
    """The newest code that was mailed to `email`; the worker writes mails as files. Without one, says what the worker did."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for path in sorted(folder.glob("*"), key=lambda one: one.stat().st_mtime, reverse=True):
            mail = message_from_bytes(path.read_bytes(), policy=default)
            body = mail.get_body(("plain",))
            if mail["To"] == email and "Code" in str(mail["Subject"]) and body:
                found = re.search(r"^([A-Z0-9-]{6,})\s*$", body.get_content(), re.M)
                if found:
                    return found[1]
        time.sleep(0.5)
    log = (folder.parent / "server.log").read_text("utf-8")
    raise AssertionError(f"no code was mailed, but {len(list(folder.glob('*')))} mails:\n{log[-3000:]}")


def test_a_passkey_is_made_and_signs_in(desktop: Visitor) -> None:
    with_authenticator(desktop)
    desktop.sign_in("resident")
    page = desktop.visit("/konto/sicherheit/schluessel/neu/")
    if "nochmal" in page.url:
        page.fill("input[name=password]", desktop.town.accounts["resident"][1])
        page.locator("main form:has(input[name=password]) .button").first.click()
        page.wait_for_url("**/schluessel/neu/")
    assert desktop.axe() == []
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/ersatzcodes/**")
    try:
        assert "Sicherheitsschlüssel" in desktop.visit("/konto/sicherheit/schluessel/").inner_text("h1")
        assert desktop.axe() == []
        sign_out(desktop)
        desktop.visit("/konto/anmelden/").click("#passkey_login")
        page.wait_for_url("**/meins/")
        assert "Hallo" in page.inner_text("h1")
        assert desktop.errors == [] and desktop.foreign == []
    finally:
        # Other tests sign in as the same person, with the password alone.
        page.goto(desktop.town.url + "/konto/sicherheit/schluessel/")
        page.click("text=Entfernen")
        if "nochmal" in page.url:
            page.fill("input[name=password]", desktop.town.accounts["resident"][1])
            page.locator("main form:has(input[name=password]) .button").first.click()
            page.wait_for_load_state("load")
        page.locator("main form button").last.click()
        page.wait_for_load_state("load")


def test_a_code_from_the_mailbox_signs_in_without_scripts(without_script: Visitor) -> None:
    email = without_script.town.accounts["resident"][0]
    page = without_script.visit("/konto/anmelden/")
    assert not page.locator("#passkey_login").is_visible()
    page.click("text=Code per Mail schicken")
    page.fill("input[name=email]", email)
    page.locator("main form button").first.click()
    page.wait_for_url("**/code/eingeben/")
    page.fill("input[name=code]", code_for(without_script.town.data_dir / "mails", email))
    page.locator("main form button").first.click()
    page.wait_for_url("**/meins/")
    for path in ("/meins/geraete/", "/meins/nachweis/", "/meins/nachweis/brief/"):
        without_script.visit(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize(
    "path", ["/konto/anmelden/", "/konto/anmelden/code/", "/meins/nachweis/", "/meins/geraete/"]
)
def test_pages_of_the_account_are_accessible(phone: Visitor, path: str) -> None:
    if path.startswith("/meins/"):
        phone.sign_in("resident")
    phone.visit(path)
    assert phone.axe() == [] and phone.errors == [] and phone.foreign == []
