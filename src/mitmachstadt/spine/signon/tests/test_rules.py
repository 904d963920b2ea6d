"""Decisions about services: which addresses are taken, what a person was asked, what a service is told of proofs."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mitmachstadt.spine.signon.rules import (
    SCOPES,
    Proven,
    Wish,
    address_problems,
    ordered,
    proof_claims,
    was_asked,
    wish_problems,
)

DAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    "address",
    [
        "https://consul.example/users/auth/openid_connect/callback",
        "https://vhs.example:8443/zurueck?von=stadt",
    ],
)
def test_whole_addresses_are_taken(address):
    assert address_problems(address, "redirects", local=False) == []


@pytest.mark.parametrize(
    "address",
    [
        "", "consul.example", "//consul.example/a", "http://consul.example/a", "javascript:alert(1)", "https://",
        "https://*.example/a", "https://consul.example/a#b", "https://stadt@boese.example/", "https://a.example/ b",
        "https://a.example/\n", "https://a.example/ä", "https://a.example:99999/", "https://a.example/'x",
        "https://a.example/;x", "data:text/html,x", "https://a.example/" + "a" * 300, "de.consul.app:/callback",
    ],
)  # fmt: skip
def test_everything_else_is_refused(address):
    assert address_problems(address, "redirects", local=address.startswith("https"))


def test_only_for_trying_out_http_on_this_machine_is_taken():
    assert address_problems("http://localhost:3000/a", "redirects", local=True) == []
    assert address_problems("http://localhost:3000/a", "redirects", local=False)
    assert address_problems("http://localhost.boese.example/a", "redirects", local=True)


@given(st.text(max_size=40))
def test_no_address_breaks_the_check(text):
    for problem in address_problems(text, "redirects", local=True):
        assert str(problem.message)


def test_a_service_needs_a_name_an_address_and_known_scopes():
    good = Wish(name="CONSUL", redirects=("https://consul.example/back",), scopes=("openid", "proof"))
    assert wish_problems(good, local=False) == []
    bad = Wish(name=" ", redirects=(), scopes=("openid", "admin"), policy="ftp://x.example")
    fields = {problem.field for problem in wish_problems(bad, local=False)}
    assert fields == {"name", "redirects", "scopes", "policy"}
    many = Wish(name="CONSUL", redirects=tuple(f"https://a.example/{n}" for n in range(11)))
    assert [problem.code for problem in wish_problems(many, local=False)] == ["many"]


@given(st.lists(st.sampled_from([*SCOPES, "admin", ""])))
def test_scopes_are_known_each_once_and_say_who_it_is(scopes):
    found = ordered(scopes)
    assert found[0] == "openid" and len(set(found)) == len(found) and set(found) <= set(SCOPES)


@given(st.sets(st.sampled_from(list(SCOPES))), st.sets(st.sampled_from(list(SCOPES))))
def test_nobody_is_taken_for_asked_who_saw_less(scopes, seen):
    assert was_asked(scopes, " ".join(seen)) == (scopes <= seen)


def proven(kind, days_ago, *, resident=False, age=None, until=None):
    return Proven(
        kind=kind, day=DAY - timedelta(days=days_ago), resident=resident, age_at_least=age, valid_until=until
    )


def test_a_service_is_told_the_newest_proof_that_holds_and_the_highest_age():
    proofs = [
        proven("letter", 300, resident=True),
        proven("oidc", 10, resident=True, age=16),
        proven("register", 5, resident=True, until=DAY - timedelta(days=1)),
        proven("counter", 1, age=14),
        proven("counter", -1, resident=True, age=18),
    ]
    assert proof_claims(proofs, DAY) == {
        "proven_residence": {"kind": "oidc", "date": "2026-11-18"},
        "proven_age": {"at_least": 16, "kind": "oidc", "date": "2026-11-18"},
    }
    assert proof_claims([], DAY) == {}


@given(
    st.lists(
        st.builds(
            proven, st.sampled_from(["oidc", "letter", "counter"]), st.integers(-400, 400),
            resident=st.booleans(), age=st.none() | st.integers(10, 18),
            until=st.none() | st.dates(date(2025, 1, 1), date(2028, 1, 1)),
        ),
        max_size=5,
    )
)  # fmt: skip
def test_no_claim_without_a_proof_that_holds(proofs):
    told = proof_claims(proofs, DAY)
    holds = [
        p for p in proofs if p.day <= DAY and p.resident and (p.valid_until is None or p.valid_until >= DAY)
    ]
    assert ("proven_residence" in told) == bool(holds)
    assert all(part["date"] <= DAY.isoformat() for part in told.values())
    # Nothing beyond kind, day and step of age leaves the house.
    assert {key for part in told.values() for key in part} <= {"kind", "date", "at_least"}
