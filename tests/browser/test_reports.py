"""Reporting on a phone: at most six taps with a photo, by keyboard, without scripts, and without a network."""

from __future__ import annotations

import os
import re
import uuid
from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Page, TimeoutError

from tests.browser.conftest import Browser, Town, Visitor, visitor
from tests.browser.network import Network

pytestmark = pytest.mark.browser

#: A point of Castrop that no sample report stands near.
SPOT = {"latitude": 51.561, "longitude": 7.315}


def picture() -> dict[str, object]:
    """A photo as a phone hands it over."""
    found = BytesIO()
    Image.new("RGB", (80, 60), (90, 90, 90)).save(found, "JPEG")
    return {"name": "loch.jpg", "mimeType": "image/jpeg", "buffer": found.getvalue()}


def reports_with(town: Town, words: str) -> tuple[int, int]:
    """How many reports with these words the town has, and how many photos belong to them."""
    return town.ask(
        "SELECT COUNT(DISTINCT r.id), COUNT(p.id) FROM reports_report r"
        " LEFT JOIN reports_photo p ON p.report_id = r.id WHERE r.text = %s",
        words,
    )


def go_on(page: Page, heading: str) -> None:
    """Presses the button of the step until the next question is in sight: while a map is still giving up without network,
    the page moves, and a tap may fall beside it, as it may for people."""
    for _ in range(4):
        page.locator("[data-step]:not([hidden]) [data-next]").click()
        if until_seen(page, heading):
            return
    raise AssertionError(f"{heading} never came")


def until_seen(page: Page, heading: str) -> bool:
    """Whether the heading comes into sight within three seconds."""
    try:
        page.locator(f"#{heading}").wait_for(timeout=3000)
    except TimeoutError:
        return False
    return True


@pytest.fixture
def walker(browser: Browser, town: Town) -> Iterator[Visitor]:
    """Somebody with a phone who lets the page know where they stand."""
    made = visitor(
        browser, town, viewport={"width": 360, "height": 800}, has_touch=True, permissions=["geolocation"],
        geolocation=SPOT,
    )  # fmt: skip
    yield made
    made.context.close()


def test_six_taps_from_the_form_to_the_receipt_with_a_photo(walker: Visitor):
    page = walker.visit("/melden/")
    page.wait_for_timeout(2200)  # people read before they tap
    taps = 0
    assert not walker.axe()
    page.locator("[data-here]").tap()
    taps += 1
    page.locator("label.big-tile").nth(2).tap()
    taps += 1
    assert not walker.axe()
    page.locator("[data-step]:not([hidden]) [data-next]").tap()
    taps += 1
    with page.expect_file_chooser() as chooser:
        page.locator("input[name=photos]").tap()
    taps += 1
    chooser.value.set_files([picture()])  # type: ignore[list-item]
    taps += 1
    page.locator("[data-photo-preview] img").wait_for()
    assert not walker.axe()
    page.locator("[data-step]:not([hidden]) button.big").tap()
    taps += 1
    page.locator(".receipt-number").wait_for()
    assert taps <= 6
    assert re.search(r"M-\d{4}-\d+", page.inner_text(".receipt-number"))
    assert not walker.axe()
    assert not walker.errors
    assert not walker.foreign


def test_by_keyboard_alone_and_what_is_known_is_shown(desktop: Visitor, town: Town):
    words = f"Schlagloch an der Ecke {uuid.uuid4().hex}"
    page = desktop.visit("/melden/")
    for said in (words, f"{words}, noch einmal"):
        page.goto(town.url + "/melden/")
        page.focus("#id_place")
        page.keyboard.type("51.55800, 7.32200")
        page.wait_for_timeout(2200)
        page.focus("[data-step]:not([hidden]) [data-next]")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "schritt-was"
        page.focus("#id_group_2")
        page.keyboard.press("Space")
        page.focus("#id_text")
        page.keyboard.type(said)
        page.focus("[data-step]:not([hidden]) [data-next]")
        page.keyboard.press("Enter")
        page.focus("#id_answer_1")
        page.keyboard.press("Space")
        page.focus("[data-step]:not([hidden]) button.big")
        page.keyboard.press("Enter")
        page.locator(".receipt-number, a:has-text('Mir auch aufgefallen')").first.wait_for()
    page.get_by_text("Ist es diese Meldung?").wait_for()
    assert words in page.inner_text("main")
    assert not desktop.axe()
    page.get_by_role("link", name="Mir auch aufgefallen").focus()
    page.keyboard.press("Enter")
    page.locator("main form button").last.wait_for()
    assert not desktop.axe()
    page.wait_for_timeout(2200)
    page.locator("main form button").last.press("Enter")
    page.get_by_text("Sie warten jetzt mit den anderen").wait_for()
    assert not desktop.axe()
    assert reports_with(town, words)[0] == 1


def test_without_scripts_everything_stands_on_one_page(without_script: Visitor, town: Town):
    words = f"Umgeknickter Ast {uuid.uuid4().hex}"
    page = without_script.visit("/melden/")
    page.fill("#id_place", "Münsterplatz")
    page.check("#id_group_4")
    page.fill("#id_text", words)
    page.set_input_files("input[name=photos]", [picture()])  # type: ignore[list-item]
    page.check("#id_answer_1")
    page.wait_for_timeout(2200)
    page.locator("main form button.big").last.click()
    page.wait_for_load_state("load")
    if page.get_by_text("Ist es diese Meldung?").count():
        page.get_by_role("button", name="Nein, etwas anderes melden").click()
    page.locator(".receipt-number").wait_for()
    assert reports_with(town, words) == (1, 1)


def test_a_report_written_without_network_arrives_once_though_the_form_was_never_seen_before(
    browser: Browser, town: Town
):
    network = Network(int(town.url.rsplit(":", 1)[1]))
    away = visitor(
        browser, Town(network.url, town.data_dir, town.environment), viewport={"width": 360, "height": 800}
    )
    try:
        words = f"Ohne Netz gemeldet: Lampe aus {uuid.uuid4().hex}"
        page = away.visit("/")
        page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
        page.wait_for_function("navigator.serviceWorker.controller !== null")
        network.cut()
        page = away.visit("/melden/")
        page.fill("#id_place", "51.56500, 7.30800")
        go_on(page, "schritt-was")
        page.click("label.big-tile >> nth=0")
        page.fill("#id_text", words)
        go_on(page, "schritt-foto")
        page.set_input_files("input[name=photos]", [picture()])  # type: ignore[list-item]
        page.click("label[for=id_answer_1]")
        page.click("[data-step]:not([hidden]) button.big")
        page.get_by_text("Wartet auf Netz").wait_for()
        page.close()
        assert reports_with(town, words) == (0, 0)
        network.back()
        away.page = page = away.context.new_page()
        away.visit("/ohne-netz/postausgang/")
        page.get_by_text("Angekommen").wait_for(timeout=20_000)
        away.visit("/")
        assert reports_with(town, words) == (1, 1)
    finally:
        away.context.close()
        network.close()


def noisy(kilobytes: int) -> dict[str, object]:
    """A photo that can hardly be packed, so that sending it takes its time."""
    found = BytesIO()
    side = int((kilobytes * 1024 / 2.2) ** 0.5)
    Image.frombytes("RGB", (side, side), os.urandom(side * side * 3)).save(found, "JPEG", quality=90)
    return {"name": "loch.jpg", "mimeType": "image/jpeg", "buffer": found.getvalue()}


def test_on_a_slow_line_the_form_works_soon_and_sending_says_how_far_it_is(browser: Browser, town: Town):
    slow = visitor(browser, town, viewport={"width": 360, "height": 800}, has_touch=True)
    try:
        page = slow.page
        line = slow.context.new_cdp_session(page)
        line.send("Network.enable")
        conditions = {
            "offline": False,
            "latency": 400,
            "downloadThroughput": 51_200,
            "uploadThroughput": 51_200,
        }
        line.send("Network.emulateNetworkConditions", conditions)
        page.goto(town.url + "/melden/", wait_until="commit")
        page.locator("form.stepped").wait_for(timeout=15_000)
        usable = page.evaluate("performance.now()") / 1000
        # the map library alone takes five seconds on this line
        assert usable < 8, f"{usable:.1f} s"
        words = f"Langsame Leitung {uuid.uuid4().hex}"
        page.fill("#id_place", "51.57100, 7.33700")
        go_on(page, "schritt-was")
        page.locator("label.big-tile").nth(1).tap()
        page.fill("#id_text", words)
        go_on(page, "schritt-foto")
        page.set_input_files("input[name=photos]", [noisy(250)])  # type: ignore[list-item]
        page.locator("label[for=id_answer_1]").tap()
        page.locator("[data-step]:not([hidden]) button.big").tap()
        page.locator("[data-sending] progress").wait_for(state="visible")
        page.locator("[data-sending]", has_text=re.compile(r"[1-9]0 % gesendet")).wait_for()
        page.locator(".receipt-number").wait_for(timeout=60_000)
        assert reports_with(town, words) == (1, 1)
        assert not slow.errors
    finally:
        slow.context.close()


def test_a_screen_reader_hears_names_steps_and_errors(desktop: Visitor, town: Town):
    page = desktop.visit("/melden/")
    step = page.locator("[data-step]:not([hidden])")
    heard = step.aria_snapshot()
    for words in (
        'heading "Wo ist das?" [level=2]',
        'textbox "Adresse oder Ort"',
        'button "Ort stimmt, weiter"',
    ):
        assert words in heard, heard
    page.fill("#id_place", "51.55800, 7.32200")
    go_on(page, "schritt-was")
    heard = step.aria_snapshot()
    for words in ('group "Worum geht es?"', 'radio "Müll"', 'textbox "Möchten Sie etwas dazu sagen?'):
        assert words in heard, heard
    page.wait_for_timeout(2200)
    go_on(page, "schritt-foto")
    assert 'group "Sollen wir Bescheid geben?"' in step.aria_snapshot()
    step.locator("button.big").click()
    page.locator(".errors").wait_for()
    assert page.evaluate("document.activeElement.className") == "errors"
    assert 'alert "' in page.locator(".errors").locator("xpath=..").aria_snapshot()
    page.locator(".errors a").first.click()
    page.wait_for_timeout(300)
    assert page.evaluate("document.activeElement.closest('#feld-group') !== null")
    assert not desktop.axe()
