"""A petition on its whole way, from the form to the reason on its page, without scripts for its author; and question time."""

import re

import pytest

pytestmark = pytest.mark.browser
WISH = "Die Stadt stellt drei Leuchten im Park auf."
REASON = "Zwei Leuchten passen in den Haushalt, über die dritte wird im nächsten Jahr beraten."


def press(page, name):
    page.get_by_role("button", name=name).first.click()
    page.wait_for_load_state("load")


def hand_in(window):
    """Somebody without account and without scripts petitions; returns number and the page for the author alone."""
    page = window.visit("/antraege/stellen/")
    for name, value in {
        "title": "Licht im Park", "wish": WISH, "reason": "Abends ist es dort dunkel.", "name": "Gerda Muster",
        "address": "Weg 1, 44575 Ort", "email": "gerda.muster@example.org",
    }.items():  # fmt: skip
        page.fill(f"[name={name}]", value)
    press(page, "Noch einmal ansehen")
    assert "wo Sie wohnen" in page.inner_text(".errors")
    assert page.input_value("[name=wish]") == WISH
    page.check("[name=resident]")
    press(page, "Noch einmal ansehen")
    assert "Stimmt alles?" in page.inner_text("h1")
    press(page, "Etwas ändern")
    assert page.input_value("[name=wish]") == WISH
    press(page, "Noch einmal ansehen")
    page.wait_for_timeout(2500)  # people read before they send; faster is taken for a machine
    press(page, "Antrag absenden")
    number = re.search(r"A-\d{4}-\d+", page.inner_text("main")).group(0)
    secret = page.url.rstrip("/").split("/")[-1]
    return number, f"/vorgang/{number}/{secret}/"


def reach(town, number, days):
    """Brings the meeting of a petition so many days nearer, as if they had passed."""
    town.command(
        "shell", "-c",
        "from datetime import timedelta;"
        "from mitmachstadt.modules.council.models import Meeting;"
        "from mitmachstadt.modules.petitions.models import Petition;"
        f"p = Petition.objects.get(case__number='{number}'); m = Meeting.objects.get(pk=p.meeting_id);"
        f"m.starts_at -= timedelta(days={days}); m.save(); p.meeting_at = m.starts_at; p.save()",
    )  # fmt: skip


def test_a_petition_goes_its_whole_way(without_script, desktop, phone, town):
    number, own = hand_in(without_script)
    assert phone.visit(own) and not phone.axe()
    desktop.sign_in("coordinator")
    desk = f"/schreibtisch/vorgang/{number}/"
    page = desktop.visit(desk)
    assert WISH in page.inner_text("main")
    assert not desktop.axe()
    press(page, "Zulassen")
    choice = page.locator("#schritt-schedule select[name=meeting]")
    in_time = [
        option.get_attribute("value")
        for option in choice.locator("option").all()
        if option.get_attribute("value") and "nach der Frist" not in option.inner_text()
    ]
    assert not desktop.axe()
    choice.select_option(in_time[0])
    press(page, "Auf die Tagesordnung setzen")
    page = without_script.visit(own)
    assert "Kommen Sie?" in page.inner_text("main")
    page.locator("[name=antwort][value=comes]").check(force=True)
    press(page, "Der Stadt Bescheid geben")
    assert phone.visit(own) and not phone.axe()
    reach(town, number, 500)
    page = desktop.visit(desk)
    page.fill("#schritt-record [name=text]", "Zwei Leuchten werden aufgestellt.")
    page.fill("#schritt-record [name=vote]", "11 zu 2")
    press(page, "Beschluss eintragen")
    page.locator("#schritt-decide [name=outcome][value=in_part]").check(force=True)
    page.fill("#schritt-decide [name=reason]", REASON)
    assert not desktop.axe()
    press(page, "Bescheid geben")
    for window in (without_script, phone):
        text = window.visit(f"/antraege/{number}/").inner_text("main")
        assert REASON in text
        assert "11 zu 2" in text
        assert "Teilweise gefolgt" in text
        assert "Gerda Muster" not in text
    assert not phone.axe()
    assert not phone.errors
    answer = without_script.context.request.get(
        town.url + own.replace("/vorgang/", "/antraege/") + "schreiben.pdf"
    )
    assert answer.body().startswith(b"%PDF")


@pytest.mark.parametrize(
    "path", ["/antraege/", "/antraege/stellen/", "/fragestunde/", "/fragestunde/stellen/", "/en/antraege/"]
)
@pytest.mark.parametrize("width", [360, 1280])
def test_pages_fit_and_axe_finds_nothing(phone, path, width):
    phone.page.set_viewport_size({"width": width, "height": 800})
    page = phone.visit(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert not phone.axe()
    assert not phone.foreign
    assert not phone.errors


def test_the_form_is_filled_in_by_keyboard_alone(desktop):
    page = desktop.visit("/fragestunde/stellen/")
    page.locator("textarea[name=text]").focus()
    page.keyboard.type("Wann öffnet der Spielplatz?")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "name":
            break
    page.keyboard.type("Gerda Muster")
    page.keyboard.press("Tab")
    page.keyboard.type("Weg 1, 44575 Ort")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert page.is_checked("[name=resident]")
    page.wait_for_timeout(2500)
    page.locator("main form button.big").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert re.search(r"F-\d{4}-\d+", page.inner_text("main"))
    assert not desktop.axe()
