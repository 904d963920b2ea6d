"""The promise of the list: an accepted suggestion has at any time one open duty or one reasoned decision, never neither."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mitmachstadt.modules.projects import suggest_queries as queries
from mitmachstadt.modules.projects.models import Suggestion, Treatment
from mitmachstadt.modules.projects.rules import ABOUT_A_PROJECT, Decision, is_reasoned
from mitmachstadt.modules.projects.rules import Duty as RuleDuty
from mitmachstadt.modules.projects.tests.suggest_world import GIVEN, REASON, TOWNS, new_world, send
from mitmachstadt.spine.cases import actions as cases
from mitmachstadt.spine.cases import bulk
from mitmachstadt.spine.cases import sender as own
from mitmachstadt.spine.cases.models import Case, Duty
from mitmachstadt.spine.cases.registry import Given, kind_of
from mitmachstadt.spine.problems import Refused

pytestmark = pytest.mark.django_db

OUTCOMES = ("taken_up", "in_part", "not_taken_up", "referred", "", "unbekannt")
MOVES = st.tuples(
    st.sampled_from(
        (
            "release",
            "statement",
            "recommendation",
            "decide",
            "hide",
            "restore",
            "withdraw",
            "hand_over",
            "assign",
            "postpone_recommendation",
            "postpone_decision",
            "take_back_recommendation",
            "take_back_decide",
            "change_text",
        )
    ),
    st.sampled_from(
        ("vogel_coordinator", "celik_clerk", "weber_clerk_elsewhere", "brandt_council", "gerda_resident")
    ),
    st.sampled_from(("", "kurz", REASON)),
    st.sampled_from(OUTCOMES),
    st.booleans(),
)


def play(town, case: Case, move) -> None:
    """One step as some person tries it; rules and rights may refuse it, then nothing may have changed."""
    key, who, text, outcome, fresh = move
    by, version = getattr(town, who), case.version if fresh else case.version - 1
    if key == "hand_over":
        unit = town.green if case.unit_id == town.traffic.pk else town.traffic
        cases.hand_over(case, unit, by=by, expect_version=version)
    elif key == "assign":
        cases.assign(case, town.celik_clerk, by=by, expect_version=version)
    elif key == "withdraw":
        own.withdraw(case, expect_version=version)
    elif key == "change_text":
        own.change_text(case, text or "Neu", expect_version=version)
    else:
        step = Given(text=text, reason=text, outcome=outcome, passed_to=text[:20], day=date(2099, 1, 4))
        bulk.take(case, key, step, by=by, expect_version=version)


def check_promise(case: Case) -> None:
    case = Case.objects.get(pk=case.pk)
    state = kind_of(case).state(case.state)
    duties = list(Duty.objects.filter(case=case, done_at__isnull=True))
    assert len(duties) <= 1
    if case.state in ("hidden", "withdrawn"):
        # Taken out of the treatment, by the sender or with a reason that is kept.
        assert not duties and (case.state == "withdrawn" or is_reasoned(case.hidden_reason))
        return
    assert bool(duties) != state.final, (case.state, duties)
    now = queries.standing_of(case)
    if state.final:
        suggestion = Suggestion.objects.get(case=case)
        assert isinstance(now, Decision) and now.outcome == suggestion.outcome == case.state
        assert suggestion.outcome_reason.strip()
        assert case.state == "taken_up" or is_reasoned(suggestion.outcome_reason)
        assert Treatment.objects.filter(suggestion=suggestion, step="decision").count() == 1
    elif case.state != "received":
        assert isinstance(now, RuleDuty)
        assert (now.task, now.due) == (duties[0].key, duties[0].due_on)


@pytest.fixture
def town():
    return new_world()


@pytest.mark.slow
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(already=st.integers(0, 4), moves=st.lists(MOVES, min_size=1, max_size=7))
def test_one_duty_or_one_decision_whatever_people_try(town, already, moves):
    """`already` steps are taken as the rules want them, so that every stage meets all attempts."""
    with transaction.atomic():
        case = send(town)
        for key in ("release", "statement", "recommendation", "decide")[:already]:
            case = bulk.take(case, key, GIVEN[key], by=town.vogel_coordinator, expect_version=case.version)
            check_promise(case)
        for move in moves:
            before = Case.objects.get(pk=case.pk)
            try:
                play(town, before, move)
            except Refused:
                after = Case.objects.get(pk=case.pk)
                assert (after.state, after.version) == (before.state, before.version)
            check_promise(case)
        transaction.set_rollback(True)


@pytest.mark.parametrize("name", sorted(path.name for path in TOWNS.iterdir() if (path / "rules").is_dir()))
def test_every_town_treats_a_suggestion_by_its_own_rules(name):
    town = new_world(name)
    rules = queries.town_rules(date(2026, 11, 24))
    kind = next(
        (
            kind.key
            for kind in rules.suggestions.kinds
            if kind.key in ABOUT_A_PROJECT and not kind.needs_quorum
        ),
        None,
    )
    if kind is None:
        with pytest.raises(Refused):
            send(town)
        return
    case = send(town, kind=kind)
    check_promise(case)
    case = bulk.take(case, "release", Given(), by=town.vogel_coordinator, expect_version=case.version)
    for step in rules.treatment.steps:
        assert case.state == step.task
        check_promise(case)
        key = "decide" if step.task == "decision" else step.task
        answer = Given(text=REASON, outcome="not_taken_up")
        case = bulk.take(case, key, answer, by=town.vogel_coordinator, expect_version=case.version)
    assert case.state == "not_taken_up"
    check_promise(case)
