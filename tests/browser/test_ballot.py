"""A citizens' budget is voted on: by mouse, by keyboard alone, without scripts; codes and paper at the desk; the result."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.browser
VOTE = re.compile(r"^/budgets/[a-z0-9-]+/abstimmen/$")


@pytest.fixture
def vote(phone):
    """The address of the example on which people vote."""
    page = phone.visit("/budgets/")
    links = page.eval_on_selector_all("main a[href]", "all => all.map(a => a.getAttribute('href'))")
    return next(link for link in links if VOTE.match(link))


def boxes(page):
    return page.locator("form.ballot input[type=checkbox]")


def ticked(page):
    return [n for n in range(boxes(page).count()) if boxes(page).nth(n).is_checked()]


def hand_in(page):
    page.locator(".ballot-bar button[value=cast]").click()
    page.wait_for_load_state("load")


def test_a_guest_chooses_signs_in_and_finds_the_choice_again(phone, vote):
    page = phone.visit(vote)
    assert not phone.axe() and page.evaluate("document.documentElement.scrollWidth") <= 360
    boxes(page).nth(0).check()
    boxes(page).nth(2).check()
    assert page.inner_text("[data-left]") == "3"
    chosen = ticked(page)
    hand_in(page)
    assert "melden Sie sich" in page.inner_text(".errors") and ticked(page) == chosen and not phone.axe()
    phone.sign_in("resident")
    page = phone.visit(vote)
    assert ticked(page) == chosen
    hand_in(page)
    assert page.url.endswith("/beleg/") and not phone.axe()
    assert page.locator("section.card .rows > li").count() == 2
    page.get_by_role("button", name="Stimmzettel zurückziehen").click()
    page.wait_for_load_state("load")
    assert ticked(page) == [] and "zurückgezogen" in page.inner_text("main")
    assert not phone.foreign


def test_too_many_are_said_and_kept_without_scripts(without_script, vote):
    without_script.sign_in("resident")
    page = without_script.visit(vote)
    for n in range(6):
        boxes(page).nth(n).check()
    page.get_by_role("button", name="Neu rechnen").click()
    page.wait_for_load_state("load")
    assert page.inner_text("[data-left]") == "-1" and ticked(page) == list(range(6))
    hand_in(page)
    assert "höchstens 5" in page.inner_text(".errors") and ticked(page) == list(range(6))
    boxes(page).nth(5).uncheck()
    hand_in(page)
    assert page.url.endswith("/beleg/")
    page = without_script.visit(vote)
    assert ticked(page) == list(range(5)) and "Stimmzettel ist da" in page.inner_text("main")
    page.locator("form.ballot").get_by_text("Für die Beteiligung").click()
    page.select_option("#b-age", "ab65")
    boxes(page).nth(0).uncheck()
    hand_in(page)
    assert page.locator("section.card .rows > li").count() == 4


def test_by_keyboard_alone_and_the_bar_never_hides_what_has_the_focus(desktop, vote):
    desktop.sign_in("resident")
    page = desktop.visit(vote)
    for n in ticked(page):
        boxes(page).nth(n).uncheck()
    seen = 0
    for _step in range(120):
        page.keyboard.press("Tab")
        where = page.evaluate(
            """() => { const on = document.activeElement, bar = document.querySelector('.ballot-bar');
            if (bar.contains(on)) return on.value || 'bar';
            if (!on.matches('form.ballot input[type=checkbox]')) return '';
            const a = on.getBoundingClientRect(), b = bar.getBoundingClientRect();
            return a.bottom <= b.top || a.top >= b.bottom ? 'box' : 'hidden'; }"""
        )
        assert where != "hidden"
        if where == "box" and seen < 2:
            page.keyboard.press("Space")
            seen += 1
        if where == "cast":
            break
    assert seen == 2 and page.inner_text("[data-left]") == "3"
    page.keyboard.press("Enter")
    page.wait_for_url("**/beleg/")
    assert not desktop.axe() and not desktop.errors


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_the_result_and_the_ballot_fit_and_axe_finds_nothing(phone, town, vote, width):
    phone.page.set_viewport_size({"width": width, "height": 800})
    (slug,) = town.ask(
        "SELECT slug FROM budgets_budget JOIN budgets_sheet ON budget_id = budgets_budget.id WHERE counted_at IS NOT NULL"
    )
    ended = f"/budgets/{slug}/"
    for path in (vote, f"{ended}ergebnis/", f"/en{vote}", f"/en{ended}ergebnis/"):
        page = phone.visit(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert not phone.axe(), path
    assert page.locator(".result-list > li").count() >= 4 and page.locator("table").count() >= 2
    assert not phone.errors and not phone.foreign


def test_one_count_of_paper_at_the_desk_waits_for_somebody_else(desktop, vote):
    slug = vote.split("/")[2]
    desk = f"/schreibtisch/budgets/{slug}/abstimmung/"
    desktop.sign_in("coordinator")
    page = desktop.visit(desk)
    assert not desktop.axe()
    page.fill("[name=name]", "Kiste Bücherei")
    page.fill("#d-zeilen", "1 2\n99")
    page.get_by_role("button", name="Erste Zählung speichern").click()
    page.wait_for_load_state("load")
    assert "Zeile 2" in page.inner_text("main") and page.input_value("#d-zeilen") == "1 2\n99"
    page.fill("#d-zeilen", "1 2\n3\nx")
    page.get_by_role("button", name="Erste Zählung speichern").click()
    page.wait_for_load_state("load")
    assert "wartet auf jemand anderes" in page.inner_text("main") and not desktop.axe()
    page.get_by_role("button", name="Stapel zurücknehmen").click()
    page.wait_for_load_state("load")
    assert page.get_by_role("heading", name="Kiste Bücherei").count() == 0
