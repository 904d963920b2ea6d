"""What whoever runs the place opens on a phone, from the printed link on: who did what, and who may do what."""

from __future__ import annotations

import re
import uuid

import pytest

from tests.browser.conftest import Town, Visitor

pytestmark = pytest.mark.browser

WORDS = "Vier Buchen am Kanal 47"
#: Pixels by which a table is wider than the place it has.
HIDDEN = "all => all.map(one => one.scrollWidth - one.clientWidth)"


def test_log_and_roles_fit_a_phone_without_moving_them_sideways(phone: Visitor, town: Town):
    email = f"betrieb-{uuid.uuid4().hex[:8]}@stadtverwaltung.example.org"
    printed = town.command("make-operator", email)
    path = re.search(r"https?://[^/\s]+(/\S+)", printed)
    assert path, printed
    page = phone.visit(path[1])
    for field in page.locator("main input[type=password]").all():
        field.fill(WORDS)
    page.locator("main form button").last.click()
    page.wait_for_load_state("load")
    phone.visit("/konto/anmelden/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", WORDS)
    page.locator("main form:has(input[name=password]) button").last.click()
    page.wait_for_load_state("load")
    for address in ("/schreibtisch/protokoll/", "/schreibtisch/personen/"):
        phone.visit(address)
        assert page.locator(".table td").count() > 3, page.url
        assert page.eval_on_selector_all(".table-scroll", HIDDEN) == [0], page.url
        assert not phone.axe()
