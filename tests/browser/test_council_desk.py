"""The desks of the council by hand: from a resident's words to the reason of a committee in her mail, and a paper on its way
past the climate check to the sum of the half-year."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import first_project, visitor
from tests.browser.mails import awaited, words_of
from tests.browser.test_council import press

pytestmark = pytest.mark.browser

WISH = "Bitte ein Geländer an der Rampe, damit niemand stürzt."
STATEMENT = "Ein Geländer passt dort hin, der Gehweg ist breit genug."
REASON = "Das Geländer kommt, weil viele Menschen die Rampe brauchen."
ALTERNATIVE = "Ein Parkdeck am Bahnhof wäre teurer und stünde zu weit weg."
OPINION = "Die Fahrten sind zu niedrig geschätzt."
# The committee that the case waits for meets; its meeting began an hour ago and the project stands on its agenda.
MEET = """
from datetime import timedelta
from django.utils import timezone
from mitmachstadt.modules.council.interface import add_agenda_item, add_meeting
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.cases.models import Case
case = Case.objects.get(number="{number}")
by = User.objects.get(email="sommer@example.org")
# A body deals with what was there when its meeting began.
Case.objects.filter(pk=case.pk).update(received_at=timezone.now() - timedelta(days=1))
meeting = add_meeting(case.duties.get(done_at=None).unit.key, timezone.now() - timedelta(hours=1), by=by)
item = add_agenda_item(
    meeting.id, "{title}", by=by, subject_kind=case.subject_kind, subject_id=case.subject_id,
    exception_reason="Die Rampe ist gesperrt, es eilt.",
)
print("sitzung", meeting.id, item.id)
"""


@pytest.fixture(scope="module")
def coordinator(browser, town):
    window = visitor(browser, town, viewport={"width": 1280, "height": 900})
    window.sign_in("coordinator")
    yield window
    window.context.close()


@pytest.fixture(scope="module")
def clerk(browser, town):
    """The department at a phone, without scripts."""
    window = visitor(browser, town, viewport={"width": 360, "height": 800}, java_script_enabled=False)
    window.sign_in("clerk")
    yield window
    window.context.close()


def mail(town, subject):
    """Who the newest mail went to whose subject begins so, and its words."""

    def found(one):
        return (one["To"], words_of(one)) if str(one["Subject"]).strip().startswith(subject) else None

    return awaited(town.data_dir, found)


def hand_in(window):
    """The resident's words about the first project that asks for some; returns project and number."""
    window.sign_in("resident")
    project = first_project(window.visit("/vorhaben/?offen=1"))
    page = window.visit(project + "hinweis/")
    page.locator("main input[type=radio]").first.check(force=True)
    page.fill("textarea[name=text]", WISH)
    page.wait_for_timeout(2500)  # people read before they send; faster is taken for a machine
    press(page, "Hinweis absenden")
    assert not window.axe()
    return project, re.search(r"H-\d{4}-\d+", page.inner_text("main")).group(0)


def test_a_suggestion_reaches_the_committee_and_its_reason_comes_back(coordinator, clerk, phone, town):
    project, number = hand_in(phone)
    case = f"/schreibtisch/vorgang/{number}/"
    press(coordinator.visit(case), "Freigeben und mitteilen")
    assert not coordinator.axe()
    page = clerk.visit(case)
    page.fill("[name=text] >> nth=0", STATEMENT)
    press(page, "Stellung nehmen")
    assert "Wartet auf Empfehlung" in page.inner_text("main")
    made = town.command("shell", "-c", MEET.format(number=number, title=project.strip("/").split("/")[-1]))
    meeting, item = re.search(r"sitzung (\d+) (\d+)", made).groups()
    page = coordinator.visit(f"/schreibtisch/sitzungen/{meeting}/")
    entry = page.locator(f"a[href$='/punkt/{item}/hinweise/']")
    waiting = int(re.search(r"(\d+) warte", entry.inner_text()).group(1))
    assert not coordinator.axe()
    entry.click()
    boxes = page.locator("[name=vorgang]")
    assert boxes.count() == waiting
    assert not coordinator.axe()
    page.locator("label.check", has_text=number).locator("input").check(force=True)
    page.fill("[name=text]", REASON)
    page.locator("[name=outcome]").select_option(label="Aufgenommen")
    page.locator("main form button.big").click()
    page.wait_for_load_state("load")
    assert "1 Hinweis behandelt" in page.inner_text("main")
    assert page.locator("[name=vorgang]").count() == waiting - 1
    to, words = mail(town, f"{number}: Es gibt eine Empfehlung")
    committee = coordinator.visit(f"/rat/sitzungen/{meeting}/").inner_text("h1")
    assert to == town.accounts["resident"][0]
    assert REASON in words and committee in words
    text = phone.visit(project + "hinweise/").inner_text("main")
    assert WISH in text and STATEMENT in text and REASON in text and committee in text
    assert not phone.axe()
    assert "Wartet auf Entscheidung" in phone.visit(f"/rat/sitzungen/{meeting}/").inner_text(f"#top-{item}")
    assert not phone.axe()


def answer_questions(page, first):
    """All eight questions of the check: no, but for the first."""
    names = sorted({radio.get_attribute("name") for radio in page.locator("[name^=q_]").all()})
    assert len(names) == 8
    for at, name in enumerate(names):
        page.check(f"[name={name}][value={'no' if at else first}]", force=True)


def test_a_paper_passes_the_climate_check_into_the_sum_of_the_half_year(coordinator, clerk, phone):
    page = coordinator.visit("/schreibtisch/rat/vorlagen/")
    page.locator("summary", has_text="Vorlage entwerfen").click()
    page.fill("details[open] [name=reference]", "B/2026/91")
    page.fill("details[open] [name=title]", "Stellplätze am Sportplatz")
    assert not coordinator.axe()
    press(page, "Entwurf speichern")
    desk = page.url.removeprefix(coordinator.town.url)
    paper = re.search(r"/vorlagen/(\d+)/", desk).group(1)
    press(page, "Vorlage freigeben")
    assert "Der Klimacheck fehlt" in page.inner_text("main")
    page = clerk.visit(f"/schreibtisch/klimacheck/{paper}/")
    answer_questions(page, "yes")
    page.locator("[name=field]").select_option(index=1)
    page.check("[name=direction][value=burdens]", force=True)
    for name, value in {"mid": "900", "low": "700", "high": "1100", "years": "20"}.items():
        page.fill(f"[name={name}]", value)
    page.fill("[name=factor_set]", "Amt, 2026")
    press(page, "Klimacheck einreichen")
    text = page.inner_text("main")
    assert "Belastet stark" in text
    assert "mindestens eine geprüfte Alternative" in text, "the department learns it before the release"
    press(coordinator.visit(desk), "Vorlage freigeben")
    assert "mindestens eine geprüfte Alternative" in coordinator.page.inner_text("main")
    assert "Stellplätze" not in phone.visit(f"/rat/vorlagen/{paper}/").inner_text("main")
    page.fill("[name=alternatives]", ALTERNATIVE)
    press(page, "Klimacheck einreichen")
    assert "mindestens eine geprüfte Alternative" not in page.inner_text("main")
    page = coordinator.visit(f"/schreibtisch/klimacheck/{paper}/")
    assert not page.locator("[name=alternatives]").is_visible(), "a new version is folded away"
    assert not coordinator.axe()
    page.check("[name=stimme-opinion][value=differs]", force=True)
    page.fill("[name=stimme-text]", OPINION)
    press(page, "Diese Worte veröffentlichen")
    before = checked(phone)
    press(coordinator.visit(desk), "Vorlage freigeben")
    assert checked(phone) == (before[0] + 1, before[1] + 1)
    assert not phone.axe()
    text = phone.visit(f"/rat/vorlagen/{paper}/").inner_text("main")
    assert "Belastet stark" in text and ALTERNATIVE in text and OPINION in text
    assert not phone.axe()
    unasked = [error for error in (*coordinator.errors, *phone.errors) if "404" not in error]
    assert not unasked, unasked


def checked(window):
    """How many papers of this half-year carry a check, and how many there are."""
    text = window.visit("/klima/vorlagencheck/").inner_text("main")
    return tuple(int(figure) for figure in re.search(r"(\d+) von (\d+) Vorlagen", text).groups())
