"""Secrets of second steps: nobody signs in with a copy of the database, and keys can be changed without locking staff out."""

from __future__ import annotations

import json

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from mitmachstadt.config import health
from mitmachstadt.spine.accounts.sealing import seal, unseal
from mitmachstadt.spine.accounts.tests.people import account, by_password, is_signed_in
from mitmachstadt.spine.accounts.tests.test_sign_in import totp_code
from mitmachstadt.spine.problems import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clean_cache():
    """A code counts once, and numbers of accounts come again in tests."""
    cache.clear()


FIRST, SECOND = "erster-" + "a" * 50, "zweiter-" + "b" * 50


def signs_in(secret: str) -> bool:
    """Whether Gerda comes in with a code of her app."""
    client = by_password("gerda@example.org")
    client.post("/konto/sicherheit/code/", {"code": totp_code(secret)})
    return is_signed_in(client)


def kept() -> str:
    return json.dumps(list(Authenticator.objects.values_list("data", flat=True)))


def test_the_database_alone_holds_no_secret_and_codes_still_count():
    gerda, secret = account("gerda"), generate_totp_secret()
    TOTP.activate(gerda, secret)
    codes = RecoveryCodes.activate(gerda)
    assert secret not in kept() and kept().count("sealed:") == 2
    assert signs_in(secret)
    client = by_password(gerda.email)
    client.post("/konto/sicherheit/code/", {"code": codes.get_unused_codes()[0]})
    assert is_signed_in(client)


def test_what_was_kept_open_before_stays_for_the_earlier_program_until_the_command_seals_it():
    """Between `migrate` and `reload` the program of before still checks codes, and it knows no seal."""
    secret, seed = generate_totp_secret(), RecoveryCodes.generate_seed()
    gerda = account("gerda")
    Authenticator.objects.create(user=gerda, type="totp", data={"secret": secret})
    Authenticator.objects.create(user=gerda, type="recovery_codes", data={"seed": seed, "used_mask": 3})
    step = ("accounts", "0004_sealed_second_steps")
    assert not MigrationExecutor(connection).loader.get_migration(*step).operations
    assert secret in kept() and signs_in(secret)
    assert health.second_steps().hint == "2 liegen noch offen: `python -m mitmachstadt reseal-second-steps`."
    meanwhile = generate_totp_secret()
    TOTP.activate(account("meral"), meanwhile)
    printed = RecoveryCodes.activate(account("jonas")).get_unused_codes()
    assert meanwhile in kept() and "sealed:" not in kept(), (
        "the program of before reads what is set up meanwhile"
    )
    call_command("reseal_second_steps")
    closed = kept()
    assert secret not in closed and seed not in closed and '"used_mask": 3' in closed
    assert meanwhile not in closed and closed.count("sealed:") == 4
    jonas = Authenticator.objects.get(user__email="jonas@example.org")
    assert RecoveryCodes(jonas).get_unused_codes() == printed
    TOTP.activate(account("edda"), generate_totp_secret())
    assert kept().count("sealed:") == 5
    cache.clear()
    assert health.second_steps().good and signs_in(secret)


def test_a_new_key_is_put_in_front_and_the_earlier_one_thrown_away(settings):
    secret = generate_totp_secret()
    settings.SEALING_KEYS = [FIRST]
    TOTP.activate(account("gerda"), secret)
    settings.SEALING_KEYS = [SECOND, FIRST]
    assert health.second_steps().good and signs_in(secret)
    call_command("reseal_second_steps")
    settings.SEALING_KEYS = [SECOND]
    assert health.second_steps().good
    assert unseal(Authenticator.objects.get().data["secret"]) == secret


def test_without_its_key_nobody_comes_in_and_the_doctor_says_why(settings):
    settings.SEALING_KEYS = [FIRST]
    TOTP.activate(account("gerda"), generate_totp_secret())
    settings.SEALING_KEYS = [SECOND]
    client = by_password("gerda@example.org")
    # The code of an empty secret is the one a thief would try.
    answer = client.post("/konto/sicherheit/code/", {"code": totp_code("")})
    assert answer.status_code == 409 and "Dieser zweite Schritt lässt sich gerade nicht" in answer.text
    assert not is_signed_in(client)
    assert "SEALING_KEYS" in health.second_steps().hint
    before = kept()
    with pytest.raises(CommandError, match="nichts wurde geändert"):
        call_command("reseal_second_steps")
    assert kept() == before


def test_a_changed_value_opens_nothing():
    sealed = seal("JBSWY3DPEHPK3PXP")
    with pytest.raises(Refused):
        unseal(sealed[:-4] + "AAAA")
