"""Without network: pages seen before open, nothing written is lost, and what waited arrives exactly once."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.browser.conftest import Browser, Town, Visitor, first_project, visitor
from tests.browser.network import Network
from tests.browser.waiting import until

pytestmark = pytest.mark.browser


@pytest.fixture
def network(town: Town) -> Iterator[Network]:
    made = Network(int(town.url.rsplit(":", 1)[1]))
    yield made
    made.close()


@pytest.fixture
def walker(browser: Browser, town: Town, network: Network) -> Iterator[Visitor]:
    """Somebody with a phone whose network comes and goes."""
    made = visitor(
        browser, Town(network.url, town.data_dir, town.environment), viewport={"width": 360, "height": 800}
    )
    yield made
    made.context.close()


def ready(window: Visitor) -> None:
    """The worker rules over the page and has kept its own files."""
    page = window.visit("/")
    page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    until(page, "navigator.serviceWorker.controller !== null")


def write(window: Visitor, words: str, photo: bool = False) -> str:
    """Opens a form and fills it in; returns its address."""
    path = first_project(window.visit("/vorhaben/?offen=1")) + "hinweis/"
    page = window.visit(path)
    page.locator("main input[type=radio]").first.check(force=True)
    page.fill("textarea[name=text]", words)
    page.locator("input[name=answer][value=none]").check(force=True)
    if photo:
        picture = BytesIO()
        Image.new("RGB", (60, 40), (20, 120, 80)).save(picture, "JPEG")
        page.set_input_files(
            "input[name=photo]", {"name": "bank.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()}
        )
        page.fill("input[name=photo_alt]", "Eine Bank")
    page.wait_for_timeout(2200)  # people read before they send
    return path


def send(window: Visitor) -> None:
    window.page.locator("main form button").last.click()
    window.page.wait_for_load_state("load")


def comes(page: Page, text: str) -> None:
    """Waits until the outbox says so; else says what it shows."""
    try:
        page.get_by_text(text).wait_for(timeout=90_000)
    except PlaywrightTimeout:
        raise AssertionError(f"{text!r} did not come, but {page.inner_text('main')!r}") from None


def tried(page: Page) -> None:
    """Every try that this page began is over: what one asked of the town before may not return with it."""
    page.evaluate(
        """async () => {
            await navigator.serviceWorker.register("/sw.js");
            let told = 0;
            await new Promise((over) => {
                navigator.serviceWorker.addEventListener("message", () => { told += 1; if (told === 2) over(); });
                navigator.serviceWorker.controller.postMessage("outbox");
            });
            await navigator.locks.request("outbox", () => 1);
        }"""
    )


def at_the_town(town: Town, words: str) -> tuple[int, int]:
    """How many suggestions with these words the town has, and how many of them with a photo."""
    return town.ask("SELECT COUNT(*), COUNT(photo_id) FROM projects_suggestion WHERE text = %s", words)


def sender_of(town: Town, words: str) -> str:
    """The account of the only suggestion with these words; empty for one without."""
    found = town.ask(
        "SELECT u.email FROM projects_suggestion s JOIN cases_case c ON c.id = s.case_id"
        " LEFT JOIN accounts_user u ON u.id = c.sender_id WHERE s.text = %s",
        words,
    )
    return found[0] or ""


def test_a_page_seen_before_opens_and_says_how_old_it_is(walker: Visitor, network: Network):
    ready(walker)
    path = first_project(walker.visit("/vorhaben/"))
    title = walker.visit(path).inner_text("h1")
    network.cut()
    page = walker.visit(path)
    assert page.inner_text("h1") == title
    assert re.search(r"Stand \d\d\.\d\d\.\d{4}, \d\d:\d\d, ohne Netz", page.inner_text(".seen-note"))
    assert page.evaluate("getComputedStyle(document.body).fontFamily").startswith('"Fira Sans"')
    assert "Kein Netz" in walker.visit("/ergebnisse/?nie=gesehen").inner_text("h1")
    assert "No network" in walker.visit("/en/ergebnisse/").inner_text("h1")
    network.back()
    assert not walker.visit(path).locator(".seen-note").count()


def test_pages_of_a_person_and_secret_links_are_never_kept(walker: Visitor, network: Network, town: Town):
    ready(walker)
    write(walker, "Eine Beleuchtung für den Weg am Kanal.")
    send(walker)
    receipt = walker.page.url.removeprefix(network.url)
    walker.sign_in("resident")
    walker.visit("/meins/")
    walker.visit("/vorhaben/")
    kept = walker.page.evaluate(
        "caches.keys().then(async n => (await Promise.all(n.map("
        "async k => (await (await caches.open(k)).keys()).map(r => r.url)))).flat())"
    )
    assert not [
        url
        for url in kept
        if re.search(r"^https?://[^/]+(/en)?/(meins|konto|hinweis|vorgang|schreibtisch)/", url)
    ]
    network.cut()
    for path in (receipt, "/meins/", "/konto/anmelden/"):
        assert "Kein Netz" in walker.visit(path).inner_text("h1")


def test_what_is_sent_without_network_waits_and_arrives_once_also_when_everything_was_closed(
    walker: Visitor, network: Network, town: Town
):
    words = f"Ohne Netz geschrieben: eine Bank unter der Linde {uuid.uuid4().hex}."
    ready(walker)
    write(walker, words, photo=True)
    network.cut()
    send(walker)
    page = walker.page
    assert page.url.endswith("/ohne-netz/postausgang/")
    page.get_by_text("Wartet auf Netz").wait_for()
    assert words in page.inner_text("main") and "mit einem Bild" in page.inner_text("main")
    page.reload()
    page.get_by_text("Wartet auf Netz").wait_for()
    page.close()
    assert at_the_town(town, words) == (0, 0)

    network.back()
    walker.page = page = walker.context.new_page()
    other = walker.context.new_page()
    walker.visit("/")
    other.goto(network.url + "/vorhaben/")
    walker.visit("/ohne-netz/postausgang/")
    comes(page, "Angekommen")
    assert re.search(r"H-\d{4}-\d+", page.inner_text("main"))
    other.goto(network.url + "/")
    assert at_the_town(town, words) == (1, 1)
    page.get_by_role("link", name="Bestätigung öffnen").click()
    assert words in page.inner_text("main")


def test_what_waits_goes_out_by_itself_while_its_page_stays_open(
    walker: Visitor, network: Network, town: Town
):
    """Nobody presses or reloads anything; the browser may have given up after its first try."""
    words = f"Im Tunnel geschrieben: ein Geländer an der Treppe {uuid.uuid4().hex}."
    ready(walker)
    write(walker, words)
    network.cut()
    send(walker)
    walker.page.get_by_text("Wartet auf Netz").wait_for()
    network.back()
    comes(walker.page, "Angekommen")
    assert at_the_town(town, words)[0] == 1


def petition(window: Visitor, words: str) -> None:
    """Fills in a petition."""
    page = window.visit("/antraege/stellen/")
    for name, value in {
        "title": "Licht im Park", "wish": words, "reason": "Abends ist es dort dunkel.", "name": "Gerda Muster",
        "address": "Weg 1, 44575 Ort", "email": "gerda.muster@example.org",
    }.items():  # fmt: skip
        page.fill(f"[name={name}]", value)
    page.check("[name=resident]")


def petitions_at(town: Town, words: str) -> int:
    """How many petitions with these words the town has."""
    return town.ask("SELECT COUNT(*) FROM petitions_petition WHERE wish = %s", words)[0]


def test_a_petition_waits_for_the_network_too_and_arrives_once(walker: Visitor, network: Network, town: Town):
    words = f"Die Stadt stellt drei Leuchten auf {uuid.uuid4().hex}."
    ready(walker)
    petition(walker, words)
    network.cut()
    page = walker.page
    page.get_by_role("button", name="Noch einmal ansehen").click()
    page.get_by_text("Braucht Sie noch").wait_for()
    assert "Noch nicht abgeschickt" in page.inner_text("main") and words in page.inner_text("main")
    network.back()
    page.get_by_role("button", name="Seite öffnen").click()
    page.locator("[name=wish]").wait_for()
    assert page.input_value("[name=wish]") == words, "nothing has to be typed again"
    page.get_by_role("button", name="Noch einmal ansehen").click()
    page.get_by_text("Stimmt alles?").wait_for()
    page.wait_for_timeout(2500)  # people read before they send
    network.cut()
    page.get_by_role("button", name="Antrag absenden").click()
    page.get_by_text("Wartet auf Netz").wait_for()
    assert petitions_at(town, words) == 0
    network.back()
    walker.visit("/antraege/stellen/")
    assert not page.input_value("[name=wish]"), "what waits is no draft any more"
    walker.visit("/ohne-netz/postausgang/")
    comes(page, "Angekommen")
    assert re.search(r"A-\d{4}-\d+", page.inner_text("main"))
    assert petitions_at(town, words) == 1


def test_an_answer_that_got_lost_is_no_second_suggestion(walker: Visitor, network: Network, town: Town):
    words = f"Die Antwort ging verloren: ein Zebrastreifen {uuid.uuid4().hex}."
    ready(walker)
    write(walker, words)
    network.lose_the_answer_to(b"POST /vorhaben/")
    send(walker)
    walker.page.get_by_text("Wartet auf Netz").wait_for()
    assert at_the_town(town, words) == (1, 0), "it had arrived, only nobody was told"
    network.back()
    walker.page.get_by_role("button", name="Jetzt senden").click()
    comes(walker.page, "Angekommen")
    assert at_the_town(town, words) == (1, 0)


def test_what_the_town_can_not_take_comes_back_with_its_words(walker: Visitor, network: Network, town: Town):
    ready(walker)
    path = write(walker, "x")
    walker.page.fill("textarea[name=text]", "")
    walker.page.fill("input[name=photo_alt]", "Nur das Bild beschrieben")
    network.cut()
    send(walker)
    walker.page.get_by_text("Wartet auf Netz").wait_for()
    network.back()
    walker.page.get_by_role("button", name="Jetzt senden").click()
    comes(walker.page, "Braucht Sie noch")
    walker.page.get_by_role("button", name="Seite öffnen").click()
    walker.page.wait_for_url("**" + path)
    assert walker.page.input_value("input[name=photo_alt]") == "Nur das Bild beschrieben"


def test_a_draft_with_its_photo_survives_a_closed_tab(walker: Visitor):
    ready(walker)
    path = write(walker, "Noch nicht fertig: mehr Bäume.", photo=True)
    walker.page.close()
    walker.page = walker.context.new_page()
    page = walker.visit(path)
    assert page.input_value("textarea[name=text]") == "Noch nicht fertig: mehr Bäume."
    until(page, "document.querySelector('input[name=photo]').files.length === 1")
    page.get_by_role("button", name="Verwerfen").click()
    page = walker.visit(path)
    page.wait_for_timeout(300)
    assert not page.input_value("textarea[name=text]")
    assert page.evaluate("document.querySelector('input[name=photo]').files.length") == 0


def test_a_picture_that_the_town_holds_is_not_sent_again_and_lines_of_costs_stay_apart(walker: Visitor):
    path = "/budgets/beispiel-stadtteilbudget-ickern-2026/antrag/"
    page = walker.visit(path)
    picture = BytesIO()
    Image.new("RGB", (60, 40), (20, 120, 80)).save(picture, "JPEG")
    page.fill("input[name=title]", "Eine Bank am Teich")
    for place, value in enumerate(("Bank", "400", "", "", "Farbe", "50")):
        page.locator("input[name=costs]").nth(place).fill(value)
    page.set_input_files(
        "input[name=photo]", {"name": "teich.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()}
    )
    page.wait_for_timeout(600)
    page = walker.visit(path)
    costs = page.locator("input[name=costs]")
    assert [costs.nth(n).input_value() for n in range(8)] == ["Bank", "400", "", "", "Farbe", "50", "", ""]
    until(page, "document.querySelector('input[name=photo]').files.length === 1")
    for _again in range(2):
        page.get_by_role("button", name="Noch einmal ansehen").last.click()
        page.locator(".errors").wait_for()
        page.wait_for_timeout(300)
        assert page.locator("input[name=kept]").count() == 1
        assert page.evaluate("document.querySelector('input[name=photo]').files.length") == 0


def test_a_draft_comes_back_although_the_page_knows_the_name_of_the_account(walker: Visitor):
    walker.sign_in("resident")
    path = "/budgets/beispiel-stadtteilbudget-ickern-2026/antrag/"
    page = walker.visit(path)
    assert page.input_value("input[name=name]")
    page.fill("textarea[name=text]", "Noch nicht fertig: eine Bank am Teich.")
    page.wait_for_timeout(300)
    page = walker.visit(path)
    assert page.input_value("textarea[name=text]") == "Noch nicht fertig: eine Bank am Teich."
    page.get_by_role("button", name="Verwerfen").click()


def test_a_proposal_is_begun_closed_and_written_on_without_network(walker: Visitor, network: Network):
    words = f"Ohne Netz vorgeschlagen: ein Dach am Teich {uuid.uuid4().hex}."
    ready(walker)
    path = "/vorschlaege/machen/"
    page = walker.visit(path)
    until(page, f"caches.match(location.origin + {path!r}).then(hit => hit !== undefined)")
    network.cut()
    page.fill("input[name=title]", "Ein Dach am Teich")
    page.fill("textarea[name=text]", words)
    page.wait_for_timeout(600)
    page.close()
    walker.page = walker.context.new_page()
    page = walker.visit(path)
    assert page.locator(".seen-note").count()
    assert page.input_value("input[name=title]") == "Ein Dach am Teich"
    assert page.input_value("textarea[name=text]") == words
    page.get_by_role("button", name="Noch einmal ansehen").click()
    page.get_by_text("Braucht Sie noch").wait_for()
    assert words in page.inner_text("main")


def test_a_form_opened_lately_opens_without_network_and_each_of_its_sendings_arrives(
    walker: Visitor, network: Network, town: Town
):
    first, second = (f"Vom aufbewahrten Blatt: {what} {uuid.uuid4().hex}." for what in ("Bäume", "Bänke"))
    ready(walker)
    path = write(walker, "nur angesehen")
    walker.page.evaluate("localStorage.clear()")
    until(walker.page, f"caches.match(location.origin + {path!r}).then(hit => hit !== undefined)")
    kept = walker.page.evaluate(f"caches.match(location.origin + {path!r}).then(hit => hit.text())")
    assert 'name="csrfmiddlewaretoken" value=""' in kept, "no key of one visit stays on the device"
    network.cut()
    for words in (first, second):
        page = walker.visit(path)
        assert page.locator(".seen-note").count()
        page.locator("main input[type=radio]").first.check(force=True)
        page.fill("textarea[name=text]", words)
        page.locator("input[name=answer][value=none]").check(force=True)
        send(walker)
        assert walker.page.url.endswith("/ohne-netz/postausgang/")
    assert (at_the_town(town, first), at_the_town(town, second)) == ((0, 0), (0, 0))
    network.back()
    walker.visit("/ohne-netz/postausgang/")
    until(walker.page, "document.querySelectorAll('.chip.leaf').length === 2")
    assert (at_the_town(town, first), at_the_town(town, second)) == ((1, 0), (1, 0))


def test_what_waits_goes_out_under_nobody_elses_account(walker: Visitor, network: Network, town: Town):
    """Brandt writes on a shared tablet; Gerda is signed in when the network returns."""
    words = f"Von Brandt geschrieben: eine Laterne {uuid.uuid4().hex}."
    ready(walker)
    walker.sign_in("council")
    write(walker, words)
    network.cut()
    send(walker)
    walker.page.get_by_text("Wartet auf Netz").wait_for()
    tried(walker.page)
    walker.context.clear_cookies()
    network.back()
    walker.sign_in("resident")
    page = walker.visit("/ohne-netz/postausgang/")
    comes(page, "unter einer anderen Anmeldung geschrieben")
    assert at_the_town(town, words) == (0, 0)
    page.get_by_role("button", name="So senden").click()
    comes(page, "Angekommen")
    assert sender_of(town, words) == "gerda@example.org"


def test_the_right_account_signs_in_again_and_it_goes_out_by_itself(
    walker: Visitor, network: Network, town: Town
):
    words = f"Abgemeldet, bevor das Netz kam: ein Mülleimer {uuid.uuid4().hex}."
    ready(walker)
    walker.sign_in("resident")
    write(walker, words)
    network.cut()
    send(walker)
    walker.page.get_by_text("Wartet auf Netz").wait_for()
    tried(walker.page)
    walker.context.clear_cookies()
    network.back()
    page = walker.visit("/ohne-netz/postausgang/")
    comes(page, "unter einer anderen Anmeldung geschrieben")
    walker.sign_in("resident")
    comes(walker.visit("/ohne-netz/postausgang/"), "Angekommen")
    assert sender_of(town, words) == "gerda@example.org"
