"""The sheet through its actions: who may write it, what the log keeps, and that nothing is written when something is wrong."""

from __future__ import annotations

import importlib
import json
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from mitmachstadt.modules.projects import actions
from mitmachstadt.modules.projects.actions import Costs
from mitmachstadt.modules.projects.models import CostEstimate, Project
from mitmachstadt.modules.projects.tests.factories import (
    IN_TOWN,
    Town,
    draft,
    new_town,
    published,
    sheet_values,
)
from mitmachstadt.spine.audit.actions import record
from mitmachstadt.spine.audit.models import LogEntry
from mitmachstadt.spine.problems import Refused
from mitmachstadt.spine.search.models import SearchEntry

pytestmark = pytest.mark.django_db
BOW_TIE = [[7.3, 51.55], [7.31, 51.56], [7.31, 51.55], [7.3, 51.56], [7.3, 51.55]]


@pytest.fixture
def town() -> Town:
    return new_town()


def edit(project, by, reason="", costs=None, **values):
    return actions.edit_sheet(
        project, values, by=by, expect_version=project.version, reason=reason, costs=costs
    )


def test_gerda_and_the_council_member_begin_nothing_and_celik_only_for_her_unit(town):
    for stranger in (town.gerda_resident, town.brandt_council_member):
        with pytest.raises(Refused) as refused:
            actions.create_project(sheet_values(town), by=stranger)
        assert refused.value.codes == ("not_yours",)
    with pytest.raises(Refused) as refused:
        actions.create_project(sheet_values(town, owner=town.green, unit=None), by=town.celik_clerk)
    assert refused.value.problems[0].field == "owner"
    project = actions.create_project(sheet_values(town), by=town.celik_clerk)
    assert project.number.startswith("V-") and not project.is_public


def test_only_her_unit_and_the_coordinator_change_the_sheet(town):
    project = draft(town)
    for stranger in (town.gerda_resident, town.brandt_council_member, town.weber_clerk_elsewhere):
        with pytest.raises(Refused):
            edit(project, stranger, title="Gekapert")
    project = edit(project, town.celik_clerk, title="Von Celik")
    assert edit(project, town.sommer_coordinator, title="Von Sommer").title == "Von Sommer"
    assert not LogEntry.objects.filter(changes__icontains="Gekapert").exists()


def test_each_change_stands_in_the_log_with_label_old_and_new(town):
    project = edit(draft(town), town.celik_clerk, reason="Tippfehler", title="Neuer Titel")
    entry = LogEntry.objects.about("project", project.pk).first()
    assert entry.changes == [{"field": "Titel", "old": "Fahrradstraße Eichenweg", "new": "Neuer Titel"}]
    assert entry.reason == "Tippfehler" and not entry.public


def test_of_a_contact_the_log_keeps_that_it_changed_and_not_who_it_was(town):
    project, celik = draft(town), town.celik_clerk
    project = edit(
        project, celik, contact_name="Alt Amtsfrau", contact_phone="02305 1", contact_email="amt@example.org"
    )
    project = edit(project, celik, contact_name="Neu Amtsmann")
    edit(project, celik, contact_name="", title="Neuer Titel")
    kept = json.dumps(list(LogEntry.objects.values_list("changes", "summary", "reason")), ensure_ascii=False)
    for private in ("Amtsfrau", "Amtsmann", "02305", "amt@example.org"):
        assert private not in kept
    last = LogEntry.objects.about("project", project.pk).first()
    assert [(one["field"], one["new"]) for one in last.changes] == [
        ("Titel", "Neuer Titel"), ("Ansprechperson", "geändert"),
    ]  # fmt: skip


def test_contacts_in_entries_of_old_are_taken_out_and_the_log_is_closed_again(town):
    title = {"field": "Titel", "old": "Alt", "new": "Neu"}
    phone = {"field": "Telefon", "old": "02305 1", "new": "02305 2"}
    entry = record("edited", draft(town), by=None, changes=[title, phone])
    other = record("edited", town.celik_clerk, by=None, changes=[phone])
    step = importlib.import_module("mitmachstadt.modules.projects.migrations.0004_no_contacts_in_the_log")
    step.forget(apps, SimpleNamespace(connection=connection))
    entry.refresh_from_db()
    other.refresh_from_db()
    assert entry.changes == [title, {"field": "Telefon", "old": "", "new": "geändert"}]
    assert other.changes == [phone], "other things have other fields"
    with pytest.raises(DatabaseError), transaction.atomic():
        LogEntry.objects.filter(pk=entry.pk).update(summary="x")


def test_the_log_names_criteria_in_the_words_of_the_rules(town):
    project = edit(draft(town, criteria=[]), town.celik_clerk, criteria=["public_interest"])
    change = LogEntry.objects.about("project", project.pk).first().changes[0]
    assert "public_interest" not in change["new"] and change["new"].startswith("Viele Menschen")


def test_the_log_is_public_once_the_project_is(town):
    project = edit(published(town), town.celik_clerk, present_state="Es wird gebaut.")
    assert (
        LogEntry.objects.public().about("project", project.pk).first().changes[0]["new"] == "Es wird gebaut."
    )
    assert not LogEntry.objects.about("project", project.pk).filter(action="created", public=True).exists()


def test_nothing_changed_is_nothing_written(town):
    project = draft(town)
    entries = LogEntry.objects.count()
    same = edit(project, town.celik_clerk, title=project.title, topics=[town.mobility])
    assert same.version == project.version and LogEntry.objects.count() == entries


def test_the_second_of_two_people_is_told_and_loses_nothing_of_the_first(town):
    project = draft(town)
    edit(project, town.celik_clerk, title="Erste Fassung")
    with pytest.raises(Refused) as refused:
        edit(project, town.sommer_coordinator, title="Zweite Fassung")
    assert refused.value.codes == ("changed_meanwhile",)
    assert Project.objects.get(pk=project.pk).title == "Erste Fassung"


def test_costs_and_every_later_change_stay(town):
    project = draft(town)
    project = edit(project, town.celik_clerk, costs=Costs(Decimal(60_000_000), Decimal(60_000_000), 2027))
    assert [int(cost.low) for cost in project.costs.order_by("id")] == [50_000_000, 60_000_000]
    assert LogEntry.objects.about("project", project.pk).first().changes[0]["field"] == "Kosten"


def test_on_a_public_sheet_new_costs_need_a_reason(town):
    project = published(town)
    costs = Costs(Decimal(70_000_000), Decimal(70_000_000), 2027)
    with pytest.raises(Refused) as refused:
        edit(project, town.celik_clerk, costs=costs)
    assert refused.value.problems[0].field == "cost_reason"
    edit(project, town.celik_clerk, costs=Costs(costs.low, costs.high, 2027, "Der Stahl ist teurer."))
    assert CostEstimate.objects.filter(project=project).count() == 2


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": "x" * 201}, "title"),
        ({"title": "x" * 10_000_000}, "title"),
        ({"title": ""}, "title"),
        ({"title": "Null\x00zeichen"}, "title"),
        ({"summary": "y" * 401}, "summary"),
        ({"planned_start": date(2026, 5, 1), "planned_end": date(2026, 4, 1)}, "planned_end"),
        ({"planned_end": date(2026, 4, 1)}, "planned_end"),
        ({"window_start": date(2026, 5, 1), "window_end": date(2026, 4, 1)}, "window_end"),
        ({"participation": "no", "participation_reason": "Geht hier aus Gründen nicht."}, "participation"),
        ({"criteria": ["gibt_es_nicht"]}, "criteria"),
    ],
)
def test_what_contradicts_itself_is_refused_at_its_field_and_nothing_is_written(town, values, field):
    project = draft(town)
    before = Project.objects.filter(pk=project.pk).values().get()
    with pytest.raises(Refused) as refused:
        edit(project, town.celik_clerk, **values)
    assert field in [problem.field for problem in refused.value.problems]
    assert Project.objects.filter(pk=project.pk).values().get() == before


def test_a_committee_owns_no_project(town):
    with pytest.raises(Refused) as refused:
        edit(draft(town), town.sommer_coordinator, owner=town.council)
    assert refused.value.problems[0].code == "unknown_owner"


def test_a_public_sheet_must_stay_complete(town):
    with pytest.raises(Refused) as refused:
        edit(published(town), town.celik_clerk, contact_name="", contact_phone="", contact_email="")
    assert refused.value.problems[0].field == "contact_name"


def test_a_plain_language_text_is_out_of_date_after_the_words_change(town):
    project = edit(draft(town), town.celik_clerk, easy_text="Räder dürfen fahren.")
    assert not project.easy_text_outdated
    project = edit(project, town.celik_clerk, description="Nun ganz anders.")
    assert project.easy_text_outdated
    project = edit(project, town.celik_clerk, easy_text="Ganz anders.")
    assert not edit(project, town.celik_clerk, contact_phone="02305 1").easy_text_outdated


def test_what_people_changed_is_remembered_for_the_import(town):
    project = edit(draft(town), town.celik_clerk, title="Anders")
    assert "title" in project.edited_fields and "affected" not in project.edited_fields


def test_drafts_are_in_the_search_for_nobody_and_published_ones_for_all(town):
    project = draft(town)
    assert not SearchEntry.objects.get(kind="project", object_id=str(project.pk)).public
    public = published(town, title="Ein anderes Vorhaben")
    entry = SearchEntry.objects.get(kind="project", object_id=str(public.pk))
    assert entry.public and entry.districts == ["ickern"] and entry.url == f"/vorhaben/{public.number}/"


def test_rows_keep_their_identity_and_their_order(town):
    project = draft(town)
    rows = [{"title": "Bau", "day": date(2027, 5, 1)}, {"title": "Fest", "when_note": "im Sommer"}]
    project = actions.set_rows(
        project, "milestones", rows, by=town.celik_clerk, expect_version=project.version
    )
    first, second = project.milestones.order_by("order")
    turned = [{"id": second.pk, "title": "Fest"}, {"id": first.pk, "title": "Bau", "done": True}]
    project = actions.set_rows(
        project, "milestones", turned, by=town.celik_clerk, expect_version=project.version
    )
    assert [(row.pk, row.done) for row in project.milestones.order_by("order")] == [
        (second.pk, False),
        (first.pk, True),
    ]
    version = project.version
    same = [
        {"id": row.pk, "title": row.title, "done": row.done} for row in project.milestones.order_by("order")
    ]
    assert (
        actions.set_rows(project, "milestones", same, by=town.celik_clerk, expect_version=version).version
        == version
    )


def test_shares_above_a_hundred_per_cent_are_refused(town):
    project = draft(town)
    rows = [{"source": "Land", "percent": 70}, {"source": "Stadt", "percent": 40}]
    with pytest.raises(Refused):
        actions.set_rows(project, "funding", rows, by=town.celik_clerk, expect_version=project.version)
    assert not project.funding.exists()


def test_a_place_in_town_gets_its_pin_and_its_district_and_one_outside_is_refused(town):
    project = draft(town)
    place = actions.add_place(project, label="Münsterplatz", geometry=IN_TOWN, by=town.celik_clerk)
    assert (place.lon, place.lat, place.district) == (7.3094, 51.5497, town.ickern)
    for geometry, code in (
        ({"type": "Point", "coordinates": [13.4, 52.5]}, "outside_town"),
        ({"type": "Point", "coordinates": [float("nan"), 51.5]}, "no_coordinates"),
        ({"type": "Polygon", "coordinates": [BOW_TIE]}, "not_simple"),
        ({"type": "GeometryCollection"}, "not_geojson"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            actions.add_place(project, label="Irgendwo", geometry=geometry, by=town.celik_clerk)
        assert refused.value.codes == (code,)
    assert project.places.count() == 1
    actions.remove_place(place, by=town.celik_clerk)
    actions.remove_place(place, by=town.celik_clerk)
    assert not project.places.exists()


def test_markup_stays_text(town):
    project = edit(draft(town), town.celik_clerk, title="<script>alert(1)</script> Weg")
    assert project.title == "<script>alert(1)</script> Weg"


def test_the_window_given_by_hand_is_kept(town):
    start = date.today() + timedelta(days=3)
    project = published(town, window_start=start, window_end=start + timedelta(days=10))
    assert (project.window_start, project.window_end) == (start, start + timedelta(days=10))
    assert project.next_deadline == project.window_end
