"""A whole Bürger:innenbudget in the browser: called for, applied to, voted on, advised, decided, granted, paid, proven."""

import io
import re

import pytest
from PIL import Image

pytestmark = pytest.mark.browser
TEXT = "Sechs Hochbeete für alle, in zwei Höhen, damit man sie auch im Sitzen erreicht."
DONE = "Die Beete stehen seit Mai. Im Sommer haben 40 Leute gegossen und geerntet."
SLUG = "buergerinnenbudget-2031"
PUBLIC = f"/budgets/{SLUG}/"
#: Moves the phases of the budget so that the named one is on, and the meeting of its list into the past.
TURN = """
from datetime import timedelta
from django.utils import timezone
from mitmachstadt.modules.budgets.models import Budget, Phase
from mitmachstadt.modules.budgets.actions.counting import close_ended
from mitmachstadt.modules.council.models import AgendaItem, Meeting
budget = Budget.objects.get(slug="{slug}")
keys = [one.key for one in budget.phases.order_by("opens_at")]
begin = timezone.now() - timedelta(days=10 * keys.index("{key}") + 5)
for place, key in enumerate(keys):
    opens = begin + timedelta(days=10 * place)
    Phase.objects.filter(budget=budget, key=key).update(opens_at=opens, closes_at=opens + timedelta(days=10))
if {met}:
    moment = timezone.now() - timedelta(hours=2)
    Meeting.objects.filter(items__subject_kind="budget", items__subject_id="{slug}").update(starts_at=moment)
    Budget.objects.filter(pk=budget.pk).update(meeting_at=moment)
close_ended()
"""


def picture(name, colour):
    """A picture as a phone takes it."""
    file = io.BytesIO()
    Image.new("RGB", (400, 300), colour).save(file, "PNG")
    return {"name": name, "mimeType": "image/png", "buffer": file.getvalue()}


def press(page, name):
    page.get_by_role("button", name=name).first.click()
    page.wait_for_load_state("load")


def turn(town, key, *, met=False):
    """The clock goes on to that phase."""
    town.command("shell", "-c", TURN.format(slug=SLUG, key=key, met=met))


def step(window, number, key, button, **fields):
    """One step at the desk, looked over by axe first; fields by their names."""
    page = window.visit(f"/schreibtisch/vorgang/{number}/")
    form = page.locator(f"#schritt-{key}")
    if form.evaluate("one => one.tagName") == "DETAILS" and not form.get_attribute("open"):
        form.locator("summary").click()
    for name, value in fields.items():
        if name == "outcome":
            choose(page, form.locator(f"[name=outcome][value={value}]"))
        elif value is True:
            form.locator(f"[name={name}]").check()
        else:
            form.locator(f"[name={name}]").fill(value)
    assert not window.axe()
    form.get_by_role("button", name=button).last.click()
    page.wait_for_load_state("load")
    assert "Erledigt." in page.inner_text("body"), page.inner_text("main")
    return page


def choose(page, selector):
    """Chooses a box, by its selector or itself, by the keyboard: what loads meanwhile may move the page under a pointer."""
    box = page.locator(selector) if isinstance(selector, str) else selector
    if not box.is_checked():
        box.press("Space")
    assert box.is_checked()


def fill(page, title, euros):
    """The form of an application, as somebody on a phone fills it."""
    page.fill("[name=title]", title)
    page.fill("[name=text]", TEXT)
    page.fill("#kosten-1-was", "Holz")
    page.fill("#kosten-1-euro", euros)
    page.fill("[name=requested]", euros)
    page.select_option("[name=district]", "ickern")
    choose(page, "[name=ground][value=none]")
    choose(page, "[name=applicant][value=person]")
    page.fill("[name=name]", "Gerda Muster")
    page.fill("[name=postal]", "Weg 1, 44575 Castrop-Rauxel")


def apply(window, title, euros):
    """Applies; returns the number and the own page."""
    page = window.visit(f"{PUBLIC}antrag/")
    fill(page, title, euros)
    press(page, "Noch einmal ansehen")
    assert "mindestens 14 Jahre" in page.inner_text(".errors") and page.input_value("#kosten-1-was") == "Holz"
    choose(page, "[name=old_enough]")
    choose(page, "[name=resident]")
    press(page, "Noch einmal ansehen")
    assert TEXT in page.inner_text("main")
    page.wait_for_timeout(2500)  # people read before they send; faster is taken for a machine
    press(page, "Antrag absenden")
    return re.search(r"BB-\d{4}-\d+", page.inner_text("main")).group(0), page.url


def test_from_the_call_to_the_proof_of_use(without_script, desktop, phone, town):
    # The coordinator plans and publishes a budget.
    desktop.sign_in("coordinator")
    page = desktop.visit("/schreibtisch/budgets/neu/")
    page.fill("[name=name]", "Bürger:innenbudget 2031")
    page.fill("[name=year]", "2031")
    page.fill("[name=total]", "6.000")
    page.fill("[name=first]", "2031-01-10")
    assert not desktop.axe()
    press(page, "Planen")
    assert "Phasen" in page.inner_text("main") and not desktop.axe()
    press(page, "Plan speichern")
    turn(town, "collect")
    page = desktop.visit(f"/schreibtisch/budgets/{SLUG}/")
    assert not desktop.axe()
    press(page, "Veröffentlichen")
    assert "Alle sehen das Budget jetzt." in page.inner_text("main")

    # A resident without scripts and a member of the council on the phone apply.
    without_script.sign_in("resident")
    page = without_script.visit(PUBLIC)
    page.get_by_role("link", name="Antrag stellen").last.click()
    first, own = apply(without_script, "Hochbeete am Kanal", "3.000")
    phone.sign_in("council")
    phone.visit(PUBLIC)
    assert not phone.axe()
    second, _other = apply(phone, "Bücherkiste am Markt", "2.500")
    assert not phone.axe()

    # The town asks for something, gets it, and admits both.
    step(
        desktop,
        first,
        "ask",
        "Um Ergänzung bitten",
        reason="Bitte schreiben Sie noch, wer die Beete gießt.",
        day="2031-03-01",
    )
    page = without_script.page
    page.goto(own)
    page.get_by_role("link", name="Ergänzen").click()
    page.fill("[name=text]", "Die Klasse 7b der Schule nebenan.")
    press(page, "Absenden")
    assert "Die Prüfung geht weiter." in page.inner_text("main")
    for number in (first, second):
        step(desktop, number, "admit", "Zulassen")
    assert "Hochbeete am Kanal" in phone.visit(PUBLIC).inner_text("main")

    # Both vote, one without scripts.
    turn(town, "vote")
    for window in (without_script, phone):
        page = window.visit(f"{PUBLIC}abstimmen/")
        choose(
            page, page.locator(".ballot-card", has_text="Hochbeete am Kanal").locator("input[type=checkbox]")
        )
        press(page, "Abgeben")
        assert "Ihr Stimmzettel" in page.inner_text("main")

    # The board advises, the list goes to the committee, which decides.
    turn(town, "board")
    assert "2" in phone.visit(f"{PUBLIC}ergebnis/").inner_text("main") and not phone.axe()
    step(
        desktop,
        first,
        "advise",
        "Vorschlag eintragen",
        amount="2800",
        rank="1",
        text="Ohne das Hochbeet am Eingang.",
    )
    step(
        desktop,
        second,
        "advise",
        "Vorschlag eintragen",
        amount="0",
        rank="",
        text="Es gibt schon eine am Markt.",
    )
    page = desktop.visit(f"/schreibtisch/budgets/{SLUG}/")
    assert "2.800" in page.inner_text("main") and not desktop.axe()
    page.select_option("[name=meeting]", index=1)
    press(page, "Auf die Tagesordnung setzen")
    assert "Die Liste steht auf der Tagesordnung." in page.inner_text("main")
    turn(town, "decide", met=True)
    step(
        desktop,
        first,
        "decide",
        "Entscheidung eintragen",
        outcome="in_part",
        amount="2800",
        text="Der Ausschuss folgt dem Beirat.",
    )
    step(
        desktop,
        second,
        "decide",
        "Entscheidung eintragen",
        outcome="declined",
        text="Eine Kiste steht schon am Markt.",
    )
    # Nobody begins before the notice.
    page.goto(town.url + f"/schreibtisch/vorgang/{first}/")
    assert page.locator("#schritt-pay").count() == 0
    for number in (first, second):
        step(desktop, number, "notice", re.compile("Bescheid"))
    letter = desktop.context.request.get(f"{town.url}/schreibtisch/budgets/antrag/{first}/schreiben.pdf")
    assert letter.ok and letter.body().startswith(b"%PDF")
    turn(town, "build")
    step(desktop, first, "pay", "Auszahlung eintragen", amount="2800")

    # The resident begins, builds, and proves it.
    page = without_script.page
    page.goto(own)
    assert "2.800" in page.inner_text("main")
    today = page.evaluate("new Date().toISOString().slice(0, 10)")
    page.fill("[name=day]", today)
    press(page, "Beginn melden")
    page.get_by_role("link", name="Verwendungsnachweis einreichen").click()
    page.fill("[name=text]", DONE)
    page.fill("[name=costs]", "2.650")
    page.fill("[name=started_on]", today)
    page.fill("[name=done_on]", today)
    page.set_input_files("[name=receipt]", [picture("beleg.png", "white")])
    press(page, "Verwendungsnachweis einreichen")
    assert "mindestens ein Foto" in page.inner_text(".errors") and "beleg.png" in page.inner_text("main")
    page.set_input_files("[name=result]", [picture("beet.png", "green")])
    press(page, "Verwendungsnachweis einreichen")
    assert "Fertig, Nachweis wird geprüft" in page.inner_text("main")

    # What was not used comes back, and everybody reads how it ended.
    step(
        desktop,
        first,
        "claim",
        "Geld zurückfordern",
        amount="150",
        reason="150 Euro wurden nicht gebraucht.",
        day="2031-09-01",
    )
    step(desktop, first, "repaid", "Rückzahlung eintragen", amount="150")
    page = phone.visit(f"{PUBLIC}{first}/")
    text = page.inner_text("main")
    assert "Fertig und nachgewiesen" in text and DONE in text and "2.650" in text and "150" in text
    assert not phone.axe()
    assert "Nicht bewilligt" in desktop.visit(f"{PUBLIC}{second}/").inner_text("main") and not desktop.axe()
    assert "2.800" in desktop.visit(PUBLIC).inner_text("main") and not desktop.axe()
    # A form that came back with its mistakes is no error of the page.
    assert not [one for one in phone.errors if "422" not in one] and not phone.foreign


@pytest.mark.parametrize(
    "path",
    [
        "/budgets/", "/budgets/beispiel-buergerinnenbudget-2026/", "/budgets/beispiel-buergerinnenbudget-2025/",
        "/budgets/beispiel-buergerinnenbudget-2025/BB-2025-001/", "/budgets/beispiel-stadtteilbudget-ickern-2026/antrag/",
        "/en/budgets/", "/en/budgets/beispiel-buergerinnenbudget-2025/",
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


def test_one_applies_by_keyboard_alone(desktop):
    desktop.sign_in("resident")
    page = desktop.visit("/budgets/beispiel-stadtteilbudget-ickern-2026/antrag/")
    page.locator("[name=title]").focus()
    page.keyboard.type("Laternen für alle")
    page.keyboard.press("Tab")
    page.keyboard.type(TEXT)
    page.locator("#kosten-1-was").focus()
    page.keyboard.type("Papier")
    page.keyboard.press("Tab")
    page.keyboard.type("200")
    page.locator("[name=requested]").focus()
    page.keyboard.type("200")
    for field, key in (("ground", "Space"), ("applicant", "Space")):
        page.locator(f"[name={field}]").first.focus()
        page.keyboard.press(key)
    page.locator("[name=postal]").focus()
    page.keyboard.type("Weg 1")
    for box in ("old_enough", "resident"):
        page.locator(f"[name={box}]").focus()
        page.keyboard.press("Space")
    page.locator("[name=title]").focus()
    page.keyboard.press("Enter")  # the first button is the one that looks it over, not the one for more lines
    page.wait_for_selector("h1:has-text('Stimmt alles?')")
    assert "Laternen für alle" in page.inner_text("main") and not desktop.axe()


def test_a_draft_brings_back_every_line_of_its_cost_plan(phone):
    phone.sign_in("resident")
    form = "/budgets/beispiel-stadtteilbudget-ickern-2026/antrag/"
    page = phone.visit(form)
    page.evaluate("localStorage.clear()")
    page = phone.visit(form)
    press(page, "Mehr Zeilen")
    page.wait_for_selector("#kosten-5-was")
    lines = page.locator("[name=costs]").count() // 2
    for number in range(1, lines + 1):
        page.fill(f"#kosten-{number}-was", f"Posten {number}")
        page.fill(f"#kosten-{number}-euro", f"{number}0")
    page = phone.visit(form)
    page.wait_for_selector(f"#kosten-{lines}-euro")
    assert lines > 4 and page.locator("[name=costs]").count() == 2 * lines
    assert page.input_value(f"#kosten-{lines}-was") == f"Posten {lines}"
    assert page.input_value(f"#kosten-{lines}-euro") == f"{lines}0"
    assert page.get_by_label(f"Zeile {lines}: Euro").count() == 1 and not phone.axe()
    page.evaluate("localStorage.clear()")
