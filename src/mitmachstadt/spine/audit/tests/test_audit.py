"""The log can only grow, whoever asks; operators read it, others do not."""

from __future__ import annotations

import ast
import csv
import io
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from mitmachstadt.spine.accounts.models import Role, RoleAssignment, User
from mitmachstadt.spine.audit import append_only, queries
from mitmachstadt.spine.audit.actions import differences, examples_of, record
from mitmachstadt.spine.audit.models import LogEntry
from mitmachstadt.spine.audit.words import action_words
from mitmachstadt.spine.city.models import District

pytestmark = pytest.mark.django_db
SOURCE = Path(queries.__file__).parents[2]


@pytest.fixture
def people():
    gerda, celik, olga = (
        User.objects.create_user(f"{n}@example.org", "x", display_name=n) for n in ("Gerda", "Celik", "Olga")
    )
    RoleAssignment.objects.create(user=celik, role=Role.CLERK)
    RoleAssignment.objects.create(user=olga, role=Role.OPERATOR, since=date(2020, 1, 1))
    return gerda, celik, olga


@pytest.fixture
def district():
    return District.objects.create(slug="ickern", name="Ickern", lat=51.59, lon=7.36)


def raw(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_logentry SET reason = 'anders'",
        "UPDATE audit_logentry SET sample = true",
        "UPDATE audit_logentry SET actor_key = NULL",
        "DELETE FROM audit_logentry",
        "DELETE FROM audit_logentry WHERE id > 0",
    ],
)
def test_the_database_itself_refuses_to_change_or_remove(district, statement):
    record("test", district, by=None, reason="so war es")
    with pytest.raises(DatabaseError, match="append-only"):
        raw(statement)
    assert LogEntry.objects.get().reason == "so war es"


def test_nothing_can_be_put_in_the_place_of_an_entry(district):
    entry = record("test", district, by=None)
    columns = "id, at, action, object_kind, object_id, object_title, summary, changes, reason"
    columns += ", public, sample"
    values = f"{entry.pk}, '2026-01-01', 'x', 'x', '1', '', '', '[]', '', false, false"
    verb = "INSERT OR REPLACE INTO" if connection.vendor == "sqlite" else "INSERT INTO"
    with pytest.raises(DatabaseError):
        raw(f"{verb} audit_logentry ({columns}) VALUES ({values})")
    assert LogEntry.objects.get().action == "test"


def test_the_model_can_not_do_it_either(district):
    entry = record("test", district, by=None)
    entry.reason = "anders"
    for change in (entry.save, entry.delete, LogEntry.objects.all().delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert LogEntry.objects.get().reason == ""


def test_truncate_is_refused_too(district):
    if connection.vendor != "postgresql":
        assert connection.vendor == "sqlite", "SQLite knows no TRUNCATE"
        return
    record("test", district, by=None)
    with pytest.raises(DatabaseError, match="append-only"):
        raw("TRUNCATE audit_logentry")


def test_samples_can_be_removed_and_nothing_else_with_them(district):
    kept = record("test", district, by=None)
    record("test", district, by=None, sample=True)
    LogEntry.objects.filter(sample=True).delete()
    assert list(LogEntry.objects.all()) == [kept]


def test_only_examples_can_bear_another_moment_than_the_one_of_writing(district):
    long_ago, now = timezone.now() - timedelta(days=90), timezone.now()
    with examples_of(long_ago):
        assert record("a", district, by=None, sample=True).at == long_ago
        assert record("b", district, by=None).at >= now
    assert record("c", district, by=None, sample=True).at >= now


def test_the_triggers_come_back_after_they_stood_aside(district):
    record("test", district, by=None)
    with pytest.raises(RuntimeError), append_only.lifted(connection):
        raise RuntimeError
    with pytest.raises(DatabaseError, match="append-only"):
        raw("DELETE FROM audit_logentry")


def test_a_real_town_is_never_emptied(settings):
    settings.MODE = "production"
    with pytest.raises(CommandError, match="Protokoll"):
        call_command("flush", interactive=False)


def test_a_person_may_leave_and_the_log_stays(people, district):
    gerda, celik, _olga = people
    record("hinweis", district, by=gerda)
    record("freigabe", district, by=celik)
    record("role.assigned", celik, by=people[2])
    assert {(e.action, e.actor_name) for e in LogEntry.objects.all()} == {
        ("hinweis", ""),
        ("freigabe", "Celik"),
        ("role.assigned", "Olga"),
    }
    assert LogEntry.objects.get(action="role.assigned").subject_name == "Celik"
    pseudonym = str(celik.public_id)
    gerda.delete()
    celik.delete()
    shown = LogEntry.objects.get(action="freigabe")
    assert pseudonym[:8] in shown.actor_name and "Celik" not in shown.actor_name
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM audit_logentry")
        everything = str(cursor.fetchall())
    assert "Celik" not in everything and "celik@" not in everything and "Gerda" not in everything


def test_names_of_a_page_cost_one_question(people, district, django_assert_num_queries):
    for number in range(30):
        record(f"schritt-{number}", district, by=people[1 + number % 2])
    with django_assert_num_queries(2):
        assert {entry.actor_name for entry in LogEntry.objects.all()} == {"Celik", "Olga"}


def test_differences_name_only_what_changed():
    changes = differences(
        {"title": "Alt", "cost": None, "topics": ["a"]},
        {"title": "Neu", "cost": None, "topics": ["a", "b"]},
        {"title": "Titel"},
    )
    assert changes == [
        {"field": "Titel", "old": "Alt", "new": "Neu"},
        {"field": "topics", "old": "a", "new": "a, b"},
    ]


def test_the_public_log_of_an_object_holds_only_public_entries_of_it(district):
    other = District.objects.create(slug="rauxel", name="Rauxel", lat=51.57, lon=7.3)
    shown = record("offen", district, by=None, public=True)
    record("geheim", district, by=None)
    record("fremd", other, by=None, public=True)
    assert list(queries.public_log("district", district.pk)) == [shown]


def desk(person: User | None) -> Client:
    client = Client()
    if person:
        client.force_login(person)
    return client


def test_only_operators_read_the_whole_log(people, district):
    gerda, celik, olga = people
    record("geheim", district, by=celik, reason="Grund-7731")
    for path in ("/schreibtisch/protokoll/", "/schreibtisch/protokoll.csv"):
        answers = {who: desk(who).get(path) for who in (gerda, celik, olga)}
        assert [answers[who].status_code for who in people] == [403, 403, 200]
        assert all(b"Grund-7731" not in answers[who].getvalue() for who in (gerda, celik))
        assert b"Grund-7731" in answers[olga].getvalue()
        assert desk(None).get(path).status_code == 302


def test_filters_narrow_by_kind_person_word_and_day_of_the_town(people, district, time_machine):
    _gerda, celik, olga = people
    berlin = ZoneInfo("Europe/Berlin")
    time_machine.move_to(datetime(2026, 11, 23, 23, 59, tzinfo=berlin), tick=False)
    record("spaet", district, by=celik)
    time_machine.move_to(datetime(2026, 11, 24, 0, 1, tzinfo=berlin), tick=False)
    record("frueh", olga, by=olga)

    def found(**filters):
        text = desk(olga).get("/schreibtisch/protokoll.csv", filters).getvalue().decode("utf-8-sig")
        return [row[2] for row in csv.reader(io.StringIO(text), delimiter=";")][1:]

    assert found() == ["frueh", "spaet"]
    assert found(art="district") == ["spaet"]
    assert found(person="olg") == ["frueh"]
    assert found(wort="ickern") == ["spaet"]
    assert found(von="2026-11-24") == ["frueh"] and found(bis="2026-11-23") == ["spaet"]
    page = desk(olga).get("/schreibtisch/protokoll/?von=gestern").text
    assert "frueh" not in page and "spaet" not in page


def test_no_cell_becomes_a_formula_and_no_title_becomes_markup(people, district):
    olga = people[2]
    district.name = "=HYPERLINK(1)<script>"
    record("test", district, by=olga)
    text = desk(olga).get("/schreibtisch/protokoll.csv").getvalue().decode("utf-8-sig")
    assert ";'=HYPERLINK" in text
    assert "<script>" not in desk(olga).get("/schreibtisch/protokoll/").text


def test_long_logs_are_paged_with_a_steady_number_of_queries(people, district, django_assert_max_num_queries):
    for number in range(120):
        record(f"schritt-{number}", district, by=people[2])
    client = desk(people[2])
    client.get("/schreibtisch/protokoll/")
    with django_assert_max_num_queries(20):
        page = client.get("/schreibtisch/protokoll/?seite=3").text
    assert "schritt-19" in page and "schritt-21" not in page


def test_the_page_speaks_in_words_and_the_filter_too(people):
    olga = people[2]
    record("role.assigned", people[1], by=olga, summary="Redaktion")
    page = desk(olga).get("/schreibtisch/protokoll/").text
    assert "Person · Rolle vergeben" in page and "role.assigned" not in page
    assert '<option value="user">Person</option>' in page


def test_every_action_without_a_summary_has_words():
    """Read in the source: a call of `record` or `entry_about` that names its action and no summary."""
    missing = set()
    for path in SOURCE.rglob("*.py"):
        if {"tests", "migrations"} & set(path.parts):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            if getattr(node.func, "id", getattr(node.func, "attr", "")) not in {"record", "entry_about"}:
                continue
            first, given = node.args[0], {word.arg for word in node.keywords}
            if isinstance(first, ast.Constant) and isinstance(first.value, str) and "summary" not in given:
                missing.add(first.value)
    assert len(missing) > 12 and not missing - set(action_words())
