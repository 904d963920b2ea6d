"""The core tasks from first tap to end, at 360 px, without scripts too."""

import re

import pytest

from tests.browser.conftest import first_project

pytestmark = pytest.mark.browser


def open_project(window):
    return first_project(window.visit("/vorhaben/?offen=1"))


def hand_in(window, text):
    """A suggestion by hand, as somebody without account; returns the receipt's number."""
    page = window.visit(open_project(window) + "hinweis/")
    page.locator("main input[type=radio]").first.check(force=True)
    page.fill("textarea[name=text]", text)
    page.locator("input[name=answer][value=none]").check(force=True)
    page.wait_for_timeout(2500)  # people read before they send; faster is taken for a machine
    page.locator("main form button").last.click()
    page.wait_for_load_state("load")
    return re.search(r"H-\d{4}-\d+", page.inner_text("main")).group(0)


def test_resident_hands_in_and_clerk_answers(phone, desktop):
    words = "Bitte eine Bank im Schatten vor der Bäckerei aufstellen."
    number = hand_in(phone, words)
    assert words in phone.page.inner_text("main")
    assert not phone.axe()
    desktop.sign_in("coordinator")
    page = desktop.visit(f"/schreibtisch/?q={number}")
    page.locator(f"a[href^='/schreibtisch/vorgang/{number}']").first.click()
    page.wait_for_load_state("load")
    assert words in page.inner_text("body")
    assert not desktop.axe()
    session_ends_while_writing(desktop, "main form[action$='/schritt/'] textarea")


def session_ends_while_writing(window, field):
    """After signing in again the words stand in their form, and nothing was done with them."""
    page, words = window.page, "Dieser Hinweis betrifft eine andere Stadt."
    page.eval_on_selector(
        field,
        "one => { for (let at = one; (at = at.parentElement.closest('details')); ) at.open = true; }",
    )
    page.locator(field).first.fill(words)
    window.context.clear_cookies(name=re.compile("sitzung"))
    page.locator(field).first.evaluate("one => one.form.querySelector('button.button').click()")
    page.wait_for_url("**/konto/anmelden/**")
    email, password = window.town.accounts["coordinator"]
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", password)
    page.locator("main form:has(input[name=password]) button").last.click()
    page.wait_for_url("**/schreibtisch/vorgang/**")
    assert page.locator(field).first.input_value() == words
    assert page.locator(field).first.is_visible()
    assert "wieder da" in page.inner_text("main")
    assert not window.axe()


def test_suggestion_without_scripts(without_script):
    number = hand_in(without_script, "Ohne Skript geschrieben: mehr Bäume am Weg.")
    assert number.startswith("H-")


def test_errors_lose_nothing(phone):
    page = phone.visit(open_project(phone) + "hinweis/")
    page.locator("main input[type=radio]").first.check(force=True)
    page.locator("input[name=answer][value=mail]").check(force=True)
    page.fill("input[name=email]", "gerda@")
    page.locator("main form button").last.click()
    page.wait_for_load_state("load")
    text = page.inner_text("main")
    assert "mindestens einen Satz" in text
    assert "Teil nach dem @" in text
    assert page.input_value("input[name=email]") == "gerda@"
    assert not phone.axe()


def test_list_filters_by_district_and_search(without_script):
    page = without_script.visit("/vorhaben/?stadtteil=merklinde")
    assert "Merklinde" in page.inner_text("main")
    page = without_script.visit("/suche/?q=Fahradstrasse")
    assert "Fahrradstraße" in page.inner_text("main")


def test_filter_sheet_tells_the_hits(phone):
    page = phone.visit("/vorhaben/")
    page.get_by_text("Filter", exact=True).first.click()
    page.wait_for_timeout(400)
    assert not phone.axe()
    assert not phone.errors


def test_hidden_projects_are_not_found(desktop):
    response = desktop.page.goto(desktop.town.url + "/vorhaben/V-1999-001/")
    assert response.status == 404
    assert "Vorhaben" in desktop.page.inner_text("main")


def test_council_member_sees_the_desk_is_not_theirs(desktop):
    desktop.sign_in("council")
    response = desktop.page.goto(desktop.town.url + "/schreibtisch/vorhaben/neu/")
    assert response.status in (302, 403)


def test_english_switch_keeps_the_page(desktop):
    page = desktop.visit("/vorhaben/")
    page.get_by_role("link", name="English").first.click()
    page.wait_for_load_state("load")
    assert "/en/vorhaben/" in page.url
    assert page.get_attribute("html", "lang") == "en"


def test_samples_leave_with_one_command(town, desktop):
    """Last in the file, because it takes the examples away for good."""
    town.command("remove-sample")
    page = desktop.visit("/vorhaben/?q=Beispiel")
    assert "Beispiel:" not in page.inner_text("main")
    assert "160" in desktop.visit("/vorhaben/").inner_text("main")
    town.command("seed-sample")
