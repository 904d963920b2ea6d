"""Two people at the same moment: exactly one wins, nothing is doubled, nothing is lost. Real threads, real database."""

from __future__ import annotations

import pytest

from mitmachstadt.modules.projects import suggest_actions as actions
from mitmachstadt.modules.projects.models import Project, Suggestion, Treatment
from mitmachstadt.modules.projects.suggest_actions import Sender, Words
from mitmachstadt.modules.projects.tests.factories import at_once
from mitmachstadt.modules.projects.tests.suggest_world import GIVEN, new_world, send
from mitmachstadt.spine.cases import bulk
from mitmachstadt.spine.cases.models import Case, CaseEvent, Duty
from mitmachstadt.spine.cases.registry import Given
from mitmachstadt.spine.problems import Refused

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def town():
    return new_world()


def ready_for_decision(town) -> Case:
    case = send(town)
    for key in ("release", "statement", "recommendation"):
        case = bulk.take(case, key, GIVEN[key], by=town.vogel_coordinator, expect_version=case.version)
    return case


def test_two_decisions_at_once_and_exactly_one_wins(town):
    case = ready_for_decision(town)
    outcomes = ["taken_up", "not_taken_up", "in_part", "taken_up"]
    reason = "Gezählt wurden 120 Autos in der Stunde, das sind zu wenige."

    def decide(place: int) -> str:
        mine = Case.objects.get(pk=case.pk)
        given = Given(outcome=outcomes[place], text=reason)
        return bulk.take(mine, "decide", given, by=town.vogel_coordinator, expect_version=case.version).state

    results = at_once(4, decide)
    won = [result for result in results if isinstance(result, str)]
    lost = [result for result in results if isinstance(result, Refused)]
    assert len(won) == 1 and len(lost) == 3
    case.refresh_from_db()
    assert (case.state, case.version) == (won[0], 5)
    assert Treatment.objects.filter(step="decision").count() == 1
    assert CaseEvent.objects.filter(case=case, kind="decide").count() == 1
    assert not Duty.objects.filter(case=case, done_at__isnull=True).exists()


def test_a_double_submit_is_one_case(town):
    words = Words(text="Eine Bank bitte.")
    results = at_once(5, lambda _n: actions.hand_in(town.project, words, Sender(), token="dasselbe-formular"))
    assert all(isinstance(result, tuple) for result in results), results
    assert len({result[0].pk for result in results}) == 1
    assert len({result[1] for result in results}) == 1
    assert Case.objects.count() == Suggestion.objects.count() == Duty.objects.count() == 1


def test_numbers_are_unique_and_without_gaps(town):
    results = at_once(
        8, lambda n: actions.hand_in(town.project, Words(text=f"Hinweis {n}"), Sender())[0].number
    )
    assert sorted(results) == [f"H-{Case.objects.first().received_at.year}-{n:03d}" for n in range(1, 9)]


def test_the_counter_of_a_project_is_exact_after_parallel_releases(town):
    waiting = [send(town, f"Hinweis {n}") for n in range(6)]

    def release(place: int) -> str:
        mine = Case.objects.get(pk=waiting[place].pk)
        return bulk.take(mine, "release", GIVEN["release"], by=town.vogel_coordinator, expect_version=1).state

    assert at_once(6, release) == ["statement"] * 6
    assert Project.objects.get(pk=town.project.pk).suggestion_count == 6
