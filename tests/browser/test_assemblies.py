"""Signing up, wishing and commenting by hand, at 360 px, without scripts too; no page with a barrier."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.browser


def first(window, listing, pattern):
    """The address of the first thing in a list."""
    page = window.visit(listing)
    return re.search(pattern, page.content()).group(0)


def assembly_of(window):
    return first(window, "/versammlungen/", r"/versammlungen/V[A-Z]-\d{4}-\d+/")


def text_of(window):
    return first(window, "/entwuerfe/", r"/entwuerfe/E[A-Z]-\d{4}-\d+/")


def send(page):
    page.wait_for_timeout(2500)  # people read before they send; faster is taken for a machine
    page.locator("main form button").last.click()
    page.wait_for_load_state("load")


def sign_up(window, name):
    page = window.visit(assembly_of(window) + "anmelden/")
    page.fill("input[name=name]", name)
    page.fill("input[name=interpreter]", "Ukrainisch")
    send(page)
    return page


def test_sign_up_with_needs_and_cancel_by_the_link(phone):
    page = sign_up(phone, "Gerda auf dem Handy")
    assert "Ein Platz gehört Ihnen" in page.inner_text("main")
    assert not phone.axe()
    link = page.url
    page.locator("main details > summary").last.click()
    page.locator("main details").last.locator("button").click()
    page.wait_for_load_state("load")
    assert "Abgesagt" in page.inner_text("main")
    assert page.goto(link).status == 404


def test_sign_up_without_scripts(without_script):
    assert "Ein Platz gehört Ihnen" in sign_up(without_script, "Ohne Skript").inner_text("main")


def test_a_wish_gets_its_number_at_once(phone):
    page = phone.visit(assembly_of(phone) + "wunsch/")
    page.fill("textarea[name=text]", "Bitte sprechen Sie über die Haltestelle am Markt.")
    send(page)
    assert re.search(r"W-\d{4}-\d+", page.inner_text("main"))
    assert not phone.axe()


def test_a_paragraph_is_commented_without_scripts(without_script):
    place = text_of(without_script)
    page = without_script.visit(place)
    page.locator(".para-tools a").first.click()
    page.wait_for_load_state("load")
    page.locator("main a.button.sun").click()
    page.wait_for_load_state("load")
    page.fill("textarea[name=text]", "Das ist gut so, bitte mit einem Beispiel.")
    send(page)
    assert re.search(r"K-\d{4}-\d+", page.inner_text("main"))


def test_a_resident_takes_the_agreement_of_the_example_back_and_agrees_again(phone):
    phone.sign_in("resident")
    page = phone.visit(text_of(phone))
    page.locator(".para-tools a", has_text="1 Anmerkung").first.click()
    page.wait_for_load_state("load")
    for way, said in (("back", "Zurückgenommen"), ("agree", "Sie stimmen zu")):
        page.locator(f"button.pick[value={way}]").first.click()
        page.wait_for_load_state("load")
        assert said in page.inner_text("main")
    assert not phone.axe()


@pytest.mark.parametrize("way", ["", "ergebnisse/"])
def test_pages_of_assemblies_have_no_barrier(phone, desktop, way):
    past = first(phone, "/versammlungen/?zeit=vorbei", r"/versammlungen/V[A-Z]-\d{4}-\d+/")
    for window in (phone, desktop):
        window.visit(past + way)
        assert not window.axe()


@pytest.mark.parametrize("way", ["", "vergleich/?alles=1", "bericht/"])
def test_pages_of_texts_have_no_barrier(phone, desktop, way):
    place = text_of(phone)
    for window in (phone, desktop):
        window.visit(place + way)
        assert not window.axe()


def test_the_screen_of_the_hall(desktop):
    desktop.sign_in("coordinator")
    number = assembly_of(desktop)
    page = desktop.visit(f"/schreibtisch{number}leinwand/")
    assert re.search(r"Code\s+[A-Z0-9]{5}", page.inner_text("main"))
    assert page.locator("svg").count() and not desktop.axe()
