"""Messages on this device, seen from the browser; the maker's service is the only part that is played."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright

from mitmachstadt.spine.notify.tests.push_service import Browser as Receiver
from tests.browser.conftest import ARGUMENTS, CHROMIUM, Visitor

pytestmark = pytest.mark.browser
MAKER = """
const known = %s; let current = null;
const made = () => ({ ...known, options: { applicationServerKey: null }, toJSON: () => known,
  unsubscribe: async () => { current = null; return true; } });
PushManager.prototype.getSubscription = async () => current;
PushManager.prototype.subscribe = async (options) => { window.asked = options; current = made(); return current; };
Notification.requestPermission = async () => "%s";
"""


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """The whole Chromium: the one without windows can not show a message."""
    running = playwright.chromium.launch(executable_path=shutil.which("chromium") or CHROMIUM, args=ARGUMENTS)
    yield running
    running.close()


def with_maker(window: Visitor, answer: str = "granted") -> None:
    receiver = Receiver(f"https://push.example.org/{answer}-{id(window)}")
    window.page.add_init_script(MAKER % (json.dumps(receiver.subscription), answer))


def test_follow_on_the_device_choose_quiet_hours_and_end_by_one_press(phone: Visitor):
    with_maker(phone)
    page = phone.visit("/folgen/?art=district&ziel=ickern")
    page.get_by_role("button", name="Auf diesem Gerät benachrichtigen").click()
    page.get_by_text("Dieses Gerät bekommt jetzt Nachrichten.").wait_for()
    assert page.evaluate("window.asked.userVisibleOnly && window.asked.applicationServerKey.length === 65")
    assert not phone.axe()
    # the played maker forgets on another page, so the device page is reached without leaving
    page.get_by_role("button", name="Auf diesem Gerät beenden").click()
    page.get_by_text("Beendet. Wir haben es vergessen.").wait_for()
    assert page.evaluate("navigator.serviceWorker.ready.then(r => r.pushManager.getSubscription())") is None


def test_a_maker_that_never_answers_ends_in_a_sentence(phone: Visitor):
    """Some firewalls swallow the question; the browser itself would wait without an end."""
    with_maker(phone)
    phone.page.add_init_script("PushManager.prototype.subscribe = () => new Promise(() => {});")
    phone.page.clock.install()
    page = phone.visit("/folgen/?art=district&ziel=ickern")
    button = page.get_by_role("button", name="Auf diesem Gerät benachrichtigen")
    button.click()
    page.wait_for_function("document.querySelector('[data-do=start]').disabled")
    page.clock.run_for(21_000)
    page.get_by_text("Der Nachrichtendienst Ihres Browsers ist nicht erreichbar").wait_for()
    assert button.is_enabled()


def test_the_device_page_lists_follows_quiet_hours_and_the_end(desktop: Visitor):
    with_maker(desktop)
    keep = (
        "const old = PushManager.prototype.subscribe; PushManager.prototype.getSubscription ="
        " async function () { return window.fresh ??= await old.call(this, {}); };"
    )
    desktop.page.add_init_script(keep)
    page = desktop.visit("/folgen/?art=topic&ziel=" + topic(desktop))
    page.get_by_role("button", name="Auf diesem Gerät benachrichtigen").click()
    page.get_by_text("bekommt jetzt Nachrichten").wait_for()
    page = desktop.visit("/folgen/geraet/")
    page.locator("[data-list] li").wait_for()
    assert page.input_value("#ruhe-von") == "21:00" and page.input_value("#ruhe-bis") == "07:00"
    assert not desktop.axe()
    page.fill("#ruhe-von", "22:15")
    page.get_by_role("button", name="Ruhezeit speichern").click()
    page.get_by_text("Gespeichert.").wait_for()
    page = desktop.visit("/folgen/geraet/")
    page.locator("[data-list] li").wait_for()
    assert page.input_value("#ruhe-von") == "22:15"
    page.get_by_role("button", name="Probenachricht schicken").click()
    page.get_by_text("Probenachricht ist unterwegs").wait_for()
    page.get_by_role("button", name="Alle Nachrichten auf diesem Gerät beenden").click()
    page.get_by_text("Beendet. Wir haben es vergessen.").wait_for()
    assert page.locator("[data-known]").is_hidden()


def topic(window: Visitor) -> str:
    link = window.visit("/folgen/").locator("a[href*='art=topic']").first.get_attribute("href")
    return link.rsplit("ziel=", 1)[1]


def test_a_refused_permission_is_said_and_nothing_is_promised(phone: Visitor):
    with_maker(phone, "denied")
    page = phone.visit("/folgen/?art=district&ziel=ickern")
    page.get_by_role("button", name="Auf diesem Gerät benachrichtigen").click()
    page.get_by_text("Sie haben Nachrichten für diese Seite gesperrt").wait_for()
    assert page.get_by_role("button", name="Auf diesem Gerät beenden").is_hidden()


def test_a_browser_that_can_not_says_so(phone: Visitor):
    phone.page.add_init_script("delete window.PushManager")
    page = phone.visit("/folgen/?art=district&ziel=ickern")
    page.get_by_text("Dieser Browser kann keine Nachrichten anzeigen").wait_for()
    assert page.get_by_role("button", name="Auf diesem Gerät benachrichtigen").is_hidden()


def test_without_scripts_nothing_is_offered_that_can_not_work(without_script: Visitor):
    page = without_script.visit("/folgen/geraet/")
    assert "abgeschaltet" in page.inner_text("main") and page.locator("[data-push]").is_hidden()


def test_a_message_is_shown_by_the_worker(desktop: Visitor):
    desktop.context.grant_permissions(["notifications"])
    page = desktop.visit("/")
    page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    session = desktop.context.new_cdp_session(page)
    versions: list[dict] = []
    session.on("ServiceWorker.workerRegistrationUpdated", lambda e: versions.extend(e["registrations"]))
    session.send("ServiceWorker.enable")
    data = json.dumps(
        {"title": "Neuer Radweg", "text": "Lesen Sie mehr.", "path": "/vorhaben/", "tag": "news:1"}
    )
    shown = (
        "navigator.serviceWorker.ready.then(r => r.getNotifications())"
        ".then(all => all.some(n => n.title === 'Neuer Radweg' && n.body === 'Lesen Sie mehr.'))"
    )
    end = time.monotonic() + 60
    # The push of the developer tools is dropped while the worker is just being started; a push service keeps it.
    while not page.evaluate(shown):
        assert time.monotonic() < end, "the worker shows no message"
        if versions:
            message = {
                "origin": desktop.town.url,
                "registrationId": versions[-1]["registrationId"],
                "data": data,
            }
            session.send("ServiceWorker.deliverPushMessage", message)
        page.wait_for_timeout(2000)
