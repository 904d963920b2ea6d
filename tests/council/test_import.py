"""A town's council system is read whole, again without a change, in spite of dirt and failures, and what is gone is gone."""

from __future__ import annotations

import json
import random

import pytest
from django.db import transaction

from mitmachstadt.modules.council.importers.oparl import running
from mitmachstadt.modules.council.importers.oparl.tables import TABLES
from mitmachstadt.modules.council.models import (
    AgendaItem,
    BodyProfile,
    Finding,
    Meeting,
    Paper,
    PendingLink,
    Run,
)
from mitmachstadt.spine.city.models import Organisation

from .oparl_server import Council, CouncilServer

pytestmark = pytest.mark.django_db


def kinds():
    return set(Finding.objects.values_list("kind", flat=True))


def state():
    """Everything that was kept, without numbers and moments of our own, for comparing two ways to it."""
    found = {}
    for kind, model in TABLES.items():
        named = [field.name for field in model._meta.concrete_fields if field.is_relation]
        lists = [field.name for field in model._meta.many_to_many]
        for row in model.objects.exclude(source_id="").select_related(*named).prefetch_related(*lists):
            values = {
                field.name: str(getattr(row, field.name))
                for field in model._meta.concrete_fields
                if not field.is_relation and field.name not in {"id", "created_at", "modified_at", "imported"}
            }
            for field in model._meta.concrete_fields:
                if field.is_relation:
                    other = getattr(row, field.name)
                    values[field.name] = getattr(other, "source_id", None) or str(other)
            for field in model._meta.many_to_many:
                values[field.name] = sorted(
                    str(getattr(other, "source_id", other)) for other in getattr(row, field.name).all()
                )
            found[kind, row.source_id] = values
    links = set(PendingLink.objects.values_list("holder", "column", "target"))
    return found, links, set(Finding.objects.values_list("kind", "object_type", "url", "field"))


def paper(council, number):
    return Paper.objects.get(source_id=council.url("paper", number))


def test_known_committees_are_recognised_and_not_doubled(council, read):
    before = Organisation.objects.count()
    read(council)
    made = {"Kulturausschuss", "Fraktion Morgenrot", "Gremium nicht angegeben"}
    assert Organisation.objects.count() - before <= len(made)
    hfa = BodyProfile.objects.get(source_id=council.url("organization", 2))
    assert hfa.organisation.key == "hfa" and hfa.organisation.name == "Haupt- und Finanzausschuss"
    assert BodyProfile.objects.get(source_id=council.url("organization", 0)).organisation.key == "rat"
    assert not BodyProfile.objects.filter(organisation__key="gremium-nicht-angegeben").exists()


def test_a_paper_and_a_meeting_kept_by_hand_are_joined(council, read):
    mine = Paper.objects.create(reference="2026/00012", title="Von Hand", summary="Kurz")
    body = Organisation.objects.get(key="rat")
    held = Meeting.objects.create(body=body, starts_at="2024-01-01T12:00:00+00:00", place="Ratssaal")
    point = AgendaItem.objects.create(
        meeting=held, number=1, title="Klimaschutz Punkt 5", subject_kind="project", subject_id="V-1"
    )
    sample = Paper.objects.create(reference="2026/00014", title="Beispiel", sample=True)
    read(council)
    mine.refresh_from_db()
    held.refresh_from_db()
    point.refresh_from_db()
    assert (
        mine.source_id == council.url("paper", 12) and mine.title == "Von Hand" and mine.main_file is not None
    )
    assert (
        held.source_id == council.url("meeting", 0) and held.place == "Ratssaal" and held.name == "Sitzung 0"
    )
    assert point.source_id == council.url("agendaitem", 5) and point.subject_id == "V-1"
    sample.refresh_from_db()
    assert sample.source_id == ""


def test_a_named_object_that_comes_later_takes_its_place(council, read):
    council.files = 20
    council.touch("paper", 2, relatedPaper=[council.url("paper", 31)])
    read(council)
    assert paper(council, 31).stub
    council.papers = 32
    council.touch("paper", 31)
    read(council)
    later = paper(council, 31)
    assert not later.stub and later.public and later in paper(council, 2).related.all()
    assert not PendingLink.objects.filter(target=later.source_id).exists()


def test_a_broken_page_in_the_middle_is_left_out_and_the_rest_is_read(read):
    with CouncilServer(Council(papers=230, files=0, dirty=False)) as council:
        council.failing["/oparl/body/1/paper?page=2"] = -1
        council.failing["/oparl/body/1/consultation?page=2"] = 2
        run = read(council)
        assert run.state == Run.State.PARTIAL
        assert Paper.objects.filter(stub=False, source_id=council.url("paper", 220)).exists()
        # papers of the broken page are named by consultations and asked for one by one
        assert Paper.objects.filter(stub=False).count() == 230
        assert Finding.objects.get(kind="failed").url.endswith("paper?page=2")
        council.failing.clear()
        assert read(council).state == Run.State.DONE
        assert not Finding.objects.filter(kind="failed").exists()


def test_a_circle_of_pages_ends(council, read):
    first = f"{council.root}/oparl/body/1/file"
    page = {"data": [council.make("file", 1)], "links": {"next": f"{first}?page=2"}}
    council.raw["/oparl/body/1/file"] = json.dumps(page).encode()
    council.raw["/oparl/body/1/file?page=2"] = json.dumps({**page, "links": {"next": first}}).encode()
    assert read(council).state == Run.State.PARTIAL and "loop" in kinds()


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (b"\xef\xbb\xbf{\"data\": [], \"links\": {}}", "bom"), (b"<html>Fehler</html>", "not_json"), (b"[]", "not_list"),
        (b"{\"data\": 7}", "not_list"), (b"{\"data\": [7, null, {}]}", "type"), (b"\"nur Text\"", "not_list"),
        (b"{\"data\": [{\"id\": \"https://x.example/1\", \"type\": \"Quatsch\"}]}", "type_wrong"),
        (b"[" * 100_000, "not_json"), (b"", "not_json"), (b"{\"data\": [{\"id\": 5, \"type\": \"x/File\"}]}", "id_missing"),
    ],
)  # fmt: skip
def test_strange_answers_are_named_and_the_rest_is_read(council, read, raw, kind):
    council.papers, council.files = 6, 10
    council.raw["/oparl/body/1/file"] = raw
    read(council)
    assert kind in kinds() and Paper.objects.public().count() == 6


def test_a_system_of_1_0_that_names_items_by_address_is_read_too(read):
    with CouncilServer(Council(embedded=False, dirty=False)) as council:
        read(council)
        assert AgendaItem.objects.filter(stub=False, meeting__stub=False).count() == 30
        assert not Meeting.objects.filter(stub=True).exists()


@pytest.mark.slow
def test_broken_off_at_any_point_it_ends_the_same(read):
    dice = random.Random(7)
    with CouncilServer(Council(papers=130, files=150)) as council:
        with transaction.atomic():
            read(council)
            whole = state()
            transaction.set_rollback(True)
        assert not Paper.objects.exists()
        for _times in range(60):
            if read(council, steps=dice.randint(1, 3)).state != Run.State.RUNNING:
                break
        assert Run.objects.filter(state=Run.State.DONE).count() == 1
        assert state() == whole


def test_whoever_comes_last_has_the_run_and_the_other_lets_go(council, read):
    source = running.source_for(f"{council.root}/oparl")
    first = running.take(source)
    second = running.take(source)
    assert first.pk == second.pk
    from mitmachstadt.spine.fetching import Fetcher

    fetcher = Fetcher(allowed=[council.root], pause=0)
    assert list(running.work(first, fetcher)) == []
    assert not Paper.objects.exists() and Run.objects.get().state == Run.State.RUNNING


def test_what_the_standard_shows_as_examples_is_read_and_again_without_a_change(town_data, tmp_path):
    """One location is described in three ways, by itself and inside others, and one file in two: its own answer holds."""
    place = {"id": "https://rat.example/location/0", "type": "https://schema.oparl.org/1.1/Location"}
    inside = {**place, "description": "Rathaus", "modified": "2014-01-08T14:28:31+01:00"}
    meeting = {
        "id": "https://rat.example/meeting/1",
        "type": "https://schema.oparl.org/1.0/Meeting",
        "location": inside,
    }
    (tmp_path / "meeting.json").write_text(json.dumps(meeting), "utf-8")
    (tmp_path / "location.json").write_text(json.dumps({**place, "description": "Bundestag"}), "utf-8")
    moment = "2013-01-04T07:54:13+01:00"
    anlage = {
        "id": "https://rat.example/file/1",
        "type": "https://schema.oparl.org/1.1/File",
        "modified": moment,
    }
    anlage |= {"name": "Anlage", "accessUrl": "https://rat.example/file/1.pdf"}
    vorlage = {
        "id": "https://rat.example/paper/1",
        "type": "https://schema.oparl.org/1.1/Paper",
        "mainFile": {**anlage, "license": "https://example.org/frei"},
    }
    (tmp_path / "paper.json").write_text(json.dumps(vorlage), "utf-8")
    (tmp_path / "file.json").write_text(json.dumps({**anlage, "fileName": "anlage.pdf"}), "utf-8")
    (tmp_path / "kaputt.json").write_text("{", "utf-8")
    source = running.source_for(str(tmp_path))
    for number, full in enumerate((None, None, True, True)):
        run = running.take(source, full=full)
        list(running.work(run))
        run.refresh_from_db()
        changed = run.counts.get("created", 0) + run.counts.get("changed", 0)
        assert bool(changed) == (number == 0) and run.state == Run.State.PARTIAL
    kept = Paper.objects.get().main_file
    assert (kept.license, kept.file_name) == ("", "anlage.pdf")
    held = Meeting.objects.get(source_id="https://rat.example/meeting/1")
    assert str(held.location) == "Bundestag" and held.body.kind == "partner" and "not_json" in kinds()
    assert held.starts_at is None and held.place == "Bundestag"


def test_a_folder_read_as_the_whole_takes_away_what_it_does_not_hold(town_data, tmp_path):
    for number in (1, 2):
        paper_file = {
            "id": f"https://rat.example/paper/{number}",
            "type": "https://schema.oparl.org/1.1/Paper",
            "name": "Eins",
        }
        (tmp_path / f"{number}.json").write_text(json.dumps({"data": [paper_file]}), "utf-8")
    source = running.source_for(str(tmp_path))
    list(running.work(running.take(source)))
    (tmp_path / "2.json").unlink()
    list(running.work(running.take(source)))
    assert Paper.objects.public().count() == 2
    list(running.work(running.take(source, full=True)))
    assert [row.source_id[-1] for row in Paper.objects.public()] == ["1"]
