"""Pages of budgets: what everybody reads, the form with all its mistakes, the own link, the desk, and what nobody may see."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from mitmachstadt.modules.budgets.actions import budgets
from mitmachstadt.modules.budgets.models import Application, ApplicationFile, Budget
from mitmachstadt.modules.budgets.tests.world import TEXT, apply, one, picture
from mitmachstadt.spine.cases import links
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.moderation import traps

pytestmark = pytest.mark.django_db
SLUG = "buergerinnenbudget-2026"
PAGE = f"/budgets/{SLUG}/"
FORM = f"{PAGE}antrag/"
GOOD = {
    "title": "Hochbeete im Park", "text": TEXT, "topic": "", "costs": ["Holz", "1.500", "Erde", "700", "", ""],
    "requested": "2.000", "place": "", "district": "", "ground": "none", "applicant": "person", "association": "",
    "name": "Gerda Muster", "postal": "Weg 1, 44575 Ort", "email": "neu@example.org", "old_enough": "on", "resident": "on",
}  # fmt: skip


def filled(**change):
    return {**GOOD, "form_token": traps.new_token(), "was": "send", **change}


def secret_page(case):
    return f"/budgets/meine/{case.number}/{links.secret_of(Case.objects.get(pk=case.pk))}/"


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    monkeypatch.setattr(traps, "too_fast", lambda token: False)


def test_looked_over_first_then_sent_and_received(world, client):
    page = client.post(FORM, filled(was="preview"))
    text = page.content.decode()
    assert page.status_code == 200 and "Stimmt alles?" in text and "2.200" in text and "Weg 1" in text
    assert not Case.objects.exists()
    sent = client.post(FORM, filled())
    case = Case.objects.get()
    assert sent.status_code == 302 and sent.url == secret_page(case)
    receipt = client.get(sent.url)
    assert case.number in receipt.content.decode() and receipt["X-Robots-Tag"] == "noindex"
    assert "neu@example.org" in receipt.content.decode()
    assert one(case).costs == [["Holz", 1500], ["Erde", 700]]
    assert client.get(f"/budgets/meine/{case.number}/falsch/").status_code == 404


def test_what_the_preview_carries_is_sent_unchanged(world, client):
    page = client.post(FORM, filled(was="preview")).content.decode()
    for words in (
        'name="costs" value="Holz"',
        'name="costs" value="1.500"',
        'name="requested" value="2.000"',
    ):
        assert words in page
    back = client.post(FORM, filled(was="back")).content.decode()
    assert 'value="Erde"' in back and "Gerda Muster" in back


def test_mistakes_stand_at_their_field_and_nothing_is_lost(world, client):
    bad = filled(
        was="preview",
        requested="6000",
        text="Kurz",
        costs=["", "5", "Holz", "viel"],
        email="neu@",
        old_enough="",
    )
    page = client.post(FORM, bad)
    text = page.content.decode()
    assert page.status_code == 422 and text.count('aria-describedby="kosten-fehler"') == 2
    assert (
        "Zeile 1 des Kostenplans" in text
        and "Zeile 2 des Kostenplans" in text
        and "neu@" in text
        and "viel" in text
    )
    listed = text[text.index('class="errors"') :].split("</ul>", 1)[0]
    assert listed.count("<li>") == int(re.search(r"Noch (\d+) Angaben", listed)[1]) and "Zeile 2" in listed
    page = client.post(FORM, filled(was="preview", requested="5001", text="Kurz", old_enough=""))
    text = page.content.decode()
    for words in (
        "Höchstens 5.000",
        "mindestens einen ganzen Satz",
        "mindestens 14 Jahre",
    ):
        assert words in text
    assert page.status_code == 422 and not Case.objects.exists()
    for more in ({}, {"old_enough": ""}):
        page = client.post(FORM, filled(was="preview", ground="consent", **more))
        assert page.status_code == 422 and "Zustimmung der Eigentümer:innen an" in page.content.decode()


def test_more_lines_judge_nothing_yet(world, client):
    page = client.post(FORM, {"was": "rows", "costs": ["Holz", "10"] * 4})
    text = page.content.decode()
    assert page.status_code == 200 and 'role="alert"' not in text and text.count('name="costs"') == 16


def test_files_survive_an_error_and_stay_with_the_town(world, client):
    pdf = SimpleUploadedFile("zusage.pdf", b"%PDF-1.4\nnope", "application/pdf")
    page = client.post(FORM, {**filled(was="preview", ground="consent"), "consent": pdf})
    assert page.status_code == 422
    page = client.post(
        FORM, {**filled(was="preview", title="", ground="consent"), "consent": picture("zusage.png")}
    )
    text = page.content.decode()
    assert page.status_code == 422 and "zusage.png" in text
    token = text.split('name="kept" value="')[1].split('"')[0]
    client.post(FORM, filled(ground="consent", kept=token))
    kept = ApplicationFile.objects.get()
    assert (kept.use, kept.upload.public, kept.released) == ("consent", False, False)
    again = client.post(
        FORM, {**filled(was="preview"), "photo": SimpleUploadedFile("x.html", b"<script>", "text/html")}
    )
    assert again.status_code == 422


def test_outside_its_phase_the_form_says_so_and_keeps_the_words(world, client):
    world.turn_to("vote")
    page = client.get(FORM)
    assert page.status_code == 302 and page.url == PAGE
    late = client.post(FORM, filled())
    assert late.status_code == 422 and "Anträge werden zurzeit nicht angenommen." in late.content.decode()
    assert "Hochbeete im Park" in late.content.decode() and not Case.objects.exists()


def test_markup_is_words(world, client):
    case = world.admitted("<b>fett</b>", text="<script>alert(1)</script> ist ein Text.")
    text = client.get(f"{PAGE}{case.number}/").content.decode()
    assert "<script>alert" not in text and "&lt;b&gt;fett" in text


def test_a_page_shows_what_it_may_and_hides_the_rest(world, client):
    case = world.admitted()
    page = f"{PAGE}{case.number}/"
    text = client.get(page).content.decode()
    assert "2.000" in text and "Gerda Muster" not in text and "Weg 1" not in text
    assert case.number in client.get(PAGE).content.decode()
    world.take(case, "hide", reason="Der Text verletzt eine Person sehr.")
    assert client.get(page).status_code == 404 and case.title not in client.get(PAGE).content.decode()
    waiting = apply(world.turn_to("collect"), "Noch ungeprüft")
    assert client.get(f"{PAGE}{waiting.number}/").status_code == 404
    assert "Noch ungeprüft" not in client.get(PAGE).content.decode()
    assert client.get(f"/budgets/anderes/{case.number}/").status_code == 404


def test_a_budget_that_is_not_published_is_not_there(world, client):
    made = budgets.begin("Geheim", by=world.vogel_coordinator, year=2030, total=5, first=timezone.localdate())
    assert client.get(f"/budgets/{made.slug}/").status_code == 404
    assert client.get(f"/budgets/{made.slug}/antrag/").status_code == 404
    assert "Geheim" not in client.get("/budgets/").content.decode()
    assert "Geheim" not in client.get("/daten/budgets.json").content.decode()


def test_the_page_follows_the_clock(world, client):
    assert "Antrag stellen" in client.get(PAGE).content.decode()
    world.turn_to("check")
    text = client.get(PAGE).content.decode()
    assert f'href="{FORM}"' not in text and "Prüfung" in text


def test_orders_and_filters(world, client):
    for number, amount in enumerate((100, 3000, 900)):
        world.admitted(f"Antrag {number}", amount)

    def order(query):
        text = client.get(f"{PAGE}?{query}").content.decode()
        found = [(text.find(f">Antrag {n}</a>"), n) for n in range(3)]
        return [n for place, n in sorted(found) if place >= 0]

    assert order("folge=summe") == [1, 2, 0] and order("folge=neu") == [2, 1, 0]
    assert sorted(order("folge=nonsense")) == [0, 1, 2] and order("folge=zufall") == order("")
    assert order("stadtteil=nirgends") == []


def test_pages_cost_no_question_more_for_more_rows(world, client, django_assert_max_num_queries):
    first = world.admitted("Erster")
    for path in ("/budgets/", PAGE, f"{PAGE}{first.number}/"):
        client.get(path)
    world.granted()
    for number in range(10):
        world.admitted(f"Antrag {number}")
    with django_assert_max_num_queries(14):
        client.get(PAGE)
    with django_assert_max_num_queries(14):
        client.get(f"{PAGE}{first.number}/")
    with django_assert_max_num_queries(8):
        client.get("/budgets/")


def test_the_applicant_completes_by_the_own_link(world, client):
    case = apply(world.fresh())
    world.take(
        case,
        "ask",
        reason="Bitte sagen Sie noch, wer die Beete gießt.",
        day=timezone.localdate() + timedelta(9),
    )
    page = secret_page(case)
    assert "wer die Beete gießt" in client.get(page).content.decode()
    empty = client.post(f"{page}ergaenzen/", {"text": ""})
    assert empty.status_code == 422
    done = client.post(f"{page}ergaenzen/", {"text": "Die Klasse 7b.", "consent": picture("zusage.png")})
    assert done.status_code == 302 and Case.objects.get().state == "received"
    assert client.get(f"{page}ergaenzen/").status_code == 302


def test_the_applicant_begins_and_proves_by_the_own_link(world, client):
    case = world.paid()
    page, today = secret_page(case), timezone.localdate().isoformat()
    assert (
        client.post(f"{page}beginn/", {"day": "morgen"}).status_code == 302 and one(case).started_on is None
    )
    client.post(f"{page}beginn/", {"day": today})
    assert one(case).started_on == timezone.localdate()
    proof = {
        "text": "Die Beete stehen und blühen.",
        "costs": "2.010,50",
        "started_on": today,
        "done_on": today,
    }
    wrong = client.post(f"{page}nachweis/", proof)
    assert wrong.status_code == 422 and "ganze Euro" in wrong.content.decode()
    lacking = client.post(f"{page}nachweis/", {**proof, "costs": "2.010", "receipt": [picture("beleg.png")]})
    text = lacking.content.decode()
    assert lacking.status_code == 422 and "mindestens ein Foto" in text and "beleg.png" in text
    token = text.split('name="kept" value="')[1].split('"')[0]
    done = client.post(
        f"{page}nachweis/", {**proof, "costs": "2.010", "kept": token, "result": [picture("beet.png")]}
    )
    assert done.status_code == 302 and one(case).case.state == "proved" and one(case).files.count() == 2
    letter = client.get(f"{page}schreiben.pdf")
    assert letter.status_code == 200 and letter.content.startswith(b"%PDF")


def test_there_is_no_letter_before_there_is_something_to_say(world, client):
    case = apply(world.fresh())
    assert client.get(f"{secret_page(case)}schreiben.pdf").status_code == 404
    client.force_login(world.celik_clerk)
    assert client.get(f"/schreibtisch/budgets/antrag/{case.number}/schreiben.pdf").status_code == 404


def test_the_desk_walks_the_case(world, client):
    case = apply(world.fresh())
    client.force_login(world.celik_clerk)
    desk = f"/schreibtisch/vorgang/{case.number}/"
    assert "Ist alles da?" in client.get(desk).content.decode()
    client.post(f"{desk}schritt/", {"schritt": "admit", "version": case.version})
    assert Case.objects.get().state == "admitted"
    world.turn_to("board")
    fresh = Case.objects.get()
    bad = client.post(
        f"{desk}schritt/", {"schritt": "advise", "version": fresh.version, "amount": "2500", "rank": "1"}
    )
    assert bad.status_code == 422 and "Beantragt sind nur 2.000 Euro." in bad.content.decode()
    client.post(
        f"{desk}schritt/", {"schritt": "advise", "version": fresh.version, "amount": "2000", "rank": "1"}
    )
    assert Case.objects.get().state == "advised"
    page = client.get(desk).content.decode()
    assert "Vorschlag zurücknehmen" in page and 'value="schedule"' not in page


def test_a_coordinator_plans_publishes_proposes_and_copies(world, client):
    client.force_login(world.vogel_coordinator)
    form = {
        "name": "Bürger:innenbudget 2027",
        "kind": "town",
        "year": "2027",
        "total": "65.000",
        "first": "2027-01-10",
    }
    for first in ("9999-12-31", "0001-01-01", "bald"):
        assert client.post("/schreibtisch/budgets/neu/", {**form, "first": first}).status_code == 422
    made = client.post("/schreibtisch/budgets/neu/", form)
    fresh = Budget.objects.get(year=2027)
    assert made.url == f"/schreibtisch/budgets/{fresh.slug}/plan/" and fresh.total == 65000
    plan = client.get(made.url).content.decode()
    assert 'value="2027-01-10T00:00"' in plan
    changed = {
        "revision": "1",
        "name": fresh.name,
        "total": "64.000",
        "text": "",
        "collect-opens": "2027-02-01T08:00",
        "collect-closes": "",
    }
    bad = client.post(made.url, changed)
    assert bad.status_code == 422 and "beide Zeitpunkte" in bad.content.decode()
    backwards = client.post(made.url, {**changed, "collect-closes": "2027-01-01T08:00"})
    assert backwards.status_code == 422 and "endet, bevor sie beginnt" in backwards.content.decode()
    client.post(made.url, {**changed, "collect-closes": "2027-03-01T12:30"})
    assert [row.key for row in fresh.phases.all()] == ["collect"]
    steps = f"/schreibtisch/budgets/{fresh.slug}/schritt/"
    client.post(steps, {"was": "publish"})
    assert Budget.objects.get(pk=fresh.pk).terms["apply"]["ceiling"] == 5000
    client.post(steps, {"was": "copy"})
    assert Budget.objects.filter(year=2028, public=False).exists()
    case = world.advised()
    meeting = world.meeting()
    assert (
        "Die Liste dem Ausschuss vorschlagen?"
        in client.get(f"/schreibtisch/budgets/{SLUG}/").content.decode()
    )
    none = client.post(f"/schreibtisch/budgets/{SLUG}/schritt/", {"was": "agenda", "meeting": ""})
    assert none.status_code == 422
    client.post(f"/schreibtisch/budgets/{SLUG}/schritt/", {"was": "agenda", "meeting": str(meeting.pk)})
    assert Case.objects.get(pk=case.pk).state == "scheduled"
    assert client.post(steps, {"was": "unsinn"}).status_code == 404


def test_the_desk_of_budgets_is_for_staff_and_keeping_for_coordinators(world, client):
    desk = "/schreibtisch/budgets/"
    assert client.get(desk).status_code == 302
    client.force_login(world.gerda_resident)
    assert client.get(desk).status_code == 403
    client.force_login(world.celik_clerk)
    assert client.get(desk).status_code == 200 and client.get(f"{desk}{SLUG}/").status_code == 200
    assert (
        client.get(f"{desk}neu/").status_code == 403 and client.get(f"{desk}{SLUG}/plan/").status_code == 403
    )
    assert client.post(f"{desk}{SLUG}/schritt/", {"was": "copy"}).status_code == 403
    assert Budget.objects.count() == 1


def test_the_side_by_side_costs_no_question_more(world, client, django_assert_max_num_queries):
    for number in range(6):
        world.admitted(f"Antrag {number}")
    client.force_login(world.vogel_coordinator)
    client.get(f"/schreibtisch/budgets/{SLUG}/")
    with django_assert_max_num_queries(30):
        client.get(f"/schreibtisch/budgets/{SLUG}/")


def test_what_is_open_stands_on_the_page_of_taking_part(world, client):
    assert "Bürger:innenbudget 2026" in client.get("/mitmachen/").content.decode()
    world.turn_to("board")
    assert "Bürger:innenbudget 2026" not in client.get("/mitmachen/").content.decode()


def test_english_pages_are_complete(world, client):
    case = world.admitted()
    for path in ("/budgets/", PAGE, f"{PAGE}{case.number}/", FORM):
        world.turn_to("collect")
        text = client.get(f"/en{path}").content.decode()
        assert "Antrag stellen" not in text and client.get(f"/en{path}").status_code == 200
    assert Application.objects.count() == 1


def test_a_place_outside_all_districts_is_shown_by_its_words(world, client):
    case = world.admitted()
    Application.objects.update(lat=51.55, lon=7.31, label="Am Kanal", district=None)
    assert "Am Kanal" in client.get(one(case).get_absolute_url()).content.decode()


def test_the_own_page_gives_the_reason_of_every_no(world, client):
    refused = apply(world.fresh())
    world.take(refused, "refuse", reason="Das liegt in der Nachbarstadt.")
    back = world.proved(costs=1500)
    later = timezone.localdate() + timedelta(days=30)
    world.take(back, "claim", reason="500 Euro blieben übrig.", day=later, more={"amount": 500})
    for case, said in ((refused, "Nachbarstadt"), (back, "Gute Idee."), (back, "blieben übrig")):
        own = secret_page(case).replace("/budgets/meine/", "/vorgang/")
        page = client.get(own).content.decode()
        article = page[page.index("<article") : page.index("</article>")]
        assert "Grund" in article and said in article, case.state
