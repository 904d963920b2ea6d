"""A hundred reports with photos at the same moment: none lost, none twice; joining and releasing count once, too."""

from __future__ import annotations

import pytest
from django.db import connection

from mitmachstadt.modules.projects.tests.factories import at_once
from mitmachstadt.modules.reports.actions import joining
from mitmachstadt.modules.reports.actions.photos import drop_unused
from mitmachstadt.modules.reports.actions.reports import Reporter
from mitmachstadt.modules.reports.models import Companion, Photo, Report
from mitmachstadt.modules.reports.tests.world import new_world, photo, report
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.files.models import Upload

WRITERS, EACH = 25, 4


def failures(results):
    return [one for one in results if isinstance(one, Exception)]


@pytest.mark.django_db(transaction=True)
def test_a_hundred_reports_with_photos_at_once():
    new_world()

    def write(n):
        for number in range(EACH):
            picture = photo()
            # every third form is sent twice, by a double press
            token = f"form-{(n // 3) * 3 if number == 0 else f'{n}-{number}'}"
            words = f"Loch {(n // 3) * 3}" if number == 0 else f"Loch {n} {number}"
            report(text=words, photos=[picture], token=token)
            drop_unused([picture])
            connection.close()  # as after every request: more writers than the pool has connections

    assert not failures(at_once(WRITERS, write))
    expected = WRITERS * (EACH - 1) + -(-WRITERS // 3)
    assert Report.objects.count() == Case.objects.count() == expected
    assert Photo.objects.count() == Upload.objects.count() == expected
    assert Case.objects.values("number").distinct().count() == expected
    assert not Case.objects.exclude(state="open").exists()


@pytest.mark.django_db(transaction=True)
def test_one_person_joins_once_at_equal_moments():
    world = new_world()
    one = report()
    who = Reporter(user=world.gerda_resident, email=world.gerda_resident.email)
    assert not failures(at_once(8, lambda n: joining.join(one, who)))
    assert Companion.objects.count() == 1
