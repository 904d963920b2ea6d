"""Private details are found where people write them, and nothing else is taken for one."""

import pytest
from django.core.cache import cache
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from mitmachstadt.spine.moderation import limits, traps
from mitmachstadt.spine.moderation.rules import private_details, valid_iban, without_details


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Rückfragen gern unter 02305 12 34 56.", ["phone"]),
        ("Ruf an: +49 2305/123456 oder 0171-1234567", ["phone", "phone"]),
        ("Tel. (02305) 123456", ["phone"]),
        ("Schreiben Sie an gerda.m@beispiel.de, danke.", ["mail"]),
        ("Spenden an DE89 3704 0044 0532 0130 00 bitte", ["iban"]),
        ("DE89370400440532013000 und 02305 123456", ["iban", "phone"]),
        ("Die Bank kostet 1.234.567 Euro und steht seit 1987.", []),
        ("Am 04.05.2026 um 18 Uhr, Vorlage 2026/0123.", []),
        ("Die Straße ist 3.500 m lang, Haus Nr. 12 bis 48.", []),
        ("", []),
    ],
)
def test_private_details(text, kinds):
    assert [found.kind for found in private_details(text)] == kinds


@given(st.text(max_size=400))
def test_leaving_out_leaves_nothing_private(text):
    found = private_details(text)
    left = without_details(text, found)
    assert all(detail.text not in left for detail in found)


def test_iban_check_digits():
    assert valid_iban("DE89 3704 0044 0532 0130 00")
    assert not valid_iban("DE88 3704 0044 0532 0130 00")
    assert not valid_iban("DE89")


def test_limits_count_per_person_and_span():
    cache.clear()
    assert [limits.too_many("x", "a", limit=2, seconds=60) for _ in range(3)] == [False, False, True]
    assert not limits.too_many("x", "b", limit=2, seconds=60)


def test_the_address_is_seen_through_own_proxies_only(settings):
    request = RequestFactory().get(
        "/", headers={"x-forwarded-for": "6.6.6.6, 203.0.113.9"}, REMOTE_ADDR="10.0.0.1"
    )
    settings.PROXY_HOPS = 0
    assert limits.client_address(request) == "10.0.0.1"
    settings.PROXY_HOPS = 1
    assert limits.client_address(request) == "203.0.113.9"


def test_form_tokens():
    token = traps.new_token()
    assert traps.read_token(token) and traps.read_token(token + "x") is None
    assert traps.too_fast(token) and traps.too_fast("falsch")
