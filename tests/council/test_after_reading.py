"""What became of a council that was read once: updates, changes by people, deletions; each test begins right after it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from mitmachstadt.modules.council import actions, paper_actions, record_actions
from mitmachstadt.modules.council.importers.oparl.tables import TABLES
from mitmachstadt.modules.council.models import (
    AgendaItem,
    Answer,
    Consultation,
    File,
    Finding,
    Location,
    Meeting,
    Membership,
    Municipality,
    Paper,
    Person,
    Run,
)
from mitmachstadt.modules.council.oparl import stored
from mitmachstadt.modules.council.oparl.kinds import seen
from mitmachstadt.spine.accounts.models import RoleAssignment, User
from mitmachstadt.spine.city.models import RuleRecord
from mitmachstadt.spine.search.queries import matching_ids

from .test_import import kinds, paper

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("first_reading")]


def moments():
    return {
        (kind, row.pk): (row.modified_at, row.imported)
        for kind, model in TABLES.items()
        for row in model.objects.all()
    }


def test_the_whole_council_is_here_after_one_reading(council):
    run = Run.objects.get()
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


def test_everything_public_is_found(council):
    assert str(paper(council, 2).pk) in matching_ids("paper", "Haushalt")
    assert matching_ids("person", "Beispielperson")
    assert matching_ids("meeting", "Radweg")


def test_a_second_reading_writes_nothing_and_asks_only_what_changed(council, read):
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
    council.vanished |= {("paper", 9), ("consultation", 9), ("agendaitem", 9)}
    assert read(council).counts.get("gone", 0) == 0
    assert read(council, full=True).counts["gone"] >= 3
    assert paper(council, 9).deleted_at and paper(council, 8).deleted_at is None


def test_a_reading_with_gaps_takes_nothing_away(council, read):
    council.vanished.add(("paper", 9))
    council.failing["/oparl/body/1/person"] = -1
    run = read(council, full=True)
    assert run.state == Run.State.PARTIAL and paper(council, 9).deleted_at is None
    assert Finding.objects.filter(kind="failed", url=f"{council.root}/oparl/body/1/person").exists()


def test_an_item_that_moves_into_the_closed_part_disappears(council, read):
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
    one, other = paper(council, 1), File.objects.create(name="Von Hand")
    one.title = "Von Hand verbessert"
    one.save(update_fields=["title"])
    one.files.add(other)
    council.touch("paper", 1, name="Neuer Titel des Systems", paperType="Neue Art")
    read(council)
    one.refresh_from_db()
    assert (one.title, one.paper_type) == ("Von Hand verbessert", "Neue Art")
    assert other in one.files.all() and one.files.count() == 3
    said = Finding.objects.get(kind="kept_here")
    assert (said.url, said.field) == (one.source_id, "title")
    assert said.message == "Von Hand verbessert ≠ Neuer Titel des Systems"
    council.touch("paper", 1, name="Von Hand verbessert")
    read(council)
    assert not Finding.objects.filter(kind="kept_here").exists()


def test_a_meeting_put_right_here_keeps_its_place_and_day(council, read):
    one = Meeting.objects.get(source_id=council.url("meeting", 0))
    one.place, one.starts_at, one.cancelled = "Aula", one.starts_at + timedelta(hours=1), True
    one.save(update_fields=["place", "starts_at", "cancelled"])
    council.touch("meeting", 0, start="2031-01-01T10:00:00+01:00", name="Neuer Name")
    read(council)
    again = Meeting.objects.get(pk=one.pk)
    assert (again.place, again.starts_at, again.cancelled, again.name) == (
        "Aula",
        one.starts_at,
        True,
        "Neuer Name",
    )
    assert Finding.objects.filter(kind="kept_here", url=one.source_id, field="starts_at").exists()


def test_what_people_took_back_stays_away(council, read):
    """Whatever the system says later, and even when everything is read anew."""
    keeper = User.objects.create_user("sommer@example.org", "geheim-geheim")
    RoleAssignment.objects.create(user=keeper, role="coordinator")
    one, person = paper(council, 1), Person.objects.public().exclude(source_id="").first()
    item = AgendaItem.objects.public().exclude(source_id="").first()
    AgendaItem.objects.filter(pk=item.pk).update(result="")
    paper_actions.take_back_paper(one, by=keeper, reason="Versehentlich veröffentlicht")
    record_actions.take_away(person, by=keeper)
    actions.remove_agenda_item(item, by=keeper)
    council.touch("paper", 1, name="Neuer Titel")
    read(council)
    read(council, full=True)
    assert Client().get(f"/rat/vorlagen/{one.pk}/").status_code == 404
    assert not Person.objects.public().filter(pk=person.pk) and not AgendaItem.objects.public().filter(
        pk=item.pk
    )
    assert Finding.objects.filter(kind="withheld", url=one.source_id).exists()
    RuleRecord.objects.filter(key="klimacheck").delete()
    paper_actions.release_paper(one, by=keeper)
    read(council, full=True)
    assert Client().get(f"/rat/vorlagen/{one.pk}/").status_code == 200


def test_dirt_stops_nothing_and_stands_in_the_report(council):
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
    finding = Finding.objects.get(kind="dangling", url=stub.source_id)
    assert council.url("paper", 11) in finding.message, "one has to know where it is to be mended"


def test_nothing_private_of_people_is_kept(council):
    one = Person.objects.get(source_id=council.url("person", 0))
    assert one.office_email == "" and one.extra == {}
    written = json.dumps(
        [list(model.objects.values()) for model in TABLES.values()], default=str, ensure_ascii=False
    )
    written += json.dumps(list(Finding.objects.values("message")), ensure_ascii=False)
    assert "02305" not in written and "zuhause" not in written
    assert not Location.objects.filter(source_id=council.url("location", 9)).exists()


def test_a_system_that_can_not_be_reached_changes_nothing(council, read):
    before = moments()
    council.failing["/oparl"] = -1
    run = read(council)
    assert run.state == Run.State.FAILED and moments() == before
    assert run.note.startswith("Nicht erreichbar (")
