"""What only the tables hold: polls with results, consultations on texts, budgets by phase, files, offices, progress."""

from __future__ import annotations

import copy
from functools import partial

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from mitmachstadt.modules.consul.actions import claims, runs
from mitmachstadt.modules.consul.importers import attached, tables
from mitmachstadt.modules.consul.models import Author, Page, Picture, Record, Run
from mitmachstadt.modules.proposals.models import Photo, Proposal
from mitmachstadt.spine.accounts.models import RoleAssignment, User
from mitmachstadt.spine.cases import bulk
from mitmachstadt.spine.cases.models import Case, CaseEvent
from mitmachstadt.spine.cases.registry import Given
from mitmachstadt.spine.city.models import District, Organisation, Topic
from mitmachstadt.spine.files.models import Upload
from mitmachstadt.spine.search.models import SearchEntry
from mitmachstadt.spine.talk.models import Comment
from tests.consul.dump import write_csv, write_sql
from tests.consul.dump_full import FULL, PDF_KEY, PNG_KEY, picture, write_files

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def place(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    Organisation.objects.create(key="stadt", name="Stadt Ort", kind="town", answers_cases=True)
    District.objects.create(slug="ickern", name="Ickern", lat=51.59, lon=7.33)
    Topic.objects.create(slug="mobilitaet", name="Mobilität")


def take_over(where, *, folder=None, stop=None):
    run = runs.take("alt", "Alte Plattform", "", "tables")
    reader = partial(tables.work, found=tables.open_tables(where), hashes=True)
    for number, _step in enumerate(runs.work(run, reader, folder=folder), 1):
        if number == stop:
            break
    run.refresh_from_db()
    return run


@pytest.fixture
def where(tmp_path):
    folder = tmp_path / "tabellen"
    folder.mkdir()
    return write_csv(folder, FULL)


@pytest.fixture
def files(tmp_path):
    return write_files(tmp_path / "dateien")


def everything():
    return {
        "records": list(
            Record.objects.order_by("kind", "old_id").values("kind", "old_id", "digest", "target", "written", "kept")
        ),
        "proposals": list(Proposal.objects.order_by("pk").values()), "pages": list(Page.objects.order_by("pk").values()),
        "comments": list(Comment.objects.order_by("pk").values()), "events": list(CaseEvent.objects.order_by("pk").values()),
        "uploads": list(Upload.objects.order_by("pk").values()), "pictures": list(Picture.objects.order_by("pk").values()),
    }  # fmt: skip


def target(kind, old_id):
    return Record.objects.get(kind=kind, old_id=old_id).target


@pytest.mark.parametrize("form", ["csv", "sql"])
def test_polls_come_with_their_published_results(form, tmp_path):
    take_over(write_sql(tmp_path / "abzug.sql", FULL) if form == "sql" else write_csv(tmp_path, FULL))
    polls = {one.title: one for one in Page.objects.filter(sort="poll")}
    assert set(polls) == {"Der neue Spielplatz", "Ohne Ergebnis", "Läuft noch"}
    first, second = polls["Der neue Spielplatz"].sections
    assert first["rows"] == [["Schaukel", 2, 2, 0], ["Rutsche", 41, 1, 40]]
    assert (first["title"], first["shown"], first["paper"]) == ("Was soll gebaut werden?", True, True)
    assert first["text"] == "Schaukel: Mit zwei Sitzen"
    assert second["rows"] == [["Antworten in eigenen Worten", 1, 1, 0]]
    assert dict(polls["Der neue Spielplatz"].facts)["Abgestimmt wurde"] == "01.03.2022 bis 31.03.2022"


def test_results_that_nobody_published_and_running_polls_stay_without_numbers(where):
    take_over(where)
    for title in ("Ohne Ergebnis", "Läuft noch"):
        page = Page.objects.get(title=title)
        (question,) = page.sections
        assert question["shown"] is False
        assert {tuple(row[1:]) for row in question["rows"]} == {(None, None, None)}
        assert "nicht veröffentlicht" in dict(page.facts)["Ergebnis"]


def test_an_answer_that_is_there_twice_counts_once_and_the_report_says_so(where):
    run = take_over(where)
    assert "Doppelte Antworten derselben Person in Umfragen, je einmal gezählt: 1." in run.report


def test_newer_versions_call_answers_options(tmp_path):
    changed = {name: rows for name, rows in FULL.items() if not name.startswith("poll_question_answer")}
    changed["poll_question_options"] = FULL["poll_question_answers"]
    changed["poll_question_option_translations"] = [
        {
            "poll_question_option_id": row["poll_question_answer_id"],
            "locale": row["locale"],
            "title": row["title"],
        }
        for row in FULL["poll_question_answer_translations"]
    ]
    take_over(write_csv(tmp_path, changed))
    rows = Page.objects.get(title="Der neue Spielplatz").sections[0]["rows"]
    assert rows == [["Schaukel", 2, 2, 0], ["Rutsche", 41, 1, 40]]


def test_a_consultation_comes_with_its_text_and_what_was_said_about_it(where):
    take_over(where)
    page = Page.objects.get(sort="legislation")
    kinds = [(one["kind"], one["title"]) for one in page.sections]
    assert kinds == [
        ("draft", "Erste Fassung"),
        ("draft", "Beschlossene Fassung"),
        ("question", "Brauchen wir mehr Grün?"),
    ]
    assert page.sections[0]["text"] == "§ 1 Zweck\n\nHunde sind anzuleinen."
    assert [one["final"] for one in page.sections[:2]] == [False, True]
    assert dict(page.facts)["Anmerkungen zum Text"] == "01.03.2023 bis 31.03.2023"
    said = Comment.objects.filter(about=page.case).order_by("at")
    assert [one.text for one in said] == [
        "„Brauchen wir mehr Grün?“\n\nVor allem im Norden",
        "„Hunde sind anzuleinen“\n\nBitte nicht!",
        "Doch, bitte",
    ]
    assert said[2].parent == said[1]
    assert SearchEntry.objects.get(object_id=page.case.number).text.count("Hunde sind willkommen") == 1
    line = CaseEvent.objects.get(case=page.case, kind="former_note")
    assert line.text == "Beschlossen\n\nStand: Im Bau"


def test_proposals_on_a_text_keep_both_kinds_of_votes(where):
    run = take_over(where)
    one = Page.objects.get(title="Hundewiese")
    assert (one.sort, one.up, one.down, one.name) == ("suggestion", 7, 2, "Cem")
    assert dict(one.facts) == {"Zum Text": "Satzung über Grünflächen", "Ausgewählt": "ja"}
    assert Page.objects.get(title="Ohne Namen am Text").name == ""
    assert "Vorschläge zu Texten 61: angezeigt 7/2, gezählt 1/1" in run.report


def test_what_was_never_shown_there_is_not_shown_here(where):
    take_over(where)
    titles = set(Page.objects.values_list("title", flat=True))
    assert not titles & {
        "Nie gezeigt", "Stimmzettel zum Budget", "Geheimer Entwurf", "Geheime Idee", "In Vorbereitung",
    }  # fmt: skip
    kept = "\n".join(
        str(list(model.objects.values())) for model in (Page, Record, Comment, CaseEvent, Upload, SearchEntry)
    )
    for words in (
        "Nicht zeigen", "Zurückgezogene Frage", "Kontonummer", "Noch nicht veröffentlicht", "Noch geheim", "Interner Vermerk",
        "Ein Gesicht", "die keiner sah",
    ):  # fmt: skip
        assert words not in kept, words


def test_the_result_of_a_budget_is_that_of_its_end(where):
    take_over(where)
    done, going_on = Page.objects.get(title="Bänke im Park"), Page.objects.get(title="Brunnen im Norden")
    assert (done.budget, done.heading, done.price, done.feasibility, done.selected, done.won) == (
        "Bürgerbudget 2022", "Ganze Stadt", 4500, "feasible", True, False,
    )  # fmt: skip
    assert (done.lat, done.lon) == (51.55, 7.31)
    assert dict(done.facts)["Fortschritt"] == "80 %"
    assert (going_on.budget, going_on.selected, going_on.won, going_on.feasibility) == (
        "Bürgerbudget 2024", None, None, "",
    )  # fmt: skip
    assert "Stimmen auf Stimmzetteln" not in dict(going_on.facts)
    assert Record.objects.get(kind="budget", old_id=5).data["headings"] == [["Ganze Stadt", 50_000]]


def test_ballots_and_supports_are_counted_again_and_differences_are_said(where):
    run = take_over(where)
    assert "Projekte der Bürgerbudgets 41: auf Stimmzetteln angezeigt 33, gezählt 2" in run.report
    assert "Projekte der Bürgerbudgets 41: angezeigt 17/–, gezählt 1/0" in run.report
    assert dict(Page.objects.get(title="Bänke im Park").facts)["Stimmen auf Stimmzetteln"] == "33"


def test_what_the_administration_said_bears_its_name_and_is_nobodys(where):
    take_over(where)
    one = Comment.objects.get(text="Wir prüfen das.")
    assert (one.organisation, one.name, one.author) == ("Verwaltung (frühere Plattform)", "", None)
    assert one.parent.text == "Gute Idee"
    assert Record.objects.get(kind="comment", old_id=40).author_id is None


def test_files_come_through_the_checks_and_what_is_missing_is_named(where, files):
    run = take_over(where, folder=files)
    picture_of_page = Picture.objects.select_related("upload", "page").get()
    assert (picture_of_page.page.title, picture_of_page.upload.alt) == ("Bänke im Park", "Die Bank am Teich")
    assert (picture_of_page.upload.public, picture_of_page.upload.widths) == (True, [320, 640])
    photo = Photo.objects.select_related("upload", "proposal").get()
    assert (photo.proposal.title, photo.upload.alt, photo.upload.public) == (
        "Mehr Bänke", "Der Markt ohne Bänke", True,
    )  # fmt: skip
    assert photo.proposal.cover
    line = CaseEvent.objects.get(upload__isnull=False)
    assert (line.text, line.upload.name, line.upload.public) == (
        "Dokument: Skizze der Bänke",
        "skizze.pdf",
        False,
    )
    assert "Bilder und Dokumente, die nicht übernommen sind: 3." in run.report
    for words in (
        "- Bild 73 (verloren.png): fehlt im Ordner", "- Dokument 83 (angebot.pdf): fehlt im Ordner",
        "- Bild 75 (falsch.png): ",
    ):  # fmt: skip
        assert words in run.report
    answer = Client().get(f"/vorgang/{line.case.number}/anlage/{line.upload.pk}/")
    assert answer.status_code == 302
    page = Client().get(f"/vorschlaege/{line.case.number}/").content.decode()
    assert "skizze.pdf" in page and "Der Markt ohne Bänke" in page


def test_without_a_folder_files_wait_and_a_later_reading_brings_them(where, files):
    run = take_over(where)
    assert not Upload.objects.exists()
    assert "- Bild 71 (teich.png): ohne Ordner" in run.report
    take_over(where, folder=files)
    assert (Picture.objects.count(), Photo.objects.count(), Upload.objects.count()) == (1, 1, 3)


def test_a_hidden_page_hides_its_picture(where, files):
    take_over(where, folder=files)
    clerk = User.objects.create_user("vogt@example.org")
    RoleAssignment.objects.create(user=clerk, role="coordinator")
    case = Case.objects.get(number=target("investment", 41))
    case = bulk.take(
        case,
        "hide",
        Given(reason="Auf dem Bild ist ein Gesicht zu sehen."),
        by=clerk,
        expect_version=case.version,
    )
    assert Picture.objects.get().upload.public is False
    case = bulk.take(case, "restore", Given(), by=clerk, expect_version=case.version)
    bulk.take(case, "release", Given(), by=clerk, expect_version=case.version)
    assert Picture.objects.get().upload.public is True


def test_a_second_time_changes_nothing(where, files):
    take_over(where, folder=files)
    before = everything()
    take_over(where, folder=files)
    assert everything() == before


@pytest.mark.parametrize("stop", [3, 6, 9, 11, 13, 15, 17, 19, 20])
def test_a_broken_take_over_goes_on_without_doubles(stop, where, files):
    first = take_over(where, folder=files, stop=stop)
    assert first.state == Run.State.RUNNING
    assert take_over(where, folder=files).pk == first.pk
    numbers = (Page.objects.count(), Comment.objects.count(), Picture.objects.count(), Photo.objects.count())
    assert numbers == (8, 8, 1, 1)
    assert CaseEvent.objects.filter(upload__isnull=False).count() == 1


def test_what_people_changed_at_a_picture_stays_and_new_files_come(tmp_path, where, files):
    take_over(where, folder=files)
    Upload.objects.filter(alt="Die Bank am Teich").update(alt="Bank aus Holz am Ufer")
    changed = copy.deepcopy(FULL)
    changed["images"][0]["title"] = "Neuer Titel"
    changed["images"][1]["title"] = "Der leere Markt"
    take_over(write_csv(where, changed), folder=files)
    assert set(Upload.objects.filter(kind="image").values_list("alt", flat=True)) == {
        "Bank aus Holz am Ufer", "Der leere Markt",
    }  # fmt: skip
    changed["active_storage_blobs"][0]["key"] = "ne" + PNG_KEY[2:]
    place = files / "ne" / PNG_KEY[2:4]
    place.mkdir(parents=True)
    (place / ("ne" + PNG_KEY[2:])).write_bytes(picture("red"))
    before = Picture.objects.get().upload_id
    take_over(write_csv(where, changed), folder=files)
    assert Picture.objects.get().upload_id != before
    assert Upload.objects.filter(kind="image").count() == 2


def test_no_file_outside_of_the_folder_is_read(tmp_path):
    folder = tmp_path / "dateien"
    (folder / PDF_KEY[:2] / PDF_KEY[2:4]).mkdir(parents=True)
    secret = tmp_path / "geheim"
    secret.write_bytes(picture())
    (folder / PDF_KEY[:2] / PDF_KEY[2:4] / PDF_KEY).symlink_to(secret)
    assert attached.find(folder, "image", 1, PDF_KEY) is None
    assert attached.find(folder, "image", 1, "../geheim") is None


def test_what_is_gone_is_marked_on_all_kinds_of_pages(where):
    take_over(where)
    changed = copy.deepcopy(FULL)
    for name in ("polls", "legislation_processes", "legislation_proposals"):
        changed[name] = changed[name][1:]
    take_over(write_csv(where, changed))
    gone = Page.objects.filter(gone_on__isnull=False)
    assert set(gone.values_list("sort", flat=True)) == {"poll", "legislation", "suggestion"}
    assert Page.objects.public().count() == 8


def test_who_hides_later_loses_the_name_at_everything_here(where):
    take_over(where)
    assert Proposal.objects.get(title="Mehr Bänke").name == "Anna"
    changed = copy.deepcopy(FULL)
    for row in changed["users"]:
        row["public_activity"] = "f"
    take_over(write_csv(where, changed))
    assert not Proposal.objects.exclude(name="").exists()
    assert not Comment.objects.exclude(name="").exists()
    assert not Page.objects.exclude(name="").exists()
    assert not Author.objects.exclude(name="", email_hash="").exists()


def test_what_a_later_reading_brings_of_somebody_who_took_over_is_hers(where):
    from allauth.account.models import EmailAddress

    take_over(where)
    cem = User.objects.create_user("cem@example.net", "Passwort-123-lang")
    EmailAddress.objects.create(user=cem, email="cem@example.org", verified=True)
    claims.claim(cem, "Cem K.")
    assert Page.objects.get(title="Hundewiese").case.sender == cem
    changed = copy.deepcopy(FULL)
    changed["comments"].append(
        {"id": 90, "user_id": 3, "commentable_id": 11, "commentable_type": "Proposal", "valuation": "f",
         "created_at": "2021-06-06 08:01:02", "ancestry": ""}
    )  # fmt: skip
    changed["comment_translations"].append({"comment_id": 90, "locale": "de", "body": "Noch etwas"})
    take_over(write_csv(where, changed))
    one = Comment.objects.get(text="Noch etwas")
    assert (one.author, one.name) == (cem, "Cem K.")


def test_the_interface_first_and_the_database_later_bring_comments_on_polls(where):
    """By the interface they wait; with the poll they have a place."""
    without = {name: rows for name, rows in FULL.items() if not name.startswith("poll")}
    folder = where.parent / "ohne"
    folder.mkdir()
    run = take_over(write_csv(folder, without))
    assert "Kommentare zu etwas, das hier keinen Platz hat: " in run.report and "Umfrage 1" in run.report
    assert not Comment.objects.filter(text="Eine Rutsche wäre gut").exists()
    take_over(where)
    assert Comment.objects.get(text="Eine Rutsche wäre gut").about.number == target("poll", 1)


def test_what_is_left_out_of_the_german_version_is_said(where):
    run = take_over(where)
    assert "Liegen da und werden nicht gelesen: legislation_answers, projekts" in run.report
    assert "poll_questions" in run.report and "Vorhaben (projekts) und Mängelmeldungen" in run.report


def test_the_command_takes_the_folder(where, files, capsys):
    call_command("consul", "tabellen", str(where), "--quelle", "alt", "--dateien", str(files))
    assert Picture.objects.count() == 1
    assert "fehlt im Ordner" in capsys.readouterr().out
    with pytest.raises(CommandError, match="kein Ordner"):
        call_command("consul", "tabellen", str(where), "--dateien", str(files / "fehlt"))
