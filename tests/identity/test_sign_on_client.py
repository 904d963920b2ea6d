"""A published client of OpenID Connect (Authlib) signs a person in and out at our own server, through the real pages; and
what happens when two come at once."""

from __future__ import annotations

import html
import re
import threading
from urllib.parse import urljoin

import pytest
import requests
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from django.core.cache import cache
from django.db import connection
from django.test import Client as Browser
from joserfc import jwt
from joserfc.jwk import KeySet

from mitmachstadt.spine.accounts.tests.people import PASSWORD, account
from mitmachstadt.spine.signon.models import Grant
from tests.identity.services import BYE, Service, switch_on, told

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
VERIFIER = "ein-langes-geheimnis-das-nur-der-dienst-kennt-1234567890"


@pytest.fixture(autouse=True)
def on(settings):
    cache.clear()
    switch_on(settings)


def send(window: requests.Session, page: requests.Response, wanted: str, **fields: str) -> requests.Response:
    """Fills the form whose address holds `wanted`, as a browser does without JavaScript, and follows nothing."""
    forms = re.findall(r'<form method="post"[^>]*action="([^"]*)"[^>]*>(.*?)</form>', page.text, re.S)
    action, inside = next((html.unescape(a), inner) for a, inner in forms if wanted in a)
    hidden = {}
    for tag in re.findall(r"<input[^>]*>", inside):
        name, value = (re.search(rf'\b{part}="([^"]*)"', tag) for part in ("name", "value"))
        if name and 'type="hidden"' in tag:
            hidden[name[1]] = html.unescape(value[1]) if value else ""
    return window.post(urljoin(page.url, action), {**hidden, **fields}, allow_redirects=False, timeout=10)


def test_authlib_signs_a_person_in_and_out(live_server, settings, monkeypatch):
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
    settings.BASE_URL = live_server.url
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    gerda = account("gerda", display_name="Gerda Muster")
    consul = Service()
    found = requests.get(f"{live_server.url}/.well-known/openid-configuration", timeout=10).json()
    library = OAuth2Session(
        consul.row.pk, consul.secret, scope="openid email profile", redirect_uri=consul.back,
        code_challenge_method="S256", token_endpoint_auth_method="client_secret_basic",
    )  # fmt: skip
    away, state = library.create_authorization_url(
        found["authorization_endpoint"], code_verifier=VERIFIER, nonce="n-1"
    )
    assert create_s256_code_challenge(VERIFIER) in away

    # The person: sign in, decide, and back to the service.
    window = requests.Session()
    page = window.get(away, timeout=10)
    assert "/konto/anmelden/" in page.url
    signed_in = send(window, page, "/konto/anmelden/", login=gerda.email, password=PASSWORD)
    assert signed_in.status_code == 302 and "/anmeldedienst/freigabe/" in signed_in.headers["Location"]
    page = window.get(urljoin(page.url, signed_in.headers["Location"]), timeout=10)
    assert "CONSUL" in page.text and gerda.email in page.text
    released = send(window, page, "freigabe", antwort="freigeben", angabe="email")
    assert released.headers["Location"].startswith(consul.back)

    # The service: tokens for the code, who it is, fresh tokens.
    tokens = library.fetch_token(
        found["token_endpoint"],
        authorization_response=released.headers["Location"],
        state=state,
        code_verifier=VERIFIER,
    )
    keys = KeySet.import_key_set(requests.get(found["jwks_uri"], timeout=10).json())
    identity = jwt.decode(tokens["id_token"], keys, algorithms=["RS256"])
    claims = jwt.JWTClaimsRegistry(
        iss={"essential": True, "value": live_server.url}, aud={"essential": True, "value": consul.row.pk},
        nonce={"essential": True, "value": "n-1"}, exp={"essential": True}, sub={"essential": True},
    )  # fmt: skip
    claims.validate(identity.claims)
    known = library.get(found["userinfo_endpoint"]).json()
    assert known == {"sub": Grant.objects.get().sub, "email": gerda.email, "email_verified": True}
    assert identity.claims["sub"] == known["sub"]
    first = tokens["access_token"]
    fresh = library.refresh_token(found["token_endpoint"], refresh_token=tokens["refresh_token"])
    assert fresh["access_token"] != first and library.get(found["userinfo_endpoint"]).json() == known

    # Out: at the service, and here as well.
    asked = {"id_token_hint": tokens["id_token"], "post_logout_redirect_uri": BYE, "state": "s"}
    page = window.get(found["end_session_endpoint"], params=asked, timeout=10)
    out = send(window, page, "abmelden", action="logout")
    assert out.headers["Location"] == f"{BYE}?state=s"
    assert library.get(found["userinfo_endpoint"]).status_code == 401
    assert "/konto/anmelden/" in window.get(f"{live_server.url}/meins/angaben/", timeout=10).url


def at_once(number, call):
    """What `number` calls at the same moment answer."""
    gate, answers = threading.Barrier(number), []

    def run():
        gate.wait()
        try:
            answers.append(call())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.parametrize("what", ["code", "refresh"])
def test_of_many_at_once_one_gets_tokens(what):
    browser, consul = Browser(), Service()
    browser.force_login(account("gerda"))
    if what == "code":
        code = consul.code(browser)
        answers = at_once(6, lambda: consul.exchange(code))
    else:
        token = consul.tokens(browser)["refresh_token"]
        answers = at_once(6, lambda: consul.refresh(token))
    assert sorted(answer.status_code for answer in answers)[0] == 200
    assert [answer.status_code for answer in answers].count(200) == 1
    won = next(answer for answer in answers if answer.status_code == 200).json()
    # A code that comes again closes what it opened; a refresh token that comes again is only refused.
    assert told(won).status_code == (401 if what == "code" else 200)


def test_two_windows_release_once():
    gerda, consul = account("gerda"), Service()

    def release():
        window = Browser()
        window.force_login(gerda)
        return consul.exchange(consul.code(window)).status_code

    assert at_once(5, release) == [200] * 5
    assert Grant.objects.count() == 1
