"""The ballot by forms alone: every refusal by its sentence, nothing lost, codes, receipts, the result and the desk."""

from __future__ import annotations

import io
import re

import pypdf
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mitmachstadt.modules.budgets.actions import paper
from mitmachstadt.modules.budgets.actions.ballots import cast, open_sheet
from mitmachstadt.modules.budgets.models import Ballot, Candidate, PaperBatch, Sheet, Voter
from mitmachstadt.modules.budgets.tests import ballot_world as world
from mitmachstadt.modules.budgets.tests.ballot_world import by, chosen, close, key, over, voters
from mitmachstadt.spine.city.models import District

pytestmark = pytest.mark.django_db
PAGE = "/budgets/buergerbudget-2030/abstimmen/"
RECEIPT, RESULT = f"{PAGE}beleg/", "/budgets/buergerbudget-2030/ergebnis/"
DESK = "/schreibtisch/budgets/buergerbudget-2030/abstimmung/"


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())).replace("\xa0", " ")


def fields(*numbers, do="cast", **more):
    return {"do": do, **{f"i{n}": "1" for n in numbers}, **more}


def ticked(response):
    return sorted(map(int, re.findall(r'name="i(\d+)" value="1" checked', response.content.decode())))


def test_a_person_votes_changes_and_takes_back(client):
    _budget, (gerda,) = world.vote(), voters(1)
    mine = signed_in(gerda)
    page = mine.get(PAGE)
    assert page.status_code == 200 and "10.000 Euro" in text_of(page) and ticked(page) == []
    done = mine.post(PAGE, fields(1, 2))
    assert done.status_code == 302 and done["Location"] == RECEIPT
    receipt = mine.get(RECEIPT)
    assert "Zusammen 9.000 Euro" in text_of(receipt) and "no-store" in receipt["Cache-Control"]
    assert ticked(mine.get(PAGE)) == [1, 2]
    mine.post(PAGE, fields(3))
    assert Ballot.objects.get().choices == chosen(3)
    assert client.get(RECEIPT).status_code == 302  # nobody else's
    mine.post(PAGE, {"do": "withdraw"})
    assert not Ballot.objects.exists() and ticked(mine.get(PAGE)) == []


def test_too_much_is_said_with_its_sum_and_nothing_is_lost():
    _budget, (gerda,) = world.vote(), voters(1)
    mine = signed_in(gerda)
    page = mine.post(PAGE, fields(1, 2, 3))
    assert page.status_code == 422 and "2.000 Euro mehr" in text_of(page) and ticked(page) == [1, 2, 3]
    assert not Ballot.objects.exists()
    page = mine.post(PAGE, fields(1, 2, 3, do="reckon"))
    assert page.status_code == 200 and "-2.000 Euro" in text_of(page) and ticked(page) == [1, 2, 3]
    assert not Ballot.objects.exists() and not Sheet.objects.exists()


def test_a_guest_keeps_the_choice_over_signing_in(client):
    world.vote()
    (gerda,) = voters(1)
    page = client.post(PAGE, fields(2, 4))
    assert (
        page.status_code == 422
        and "/konto/anmelden/?next=" in page.content.decode()
        and ticked(page) == [2, 4]
    )
    client.force_login(gerda)
    page = client.get(PAGE)
    assert ticked(page) == [2, 4] and "zählt, sobald" in text_of(page)
    client.post(PAGE, fields(2, 4))
    assert Ballot.objects.get().choices == chosen(2, 4)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"i99": "1"}, "nicht abstimmen"),
        ({"i1": "2"}, "nimmt diese Stimme nicht"),
        ({"i1": "eins"}, "nimmt diese Stimme nicht"),
        ({"i1": "١"}, "nimmt diese Stimme nicht"),
        ({}, "ist leer"),
        ({"i1": "0", "x": "\0" * 40, "i0": "1", "i12345": "1"}, "ist leer"),
    ],
)
def test_nonsense_is_refused_by_name(data, words):
    world.vote()
    page = signed_in(voters(1)[0]).post(PAGE, {"do": "cast", **data})
    assert page.status_code == 422 and words in text_of(page) and not Ballot.objects.exists()


def test_before_and_after_the_vote(client):
    world.vote(open_now=False)
    (gerda,) = voters(1)
    assert "beginnt am" in text_of(client.get(PAGE)) and "beginnt am" in text_of(client.get(RESULT))
    page = signed_in(gerda).post(PAGE, fields(1))
    assert page.status_code == 422 and "noch nicht begonnen" in text_of(page)
    assert client.get("/budgets/anders/abstimmen/").status_code == 404


def test_a_budget_without_a_vote_and_a_hidden_one_have_no_ballot(client):
    budget = world.vote()
    budget.phases.all().delete()
    assert client.get(PAGE).status_code == client.get(RESULT).status_code == 404
    other = world.vote(slug="geheim")
    type(other).objects.filter(pk=other.pk).update(public=False)
    assert client.get("/budgets/geheim/abstimmen/").status_code == 404


def test_points_and_sides_have_their_own_fields():
    (gerda,) = voters(1)
    world.vote({"kind": "points", "points": 5, "most_on_one": 3})
    mine = signed_in(gerda)
    assert mine.get(PAGE).content.count(b'<option value="3"') >= 4
    page = mine.post(PAGE, {"do": "cast", "i1": "3", "i2": "3"})
    assert page.status_code == 422 and "1 zurück" in text_of(page)
    mine.post(PAGE, {"do": "cast", "i1": "3", "i2": "2"})
    assert Ballot.objects.get().choices == {key(1): 3, key(2): 2}
    assert "3 Punkte" in text_of(mine.get(RECEIPT))


def test_for_and_against():
    (gerda,) = voters(1)
    world.vote({"kind": "updown"})
    mine = signed_in(gerda)
    mine.post(PAGE, {"do": "cast", "i1": "1", "i2": "-1", "i3": "0"})
    assert Ballot.objects.get().choices == {key(1): 1, key(2): -1}
    assert re.search(r'name="i2" value="-1" checked', mine.get(PAGE).content.decode())


def test_whoever_votes_by_district_chooses_one_first():
    ballot = {"kind": "knapsack", "scope": "district", "pots": {"ickern": 9000, "mitte": 9000}}
    world.vote(ballot, places=("ickern", "ickern", "mitte", "mitte"))
    (gerda,) = voters(1)
    mine = signed_in(gerda)
    assert "Idee 1" not in text_of(mine.get(PAGE))
    page = text_of(mine.get(f"{PAGE}?stadtteil=ickern"))
    assert "Idee 1" in page and "Idee 3" not in page
    assert mine.post(PAGE, fields(1)).status_code == 422
    assert mine.post(PAGE, fields(3, district="ickern")).status_code == 422
    assert mine.post(PAGE, fields(1, district="ickern")).status_code == 302
    assert "Idee 1" in text_of(mine.get(PAGE)) and Voter.objects.get().district == "ickern"


def test_a_code_opens_the_ballot_for_one_browser(client):
    budget = world.vote({"kind": "approval", "max_number": 2, "codes": True})
    clerk = world.person("celik", "clerk", world.office())
    (code,) = paper.issue_codes(budget, 1, by=clerk)
    client.post(PAGE, {"do": "code", "code": "AAAA-BBBB-CCCC"})
    assert client.post(PAGE, fields(1)).status_code == 422
    page = client.post(PAGE, {"do": "code", "code": code.lower()}, follow=True)
    assert "Ihr Code stimmt" in text_of(page)
    assert client.post(PAGE, fields(1, 2, 3)).status_code == 422
    assert client.post(PAGE, fields(1, 2))["Location"] == RECEIPT
    assert "Code auf diesem Gerät vergessen" in text_of(client.get(RECEIPT))
    client.post(PAGE, {"do": "leave"})
    assert client.get(RECEIPT).status_code == 302 and Ballot.objects.get().channel == "code"
    for _try in range(70):
        last = client.post(PAGE, {"do": "code", "code": "A"})
    assert "zehn Minuten" in text_of(client.get(last["Location"]))


def test_the_result_is_hidden_until_the_end_and_then_complete(client):
    budget, people = world.vote(), voters(6)
    for n, user in enumerate(people):
        cast(budget, by(user), chosen(1, 2) if n < 4 else chosen(2, 3))
    page = text_of(client.get(RESULT))
    assert "nach dem Ende" in page or "steht hier" in page
    assert "Idee 1" not in page
    over(budget)
    assert "ausgezählt" in text_of(client.get(RESULT))
    close(budget)
    page = client.get(RESULT)
    text = text_of(page)
    assert (
        "6 Stimmzettel" in text
        and "2 Ideen werden vorgeschlagen" in text
        and "passt nicht: 1.000 Euro" in text
    )
    assert "gleichen Anteil" in text and "noch nicht festgestellt" in text.lower()
    assert "Idee 4" in text and page.content.count(b"<progress") == 4
    assert text_of(signed_in(people[0]).get(PAGE)).count("Abstimmung ist zu Ende")


def test_pages_cost_the_same_whatever_the_number(django_assert_max_num_queries):
    counts = {}
    for number in (4, 24):
        Ballot.objects.all().delete()
        slug = f"b-{number}"
        budget = world.vote(prices=(1000,) * number, slug=slug, total=20_000)
        people = voters(number, start=number * 100)
        for user in people:
            cast(budget, by(user), {f"BC-{budget.pk:04d}-001": 1})
        mine = signed_in(people[0])
        for path in ("abstimmen/", "abstimmen/beleg/"):
            mine.get(f"/budgets/{slug}/{path}")
            with CaptureQueriesContext(connection) as seen:
                assert mine.get(f"/budgets/{slug}/{path}").status_code == 200
            counts.setdefault(path, []).append(len(seen))
        close(budget)
        guest = Client()
        with CaptureQueriesContext(connection) as seen:
            assert guest.get(f"/budgets/{slug}/ergebnis/").status_code == 200
        counts.setdefault("ergebnis/", []).append(len(seen))
    assert all(few == many for few, many in counts.values()), counts
    assert max(map(max, counts.values())) <= 20, counts


def test_a_vote_costs_few_questions(django_assert_max_num_queries):
    _budget, (gerda,) = world.vote(), voters(1)
    mine = signed_in(gerda)
    mine.post(PAGE, fields(1))
    with django_assert_max_num_queries(14):
        assert mine.post(PAGE, fields(2)).status_code == 302


def test_the_desk_makes_codes_and_counts_paper(client):
    budget = world.vote({"kind": "approval", "max_number": 2, "codes": True})
    unit = world.office()
    celik, maro = (signed_in(world.person(name, "clerk", unit)) for name in ("celik", "maro"))
    vera = signed_in(world.person("vera"))
    assert client.get(DESK).status_code == 302 and vera.get(DESK).status_code == 403
    answer = celik.post(DESK, {"do": "codes", "number": "6"})
    assert answer["Content-Type"] == "application/pdf"
    pages = pypdf.PdfReader(io.BytesIO(answer.content)).pages
    found = re.findall(r"[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}", "".join(page.extract_text() for page in pages))
    assert len(set(found)) == 6 and len(pages) == 2
    client.post(PAGE, {"do": "code", "code": found[0]})
    assert client.post(PAGE, fields(1))["Location"] == RECEIPT
    wrong = celik.post(DESK, {"do": "count", "name": "Kiste 1", "lines": "1 2\n77"})
    assert wrong.status_code == 422 and "Zeile 2" in text_of(wrong) and "1 2\n77" in wrong.content.decode()
    celik.post(DESK, {"do": "count", "name": "Kiste 1", "lines": "1 2\nx\n2"})
    batch = PaperBatch.objects.get()
    same = celik.post(DESK, {"do": "confirm", "batch": batch.pk, "lines": "1 2\nx\n2"})
    assert same.status_code == 422 and "jemand anderes" in text_of(same)
    other = maro.post(DESK, {"do": "confirm", "batch": batch.pk, "lines": "1 2\nx\n3"})
    assert other.status_code == 422 and "unterscheiden sich" in text_of(other)
    maro.post(DESK, {"do": "confirm", "batch": batch.pk, "lines": "2\n2 1\nx"})
    assert Ballot.objects.filter(channel="paper").count() == 2
    close(budget)
    assert dict(Candidate.objects.values_list("number", "votes")) == {1: 2, 2: 2, 3: 0, 4: 0}
    overview = f"/schreibtisch/budgets/{budget.slug}/"
    assert "Das Ergebnis feststellen?" in text_of(celik.get(overview))
    celik.post(DESK, {"do": "declare"})
    assert "Das Ergebnis feststellen?" not in text_of(celik.get(overview))
    assert Sheet.objects.get().final_at and "festgestellt am" in text_of(client.get(RESULT)).lower()


def test_the_desk_says_why_nobody_could_vote():
    world.vote({"kind": "knapsack", "min_share": 100}, prices=(3000,))
    clerk = signed_in(world.person("celik", "clerk", world.office()))
    assert "Niemand kann so abstimmen" in text_of(clerk.get(DESK))


def test_english_pages_speak_english(client):
    budget, (gerda,) = world.vote(), voters(1)
    open_sheet(budget)
    assert "What should be paid?" in text_of(client.get(f"/en{PAGE}"))
    cast(budget, by(gerda), chosen(1))
    close(budget)
    assert "Result of the vote" in text_of(client.get(f"/en{RESULT}"))


def test_the_desk_prints_the_ballot_and_ends_lost_codes():
    budget = world.vote(
        {"kind": "updown", "codes": True, "scope": "district", "pots": {"ickern": 9000, "rauxel": 9000}},
        places=("ickern", "ickern", "rauxel", "rauxel"),
    )
    for slug in ("ickern", "rauxel"):
        District.objects.get_or_create(slug=slug, defaults={"name": slug.title(), "lat": 51.5, "lon": 7.3})
    clerk = world.person("celik3", "clerk", world.office())
    desk, page = signed_in(clerk), f"/schreibtisch/budgets/{budget.slug}/abstimmung/"
    early = desk.post(page, {"do": "sheet", "district": "ickern"})
    assert early.status_code == 422 and "noch nicht begonnen" in text_of(early)
    open_sheet(budget)
    missing = desk.post(page, {"do": "sheet"})
    assert missing.status_code == 422 and "welchen Stadtteil" in text_of(missing)
    printed = desk.post(page, {"do": "sheet", "district": "ickern"})
    assert printed["Content-Type"] == "application/pdf" and "ickern.pdf" in printed["Content-Disposition"]
    words = " ".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(printed.content)).pages)
    assert "Idee 1" in words and "Idee 2" in words and "Idee 3" not in words
    assert "Dafür" in words and "Dagegen" in words and "Ickern" in words
    paper.issue_codes(budget, 2, by=clerk)
    assert "2 unbenutzt" in text_of(desk.get(page))
    done = desk.post(page, {"do": "revoke", "day": timezone.localdate().isoformat()}, follow=True)
    assert "2 unbenutzte Codes gelten nicht mehr" in text_of(done)
    again = desk.post(page, {"do": "revoke", "day": "gestern"})
    assert again.status_code == 422 and "keine unbenutzten Codes" in text_of(again)
