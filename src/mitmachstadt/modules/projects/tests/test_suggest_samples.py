"""Examples are marked, show every state, and leave nothing behind."""

import pytest
from django.apps import apps
from django.utils import timezone

from mitmachstadt.modules.projects import suggest_samples
from mitmachstadt.modules.projects.models import Project, Suggestion
from mitmachstadt.modules.projects.tests.suggest_world import new_world, send
from mitmachstadt.spine.cases import queries
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.notify.models import Mail

pytestmark = pytest.mark.django_db


def row_counts():
    ours = ("mitmachstadt.",)
    return {
        model.__name__: model._default_manager.count()
        for model in apps.get_models()
        if model.__module__.startswith(ours) and model._meta.managed
    }


def test_seed_and_remove_leave_the_real_data_as_they_were():
    town = new_world()
    town.project.sample = True
    town.project.save()
    real = send(town, "Ein echter Hinweis")
    other = Project.objects.get(pk=town.project.pk)
    other.pk, other.number, other.sample = None, "V-2020-999", False
    other.save()
    Suggestion.objects.filter(case=real).update(project=other)
    before = row_counts()
    suggest_samples.seed()
    made = Case.objects.filter(sample=True)
    assert made.count() == 13
    assert {case.state for case in made} >= {
        "received", "statement", "recommendation", "decision", "taken_up", "in_part", "not_taken_up", "referred", "hidden",
    }  # fmt: skip
    assert all(
        suggestion.text.startswith("Beispiel:") for suggestion in Suggestion.objects.filter(case__sample=True)
    )
    late = queries.with_open_duty(made).filter(due_on__lt=timezone.localdate(), hidden=False)
    assert late.count() == 2
    assert not Mail.objects.exists()
    assert "schon da" in suggest_samples.seed()
    suggest_samples.remove()
    assert row_counts() == before
    assert Case.objects.get() == real
