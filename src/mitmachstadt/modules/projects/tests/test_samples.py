"""The examples: marked, complete, in every state, and gone without a trace."""

from __future__ import annotations

import io
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from mitmachstadt.modules.council.interface import items_about
from mitmachstadt.modules.projects.models import Project, Reading, State, Suggestion
from mitmachstadt.modules.projects.samples.people import CLERK, COORDINATOR, EDITOR, MEMBER, PEOPLE, RESIDENT
from mitmachstadt.modules.projects.samples.projects import meeting_day, office_day
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.accounts.rules import has_role
from mitmachstadt.spine.audit.models import LogEntry
from mitmachstadt.spine.city.queries import holidays_of
from mitmachstadt.spine.places.queries import town_area
from mitmachstadt.spine.places.rules import check_geometry

pytestmark = pytest.mark.django_db

#: Derived or kept on purpose: the outbox of background work, and spellings the search knows for words that are still there.
LEFT_OUT = {
    "django_tasks_db_dbtaskresult",
    "django_tasks_database_dbtaskresult",
    "search_searchword",
    "django_session",
}


@dataclass
class Seeded:
    """What was there before the examples, when they were made, what that printed and where it keeps the sign-ins."""

    before: dict[str, list[tuple[object, ...]]]
    began: datetime
    printed: str
    folder: Path


@pytest.fixture(scope="module")
def seeded(rows_for_all, tmp_path_factory):
    """The real data with all examples, made once; what a test does to them goes with it."""
    folder, told = tmp_path_factory.mktemp("stadt"), io.StringIO()

    def make():
        call_command("import_town", verbosity=0)
        before, began = everything(), timezone.now()
        with override_settings(DATA_DIR=folder):
            call_command("seed_sample", stdout=told)
        return Seeded(before, began, told.getvalue(), folder)

    return rows_for_all(make)


@pytest.fixture
def town(seeded, tmp_path, settings):
    shutil.copytree(seeded.folder, tmp_path, dirs_exist_ok=True)
    settings.DATA_DIR = tmp_path
    return seeded


def everything() -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table that a model stands for."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            if model._meta.managed and not model._meta.proxy and table not in LEFT_OUT:
                cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
                found[table] = sorted(map(repr, cursor.fetchall()))
    return found


def test_removing_them_brings_the_real_data_back_row_by_row(town):
    before = town.before
    assert Project.objects.filter(sample=True).count() == 8 and everything() != before
    call_command("remove_sample", verbosity=0)
    after = everything()
    # the log says that they left, and that is all that stays
    told = [row for row in after["audit_logentry"] if "samples_removed" in row]
    after["audit_logentry"] = [row for row in after["audit_logentry"] if row not in told]
    assert len(told) == 1
    assert {table for table in before if before[table] != after[table]} == set()


def test_the_change_log_of_an_example_bears_the_days_that_its_sheet_tells(town):
    began = town.began
    today = timezone.localdate()
    for project in Project.objects.public().filter(sample=True):
        rows = list(LogEntry.objects.public().about("project", project.pk))
        days = {row.action: timezone.localdate(row.at) for row in rows}
        assert days["published"] == timezone.localdate(project.published_at)
        assert all(row.at < began and timezone.localdate(row.at) < today for row in rows), project.title
        for reading in Reading.objects.filter(project=project).exclude(result=""):
            words = [{"field": "Ergebnis", "old": "", "new": reading.result}]
            told = [timezone.localdate(row.at) for row in rows if row.changes == words]
            assert told == [reading.day]
        costs = [timezone.localdate(row.at) for row in rows if row.action == "edited"]
        assert costs == sorted(project.costs.order_by("stated_on").values_list("stated_on", flat=True)[1:])
        first = LogEntry.objects.get(action="created", object_kind="project", object_id=str(project.pk))
        assert first.at < min(row.at for row in rows)
    member = User.objects.get(email=MEMBER)
    assert LogEntry.objects.get(action="role.assigned", object_id=str(member.public_id)).at >= began


def test_a_second_seeding_adds_nothing(town):
    counts = {model: model._default_manager.count() for model in (Project, Reading, User, LogEntry)}
    call_command("seed_sample", verbosity=0)
    assert counts == {model: model._default_manager.count() for model in counts}


def test_every_example_says_so_and_every_state_has_one(town):
    projects = Project.objects.filter(sample=True)
    assert all(project.title.startswith("Beispiel: ") for project in projects)
    assert not Project.objects.filter(sample=False, title__startswith="Beispiel").exists()
    assert set(projects.values_list("state", flat=True)) == {
        State.DRAFT, State.MEMBERS_INFORMED, State.PUBLISHED, State.FIRST_READING, State.IN_WORK, State.DONE,
        State.PUT_BACK,
    }  # fmt: skip
    for project in projects:
        assert project.published_at is None or project.members_informed_at <= project.published_at
        for place in project.places.all():
            assert check_geometry(place.geometry, town_area()) == []


@pytest.mark.parametrize("first", ["2026-01-01", "2027-01-01"])
def test_nothing_to_come_falls_on_a_day_off(first, time_machine):
    for offset in range(365):
        now = datetime.fromisoformat(f"{first}T10:00+01:00") + timedelta(days=offset)
        time_machine.move_to(now, tick=False)
        today = timezone.localdate()
        for days in (6, 12, 18, 20, 28, 30, 33, 37, 60):
            found = [office_day(days), meeting_day(days)]
            for day in found:
                assert day.weekday() < 5 and day not in holidays_of(day.year)
                assert (day.month, day.day) not in {(12, 24), (12, 25), (12, 26), (12, 31), (1, 1)}
            assert found[0] >= today + timedelta(days=days)
            assert found[1].weekday() == 3 and found[1] >= today
        assert all(meeting_day(days) < today for days in (-20, -120, -340))
        assert meeting_day(37) >= office_day(33), "a window ends before the meeting"
        assert meeting_day(28) > office_day(12)


def test_their_readings_passed_the_gate_without_an_exception(town):
    readings = Reading.objects.filter(project__sample=True)
    assert readings.count() == 8 and not readings.exclude(exception_reason="").exists()
    assert all(reading.agenda_item.meeting.sample for reading in readings)
    # And what a body decided about a suggestion is told alike at the project and at the meeting of that day.
    decided = Suggestion.objects.filter(case__sample=True, case__closed_at__isnull=False, case__hidden=False)
    assert decided.count() == 4
    for suggestion in decided:
        for row in suggestion.treatments.filter(step__in=("recommendation", "decision")):
            step = "decide" if row.step == "decision" else row.step
            meeting = suggestion.case.treated_at.get(step=step).item.meeting
            assert (meeting.body, timezone.localdate(meeting.begins)) == (row.by, timezone.localdate(row.at))
            assert meeting.pk in {one.meeting.id for one in items_about("project", suggestion.project.number)}


def test_the_sign_ins_are_printed_work_and_stand_in_no_other_place(town):
    printed = town.printed
    kept = (settings.DATA_DIR / "demo-zugaenge.txt").read_text("utf-8")
    password = kept.split("Kennwort: ")[1].strip()
    assert password in printed and len(password) >= 12
    for someone in PEOPLE:
        assert authenticate(username=someone.email, password=password) is not None
    clerk, coordinator = User.objects.get(email=CLERK), User.objects.get(email=COORDINATOR)
    assert (
        has_role(clerk, "clerk")
        and not has_role(clerk, "coordinator")
        and has_role(coordinator, "coordinator")
    )
    assert has_role(User.objects.get(email=MEMBER), "council_member")
    editor = User.objects.get(email=EDITOR)
    assert has_role(editor, "editor") and editor.has_perm("wagtailadmin.access_admin")
    assert not User.objects.get(email=RESIDENT).roles.exists()
    assert (settings.DATA_DIR / "demo-zugaenge.txt").stat().st_mode & 0o077 == 0


def test_what_somebody_with_an_example_account_begins_is_an_example(town):
    from mitmachstadt.modules.council import interface as council
    from mitmachstadt.modules.projects import actions
    from mitmachstadt.spine.city.models import Organisation

    clerk = User.objects.get(email=CLERK)
    unit = clerk.roles.get().organisation
    project = actions.create_project({"title": "Ausprobiert", "owner": unit}, by=clerk)
    assert project.sample and project.number.startswith("B-")
    body = Organisation.objects.filter(kind="body", sample=False).first()
    meeting = council.add_meeting(
        body.key, timezone.now() + timedelta(days=9), by=User.objects.get(email=COORDINATOR)
    )
    assert meeting.id in {one.id for one in council.upcoming_meetings(timezone.localdate())}
    call_command("remove_sample", verbosity=0)
    assert not Project.objects.filter(pk=project.pk).exists()
    assert meeting.id not in {one.id for one in council.upcoming_meetings(timezone.localdate())}


@pytest.mark.django_db
def test_what_visitors_tried_on_examples_goes_with_them_and_real_cases_stay(town):
    from mitmachstadt.modules.projects.models import Suggestion
    from mitmachstadt.spine.cases.actions import open_case
    from mitmachstadt.spine.cases.models import Case
    from mitmachstadt.spine.city.models import Organisation
    from mitmachstadt.spine.city.samples import remove_all

    unit = Organisation.objects.get(key="beispiel-verkehrsplanung")
    made = {}
    for name, project in (
        ("tried", Project.objects.filter(sample=True).first()),
        ("real", Project.objects.filter(sample=False).first()),
    ):
        case, _ = open_case(
            "suggestion",
            title=name,
            unit=unit,
            attach=lambda case, project=project: (
                Suggestion.objects.create(case=case, project=project, text="Ein Satz.") and None
            ),
        )
        made[name] = case.pk
    remove_all()
    assert not Case.objects.filter(pk=made["tried"]).exists()
    assert Case.objects.get(pk=made["real"]).unit.key == "stadt"
    assert not Organisation.objects.filter(sample=True).exists()
