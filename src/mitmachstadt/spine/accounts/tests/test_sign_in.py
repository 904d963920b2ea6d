"""Ways to sign in, brakes that lock out no owner, devices, and the second step of staff."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from mitmachstadt.spine.accounts import devices
from mitmachstadt.spine.accounts.models import Device, Role
from mitmachstadt.spine.accounts.tests.people import (
    PASSWORD,
    account,
    by_password,
    is_signed_in,
    unit,
    with_role,
)
from mitmachstadt.spine.audit.models import LogEntry
from mitmachstadt.spine.notify.models import Mail

pytestmark = pytest.mark.django_db
STRANGER = {"REMOTE_ADDR": "203.0.113.9"}


@pytest.fixture(autouse=True)
def clean_cache():
    cache.clear()


def try_password(client: Client, password: str, email: str = "gerda@example.org", **extra: str):
    return client.post("/konto/anmelden/", {"login": email, "password": password}, **extra)


def code_in(mail: Mail) -> str:
    return re.search(r"^([A-Z0-9-]{6,})$", mail.text, re.M)[1]


def test_a_code_by_mail_signs_in_without_a_password():
    account("gerda")
    client = Client()
    page = client.get("/konto/anmelden/")
    assert "/konto/anmelden/code/" in page.text and "passkey_login" in page.text
    assert (
        client.post("/konto/anmelden/code/", {"email": "gerda@example.org"}).url
        == "/konto/anmelden/code/eingeben/"
    )
    mail = Mail.objects.get()
    assert mail.subject == "Ihr Code für Mitmachstadt Castrop-Rauxel" and "15 Minuten" in mail.text
    assert client.get("/konto/anmelden/code/eingeben/").status_code == 200
    wrong = client.post("/konto/anmelden/code/eingeben/", {"code": "AAAAAA"})
    assert wrong.status_code == 200 and not is_signed_in(client)
    other_browser = Client()
    other_browser.post("/konto/anmelden/code/eingeben/", {"code": code_in(mail)})
    assert not is_signed_in(other_browser), "the code counts in the browser that asked for it"
    client.post("/konto/anmelden/code/eingeben/", {"code": code_in(mail)})
    assert is_signed_in(client)


def test_codes_can_not_be_guessed_and_unknown_addresses_look_the_same():
    account("gerda")
    for email in ("gerda@example.org", "niemand@example.org"):
        client = Client()
        assert client.post("/konto/anmelden/code/", {"email": email}).url == "/konto/anmelden/code/eingeben/"
        answers = [
            client.post("/konto/anmelden/code/eingeben/", {"code": f"AAAAA{n}"}).status_code for n in range(4)
        ]
        assert answers == [200, 200, 302, 302], email
    assert Mail.objects.filter(to="gerda@example.org").count() == 1


def test_a_stranger_brakes_only_the_own_address():
    account("gerda")
    for _ in range(12):
        try_password(Client(), "falsch", **STRANGER)
    assert try_password(Client(), PASSWORD, **STRANGER).status_code == 200, "the stranger has to wait"
    assert try_password(Client(), PASSWORD).status_code == 302, "the owner, elsewhere, has not"


def test_a_flood_from_many_addresses_never_locks_out_a_known_device():
    account("gerda")
    home = by_password("gerda@example.org")
    home.post("/konto/abmelden/")
    for number in range(65):
        try_password(Client(), "falsch", REMOTE_ADDR=f"198.51.100.{number}")
    new = {"REMOTE_ADDR": "192.0.2.77"}
    assert try_password(Client(), PASSWORD, **new).status_code == 200, "an unknown device has to wait"
    assert try_password(home, PASSWORD, **new).status_code == 302, "the own device has not"
    mailed = Client()
    mailed.post("/konto/anmelden/code/", {"email": "gerda@example.org"})
    mailed.post("/konto/anmelden/code/eingeben/", {"code": code_in(Mail.objects.get())})
    assert is_signed_in(mailed), "nor has the code by mail"


def test_a_known_device_does_not_guess_without_end_and_knows_one_account_only():
    account("gerda")
    account("celik")
    home = by_password("gerda@example.org")
    home.post("/konto/abmelden/")
    for _ in range(12):
        try_password(home, "falsch")
    assert try_password(home, PASSWORD).status_code == 200
    for number in range(65):
        try_password(Client(), "falsch", "celik@example.org", REMOTE_ADDR=f"198.51.100.{number}")
    answer = try_password(home, PASSWORD, "celik@example.org", REMOTE_ADDR="192.0.2.77")
    assert answer.status_code == 200, "Gerda's device is a stranger for Celik"
    home.cookies[devices.KNOWN_COOKIE] = "gefälscht"
    assert devices.known_for(home.get("/").wsgi_request) == ""


def test_a_school_class_signs_in_behind_one_address():
    pupils = [account(f"kind{number}") for number in range(30)]
    for pupil in pupils:
        try_password(Client(), "vertippt", pupil.email)
        assert try_password(Client(), PASSWORD, pupil.email).status_code == 302


def test_a_new_password_by_mail_lifts_the_brakes():
    account("gerda")
    for number in range(65):
        try_password(Client(), "falsch", REMOTE_ADDR=f"198.51.100.{number}")
    client = Client()
    client.post("/konto/passwort/vergessen/", {"email": "gerda@example.org"})
    link = re.search(r"(/konto/passwort/neu/\S+)", Mail.objects.get().text)[1]
    page = client.get(link, follow=True)
    client.post(
        page.request["PATH_INFO"], {"password1": "Ganz-Neue-Worte-7", "password2": "Ganz-Neue-Worte-7"}
    )
    assert try_password(client, "Ganz-Neue-Worte-7").status_code == 302


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko Firefox/140.0", "Firefox, Linux"),
        ("curl/8", ""),
        ("<script>", ""),
    ],
)  # fmt: skip
def test_devices_have_coarse_words(agent, words):
    assert devices.device_words(agent) == words


def test_devices_are_seen_and_ended(django_assert_max_num_queries):
    account("gerda")
    account("celik")
    phone, laptop, celik = (by_password(f"{name}@example.org") for name in ("gerda", "gerda", "celik"))
    for client in (phone, laptop, celik):
        assert is_signed_in(client)
    text = phone.get("/meins/geraete/").text
    assert text.count("Firefox, Linux") >= 2 and "Dieses Gerät" in text and "127.0.0.1" not in text
    foreign = Device.objects.get(user__email="celik@example.org")
    phone.post("/meins/geraete/", {"beenden": str(foreign.pk)})
    assert is_signed_in(celik), "nobody ends the devices of others"
    row = Device.objects.get(session_key=laptop.session.session_key)
    phone.post("/meins/geraete/", {"beenden": str(row.pk)})
    assert not is_signed_in(laptop) and is_signed_in(phone)
    third = by_password("gerda@example.org")
    assert is_signed_in(third)
    answer = phone.post("/meins/geraete/", {"beenden": "alle"}, follow=True)
    assert "1 Gerät ist abgemeldet" in answer.text and not is_signed_in(third) and is_signed_in(phone)
    assert phone.post("/meins/geraete/", {"beenden": "x"}).status_code == 404


def test_a_device_is_noted_once_a_day(time_machine, django_assert_num_queries):
    time_machine.move_to("2026-11-24T12:00Z", tick=False)
    account("gerda")
    client = by_password("gerda@example.org")
    client.get("/meins/angaben/")
    with django_assert_num_queries(3):
        client.get("/meins/angaben/")
    time_machine.move_to("2026-11-25T12:00Z", tick=False)
    client.get("/meins/angaben/")
    row = Device.objects.get()
    assert (str(row.since), str(row.used_on)) == ("2026-11-24", "2026-11-25")
    time_machine.move_to("2027-11-25T12:00Z", tick=False)
    assert devices.forget_old() == 1


def test_visitors_get_no_cookie_of_a_device():
    assert devices.KNOWN_COOKIE not in Client().get("/konto/anmelden/").cookies


STAFF = [Role.CLERK, Role.MODERATOR, Role.COORDINATOR, Role.EDITOR, Role.OPERATOR]


def person_with(role: str):
    return with_role("celik", role, unit() if role == Role.CLERK else None)


def totp_code(secret: str) -> str:
    return f"{hotp_value(secret, next(iter(yield_hotp_counters_from_time()))):06}"


@pytest.mark.parametrize("role", STAFF)
def test_staff_is_led_to_the_second_step_first(settings, role):
    settings.STAFF_SECOND_FACTOR = True
    person_with(role)
    client = by_password("celik@example.org")
    for path in ("/schreibtisch/", "/en/schreibtisch/", "/redaktion/", "/schreibtisch/protokoll.csv"):
        answer = client.get(path)
        assert answer.status_code == 302 and "/meins/zweiter-schritt/" in answer.url, path
    assert client.post("/schreibtisch/sammel/", {}).url.startswith("/meins/zweiter-schritt/")
    assert client.get("/").status_code == client.get("/meins/").status_code == 200
    assert "zweiten Schritt" in client.get("/meins/zweiter-schritt/").text


def test_council_members_and_residents_are_not_asked(settings):
    settings.STAFF_SECOND_FACTOR = True
    account("gerda")
    assert by_password("gerda@example.org").get("/schreibtisch/").status_code == 403


def test_setting_up_an_app_opens_the_desk_and_gives_recovery_codes(settings):
    settings.STAFF_SECOND_FACTOR = True
    celik = person_with(Role.COORDINATOR)
    client = by_password(celik.email)
    client.get("/konto/sicherheit/app/", follow=True)
    client.post("/konto/nochmal-anmelden/", {"password": PASSWORD})
    client.get("/konto/sicherheit/app/")
    secret = client.session["mfa.totp.secret"]
    answer = client.post("/konto/sicherheit/app/", {"code": totp_code(secret)})
    assert answer.url == "/konto/sicherheit/ersatzcodes/" and client.get(answer.url).status_code == 200
    assert client.get("/schreibtisch/").status_code == 200
    codes = Authenticator.objects.get(user=celik, type="recovery_codes").wrap().get_unused_codes()
    later = by_password(celik.email)
    assert not is_signed_in(later), "the password alone is not enough any more"
    assert later.post("/konto/sicherheit/code/", {"code": "000000"}).status_code == 200
    later.post("/konto/sicherheit/code/", {"code": codes[0]})
    assert later.get("/schreibtisch/").status_code == 200
    again = by_password(celik.email)
    again.post("/konto/sicherheit/code/", {"code": codes[0]})
    assert not is_signed_in(again), "a recovery code counts once"


def test_staff_keeps_the_last_second_step(settings):
    settings.STAFF_SECOND_FACTOR = True
    celik = person_with(Role.COORDINATOR)
    secret = generate_totp_secret()
    totp = TOTP.activate(celik, secret).instance
    RecoveryCodes.activate(celik)
    client = by_password(celik.email)
    client.post("/konto/sicherheit/code/", {"code": totp_code(secret)})
    client.post("/konto/nochmal-anmelden/", {"password": PASSWORD})
    client.post("/konto/sicherheit/app/abschalten/", {})
    assert Authenticator.objects.filter(pk=totp.pk).exists()


def test_the_demo_needs_no_second_step(settings):
    assert settings.STAFF_SECOND_FACTOR is False
    person_with(Role.COORDINATOR)
    assert by_password("celik@example.org").get("/schreibtisch/").status_code == 200


def test_a_lost_device_is_replaced_by_another_operator_and_stands_in_the_log():
    celik = person_with(Role.COORDINATOR)
    olga = with_role("olga", Role.OPERATOR)
    client = by_password(celik.email)
    assert is_signed_in(client)
    TOTP.activate(celik, generate_totp_secret())
    RecoveryCodes.activate(celik)
    reason = {"reason": "Handy verloren, am Tresen erkannt"}
    for by in ("celik@example.org", "niemand@example.org"):
        with pytest.raises(CommandError):
            call_command("reset_second_factor", celik.email, by=by, **reason)
    with pytest.raises(CommandError, match="andere Person"):
        call_command("reset_second_factor", olga.email, by=olga.email, **reason)
    with pytest.raises(CommandError, match="Grund"):
        call_command("reset_second_factor", celik.email, by=olga.email, reason="  ")
    assert Authenticator.objects.count() == 2
    call_command("reset_second_factor", celik.email, by=olga.email, **reason)
    assert not Authenticator.objects.exists() and not is_signed_in(client)
    entry = LogEntry.objects.get(action="second_factor.reset")
    assert entry.actor == olga and entry.reason == reason["reason"]
    assert Mail.objects.filter(to=celik.email).count() == 1
