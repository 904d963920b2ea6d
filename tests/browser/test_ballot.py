"""A citizens' budget is voted on: by mouse, by keyboard alone, without scripts; codes and paper at the desk; the result."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import visitor

pytestmark = pytest.mark.browser
VOTE = re.compile(r"^/budgets/[a-z0-9-]+/abstimmen/$")
# What of the bar at the foot of the screen nothing else covers, and what has the focus and lies behind it.
FREE = """() => { const bar = document.querySelector('.ballot-bar'), r = bar.getBoundingClientRect();
  const free = (x, y) => bar.contains(document.elementFromPoint(x, y));
  const all = [...bar.querySelectorAll('p, button')].filter(one => one.offsetWidth).map(one => one.getBoundingClientRect());
  return { seen: all.every(b => free(b.left + b.width / 2, b.top + 2) && free(b.left + b.width / 2, b.bottom - 2)),
    share: r.height / innerHeight, below: innerHeight - r.bottom,
    menu: innerHeight - document.querySelector('nav.bar').getBoundingClientRect().top }; }"""
HIDDEN = """() => { const on = document.activeElement, bar = document.querySelector('.ballot-bar');
  if (on === document.body || bar.contains(on) || on.closest('nav.bar')) return '';
  const r = on.getBoundingClientRect(), b = bar.getBoundingClientRect();
  return r.bottom > b.top + 1 && r.top < b.bottom && r.height < b.top ? on.outerHTML.slice(0, 120) : ''; }"""


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


def with_too_many(browser, town, vote, size, **window_options):
    """A phone in this text size whose ballot was sent with one idea too many."""
    window = visitor(browser, town, viewport={"width": 360, "height": 800}, **window_options)
    window.context.add_cookies([{"name": "darstellung", "value": f"size={size}", "url": town.url}])
    window.sign_in("resident")
    page = window.visit(vote)
    for n in range(6):
        boxes(page).nth(n).check()
    hand_in(page)
    return window


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize(
    ("scheme", "size"), [("light", "100"), ("dark", "100"), ("light", "125"), ("dark", "200")]
)
def test_after_a_mistake_the_bar_stands_whole_above_the_menu(browser, town, vote, scripts, scheme, size):
    window = with_too_many(browser, town, vote, size, color_scheme=scheme, java_script_enabled=scripts)
    page = window.page
    assert "höchstens 5" in page.inner_text(".errors")
    page.evaluate("scrollTo(0, 0)")
    bar = page.evaluate(FREE)
    assert bar["seen"] and abs(bar["below"] - bar["menu"]) < 4 and bar["share"] < 0.25, bar
    assert not scripts or not window.axe()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    assert page.evaluate("document.querySelector('.ballot-bar').getBoundingClientRect().bottom") < 800
    window.context.close()


@pytest.mark.parametrize("size", ["100", "200"])
def test_by_keyboard_nothing_on_a_phone_stays_behind_the_bar(browser, town, vote, size):
    window = with_too_many(browser, town, vote, size)
    page = window.page
    page.evaluate("scrollTo(0, 0)")
    assert page.evaluate("document.activeElement.className") == "errors"
    for key in ["Tab"] * 40 + ["Shift+Tab"] * 40:
        page.keyboard.press(key)
        assert not page.evaluate(HIDDEN), page.evaluate(HIDDEN)
    window.context.close()


def test_in_a_low_window_the_bar_ends_the_ballot(browser, town, vote):
    window = visitor(browser, town, viewport={"width": 800, "height": 360})
    page = window.visit(vote)
    assert page.evaluate("getComputedStyle(document.querySelector('.ballot-bar')).position") == "static"
    window.context.close()


def test_the_usual_name_of_a_budget_fits_the_narrowest_phone(phone, vote):
    phone.page.set_viewport_size({"width": 320, "height": 800})
    page = phone.visit(vote.replace("abstimmen/", ""))
    page.evaluate(
        "const h = document.querySelector('h1'); h.className = ''; h.textContent = 'Bürger:innenbudget 2027'"
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
