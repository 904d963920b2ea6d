"""The search with suggestions by keyboard alone and without scripts, speaking instead of typing, and codes on paper only."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import first_project, visitor

pytestmark = pytest.mark.browser

ACTIVE = "document.activeElement.getAttribute('aria-activedescendant')"
# What a browser that turns speech into text offers; it hears one sentence.
LISTENS = """window.SpeechRecognition = class {
  start() { setTimeout(() => {
    this.onresult({ resultIndex: 0, results: [Object.assign([{ transcript: 'mehr Bänke bitte' }], { isFinal: true })] });
    this.onend();
  }); }
  stop() {}
};"""
DEAF = "delete window.SpeechRecognition; delete window.webkitSpeechRecognition;"


def type_and_wait(page, field, text):
    page.locator(field).press_sequentially(text)
    expect(page.locator(field)).to_have_attribute("aria-expanded", "true")


def test_suggestions_by_keyboard_alone(desktop):
    page = desktop.visit("/vorhaben/")
    page.locator(".search-menu summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#kopf-q")).to_be_focused()
    type_and_wait(page, "#kopf-q", "merklinde")
    assert "mit den Pfeiltasten" in page.inner_text(".search-menu [role=status]")
    assert not desktop.axe()
    page.keyboard.press("ArrowDown")
    first = page.evaluate(ACTIVE)
    assert page.get_attribute(f"#{first}", "aria-selected") == "true"
    page.keyboard.press("ArrowUp")
    assert page.evaluate(ACTIVE) is None, "above the first one is the field again"
    page.keyboard.press("Escape")
    assert page.get_attribute("#kopf-q", "aria-expanded") == "false"
    assert page.input_value("#kopf-q") == "merklinde", "closing the list keeps what was typed"
    page.keyboard.press("ArrowDown")
    target = page.get_attribute(f"#{page.evaluate(ACTIVE)}", "data-url")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{target}")
    assert not desktop.errors


def test_enter_without_choice_searches(desktop):
    page = desktop.visit("/")
    type_and_wait(page, "#hero-q", "radweg")
    page.keyboard.press("Enter")
    page.wait_for_url("**/suche/?q=radweg")


def test_suggestions_speak_english_there(desktop):
    page = desktop.visit("/en/")
    type_and_wait(page, "#hero-q", "radweg")
    assert "arrow keys" in page.inner_text(".hero [role=status]")
    page.keyboard.press("ArrowDown")
    assert page.get_attribute(f"#{page.evaluate(ACTIVE)}", "data-url").startswith("/en/")


def test_the_headers_search_is_a_form_without_scripts(without_script):
    page = without_script.visit("/vorhaben/")
    page.locator(".search-menu summary").click()
    page.fill("#kopf-q", "radweg")
    page.locator(".search-menu button").click()
    page.wait_for_url("**/suche/?q=radweg")


def test_who_can_speak_gets_a_button_others_none(browser, town):
    for script, buttons in ((LISTENS, 1), (DEAF, 0)):
        window = visitor(browser, town, viewport={"width": 360, "height": 800})
        window.page.add_init_script(script)
        page = window.visit(first_project(window.visit("/vorhaben/?offen=1")) + "hinweis/")
        assert page.locator(".dictation button").count() == buttons
        if buttons:
            page.fill("textarea[name=text]", "Guten Tag,")
            page.locator(".dictation button").click()
            expect(page.locator("textarea[name=text]")).to_have_value("Guten Tag, mehr Bänke bitte")
            assert not window.axe()
        window.context.close()


def test_the_code_of_a_sheet_is_for_paper_alone(desktop):
    page = desktop.visit(first_project(desktop.visit("/vorhaben/?offen=1")))
    assert not page.locator(".print-code").is_visible()
    page.emulate_media(media="print")
    assert page.locator(".print-code svg").is_visible()
    assert page.locator(".print-head").inner_text().count(desktop.town.url) == 1
    assert not page.locator("header .top").is_visible()
