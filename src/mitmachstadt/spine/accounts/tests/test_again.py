"""A session that ends while somebody writes at the desk: the words wait for the same person, and for nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from mitmachstadt.spine.accounts import again
from mitmachstadt.spine.accounts.actions import assign_role
from mitmachstadt.spine.accounts.models import Role, User
from mitmachstadt.spine.city.models import Organisation, OrganisationKind

pytestmark = pytest.mark.django_db
PASSWORD = "Radweg und Kanal 7"
WORDS = "Wir haben die Stelle angesehen.\nEs ist genug Platz."
PAGE = "/schreibtisch/sammel/"


@pytest.fixture(autouse=True)
def unit(settings):
    settings.STAFF_SECOND_FACTOR = False
    return Organisation.objects.create(key="verkehr", name="Verkehr", kind=OrganisationKind.TOWN)


def person(name, unit):
    made = User.objects.create_user(f"{name}@example.org", PASSWORD)
    made.emailaddress_set.create(email=made.email, verified=True, primary=True)
    assign_role(made, Role.CLERK, unit, by=None)
    return made


def sign_in(browser, name, next_="/schreibtisch/"):
    values = {"login": f"{name}@example.org", "password": PASSWORD, "next": next_}
    return browser.post("/konto/anmelden/", values)


def signed_out_while_writing(name="celik", **more):
    """A browser in which the session ended elsewhere, and what the desk answered to the form sent from it."""
    browser = Client()
    sign_in(browser, name)
    browser.get("/schreibtisch/")
    browser.session.delete()
    return browser, browser.post(f"{PAGE}?art=x", {"version": "3", "text": WORDS, "was": ["a", "b"], **more})


def test_the_words_wait_for_the_same_person_and_are_sent_to_the_same_place(unit):
    person("celik", unit)
    browser, answer = signed_out_while_writing(datei=ContentFile(b"x", "plan.pdf"))
    assert answer.status_code == 302 and answer.url.startswith("/konto/anmelden/?next=")
    assert "angesehen" not in str(dict(browser.session)), "sealed"
    assert browser.session.get_expiry_age() == again.SECONDS
    assert "angesehen" not in browser.get("/konto/anmelden/").content.decode()
    assert sign_in(browser, "celik").url == "/schreibtisch/"
    text = browser.get("/schreibtisch/").content.decode()
    part = text.split("words-again")[1].split("</section>")[0]
    assert "Was Sie geschrieben haben, ist noch da" in part and "plan.pdf" in part
    assert "Wir haben die Stelle angesehen.<br>Es ist genug Platz." in part
    assert f'action="{PAGE}?art=x"' in part
    for field in ('name="version" value="3"', 'name="was" value="a"', 'name="was" value="b"'):
        assert field in part
    assert browser.session.get_expiry_age() > again.SECONDS, "a session like any other"
    assert "words-again" in browser.get("/schreibtisch/mehr/").content.decode(), "until it was sent"
    browser.post("/schreibtisch/personen/", {"email": "x"})
    assert again.KEY in browser.session, "that was another form"
    browser.post(f"{PAGE}?art=x", {"was": "hide", "text": WORDS})
    assert "words-again" not in browser.get("/schreibtisch/").content.decode()


def test_what_finds_no_page_any_more_is_not_lost(unit):
    person("celik", unit)
    browser = Client()
    sign_in(browser, "celik")
    browser.session.delete()
    gone = "/schreibtisch/vorgang/H-1999-1/"
    assert browser.post(gone, {"text": WORDS}).status_code == 302
    sign_in(browser, "celik")
    assert browser.post(gone, {"text": WORDS}).status_code in (404, 405)
    assert "angesehen" in browser.get("/schreibtisch/").content.decode()


def test_the_twelve_hours_of_the_desk_end_without_losing_a_word(unit):
    person("celik", unit)
    browser = Client()
    sign_in(browser, "celik")
    browser.get("/schreibtisch/")
    session = browser.session
    session["desk_until"] = timezone.now().timestamp() - 1
    session.save()
    assert browser.post(PAGE, {"text": WORDS}).status_code == 302
    sign_in(browser, "celik")
    assert "angesehen" in browser.get("/schreibtisch/").content.decode()


def test_nobody_else_sees_them_and_an_hour_later_nobody(unit, time_machine):
    person("celik", unit)
    person("yilmaz", unit)
    browser, _answer = signed_out_while_writing()
    sign_in(browser, "yilmaz")
    assert "words-again" not in browser.get("/schreibtisch/").content.decode()
    assert again.KEY not in browser.session
    late, _answer = signed_out_while_writing()
    sign_in(late, "celik")
    time_machine.move_to(timezone.now() + timedelta(seconds=again.SECONDS + 1))
    assert "words-again" not in late.get("/schreibtisch/").content.decode()
    assert again.KEY not in late.session


def test_strangers_numbers_and_other_pages_leave_nothing_behind(unit):
    person("celik", unit)
    stranger = Client()
    assert stranger.post(PAGE, {"text": WORDS}).status_code == 302
    assert again.KEY not in stranger.session
    browser, _answer = signed_out_while_writing(text="7")
    assert again.KEY not in browser.session, "nobody wrote anything"
    browser, _answer = signed_out_while_writing(text="x " * again.MOST)
    assert again.KEY not in browser.session, "a session is no store"


def test_away_from_the_desk_the_sign_in_leads_to_a_page_with_the_words(unit):
    person("celik", unit)
    browser = Client()
    sign_in(browser, "celik")
    browser.session.delete()
    answer = browser.post("/meins/angaben/", {"display_name": "Deniz Çelik", "password": "zwei Worte"})
    assert answer.url == "/konto/anmelden/?next=%2Fmeins%2Fworte%2F"
    assert sign_in(browser, "celik", "/meins/worte/").url == "/meins/worte/"
    page = browser.get("/meins/worte/").content.decode()
    assert 'action="/meins/angaben/"' in page and 'value="Deniz Çelik"' in page and "zwei Worte" not in page
    assert (
        browser.post("/meins/angaben/", {"display_name": "Deniz Çelik", "home_district": ""}).status_code
        == 302
    )
    assert User.objects.get(email="celik@example.org").display_name == "Deniz Çelik"
    assert browser.get("/meins/worte/").url == "/meins/", "nothing waits any more"


def test_the_page_of_words_is_for_whom_they_are(unit):
    person("celik", unit)
    person("yilmaz", unit)
    browser = Client()
    sign_in(browser, "celik")
    browser.session.delete()
    browser.post("/meins/angaben/", {"display_name": "Deniz Çelik"})
    sign_in(browser, "yilmaz")
    assert browser.get("/meins/worte/").url == "/meins/"
    assert Client().get("/meins/worte/").url.startswith("/konto/anmelden/")


def test_what_is_sent_to_the_sign_in_itself_is_never_kept(unit):
    person("celik", unit)
    browser = Client()
    sign_in(browser, "celik")
    browser.session.delete()
    browser.post("/konto/passwort/", {"oldpassword": "ein altes Wort", "password1": "ein neues Wort"})
    assert again.KEY not in browser.session
