"""Real parallel people: guesses count each, one code proves once, one entry of the register proves one account."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection

from mitmachstadt.spine.accounts import proof_actions as actions
from mitmachstadt.spine.accounts.models import Letter, LetterBatch, Proof, Role
from mitmachstadt.spine.accounts.tests.people import account, with_role
from mitmachstadt.spine.accounts.tests.test_proofs import KEY, codes_of, entry, printed, register_list
from mitmachstadt.spine.problems import Refused

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PEOPLE = 8


def together(calls):
    """Runs all at once; what was refused comes back as its code."""

    def one(call):
        try:
            return call()
        except Refused as refused:
            return refused.codes[0]
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(one, calls))


def test_parallel_guesses_are_all_counted():
    gerda, olga = account("gerda"), with_role("olga", Role.OPERATOR)
    actions.ask_for_letter(gerda, name="Gerda M", street="Weg 1", postal_code="44575")
    printed(olga)
    results = together([lambda: actions.redeem_code(gerda, "FALSCH") for _ in range(PEOPLE)])
    assert results.count("wrong") == 5 and Letter.objects.get().tries == 5 and not Proof.objects.exists()


def test_the_right_code_proves_once():
    gerda, olga = account("gerda"), with_role("olga", Role.OPERATOR)
    actions.ask_for_letter(gerda, name="Gerda M", street="Weg 1", postal_code="44575")
    code = codes_of(printed(olga)[1])[0]
    results = together([lambda: actions.redeem_code(gerda, code) for _ in range(4)])
    assert sum(isinstance(result, Proof) for result in results) == 1 and Proof.objects.count() == 1


def test_a_letter_lands_in_one_batch():
    olga = with_role("olga", Role.OPERATOR)
    for number in range(5):
        person = account(f"kind{number}")
        actions.ask_for_letter(person, name="Vor Nach", street=f"Weg {number}", postal_code="44575")
    together([lambda: actions.gather_letters(by=olga) for _ in range(PEOPLE)])
    assert LetterBatch.objects.count() == 1 and Letter.objects.filter(batch=None).count() == 0


def test_one_entry_of_the_register_proves_one_account(settings):
    settings.REGISTER_KEY = KEY
    olga = with_role("olga", Role.OPERATOR)
    born = date(1950, 5, 17)
    actions.load_register(register_list(entry("muster", "gerda", born)), as_of=date(2026, 1, 1), by=olga)
    people = [account(f"konto{number}") for number in range(PEOPLE)]
    given = {"family_name": "Muster", "first_name": "Gerda", "born": born, "postal_code": "44575"}
    results = together([lambda one=one: actions.compare_with_register(one, **given) for one in people])
    assert results.count("used") == PEOPLE - 1 and Proof.objects.count() == 1


def test_one_account_asks_for_one_letter():
    gerda = account("gerda")
    given = {"name": "Gerda M", "street": "Weg 1", "postal_code": "44575"}
    results = together([lambda: actions.ask_for_letter(gerda, **given) for _ in range(PEOPLE)])
    assert results.count("waiting") == PEOPLE - 1 and Letter.objects.count() == 1
