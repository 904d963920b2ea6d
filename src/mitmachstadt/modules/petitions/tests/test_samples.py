"""The examples go their whole way, are marked, and leave nothing behind."""

from __future__ import annotations

import pytest

from mitmachstadt.modules.council.models import AgendaItem
from mitmachstadt.modules.petitions import samples
from mitmachstadt.modules.petitions.models import Petition, Question
from mitmachstadt.modules.petitions.rules import outcome_of_council
from mitmachstadt.modules.petitions.tests.world import admitted, person
from mitmachstadt.spine.audit.models import LogEntry
from mitmachstadt.spine.cases.models import Case, Duty
from mitmachstadt.spine.city.models import NumberSeries
from mitmachstadt.spine.notify.models import News
from mitmachstadt.spine.search.models import SearchEntry


@pytest.fixture
def seeded(world):
    coordinator = person("sommer", "coordinator")
    coordinator.sample = True
    coordinator.save()
    samples.seed()
    return world


def test_one_goes_the_whole_way_and_one_is_answered(seeded):
    done = Petition.objects.get(case__state="in_part")
    assert done.outcome_reason
    assert done.result
    assert (
        done.case.events.filter(kind="decide").get().at.date()
        < done.case.events.model.objects.latest("at").at.date()
    )
    assert Question.objects.exclude(answer="").get().follow_up_answer
    assert not Duty.objects.filter(done_at__isnull=True, case__closed_at__isnull=False).exists()
    assert all(case.sample and "Beispiel" in case.title for case in Case.objects.all())


def test_agenda_and_petition_tell_the_same_day_and_the_same_decision(seeded):
    done = Petition.objects.get(case__state="in_part")
    item = AgendaItem.objects.select_related("meeting").get(pk=done.item_id)
    assert done.case.events.get(kind="record").at == item.meeting.starts_at == done.meeting_at
    assert outcome_of_council(item.outcome) == done.outcome
    assert done.case.events.get(kind="decide").at > item.meeting.starts_at


def test_twice_is_once_and_removal_leaves_nothing(seeded):
    before = Case.objects.count()
    samples.seed()
    assert Case.objects.count() == before
    real = admitted(seeded)
    samples.remove()
    assert list(Case.objects.values_list("pk", flat=True)) == [real.pk]
    assert Petition.objects.count() == 1
    assert not Question.objects.exists()
    assert SearchEntry.objects.filter(kind__in=("petition", "question")).count() == 1
    assert not LogEntry.objects.filter(sample=True, object_kind="case").exists()
    assert not News.objects.filter(sample=True, path__startswith="/antraege/").exists()
    assert not News.objects.filter(sample=True, path__startswith="/fragestunde/").exists()
    assert list(NumberSeries.objects.filter(prefix__in="AF").values_list("prefix", flat=True)) == ["A"]
