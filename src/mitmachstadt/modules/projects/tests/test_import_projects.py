"""The import of the agreement's projects: the real table whole, a second run without change, and every bad row by name."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError

from mitmachstadt.modules.projects import actions
from mitmachstadt.modules.projects.importers import stock
from mitmachstadt.modules.projects.models import CostEstimate, Milestone, Project, ProjectPlace, State
from mitmachstadt.modules.projects.tests.suggest_world import person
from mitmachstadt.spine.audit.models import LogEntry
from mitmachstadt.spine.city.importers.town import import_town
from mitmachstadt.spine.city.importing import Report
from mitmachstadt.spine.search.models import SearchEntry

pytestmark = pytest.mark.django_db
COLUMNS = (
    "id", "area", "title", "summary", "kind", "districts", "places", "responsible", "partners", "span_first", "span_last",
)  # fmt: skip
GOOD = {
    "id": "T001", "area": "klima", "title": "Solardach auf der Halle", "summary": "Strom vom Dach.", "kind": "vorhaben",
    "districts": "Ickern", "places": "Ickerner Markt;Wiese", "responsible": "stadt;rat", "span_first": "12", "span_last": "13",
}  # fmt: skip


@pytest.fixture(scope="module")
def town(rows_for_all):
    report = Report("Stadt")
    rows_for_all(lambda: import_town(settings.TOWN_DIR, report))
    assert report.skipped == []


@pytest.fixture
def folder(town, db, tmp_path) -> Path:
    """The real town's folder, to be changed by a test; the town itself has been read from it."""
    return Path(shutil.copytree(settings.TOWN_DIR, tmp_path / "stadt"))


def write(folder: Path, *rows: dict[str, str]) -> None:
    with (folder / "data" / "commitments.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows({**GOOD, **row} for row in rows)


def run(folder: Path) -> Report:
    report = Report("Vorhaben")
    stock.import_projects(folder, report)
    return report


def test_the_real_table_becomes_160_public_projects_without_an_invented_fact(folder):
    report = run(folder)
    assert (report.counts["created"], report.skipped) == (160, [])
    projects = Project.objects.all()
    assert projects.public().count() == 160
    assert (
        not projects.exclude(state=State.PUBLISHED).exists()
        and not projects.exclude(participation="undecided").exists()
    )
    assert not CostEstimate.objects.exists() and not Milestone.objects.exists()
    assert not projects.exclude(planned_start=None, planned_end=None, window_start=None).exists()
    assert not projects.exclude(members_informed_at=None).exists()
    assert all("nicht gesondert unterrichtet" in project.listing_exception for project in projects)
    assert projects.filter(whole_town=True).count() == 142
    one = projects.get(source_ref="K004")
    assert one.title.startswith("ISEK Merklinde")
    assert one.source_note == "Koalitionsvereinbarung 2021–2025, Zeile 120"
    assert list(one.districts.values_list("name", flat=True)) == ["Merklinde"]
    assert (
        ProjectPlace.objects.filter(geometry__isnull=True).exists()
        and ProjectPlace.objects.exclude(lon=None).exists()
    )
    assert SearchEntry.objects.filter(kind="project", public=True).count() == 160
    assert LogEntry.objects.public().filter(action="imported").count() == 160


def test_a_second_run_changes_nothing(folder):
    run(folder)
    stamps = dict(Project.objects.values_list("number", "updated_at"))
    entries = LogEntry.objects.count()
    report = run(folder)
    assert report.counts == {"created": 0, "changed": 0, "unchanged": 160}
    assert (
        dict(Project.objects.values_list("number", "updated_at")) == stamps
        and LogEntry.objects.count() == entries
    )


def test_numbers_are_stable_when_rows_move(folder):
    write(folder, {"id": "A"}, {"id": "B"})
    run(folder)
    numbers = dict(Project.objects.values_list("source_ref", "number"))
    write(folder, {"id": "C"}, {"id": "B"}, {"id": "A"})
    run(folder)
    assert {
        ref: number for ref, number in Project.objects.values_list("source_ref", "number") if ref != "C"
    } == numbers


def test_what_a_person_edited_stays_and_the_rest_is_renewed(folder):
    write(folder, {})
    run(folder)
    project = Project.objects.get()
    sommer = person("sommer", "coordinator")
    actions.edit_sheet(project, {"title": "Von Menschen"}, by=sommer, expect_version=project.version)
    write(folder, {"title": "Aus der Tabelle", "summary": "Neuer Satz.", "places": "Rathaus"})
    report = run(folder)
    assert report.counts["changed"] == 1
    project.refresh_from_db()
    assert (project.title, project.summary) == ("Von Menschen", "Neuer Satz.")
    assert [place.label for place in project.places.all()] == ["Rathaus"]
    entry = LogEntry.objects.about("project", project.pk).first()
    assert {change["field"] for change in entry.changes} == {"In einem Satz", "Orte"}
    assert run(folder).counts["unchanged"] == 1


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"id": ""}, "Kennung fehlt"),
        ({"title": ""}, "Titel"),
        ({"title": "x" * 10_000_000}, "10.000.000 Zeichen"),
        ({"title": '=HYPERLINK("http://boese.example")'}, "Formel"),
        ({"summary": "@SUM(A1)"}, "Formel"),
        ({"title": "Null\x07zeichen"}, "nicht anzeigen"),
        ({"districts": "Atlantis"}, "Atlantis"),
        ({"districts": ""}, "Stadtteil fehlt"),
        ({"area": "raumfahrt"}, "raumfahrt"),
        ({"responsible": "niemand"}, "niemand"),
        ({"responsible": ""}, "zuständig"),
        ({"span_first": "zwölf"}, "keine Zahl"),
    ],
)
def test_a_row_that_can_not_be_used_is_named_and_the_others_come_in(folder, row, reason):
    write(folder, {"id": "vorher"}, row, {"id": "nachher"})
    report = run(folder)
    assert Project.objects.count() == 2 == report.counts["created"]
    [(where, why)] = report.skipped
    assert "Zeile 3" in where or "Zeile" in where
    assert reason in why and len(where) + len(why) < 400


def test_the_second_of_two_equal_ids_is_named(folder):
    write(folder, {"title": "Erster"}, {"title": "Zweiter"})
    report = run(folder)
    assert [why for _, why in report.skipped] == ["Die Kennung kommt zweimal vor."]
    assert Project.objects.get().title == "Erster"


def test_markup_comes_in_as_text(folder):
    write(folder, {"title": "<script>alert(1)</script>", "summary": "<b>fett</b>"})
    run(folder)
    assert Project.objects.get().title == "<script>alert(1)</script>"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"id,title\n" + "K1,Straße".encode("cp1252"), "nicht in UTF-8"),
        (
            b"id;area;title;summary;kind;districts;places;responsible\nK1;x;y;z;vorhaben;;;",
            "Semikolon",
        ),
        ("id,title\n".encode("utf-16"), "UTF-16"),
        (b"", "leer"),
        (b"id,title\nK1,Haus\n", "fehlt: area"),
    ],
)
def test_a_file_that_can_not_be_read_is_named_and_nothing_changes(folder, content, reason):
    write(folder, {})
    run(folder)
    before = list(Project.objects.values())
    (folder / "data" / "commitments.csv").write_bytes(content)
    report = run(folder)
    assert reason in report.skipped[0][1]
    assert list(Project.objects.values()) == before


def test_quotes_that_do_not_match_and_missing_cells_cost_only_their_row(folder):
    write(folder, {"id": "gut"})
    path = folder / "data" / "commitments.csv"
    path.write_text(path.read_text("utf-8") + 'K9,klima,"a"b,c\nK10,klima,nur drei\n', "utf-8")
    report = run(folder)
    assert report.counts["created"] == 1 and len(report.skipped) == 2


def test_a_place_outside_the_town_is_named_and_stays_without_a_point(folder):
    path = folder / "data" / "places.csv"
    path.write_text(path.read_text("utf-8") + '"Wiese","52.52","13.40","50","Berlin",""\n', "utf-8")
    write(folder, {})
    report = run(folder)
    assert "Wiese" in report.skipped[0][0] and "außerhalb" in report.skipped[0][1]
    places = {place.label: place.geometry for place in ProjectPlace.objects.all()}
    assert places["Wiese"] is None and places["Ickerner Markt"]["type"] == "Point"


def test_a_row_the_database_refuses_takes_no_other_with_it(folder, monkeypatch):
    write(folder, {"id": "A"}, {"id": "kaputt"}, {"id": "B"})
    real = stock._create

    def break_one(wishes, *rest):
        if any(wish.source_ref == "kaputt" for wish in wishes):
            raise DatabaseError("diese Zeile nicht")
        real(wishes, *rest)

    monkeypatch.setattr(stock, "_create", break_one)
    report = run(folder)
    assert set(Project.objects.values_list("source_ref", flat=True)) == {"A", "B"}
    assert "diese Zeile nicht" in report.skipped[0][1]
    monkeypatch.undo()
    assert run(folder).counts == {"created": 1, "changed": 0, "unchanged": 2}


def test_the_command_runs_twice_and_names_a_wrong_folder(folder, capsys, tmp_path):
    call_command("import_town", town=folder)
    assert "160 neu" in capsys.readouterr().out
    call_command("import_town", town=folder)
    out = capsys.readouterr().out
    assert "Vorhaben: 0 neu, 0 geändert, 160 unverändert" in out and "Stadt: 0 neu, 0 geändert" in out
    with pytest.raises(CommandError):
        call_command("import_town", town=tmp_path)
