"""Sign-in over an OpenID provider, end to end: what is taken over, what it proves, and every answer that must not pass."""

from __future__ import annotations

import re
import time
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import Client

from mitmachstadt.config import env, identity
from mitmachstadt.spine.accounts.models import Proof, User
from mitmachstadt.spine.accounts.rules import old_enough, proven_resident
from mitmachstadt.spine.notify.models import Mail
from tests.identity.openid_provider import CLIENT, SECRET, OpenIDProvider

pytestmark = pytest.mark.django_db
PASSWORD = "Drei-Worte-Zusammen"
GERDA = {
    "sub": "pseudonym-1",
    "email": "gerda@example.org",
    "email_verified": True,
    "acr": "STORK-QAA-Level-3",
    "address": {"postal_code": "44575", "street_address": "Geheimweg 7"},
    "birthdate": "1950-05-17",
    "given_name": "Gerda",
    "family_name": "Muster",
}


@pytest.fixture(scope="module")
def running():
    provider = OpenIDProvider()
    yield provider
    provider.stop()


@pytest.fixture
def provider(running, settings):
    cache.clear()
    running.reset(**GERDA)
    values = env.read({
        "MITMACHSTADT_MODE": "test", "OIDC_ISSUER": running.issuer, "OIDC_CLIENT_ID": CLIENT,
        "OIDC_CLIENT_SECRET": SECRET, "OIDC_RESIDENT_VALUES": "44575,44577,44579,44581", "OIDC_NAME": "BundID",
        "OIDC_ACR": "STORK-QAA-Level-3",
    })  # fmt: skip
    for name, value in identity.settings(values).items():
        setattr(settings, name, value)
    return running


def to_provider(client: Client, **data: str) -> str:
    """Presses the button; returns the address at the provider."""
    page = client.post("/konto/buergerkonto/", data)
    assert page.status_code == 200
    url = page.headers["Refresh"].removeprefix("0; url=")
    assert f'href="{url.replace("&", "&amp;")}"' in page.text
    return url


def back_path(url: str) -> str:
    """The person signs in at the provider and is sent back."""
    answer = requests.get(url, allow_redirects=False, timeout=5)
    assert answer.status_code == 302
    parts = urlsplit(answer.headers["Location"])
    return f"{parts.path}?{parts.query}"


def sign_in(client: Client, **data: str):
    return client.get(back_path(to_provider(client, **data)))


def is_signed_in(client: Client) -> bool:
    return client.get("/meins/angaben/").status_code == 200


def account(email: str = "gerda@example.org") -> User:
    user = User.objects.create_user(email, PASSWORD)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def test_without_configuration_there_is_no_way(settings):
    assert settings.OIDC is None
    client = Client()
    assert "buergerkonto" not in client.get("/konto/anmelden/").text
    assert client.post("/konto/buergerkonto/").status_code == 404
    assert client.get("/konto/buergerkonto/zurueck/?state=x&code=y").status_code == 404


def test_a_new_person_gets_an_account_that_keeps_kind_day_and_level_only(provider):
    client = Client()
    assert "Mit BundID" in client.get("/konto/anmelden/").text
    answer = sign_in(client)
    assert (answer.status_code, answer.url) == (302, "/meins/") and is_signed_in(client)
    asked = provider.asked[0]
    assert asked["code_challenge_method"] == "S256" and len(asked["nonce"]) >= 32
    assert asked["acr_values"] == "STORK-QAA-Level-3" and "openid" in asked["scope"]
    user, linked, proof = User.objects.get(), SocialAccount.objects.get(), Proof.objects.get()
    assert linked.extra_data == {"level": "substantial"} and linked.uid == "pseudonym-1"
    assert not user.display_name and not user.has_usable_password()
    assert (proof.kind, proof.level, proof.resident, proof.age_at_least) == ("oidc", "substantial", True, 18)
    assert proven_resident(user, date.today()) and old_enough(user, 18, date.today())
    kept = str([list(model.objects.values()) for model in (User, SocialAccount, Proof)])
    assert not any(word in kept for word in ("1950", "Geheimweg", "44575", "Muster"))


def test_the_second_time_it_is_the_same_account(provider):
    sign_in(Client())
    client = Client()
    assert sign_in(client).url == "/meins/"
    assert User.objects.count() == SocialAccount.objects.count() == Proof.objects.count() == 1


@pytest.mark.parametrize(
    ("acr", "level", "resident"),
    [
        ("STORK-QAA-Level-1", "low", False), ("STORK-QAA-Level-3", "substantial", True),
        ("STORK-QAA-Level-4", "high", True), ("http://eidas.europa.eu/LoA/high", "high", True),
        ("irgendwas", "", False), (None, "", False),
    ],
)  # fmt: skip
def test_only_a_sure_sign_in_proves_where_somebody_lives(provider, acr, level, resident):
    provider.claims["acr"] = acr
    sign_in(Client())
    proof = Proof.objects.get()
    assert (proof.level, proof.resident, bool(proof.age_at_least)) == (level, resident, resident)


def test_a_weaker_sign_in_takes_nothing_away_and_moving_away_does(provider):
    sign_in(Client())
    provider.claims["acr"] = "STORK-QAA-Level-1"
    sign_in(Client())
    assert Proof.objects.get().resident and Proof.objects.get().level == "substantial"
    provider.claims.update(acr="STORK-QAA-Level-3", address={"postal_code": "45127"}, birthdate=None)
    sign_in(Client())
    assert not Proof.objects.get().resident and Proof.objects.get().age_at_least == 18


LIES = {
    "wrong state": {"state": "erfunden"},
    "wrong nonce": {"claims": {"nonce": "erfunden"}},
    "no nonce": {"claims": {"nonce": None}},
    "wrong audience": {"claims": {"aud": "jemand-anderes"}},
    "audience for two, meant for the other": {"claims": {"aud": [CLIENT, "andere"], "azp": "andere"}},
    "expired": {"claims": {"exp": int(time.time()) - 120}},
    "without an end": {"claims": {"exp": None}},
    "wrong issuer": {"claims": {"iss": "https://boese.example"}},
    "discovery of somebody else": {"issuer": "https://boese.example"},
    "nobody": {"claims": {"sub": None}},
    "foreign signature": {"key": "foreign"},
    "no signature": {"algorithm": "none"},
    "signature with the public key": {"algorithm": "HS256"},
    "refused": {"error": "server_error"},
}


@pytest.mark.parametrize("name", LIES)
def test_wrong_answers_sign_nobody_in(provider, name):
    account("andere@example.org")
    client = Client()
    provider.lies = LIES[name]
    answer = sign_in(client)
    assert answer.status_code == 401 and "nicht geklappt" in answer.text
    assert not is_signed_in(client)
    assert User.objects.count() == 1 and not SocialAccount.objects.exists() and not Proof.objects.exists()


def test_wrong_answers_do_not_open_an_account_that_exists(provider):
    sign_in(Client())
    for lie in LIES.values():
        provider.lies = lie
        client = Client()
        assert sign_in(client).status_code == 401 and not is_signed_in(client)


def test_cancelling_says_so(provider):
    provider.lies = {"error": "access_denied"}
    answer = Client().get(back_path(to_provider(Client())), follow=True)
    assert answer.status_code == 401, "the answer belongs to another browser"
    client = Client()
    answer = client.get(back_path(to_provider(client)), follow=True)
    assert answer.status_code == 200 and "abgebrochen" in answer.text


def test_an_answer_counts_once_and_in_the_browser_that_asked(provider):
    client, thief = Client(), Client()
    path = back_path(to_provider(client))
    assert thief.get(path).status_code == 401 and not is_signed_in(thief)
    assert client.get(path).status_code == 302
    client.post("/konto/abmelden/")
    assert client.get(path).status_code == 401 and not is_signed_in(client)
    # The same ID token under a new question is refused as well: its nonce belongs to the old one.
    state = parse_qs(urlsplit(to_provider(client)).query)["state"][0]
    used = re.search(r"code=([^&]+)", path)[1]
    assert client.get(f"/konto/buergerkonto/zurueck/?state={state}&code={used}").status_code == 401


def test_an_equal_address_never_merges_accounts(provider):
    gerda = account()
    client = Client()
    answer = sign_in(client)
    assert answer.status_code == 302 and not is_signed_in(client)
    assert not SocialAccount.objects.exists() and not Proof.objects.exists() and User.objects.count() == 1
    assert "schon ein" in Mail.objects.get(to="gerda@example.org").text, (
        "the owner is told, the visitor is not"
    )
    assert User.objects.get(pk=gerda.pk).check_password(PASSWORD)


def test_the_owner_links_and_from_then_on_signs_in_with_it(provider):
    gerda = account()
    client = Client()
    client.post("/konto/anmelden/", {"login": gerda.email, "password": PASSWORD})
    answer = sign_in(client, next="/meins/nachweis/")
    assert answer.url == "/meins/nachweis/"
    assert SocialAccount.objects.get().user == gerda and Proof.objects.get().user == gerda
    assert "nachgewiesen" in client.get("/meins/nachweis/").text
    later = Client()
    assert sign_in(later).url == "/meins/" and is_signed_in(later)
    # Somebody else can not take the same identity.
    other = account("celik@example.org")
    thief = Client()
    thief.force_login(other)
    sign_in(thief)
    assert SocialAccount.objects.get().user == gerda and not Proof.objects.filter(user=other).exists()
    client.post("/konto/buergerkonto/verbindung/")
    assert not SocialAccount.objects.exists() and User.objects.filter(pk=gerda.pk).exists()


def test_without_an_address_one_is_asked_for_and_confirmed(provider):
    provider.claims.update(email=None, email_verified=None)
    client = Client()
    assert sign_in(client).url == "/konto/buergerkonto/adresse/"
    assert client.get("/konto/buergerkonto/adresse/").status_code == 200
    answer = client.post("/konto/buergerkonto/adresse/", {"email": "neu@example.org"})
    assert answer.url == "/konto/bestaetigen/" and not is_signed_in(client)
    assert not EmailAddress.objects.get().verified


def test_an_unproven_address_of_the_provider_is_confirmed_first(provider):
    provider.claims["email_verified"] = False
    client = Client()
    assert sign_in(client).url == "/konto/bestaetigen/" and not is_signed_in(client)


def test_a_provider_that_does_not_answer_gets_a_sentence(provider, settings):
    settings.SOCIALACCOUNT_PROVIDERS["buergerkonto"]["APPS"][0]["settings"]["server_url"] = (
        "http://localhost:9"
    )
    answer = Client().post("/konto/buergerkonto/")
    assert answer.status_code == 401 and "nicht geklappt" in answer.text


def test_the_host_in_the_request_decides_nothing(provider, settings):
    url = to_provider(Client(headers={"host": "evil.example"}))
    assert parse_qs(urlsplit(url).query)["redirect_uri"][0].startswith(settings.BASE_URL)


def test_foreign_addresses_to_go_on_to_are_left_out(provider):
    assert sign_in(Client(), next="https://evil.example/").url == "/meins/"


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"OIDC_ISSUER": "http://idp.example"}, "https"),
        ({"OIDC_ISSUER": "https://idp.example/"}, "Schrägstrich"),
        ({"OIDC_CLIENT_SECRET": ""}, "OIDC_CLIENT_SECRET"),
        ({"OIDC_LEVELS": "a=sehr hoch"}, "OIDC_LEVELS"),
        ({"OIDC_PROOF_LEVEL": "egal"}, "OIDC_PROOF_LEVEL"),
    ],
)
def test_unusable_settings_stop_the_start(change, word):
    good = {
        "MITMACHSTADT_MODE": "test", "OIDC_ISSUER": "https://idp.example/realms/x", "OIDC_CLIENT_ID": "a",
        "OIDC_CLIENT_SECRET": "b",
    }  # fmt: skip
    env.read(good)
    with pytest.raises(env.ConfigError, match=word):
        env.read({**good, **change})


def test_a_real_town_can_not_do_without_the_second_step():
    production = {
        "SECRET_KEY": "x" * 60, "HOSTS": "mitmachen.beispielstadt.de", "BASE_URL": "https://mitmachen.beispielstadt.de",
    }  # fmt: skip
    env.read(production)
    with pytest.raises(env.ConfigError, match="SECOND_FACTOR=nein geht nur in der Demo"):
        env.read({**production, "SECOND_FACTOR": "nein"})
    with pytest.raises(env.ConfigError, match="ja und nein"):
        env.read({**production, "SECOND_FACTOR": "vielleicht"})
    with pytest.raises(env.ConfigError, match="REGISTER_KEY"):
        env.read({**production, "REGISTER_KEY": "kurz"})
