"""A town's council system is read whole, again without a change, in spite of dirt and failures, and what is gone is gone."""

from __future__ import annotations

import json
import random
from datetime import timedelta

import pytest
from django.utils import timezone

from mitmachstadt.modules.council.importers.oparl import running
from mitmachstadt.modules.council.importers.oparl.tables import TABLES
from mitmachstadt.modules.council.models import (
    AgendaItem,
    Answer,
    BodyProfile,
    Consultation,
    File,
    Finding,
    Location,
    Meeting,
    Membership,
    Municipality,
    Paper,
    PendingLink,
    Person,
    Run,
)
from mitmachstadt.modules.council.oparl import stored
from mitmachstadt.modules.council.oparl.kinds import seen
from mitmachstadt.spine.city.models import Organisation
from mitmachstadt.spine.search.queries import matching_ids

from .oparl_server import Council, CouncilServer

pytestmark = pytest.mark.django_db


def kinds():
    return set(Finding.objects.values_list("kind", flat=True))


def state():
    """Everything that was kept, without numbers and moments of our own, for comparing two ways to it."""
    found = {}
    for kind, model in TABLES.items():
        for row in model.objects.exclude(source_id=""):
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


def moments():
    return {
        (kind, row.pk): (row.modified_at, row.imported)
        for kind, model in TABLES.items()
        for row in model.objects.all()
    }


def paper(council, number):
    return Paper.objects.get(source_id=council.url("paper", number))


def test_the_whole_council_is_here_after_one_reading(council, read):
    run = read(council)
    assert run.state == Run.State.DONE
    assert Paper.objects.public().filter(stub=False).count() == 30
    assert File.objects.public().count() == 80
    assert AgendaItem.objects.filter(stub=False).count() == 30
    assert Consultation.objects.public().count() == 30 and Membership.objects.public().count() == 60
    one = paper(council, 1)
    assert one.main_file.name == "Anlage 1" and one.files.count() == 2
    station = one.consultations.get()
    assert station.agenda_item.paper == one and station.agenda_item.meeting.name == "Sitzung 0"
    assert (
        station.agenda_item.outcome == "rejected" and station.agenda_item.result == "mehrheitlich abgelehnt"
    )
    assert one.originators.get().name == "Umweltausschuss"
    assert one.municipality.own


def test_everything_public_is_found(council, read):
    read(council)
    assert str(paper(council, 2).pk) in matching_ids("paper", "Haushalt")
    assert matching_ids("person", "Beispielperson")
    assert matching_ids("meeting", "Radweg")


def test_known_committees_are_recognised_and_not_doubled(council, read):
    before = Organisation.objects.count()
    read(council)
    made = {"Kulturausschuss", "Fraktion Morgenrot", "Gremium nicht angegeben"}
    assert Organisation.objects.count() - before <= len(made)
    hfa = BodyProfile.objects.get(source_id=council.url("organization", 2))
    assert hfa.organisation.key == "hfa" and hfa.organisation.name == "Haupt- und Finanzausschuss"
    assert BodyProfile.objects.get(source_id=council.url("organization", 0)).organisation.key == "rat"
    assert not BodyProfile.objects.filter(organisation__key="gremium-nicht-angegeben").exists()


def test_a_second_reading_writes_nothing_and_asks_only_what_changed(council, read):
    read(council)
    before, asked = moments(), len(council.asked)
    again = read(council, full=True)
    assert (
        again.counts.get("created", 0) == again.counts.get("changed", 0) == again.counts.get("gone", 0) == 0
    )
    assert moments() == before
    assert council.unchanged >= 10 and len(council.asked) - asked < 20
    council.etags = False
    assert read(council, full=True).counts.get("changed", 0) == 0 and moments() == before
    assert read(council, full=False).counts.get("changed", 0) == 0 and moments() == before


def test_an_update_asks_only_for_what_changed_and_raises_what_shows_it(council, read):
    read(council)
    Paper.objects.update(modified_at=timezone.now() - timedelta(days=9))
    council.touch("paper", 4, name="Ein neuer Titel")
    council.touch("agendaitem", 8, result="einstimmig beschlossen")
    run = read(council)
    assert not run.full and run.counts["changed"] >= 2
    assert paper(council, 4).title == "Ein neuer Titel" and str(paper(council, 4).pk) in matching_ids(
        "paper", "neuer Titel"
    )
    day = timezone.now() - timedelta(minutes=5)
    assert paper(council, 4).modified_at > day > paper(council, 20).modified_at
    assert Meeting.objects.get(source_id=council.url("meeting", 0)).modified_at > day
    assert AgendaItem.objects.get(source_id=council.url("agendaitem", 8)).outcome == "accepted"


def test_stored_answers_are_true_after_every_update(council, read):
    """What is tied elsewhere, hidden or taken away changes what others show: no answer of before may stay for them."""
    read(council)
    assert Answer.objects.count() == sum(seen(kind).count() for kind in stored.STORED) > 200
    url = council.url
    steps = [
        [("paper", 4, {"name": "Ein neuer Titel"}), ("file", 3, {"name": "Ein neuer Name"})],
        [("consultation", 5, {"paper": url("paper", 6)}), ("paper", 5, {"consultation": []})],
        [("consultation", 7, {"agendaItem": url("agendaitem", 9)})],
        [("agendaitem", 2, {"public": False}), ("location", 2, {"description": "Ein anderes Haus"})],
        [("agendaitem", 2, {"public": True}), ("agendaitem", 11, {"meeting": url("meeting", 0)})],
        [("paper", 8, {"relatedPaper": [url("paper", 9)], "superordinatedPaper": [url("paper", 12)]})],
        [("paper", 8, {"relatedPaper": [url("paper", 10)], "superordinatedPaper": []})],
        [("paper", 1, {"originatorPerson": [url("person", 3)], "auxiliaryFile": [council.make("file", 9)]})],
        [("organization", 1, {"name": "Ausschuss mit neuem Namen"}), ("meeting", 0, {"organization": []})],
    ]
    for step in steps:
        for kind, number, fields in step:
            council.touch(kind, number, **fields)
        assert read(council).counts["changed"] >= 1
        assert list(stored.wrong()) == [], step
    for kind, number in (("person", 3), ("file", 9), ("agendaitem", 9), ("paper", 10), ("meeting", 1)):
        council.delete(kind, number)
        assert read(council).counts["gone"] >= 1
        assert list(stored.wrong()) == [], (kind, number)


def test_deleted_objects_leave_pages_and_search_at_once_and_stay_as_tombstones(council, read):
    read(council)
    gone = paper(council, 6)
    council.delete("paper", 6)
    assert read(council).counts["gone"] >= 1
    gone.refresh_from_db()
    assert gone.deleted_at and gone not in Paper.objects.public() and gone in Paper.objects.known()
    assert str(gone.pk) not in matching_ids("paper", "Bebauungsplan")
    assert not gone.consultations.filter(deleted_at=None).exists()
    council.deleted.clear()
    council.touch("paper", 6)
    read(council)
    gone.refresh_from_db()
    assert gone.deleted_at is None and str(gone.pk) in matching_ids("paper", "Bebauungsplan")


def test_what_vanished_without_a_word_is_found_by_a_full_reading_only(council, read):
    read(council)
    council.vanished |= {("paper", 9), ("consultation", 9), ("agendaitem", 9)}
    assert read(council).counts.get("gone", 0) == 0
    assert read(council, full=True).counts["gone"] >= 3
    assert paper(council, 9).deleted_at and paper(council, 8).deleted_at is None


def test_a_reading_with_gaps_takes_nothing_away(council, read):
    read(council)
    council.vanished.add(("paper", 9))
    council.failing["/oparl/body/1/person"] = -1
    run = read(council, full=True)
    assert run.state == Run.State.PARTIAL and paper(council, 9).deleted_at is None
    assert Finding.objects.filter(kind="failed", url=f"{council.root}/oparl/body/1/person").exists()


def test_an_item_that_moves_into_the_closed_part_disappears(council, read):
    read(council)
    item = AgendaItem.objects.get(source_id=council.url("agendaitem", 2))
    assert item in AgendaItem.objects.public()
    council.touch("agendaitem", 2, public=False)
    read(council)
    item.refresh_from_db()
    assert item not in AgendaItem.objects.public() and item in AgendaItem.objects.known()
    before = item.modified_at
    read(council, full=True)
    item.refresh_from_db()
    assert item.modified_at == before


def test_what_people_changed_stays(council, read):
    read(council)
    one, other = paper(council, 1), File.objects.create(name="Von Hand")
    one.title = "Von Hand verbessert"
    one.save(update_fields=["title"])
    one.files.add(other)
    council.touch("paper", 1, name="Neuer Titel des Systems", paperType="Neue Art")
    read(council)
    one.refresh_from_db()
    assert (one.title, one.paper_type) == ("Von Hand verbessert", "Neue Art")
    assert other in one.files.all() and one.files.count() == 3


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


def test_dirt_stops_nothing_and_stands_in_the_report(council, read):
    read(council)
    expected = {
        "empty",
        "html",
        "date",
        "date_form",
        "dangling",
        "swapped",
        "key",
        "missing",
        "private",
        "type",
    }
    assert expected <= kinds()
    assert paper(council, 5).title == "Fett & kursiv" and str(paper(council, 7).date) == "2025-12-31"
    assert paper(council, 15).date is None and paper(council, 13).extra == {"vendor:status": {"x": 1}}
    assert Municipality.objects.get(own=True).ags == "05562004"
    place = Location.objects.get(source_id=council.url("location", 1))
    assert 51 < place.lat < 52 and 7 < place.lon < 8
    stub = paper(council, 10**7 + 11)
    assert stub.stub and not stub.public and stub in paper(council, 11).related.all()


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


def test_nothing_private_of_people_is_kept(council, read):
    read(council)
    one = Person.objects.get(source_id=council.url("person", 0))
    assert one.office_email == "" and one.extra == {}
    written = json.dumps(
        [list(model.objects.values()) for model in TABLES.values()], default=str, ensure_ascii=False
    )
    written += json.dumps(list(Finding.objects.values("message")), ensure_ascii=False)
    assert "02305" not in written and "zuhause" not in written
    assert not Location.objects.filter(source_id=council.url("location", 9)).exists()


def test_a_broken_page_in_the_middle_is_left_out_and_the_rest_is_read(read):
    with CouncilServer(Council(papers=450, files=0, dirty=False)) as council:
        council.failing["/oparl/body/1/paper?page=3"] = -1
        council.failing["/oparl/body/1/consultation?page=2"] = 2
        run = read(council)
        assert run.state == Run.State.PARTIAL
        assert Paper.objects.filter(stub=False, source_id=council.url("paper", 420)).exists()
        # papers of the broken page are named by consultations and asked for one by one
        assert Paper.objects.filter(stub=False).count() == 450
        assert Finding.objects.get(kind="failed").url.endswith("paper?page=3")
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
    council.raw["/oparl/body/1/file"] = raw
    read(council)
    assert kind in kinds() and Paper.objects.public().count() == 30


def test_a_system_of_1_0_that_names_items_by_address_is_read_too(read):
    with CouncilServer(Council(embedded=False, dirty=False)) as council:
        read(council)
        assert AgendaItem.objects.filter(stub=False, meeting__stub=False).count() == 30
        assert not Meeting.objects.filter(stub=True).exists()


@pytest.mark.slow
def test_broken_off_at_any_point_it_ends_the_same(read):
    dice = random.Random(7)
    with CouncilServer(Council(papers=130, files=150)) as council:
        read(council)
        whole = state()
        wipe()
        for _times in range(60):
            if read(council, steps=dice.randint(1, 3)).state != Run.State.RUNNING:
                break
        assert Run.objects.filter(state=Run.State.DONE).count() == 1
        assert state() == whole


def wipe():
    from mitmachstadt.modules.council.models import Source

    Source.objects.all().delete()
    for kind in (
        "Consultation",
        "AgendaItem",
        "Meeting",
        "Membership",
        "Paper",
        "File",
        "Person",
        "LegislativeTerm",
        "Location",
    ):
        TABLES[kind].objects.exclude(source_id="").delete()
    BodyProfile.objects.exclude(source_id="").update(source_id="", imported={})
    Organisation.objects.filter(source__contains="/oparl/organization/").delete()
    Municipality.objects.exclude(source_id="").update(source_id="", imported={})


def test_whoever_comes_last_has_the_run_and_the_other_lets_go(council, read):
    source = running.source_for(f"{council.root}/oparl")
    first = running.take(source)
    second = running.take(source)
    assert first.pk == second.pk
    from mitmachstadt.modules.council.importers.oparl.fetching import Fetcher

    fetcher = Fetcher(allowed=[council.root], pause=0)
    assert list(running.work(first, fetcher)) == []
    assert not Paper.objects.exists() and Run.objects.get().state == Run.State.RUNNING


def test_a_system_that_can_not_be_reached_changes_nothing(council, read):
    read(council)
    before = moments()
    council.failing["/oparl"] = -1
    assert read(council).state == Run.State.FAILED and moments() == before


def test_what_the_standard_shows_as_examples_is_read_and_again_without_a_change(town_data, tmp_path):
    """One location is described in three ways, by itself and inside others: its own answer holds."""
    place = {"id": "https://rat.example/location/0", "type": "https://schema.oparl.org/1.1/Location"}
    inside = {**place, "description": "Rathaus", "modified": "2014-01-08T14:28:31+01:00"}
    meeting = {
        "id": "https://rat.example/meeting/1",
        "type": "https://schema.oparl.org/1.0/Meeting",
        "location": inside,
    }
    (tmp_path / "meeting.json").write_text(json.dumps(meeting), "utf-8")
    (tmp_path / "location.json").write_text(json.dumps({**place, "description": "Bundestag"}), "utf-8")
    (tmp_path / "kaputt.json").write_text("{", "utf-8")
    source = running.source_for(str(tmp_path))
    for number, full in enumerate((None, None, True, True)):
        run = running.take(source, full=full)
        list(running.work(run))
        run.refresh_from_db()
        changed = run.counts.get("created", 0) + run.counts.get("changed", 0)
        assert bool(changed) == (number == 0) and run.state == Run.State.PARTIAL
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
