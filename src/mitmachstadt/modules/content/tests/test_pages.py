"""Editors' pages, barrier feedback and the editors' rights, as people meet them."""

import pytest
from django.core.management import call_command
from django.test import Client

from mitmachstadt.modules.content.importers.pages import parts
from mitmachstadt.modules.content.models import BarrierFeedback, ContentPage
from mitmachstadt.spine.accounts.actions import assign_role
from mitmachstadt.spine.accounts.models import Role, User
from mitmachstadt.spine.cases.models import Case, Duty
from mitmachstadt.spine.city.importing import Report
from mitmachstadt.spine.moderation import traps

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def imported(rows_for_all):
    rows_for_all(lambda: call_command("import_town", verbosity=0))


@pytest.fixture
def town(imported, settings, tmp_path):
    settings.DATA_DIR = tmp_path


def token():
    from datetime import timedelta

    import time_machine
    from django.utils import timezone

    with time_machine.travel(timezone.now() - timedelta(minutes=1), tick=False):
        return traps.new_token()


def test_parts_of_a_page_file_begin_with_comments():
    assert parts("<!-- titel -->\nA\n<!-- text -->\n<p>B</p>") == {"title": "A", "body": "<p>B</p>"}


@pytest.mark.parametrize(
    "path", ["/impressum/", "/datenschutz/", "/barrierefreiheit/", "/en/impressum/", "/uebersicht/"]
)
def test_legal_pages_are_there(town, path):
    assert Client().get(path).status_code == 200


def test_what_an_editor_changed_stays_when_the_town_is_imported_again(town):
    ContentPage.objects.filter(slug="impressum").update(body="<p>Geändert</p>", edited=True)
    call_command("import_town", verbosity=0)
    assert ContentPage.objects.get(slug="impressum").body == "<p>Geändert</p>"


def test_a_page_file_without_text_is_named(town, tmp_path):
    from mitmachstadt.modules.content.importers.pages import import_pages

    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "leer.html").write_text("<!-- titel -->\nNur ein Titel", "utf-8")
    report = Report("Seiten")
    import_pages(tmp_path, report)
    assert report.skipped[0][0] == "leer.html"


def test_a_barrier_becomes_a_case_with_a_day_for_the_answer_that_only_the_sender_sees(town):
    answer = Client().post(
        "/barrierefreiheit/melden/", {"text": "Der Knopf ist zu klein.", "form_token": token()}
    )
    case = Case.objects.get(kind="barrier_feedback")
    assert answer.status_code == 302 and case.number in answer["Location"]
    assert Duty.objects.filter(case=case, done_at__isnull=True).count() == 1
    assert Client().get(answer["Location"]).status_code == 200
    assert "zu klein" not in Client().get(f"/vorgang/{case.number}/").content.decode()


def test_the_same_form_twice_is_one_case(town):
    same = token()
    for _ in range(2):
        Client().post("/barrierefreiheit/melden/", {"text": "Kontrast zu schwach.", "form_token": same})
    assert BarrierFeedback.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"text": ""}, "mindestens einen Satz"),
        ({"text": "Ein Satz.", "email": "gerda@"}, "Teil nach dem @"),
        ({"text": "x" * 4001}, "4001 Zeichen"),
        ({"text": "Ein Satz.", "website": "spam"}, "noch einmal"),
    ],
)
def test_bad_input_gets_a_sentence_and_keeps_what_was_written(town, data, words):
    answer = Client().post("/barrierefreiheit/melden/", {"form_token": token(), **data})
    text = answer.content.decode()
    assert answer.status_code == 422 and words in text
    assert data["text"][:50] in text
    assert not Case.objects.filter(kind="barrier_feedback").exists()


def test_markup_in_a_barrier_is_shown_as_text(town):
    answer = Client().post(
        "/barrierefreiheit/melden/", {"text": "<script>alert(1)</script>", "form_token": token()}, follow=True
    )
    assert "<script>alert" not in answer.content.decode()


def test_editors_may_write_pages_and_correct_master_data_but_not_delete_a_district(town):
    editor = User.objects.create_user("redaktion@example.org", "lang genug 1")
    assign_role(editor, Role.EDITOR, by=None)
    editor = User.objects.get(pk=editor.pk)
    assert editor.has_perms(
        ["content.publish_contentpage", "content.change_contentpage", "city.change_district"]
    )
    assert not editor.has_perm("city.delete_district")
    browser = Client()
    browser.force_login(editor, backend="django.contrib.auth.backends.ModelBackend")
    assert browser.get("/redaktion/").status_code == 200
    assert "Seiten" in browser.get("/redaktion/").content.decode()


def test_residents_do_not_come_into_the_back_office(town):
    browser = Client()
    browser.force_login(
        User.objects.create_user("gerda2@example.org", "lang genug 1"),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    assert browser.get("/redaktion/").status_code in (302, 403)


def test_take_part_and_results_say_what_comes_next_when_nothing_is_there(town):
    assert "Vorhaben ansehen" in Client().get("/mitmachen/").content.decode()
    assert "Sobald ein Gremium" in Client().get("/ergebnisse/").content.decode()
