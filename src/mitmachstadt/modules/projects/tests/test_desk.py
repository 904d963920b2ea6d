"""The desk's pages: three people with three rights, nothing typed is lost, one next step, and no page without a way on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from mitmachstadt.modules.projects import actions
from mitmachstadt.modules.projects.models import CostEstimate, Project, Reading, State
from mitmachstadt.modules.projects.rules import Given
from mitmachstadt.modules.projects.tests.factories import (
    EXCEPTION,
    REASON,
    backdate,
    draft,
    meeting_in,
    new_town,
    published,
)
from mitmachstadt.modules.projects.tests.suggest_world import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return new_town()


def browser(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def address(project, rest="") -> str:
    return f"/schreibtisch/vorhaben/{project.number}/{rest}"


def sheet_data(client, project, **changes):
    """What a browser sends when the form is saved as it came, with changes."""
    page = client.get(address(project, "blatt/"))
    form, lists = page.context["form"], page.context["lists"]
    data = {}
    for field in form:
        value = field.value()
        if value is None or value is False:
            continue
        if isinstance(value, list | tuple):
            value = [getattr(row, "pk", row) for row in value]
        data[field.html_name] = getattr(value, "pk", value)
    for _anchor, _heading, _name, rows in lists:
        for row in [rows.management_form, *rows.forms]:
            for field in row:
                value = field.value()
                if value is not None and value is not False:
                    data[field.html_name] = value
    return data | changes


def test_who_comes_in(town):
    project = draft(town)
    pages = ["/schreibtisch/vorhaben/", address(project)]
    for url in pages:
        assert Client().get(url).status_code == 302
        assert browser(town.gerda_resident).get(url).status_code == 403
        assert browser(town.brandt_council_member).get(url).status_code == 403
        assert browser(town.weber_clerk_elsewhere).get(url).status_code == 200
    for part in ("blatt/", "orte/", "unterlagen/"):
        assert browser(town.weber_clerk_elsewhere).get(address(project, part)).status_code == 404
        assert browser(town.celik_clerk).get(address(project, part)).status_code == 200
    assert (
        browser(town.sommer_coordinator)
        .get(address(project).replace(project.number, "V-1999-001"))
        .status_code
        == 404
    )


def test_the_address_of_a_form_that_was_sent_leads_back_to_its_page(town):
    """Whoever has to sign in again after sending, or opens a refused form's address once more, sees no empty page."""
    project = draft(town)
    for part in ("schritt/", "beratung/", "beratung/1/ergebnis/", "foto/weg/"):
        answer = browser(town.sommer_coordinator).get(address(project, part), headers={"accept": "text/html"})
        assert (answer.status_code, answer.url) == (302, address(project)), part
    many = browser(town.sommer_coordinator).get("/en/schreibtisch/sammel/", headers={"accept": "text/html"})
    assert many.url == "/en/schreibtisch/"


def test_every_write_address_refuses_strangers(town):
    project = backdate(published(town), 40)
    reading = actions.schedule_reading(project, meeting_in(town, -2).id, by=town.sommer_coordinator)
    before = Project.objects.filter(pk=project.pk).values().get()
    paths = [
        "schritt/", "informiert/", "verbergen/", "zeigen/", "blatt/", "orte/", "unterlagen/", "foto/", "foto/weg/",
        "beratung/", f"beratung/{reading.pk}/ergebnis/", f"beratung/{reading.pk}/absetzen/",
    ]  # fmt: skip
    data = {
        "ziel": "stopped", "reason": REASON, "version": project.version, "title": "Gekapert", "label": "x",
        "result": "Beschlossen", "meeting": reading.agenda_item.meeting_id,
        "informed_at": "2026-01-01T10:00", "informed_how": "gar nicht",
    }  # fmt: skip
    for stranger in (town.gerda_resident, town.brandt_council_member, town.weber_clerk_elsewhere):
        client = browser(stranger)
        for path in paths:
            assert client.post(address(project, path), data).status_code in (302, 403, 404, 422), path
    assert Project.objects.filter(pk=project.pk).values().get() == before
    reading.refresh_from_db()
    assert reading.result == ""


def test_a_new_draft_from_the_desk(town):
    client = browser(town.celik_clerk)
    bad = client.post(
        "/schreibtisch/vorhaben/neu/", {"title": "", "summary": "Bleibt stehen", "owner": town.traffic.pk}
    )
    assert bad.status_code == 422 and "Bleibt stehen" in bad.content.decode()
    good = client.post("/schreibtisch/vorhaben/neu/", {"title": "Neuer Weg", "owner": town.traffic.pk})
    project = Project.objects.get(title="Neuer Weg")
    assert good.url == address(project, "blatt/")
    assert browser(town.weber_clerk_elsewhere).post(
        "/schreibtisch/vorhaben/neu/", {"title": "Fremd", "owner": town.traffic.pk}
    ).status_code == 422  # fmt: skip


def test_saving_the_sheet_as_it_came_changes_nothing(town):
    project, client = draft(town), browser(town.celik_clerk)
    answer = client.post(address(project, "blatt/"), sheet_data(client, project))
    assert answer.status_code == 302, (
        answer.context["form"].errors,
        [r.errors for *_, r in answer.context["lists"]],
    )
    assert Project.objects.get(pk=project.pk).version == project.version and CostEstimate.objects.count() == 1


def test_the_sheet_keeps_words_rows_and_costs(town):
    project, client = draft(town), browser(town.celik_clerk)
    data = sheet_data(
        client, project,
        **{
            "title": "Neuer Titel", "cost_low": "70.000.000", "cost_high": "", "cost_reason": "Stahl ist teurer",
            "points-0-text": "Wo stehen Bänke?", "points-0-is_open": "1", "points-1-text": "Die Trasse", "points-1-is_open": "0",
            "milestones-0-title": "Baubeginn", "milestones-0-day": "2027-04-01",
            "funding-0-source": "Land", "funding-0-percent": "70",
        },
    )  # fmt: skip
    assert client.post(address(project, "blatt/"), data).status_code == 302
    project.refresh_from_db()
    assert project.title == "Neuer Titel"
    assert int(project.costs.first().low) == int(project.costs.first().high) == 70_000_000
    assert [(p.text, p.is_open) for p in project.points.all()] == [
        ("Wo stehen Bänke?", True),
        ("Die Trasse", False),
    ]
    assert project.milestones.get().day.isoformat() == "2027-04-01" and project.funding.get().percent == 70
    again = sheet_data(client, project, **{"points-0-DELETE": "on"})
    client.post(address(project, "blatt/"), again)
    assert [point.text for point in project.points.all()] == ["Die Trasse"]


def test_errors_stand_at_their_fields_in_german_and_nothing_typed_is_lost(town):
    project, client = draft(town), browser(town.celik_clerk)
    data = sheet_data(
        client, project,
        **{
            "summary": "Ein Satz, der bleibt.", "planned_start": "2027-05-01", "planned_end": "2027-04-01",
            "contact_email": "kein-at", "funding-0-source": "Land", "funding-0-percent": "170",
        },
    )  # fmt: skip
    answer = client.post(address(project, "blatt/"), data)
    page = answer.content.decode()
    assert answer.status_code == 422 and "Ein Satz, der bleibt." in page and 'value="170"' in page
    assert 'aria-invalid="true"' in page
    data |= {"contact_email": "", "funding-0-percent": "70"}
    answer = client.post(address(project, "blatt/"), data)
    assert answer.status_code == 422
    assert "liegt vor dem Anfang" in str(answer.context["form"].errors["planned_end"])
    assert Project.objects.get(pk=project.pk).summary != "Ein Satz, der bleibt."


def test_the_second_who_saves_sees_both_versions_and_can_save_again(town):
    project, client = draft(town), browser(town.celik_clerk)
    data = sheet_data(client, project, title="Zweite Fassung")
    actions.edit_sheet(
        project, {"title": "Erste Fassung"}, by=town.sommer_coordinator, expect_version=project.version
    )
    answer = client.post(address(project, "blatt/"), data)
    page = answer.content.decode()
    assert answer.status_code == 422 and "Zweite Fassung" in page and "Erste Fassung" in page
    data["version"] = answer.context["form"]["version"].value()
    assert client.post(address(project, "blatt/"), data).status_code == 302
    assert Project.objects.get(pk=project.pk).title == "Zweite Fassung"


def test_there_is_one_next_step_and_it_leads_to_publication(town):
    project, client = draft(town), browser(town.sommer_coordinator)
    for target in (State.DEPARTMENT_CHECK, State.COORDINATION):
        path = client.get(address(project)).context["path"]
        assert path.main.step.target == target
        client.post(address(project, "schritt/"), {"ziel": target, "version": project.version})
        project.refresh_from_db()
        assert project.state == target
    now = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    data = {
        "ziel": "members_informed", "weiter": "published", "version": project.version, "informed_at": now,
        "informed_how": "E-Mail",
    }  # fmt: skip
    assert client.post(address(project, "schritt/"), data | {"informed_how": ""}).status_code == 422
    assert client.post(address(project, "schritt/"), data).status_code == 302
    project.refresh_from_db()
    assert project.is_public
    again = client.post(address(project, "schritt/"), data)
    assert again.status_code == 302 and Project.objects.get(pk=project.pk).version == project.version


def test_a_clerk_reads_whose_turn_it_is_and_what_is_missing(town):
    project = draft(town, contact_name="")
    for state in (State.DEPARTMENT_CHECK, State.COORDINATION):
        project = actions.move_project(project, state, by=town.celik_clerk)
    page = browser(town.celik_clerk).get(address(project)).content.decode()
    assert (
        "Das macht die Koordinierungsstelle" in page
        and "Ansprechperson" in page
        and "#feld-contact_name" in page
    )


def test_the_page_says_when_a_body_can_deal_with_it_and_why_not_before(town):
    project, client = published(town), browser(town.sommer_coordinator)
    early, late = meeting_in(town, 3), meeting_in(town, 20)
    page = client.get(address(project))
    assert page.context["gate"].earliest == timezone.localdate() + timedelta(days=14)
    labels = dict(page.context["schedule"].fields["meeting"].choices)
    assert "nur mit öffentlicher Ausnahme" in labels[early.id] and "Ausnahme" not in labels[late.id]
    answer = client.post(address(project, "beratung/"), {"meeting": early.id, "title": "Bleibt stehen"})
    assert (
        answer.status_code == 422
        and "Bleibt stehen" in answer.content.decode()
        and not Reading.objects.exists()
    )
    client.post(address(project, "beratung/"), {"meeting": early.id, "exception_reason": EXCEPTION})
    assert EXCEPTION in client.get(address(project)).content.decode()
    reading = Reading.objects.get()
    client.post(address(project, f"beratung/{reading.pk}/absetzen/"))
    client.post(address(project, f"beratung/{reading.pk}/absetzen/"))
    assert not Reading.objects.exists()


def test_a_window_that_outlasts_the_first_reading_is_pointed_out(town):
    project, client = published(town), browser(town.sommer_coordinator)
    late = meeting_in(town, 20)
    client.post(address(project, "beratung/"), {"meeting": late.id})
    for days, told in ((19, False), (20, True), (40, True)):
        project.window_end = timezone.localdate() + timedelta(days=days)
        type(project).objects.filter(pk=project.pk).update(window_end=project.window_end)
        said = client.get(address(project)).content.decode()
        assert ("Lassen Sie den Zeitraum bitte vorher enden" in said) is told, days


def test_a_result_from_the_desk(town):
    project, client = backdate(published(town), 40), browser(town.sommer_coordinator)
    reading = actions.schedule_reading(project, meeting_in(town, -2).id, by=town.sommer_coordinator)
    assert (
        client.post(address(project, f"beratung/{reading.pk}/ergebnis/"), {"result": ""}).status_code == 422
    )
    client.post(
        address(project, f"beratung/{reading.pk}/ergebnis/"), {"result": "Beschlossen.", "vote": "12 zu 3"}
    )
    project.refresh_from_db()
    assert project.state == State.FIRST_READING


def test_a_place_by_stop_by_coordinates_by_line_and_by_name_alone(town):
    project, client = draft(town), browser(town.celik_clerk)

    def add(**data):
        version = Project.objects.get(pk=project.pk).version
        return client.post(
            address(project, "orte/"), {"version": version, "shape": "Point", "where": "", **data}
        )

    assert add(label="Markt", where="Ickern Markt").status_code == 302
    assert add(label="Ecke", where="51,5497, 7,3094").status_code == 302
    assert add(label="Weg", shape="LineString", where="51.5497, 7.3094\n51.5530, 7.3099").status_code == 302
    assert add(label="Noch offen").status_code == 302
    shapes = [place.geometry and place.geometry["type"] for place in project.places.all()]
    assert shapes == ["Point", "Point", "LineString", None]
    for where, shape in (("Mondstraße 1", "Point"), ("52.52, 13.40", "Point"), ("51.55, 7.31", "Polygon")):
        answer = add(label="Bleibt stehen", where=where, shape=shape)
        assert answer.status_code == 422 and "Bleibt stehen" in answer.content.decode()
        assert "where" in answer.context["form"].errors
    assert project.places.count() == 4


def test_hiding_needs_words_and_brings_a_404(town):
    project, client = published(town), browser(town.sommer_coordinator)
    data = {"version": project.version, "reason": "kurz"}
    assert client.post(address(project, "verbergen/"), data).status_code == 422
    assert client.post(address(project, "verbergen/"), data | {"reason": REASON}).status_code == 302
    assert Client().get(f"/vorhaben/{project.number}/").status_code == 404
    assert client.get(address(project)).status_code == 200
    client.post(address(project, "zeigen/"))
    assert Client().get(f"/vorhaben/{project.number}/").status_code == 200


def test_the_list_shows_what_is_due_first_and_filters(town):
    calm, late = (
        published(town, title="Ruhiges Vorhaben"),
        backdate(published(town, title="Ergebnis fehlt hier"), 40),
    )
    actions.schedule_reading(late, meeting_in(town, -2).id, by=town.sommer_coordinator)
    elsewhere = actions.create_project({"title": "Bäume", "owner": town.green}, by=town.sommer_coordinator)
    client = browser(town.celik_clerk)
    rows = client.get("/schreibtisch/vorhaben/").context["page"].rows
    assert (
        rows[0].project == late and rows[0].late and {row.project for row in rows} == {calm, late, elsewhere}
    )
    mine = client.get("/schreibtisch/vorhaben/?meins=1").context["page"].rows
    assert {row.project for row in mine} == {calm, late}
    drafts = client.get("/schreibtisch/vorhaben/?stand=entwurf").context["page"].rows
    assert [row.project for row in drafts] == [elsewhere]
    found = client.get("/schreibtisch/vorhaben/?q=ruhig").context["page"].rows
    assert [row.project for row in found] == [calm]
    for odd in ("?seite=x", "?seite=99999999999", "?stand=quatsch", "?q=%00", "?q=" + "x" * 5000):
        assert client.get(f"/schreibtisch/vorhaben/{odd}").status_code == 200


def test_the_list_asks_the_database_as_often_for_three_as_for_thirty(town, django_assert_max_num_queries):
    client = browser(town.celik_clerk)
    for _ in range(30):
        draft(town)
    client.get("/schreibtisch/vorhaben/")
    with django_assert_max_num_queries(22):
        assert len(client.get("/schreibtisch/vorhaben/").context["page"].rows) == 30


def test_no_page_carries_script_or_style_of_its_own_and_markup_is_shown_as_text(town):
    project = draft(town, title="<script>alert(1)</script>")
    client = browser(town.sommer_coordinator)
    for part in ("", "blatt/", "orte/", "unterlagen/"):
        page = client.get(address(project, part)).content.decode()
        assert "<script>alert(1)" not in page and " style=" not in page and "&lt;script&gt;alert(1)" in page


def test_a_resting_project_goes_back_to_where_it_was(town):
    project = published(town)
    actions.move_project(project, State.PUT_BACK, by=town.celik_clerk, given=Given(reason=REASON))
    client = browser(town.sommer_coordinator)
    path = client.get(address(project)).context["path"]
    assert path.main is None and {form.step.target for form in path.others} == {
        State.STOPPED,
        State.PUBLISHED,
    }


def test_an_operator_without_other_roles_reads_but_does_not_write(town):
    operator = person("olga", "operator")
    project = draft(town)
    assert browser(operator).get(address(project)).status_code == 200
    assert browser(operator).get(address(project, "blatt/")).status_code == 404
