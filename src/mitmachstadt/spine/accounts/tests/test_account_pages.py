"""Signing up, in and out, the own page, and leaving."""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import get_hasher
from django.core import mail as django_mail
from django.core.cache import cache
from django.test import Client

from mitmachstadt.spine.accounts import actions
from mitmachstadt.spine.accounts.models import Role, RoleAssignment, User
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.city.models import District, Organisation
from mitmachstadt.spine.notify import actions as notify
from mitmachstadt.spine.notify import targets
from mitmachstadt.spine.notify.models import Mail, Subscription

pytestmark = pytest.mark.django_db
PASSWORD = "Drei-Worte-Zusammen"


@pytest.fixture(autouse=True)
def clean_cache():
    cache.clear()


def account(name: str, **extra) -> User:
    user = User.objects.create_user(f"{name}@example.org", PASSWORD, **extra)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def people():
    return account("gerda", display_name="Gerda"), account("celik"), account("brandt")


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def link_in(mail: Mail, settings) -> str:
    return re.search(rf"{settings.BASE_URL}(/konto/\S+)", mail.text)[1]


def test_an_account_opens_only_after_a_press_in_the_mail(settings):
    client = Client()
    answer = client.post("/konto/registrieren/", {"email": "Neu@example.org", "password1": PASSWORD})
    assert answer.status_code == 302 and answer.url == "/konto/bestaetigen/"
    assert not django_mail.outbox, "the page must not talk to the mail server"
    mail = Mail.objects.get()
    assert mail.to == "neu@example.org" and mail.subject.startswith("Bitte bestätigen")
    sign_in = {"login": "neu@example.org", "password": PASSWORD}
    assert Client().post("/konto/anmelden/", sign_in).url == "/konto/bestaetigen/"
    link = link_in(mail, settings)
    assert client.get(link).status_code == 200
    assert not EmailAddress.objects.get().verified, "opening the link is not enough"
    client.post(link)
    assert EmailAddress.objects.get().verified
    assert Client().post("/konto/anmelden/", sign_in).url == "/meins/"


def test_links_in_mails_never_follow_the_hosts_name_in_the_request(settings):
    client = Client(headers={"host": "evil.example"})
    account("gerda")
    client.post("/konto/passwort/vergessen/", {"email": "gerda@example.org"})
    client.post("/konto/registrieren/", {"email": "neu@example.org", "password1": PASSWORD})
    assert Mail.objects.count() == 2
    for mail in Mail.objects.all():
        assert "evil.example" not in mail.text + mail.html and settings.BASE_URL in mail.text


def plain(answer) -> str:
    return re.sub(r'csrfmiddlewaretoken" value="[^"]+"', "", re.sub(r"\s+", " ", answer.text))


def test_nobody_learns_from_the_pages_who_has_an_account(people, settings, monkeypatch):
    """Nor from a clock: what takes long is the hash of a password, and each answer makes as many."""
    pages, hasher, hashed = [], type(get_hasher()), []
    encode = hasher.encode
    monkeypatch.setattr(hasher, "encode", lambda *args, **more: hashed.append(1) or encode(*args, **more))
    for email in ("gerda@example.org", "niemand@example.org"):
        sign_up = Client().post("/konto/registrieren/", {"email": email, "password1": PASSWORD}, follow=True)
        forgotten = Client().post("/konto/passwort/vergessen/", {"email": email}, follow=True)
        wrong = Client().post("/konto/anmelden/", {"login": email, "password": "falsch-falsch"})
        wrong_text = plain(wrong).replace(email, "")
        made, hashed[:] = len(hashed), []
        pages.append(
            (
                sign_up.redirect_chain,
                plain(sign_up).replace(email, ""),
                plain(forgotten),
                wrong.status_code,
                wrong_text,
                made,
            )
        )
    assert pages[0] == pages[1] and pages[0][-1] >= 2
    subjects = {(m.to, m.subject.split(" ")[0]) for m in Mail.objects.all()}
    assert ("gerda@example.org", "Sie") in subjects and ("gerda@example.org", "Neues") in subjects
    assert ("niemand@example.org", "Bitte") in subjects


def test_wrong_passwords_are_slowed_down(people):
    for _ in range(10):
        Client().post("/konto/anmelden/", {"login": "gerda@example.org", "password": "falsch"})
    answer = Client().post("/konto/anmelden/", {"login": "gerda@example.org", "password": PASSWORD})
    assert answer.status_code != 302, "even the right password has to wait now"
    assert (
        Client().post("/konto/anmelden/", {"login": "celik@example.org", "password": PASSWORD}).status_code
        == 302
    )


def test_a_weak_password_gets_a_sentence(people):
    answer = Client().post("/konto/registrieren/", {"email": "neu@example.org", "password1": "kurz"})
    assert answer.status_code == 200 and 'id="id_password1_error"' in answer.text
    assert not User.objects.filter(email="neu@example.org").exists()


def test_a_forgotten_password_is_replaced_by_the_link_once(people, settings):
    Client().post("/konto/passwort/vergessen/", {"email": "gerda@example.org"})
    link = link_in(Mail.objects.get(), settings)
    client = Client()
    page = client.get(link, follow=True)
    form = {"password1": "Ganz-Neue-Worte-7", "password2": "Ganz-Neue-Worte-7"}
    assert client.post(page.request["PATH_INFO"], form).status_code == 302
    assert User.objects.get(email="gerda@example.org").check_password("Ganz-Neue-Worte-7")
    assert "gilt nicht mehr" in Client().get(link, follow=True).text


@pytest.mark.parametrize(
    "path",
    [
        "/konto/anmelden/", "/konto/registrieren/", "/konto/passwort/vergessen/", "/konto/bestaetigen/",
        "/konto/passwort/vergessen/gesendet/", "/konto/gesperrt/", "/konto/bestaetigen/falsch/", "/meins/",
    ],
)  # fmt: skip
def test_pages_without_account_are_german_and_have_english_twins(path):
    german, english = Client().get(path), Client().get("/en" + path)
    assert german.status_code == english.status_code == 200
    assert '<html lang="de"' in german.text and '<html lang="en"' in english.text
    assert "<h1" in german.text and german.text != english.text


@pytest.mark.parametrize(
    "path",
    [
        "/meins/",
        "/meins/angaben/",
        "/meins/loeschen/",
        "/konto/e-mail/",
        "/konto/passwort/",
        "/konto/abmelden/",
        "/konto/sicherheit/",
    ],
)
def test_pages_of_the_account(people, path):
    answer = signed_in(people[0]).get(path)
    assert answer.status_code == 200 and 'id="inhalt"' in answer.text
    if path != "/meins/":
        assert Client().get(path).status_code in {200, 302}


def test_the_second_step_can_be_switched_on(people):
    client = Client()
    client.post("/konto/anmelden/", {"login": "gerda@example.org", "password": PASSWORD})
    again = client.get("/konto/sicherheit/app/").url
    assert again.startswith("/konto/nochmal-anmelden/"), "an open session is not enough for this"
    assert client.get(again).status_code == 200
    client.post("/konto/nochmal-anmelden/", {"password": PASSWORD})
    for path in (
        "/konto/sicherheit/app/",
        "/konto/sicherheit/schluessel/",
        "/konto/sicherheit/schluessel/neu/",
    ):
        assert client.get(path, follow=True).status_code == 200
    assert "data:image/svg" in client.get("/konto/sicherheit/app/").text


def make_case(user: User, number: str, title: str, **extra) -> Case:
    unit, _made = Organisation.objects.get_or_create(
        key="tiefbau", defaults={"name": "Tiefbau", "kind": "town"}
    )
    return Case.objects.create(
        number=number, kind="suggestion", state="received", title=title, unit=unit, sender=user,
        sender_email=user.email, secret_hash=number, **extra,
    )  # fmt: skip


def test_my_page_shows_mine_and_nothing_of_others(people):
    gerda, celik, _brandt = people
    District.objects.create(slug="ickern", name="Ickern", lat=51.59, lon=7.36)
    make_case(gerda, "H-2026-0001", "Bank am Markt")
    make_case(celik, "H-2026-0002", "Fremdes Anliegen")
    notify.follow(targets.resolve("district", "ickern"), user=gerda)
    text = signed_in(gerda).get("/meins/").text
    assert "Bank am Markt" in text and "Ickern" in text and "Hallo Gerda" in text
    assert "Fremdes Anliegen" not in text and "Schreibtisch" not in text.split("<footer")[0]
    assert "Ickern" not in signed_in(celik).get("/meins/").text
    assert "Bank am Markt" not in Client().get("/meins/").text


def test_many_cases_cost_no_more_queries(people, django_assert_max_num_queries):
    gerda = people[0]
    client = signed_in(gerda)
    for number in range(60):
        make_case(gerda, f"H-2026-{number:04}", f"Nummer {number}")
    client.get("/meins/")
    with django_assert_max_num_queries(9):
        client.get("/meins/")


def test_details_are_kept_and_unknown_districts_refused(people):
    gerda = people[0]
    ickern = District.objects.create(slug="ickern", name="Ickern", lat=51.59, lon=7.36)
    client = signed_in(gerda)
    client.post("/meins/angaben/", {"display_name": "  Gerda   M. ", "home_district": ickern.pk})
    gerda.refresh_from_db()
    assert gerda.display_name == "Gerda M." and gerda.home_district == ickern
    assert client.post("/meins/angaben/", {"display_name": "x", "home_district": 999}).status_code == 422
    assert client.post("/meins/angaben/", {"display_name": "x" * 101, "home_district": ""}).status_code == 422


def test_leaving_needs_the_password_and_keeps_public_words_without_a_name(people):
    gerda, celik, _brandt = people
    District.objects.create(slug="ickern", name="Ickern", lat=51.59, lon=7.36)
    notify.follow(targets.resolve("district", "ickern"), user=gerda)
    mine = make_case(gerda, "H-2026-0001", "Bank am Markt", public=True)
    other = make_case(celik, "H-2026-0002", "Fremd")
    client = signed_in(gerda)
    assert client.get("/meins/loeschen/").status_code == 200
    assert client.post("/meins/loeschen/", {"password": "falsch"}).status_code == 422
    assert User.objects.filter(pk=gerda.pk).exists()
    assert "gelöscht" in client.post("/meins/loeschen/", {"password": PASSWORD}).text
    assert not User.objects.filter(pk=gerda.pk).exists() and not Subscription.objects.exists()
    assert not EmailAddress.objects.filter(email="gerda@example.org").exists()
    mine.refresh_from_db()
    other.refresh_from_db()
    assert (mine.title, mine.sender, mine.sender_email, mine.public) == ("Bank am Markt", None, "", True)
    assert other.sender == celik and other.sender_email == "celik@example.org"
    assert client.get("/meins/angaben/").status_code == 302, "the session ended with the account"
    assert Mail.objects.filter(to="gerda@example.org").count() == 1


def test_a_new_address_takes_the_subscriptions_along(people, settings):
    gerda = people[0]
    District.objects.create(slug="ickern", name="Ickern", lat=51.59, lon=7.36)
    notify.follow(targets.resolve("district", "ickern"), user=gerda)
    client = Client()
    client.post("/konto/anmelden/", {"login": "gerda@example.org", "password": PASSWORD})
    client.post("/konto/e-mail/", {"action_add": "", "email": "neu@example.org"})
    client.post(link_in(Mail.objects.filter(to="neu@example.org").get(), settings))
    client.post("/konto/e-mail/", {"action_primary": "", "email": "neu@example.org"})
    gerda.refresh_from_db()
    assert gerda.email == "neu@example.org"
    assert Subscription.objects.get().email == "neu@example.org"


def test_operators_are_told_apart(people):
    gerda, celik, _brandt = people
    RoleAssignment.objects.create(user=celik, role=Role.OPERATOR)
    assert actions.is_operator(celik) and not actions.is_operator(gerda)


def test_a_wrong_password_and_the_question_before_a_change_are_told_in_plain_words(people):
    wrong = Client().post("/konto/anmelden/", {"login": "celik@example.org", "password": "falsch"})
    assert "E-Mail-Adresse oder Passwort stimmen nicht." in wrong.content.decode()
    browser = Client()
    browser.post("/konto/anmelden/", {"login": "celik@example.org", "password": PASSWORD})
    session = browser.session
    session["account_authentication_methods"] = [{"method": "password", "at": 0}]
    session.save()
    asked = browser.get("/konto/sicherheit/app/", follow=True).content.decode()
    assert "Sind Sie es wirklich?" in asked and "authentifizieren" not in asked
