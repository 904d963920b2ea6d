"""The pages around a suggestion, asked like a browser without scripts does; three people show who may what."""

import io
import re
from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from mitmachstadt.modules.projects.models import Suggestion
from mitmachstadt.modules.projects.tests.public_world import on_agenda
from mitmachstadt.modules.projects.tests.suggest_world import (
    GIVEN,
    TOWNS,
    new_project,
    new_world,
    rules_data,
    send,
)
from mitmachstadt.spine.cases import actions as cases
from mitmachstadt.spine.cases import bulk, links, registry
from mitmachstadt.spine.cases.models import Case, CaseEvent
from mitmachstadt.spine.files.models import Upload
from mitmachstadt.spine.notify.models import Mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return new_world()


def picture() -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, "JPEG")
    out.seek(0)
    out.name = "bank.jpg"
    return out


def form_values(client, url, **changes):
    """The hidden values of the form, as a browser would send them, and what the person enters."""
    page = client.get(url).content.decode()
    token = re.search(r'name="form_token" value="([^"]+)"', page)[1]
    values = {
        "form_token": token,
        "photo_kept": "",
        "text": "Eine Bank bitte.",
        "answer": "none",
        "email": "",
        "website": "",
    }
    return {**values, **changes}


def later():
    """People need longer than two seconds for a form."""
    return time_machine.travel(timezone.now() + timedelta(seconds=20), tick=True)


def url_of(town):
    return f"/vorhaben/{town.project.number}/hinweis/"


def test_hand_in_and_receipt_without_an_account(client, town):
    url = url_of(town)
    page = client.get(url).content.decode()
    assert (
        "Was möchten Sie der Stadt mitgeben?" in page
        and "Bäume und Bänke" in page
        and "Etwas anderes" in page
    )
    values = form_values(client, url, about=str(town.point.pk), answer="mail", email="gerda.m@example.org")
    with later():
        answer = client.post(url, values)
        again = client.post(url, values)
    assert answer.status_code == 302 and answer.url == again.url
    case = Case.objects.get()
    receipt = client.get(answer.url).content.decode()
    assert case.number in receipt and "Angekommen, danke." in receipt and "gerda.m@example.org" in receipt
    assert Mail.objects.get().to == "gerda.m@example.org"
    assert Suggestion.objects.get().point == town.point


def test_going_back_and_sending_the_same_again_is_one_case_but_for_somebody_else_another(client, town):
    url, other = url_of(town), Client()
    first, again, more = (
        form_values(client, url, about=str(town.point.pk), text=text) for text in ("Bank.", "Bank.", "Baum.")
    )
    elsewhere = form_values(other, url, about=str(town.point.pk), text="Bank.")
    assert first["form_token"] != elsewhere["form_token"]
    with later():
        receipt = client.post(url, first).url
        assert client.post(url, again).url == receipt
        assert client.post(url, more).url != receipt
        assert other.post(url, elsewhere).url != receipt
    assert Case.objects.count() == 3


def test_the_receipt_names_its_days_in_their_order(client, town):
    """The meeting that comes first stands first, though the steps are promised for later."""
    soon = timezone.now() + timedelta(days=3)
    on_agenda([town.project], town.committee, soon)
    values = form_values(client, url_of(town), about=str(town.point.pk), answer="none")
    with later():
        receipt = client.get(client.post(url_of(town), values).url).content.decode()
    assert receipt.index("Ihr Hinweis liegt auf dem Tisch") < receipt.index("Die Fachleute sagen")


def test_errors_keep_everything_even_the_photo(client, town):
    url = url_of(town)
    values = form_values(
        client, url, about="other", text="", answer="mail", email="gerda.m@", photo_alt="Eine Bank"
    )
    with later():
        answer = client.post(url, {**values, "photo": picture()})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Noch 2 Angaben" in page
    assert "Schreiben Sie bitte mindestens einen Satz." in page
    assert "Es fehlt der Teil nach dem @, zum Beispiel web.de." in page
    assert 'value="gerda.m@"' in page and 'value="Eine Bank"' in page
    kept = re.search(r'name="photo_kept" value="([^"]+)"', page)[1]
    assert Upload.objects.count() == 1
    with later():
        answer = client.post(
            url, {**values, "text": "Eine Bank.", "email": "gerda.m@example.org", "photo_kept": kept}
        )
    assert answer.status_code == 302
    suggestion = Suggestion.objects.get()
    assert (suggestion.photo.alt, suggestion.photo.public) == ("Eine Bank", False)


def test_a_photo_needs_words_but_is_not_lost(client, town):
    url = url_of(town)
    values = form_values(client, url, about="other")
    with later():
        page = client.post(url, {**values, "photo": picture()}).content.decode()
    assert "Sagen Sie bitte in ein paar Worten, was das Bild zeigt." in page
    assert re.search(r'name="photo_kept" value="[^"]+"', page)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"text": "x" * 2001}, "Ihr Text hat 2001 Zeichen, möglich sind 2000."),
        ({"text": "  \n "}, "Schreiben Sie bitte mindestens einen Satz."),
        ({"about": "999999"}, "Wählen Sie bitte aus, worum es geht."),
        ({"website": "http://spam.example"}, "In ein Feld, das Menschen nicht sehen"),
        ({"form_token": "gefälscht"}, "Dieses Formular war lange offen."),
        ({"answer": "mail", "email": ""}, "Geben Sie bitte Ihre E-Mail-Adresse an"),
        ({"photo_kept": "gefälscht", "text": ""}, "Schreiben Sie bitte mindestens einen Satz."),
    ],
)
def test_refused_with_a_sentence(client, town, changes, sentence):
    values = form_values(client, url_of(town), about="other")
    with later():
        answer = client.post(url_of(town), {**values, **changes})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Case.objects.exists()


def test_ten_megabytes_of_text_are_refused_with_a_page(client, town):
    answer = client.post(url_of(town), {"text": "x" * 10_000_000})
    assert answer.status_code in (400, 413)
    assert "<h1" in answer.content.decode()
    assert not Case.objects.exists()


def test_too_fast_is_asked_to_press_again(client, town):
    answer = client.post(url_of(town), form_values(client, url_of(town), about="other"))
    assert "Das ging sehr schnell." in answer.content.decode()


def test_a_flood_is_braked_and_a_school_class_is_not(client, town):
    for number in range(20):
        values = form_values(client, url_of(town), about="other", text=f"Hinweis {number}")
        with later():
            assert client.post(url_of(town), values).status_code == 302
    values = form_values(client, url_of(town), about="other", text="Noch einer")
    with later():
        answer = client.post(url_of(town), values)
    assert answer.status_code == 429 and "Noch einer" in answer.content.decode()
    client.cookies.clear()
    values = form_values(client, url_of(town), about="other", text="Aus derselben Schule")
    with later():
        assert client.post(url_of(town), values).status_code == 302


def test_markup_is_shown_as_text(client, town):
    evil = "<script>alert(1)</script><b>fett</b>"
    case = send(town, evil)
    case = bulk.take(case, "release", GIVEN["release"], by=town.vogel_coordinator, expect_version=1)
    client.force_login(town.vogel_coordinator)
    for url in (f"/vorgang/{case.number}/", f"/schreibtisch/vorgang/{case.number}/", "/schreibtisch/"):
        page = client.get(url).content.decode()
        assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page


def test_hidden_projects_give_nothing_away(client, town):
    case = send(town, "Geheimer Text auf einem Vorhaben")
    case = bulk.take(case, "release", GIVEN["release"], by=town.vogel_coordinator, expect_version=1)
    assert client.get(f"/vorgang/{case.number}/").status_code == 200
    town.project.hidden = True
    town.project.save()
    for url in (url_of(town), f"/vorgang/{case.number}/"):
        assert client.get(url).status_code == 404
    draft = new_project("V-2026-777", town.traffic, state="draft", published_at=None)
    assert client.get(f"/vorhaben/{draft.number}/hinweis/").status_code == 404
    with time_machine.travel(timezone.now() + timedelta(days=300)):
        assert "Geheimer Text" not in client.get("/ueberfaellig/").content.decode()


def test_before_the_release_the_number_shows_dates_but_no_words(client, town):
    case = send(town, "Noch ungeprüfte Worte")
    page = client.get(f"/vorgang/{case.number.lower()}/").content.decode()
    assert "Angekommen" in page and "ungeprüfte" not in page
    assert client.get(f"/vorgang/?nummer={case.number}").url == f"/vorgang/{case.number}/"
    assert (
        "Unter dieser Nummer ist hier kein Vorgang zu sehen"
        in client.get("/vorgang/?nummer=H-1999-1").content.decode()
    )


def test_secret_links(client, town):
    case = send(town, "Nur für mich", email="gerda.m@example.org")
    secret = links.secret_of(case)
    page = client.get(f"/vorgang/{case.number}/{secret}/")
    assert "Nur für mich" in page.content.decode()
    # The link never leaves the platform; "no-referrer" would make browsers send "Origin: null" and lock the buttons.
    assert page["Referrer-Policy"] == "same-origin" and page["X-Robots-Tag"] == "noindex"
    other = send(town, "Von jemand anderem")
    for wrong in ("falsch", links.secret_of(other), secret[:-1] + ("a" if secret[-1] != "a" else "b")):
        assert client.get(f"/vorgang/{case.number}/{wrong}/").status_code == 404
        assert client.post(f"/vorgang/{case.number}/{wrong}/aendern/", {"was": "delete"}).status_code == 404
    change = f"/vorgang/{case.number}/{secret}/aendern/"
    assert client.post(change, {"was": "text", "text": "Neue Worte", "version": 1}).status_code == 302
    stale = client.post(change, {"was": "text", "text": "Alte Worte", "version": 1})
    assert stale.status_code == 422 and "Alte Worte" in stale.content.decode()
    assert Suggestion.objects.get(case=case).text == "Neue Worte"
    assert client.post(change, {"was": "delete"}).status_code == 302
    assert client.get(f"/vorgang/{case.number}/{secret}/").status_code == 404


def test_the_address_is_confirmed_by_a_button_only(client, town):
    case = send(town, email="gerda.m@example.org")
    url = reverse("cases:confirm", args=[links.email_token(case)])
    assert "Ja, Adresse bestätigen" in client.get(url).content.decode()
    case.refresh_from_db()
    assert case.email_confirmed_at is None
    assert "Danke, Ihre Adresse ist bestätigt." in client.post(url).content.decode()
    case.refresh_from_db()
    assert case.email_confirmed_at
    assert client.get("/vorgang/bestaetigen/falsch/").status_code == 404


def test_private_details_leave_at_one_press(client, town):
    case = send(town, "Rückfragen gern unter 02305 12 34 56.")
    secret = links.secret_of(case)
    receipt = f"/hinweis/{case.number}/{secret}/"
    assert "Ihr Text enthält eine Telefonnummer" in client.get(receipt).content.decode()
    client.post(receipt + "weglassen/")
    assert Suggestion.objects.get(case=case).text == "Rückfragen gern unter …."


def test_nobody_but_staff_sees_the_desk(client, town):
    case = send(town, email="gerda.m@example.org")
    paths = ["/schreibtisch/", "/schreibtisch/mehr/", f"/schreibtisch/vorgang/{case.number}/"]
    for path in paths:
        assert client.get(path).status_code == 302
    for person in (town.gerda_resident, town.brandt_council):
        client.force_login(person)
        for path in paths:
            assert client.get(path).status_code == 403
        step = client.post(
            f"/schreibtisch/vorgang/{case.number}/schritt/", {"schritt": "release", "version": 1}
        )
        assert step.status_code == 403
        assert client.post("/schreibtisch/sammel/", {"was": "hide", "vorgang": case.pk}).status_code == 403
    client.force_login(town.celik_clerk)
    assert "gerda.m@example.org" in client.get(paths[2]).content.decode()
    client.force_login(town.weber_clerk_elsewhere)
    assert client.get(paths[2]).status_code == 404
    assert case.number not in client.get("/schreibtisch/").content.decode()
    case.refresh_from_db()
    assert case.state == "received"


def test_clerk_takes_the_steps_at_the_desk(client, town):
    case = send(town)
    client.force_login(town.celik_clerk)
    step = f"/schreibtisch/vorgang/{case.number}/schritt/"
    assert client.post(step, {"schritt": "release", "version": 1}).status_code == 302
    again = client.post(step, {"schritt": "release", "version": 1})
    assert again.status_code == 422 and "passt nicht zum Stand" in again.content.decode()
    empty = client.post(step, {"schritt": "statement", "version": 2, "text": ""})
    assert empty.status_code == 422
    stale = client.post(step, {"schritt": "statement", "version": 1, "text": "Das geht gut."})
    assert stale.status_code == 422 and "Das geht gut." in stale.content.decode()
    assert (
        client.post(step, {"schritt": "statement", "version": 2, "text": "Das geht gut."}).status_code == 302
    )
    # What the committee says is recorded by the coordinator, not by the clerk, whose desk proposes nothing in its stead.
    waits = client.get(f"/schreibtisch/vorgang/{case.number}/").content.decode()
    assert "Das trägt eine andere Rolle ein" in waits and "Nächster Schritt" not in waits
    assert 'id="schritt-hide"' in waits and 'class="dock' not in waits
    refused = client.post(
        step, {"schritt": "recommendation", "version": 3, "text": "Ja", "outcome": "taken_up"}
    )
    assert refused.status_code == 422
    client.force_login(town.vogel_coordinator)
    assert (
        client.post(
            step, {"schritt": "recommendation", "version": 3, "text": "Ja", "outcome": "taken_up"}
        ).status_code
        == 302
    )
    assert (
        client.post(
            step, {"schritt": "decide", "version": 4, "text": "Die Bank kommt.", "outcome": "taken_up"}
        ).status_code
        == 302
    )
    page = client.get(f"/vorgang/{case.number}/").content.decode()
    assert "Die Bank kommt." in page and "Aufgenommen" in page


def test_notes_stay_inside(client, town):
    case = send(town)
    case = bulk.take(case, "release", GIVEN["release"], by=town.celik_clerk, expect_version=1)
    client.force_login(town.celik_clerk)
    client.post(f"/schreibtisch/vorgang/{case.number}/notiz/", {"note": "Die Anliegerin ist bekannt."})
    assert (
        "Die Anliegerin ist bekannt." in client.get(f"/schreibtisch/vorgang/{case.number}/").content.decode()
    )
    client.logout()
    for url in (f"/vorgang/{case.number}/", f"/vorgang/{case.number}/{links.secret_of(case)}/"):
        page = client.get(url).content.decode()
        assert "bekannt" not in page and "Celik" not in page


def test_hand_over_and_assign_at_the_desk(client, town):
    case = send(town)
    client.force_login(town.celik_clerk)
    assign = client.post(
        f"/schreibtisch/vorgang/{case.number}/zuweisen/",
        {"person": str(town.celik_clerk.public_id), "version": 1},
    )
    assert assign.status_code == 302
    assert case.number in client.get("/schreibtisch/?meins=1").content.decode()
    wrong = client.post(
        f"/schreibtisch/vorgang/{case.number}/zuweisen/",
        {"person": str(town.gerda_resident.public_id), "version": 2},
    )
    assert wrong.status_code == 422
    over = client.post(
        f"/schreibtisch/vorgang/{case.number}/weitergeben/", {"unit": "gruen", "note": "Bäume", "version": 2}
    )
    assert over.status_code == 302 and over.url == "/schreibtisch/"
    committee = client.post(
        f"/schreibtisch/vorgang/{case.number}/weitergeben/", {"unit": "ausschuss", "version": 3}
    )
    assert committee.status_code == 404


def test_many_at_once_with_a_result_for_each(client, town):
    cases_here = [send(town, f"Spam {n}") for n in range(3)]
    elsewhere = send(town, "Anderswo")
    cases.hand_over(elsewhere, town.green, by=town.celik_clerk, expect_version=1)
    client.force_login(town.celik_clerk)
    ids = [case.pk for case in (*cases_here, elsewhere)]
    more = client.post("/schreibtisch/sammel/", {"was": "more", "vorgang": ids}).content.decode()
    assert "Gemeinsam beantworten" in more and 'value="hand_over"' in more
    first = client.post("/schreibtisch/sammel/", {"was": "hide", "vorgang": ids}).content.decode()
    assert "3 Vorgänge gewählt" in first and "Anderswo" not in first
    missing = client.post("/schreibtisch/sammel/", {"was": "hide", "vorgang": ids, "los": "1", "reason": ""})
    assert missing.status_code == 422 and not Case.objects.filter(hidden=True).exists()
    done = client.post(
        "/schreibtisch/sammel/",
        {"was": "hide", "vorgang": ids, "los": "1", "reason": "Das ist Werbung und gehört nicht hierher."},
    ).content.decode()
    assert "Erledigt für 3 Vorgänge." in done
    assert set(Case.objects.filter(hidden=True)) == set(cases_here)
    assert CaseEvent.objects.filter(kind="hide").count() == 3
    nothing = client.post("/schreibtisch/sammel/", {"was": "hide"})
    assert nothing.status_code == 422


def test_a_choice_that_cannot_be_answered_together_stays_and_so_do_the_words(client, town):
    first, second, ahead = (send(town, f"Bank {n}") for n in range(3))
    for case in (first, second, ahead):
        bulk.take(case, "release", GIVEN["release"], by=town.celik_clerk, expect_version=1)
    ahead.refresh_from_db()
    bulk.take(ahead, "statement", GIVEN["statement"], by=town.celik_clerk, expect_version=ahead.version)
    client.force_login(town.celik_clerk)
    ids, words = [one.pk for one in (first, second, ahead)], "Eine Bank kommt an diese Stelle."

    def ticked(page):
        return set(re.findall(r'name="vorgang" value="(\d+)" checked', page))

    refused = client.post("/schreibtisch/sammel/", {"was": "answer", "vorgang": ids, "zurueck": "art=x"})
    page = refused.content.decode()
    assert refused.status_code == 422 and "nicht gemeinsam beantworten" in page
    assert ticked(page) == {str(pk) for pk in ids} and 'href="/schreibtisch/?art=x"' in page
    ahead.refresh_from_db()
    assert str(registry.kind_of(ahead).state(ahead.state).name) in page, "what to leave out is seen"
    again = {"was": "answer", "vorgang": ids[:2], "auswahl": ids}
    form = client.post("/schreibtisch/sammel/", again).content.decode()
    assert ticked(form) == {str(first.pk), str(second.pk)} and 'name="text"' in form
    # Nothing ticked any more: the words wait, and the rows can be ticked again.
    none = client.post(
        "/schreibtisch/sammel/", {"was": "answer", "auswahl": ids[:2], "los": "1", "text": words}
    )
    page = none.content.decode()
    assert none.status_code == 422 and not ticked(page) and page.count('name="vorgang"') == 2
    assert f'name="text" value="{words}"' in page
    back = {"was": "answer", "auswahl": ids[:2], "vorgang": ids[:2], "text": words}
    assert f"{words}</textarea>" in client.post("/schreibtisch/sammel/", back).content.decode()


def test_overdue_is_counted_in_public(client, town):
    case = send(town, "Wartet zu lange")
    case = bulk.take(case, "release", GIVEN["release"], by=town.celik_clerk, expect_version=1)
    assert "Nichts Öffentliches ist überfällig" in client.get("/ueberfaellig/").content.decode()
    with time_machine.travel(timezone.now() + timedelta(days=60)):
        page = client.get("/ueberfaellig/").content.decode()
        assert "Wartet zu lange" in page and "Verkehrsplanung" in page
        client.force_login(town.celik_clerk)
        assert "gruppe-overdue" in client.get("/schreibtisch/").content.decode()


def test_the_inbox_asks_a_constant_number_of_questions(client, town, django_assert_max_num_queries):
    for number in range(12):
        send(town, f"Hinweis {number}")
    client.force_login(town.celik_clerk)
    client.get("/schreibtisch/?stand=closed")
    with django_assert_max_num_queries(30):
        client.get("/schreibtisch/")


def test_idea_page(client, town):
    url = "/vorhaben/idee/"
    assert "Was fehlt auf der Liste?" in client.get(url).content.decode()
    values = form_values(
        client,
        url,
        kind="new_project",
        title="Wasserspielplatz",
        place_text="Stadtgarten",
        answer="mail",
        email="gerda.m@example.org",
    )
    with later():
        answer = client.post(url, values)
    assert answer.status_code == 302
    receipt = client.get(answer.url).content.decode().split("<main")[1].split("</main")[0]
    assert "Wasserspielplatz" in receipt
    assert "Ihre Idee liegt bei" in receipt and "Ihr Hinweis" not in receipt
    mail = Mail.objects.get().text
    assert "die Idee I-" in mail and "Hinweis" not in mail


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/en/vorhaben/", ["title"]),
        ("/en/vorhaben/{number}/", ["title", "point"]),
        ("/en/vorhaben/{number}/hinweise/", ["title", "point", "text"]),
        ("/en/vorgang/{case}/", ["title", "point", "text"]),
    ],
)
def test_german_words_on_english_pages_say_that_they_are_german(client, town, path, words):
    case = send(town, "Bänke im Schatten wären schön.", point=town.point)
    bulk.take(case, "release", GIVEN["release"], by=town.vogel_coordinator, expect_version=case.version)
    german = {
        "title": town.project.title,
        "point": town.point.short or town.point.text,
        "text": "Bänke im Schatten wären schön.",
    }
    page = client.get(path.format(number=town.project.number, case=case.number)).content.decode()
    for word in words:
        found = BeautifulSoup(page, "html.parser").main.find_all(string=re.compile(re.escape(german[word])))
        assert found, word
        for text in found:
            assert text.find_parent(lang=True)["lang"] == "de", (word, str(text.parent))


def test_english_pages(client, town):
    assert "What would you like to tell the town?" in client.get("/en" + url_of(town)).content.decode()
    assert "What is overdue" in client.get("/en/ueberfaellig/").content.decode()


@pytest.mark.parametrize("name", sorted(path.name for path in TOWNS.iterdir() if (path / "rules").is_dir()))
def test_every_towns_rules_make_a_form(client, name):
    town = new_world(name)
    rules = rules_data(name)
    page = client.get(url_of(town)).content.decode()
    assert ("Ihr Alter" in page) == ("minimum_age" in rules["senders"] and "Hinweis absenden" in page)
    assert client.get("/vorhaben/idee/").status_code == 200
    if name == "detmold":
        assert "Ihr Alter" in page and "Wo wohnen Sie?" in page and "Etwas anderes" not in page
        values = form_values(client, url_of(town), about="art:participation", age="9", resident="yes")
        with later():
            refused = client.post(url_of(town), values)
        assert refused.status_code == 422 and "ab 10" in refused.content.decode()
        with later():
            assert client.post(url_of(town), {**values, "age": "10"}).status_code == 302


def test_a_council_member_finds_the_next_meetings_on_her_own_page(client, town):
    meeting = on_agenda([town.project], town.committee, timezone.now() + timedelta(days=20))
    client.force_login(town.gerda_resident)
    assert f"/sitzungen/{meeting}/hinweise/" not in client.get("/meins/").content.decode()
    client.force_login(town.brandt_council)
    page = client.get("/meins/").content.decode()
    assert f'href="/sitzungen/{meeting}/hinweise/"' in page
    assert f'href="/sitzungen/{meeting}/hinweise.pdf"' in page
