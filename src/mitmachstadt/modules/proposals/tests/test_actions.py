"""A proposal on its way: handed in, released, voted on, obliging somebody, answered, asked back, done."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from mitmachstadt.modules.proposals.actions.closing import close_ended
from mitmachstadt.modules.proposals.actions.proposals import Sender
from mitmachstadt.modules.proposals.actions.voting import cast, forget_votes
from mitmachstadt.modules.proposals.models import Crossing, Proposal, Vote, VoteLine
from mitmachstadt.modules.proposals.tests.world import new_world, one, person, propose
from mitmachstadt.spine.accounts.models import Proof
from mitmachstadt.spine.cases.actions import move
from mitmachstadt.spine.cases.models import Case, CaseEvent, Duty
from mitmachstadt.spine.cases.registry import Given
from mitmachstadt.spine.city.models import RuleRecord
from mitmachstadt.spine.notify.models import Mail, News
from mitmachstadt.spine.problems import Refused
from mitmachstadt.spine.search.models import SearchEntry

pytestmark = pytest.mark.django_db


def voters(number, prefix="person"):
    return [person(f"{prefix}{n}") for n in range(number)]


def tally(proposal):
    up = down = 0
    for line in VoteLine.objects.filter(proposal=proposal):
        up += (line.after == 1) - (line.before == 1)
        down += (line.after == -1) - (line.before == -1)
    return up, down


def test_nobody_reads_it_before_its_release(world):
    case = propose()
    assert not Proposal.objects.public().exists() and not SearchEntry.objects.filter(kind="proposal").exists()
    with pytest.raises(Proposal.DoesNotExist):
        cast(case.number, world.gerda_resident, 1)
    world.take(case, "release")
    assert Proposal.objects.public().get().ends_on == timezone.localdate() + timedelta(days=120)
    assert SearchEntry.objects.filter(kind="proposal", title="Bänke am Markt").exists()


def test_the_same_form_sent_twice_is_one_proposal(world):
    assert propose(token="t").pk == propose(token="t").pk
    assert Proposal.objects.count() == 1


def test_a_place_outside_the_town_is_refused_and_nothing_is_written(world):
    from mitmachstadt.spine.places.queries import town_area

    if town_area() is None:
        pytest.skip("this town has no area")
    with pytest.raises(Refused):
        propose(lat=48.1, lon=11.5)
    assert not Case.objects.exists()


def test_one_person_one_vote_changed_until_the_end(world):
    proposal = world.released()
    for value, numbers in ((1, (1, 0)), (1, (1, 0)), (-1, (0, 1)), (0, (0, 0)), (0, (0, 0)), (-1, (0, 1))):
        now = cast(proposal.case.number, world.gerda_resident, value)
        assert (now.up, now.down) == numbers == tally(proposal)
    assert Vote.objects.get().value == -1
    assert [(line.before, line.after) for line in VoteLine.objects.order_by("number")] == [
        (0, 1),
        (1, -1),
        (-1, 0),
        (0, -1),
    ]
    assert {field.name for field in VoteLine._meta.get_fields()}.isdisjoint({"user", "at"})


def test_a_reason_stays_with_the_vote_against(world):
    proposal = world.released()
    cast(proposal.case.number, world.gerda_resident, -1, reason="money", text="  viel   zu teuer ")
    cast(proposal.case.number, world.gerda_resident, -1, reason="place")
    vote = Vote.objects.get()
    assert (vote.reason, vote.text, one(proposal.case).cast) == ("place", "", 1)
    with pytest.raises(Refused):
        cast(proposal.case.number, world.ali_resident, -1, reason="nonsense")
    with pytest.raises(Refused):
        cast(proposal.case.number, world.ali_resident, 1, reason="money")


def test_a_crossed_threshold_obliges_the_unit_then_the_committee_and_each_is_told_once(world, client):
    proposal = world.released()
    people = voters(6)
    for n, user in enumerate(people, 1):
        cast(proposal.case.number, user, 1)
        case = Case.objects.get(pk=proposal.case_id)
        assert case.state == ("reached" if n >= 2 else "collecting")
        line = client.get("/vorschlaege/").content.decode()
        assert ("Hat genug Stimmen, Abstimmung bis " in line) is (n >= 2)
    duty = Duty.objects.get(case=case, done_at=None)
    assert (duty.key, duty.unit) == ("deal", world.committee)
    assert list(Crossing.objects.values_list("key", flat=True)) == ["answer", "deal"]
    assert CaseEvent.objects.filter(case=case, kind="reach").count() == 2
    told = News.objects.count()
    for user in people:
        cast(proposal.case.number, user, 0)
    for user in people:
        cast(proposal.case.number, user, 1)
    assert News.objects.count() == told == 2
    assert Duty.objects.get(case=case, done_at=None).pk == duty.pk


def test_two_thresholds_jumped_at_once_are_one_duty_and_one_message(world):
    proposal = world.released()
    Proposal.objects.filter(pk=proposal.pk).update(up=7)
    cast(proposal.case.number, world.gerda_resident, 1)
    case = Case.objects.get(pk=proposal.case_id)
    assert Crossing.objects.count() == 2 and News.objects.count() == 1
    assert Duty.objects.get(case=case, done_at=None).unit == world.committee


def test_rules_of_a_vote_stay_as_they_were_on_its_first_day(world):
    proposal = world.released()
    before = proposal.terms
    cast(proposal.case.number, world.gerda_resident, 1)
    rule = RuleRecord.objects.get(key="vorschlaege")
    rule.data = {**rule.data, "voting": {"who": "residents", "days": 3}, "thresholds": []}
    rule.save()
    cast(proposal.case.number, world.ali_resident, 1)
    world.take(proposal.case, "hide", reason="Wir sehen es uns noch einmal an.")
    with pytest.raises(Proposal.DoesNotExist):
        cast(proposal.case.number, world.celik_clerk, 1)
    vogel_coordinator = person("vogel", "coordinator")
    world.take(proposal.case, "restore", by=vogel_coordinator)
    world.take(proposal.case, "release", by=vogel_coordinator)
    again = one(proposal.case)
    assert again.terms == before and (again.up, again.released_at) == (2, proposal.released_at)


def test_only_proven_residents_vote_where_the_rules_say_so(db):
    world = new_world(voting={"who": "residents", "min_age": 16, "days": 10})
    proposal = world.released()
    with pytest.raises(Refused) as refused:
        cast(proposal.case.number, world.gerda_resident, 1)
    assert refused.value.problems[0].code == "not_proven"
    Proof.objects.create(user=world.gerda_resident, kind="letter", day=date(2020, 1, 1), resident=True)
    gerda = type(world.gerda_resident).objects.get(pk=world.gerda_resident.pk)
    with pytest.raises(Refused) as refused:
        cast(proposal.case.number, gerda, 1)
    assert refused.value.problems[0].code == "age_not_proven"
    Proof.objects.filter(user=gerda).update(age_at_least=16)
    gerda = type(gerda).objects.get(pk=gerda.pk)
    assert cast(proposal.case.number, gerda, 1).up == 1


def test_the_vote_ends_on_its_day_and_is_filed_without_enough_votes(world, time_machine):
    proposal = world.released()
    cast(proposal.case.number, world.gerda_resident, 1)
    time_machine.move_to(timezone.now() + timedelta(days=121))
    with pytest.raises(Refused):
        cast(proposal.case.number, world.ali_resident, 1)
    assert (close_ended(), close_ended()) == (1, 0)
    case = Case.objects.get(pk=proposal.case_id)
    assert (case.state, case.public) == ("archived", True) and not case.duties.filter(done_at=None).exists()


def test_what_obliges_somebody_is_never_filed_unanswered(world, time_machine):
    proposal = world.released()
    for user in voters(2):
        cast(proposal.case.number, user, 1)
    time_machine.move_to(timezone.now() + timedelta(days=500))
    assert close_ended() == 0
    assert Duty.objects.filter(case=proposal.case, done_at=None).count() == 1


def test_answered_asked_back_once_done_with_its_cost(world):
    sender = Sender(user=world.gerda_resident, email=world.gerda_resident.email)
    case = propose(sender=sender)
    world.take(case, "release")
    day = timezone.localdate() + timedelta(days=90)
    world.take(
        case, "answer", outcome="accepted", text="Das machen wir.", day=day,
        more={"cost": 2000, "answered_by": "Ausschuss", "project": ""},
    )  # fmt: skip
    proposal = one(case)
    assert (proposal.outcome, proposal.answered_by, proposal.cost, proposal.planned_on) == (
        "accepted",
        "Ausschuss",
        2000,
        day,
    )
    with pytest.raises(Refused):
        cast(proposal.case.number, world.ali_resident, 1)

    def ask(text):
        fresh = Case.objects.get(pk=case.pk)
        return move(
            fresh, "asked_back", by=None, expect_version=fresh.version, given=Given(text=text), as_sender=True
        )

    ask("Wann genau?")
    assert Duty.objects.get(case=case, done_at=None).key == "answer"
    world.take(case, "answer", outcome="in_part", text="Im Mai, aber nur drei Bänke.")
    with pytest.raises(Refused):
        ask("Und die vierte?")
    world.take(case, "progress", text="Die Bänke sind bestellt.")
    assert Duty.objects.get(case=case, done_at=None).key == "progress"
    with pytest.raises(Refused):
        world.take(case, "build", text="Fertig.", day=day)
    world.take(case, "build", text="Die Bänke stehen.", more={"cost_final": 1900})
    done = one(case)
    assert (done.case.state, done.cost_final, done.built_on) == ("built", 1900, timezone.localdate())
    assert not Duty.objects.filter(case=case, done_at=None).exists()
    subjects = list(Mail.objects.order_by("id").values_list("subject", flat=True))
    assert len(subjects) == 6 and subjects[-1] == f"{case.number}: es ist geschafft"


def test_passing_on_needs_a_name_and_a_refusal_its_words(world):
    case = propose()
    world.take(case, "release")
    with pytest.raises(Refused):
        world.take(case, "answer", outcome="referred", text="Andere sind zuständig.")
    with pytest.raises(Refused):
        world.take(case, "answer", outcome="declined")
    with pytest.raises(Refused):
        world.take(case, "answer", by=world.gerda_resident, outcome="declined", text="Nein.")
    assert one(case).outcome == ""


def test_who_leaves_takes_running_votes_along_and_stays_unknown_in_others(world):
    running, ended = world.released(), world.released("Bücherschrank")
    for proposal in (running, ended):
        cast(proposal.case.number, world.gerda_resident, 1)
    world.take(ended.case, "answer", outcome="declined", text="Geht nicht, weil dort gebaut wird.")
    forget_votes(world.gerda_resident)
    assert [one(running.case).up, one(ended.case).up] == [0, 1]
    assert tally(running) == (0, 0) and tally(ended) == (1, 0)
    assert list(Vote.objects.values_list("user", flat=True)) == [None]


def test_hidden_and_withdrawn_proposals_leave_every_public_place(world, client):
    sender = Sender(user=world.gerda_resident)
    case = propose("Geheimes Wort", sender=sender)
    world.take(case, "release")
    fresh = Case.objects.get(pk=case.pk)
    move(fresh, "withdrawn", by=None, expect_version=fresh.version, as_sender=True)
    assert not SearchEntry.objects.filter(kind="proposal").exists()
    for path in ("/vorschlaege/", "/daten/vorschlaege.json", "/daten/stimmen.json", "/suche/?q=Geheimes"):
        assert "Geheimes Wort" not in client.get(path).content.decode()
    assert client.get(f"/vorschlaege/{case.number}/").status_code == 404
