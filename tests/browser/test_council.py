"""The council as people meet it: from a project to the reason a committee gives, and the two desks behind it."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import visitor

pytestmark = pytest.mark.browser

PAGES = [
    "/rat/", "/rat/sitzungen/", "/rat/vorlagen/", "/rat/vorlagen/?q=gibtesnicht", "/rat/gremien/",
    "/rat/gremien/klimabeirat/", "/rat/personen/", "/rat/hinweise/", "/rat/hinweise/rat/?stand=behandelt", "/beiraete/",
    "/klima/vorlagencheck/", "/en/rat/",
]  # fmt: skip
DESK = ["/schreibtisch/rat/", "/schreibtisch/klimacheck/"]
LOOKS = [(360, "light", "none"), (1280, "dark", "none"), (360, "light", "active")]
REASON = "Die Bäume kommen zuerst an die Haltestellen, weil dort die meisten Menschen warten."
ALONE = "Für diese Ecke fehlt der Platz unter dem Gehweg, dort liegen Leitungen."
# Four suggestions that wait for the committee since yesterday, and its meeting that began an hour ago.
PREPARE = """
from datetime import timedelta
from django.utils import timezone
from mitmachstadt.modules.council.interface import add_agenda_item, add_meeting
from mitmachstadt.modules.projects.models import Project
from mitmachstadt.modules.projects.suggest_actions import Sender, Words, hand_in
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.cases import bulk
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import Given
project = Project.objects.get(title__contains="Hundert Bäume")
clerk, coordinator = (User.objects.get(email=f"{name}@example.org") for name in ("celik", "sommer"))
for n in range(4):
    case, _ = hand_in(project, Words(text=f"Mehr Bäume an Haltestelle {n}.", age=30, resident=True), Sender())
    for step, words in (("release", ""), ("statement", "Das ist an dieser Stelle technisch möglich.")):
        case = bulk.take(case, step, Given(text=words), by=clerk, expect_version=case.version)
    Case.objects.filter(pk=case.pk).update(received_at=timezone.now() - timedelta(days=1))
case = Case.objects.get(pk=case.pk)
meeting = add_meeting(case.duties.get(done_at=None).unit.key, timezone.now() - timedelta(hours=1), by=coordinator)
item = add_agenda_item(meeting.id, "Hundert Bäume", by=coordinator, subject_kind="project", subject_id=project.number)
print("sitzung", meeting.id, item.id, project.number)
"""


def press(page, name):
    page.get_by_role("button", name=name).first.click()
    page.wait_for_load_state("load")


def tab_to(page, selector, most=150):
    """Goes on with the Tab key until the thing has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"the Tab key never reaches {selector}")


def first(page, pattern):
    """The first address on the page that fits."""
    links = page.eval_on_selector_all("main a[href]", "all => all.map(a => a.getAttribute('href'))")
    return next(link for link in links if re.match(pattern, link))


@pytest.fixture(scope="module")
def story(town, browser):
    """The example project with the meeting and the paper it leads to."""
    window = visitor(browser, town, viewport={"width": 360, "height": 800})
    page = window.visit("/vorhaben/?q=Hundert+B%C3%A4ume")
    project = first(page, r"/vorhaben/B-")
    page = window.visit(project)
    meeting, paper = first(page, r"/rat/sitzungen/\d+/"), first(page, r"/rat/vorlagen/\d+/")
    window.context.close()
    return project, meeting, paper


@pytest.mark.parametrize(("width", "scheme", "forced"), LOOKS)
def test_council_pages_have_no_barrier(browser, town, story, width, scheme, forced):
    window = visitor(
        browser, town, viewport={"width": width, "height": 900}, color_scheme=scheme, forced_colors=forced,
        reduced_motion="reduce",
    )  # fmt: skip
    found = []
    for path in (*PAGES, *story[1:]):
        page = window.visit(path)
        beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found += window.axe() + ([f"{path} runs {beyond} px over the side"] if beyond > 0 else [])
    window.sign_in("coordinator")
    for path in (*DESK, *(story[1].partition("#")[0].replace("/rat/", "/schreibtisch/"),)):
        window.visit(path)
        found += window.axe()
    window.context.close()
    assert not found, "\n".join(found[:12])
    assert not window.errors, window.errors[:5]
    assert not window.foreign, window.foreign[:5]


def test_large_text_stays_whole(browser, town, story):
    window = visitor(browser, town, viewport={"width": 360, "height": 800})
    window.context.add_init_script(
        "document.addEventListener('DOMContentLoaded', () => { document.documentElement.dataset.size = '200' })"
    )
    wide = {}
    for path in (*PAGES, *story):
        page = window.visit(path)
        beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if beyond > 0:
            wide[path] = beyond
    window.context.close()
    assert not wide, wide


def test_a_newcomer_reads_what_the_committee_said(without_script, story):
    page = without_script.visit(story[0])
    assert "Der Ausschuss empfiehlt dem Rat, dem Plan zuzustimmen" in page.inner_text("main")
    page.get_by_role("link", name=re.compile("Zur Sitzung")).nth(1).click()
    assert "12 dafür, 2 dagegen" in page.inner_text("main .agenda-item:target")
    page.locator(".agenda-item a[href^='/rat/vorlagen/']").first.click()
    assert "Weg durch die Gremien" in page.inner_text("main")
    page.locator("aside a[href^='/vorhaben/']").first.click()
    assert page.url.endswith(story[0])
    # And of a project that was decided: the body's reason stands alike at the project and at its meeting.
    reason = "Von November bis Februar sind es zwei Sonntage"
    project = first(without_script.visit("/vorhaben/?q=B%C3%BCcherei+Sonntag"), r"/vorhaben/B-")
    assert reason in without_script.visit(f"{project}hinweise/").inner_text("main")
    page = without_script.visit(project)
    page.get_by_role("link", name=re.compile("Zur Sitzung")).last.click()
    assert reason in page.text_content(
        "main .agenda-item:target"
    )  # they are folded away until somebody opens them


def test_the_minute_taker_keeps_a_meeting_by_keyboard(desktop, phone, town):
    printed = re.search(r"sitzung (\d+) (\d+) (\S+)", town.command("shell", "-c", PREPARE))
    assert printed
    meeting, item, number = printed.groups()
    desktop.sign_in("coordinator")
    page = desktop.visit(f"/schreibtisch/sitzungen/{meeting}/")
    tab_to(page, "ol.rows summary")
    page.keyboard.press("Enter")
    tab_to(page, "[name=result]")
    page.keyboard.type("Der Ausschuss stimmt mit Änderungen zu.")
    tab_to(page, "[name=vote]")
    page.keyboard.type("10 zu 3")
    tab_to(page, "form[action$='/ergebnis/'] button:not([type=button])")
    enter(page)
    assert "10 zu 3" in page.inner_text("main")
    tab_to(page, "a[href$='/hinweise/']")
    enter(page)
    assert not desktop.axe()
    for _n in range(3):
        tab_to(page, "[name=vorgang]")
        page.keyboard.press("Space")
    answer(page, REASON)
    left = page.locator("[name=vorgang]")
    assert left.count() == 1 and left.is_checked(), "the one that is left is chosen already"
    answer(page, ALONE)
    assert "Hier wartet kein Hinweis" in page.inner_text("main")
    page = phone.visit(f"/vorhaben/{number}/hinweise/")
    text = page.inner_text("main")
    assert text.count(REASON) >= 3 and ALONE in text
    page = phone.visit(f"/rat/sitzungen/{meeting}/")
    assert "4 Hinweise aus der Stadt" in page.inner_text(f"#top-{item}")
    assert not phone.axe()


def answer(page, reason):
    """Gives the reason and chooses "in part", by keyboard alone."""
    tab_to(page, "[name=text]")
    page.keyboard.type(reason)
    tab_to(page, "[name=outcome]")
    page.keyboard.type("Teil")
    tab_to(page, "main form button.big")
    enter(page)


def enter(page):
    """Presses what has the focus and waits for the next page."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_strong_burden_is_not_released_without_an_alternative(without_script, phone, town):
    printed = town.command(
        "shell", "-c",
        "from mitmachstadt.modules.council.interface import draft_paper;"
        "from mitmachstadt.spine.accounts.models import User;"
        "print('vorlage', draft_paper('B/2026/77', 'Neuer Parkplatz', by=User.objects.get(email='sommer@example.org')).id)",
    )  # fmt: skip
    paper = re.search(r"vorlage (\d+)", printed).group(1)
    without_script.sign_in("clerk")
    page = without_script.visit("/schreibtisch/klimacheck/")
    page.get_by_role("link", name="Neuer Parkplatz").click()
    questions = sorted({radio.get_attribute("name") for radio in page.locator("[name^=q_]").all()})
    assert len(questions) == 8
    for name in questions:
        page.check(f"[name={name}][value=no]", force=True)
    page.fill("[name=no_effect_reason]", "Kaum.")
    press(page, "Klimacheck einreichen")
    assert "no_effect_reason" in page.locator(".errors").inner_html()
    assert page.input_value("[name=no_effect_reason]") == "Kaum."
    page.fill("[name=no_effect_reason]", "")
    page.check(f"[name={questions[0]}][value=yes]", force=True)
    page.locator("[name=field]").select_option(index=1)
    page.check("[name=direction][value=burdens]", force=True)
    for name, value in {
        "mid": "900",
        "low": "700",
        "high": "1100",
        "years": "20",
        "factor_set": "Amt, 2026",
    }.items():
        page.fill(f"[name={name}]", value)
    press(page, "Klimacheck einreichen")
    assert "Belastet stark" in page.inner_text("main")
    phone.sign_in("coordinator")
    desk = f"/schreibtisch/rat/vorlagen/{paper}/"
    press(phone.visit(desk), "Vorlage freigeben")
    assert "mindestens eine geprüfte Alternative" in phone.page.inner_text("main")
    assert not phone.axe()
    page.fill("[name=alternatives]", "Ein Parkdeck am Bahnhof wäre teurer und stünde zu weit weg.")
    press(page, "Klimacheck einreichen")
    press(phone.visit(desk), "Vorlage freigeben")
    assert "Ein Parkdeck am Bahnhof" in phone.visit(f"/rat/vorlagen/{paper}/").inner_text("main")
    assert not phone.axe()
