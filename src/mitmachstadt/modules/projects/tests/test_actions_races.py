"""Two people at the same moment: one publication, one number each, one agenda item. Real threads, real database."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from mitmachstadt.modules.council.models import AgendaItem
from mitmachstadt.modules.projects import actions
from mitmachstadt.modules.projects.models import Project, Reading
from mitmachstadt.modules.projects.tests.factories import (
    REASON,
    at_once,
    backdate,
    draft,
    informed,
    meeting_in,
    new_town,
    published,
    sheet_values,
)
from mitmachstadt.spine.audit.models import LogEntry
from mitmachstadt.spine.notify.models import News
from mitmachstadt.spine.problems import Refused

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def town():
    return new_town()


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_published_by_six_at_once_is_published_once(town):
    project, given = draft(town), informed(town)
    results = at_once(6, lambda n: actions.publish_project(project, by=town.sommer_coordinator, given=given))
    assert all(isinstance(result, Project) and result.is_public for result in results), results
    assert News.objects.filter(title__contains="Neu auf der Liste").count() == 1
    assert LogEntry.objects.about("project", project.pk).filter(action="published").count() == 1


def test_a_form_sent_twice_begins_one_draft(town):
    """By an impatient finger without scripts; the answer to both is the same sheet."""
    client = signed_in(town.sommer_coordinator)
    page = client.get("/schreibtisch/vorhaben/neu/").content.decode()
    data = {
        "form_token": re.search(r'name="form_token" value="([^"]+)"', page)[1],
        "title": "Neuer Weg",
        "owner": town.traffic.pk,
    }

    def work(n):
        return signed_in(town.sommer_coordinator).post("/schreibtisch/vorhaben/neu/", data)["Location"]

    results = at_once(2, work)
    made = Project.objects.get(title="Neuer Weg")
    assert results == [f"/schreibtisch/vorhaben/{made.number}/blatt/"] * 2
    other = client.post("/schreibtisch/vorhaben/neu/", {**data, "title": "Noch ein Weg"})["Location"]
    assert Project.objects.get(title="Noch ein Weg").number in other


def test_one_meeting_takes_a_project_once(town):
    project, meeting = backdate(published(town), 40), meeting_in(town, 5)
    results = at_once(5, lambda n: actions.schedule_reading(project, meeting.id, by=town.sommer_coordinator))
    assert sum(isinstance(result, Reading) for result in results) == 1, results
    assert all(isinstance(result, Reading | Refused) for result in results), results
    assert AgendaItem.objects.count() == Reading.objects.count() == 1


def test_hiding_and_scheduling_at_once_never_leave_a_hidden_project_on_an_agenda(town):
    project, meeting = backdate(published(town), 40), meeting_in(town, 5)

    def work(n):
        if n % 2:
            return actions.hide_project(project, by=town.sommer_coordinator, reason=REASON)
        return actions.schedule_reading(project, meeting.id, by=town.sommer_coordinator)

    results = at_once(4, work)
    assert all(isinstance(result, Project | Reading | Refused) for result in results), results
    project.refresh_from_db()
    assert project.hidden != Reading.objects.filter(project=project).exists()


def test_two_who_save_the_same_version_and_one_is_told(town):
    project = draft(town)

    def work(n):
        values = {"summary": f"Fassung {n}"}
        return actions.edit_sheet(project, values, by=town.celik_clerk, expect_version=project.version)

    results = at_once(4, work)
    assert sum(isinstance(result, Project) for result in results) == 1, results
    assert sum(isinstance(result, Refused) for result in results) == 3, results


def test_every_new_project_has_its_own_number(town):
    values = sheet_values(town)
    results = at_once(8, lambda n: actions.create_project(values, by=town.celik_clerk))
    assert all(isinstance(result, Project) for result in results), results
    assert len({result.number for result in results}) == 8
