"""The examples: marked, within every bound, in the states they are said to have, and gone without a trace."""

from __future__ import annotations

import pytest
from django.db.models import Sum
from django.utils import timezone

from mitmachstadt.modules.budgets import samples
from mitmachstadt.modules.budgets.models import Application, Budget
from mitmachstadt.modules.budgets.queries.process import may, phase_now
from mitmachstadt.modules.budgets.tests.world import new_world
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.audit.models import LogEntry
from mitmachstadt.spine.cases.models import Case, CaseEvent, Duty
from mitmachstadt.spine.city.models import NumberSeries
from mitmachstadt.spine.notify.models import Mail
from mitmachstadt.spine.search.models import SearchEntry

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def examples(rows_for_all):
    def make():
        new_world()
        Budget.objects.all().delete()
        SearchEntry.objects.filter(kind="budget").delete()
        User.objects.filter(email="vogel@example.org").update(sample=True)
        return samples.seed()

    return rows_for_all(make)


@pytest.fixture
def seeded(examples, db):
    assert "15 Anträgen" in examples
    return examples


def test_three_budgets_stand_in_three_phases(seeded):
    now, year = timezone.now(), timezone.localdate().year
    phases = {one.slug: phase_now(one, now).key for one in Budget.objects.all()}
    assert phases[f"beispiel-buergerinnenbudget-{year}"] == "vote"
    assert phases[f"beispiel-buergerinnenbudget-{year - 1}"] == "build"
    district = Budget.objects.get(kind="district")
    assert may(district, "apply", now) and district.applications.get().case.state == "admitted"
    assert "schon da" in samples.seed()


def test_all_of_them_are_marked_and_hold_together(seeded):
    assert not Case.objects.filter(sample=False).exists() and not Budget.objects.filter(sample=False).exists()
    assert all(row.title.startswith("Beispiel") for row in Application.objects.all())
    for budget in Budget.objects.all():
        assert budget.name.startswith("Beispiel")
        promised = budget.applications.filter(outcome__in=("granted", "in_part")).aggregate(
            sum=Sum("granted")
        )["sum"]
        assert (promised or 0) == budget.granted <= budget.total
    states = sorted(Application.objects.filter(budget__granted__gt=0).values_list("case__state", flat=True))
    assert states == ["closed", "closed", "declined", "paid", "proved", "revoked"]
    assert not Mail.objects.exists()


def test_their_days_follow_each_other(seeded):
    today = timezone.localdate()
    for row in Application.objects.select_related("case"):
        days = [
            timezone.localdate(row.case.received_at), row.admitted_on, row.decided_on, row.notice_on, row.paid_on,
            row.proved_on, row.recovered_on,
        ]  # fmt: skip
        known = [day for day in days if day]
        assert known == sorted(known) and known[-1] <= today, row.title
        moments = list(CaseEvent.objects.filter(case=row.case).order_by("id").values_list("at", flat=True))
        assert moments == sorted(moments), row.title
    assert not Duty.objects.filter(done_at=None, due_on__lt=today).exists()


def test_they_go_without_a_trace(seeded):
    assert samples.remove() == "3 Beispiel-Budgets entfernt."
    assert not Budget.objects.exists() and not Case.objects.exists() and not Application.objects.exists()
    assert not SearchEntry.objects.filter(kind__in=("budget", "application")).exists()
    assert not NumberSeries.objects.filter(prefix="BB").exists()
    assert not LogEntry.objects.filter(sample=True, object_kind__in=("case", "budget")).exists()
