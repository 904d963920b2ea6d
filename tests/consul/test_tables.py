"""The take-over from the tables of the database: full, without anything that is nobody's business."""

from __future__ import annotations

import copy
from functools import partial

import pytest
from django.apps import apps

from mitmachstadt.modules.consul.actions import runs
from mitmachstadt.modules.consul.importers import tables
from mitmachstadt.modules.consul.models import Author, Page, Record, Run
from mitmachstadt.modules.proposals.models import Legacy, Proposal
from mitmachstadt.spine.cases.models import CaseEvent
from mitmachstadt.spine.city.models import District, Organisation, Topic
from mitmachstadt.spine.problems import Refused
from mitmachstadt.spine.talk.models import Comment
from tests.consul.dump import SECRET, TABLES, write_csv, write_sql

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def place(db):
    Organisation.objects.create(key="stadt", name="Stadt Ort", kind="town", answers_cases=True)
    District.objects.create(slug="ickern", name="Ickern", lat=51.59, lon=7.33)
    Topic.objects.create(slug="mobilitaet", name="Mobilität")


def take_over(where, *, hashes=False, stop=None):
    run = runs.take("alt", "Alte Plattform", "", "tables")
    reader = partial(tables.work, found=tables.open_tables(where), hashes=hashes)
    for number, _step in enumerate(runs.work(run, reader), 1):
        if number == stop:
            break
    run.refresh_from_db()
    return run


def rows():
    """Everything that was written, without numbers of runs."""
    return {
        "records": list(Record.objects.order_by("kind", "old_id").values("kind", "old_id", "digest", "target", "written")),
        "proposals": list(Proposal.objects.order_by("pk").values()), "pages": list(Page.objects.order_by("pk").values()),
        "comments": list(Comment.objects.order_by("pk").values()), "events": list(CaseEvent.objects.order_by("pk").values()),
    }  # fmt: skip


@pytest.mark.parametrize("form", ["csv", "semicolons", "sql"])
def test_each_form_gives_the_same(form, tmp_path):
    where = (
        write_sql(tmp_path / "abzug.sql")
        if form == "sql"
        else write_csv(tmp_path, delimiter=";" if form == "semicolons" else ",")
    )
    run = take_over(where)
    assert run.state == Run.State.DONE
    one = Proposal.objects.select_related("legacy", "topic", "district").get(title="Mehr Bänke")
    assert one.text == 'Bitte;\n"viele"\n\nAm Markt'
    assert (one.name, one.topic.slug, one.district.slug, one.lat) == ("Anna", "mobilitaet", "ickern", 51.5916)
    assert one.released_at.isoformat() == "2021-05-04T10:30:00+00:00"
    page = Page.objects.get()
    assert (page.title, page.up) == ("Bänke im Park", 17)
    assert dict(page.facts) == {
        "Bürgerbudget": "Bürgerbudget 2022", "Bereich": "Ganze Stadt", "Ort": "Park", "Kosten": "4.500 Euro",
        "Umsetzbarkeit": "umsetzbar", "Zur Abstimmung gestellt": "ja", "Stimmen auf Stimmzetteln": "33",
        "Stimmen auf Papier": "2", "Bewilligt": "nein",
    }  # fmt: skip
    assert CaseEvent.objects.get(kind="former_note").text == "Aufgestellt"


def test_nothing_private_is_read(tmp_path):
    take_over(write_csv(tmp_path))
    everything = "\n".join(
        str(list(model.objects.values()))
        for model in apps.get_models()
        if model._meta.app_label != "wagtailcore"
    )
    assert "Anna" in everything
    for word in (
        SECRET,
        "1980-01-01",
        "192.0.2.77",
        "example.org",
        "Versteckt",
        "zu teuer",
        "Nur für die Prüfung",
    ):
        assert word.lower() not in everything.lower(), word
    assert not Author.objects.exclude(email_hash="").exists()


def test_hidden_things_drafts_and_internal_words_stay_away(tmp_path):
    take_over(write_csv(tmp_path))
    assert set(Proposal.objects.values_list("title", flat=True)) == {"Mehr Bänke", "Ohne Namen"}
    assert set(Comment.objects.values_list("text", flat=True)) == {"Gute Idee", "Danke", "Schön"}
    assert Proposal.objects.get(title="Ohne Namen").name == ""
    assert Record.objects.get(kind="proposal", old_id=12).author_id is None


def test_a_vote_that_is_there_twice_counts_once_and_the_report_says_so(tmp_path):
    run = take_over(write_csv(tmp_path))
    legacy = Legacy.objects.get(proposal__title="Mehr Bänke")
    assert (legacy.up, legacy.counted_up, legacy.differs) == (4, 3, True)
    assert "je einmal gezählt: 1." in run.report
    assert "Vorschläge 11: angezeigt 4/–, gezählt 3/0" in run.report


def test_other_languages_are_kept(tmp_path):
    take_over(write_csv(tmp_path))
    kept = Record.objects.get(kind="proposal", old_id=11).data["locales"]
    assert kept["en"]["title"] == "More benches"


def test_a_second_time_changes_nothing(tmp_path):
    where = write_csv(tmp_path)
    take_over(where)
    before = rows()
    take_over(where)
    assert rows() == before


@pytest.mark.parametrize("stop", [1, 2, 4, 6, 8])
def test_a_broken_reading_goes_on(stop, tmp_path):
    where = write_csv(tmp_path)
    first = take_over(where, stop=stop)
    assert first.state == Run.State.RUNNING
    assert take_over(where).pk == first.pk
    assert (Proposal.objects.count(), Comment.objects.count(), Page.objects.count()) == (2, 3, 1)
    assert not Record.objects.filter(gone_at__isnull=False).exists()


def test_who_hides_later_loses_the_name_there_and_the_way_to_claim(tmp_path):
    take_over(write_csv(tmp_path), hashes=True)
    assert Author.objects.get(old_id=1).email_hash
    changed = copy.deepcopy(TABLES)
    changed["users"][0]["public_activity"] = "f"
    take_over(write_csv(tmp_path, changed))
    assert (Author.objects.get(old_id=1).name, Author.objects.get(old_id=1).email_hash) == ("", "")


def test_where_nothing_is_said_of_the_activity_nobody_is_named(tmp_path):
    changed = copy.deepcopy(TABLES)
    for row in changed["users"]:
        row.pop("public_activity")
    take_over(write_csv(tmp_path, changed), hashes=True)
    assert Proposal.objects.get(title="Mehr Bänke").name == ""
    assert not Author.objects.exists()


def test_what_is_gone_from_a_table_is_marked_and_a_missing_table_says_nothing(tmp_path):
    where = write_csv(tmp_path)
    take_over(where)
    (where / "debates.csv").unlink(missing_ok=True)
    (where / "budget_investments.csv").unlink()
    changed = {"proposals": [row for row in TABLES["proposals"] if row["id"] != 12]}
    take_over(write_csv(where, changed))
    assert Legacy.objects.get(proposal__title="Ohne Namen").gone_on
    assert Page.objects.get().gone_on is None


def test_the_interface_does_not_undo_what_the_database_gave(tmp_path):
    take_over(write_csv(tmp_path))
    with pytest.raises(Refused):
        runs.take("alt", "Alte Plattform", "http://example.org", "api")


def test_what_can_not_be_read_is_said_in_german(tmp_path):
    (tmp_path / "gepackt").write_bytes(b"PGDMP\x01")
    for where, words in (
        (tmp_path / "gepackt", "pg_restore"),
        (tmp_path, "keine Tabelle"),
        (tmp_path / "fehlt", "weder"),
    ):
        with pytest.raises(tables.NoTables, match=words):
            tables.open_tables(where)
