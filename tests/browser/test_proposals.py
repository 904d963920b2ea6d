"""A proposal from the form to the answer: proposed and voted on without scripts, released and answered at the desk."""

import re
from io import BytesIO

import pytest
from PIL import Image

pytestmark = pytest.mark.browser
TEXT = "Am Kanal fehlt ein Platz zum Sitzen. Zwei Bänke im Schatten würden reichen."
ANSWER = "Zwei Bänke stehen im Mai am Ufer."


def picture():
    """A small picture as a phone sends one."""
    data = BytesIO()
    Image.new("RGB", (640, 480), "green").save(data, "PNG")
    return data.getvalue()


def press(page, name):
    page.get_by_role("button", name=name).first.click()
    page.wait_for_load_state("load")


def propose(window):
    """Somebody without account and without scripts proposes something; returns its number and the author's page."""
    page = window.visit("/vorschlaege/machen/")
    page.fill("[name=title]", "Bänke am Kanal")
    press(page, "Noch einmal ansehen")
    assert "Bitte schreiben Sie" in page.inner_text(".errors")
    assert page.input_value("[name=title]") == "Bänke am Kanal"
    page.fill("[name=text]", TEXT)
    page.set_input_files("[name=photos]", {"name": "ufer.png", "mimeType": "image/png", "buffer": picture()})
    press(page, "Noch einmal ansehen")
    assert TEXT in page.inner_text("main")
    press(page, "Etwas ändern")
    assert page.input_value("[name=text]") == TEXT
    press(page, "Noch einmal ansehen")
    page.wait_for_timeout(2500)  # people read before they send; faster is taken for a machine
    press(page, "Vorschlag absenden")
    assert "Bitte sagen Sie, was zu sehen ist." in page.inner_text("main")
    page.locator("input[name^=alt_]").fill("Das Ufer ohne Bank")
    press(page, "Vorschlag absenden")
    return re.search(r"BV-\d{4}-\d+", page.inner_text("main")).group(0), page.url


def test_proposed_voted_on_and_answered(without_script, desktop, phone, town):
    number, own = propose(without_script)
    public = f"/vorschlaege/{number}/"
    desktop.sign_in("coordinator")
    page = desktop.visit(f"/schreibtisch/vorgang/{number}/")
    assert TEXT in page.inner_text("main") and not desktop.axe()
    press(page, "Freigeben")
    phone.visit(public)
    assert phone.page.get_by_alt_text("Das Ufer ohne Bank").count() == 1
    assert not phone.axe() and "0" in phone.page.inner_text(".vote-side.up")
    without_script.sign_in("resident")
    page = without_script.visit(public)
    page.locator(".vote-side.down button").click()
    page.select_option("[name=reason]", "money")
    press(page, "Grund speichern")
    assert "Sie sind dagegen." in page.inner_text("#abstimmen")
    page.locator(".vote-side.up button").click()
    assert page.inner_text(".vote-side.up b") == "1" and page.inner_text(".vote-side.down b") == "0"
    phone.sign_in("resident")
    page = phone.visit(public)
    assert page.locator(".vote-side.up button").get_attribute("aria-pressed") == "true" and not phone.axe()
    page.locator(".vote-side.down button").click()
    page.wait_for_selector(".vote-side.down button[aria-pressed=true]")
    assert not phone.axe()
    page = desktop.visit(f"/schreibtisch/vorgang/{number}/")
    page.locator("#schritt-answer [name=outcome][value=accepted]").check(force=True)
    page.fill("#schritt-answer [name=text]", ANSWER)
    page.fill("#schritt-answer [name=cost]", "1800")
    assert not desktop.axe()
    press(page, "Antworten")
    text = without_script.visit(public).inner_text("main")
    assert ANSWER in text and "1.800" in text and "So wurde abgestimmt" in text
    page = without_script.page
    page.goto(own)
    page.fill("[name=text]", "Auch eine mit Lehne?")
    press(page, "Nachfragen")
    assert "Rückfrage gestellt" in page.inner_text("main")
    assert not phone.errors and not phone.foreign


@pytest.mark.parametrize(
    "path",
    [
        "/vorschlaege/", "/vorschlaege/machen/", "/vorschlaege/BV-2026-001/", "/vorschlaege/BV-2026-004/", "/en/vorschlaege/",
        "/vorschlaege/karte/", "/vorschlaege/BV-2026-001/fassungen/", "/vorschlaege/BV-2026-001/fassungen/?von=1&bis=3",
        "/gespraech/BV-2026-001/", "/gespraech/BV-2026-001/?haltung=against&folge=neu", "/kommentar/KO-2026-002/",
    ],
)  # fmt: skip
@pytest.mark.parametrize("width", [360, 1280])
def test_pages_fit_and_axe_finds_nothing(phone, path, width):
    phone.page.set_viewport_size({"width": width, "height": 800})
    page = phone.visit(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert not phone.axe()
    assert not phone.foreign
    assert not phone.errors


def test_one_votes_by_keyboard_alone_and_sees_what_is_alike(desktop):
    desktop.sign_in("resident")
    page = desktop.visit("/vorschlaege/BV-2026-002/")
    before = int(page.inner_text(".vote-side.up b"))
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.vote-side.up') !== null"):
            break
    page.keyboard.press("Enter")
    page.wait_for_selector(".vote-side.up button[aria-pressed=true]")
    assert int(page.inner_text(".vote-side.up b")) == before + 1
    page = desktop.visit("/vorschlaege/machen/")
    page.locator("[name=title]").press_sequentially("Mehr Mülleimer am Kanal")
    page.wait_for_selector("[data-alike-here] a")
    assert "Mülleimer am Kanal" in page.inner_text("[data-alike-here]") and not desktop.axe()


def test_people_talk_without_scripts_and_staff_answers_officially(without_script, desktop, phone):
    public = "/vorschlaege/BV-2026-002/"
    assert "Wer kommentiert, meldet sich an" in without_script.visit(public).inner_text("main")
    without_script.sign_in("resident")
    page = without_script.visit(public)
    page.locator("#schreiben").click()
    press(page, "Kommentar absenden")
    assert "Bitte wählen Sie, wie Sie dazu stehen." in page.inner_text(".errors")
    page.check("#id_stance_question", force=True)
    page.fill("[name=text]", "Wer leert die Eimer am Sonntag?")
    page.fill("[name=name]", "Gerda K.")
    page.wait_for_timeout(2500)
    press(page, "Kommentar absenden")
    assert "Ihr Kommentar steht da." in page.inner_text("main")
    page.get_by_role("link", name="Zum Kommentar").click()
    number = re.search(r"KO-\d{4}-\d+", page.url).group(0)
    assert "Wer leert die Eimer am Sonntag?" in page.inner_text(f"#{number}")
    page.get_by_role("link", name="Ändern oder löschen").click()
    page.fill("[name=text]", "Wer leert die Eimer am Sonntag und am Feiertag?")
    press(page, "Neue Worte speichern")
    page.get_by_role("link", name="bearbeitet").click()
    assert "Wer leert die Eimer am Sonntag?" in page.inner_text("main") and "Feiertag" in page.inner_text(
        "main"
    )

    desktop.sign_in("coordinator")
    page = desktop.visit(f"/kommentar/{number}/")
    assert not desktop.axe()
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.talk-tools button[aria-pressed]') !== null"):
            break
    page.keyboard.press("Enter")
    page.wait_for_load_state("load")
    assert page.locator(f"#{number} button[aria-pressed=true]").inner_text().endswith("1")
    page = desktop.visit(public)
    page.locator("#schreiben").click()
    page.locator("label[for=id_stance_neutral]").click()
    page.fill("[name=text]", "Sonntags leert sie der Bauhof, an Feiertagen am Tag danach.")
    page.check("[name=official]")
    assert not desktop.axe()
    page.wait_for_timeout(1500)
    press(page, "Kommentar absenden")
    text = phone.visit(public).inner_text(".talk-list")
    assert text.index("Amtliche Antwort") < text.index("am Feiertag?") and not phone.axe()
    phone.visit("/vorschlaege/BV-2026-002/")
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= 400
    assert not phone.errors and not phone.foreign


def test_words_change_before_the_first_vote_and_are_added_to_after_it(without_script, desktop, phone):
    without_script.sign_in("resident")
    page = without_script.visit("/vorschlaege/machen/")
    page.fill("[name=title]", "Ein Zelt am Teich")
    page.fill("[name=text]", "Am Teich fehlt ein Dach gegen den Regen, dort warten viele.")
    press(page, "Noch einmal ansehen")
    page.wait_for_timeout(2500)
    press(page, "Vorschlag absenden")
    number = re.search(r"BV-\d{4}-\d+", page.inner_text("main")).group(0)
    public = f"/vorschlaege/{number}/"
    desktop.sign_in("coordinator")
    press(desktop.visit(f"/schreibtisch/vorgang/{number}/"), "Freigeben")
    page = without_script.visit(public)
    page.get_by_role("link", name="Ändern").click()
    page.fill("[name=text]", "Kurz.")
    press(page, "Neue Worte speichern")
    assert "mindestens einen ganzen Satz" in page.inner_text(".errors")
    page.fill("[name=text]", "Am Teich fehlt ein Dach gegen Regen und Sonne, dort warten viele.")
    press(page, "Neue Worte speichern")
    assert "Alle lesen es jetzt" in page.inner_text("body")
    page.get_by_role("link", name="was sich geändert hat").click()
    assert "[hinzugefügt:" in page.text_content("main") and page.locator(".diff ins").count() > 1
    phone.visit(f"{public}fassungen/")
    assert not phone.axe()
    page = without_script.visit(public)
    page.locator(".vote-side.up button").click()
    page.get_by_role("link", name="Etwas ergänzen").click()
    assert page.locator("[name=title]").count() == 0
    page.fill("[name=addition]", "Der Angelverein würde das Dach pflegen.")
    press(page, "Ergänzen")
    assert "Der Angelverein würde das Dach pflegen." in phone.visit(public).inner_text("article")
    assert not phone.axe()
    phone.sign_in("resident")
    for path in (f"{public}aendern/", f"{public}mitschreiben/"):
        page = phone.visit(path)
        assert not phone.axe() and page.evaluate("document.documentElement.scrollWidth") <= 400, path
    page.fill("[name=email]", "nachbar@example.org")
    press(page, "Einladung schicken")
    assert "nachbar@example.org" in page.inner_text("main") and not phone.axe()
    for path in (f"/schreibtisch/vorschlaege/{number}/", f"/schreibtisch/vorschlaege/{number}/leicht/"):
        page = desktop.visit(path)
        assert not desktop.axe(), path
    page.fill("[name=easy_text]", "Am Teich soll ein Dach stehen.")
    press(page, "Speichern")
    page = phone.visit(public)
    page.locator(".easy-words summary").click()
    assert "Am Teich soll ein Dach stehen." in page.inner_text(".easy-words")
    assert not phone.axe() and not phone.errors and not phone.foreign


def test_the_side_that_somebody_took_stands_out_from_the_other(phone):
    phone.sign_in("resident")
    page = phone.visit("/vorschlaege/")
    links = page.eval_on_selector_all("main .row a[href]", "all => all.map(a => a.getAttribute('href'))")
    page = next(phone.page for link in links if phone.visit(link).locator("button.vote-button").count() == 2)
    shade = "one => getComputedStyle(one).backgroundColor"
    up, down = page.locator("button.vote-button").nth(0), page.locator("button.vote-button").nth(1)
    for taken in page.locator("button.vote-button[aria-pressed=true]").all():
        taken.click()
        page.wait_for_load_state("load")
    filled = up.evaluate(shade)
    down.click()
    page.wait_for_load_state("load")
    assert down.get_attribute("aria-pressed") == "true" and not phone.axe()
    page.locator("h1").hover()
    assert up.evaluate(shade) == page.locator(".vote-card").first.evaluate(shade) != filled
    up.click()
    page.wait_for_load_state("load")
    page.locator("h1").hover()
    assert up.evaluate(shade) == filled and not phone.axe() and not phone.errors
