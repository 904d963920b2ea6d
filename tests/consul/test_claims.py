"""Whoever proves the old address has the old contributions; the first one wins, whoever hides belongs to nobody."""

from __future__ import annotations

import copy
import threading
from functools import partial

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.urls import reverse

from mitmachstadt.modules.consul.actions import claims, runs
from mitmachstadt.modules.consul.importers import tables
from mitmachstadt.modules.consul.models import Author, Claim
from mitmachstadt.modules.proposals.models import Proposal
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.city.models import Organisation
from mitmachstadt.spine.privacy.registry import Person, register
from mitmachstadt.spine.problems import Refused
from mitmachstadt.spine.talk.models import Comment
from tests.consul.dump import TABLES, write_csv

pytestmark = pytest.mark.django_db


@pytest.fixture
def taken_over(db, tmp_path):
    Organisation.objects.create(key="stadt", name="Stadt Ort", kind="town", answers_cases=True)
    run = runs.take("alt", "Alte Plattform", "", "tables")
    for _step in runs.work(
        run, partial(tables.work, found=tables.open_tables(write_csv(tmp_path)), hashes=True)
    ):
        pass


def person(name, *addresses, verified=True):
    user = User.objects.create_user(f"{name}@example.net", "Passwort-123-lang", display_name=name)
    for address in addresses:
        EmailAddress.objects.create(user=user, email=address, verified=verified)
    return user


def test_a_proven_address_takes_everything_over(taken_over):
    anna = person("anna", "ANNA@example.org")
    assert claims.claim(anna, "Anna B.") == 2
    one = Proposal.objects.select_related("case").get(title="Mehr Bänke")
    assert (one.name, one.case.sender) == ("Anna B.", anna)
    comment = Comment.objects.get(text="Danke")
    assert (comment.name, comment.author) == ("Anna B.", anna)
    assert Comment.objects.get(text="Gute Idee").author is None
    # A later reading does not take it back.
    assert claims.open_authors(anna) == []


@pytest.mark.parametrize(("address", "verified"), [("anna@example.org", False), ("other@example.org", True)])
def test_without_proof_there_is_nothing(taken_over, address, verified):
    with pytest.raises(Refused):
        claims.claim(person("anna", address, verified=verified), "Anna")
    assert Proposal.objects.get(title="Mehr Bänke").case.sender is None


def test_who_hides_belongs_to_nobody_for_ever(taken_over):
    with pytest.raises(Refused):
        claims.claim(person("bert", "bert@example.org"), "Bert")
    assert not Author.objects.filter(old_id=2).exists()


def test_a_second_person_comes_too_late(taken_over):
    claims.claim(person("cem", "cem@example.org"), "Cem")
    EmailAddress.objects.all().delete()
    with pytest.raises(Refused):
        claims.claim(person("dora", "cem@example.org"), "Dora")
    assert Comment.objects.get(text="Gute Idee").name == "Cem"


@pytest.mark.parametrize("name", ["", "x", "a@b.de", "x" * 61])
def test_a_name_that_can_not_be(taken_over, name):
    with pytest.raises(Refused):
        claims.claim(person("anna", "anna@example.org"), name)
    assert not Claim.objects.exists()


def test_the_page_shows_what_waits_and_takes_it_over(taken_over, client):
    client.force_login(person("anna", "anna@example.org"))
    address = reverse("consul:claim")
    assert "2 Beiträge" in client.get(address).content.decode()
    wrong = client.post(address, {"name": ""})
    assert wrong.status_code == 422
    assert client.post(address, {"name": "Anna B."}).status_code == 302
    assert Claim.objects.count() == 1
    assert "wartet nichts weiter" in client.get(address).content.decode()


def test_guests_are_sent_to_sign_in(client):
    assert client.get(reverse("consul:claim")).status_code == 302


def test_who_leaves_takes_name_and_claim_along(taken_over):
    anna = person("anna", "anna@example.org")
    claims.claim(anna, "Anna B.")
    for forget in register.forgetters:
        forget(Person(email=anna.email, user=anna))
    assert not Claim.objects.exists()
    assert (Author.objects.get(old_id=1).name, Author.objects.get(old_id=1).email_hash) == ("", "")


def test_names_and_hashes_go_when_their_time_is_over(taken_over):
    from datetime import timedelta

    from django.utils import timezone

    term = register.terms["consul"]
    assert term.run(timezone.now() + timedelta(days=1829), False) == 0
    late = timezone.now() + timedelta(days=1831)
    assert (term.run(late, True), Author.objects.exclude(name="").count()) == (2, 2)
    assert term.run(late, False) == 2
    assert not Author.objects.exclude(name="", email_hash="").exists()


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_one_wins(taken_over):
    people = [person("anna", "anna@example.org"), person("eve")]
    # The same proven address twice can not be; the race is between two sessions that were let in before it was looked at.
    authors = claims.open_authors(people[0])
    results: list[str] = []
    gate = threading.Barrier(2)

    def go(user):
        gate.wait()
        try:
            claims.claim(user, user.display_name)
            results.append("won")
        except Refused as refused:
            results.append(refused.problems[0].code)
        finally:
            connection.close()

    original = claims.open_authors
    claims.open_authors = lambda user: authors
    try:
        threads = [threading.Thread(target=go, args=(user,)) for user in people]
        [one.start() for one in threads]
        [one.join() for one in threads]
    finally:
        claims.open_authors = original
    assert sorted(results) == ["taken", "won"]
    winner = Claim.objects.get()
    assert {Proposal.objects.get(title="Mehr Bänke").name, Comment.objects.get(text="Danke").name} == {
        winner.name
    }


def test_given_back_they_bear_their_former_name_and_wait_again(taken_over):
    anna = person("anna", "anna@example.org")
    claims.claim(anna, "Anna B.")
    (held,) = claims.claims_of(anna)
    assert claims.give_back(anna, held.pk) == 2
    one, comment = (
        Proposal.objects.select_related("case").get(title="Mehr Bänke"),
        Comment.objects.get(text="Danke"),
    )
    assert (one.name, one.case.sender) == ("Anna", None)
    assert (comment.name, comment.author, comment.case.sender) == ("Anna", None, None)
    assert claims.claims_of(anna) == [] and len(claims.open_authors(anna)) == 1
    assert claims.claim(anna, "Doch Anna") == 2


def test_nobody_gives_back_what_somebody_else_has(taken_over):
    claims.claim(person("anna", "anna@example.org"), "Anna B.")
    eve = person("eve")
    with pytest.raises(Refused):
        claims.give_back(eve, Claim.objects.get().pk)
    assert Proposal.objects.get(title="Mehr Bänke").name == "Anna B."


def test_without_a_name_they_stay_so_through_every_later_reading(taken_over, tmp_path):
    anna = person("anna", "anna@example.org")
    claims.claim(anna, "Anna B.")
    claims.give_back(anna, Claim.objects.get().pk, nameless=True)
    changed = copy.deepcopy(TABLES)
    changed["proposals"][0]["cached_votes_up"] = 44
    folder = tmp_path / "spaeter"
    folder.mkdir()
    run = runs.take("alt", "Alte Plattform", "", "tables")
    reader = partial(tables.work, found=tables.open_tables(write_csv(folder, changed)), hashes=True)
    assert list(runs.work(run, reader))
    author = Author.objects.get(old_id=1)
    assert (author.name, author.email_hash, claims.open_authors(anna)) == ("", "", [])
    one = Proposal.objects.select_related("legacy", "case").get(title="Mehr Bänke")
    assert (one.name, one.legacy.up, one.case.sender) == ("", 44, None)
    assert Comment.objects.get(text="Danke").name == ""


def test_who_left_is_not_brought_back_by_a_later_reading(taken_over, tmp_path):
    anna = person("anna", "anna@example.org")
    claims.claim(anna, "Anna B.")
    for forget in register.forgetters:
        forget(Person(email=anna.email, user=anna))
    run = runs.take("alt", "Alte Plattform", "", "tables")
    folder = tmp_path / "spaeter"
    folder.mkdir()
    reader = partial(tables.work, found=tables.open_tables(write_csv(folder)), hashes=True)
    assert list(runs.work(run, reader))
    assert (Author.objects.get(old_id=1).name, Author.objects.get(old_id=1).email_hash) == ("", "")


def test_the_page_gives_back_and_lets_stand_without_a_name(taken_over, client):
    anna = person("anna", "anna@example.org")
    client.force_login(anna)
    address = reverse("consul:claim")
    client.post(address, {"name": "Anna B."})
    assert "Zurückgeben" in client.get(address).content.decode()
    said = client.post(address, {"zurueck": Claim.objects.get().pk}, follow=True).content.decode()
    assert "2 Beiträge tragen wieder ihren früheren Namen." in said and "2 Beiträge" in said
    client.post(address, {"name": "Anna B."})
    said = client.post(
        address, {"zurueck": Claim.objects.get().pk, "wie": "ohne"}, follow=True
    ).content.decode()
    assert "2 Beiträge stehen jetzt ohne Namen da." in said
    assert not Claim.objects.exists() and Comment.objects.get(text="Danke").name == ""
    assert "nicht mehr Ihre" in client.post(address, {"zurueck": "999"}, follow=True).content.decode()
    assert client.post(address, {"zurueck": "x"}, follow=True).status_code == 200


def test_the_own_page_leads_there_once_something_was_taken_over(taken_over, client):
    anna = person("anna", "anna@example.org")
    client.force_login(anna)
    page = client.get("/meins/").content.decode()
    assert f'href="{reverse("consul:claim")}"' in page and "wartet auf Sie" in page
    claims.claim(anna, "Anna B.")
    page = client.get("/meins/").content.decode()
    assert f'href="{reverse("consul:claim")}"' in page and "wartet auf Sie" not in page


def test_without_a_take_over_the_own_page_says_nothing_of_it(db, client):
    client.force_login(person("anna"))
    assert reverse("consul:claim") not in client.get("/meins/").content.decode()
