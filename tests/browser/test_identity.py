"""Signing in as people do it: with a passkey of a (virtual) device, and with a code from the mailbox."""

from __future__ import annotations

import re
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.browser.conftest import Visitor
from tests.browser.mails import awaited, words_of

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


def code_for(data_dir: Path, email: str) -> str:
    """The newest code that was mailed to `email`."""

    def code_in(mail: EmailMessage) -> str | None:
        mine = mail["To"] == email and "Code" in str(mail["Subject"])
        found = re.search(r"^([A-Z0-9-]{6,})\s*$", words_of(mail), re.M) if mine else None
        return found[1] if found else None

    return awaited(data_dir, code_in)


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
    page.fill("input[name=code]", code_for(without_script.town.data_dir, email))
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
