"""Single sign-on as a service meets it, and everything that a thief, a careless service or a slip could try."""

from __future__ import annotations

import logging
import re
from datetime import date, timedelta
from io import StringIO
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.account.models import EmailAddress
from allauth.idp.oidc.models import Client, Token
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client as Browser
from django.utils import timezone

from mitmachstadt.config import env, sign_on_keys
from mitmachstadt.modules.proposals.tests.world import new_world, thresholds
from mitmachstadt.spine.accounts.models import Proof
from mitmachstadt.spine.accounts.tests.people import account, with_role
from mitmachstadt.spine.audit.models import LogEntry
from mitmachstadt.spine.moderation.blocking import block_author, blocked
from mitmachstadt.spine.privacy.registry import Person, register
from mitmachstadt.spine.signon import actions
from mitmachstadt.spine.signon.models import Code, Grant
from mitmachstadt.spine.signon.rules import Wish
from mitmachstadt.spine.talk import actions as talk
from tests.identity.services import BACK, BYE, Service, key, switch_on, told

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on(settings):
    cache.clear()
    switch_on(settings)


@pytest.fixture
def gerda():
    return account("gerda", display_name="Gerda Muster")


@pytest.fixture
def browser(gerda):
    found = Browser()
    found.force_login(gerda)
    return found


@pytest.fixture
def consul():
    return Service()


def error_of(answer) -> str:
    """The word with which the browser goes back to the service."""
    assert answer.status_code == 302 and answer.headers["Location"].startswith(BACK + "?"), answer.status_code
    asked = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert asked["state"] == ["zustand-1"] and "code" not in asked
    return asked["error"][0]


def test_where_everything_is(settings):
    answer = Browser().get("/.well-known/openid-configuration")
    found = answer.json()
    assert found["issuer"] == settings.BASE_URL and found["subject_types_supported"] == ["pairwise"]
    assert found["response_types_supported"] == ["code"] and found["code_challenge_methods_supported"] == [
        "S256"
    ]
    for name, address in found.items():
        if name.endswith(("_endpoint", "_uri")):
            assert address.startswith(settings.BASE_URL), name
            assert Browser().get(address.removeprefix(settings.BASE_URL)).status_code != 404, name
    keys = Browser().get("/.well-known/jwks.json").json()["keys"]
    assert len(keys) == 1 and "d" not in keys[0], "the private half stays here"


def test_without_a_key_nothing_of_it_is_there(settings, browser, consul):
    settings.SIGN_ON = False
    for path in (
        "/.well-known/openid-configuration",
        "/.well-known/jwks.json",
        consul.question(),
        "/anmeldedienst/abmelden/",
    ):
        assert browser.get(path).status_code == 404
    assert consul.exchange("x").status_code == 404


def test_a_person_signs_in_there_and_decides_what_it_learns(consul, gerda):
    visitor = Browser()
    away = visitor.get(consul.question())
    assert away.status_code == 302 and away.headers["Location"].startswith(
        "/konto/anmelden/?next=/anmeldedienst/freigabe/"
    )
    visitor.force_login(gerda)
    page = visitor.get(consul.question())
    assert page.status_code == 200 and "gerda@example.org" in page.text and "Gerda Muster" in page.text
    assert "https://consul.example" in page.headers["Content-Security-Policy"]
    tokens = consul.tokens(visitor, ticked=("email",))
    claims = told(tokens).json()
    assert claims.keys() == {"sub", "email", "email_verified"} and claims["email"] == gerda.email
    keys = Browser().get("/.well-known/jwks.json").json()["keys"]
    identity = jwt.decode(
        tokens["id_token"],
        jwt.PyJWK(keys[0]).key,
        algorithms=["RS256"],
        audience=consul.row.pk,
        issuer="http://localhost:8000",
    )
    assert (
        identity["sub"] == claims["sub"]
        and identity["nonce"] == "einmal-1"
        and identity["exp"] - identity["iat"] == 300
    )
    assert "name" not in identity
    entry = LogEntry.objects.get(action="service.released")
    assert "openid email" in entry.summary and entry.object_kind == "user" and entry.actor is None


def test_the_page_speaks_english_when_the_service_asks_for_it(consul, browser):
    away = browser.get(consul.question(ui_locales="en de"))
    assert away.headers["Location"].startswith("/en/anmeldedienst/freigabe/?")
    assert "You decide what it learns" in browser.get(away.headers["Location"]).text


def test_two_services_know_a_person_under_different_numbers(browser, consul):
    other = Service("Bücherei", back="https://buecherei.example/zurueck")
    first, second = told(consul.tokens(browser)).json(), told(other.tokens(browser)).json()
    again = told(consul.tokens(browser)).json()
    assert first["sub"] != second["sub"] and first["sub"] == again["sub"]
    assert Grant.objects.count() == 2


def test_without_a_name_the_address_is_not_told_in_its_place(consul, gerda, browser):
    gerda.display_name = ""
    gerda.save()
    claims = told(consul.tokens(browser, ticked=("profile",))).json()
    assert claims.keys() == {"sub"}
    EmailAddress.objects.filter(user=gerda).update(verified=False)
    other = Service("Bücherei", back="https://buecherei.example/zurueck")
    assert "email" not in told(other.tokens(browser)).json(), "nobody confirmed it"


def test_proofs_are_told_only_where_the_operator_allows_them(gerda, browser, consul):
    today = timezone.localdate()
    Proof.objects.create(user=gerda, kind="counter", day=date(2026, 1, 2), resident=True, age_at_least=16)
    Proof.objects.create(
        user=gerda, kind="letter", day=date(2026, 2, 2), resident=True, valid_until=today - timedelta(days=1)
    )
    tokens = consul.tokens(browser, ticked=("proof",), scope="openid proof")
    claims = told(tokens).json()
    assert claims["proven_residence"] == {"kind": "counter", "date": "2026-01-02"}
    assert claims["proven_age"] == {"at_least": 16, "kind": "counter", "date": "2026-01-02"}
    wish = Wish(name="CONSUL", redirects=(BACK,), scopes=("openid", "email"))
    actions.change_service(consul.row, wish, by=None)
    assert told(tokens).json().keys() == {"sub"}, "told less at once"
    library = Service("Bücherei", back="https://buecherei.example/zurueck", scopes=("openid",))
    answer = browser.get(library.question(scope="openid proof"))
    assert answer.status_code == 302 and "error=invalid_scope" in answer.headers["Location"]


def test_what_was_released_is_remembered_and_more_is_asked_for_anew(consul, browser):
    consul.tokens(browser, ticked=(), scope="openid email")
    page = browser.get(consul.question(scope="openid email"))
    assert (
        page.headers["Refresh"].startswith(f"0; url={BACK}?code=")
        and "<form" not in page.text.split("<main")[1]
    )
    assert "form" in browser.get(consul.question(scope="openid email profile")).text
    assert "Refresh" not in browser.get(consul.question(scope="openid email", prompt="consent")).headers
    claims = told(consul.tokens(browser, ticked=("profile",), scope="openid profile")).json()
    assert claims.keys() == {"sub", "name"}, "what was left out before stays out"


def test_pressing_cancel_tells_nothing(consul, browser):
    answer = browser.post(consul.question(), {"antwort": "abbrechen", "angabe": ["email"]})
    assert error_of(answer) == "access_denied"
    assert not Grant.objects.exists() and not Code.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"redirect_uri": "https://boese.example/"}, {"redirect_uri": BACK + "/"}, {"redirect_uri": BACK + "?x=1"},
        {"redirect_uri": BACK.replace("https", "http")}, {"redirect_uri": BACK.replace("consul.example", "consul.example:444")},
        {"redirect_uri": "https://dieb@consul.example/users/auth/openid_connect/callback"},
        {"redirect_uri": BACK + "#a"}, {"redirect_uri": None}, {"redirect_uri": "//boese.example"},
        {"redirect_uri": BACK + "/../boese"}, {"client_id": "unbekannt"}, {"client_id": None}, {"client_id": "a\0b"},
        {"state": "a\0b"},
    ],
)  # fmt: skip
def test_nobody_is_sent_to_an_address_that_is_not_registered(consul, browser, changes):
    for visitor in (browser, Browser()):
        answer = visitor.get(consul.question(**changes))
        assert answer.status_code == 400 and "Location" not in answer.headers
        assert "boese" not in answer.text.split("<main")[1]
        assert visitor.post(consul.question(**changes), {"antwort": "freigeben"}).status_code == 400
    assert not Grant.objects.exists()


def test_a_part_that_stands_twice_is_refused(consul, browser):
    twice = consul.question() + "&redirect_uri=https%3A%2F%2Fboese.example%2F"
    assert browser.get(twice).status_code == 400


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge": "kurz"}, "invalid_request"),
        ({"response_type": "token"}, None), ({"response_type": "id_token"}, None), ({"response_type": None}, None),
        ({"response_mode": "fragment"}, "invalid_request"), ({"scope": "openid admin"}, "invalid_scope"),
        ({"scope": "email"}, "invalid_scope"),
    ],
)  # fmt: skip
def test_a_question_of_another_kind_goes_back_with_a_word(consul, browser, changes, error):
    found = error_of(browser.get(consul.question(**changes)))
    assert found == error or (
        error is None and found in {"unsupported_response_type", "unauthorized_client", "invalid_request"}
    )
    answer = browser.post(consul.question(**changes), {"antwort": "freigeben", "angabe": ["email"]})
    assert "code=" not in answer.headers["Location"]


def test_without_a_page_only_what_this_service_was_released(consul, browser):
    other = Service("Bücherei", back="https://buecherei.example/zurueck")
    other.tokens(browser)
    assert error_of(browser.get(consul.question(prompt="none"))) == "consent_required"
    assert error_of(Browser().get(consul.question(prompt="none"))) == "login_required"
    consul.tokens(browser)
    answer = browser.get(consul.question(prompt="none"))
    assert consul.exchange(parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]).status_code == 200


@pytest.mark.parametrize(
    "changes",
    [{"code_verifier": None}, {"code_verifier": "falsch" * 9}, {"redirect_uri": BYE}, {"redirect_uri": None}],
)
def test_a_code_needs_the_secret_of_whoever_asked(consul, browser, changes):
    answer = consul.exchange(consul.code(browser), **changes)
    assert answer.status_code in {400, 401} and "access_token" not in answer.json()
    assert not Token.objects.exists()


def test_a_wrong_secret_opens_nothing(consul, browser):
    code = consul.code(browser)
    right, consul.secret = consul.secret, "falsch"
    assert consul.exchange(code).status_code == 401
    consul.secret = ""
    assert consul.exchange(code).status_code == 401
    consul.secret = right
    assert consul.exchange(code).status_code == 200


def test_the_code_of_another_service_opens_nothing(consul, browser):
    other = Service("Bücherei", back=BACK)
    other.verifier = consul.verifier
    answer = other.exchange(consul.code(browser))
    assert answer.status_code == 400 and answer.json()["error"] == "invalid_grant"
    assert not Token.objects.exists()


def test_a_code_that_comes_twice_closes_what_it_opened(consul, browser):
    code = consul.code(browser)
    tokens = consul.exchange(code).json()
    assert told(tokens).status_code == 200
    again = consul.exchange(code)
    assert again.status_code == 400 and again.json()["error"] == "invalid_grant"
    assert told(tokens).status_code == 401 and consul.refresh(tokens["refresh_token"]).status_code in {
        400,
        401,
    }


def test_a_code_holds_a_minute(consul, browser):
    code = consul.code(browser)
    assert Code.objects.get().expires_at <= timezone.now() + timedelta(seconds=60)
    Code.objects.update(expires_at=timezone.now())
    assert consul.exchange(code).json()["error"] == "invalid_grant"


def test_a_service_without_a_secret_has_its_challenge(browser):
    app = Service("App", public=True)
    assert app.secret == ""
    assert app.exchange(app.code(browser), code_verifier="falsch" * 9).status_code == 400
    assert told(app.tokens(browser)).status_code == 200


def test_a_refresh_token_is_used_once(consul, browser):
    tokens = consul.tokens(browser)
    fresh = consul.refresh(tokens["refresh_token"])
    assert fresh.status_code == 200 and told(fresh.json()).status_code == 200
    assert consul.refresh(tokens["refresh_token"]).status_code in {400, 401}
    other = Service("Bücherei", back="https://buecherei.example/zurueck")
    assert other.refresh(fresh.json()["refresh_token"]).status_code in {400, 401}
    assert Token.objects.filter(expires_at__isnull=True).count() == 0, "all of them end"


def test_a_service_throws_a_token_away(consul, browser):
    tokens = consul.tokens(browser)
    answer = Browser(headers=consul.basic).post("/anmeldedienst/widerruf/", {"token": tokens["access_token"]})
    assert answer.status_code == 200 and told(tokens).status_code == 401


@pytest.mark.parametrize(
    "kind",
    ["password", "credentials", "urn:ietf:params:oauth:grant-type:device_code", "client_credentials", ""],
)
def test_other_ways_to_a_token_are_closed(consul, kind):
    answer = Browser(headers=consul.basic).post(
        "/anmeldedienst/token/", {"grant_type": kind, "username": "gerda@example.org"}
    )
    assert answer.status_code == 400 and answer.json() == {"error": "unsupported_grant_type"}


def by_closing(user, browser):
    user.is_active = False
    user.save()


def by_deleting(user, browser):
    browser.post("/meins/loeschen/", {"password": "Drei-Worte-Zusammen"})


def by_a_new_password(user, browser):
    answer = browser.post(
        "/konto/passwort/",
        {
            "oldpassword": "Drei-Worte-Zusammen",
            "password1": "Vier-Andere-Worte-Hier",
            "password2": "Vier-Andere-Worte-Hier",
        },
    )
    assert answer.status_code == 302


def by_a_block(user, browser):
    blocked.send(sender=None, user=user)


def by_taking_back(user, browser):
    answer = browser.post("/meins/dienste/", {"zuruecknehmen": Grant.objects.get().pk})
    assert answer.status_code == 302


@pytest.mark.parametrize("end", [by_closing, by_deleting, by_a_new_password, by_a_block, by_taking_back])
def test_what_ends_here_ends_there(consul, gerda, browser, end):
    tokens, code = consul.tokens(browser), consul.code(browser)
    end(gerda, browser)
    assert told(tokens).status_code == 401
    assert consul.refresh(tokens["refresh_token"]).status_code in {400, 401}
    assert consul.exchange(code).json()["error"] == "invalid_grant"
    assert not Token.objects.exists()


def test_the_moderation_blocks_and_the_services_know_at_once(consul):
    about = new_world(thresholds=thresholds()).released().case
    hanna, window = account("hanna"), Browser()
    window.force_login(hanna)
    tokens = consul.tokens(window)
    words = talk.Words(text="Kaufen Sie bei mir.", stance="for", name="Hanna")
    block_author(
        talk.post(about, hanna, words).case,
        by=with_role("moritz", "moderator"),
        reason="Das ist nur Werbung für einen Laden.",
    )
    assert told(tokens).status_code == 401 and not Token.objects.exists()


def test_taking_back_stands_in_the_list_and_coming_back_finds_the_same_account(consul, gerda, browser):
    first = told(consul.tokens(browser)).json()["sub"]
    page = browser.get("/meins/dienste/").text
    assert "CONSUL" in page and "Ihre E-Mail-Adresse" in page
    assert "/meins/dienste/" in browser.get("/meins/").text
    browser.post("/meins/dienste/", {"zuruecknehmen": Grant.objects.get().pk})
    grant = Grant.objects.get()
    assert (grant.asked, grant.scopes, grant.ended_on) == ("", "", timezone.localdate())
    assert "CONSUL" not in browser.get("/meins/dienste/").text.split("<main")[1].split("</h1>")[1]
    assert "Refresh" not in browser.get(consul.question()).headers, "asked anew"
    assert told(consul.tokens(browser, ticked=("email",))).json()["sub"] == first
    stranger = Browser()
    stranger.force_login(account("moritz"))
    assert stranger.post("/meins/dienste/", {"zuruecknehmen": grant.pk}).status_code == 404
    assert Grant.objects.living().count() == 1


def test_signing_out_asks_and_leads_to_registered_addresses_only(consul, browser):
    tokens = consul.tokens(browser)
    asked = {"id_token_hint": tokens["id_token"], "post_logout_redirect_uri": BYE, "state": "z"}
    page = browser.get("/anmeldedienst/abmelden/", asked)
    assert (
        page.status_code == 200
        and "CONSUL" in page.text
        and "https://consul.example" in page.headers["Content-Security-Policy"]
    )
    assert told(tokens).status_code == 200, "nothing ends by a link alone"
    answer = browser.post("/anmeldedienst/abmelden/", {**asked, "action": "logout"})
    # The test's browser sends no token against foreign forms, so it is asked again; with one it is out.
    form = {
        name: value
        for name, value in re.findall(r'name="([\w]+)"[^>]*value="([^"]*)"', page.text)
        if name != "action"
    }
    answer = browser.post("/anmeldedienst/abmelden/", {**form, "action": "logout"})
    assert answer.status_code == 302 and answer.headers["Location"] == f"{BYE}?state=z"
    assert told(tokens).status_code == 401 and browser.get("/meins/angaben/").status_code == 302


def test_another_site_signs_nobody_out(consul, gerda):
    strict = Browser(enforce_csrf_checks=True)
    strict.force_login(gerda)
    assert strict.post("/anmeldedienst/abmelden/", {"action": "logout"}).status_code == 403
    assert strict.post(consul.question(), {"antwort": "freigeben", "angabe": ["email"]}).status_code == 403
    assert strict.post("/meins/dienste/", {"zuruecknehmen": "1"}).status_code == 403
    assert strict.get("/meins/angaben/").status_code == 200 and not Grant.objects.exists()


@pytest.mark.parametrize(
    "back",
    [
        "https://boese.example/",
        BYE + "/",
        BYE + "?x=1",
        "https://consul.example/",
        "javascript:alert(1)",
        BACK,
    ],
)
def test_signing_out_is_no_open_door(consul, browser, back):
    for visitor in (browser, Browser()):
        for asked in ({"client_id": consul.row.pk}, {}):
            answer = visitor.get("/anmeldedienst/abmelden/", {**asked, "post_logout_redirect_uri": back})
            assert answer.status_code == 400 and "Location" not in answer.headers


def test_neither_table_nor_log_holds_a_code_or_a_token(consul, browser, caplog):
    caplog.set_level(logging.DEBUG)
    code = consul.code(browser)
    tokens = consul.exchange(code).json()
    consul.exchange(code)
    told(tokens)
    kept = " ".join(
        str(row) for model in (Code, Token, Grant, Client, LogEntry) for row in model.objects.values()
    )
    said = " ".join(record.getMessage() for record in caplog.records if record.name != "django.db.backends")
    for secret in (code, tokens["access_token"], tokens["refresh_token"], tokens["id_token"], consul.secret):
        assert secret not in kept
        for logged in said.splitlines():
            assert secret not in logged
    assert "sign-in service refused" in said


def test_whoever_guesses_waits(consul, browser, monkeypatch):
    monkeypatch.setattr("mitmachstadt.spine.signon.machine.REFUSED", 5)
    answers = [consul.exchange(f"geraten-{n}").status_code for n in range(9)]
    assert answers[0] == 400 and answers[-1] == 429
    elsewhere = Browser(headers=consul.basic, REMOTE_ADDR="203.0.113.9")
    assert (
        elsewhere.post("/anmeldedienst/token/", {"grant_type": "authorization_code", "code": "x"}).status_code
        == 400
    )


def test_a_class_behind_one_address_comes_through(consul):
    for child in range(30):
        visitor = Browser()
        visitor.force_login(account(f"kind{child}"))
        assert consul.exchange(consul.code(visitor)).status_code == 200


def test_services_are_registered_by_operators_at_the_desk():
    olga = with_role("olga", "operator")
    desk = Browser()
    desk.force_login(olga)
    form = {"name": "Bücherei", "redirects": BACK, "logouts": "", "scopes": ["email"], "policy": ""}
    wrong = desk.post("/schreibtisch/anmeldedienste/", {**form, "redirects": "http://boese.example/"})
    assert wrong.status_code == 422 and "https://" in wrong.text and not Client.objects.exists()
    page = desk.post("/schreibtisch/anmeldedienste/", form)
    row = Client.objects.get()
    secret = re.search(r"<code[^>]*>([\w-]{60,})</code>", page.text)[1]
    assert row.check_secret(secret) and secret not in row.secret and row.get_scopes() == ["openid", "email"]
    assert secret not in desk.get(f"/schreibtisch/anmeldedienste/{row.pk}/").text
    renewed = desk.post(f"/schreibtisch/anmeldedienste/{row.pk}/", {"schritt": "geheimnis"})
    row.refresh_from_db()
    assert not row.check_secret(secret) and re.search(r"<code[^>]*>([\w-]{60,})</code>", renewed.text)
    desk.post(
        f"/schreibtisch/anmeldedienste/{row.pk}/", {**form, "name": "Stadtbücherei", "schritt": "aendern"}
    )
    row.refresh_from_db()
    assert row.name == "Stadtbücherei"
    desk.post(f"/schreibtisch/anmeldedienste/{row.pk}/", {"schritt": "beenden"})
    assert not Client.objects.exists()
    done = set(LogEntry.objects.filter(action__startswith="service.").values_list("action", flat=True))
    assert done == {"service.registered", "service.secret_renewed", "service.changed", "service.ended"}


def test_the_command_says_everything_once_and_in_german(settings):
    said = StringIO()
    call_command("register_service", "CONSUL", "--back", BACK, "--scopes", "email,proof", stdout=said)
    row = Client.objects.get()
    secret = re.search(r"Client-Secret: +(\S+)", said.getvalue())[1]
    assert row.check_secret(secret) and row.pk in said.getvalue() and "steht nur hier" in said.getvalue()
    assert row.get_scopes() == ["openid", "email", "proof"]
    with pytest.raises(CommandError, match="https://"):
        call_command("register_service", "Böse", "--back", "ftp://boese.example", stdout=said)
    settings.SIGN_ON = False
    with pytest.raises(CommandError, match="make-sign-on-key"):
        call_command("register_service", "CONSUL", "--back", BACK, stdout=said)
    assert Client.objects.count() == 1


def test_keys_are_changed_without_signing_anybody_out(settings, consul, browser):
    old, new = key(), sign_on_keys.new_key()
    before = consul.tokens(browser)["id_token"]
    switch_on(settings, new, old)
    after = consul.tokens(browser)["id_token"]
    known = {row["kid"]: jwt.PyJWK(row).key for row in Browser().get("/.well-known/jwks.json").json()["keys"]}
    kids = [jwt.get_unverified_header(one)["kid"] for one in (before, after)]
    assert len(set(kids)) == 2 and set(kids) == set(known)
    for one, kid in zip((before, after), kids, strict=True):
        jwt.decode(one, known[kid], algorithms=["RS256"], audience=consul.row.pk)


PRODUCTION = {
    "SECRET_KEY": "x" * 60, "HOSTS": "mitmachen.stadt.de", "BASE_URL": "https://mitmachen.stadt.de",
    "MITMACHSTADT_MODE": "production",
}  # fmt: skip


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        (lambda: "demo." + key(), "einer Demo"),
        (lambda: "abc", "kein Schlüssel"),
        (lambda: f"{key()},{key()}", "zweimal"),
    ],
)
def test_keys_that_must_not_be_used_stop_the_start(keys, sentence):
    with pytest.raises(env.ConfigError, match=sentence) as refused:
        env.read({**PRODUCTION, "SIGN_ON_KEYS": keys()})
    assert key()[:40] not in str(refused.value)


def test_a_good_key_starts_and_a_demo_makes_its_own(tmp_path):
    values = env.read({**PRODUCTION, "SIGN_ON_KEYS": key()})
    assert sign_on_keys.settings(values, tmp_path, demo=False)["SIGN_ON"]
    empty = {**values, "SIGN_ON_KEYS": []}
    assert not sign_on_keys.settings(empty, tmp_path, demo=False)["SIGN_ON"] and not list(tmp_path.iterdir())
    first, second = (sign_on_keys.settings(empty, tmp_path, demo=True) for _ in range(2))
    assert first == second and (tmp_path / "sign-on-key").stat().st_mode & 0o777 == 0o600
    with pytest.raises(env.ConfigError, match="einer Demo"):
        env.read({**PRODUCTION, "SIGN_ON_KEYS": (tmp_path / "sign-on-key").read_text()})


def test_ones_data_show_the_services_and_old_things_go(consul, gerda, browser):
    tokens = consul.tokens(browser)
    consul.code(browser)
    found = [section for find in register.finders for section in find(Person(gerda.email, gerda))]
    mine = next(section for section in found if section.activity == "signon")
    assert mine.items[0].title == "CONSUL" and mine.correct_url == "/meins/dienste/"
    assert tokens["access_token"] not in str(mine)
    run, later = register.terms["signon"].run, timezone.now() + timedelta(days=40)
    assert run(later, True) == Code.objects.count() + Token.objects.count() > 2
    run(later, False)
    assert not Code.objects.exists() and not Token.objects.exists() and Grant.objects.count() == 1
    actions.take_back(gerda, Grant.objects.get().pk)
    run(timezone.now() + timedelta(days=364), False)
    assert Grant.objects.count() == 1
    run(timezone.now() + timedelta(days=367), False)
    assert not Grant.objects.exists()
