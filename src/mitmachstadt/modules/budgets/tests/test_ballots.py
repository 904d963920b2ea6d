"""One ballot each, changed and taken back while the vote is on; afterwards nothing leads from people to ballots."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from mitmachstadt.modules.budgets.actions import paper
from mitmachstadt.modules.budgets.actions.ballots import cast, forget_voter, open_sheet, withdraw
from mitmachstadt.modules.budgets.actions.counting import (
    KEEP_VOTERS,
    close_ended,
    count,
    declare,
    end_vote,
    forget_voters,
)
from mitmachstadt.modules.budgets.models import Ballot, Candidate, Code, PaperBatch, Sheet, Voter
from mitmachstadt.modules.budgets.queries import ballots
from mitmachstadt.modules.budgets.queries.ballots import Elector
from mitmachstadt.modules.budgets.tests import ballot_world as world
from mitmachstadt.modules.budgets.tests.ballot_world import by, chosen, close, key, over, voters
from mitmachstadt.spine.accounts.models import Proof
from mitmachstadt.spine.problems import Refused

pytestmark = pytest.mark.django_db


def refused(code, work, *args, **given):
    with pytest.raises(Refused) as found, transaction.atomic():
        work(*args, **given)
    assert found.value.codes[0] == code
    return str(found.value)


def test_one_ballot_a_person_and_a_second_one_takes_its_place():
    budget, (gerda, ali) = world.vote(), voters(2)
    cast(budget, by(gerda), chosen(1, 2))
    cast(budget, by(ali), chosen(3))
    cast(budget, by(gerda), chosen(3, 4))
    assert sorted(map(str, Ballot.objects.values_list("choices", flat=True))) == sorted(
        map(str, [chosen(3, 4), chosen(3)])
    )
    assert Voter.objects.count() == 2
    assert ballots.own_ballot(budget, by(gerda)).choices == chosen(3, 4)
    assert ballots.own_ballot(budget, Elector()) is None
    withdraw(budget, by(gerda))
    assert (
        ballots.own_ballot(budget, by(gerda)) is None and Ballot.objects.count() == Voter.objects.count() == 1
    )
    refused("no_ballot", withdraw, budget, by(gerda))
    refused("not_signed_in", withdraw, budget, Elector())


def test_every_refusal_has_its_name_and_leaves_nothing():
    (gerda,) = voters(1)
    budget = world.vote({"kind": "knapsack", "who": "residents", "min_age": 14})
    refused("not_signed_in", cast, budget, Elector(), chosen(1))
    refused("not_proven", cast, budget, by(gerda), chosen(1))
    Proof.objects.create(user=gerda, kind="letter", day=timezone.localdate(), resident=True)
    gerda = type(gerda).objects.get(pk=gerda.pk)
    refused("age_not_proven", cast, budget, by(gerda), chosen(1))
    Proof.objects.filter(user=gerda).update(age_at_least=16)
    gerda = type(gerda).objects.get(pk=gerda.pk)
    refused("not_on_ballot", cast, budget, by(gerda), {"BB-2030-999": 1})
    assert "4.000" in refused("too_expensive", cast, budget, by(gerda), chosen(1, 2, 3, 4))
    refused("empty", cast, budget, by(gerda), {})
    refused("over", cast, budget, by(gerda), chosen(1), now=timezone.now() + timedelta(days=30))
    refused("before", cast, budget, by(gerda), chosen(1), now=timezone.now() - timedelta(days=30))
    assert not Voter.objects.exists() and not Ballot.objects.exists()
    cast(budget, by(gerda), chosen(1))
    refused("over", withdraw, over(budget), by(gerda))


def test_the_sheet_is_fixed_with_the_first_ballot():
    budget, (gerda,) = world.vote(), voters(1)
    cast(budget, by(gerda), chosen(1, 2))
    first = Sheet.objects.get()
    budget.applications.filter(case__number=key(1)).update(requested=1)
    budget.terms["ballot"] = {"kind": "approval", "max_number": 1}
    budget.total = 1
    budget.save()
    world.add(budget, 9, 100)
    cast(world.fresh(budget), by(gerda), chosen(2, 3))
    assert open_sheet(budget) == first and Sheet.objects.get().rule == first.rule
    assert list(Candidate.objects.values_list("number", "price")) == [
        (1, 4000),
        (2, 5000),
        (3, 3000),
        (4, 2000),
    ]
    refused("not_on_ballot", cast, budget, by(gerda), chosen(9))


def test_what_is_taken_off_the_sheet_gets_no_votes_and_takes_none_with_it():
    budget, (gerda, ali) = world.vote(), voters(2)
    cast(budget, by(gerda), chosen(1, 3))
    budget.applications.filter(case__number=key(1)).update(on_ballot=False)
    refused("not_on_ballot", cast, budget, by(ali), chosen(1))
    budget = close(budget)
    assert dict(Candidate.objects.values_list("number", "votes")) == {1: 0, 2: 0, 3: 1, 4: 0}
    assert Candidate.objects.get(number=1).removed and Candidate.objects.get(number=3).reason == "won"


@pytest.mark.parametrize(
    "ballot", [{"kind": "knapsack", "min_share": 100}, {"kind": "approval", "max_number": 9, "min_number": 5}]
)
def test_a_vote_that_nobody_could_take_part_in_does_not_begin(ballot):
    budget, (gerda,) = world.vote(ballot, prices=(4000, 5000)), voters(1)
    refused("out_of_reach", cast, budget, by(gerda), chosen(1, 2))
    assert close_ended() == 0 and not Sheet.objects.exists()


def test_the_clock_fixes_the_sheet_cuts_the_links_and_counts():
    budget, people = world.vote(), voters(6)
    assert close_ended() == 0 and Sheet.objects.get().cut_at is None
    for n, user in enumerate(people):
        cast(budget, by(user), chosen(1, 2) if n < 4 else chosen(2, 3))
    before = {row.pk: row.receipt for row in Ballot.objects.all()}
    assert all(before.values()) and len(set(before.values())) == 6
    refused("open", end_vote, budget)
    over(budget)
    assert close_ended() == 1 and close_ended() == 0
    after = Ballot.objects.all()
    assert not any(row.receipt for row in after) and not {row.pk for row in after} & set(before)
    assert ballots.own_ballot(budget, by(people[0])) is None
    sheet = Sheet.objects.get()
    assert sheet.result["valid"] == 6 and sheet.cut_at and sheet.counted_at
    rows = {one.number: one for one in Candidate.objects.all()}
    assert [(rows[n].votes, rows[n].place, rows[n].reason) for n in (1, 2, 3, 4)] == [
        (4, 2, "won"), (6, 1, "won"), (2, 3, "does_not_fit"), (0, 4, "no_votes"),
    ]  # fmt: skip
    assert rows[3].left == 1000 and sheet.result["advice"][""]["people"] == 6


def test_a_ballot_that_came_in_at_the_last_moment_is_counted_too():
    budget, (gerda, ali) = world.vote(), voters(2)
    cast(budget, by(gerda), chosen(1))
    close(budget)
    Ballot.objects.create(budget=budget, receipt="x" * 64, choices=chosen(1), channel="account", money=10_000)
    assert close_ended() == 1 and Candidate.objects.get(number=1).votes == 2
    refused("over", cast, budget, by(ali), chosen(1), now=timezone.now() - timedelta(days=5))


def test_the_database_itself_refuses_what_must_not_be():
    budget, (gerda,) = world.vote(), voters(1)
    cast(budget, by(gerda), chosen(1))
    mine, code = Ballot.objects.get(), Code.objects.create(budget=budget, digest="d")
    wrong = [
        lambda: Voter.objects.create(budget=budget, user=gerda),
        lambda: Voter.objects.create(budget=budget, user=gerda, code=code),
        lambda: Ballot.objects.create(
            budget=budget, receipt=mine.receipt, choices={}, channel="code", money=1
        ),
        lambda: Ballot.objects.create(budget=budget, choices={}, channel="code", spent=2, money=1),
        lambda: Ballot.objects.create(budget=budget, choices={}, channel="paper", money=1),
        lambda: PaperBatch.objects.create(
            budget=budget, name="a", first="1", counted_by=gerda, confirmed_by=gerda
        ),
        lambda: Sheet.objects.update(final_at=timezone.now()),
        lambda: Sheet.objects.create(budget=budget, rule={}),
    ]
    for work in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            work()


def clerks():
    unit = world.office()
    return [world.person("celik", "clerk", unit), world.person("maro", "clerk", unit), world.person("vera")]


def test_a_code_votes_once_and_can_change_its_mind():
    budget = world.vote({"kind": "approval", "max_number": 5, "codes": True})
    celik, _maro, vera = clerks()
    refused("not_allowed", paper.issue_codes, budget, 1, by=vera)
    refused("number", paper.issue_codes, budget, 501, by=celik)
    codes = paper.issue_codes(budget, 3, by=celik)
    assert len(set(codes)) == 3 and not Code.objects.filter(digest__in=codes).exists()
    typed = f" {codes[0][:4].lower()}-{codes[0][4:]} "
    code = ballots.code_of(budget, typed)
    assert code and ballots.code_of(budget, "AAAA") is None and ballots.code_of(budget, "") is None
    other = world.vote({"kind": "approval", "max_number": 5, "codes": True}, slug="anderes")
    assert ballots.code_of(other, codes[0]) is None
    cast(budget, Elector(code=code), chosen(1, 2))
    cast(budget, Elector(code=code), chosen(2))
    assert Voter.objects.count() == Ballot.objects.count() == 1 and Ballot.objects.get().channel == "code"
    withdraw(budget, Elector(code=code))
    cast(budget, Elector(code=code), chosen(3))
    close(budget)
    refused("over", cast, world.fresh(budget), Elector(code=code), chosen(3))
    refused("over", paper.issue_codes, world.fresh(budget), 1, by=celik)


def test_codes_only_where_the_rule_knows_them():
    refused("no_codes", paper.issue_codes, world.vote(), 1, by=clerks()[0])


def test_paper_counts_when_two_people_found_the_same():
    budget, (gerda,) = world.vote(), voters(1)
    celik, maro, vera = clerks()
    refused("before", paper.count_paper, budget, "Kiste 1", "1 2", by=celik)
    cast(budget, by(gerda), chosen(1))
    pile = "2 1\n\n3\nx\n1 2 3 4\n"  # the last one costs too much
    refused("not_allowed", paper.count_paper, budget, "Kiste 1", pile, by=vera)
    refused("line", paper.count_paper, budget, "Kiste 1", "1 7", by=celik)
    refused("lines", paper.count_paper, budget, "Kiste 1", " \n ", by=celik)
    refused("name", paper.count_paper, budget, " ", pile, by=celik)
    batch = paper.count_paper(budget, "Kiste 1", pile, by=celik)
    refused("taken", paper.count_paper, budget, "Kiste  1", pile, by=maro)
    assert Ballot.objects.count() == 1
    refused("same_person", paper.confirm_paper, batch, pile, by=celik)
    assert "2" in refused("differ", paper.confirm_paper, batch, "1 2\n3 4\nx\n1 2 3 4", by=maro)
    refused("not_allowed", paper.confirm_paper, batch, pile, by=vera)
    batch = paper.confirm_paper(batch, "1, 2\n4 3 2 1\nx\n3", by=maro)
    assert (batch.valid, batch.invalid) == (2, 2) and Ballot.objects.filter(channel="paper").count() == 2
    refused("confirmed", paper.confirm_paper, batch, pile, by=maro)
    refused("confirmed", paper.drop_paper, batch, by=maro)
    close(budget)
    assert dict(Candidate.objects.values_list("number", "votes")) == {1: 2, 2: 1, 3: 1, 4: 0}


def test_paper_after_the_end_is_added_until_the_result_is_declared():
    budget, (gerda,) = world.vote(), voters(1)
    celik, maro, _vera = clerks()
    cast(budget, by(gerda), chosen(1))
    refused("not_counted", declare, budget, by=celik)
    budget = close(budget)
    batch = paper.count_paper(budget, "Kiste 1", "1\n2", by=celik)
    refused("paper", declare, budget, by=celik)
    paper.confirm_paper(batch, "2\n1", by=maro)
    assert dict(Candidate.objects.values_list("number", "votes"))[1] == 2
    wrong = paper.count_paper(budget, "Kiste 2", "3", by=celik)
    paper.drop_paper(wrong, by=maro)
    declare(budget, by=celik)
    refused("final", declare, budget, by=celik)
    refused("final", paper.count_paper, budget, "Kiste 3", "1", by=celik)
    refused("final", count, Sheet.objects.get())


def test_piles_are_of_one_district_where_people_vote_by_district():
    ballot = {"kind": "knapsack", "scope": "district", "pots": {"ickern": 9000, "mitte": 9000}}
    budget = world.vote(ballot, places=("ickern", "ickern", "mitte", "mitte"))
    celik, maro, _vera = clerks()
    open_sheet(budget)
    refused("district_missing", paper.count_paper, budget, "A", "1", by=celik)
    batch = paper.count_paper(budget, "A", "1\n3", by=celik, district="ickern")
    batch = paper.confirm_paper(batch, "3\n1", by=maro)
    assert (batch.valid, batch.invalid) == (1, 1) and Ballot.objects.get().district == "ickern"


def test_who_votes_in_a_district_is_held_to_it():
    ballot = {"kind": "knapsack", "scope": "both", "pots": {"ickern": 5000, "mitte": 5000}}
    budget, (gerda,) = world.vote(ballot, places=("ickern", "", "mitte", "mitte")), voters(1)
    refused("district_missing", cast, budget, by(gerda), chosen(2))
    refused("other_district", cast, budget, by(gerda), chosen(1, 3), district="ickern")
    cast(budget, by(gerda), chosen(1, 2), district="ickern", home="mitte", age_group="ab65")
    ballot = Ballot.objects.get()
    assert (ballot.spent, ballot.money, ballot.district) == (9000, 15_000, "ickern")
    assert (Voter.objects.get().district, Voter.objects.get().age_group) == ("ickern", "ab65")
    cast(budget, by(gerda), chosen(3, 4), district="mitte", age_group="zwölf")
    assert Voter.objects.get().district == "mitte" and Voter.objects.get().age_group == ""
    assert Ballot.objects.get().choices == chosen(3, 4)


def test_turnout_keeps_small_numbers_to_itself():
    budget, people = world.vote(), voters(13)
    for slug in ("ickern", "mitte"):
        world.district_of(slug)
    for n, user in enumerate(people):
        cast(
            budget,
            by(user),
            chosen(1),
            home="ickern" if n < 7 else "mitte" if n < 10 else "",
            age_group="ab65",
        )
    close(budget)
    result = Sheet.objects.get().result
    assert result["turnout"] == {
        "people": 13, "districts": {"ickern": 7, "mitte": None, "": None}, "ages": {"ab65": 13},
    }  # fmt: skip


def test_whoever_leaves_takes_the_running_ballot_along_and_only_the_name_afterwards():
    budget, (gerda, ali) = world.vote(), voters(2)
    cast(budget, by(gerda), chosen(1))
    cast(budget, by(ali), chosen(2))
    forget_voter(gerda)
    assert Voter.objects.get().user == ali and Ballot.objects.get().choices == chosen(2)
    over(budget)
    forget_voter(ali)
    assert Voter.objects.get().user is None and Ballot.objects.get().receipt is None
    close_ended()
    assert Candidate.objects.get(number=2).votes == 1


def test_that_somebody_voted_is_forgotten_half_a_year_later():
    budget, (gerda,) = world.vote(), voters(1)
    cast(budget, by(gerda), chosen(1))
    close(budget)
    at = timezone.now() + KEEP_VOTERS
    assert forget_voters(at - timedelta(minutes=1), False) == 0
    assert forget_voters(at + timedelta(minutes=1), True) == 1 and Voter.objects.count() == 1
    assert forget_voters(at + timedelta(minutes=1), False) == 1 and not Voter.objects.exists()
    assert Ballot.objects.count() == 1


def test_the_unused_codes_of_a_lost_pile_end_and_ballots_stay():
    budget = world.vote({"kind": "approval", "max_number": 5, "codes": True})
    celik, vera = world.person("celik2", "clerk", world.office()), world.person("vera2")
    used, unused, held = paper.issue_codes(budget, 3, by=celik)
    cast(budget, Elector(code=ballots.code_of(budget, used)), chosen(1))
    on_its_way = Elector(code=ballots.code_of(budget, held))
    today = timezone.localdate()
    assert paper.prints(budget) == [(today, 3, 2)]
    refused("not_allowed", paper.revoke_codes, budget, today, by=vera)
    refused("no_codes", paper.revoke_codes, budget, today - timedelta(days=1), by=celik)
    refused("no_codes", paper.revoke_codes, budget, None, by=celik)
    assert paper.revoke_codes(budget, today, by=celik) == 2
    assert ballots.code_of(budget, unused) is None and paper.prints(budget) == [(today, 1, 0)]
    refused("code", cast, budget, on_its_way, chosen(2))
    cast(budget, Elector(code=ballots.code_of(budget, used)), chosen(2))
    assert Voter.objects.count() == Ballot.objects.count() == 1
    refused("no_codes", paper.revoke_codes, budget, today, by=celik)
