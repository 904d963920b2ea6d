"""The desk shows how far the reading is and what is wrong with the data, to those who keep the council; nights do it alone."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.utils import timezone

from mitmachstadt.modules.council.importers.oparl import jobs, running
from mitmachstadt.modules.council.models import Finding, Run
from mitmachstadt.spine.accounts.models import Role, RoleAssignment, User
from mitmachstadt.spine.work.models import Job

pytestmark = pytest.mark.django_db
PAGE = "/schreibtisch/ratsimport/"


@pytest.fixture
def coordinator(client):
    person = User.objects.create_user(email="koordination@example.org")
    RoleAssignment.objects.create(user=person, role=Role.COORDINATOR)
    client.force_login(person)
    return client


def test_the_report_names_every_kind_with_its_number_and_leads_on(council, read, coordinator):
    run = read(council)
    page = coordinator.get(PAGE).content.decode()
    assert "Führt ins Leere" in page and "Pflichtfeld fehlt" in page and "Probesystem" in page
    rows = coordinator.get(f"{PAGE}{run.source_id}/swapped/").content.decode()
    assert council.url("location", 1) in rows
    assert coordinator.get(f"{PAGE}{run.source_id}/erfunden/").status_code == 404


def test_the_table_runs_no_formula(coordinator):
    source = running.source_for("https://rat.example/oparl")
    Finding.objects.create(
        source=source, kind="html", object_type="Paper", url="https://rat.example/1", message="=1+1"
    )
    table = b"".join(coordinator.get(f"{PAGE}{source.pk}/befunde.csv").streaming_content).decode()
    assert "HTML in einem Text;Paper;https://rat.example/1;;'=1+1" in table


def test_others_find_no_such_page(client, coordinator):
    stranger = User.objects.create_user(email="jemand@example.org")
    client.force_login(stranger)
    assert client.get(PAGE).status_code in {403, 404}


def test_reading_is_begun_paused_and_taken_up_at_the_desk(coordinator):
    coordinator.post(PAGE, {"start": jobs.FULL})
    job = Job.objects.get(kind=jobs.FULL)
    assert job.state == Job.State.WAITING
    coordinator.post(PAGE, {"stop": job.pk})
    job.refresh_from_db()
    assert job.state == Job.State.STOPPED
    coordinator.post(PAGE, {"go_on": job.pk})
    job.refresh_from_db()
    assert job.is_open
    coordinator.post(PAGE, {"start": "reindex"})
    assert not Job.objects.filter(kind="reindex").exists()


def test_the_night_reads_once_and_only_where_somebody_began(settings, council, read):
    settings.TOWN = {**settings.TOWN, "council": {"endpoint": f"{council.root}/oparl"}}
    night = timezone.make_aware(datetime(2026, 3, 2, 2, 30))
    assert jobs.nightly(night) == ""
    read(council)
    assert jobs.nightly(night.replace(hour=14)) == ""
    Job.objects.all().delete()
    assert jobs.nightly(night) == jobs.UPDATE
    Job.objects.update(created_at=night, state=Job.State.DONE)
    assert jobs.nightly(night) == jobs.TEXTS
    Job.objects.update(created_at=night, state=Job.State.DONE)
    assert jobs.nightly(night) == ""


def test_the_job_reads_the_towns_system_and_says_how_far(settings, council, town_data):
    settings.TOWN = {**settings.TOWN, "council": {"endpoint": f"{council.root}/oparl"}}
    settings.COUNCIL_ALLOW = [council.root]
    steps = list(jobs.update(None))
    assert Run.objects.get().state == Run.State.DONE and steps[-1].done == steps[-1].total > 100
