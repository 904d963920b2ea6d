"""What a scanner for headers asks (the tests of the HTTP Observatory of Mozilla), against the settings of a real town."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client, override_settings

from mitmachstadt.config.addresses import addresses
from mitmachstadt.spine.accounts.models import Role, RoleAssignment, User
from mitmachstadt.spine.accounts.passwords import is_known

ROOT = Path(__file__).resolve().parents[2]
NAMES = (
    "SESSION_COOKIE_NAME",
    "SESSION_COOKIE_SECURE",
    "SESSION_COOKIE_HTTPONLY",
    "SESSION_COOKIE_SAMESITE",
    "CSRF_COOKIE_NAME",
    "CSRF_COOKIE_SECURE",
    "CSRF_COOKIE_HTTPONLY",
    "CSRF_COOKIE_SAMESITE",
    "SECURE_SSL_REDIRECT",
    "SECURE_HSTS_SECONDS",
    "SECURE_PROXY_SSL_HEADER",
    "USE_X_FORWARDED_HOST",
    "PROXY_HOPS",
    "ALLOWED_HOSTS",
    "DEBUG",
    "STAFF_SECOND_FACTOR",
)
ASK = f"import json\nfrom django.conf import settings\nprint(json.dumps({{n: getattr(settings, n, None) for n in {NAMES!r}}}))"
#: One of each kind of answer.
KINDS = (
    "/",
    "/en/vorhaben/",
    "/konto/anmelden/",
    "/gibt-es-nicht/",
    "/schreibtisch/",
    "/api/v1/",
    "/api/v1/openapi.json",
    "/daten/vorhaben.csv",
    "/robots.txt",
    "/healthz",
    "/static/ui/app.css",
    "/einbetten/vorhaben/",
    "/.well-known/security.txt",
)


@pytest.fixture(scope="module")
def real_town(tmp_path_factory):
    """The settings that count here as a real town has them behind its proxy."""
    home = tmp_path_factory.mktemp("stadt")
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT / "src"),
        "SECRET_KEY": "s" * 60,
        "HOSTS": "mitmachen.stadt.de",
        "BASE_URL": "https://mitmachen.stadt.de",
        "DATABASE_URL": "postgres://a:b@localhost/c",
        "PROXY_HOPS": "1",
        "DATA_DIR": str(home),
        "TOWNS_DIR": str(ROOT / "towns"),
        "MITMACHSTADT_MODE": "production",
    }
    done = subprocess.run(
        [sys.executable, "-m", "mitmachstadt", "shell", "--no-imports", "-c", ASK],
        env=environment,
        cwd=home,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    values = json.loads(done.stdout)
    values["SECURE_PROXY_SSL_HEADER"] = tuple(values["SECURE_PROXY_SSL_HEADER"])
    return values


@pytest.fixture
def visitor(real_town, db):
    """A browser that comes to the town's name over https, through the proxy."""
    with override_settings(**real_town, WHITENOISE_USE_FINDERS=True):
        yield Client(
            headers={
                "Host": "mitmachen.stadt.de",
                "X-Forwarded-Proto": "https",
                "X-Forwarded-For": "198.51.100.7",
            }
        )


def directives(policy):
    return {part.split()[0]: part.split()[1:] for part in policy.split(";") if part.strip()}


def score(answer):
    """Points by the published table of the HTTP Observatory (version 5): 100 and what is taken off or added."""
    points, bonus = 100, 0
    policy = directives(answer.headers.get("Content-Security-Policy", ""))
    scripts = policy.get("script-src", policy.get("default-src", ["*"]))
    if not policy or {"'unsafe-inline'", "data:", "*", "https:"} & set(scripts):
        points -= 25 if not policy else 20
    elif "'unsafe-eval'" in scripts:
        points -= 10
    elif policy.get("default-src") == ["'none'"]:
        bonus += 10
    elif not {"'unsafe-inline'"} & set(policy.get("style-src", [])):
        bonus += 5
    for cookie in answer.cookies.values():
        if not cookie["secure"]:
            points -= 20
        if not cookie["samesite"]:
            points -= 5
    age = re.search(r"max-age=(\d+)", answer.headers.get("Strict-Transport-Security", ""))
    points -= 20 if not age else 10 if int(age[1]) < 15_768_000 else 0
    if answer.headers.get("X-Content-Type-Options") != "nosniff":
        points -= 5
    if "frame-ancestors" in policy:
        bonus += 5
    elif answer.headers.get("X-Frame-Options") not in {"DENY", "SAMEORIGIN"}:
        points -= 20
    if answer.headers.get("Referrer-Policy") in {
        "no-referrer",
        "same-origin",
        "strict-origin",
        "strict-origin-when-cross-origin",
    }:
        bonus += 5
    elif answer.headers.get("Referrer-Policy") in {"unsafe-url", "origin", "no-referrer-when-downgrade"}:
        points -= 5
    if answer.headers.get("Cross-Origin-Resource-Policy") in {"same-origin", "same-site"}:
        bonus += 10
    # Extra points count only for who has lost few.
    return points + bonus if points >= 90 else points


@pytest.mark.parametrize("address", KINDS)
def test_every_kind_of_answer_passes_the_scanner(visitor, address):
    answer = visitor.get(address)
    assert answer.status_code in {200, 302, 404}
    if address != "/healthz":
        assert answer["Strict-Transport-Security"] == "max-age=31536000"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    open_to_others = address.startswith(("/api/", "/daten/", "/einbetten/", "/static/"))
    assert answer["Cross-Origin-Resource-Policy"] == ("cross-origin" if open_to_others else "same-origin")
    policy = directives(answer["Content-Security-Policy"])
    assert policy["script-src"] == policy["style-src"] == ["'self'"]
    assert policy["object-src"] == policy["base-uri"] == ["'none'"]
    assert policy["frame-ancestors"] == (["*"] if address.startswith("/einbetten/") else ["'none'"])
    if not open_to_others and address != "/healthz":
        assert answer["X-Frame-Options"] == "DENY"
    assert "Server" not in answer and "X-Powered-By" not in answer
    # A probe comes from the town's own machines over plain http.
    assert address == "/healthz" or score(answer) >= (110 if open_to_others else 125)


def test_over_plain_http_there_is_only_the_way_to_https(real_town, db):
    with override_settings(**real_town):
        answer = Client(headers={"Host": "mitmachen.stadt.de"}).get("/vorhaben/")
    assert (answer.status_code, answer["Location"]) == (301, "https://mitmachen.stadt.de/vorhaben/")


@pytest.mark.parametrize(
    "host", ["evil.example", "mitmachen.stadt.de.evil.example", "mitmachen.stadt.de@evil.example", 'a"b', ""]
)
def test_under_a_foreign_name_nothing_is_served(real_town, db, host):
    with override_settings(**real_town):
        client = Client(
            headers={
                "Host": "mitmachen.stadt.de",
                "X-Forwarded-Proto": "https",
                "X-Forwarded-Host": host or "evil.example",
            }
        )
        answer = client.get("/konto/passwort/vergessen/")
    assert answer.status_code == 400 and b"evil.example" not in answer.content


def test_cookies_are_bound_to_this_host_and_closed_to_scripts(visitor):
    User.objects.create_user("gerda@example.org", "Drei-Worte-Zusammen")
    visitor.get("/konto/anmelden/")
    visitor.force_login(User.objects.get())
    answer = visitor.get("/meins/")
    found = {**visitor.cookies, **answer.cookies}
    assert {"__Host-sitzung", "__Host-csrftoken"} <= set(found)
    for name, cookie in found.items():
        assert (
            cookie["secure"] and cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == "/"
        ), name
        assert not cookie["domain"], name


def test_pages_of_a_person_stay_in_no_cache(visitor):
    call_command("import_town", verbosity=0)
    person = User.objects.create_user("celik@example.org", "Drei-Worte-Zusammen")
    with override_settings(STAFF_SECOND_FACTOR=False):
        RoleAssignment.objects.create(user=person, role=Role.COORDINATOR, since="2020-01-01")
        visitor.force_login(person)
        seen = 0
        for path in addresses().values():
            if "<" in path or not path.startswith(
                ("meins", "schreibtisch", "konto", "meine-daten", "folgen")
            ):
                continue
            answer = visitor.get("/" + path)
            if answer.status_code == 200:
                seen += 1
                assert "no-store" in answer["Cache-Control"], path
        assert seen > 25
        for path in ("/", "/vorhaben/", "/mitmachen/", "/suche/?q=rad"):
            assert "public" not in visitor.get(path).headers.get("Cache-Control", "private"), path


def test_the_desk_asks_again_after_twelve_hours(db, time_machine):
    person = User.objects.create_user("celik@example.org", "Drei-Worte-Zusammen")
    RoleAssignment.objects.create(user=person, role=Role.COORDINATOR, since="2020-01-01")
    client = Client()
    time_machine.move_to("2026-11-24T07:00Z", tick=False)
    client.force_login(person)
    assert client.get("/schreibtisch/").status_code == 200
    for hours in (6, 5.9):
        time_machine.shift(hours * 3600)
        assert client.get("/schreibtisch/").status_code == 200
    time_machine.shift(600)
    answer = client.get("/schreibtisch/")
    assert answer.status_code == 302 and answer.url.startswith("/konto/anmelden/")


@pytest.mark.parametrize(
    "password",
    [
        "passwort1234",
        "Passwort!!!!!",
        "123456789012",
        "aaaaaaaaaaaa",
        "abababababab",
        "castrop-rauxel",
        "Mitmachstadt2026",
        "P4$$w0rt1234",
        "hallohallohallo",
        "qwertzuiop12",
        "sommer2026!!!",
        "abcdefghijkl",
        "Schalke04!!!!",
        "a" * 129,
    ],
)
def test_known_passwords_are_refused_at_the_form(db, password):
    answer = Client().post("/konto/registrieren/", {"email": "neu@example.org", "password1": password})
    assert answer.status_code == 200 and not User.objects.exists()
    assert answer.context["form"].errors["password1"]


@pytest.mark.parametrize(
    "password", ["Drei-Worte-Zusammen", "korrekt pferd batterie", "Kanal, Enten & Brot", "9f8e7d6c5b4a3z2y"]
)
def test_good_ones_are_not(password):
    assert not is_known(password)


HOSTILE_HEADERS = {
    "Accept-Language": "*-\u00ff;q=9e99,,,de;q=x" + "a-" * 3000,
    "If-None-Match": "W/" + '"' * 500,
    "If-Modified-Since": "Mon, 99 Foo 99999",
    "Range": "bytes=9999999999-1,-,x",
    "Accept": "*/*;q=a,\u00e4/\u00f6",
    "Referer": "https://evil.example/\u202e",
    "X-Request-ID": "a b\u00ff" * 200,
    "X-Forwarded-For": "1.2.3.4, " * 900 + "\u00ff",
    "Cookie": "sitzung=\u00ff'--; sitzung=; darstellung=%00%ff{; bekannt=a:b:c; =; ;;; a",
    "Accept-Encoding": "gzip;q=x, br;q=9",
    "Content-Length": "-1",
    "If-Match": "*,x",
    "User-Agent": "",
    "X-CSRFToken": "\u00ff",
}


@pytest.mark.parametrize("name", HOSTILE_HEADERS)
def test_hostile_headers_break_nothing(db, name):
    value = HOSTILE_HEADERS[name].encode("utf-8").decode("latin-1")
    for path in (
        "/",
        "/vorhaben/",
        "/konto/anmelden/",
        "/meins/",
        "/schreibtisch/",
        "/daten/vorhaben.json",
        "/folgen/",
        "/static/ui/app.css",
    ):
        assert Client(headers={name: value}).get(path).status_code < 500, path
        assert Client(headers={name: value}).post(path, {"a": "1"}).status_code < 500, path


@pytest.mark.parametrize(
    "away",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "https:evil.example",
        "http:///evil.example",
        "/%09/evil.example",
        "\t//evil.example",
    ],
)
def test_nobody_is_led_away_to_another_site(db, away):
    User.objects.create_user("gerda@example.org", "Drei-Worte-Zusammen")
    client = Client()
    answers = [client.post("/darstellung/", {"zurueck": away, "schrift": "gross"})]
    client.force_login(User.objects.get())
    answers += [
        client.get("/konto/anmelden/", {"next": away}),
        client.post("/konto/abmelden/", {"next": away}),
    ]
    for answer in answers:
        location = answer.headers.get("Location", "/")
        assert location.startswith("/") and not location.startswith(("//", "/\\")), location


def test_whoever_finds_a_hole_reads_whom_to_tell(visitor):
    text = visitor.get("/.well-known/security.txt").content.decode()
    fields = dict(line.split(": ", 1) for line in text.splitlines())
    assert fields["Contact"] == "mailto:sicherheit@example.org"
    days = (datetime.fromisoformat(fields["Expires"]) - datetime.now(UTC)).days
    assert 100 < days < 366 and fields["Canonical"].endswith("/.well-known/security.txt")
