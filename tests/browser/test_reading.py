"""Read-aloud, with an engine that only writes down what it was given to say."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.browser.conftest import Visitor
from tests.browser.waiting import until

SCRIPTS = Path(__file__).resolve().parent.parent.parent / "frontend" / "scripts"
ENGINE = """
window.said = []; window.cancelled = 0; let current = null;
const voices = %s;
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => voices, pause: () => {}, resume: () => {}, addEventListener: () => {},
  cancel: () => { window.cancelled += 1; 
    const was = current; current = null; was?.onerror?.({ error: "canceled" }); },
  speak: (u) => { window.said.push({ text: u.text, lang: u.lang, rate: u.rate }); current = u; },
} });
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
window.finish = () => { const was = current; current = null; was?.onend?.(); };
"""
BOTH = [
    {"lang": "en-GB", "name": "Amy", "localService": True},
    {"lang": "de-DE", "name": "Cloud", "localService": False},
    {"lang": "de_DE", "name": "Anna", "localService": True},
]
TEXT = """<h1>Der Weg</h1><p>Die <a href="#x">Lange Str. 12</a> wird neu. Das kostet ca. 1.250.000 €!</p>
<p>Am 27.11.2026 um 8:30 Uhr <span lang="en">Welcome to town. See you.</span></p><p hidden>Geheim.</p>"""


def open_with(window: Visitor, voices: list[dict]) -> None:
    window.page.add_init_script(ENGINE % json.dumps(voices))
    window.visit("/datenschutz/")
    window.page.evaluate(
        "html => { const box = document.querySelector('#lesen');"
        " box.querySelectorAll(':scope > :not(.tools)').forEach(e => e.remove());"
        " box.insertAdjacentHTML('beforeend', html); }",
        TEXT,
    )


def said(window: Visitor) -> list[str]:
    return window.page.evaluate("window.said.map(s => s.text)")


def marked(window: Visitor) -> str:
    return "".join(window.page.eval_on_selector_all(".reading", "all => all.map(e => e.textContent)"))


def step(window: Visitor) -> None:
    window.page.evaluate("window.finish()")


@pytest.mark.browser
def test_sentence_by_sentence_in_its_own_language_with_spoken_forms(desktop: Visitor):
    open_with(desktop, BOTH)
    desktop.page.get_by_role("button", name="Vorlesen").press("Enter")
    until(desktop.page, "window.said.length === 1")
    for _sentence in range(5):
        step(desktop)
    assert said(desktop) == [
        "Der Weg", "Die Lange Straße 12 wird neu.", "Das kostet etwa 1250000 Euro!",
        "Am 27. November 2026 um 8 Uhr 30", "Welcome to town.", "See you.",
    ]  # fmt: skip
    spoken = desktop.page.evaluate("window.said")
    assert [each["lang"] for each in spoken] == ["de_DE"] * 4 + ["en-GB"] * 2
    assert marked(desktop) == "See you."
    step(desktop)
    assert not marked(desktop) and desktop.page.locator(".player").is_hidden()


@pytest.mark.browser
def test_a_sentence_is_marked_through_links_and_everything_works_by_keyboard(desktop: Visitor):
    open_with(desktop, BOTH)
    page = desktop.page
    button = page.locator("button[data-read]")
    button.focus()
    page.keyboard.press("Enter")
    until(page, "window.said.length === 1")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Satz zurück"
    page.get_by_role("button", name="Satz weiter").press("Enter")
    assert marked(desktop) == "Die Lange Str. 12 wird neu. "
    page.get_by_role("button", name="Anhalten").last.press("Space")
    step(desktop)
    assert (
        said(desktop)[-1] == "Die Lange Straße 12 wird neu."
        and button.get_attribute("aria-pressed") == "true"
    )
    page.get_by_role("button", name="Satz weiter").press("Enter")
    assert marked(desktop) == "Das kostet ca. 1.250.000 €!" and len(said(desktop)) == 2, (
        "jumping while paused only moves"
    )
    page.locator(".player select").select_option("1.5")
    page.get_by_role("button", name="Weiterlesen").last.press("Enter")
    assert page.evaluate("window.said.at(-1)") == {
        "text": "Das kostet etwa 1250000 Euro!",
        "lang": "de_DE",
        "rate": 1.5,
    }
    page.get_by_role("button", name="Satz zurück").press("Enter")
    assert said(desktop)[-1].startswith("Die Lange")
    assert not page.locator("main [aria-live]").count(), "the screen reader must not read along"
    assert not desktop.axe()
    page.keyboard.press("Escape")
    assert not marked(desktop) and button.get_attribute("aria-pressed") == "false"


@pytest.mark.browser
def test_leaving_the_page_ends_the_voice(desktop: Visitor):
    open_with(desktop, BOTH)
    desktop.page.get_by_role("button", name="Vorlesen").click()
    until(desktop.page, "window.said.length === 1")
    desktop.page.evaluate("window.cancelled = 0; dispatchEvent(new Event('pagehide'))")
    assert desktop.page.evaluate("window.cancelled") >= 1 and desktop.page.locator(".player").is_hidden()


@pytest.mark.browser
def test_without_a_voice_it_says_so_and_a_missing_second_voice_leaves_out_only_that(
    desktop: Visitor, phone: Visitor
):
    open_with(desktop, [])
    desktop.page.get_by_role("button", name="Vorlesen").click()
    desktop.page.get_by_role("status").filter(has_text="keine Stimme").wait_for()
    assert not said(desktop) and not desktop.page.locator(".player").count()
    open_with(phone, BOTH[1:])
    phone.page.get_by_role("button", name="Vorlesen").click()
    until(phone.page, "window.said.length === 1")
    for _sentence in range(4):
        step(phone)
    phone.page.get_by_role("status").filter(has_text="ausgelassen").wait_for()
    assert said(phone)[-1] == "Am 27. November 2026 um 8 Uhr 30"
    assert phone.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


TABLE = [
    ("z. B. Bänke u. a. im Park", "zum Beispiel Bänke unter anderem im Park"),
    ("z.B. Bänke", "zum Beispiel Bänke"),
    ("Wittener Str. 5, Dortmunderstr. 7", "Wittener Straße 5, Dortmunderstraße 7"),
    ("Nr. 3 bzw. Abs. 2", "Nummer 3 beziehungsweise Absatz 2"),
    ("nach § 24 GO NRW", "nach Paragraf 24 GO Nordrhein-Westfalen"),
    ("20 m² und 3 km", "20 Quadratmeter und 3 Kilometer"),
    ("von 8:00–12:00 Uhr", "von 8 bis 12 Uhr"),
    ("3–5 Jahre", "3 bis 5 Jahre"),
    ("1,5 Mio. €", "1,5 Millionen Euro"),
    ("31.02.2026", "31. Februar 2026"),
    ("40.13.2026", "40.13.2026"),
    ("Der ÖPNV fährt mit 30 km/h.", "Der Nahverkehr fährt mit 30 Kilometer pro Stunde."),
    ("Rad·weg und Geh\u00adweg", "Radweg und Gehweg"),
    ("Strand und Nrwald", "Strand und Nrwald"),
]
SPLITS = [
    ("Das ist z. B. gut. Und das auch.", ["Das ist z. B. gut. ", "Und das auch."]),
    ("Am 3. Dezember ist es so weit. Kommen Sie!", ["Am 3. Dezember ist es so weit. ", "Kommen Sie!"]),
    ("Wer? Alle. „Ja.“ Gut", ["Wer? ", "Alle. ", "„Ja.“ ", "Gut"]),
    ("In der Lange Str. 5 wohnt Dr. Meier.", ["In der Lange Str. 5 wohnt Dr. Meier."]),
    ("Es kostet 3.000 Euro. Punkt.", ["Es kostet 3.000 Euro. ", "Punkt."]),
]


def test_spoken_forms_and_sentences():
    node = shutil.which("node")
    if not node:
        pytest.skip("no node here; the browser tests say the same in short")
    code = (
        f"import {{ spoken, sentenceLengths }} from {json.dumps((SCRIPTS / 'spoken.js').as_uri())};"
        f"const [a, b] = {json.dumps([[t for t, _ in TABLE], [t for t, _ in SPLITS]])};"
        "const cut = (t) => { let p = 0; return sentenceLengths(t, 'de').map(l => t.slice(p, p += l)); };"
        "console.log(JSON.stringify([a.map(t => spoken(t, 'de')), b.map(cut)]));"
    )
    done = subprocess.run(
        [node, "--input-type=module", "-e", code], capture_output=True, text=True, check=True
    )
    forms, cuts = json.loads(done.stdout)
    assert forms == [want for _text, want in TABLE]
    assert cuts == [want for _text, want in SPLITS]
