"""Every page on foot: whatever can be reached by keyboard shows where one is, is not covered by anything, in any colours."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Browser, Town, Visitor, first_project, visitor
from tests.browser.test_council import DESK, PAGES
from tests.browser.test_pages import PUBLIC, STAFF
from tests.browser.waiting import until

pytestmark = pytest.mark.browser

# Gives the focus to one thing after the other as the Tab key does, with its ring, and says what is wrong with it:
# no ring (around it, the frame of a field or the row that a link covers; a pin gets a thick line), or something
# else lies where one would press. What stands in a closed menu is no stop; the large
# map, which changes under one's feet, has its own tests.
STOPS = """async () => {
  const found = [], ringed = (one) => {
    if (getComputedStyle(one, '::after').outlineStyle !== 'none') return true;
    const body = one.matches('.pin') && one.querySelector('.body');
    if (body && parseFloat(getComputedStyle(body).strokeWidth) >= 3) return true;
    for (let n = 0, at = one; n < 3 && at; n++, at = at.parentElement)
      if (getComputedStyle(at).outlineStyle !== 'none') return true;
    return false;
  }, free = (one) => {
    const box = one.getClientRects()[0];
    if (!box) return true;
    return [[.5, .5], [.1, .3], [.9, .7], [.5, .15], [.5, .85]].some(([x, y]) => {
      const there = document.elementFromPoint(box.left + box.width * x, box.top + box.height * y);
      const own = [one, ...(one.labels || [])];
      if (one.matches('.pin') && there?.closest('.pin')) return true;  // pins that lie on one another show one of them
      return there && (there.contains(one) || own.some((each) => each.contains(there)));
    });
  };
  const kinds = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';
  const stops = [...document.querySelectorAll(kinds)]
    .filter((one) => !one.disabled && one.tabIndex >= 0 && !one.closest('[data-live-map]')
      && one.checkVisibility({ visibilityProperty: true }));
  for (const one of stops) {
    one.focus({ focusVisible: true });
    const good = () => ringed(one) && free(one);
    for (let n = 0; n < 6 && !good(); n++) await new Promise((go) => setTimeout(go, 60));
    if (!good()) found.push(`${ringed(one) ? 'covered' : 'no ring'}: ${one.outerHTML.slice(0, 110)}`);
  }
  return [stops.length, found];
}"""
# Where forced colours take the fills away, a border must say what a thing is.
BORDERLESS = """() => {
  const things = 'main :is(.chip, .pick, .button, .knob, .card, input:not([type=hidden]), textarea, select)';
  const others = '.text, .card .card, [type=file], [type=radio], [type=checkbox]';
  const lined = (one, kind) => parseFloat(getComputedStyle(one)[kind + 'Width']) > 0
    && getComputedStyle(one)[kind + 'Style'] !== 'none';
  return [...document.querySelectorAll(things)]
    .filter((one) => one.checkVisibility() && !one.closest('.search, .map-tools, .bulk') && !one.matches(others))
    .filter((one) => !lined(one, 'borderTop') && !lined(one, 'outline'))
    .map((one) => one.outerHTML.slice(0, 110));
}"""
WAYS = [(360, "none"), (1280, "none"), (1280, "active")]


@pytest.fixture(scope="module")
def pages(town: Town, browser: Browser) -> list[str]:
    """Every public page, with those of an open project."""
    window = visitor(browser, town, viewport={"width": 1280, "height": 900})
    opened = first_project(window.visit("/vorhaben/?offen=1"))
    window.context.close()
    return [
        *PUBLIC,
        *PAGES,
        opened,
        opened + "hinweis/",
        opened + "hinweise/",
        "/folgen/?was=district:ickern",
    ]


def problems(window: Visitor, paths: list[str], forced: str) -> list[str]:
    """What is wrong on these pages, a line each."""
    found = []
    for path in paths:
        page = window.visit(path)
        number, wrong = page.evaluate(STOPS)
        assert number > 3, path
        found += [f"{path} {line}" for line in wrong]
        if forced == "active":
            found += [f"{path} no border: {line}" for line in page.evaluate(BORDERLESS)]
    return found


@pytest.mark.parametrize(("width", "forced"), WAYS)
def test_every_stop_shows_itself(
    browser: Browser, town: Town, pages: list[str], width: int, forced: str
) -> None:
    window = visitor(
        browser, town, viewport={"width": width, "height": 800}, forced_colors=forced, reduced_motion="reduce"
    )
    found = problems(window, pages, forced)
    window.sign_in("coordinator")
    found += problems(window, [*STAFF, *DESK, *at_the_desk(window)], forced)
    window.context.close()
    assert not found, "\n".join(found[:20])


def at_the_desk(window: Visitor) -> list[str]:
    """A case, a project and a meeting as the desk links them."""
    found = []
    for start, part in (
        ("/schreibtisch/", "/schreibtisch/vorgang/"),
        ("/schreibtisch/vorhaben/", "/schreibtisch/vorhaben/B-"),
        ("/schreibtisch/sitzungen/", "/schreibtisch/sitzungen/"),
    ):
        links = window.visit(start).eval_on_selector_all(
            "main a[href]", "all => all.map(one => one.getAttribute('href'))"
        )
        found.append(next(link for link in links if link.startswith(part) and link != part))
    return found


def test_skipping_leaves_everything_before_the_content_behind(desktop: Visitor) -> None:
    desktop.sign_in("clerk")
    for path in ("/", "/vorhaben/", "/schreibtisch/", at_the_desk(desktop)[0]):
        page = desktop.visit(path)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate(
            "document.activeElement.closest('main') !== null && !document.activeElement.closest('.rail')"
        ), path
    page = desktop.visit(at_the_desk(desktop)[0])
    for key in ("Tab", "Tab", "Enter", "Tab"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.closest('.case') !== null"), (
        "the second link leads to the case"
    )


@pytest.mark.parametrize("width", [360, 1280])
def test_two_presses_lead_to_having_a_say(browser: Browser, town: Town, width: int) -> None:
    window = visitor(browser, town, viewport={"width": width, "height": 900})
    page = window.visit(first_project(window.visit("/vorhaben/?offen=1")))
    for key in ("Tab", "Tab", "Enter", "Tab"):
        page.keyboard.press(key)
    said = page.evaluate("document.activeElement.innerText.trim()")
    found = window.axe()
    window.context.close()
    assert said == "Hinweis geben" and not found


def test_errors_keep_the_focus_after_a_skip_link(desktop: Visitor) -> None:
    page = desktop.visit("/meine-daten/#inhalt")
    page.locator("main form button").last.click()
    page.wait_for_load_state("load")
    until(page, "document.activeElement?.classList.contains('errors')")
    field = page.locator("main input[aria-invalid=true]").first
    assert field.evaluate("one => getComputedStyle(one).borderTopWidth") == "2px", "a wrong field is framed"


def test_back_from_a_receipt_is_no_missing_network(phone: Visitor) -> None:
    page = phone.visit("/")
    page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    until(page, "navigator.serviceWorker.controller !== null")
    form = first_project(phone.visit("/vorhaben/?offen=1")) + "hinweis/"
    page = phone.visit(form)
    page.wait_for_timeout(2200)  # people read before they send
    page.locator("main form button.big").click()
    page.wait_for_selector(".errors")
    page.locator("main input[type=radio]").first.check(force=True)
    page.fill("textarea[name=text]", "Mehr Schatten, bitte.")
    page.locator("input[name=answer][value=none]").check(force=True)
    page.locator("main form button.big").click()
    page.wait_for_url("**/hinweis/H-*/**")
    page.go_back()
    page.wait_for_load_state("load")
    assert page.url.endswith(form) and page.locator("textarea[name=text]").count() == 1
    assert "Nichts wartet" in phone.visit("/ohne-netz/postausgang/").inner_text("main")


@pytest.mark.parametrize("forced", ["none", "active"])
def test_pins_on_the_large_map_come_to_the_front_when_reached(
    browser: Browser, town: Town, forced: str
) -> None:
    window = visitor(browser, town, viewport={"width": 1280, "height": 900}, forced_colors=forced)
    page = window.visit("/vorhaben/karte/")
    page.wait_for_selector(".live-pin")
    covered = page.evaluate("""() => [...document.querySelectorAll('.live-pin')].filter((pin) => {
      pin.focus({ focusVisible: true });
      const box = pin.getBoundingClientRect();
      return !pin.contains(document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2));
    }).map((pin) => pin.getAttribute('aria-label'))""")
    window.context.close()
    assert not covered, covered
