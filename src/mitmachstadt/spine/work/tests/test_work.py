"""Long work can be watched, stopped and gone on with; what a dead worker left is done by another one, once."""

from datetime import timedelta

import pytest
from django.test import override_settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from mitmachstadt.spine.accounts.models import Role, RoleAssignment, User
from mitmachstadt.spine.problems import Refused
from mitmachstadt.spine.work import actions, heartbeat, registry, rules, running
from mitmachstadt.spine.work.models import Job, Worker
from mitmachstadt.spine.work.registry import Kind, Step
from mitmachstadt.spine.work.tasks import run_job

QUEUE = {"default": {"BACKEND": "mitmachstadt.spine.work.backend.TracedBackend", "QUEUES": ["default"]}}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_queue_that_waits(settings):
    settings.TASKS = QUEUE


@pytest.fixture
def counted(monkeypatch):
    """A kind with five steps that writes down which it did; `between` is called after each."""
    done, between = [], []

    def run(cursor):
        for number in range(cursor or 0, 5):
            done.append(number)
            for call in between:
                call(number)
            yield Step(number + 1, 5, number + 1, f"Schritt {number + 1}")

    monkeypatch.setitem(registry._kinds, "probe", Kind("probe", "Probe", "Fünf Schritte.", run))
    return done, between


@pytest.fixture
def operator():
    person = User.objects.create_user(email="betrieb@example.org", password="Radweg und Kanal 7")
    RoleAssignment.objects.create(user=person, role=Role.OPERATOR)
    return person


def test_a_job_runs_to_its_end_and_shows_how_far_it_is(counted, operator):
    job = actions.start("probe", by=operator)
    assert running.run(job.pk) == "done"
    job.refresh_from_db()
    assert (job.done, job.total, job.percent, job.note) == (5, 5, 100, "Schritt 5")
    assert job.finished_at


def test_a_second_one_of_the_kind_waits_until_the_first_is_over(counted, operator):
    job = actions.start("probe", by=operator)
    with pytest.raises(Refused):
        actions.start("probe", by=operator)
    running.run(job.pk)
    assert actions.start("probe", by=operator).pk != job.pk
    with pytest.raises(Refused):
        actions.start("gibt-es-nicht", by=operator)


def test_stopped_it_keeps_its_place_and_goes_on_there(counted, operator):
    done, between = counted
    job = actions.start("probe", by=operator)
    between.append(lambda number: number == 2 and actions.stop(job, by=operator))
    assert running.run(job.pk) == "stopped"
    assert done == [0, 1, 2]
    between.clear()
    assert actions.go_on(job, by=operator)
    assert not actions.go_on(job, by=operator)
    assert running.run(job.pk) == "done"
    assert done == [0, 1, 2, 3, 4]


def test_one_that_only_waits_is_stopped_at_once(counted, operator):
    job = actions.start("probe", by=operator)
    assert actions.stop(job, by=operator)
    assert running.run(job.pk) == "lost"
    assert counted[0] == []
    assert not actions.stop(job, by=operator)


def test_a_failing_one_says_so_and_can_go_on(counted, operator):
    done, between = counted

    def fail(number):
        if number == 3:
            raise ValueError("planted for gerda@example.org")

    between.append(fail)
    job = actions.start("probe", by=operator)
    assert running.run(job.pk) == "failed"
    job.refresh_from_db()
    assert job.note == "ValueError", "the words of an error may name a person"
    between.clear()
    actions.go_on(job, by=operator)
    assert running.run(job.pk) == "done"
    assert done == [0, 1, 2, 3, 3, 4]


def test_a_runner_that_was_thought_dead_lets_go(counted, operator):
    """Another worker took the job over while the first one hung; only one of them finishes."""
    done, between = counted
    job = actions.start("probe", by=operator)
    second = []

    def take_it(number):
        if number == 1 and not second:
            second.append("begun")
            second.append(running.run(job.pk))

    between.append(take_it)
    assert running.run(job.pk) == "lost"
    assert second == ["begun", "done"]
    assert done == [0, 1, 1, 2, 3, 4]
    assert Job.objects.get().state == Job.State.DONE


def claimed(by, *, before=()):
    """A task in the hands of a worker."""
    run_job.enqueue(1)
    task = DBTaskResult.objects.latest("enqueued_at")
    task.worker_ids = list(before)
    task.claim(by)
    return task


def test_tasks_of_a_dead_worker_go_back_and_those_of_a_living_one_stay():
    heartbeat.beat("lebt")
    heartbeat.beat("tot")
    Worker.objects.filter(pk="tot").update(seen_at=timezone.now() - rules.DEAD_AFTER - timedelta(seconds=1))
    kept, lost, unknown = claimed("lebt"), claimed("tot"), claimed("nie-gesehen")
    assert heartbeat.take_over() == 2
    assert heartbeat.take_over() == 0
    states = dict(DBTaskResult.objects.values_list("pk", "status"))
    assert states == {kept.pk: "RUNNING", lost.pk: "READY", unknown.pk: "READY"}


def test_a_task_that_ends_worker_after_worker_is_given_up():
    task = claimed("drei", before=["eins", "zwei"])
    assert heartbeat.take_over() == 0
    task.refresh_from_db()
    assert task.status == "FAILED"


def test_a_job_whose_task_was_lost_is_asked_for_again(counted, operator):
    job = actions.start("probe", by=operator)
    DBTaskResult.objects.all().delete()
    assert heartbeat.adopt_jobs() == 0
    Job.objects.update(seen_at=timezone.now() - rules.LOST_AFTER - timedelta(seconds=1))
    assert heartbeat.adopt_jobs() == 1
    assert heartbeat.adopt_jobs() == 0
    assert DBTaskResult.objects.get().args_kwargs["args"] == [job.pk]


def test_the_desk_shows_starts_stops_and_goes_on(counted, operator, client):
    client.force_login(operator)
    page = client.get("/schreibtisch/arbeiten/").content.decode()
    assert "Seit 90 Sekunden hat sich kein Hintergrunddienst gemeldet" in page
    assert 'value="reindex"' in page and 'value="import-town"' in page
    client.post("/schreibtisch/arbeiten/", {"start": "probe"})
    job = Job.objects.get()
    page = client.get("/schreibtisch/arbeiten/").content.decode()
    assert f'name="stop" value="{job.pk}"' in page
    again = client.post("/schreibtisch/arbeiten/", {"start": "probe"}, follow=True)
    assert "läuft schon" in again.content.decode()
    client.post("/schreibtisch/arbeiten/", {"stop": job.pk})
    page = client.get("/schreibtisch/arbeiten/").content.decode()
    assert f'name="go_on" value="{job.pk}"' in page
    client.post("/schreibtisch/arbeiten/", {"go_on": job.pk})
    assert Job.objects.get().state == "waiting"
    assert client.post("/schreibtisch/arbeiten/", {"stop": "unfug"}).status_code == 404


def test_the_desk_is_for_operators(client):
    assert client.get("/schreibtisch/arbeiten/").status_code == 302
    clerk = User.objects.create_user(email="celik@example.org", password="Radweg und Kanal 7")
    RoleAssignment.objects.create(user=clerk, role=Role.EDITOR)
    client.force_login(clerk)
    assert client.get("/schreibtisch/arbeiten/").status_code == 403
    assert client.post("/schreibtisch/arbeiten/", {"start": "reindex"}).status_code == 403
    assert not Job.objects.exists()


@override_settings(TASKS=QUEUE)
def test_the_search_is_made_anew_in_pieces():
    from mitmachstadt.spine.search.actions import index_entry
    from mitmachstadt.spine.search.models import IndexRow
    from mitmachstadt.spine.search.queries import find

    index_entry(kind="page", object_id=1, title="Radweg am Kanal", url="/radweg/")
    index_entry(kind="page", object_id=2, title="Geheim", url="/geheim/", public=False)
    IndexRow.objects.all().delete()
    assert not find("radweg").hits
    kind = registry.kind_of("reindex")
    steps = [*kind.run(None)]
    assert [(step.done, step.total) for step in steps] == [(2, 2)]
    assert [hit.title for hit in find("radweg").hits] == ["Radweg am Kanal"]
    assert not find("geheim").hits
    assert [*kind.run(steps[-1].cursor)] == []
