"""Calendars, prints and the piece for other sites: readable by programs, and without anything that is not public."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.utils import timezone
from django.utils.html import strip_tags
from icalendar import Calendar
from pypdf import PdfReader

from mitmachstadt.modules.projects.tests.public_world import SECRET, make_suggestion, make_world
from mitmachstadt.spine.files.printing import printable

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


def words_of(pdf: bytes) -> str:
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    return " ".join(text.replace("\u00ad", "").replace("-\n", "").split())


def events(client, address):
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/calendar")
    assert SECRET not in response.content.decode()
    return {str(event["uid"]): event for event in Calendar.from_ical(response.content).walk("VEVENT")}


def test_the_calendar_holds_windows_as_days_and_meetings_in_the_towns_time(client, world):
    found = events(client, "/vorhaben/termine.ics")
    window = next(event for uid, event in found.items() if uid.startswith("window-V-2026-001@"))
    reading = next(
        event for uid, event in found.items() if uid.startswith(f"reading-V-2026-001-{world.meeting_id}@")
    )
    assert (window.decoded("dtend") - world.open_project.window_end).days == 1
    assert reading["dtstart"].params["TZID"] == "Europe/Berlin"
    assert len(found) == 2


def test_the_calendar_keeps_its_uids_and_its_district(client, world):
    first = events(client, "/vorhaben/termine.ics")
    world.open_project.version += 1
    world.open_project.save()
    second = events(client, "/vorhaben/termine.ics")
    assert set(first) == set(second)
    uid = next(iter(first))
    assert int(second[uid]["sequence"]) == int(first[uid]["sequence"]) + 1
    assert events(client, "/vorhaben/termine.ics?stadtteil=ickern") == {}
    assert len(events(client, "/vorhaben/V-2026-001/termine.ics")) == 2


def test_the_booklet_is_accessible_bookmarked_and_silent_about_secrets(client, world):
    response = client.get("/vorhaben/heft.pdf")
    assert response["Content-Type"] == "application/pdf"
    reader = PdfReader(BytesIO(response.content))
    root = reader.trailer["/Root"]
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "de"
    titles = str(reader.outline)
    assert "Mobilität" in titles
    assert "Fahrradstraße Eichenweg" in titles
    text = words_of(response.content)
    assert "Spielplatz am Kanal" in text
    assert SECRET not in text


def test_the_booklet_of_a_district_holds_only_its_projects(client, world):
    text = words_of(client.get("/vorhaben/heft.pdf?stadtteil=rauxel").content)
    assert "Fahrradstraße Eichenweg" in text
    assert "Spielplatz am Kanal" not in text


def test_no_text_becomes_a_command_of_the_typesetter(client, world):
    world.listed.title = '#import "x" $evil$ 😀 \x07 \u202e'
    world.listed.save()
    assert '#import "x" $evil$' in words_of(client.get("/vorhaben/heft.pdf").content)


def test_letters_that_can_not_be_printed_are_replaced_and_long_texts_cut():
    assert printable("Grün\u202e عر\x00 ok") == "Grün ?? ok"
    assert printable("x" * 5000, 10) == "x" * 10 + "…"


def test_suggestions_of_a_project_can_be_printed(client, world):
    text = words_of(client.get("/vorhaben/V-2026-001/hinweise.pdf").content)
    assert "Bitte die Linden stehen lassen." in text
    assert "Zwei Linden sind krank." in text
    assert SECRET not in text


def test_the_digest_of_a_meeting_goes_item_by_item_without_hidden_ones(client, world):
    page = strip_tags(client.get(f"/sitzungen/{world.meeting_id}/hinweise/").content.decode())
    pdf = words_of(client.get(f"/sitzungen/{world.meeting_id}/hinweise.pdf").content)
    for text in (page, pdf):
        assert "Punkt 1: Fahrradstraße Eichenweg" in text
        assert "Tempo 20 vor der Schule." in text
        assert SECRET not in text
    assert client.get("/sitzungen/999999/hinweise/").status_code == 404
    assert client.get("/sitzungen/999999/hinweise.pdf").status_code == 404


def test_other_sites_may_frame_the_piece_and_only_that(client, world):
    piece = client.get("/einbetten/vorhaben/?stadtteil=rauxel&anzahl=3")
    text = piece.content.decode()
    assert "Fahrradstraße Eichenweg" in text
    assert "Spielplatz am Kanal" not in text
    assert SECRET not in text
    assert "X-Frame-Options" not in piece
    assert "frame-ancestors *" in piece["Content-Security-Policy"]
    assert client.get("/vorhaben/")["X-Frame-Options"] == "DENY"


def test_the_page_about_embedding_gives_the_line_to_copy(client, world):
    text = client.get("/vorhaben/einbetten/?thema=mobilitaet&anzahl=10").content.decode()
    assert "&lt;iframe src=" in text
    assert "/einbetten/vorhaben/?thema=mobilitaet&amp;anzahl=10" in text
    assert client.get("/vorhaben/einbetten/?anzahl=viele").status_code == 200


def test_a_released_suggestion_joins_the_digest(client, world):
    make_suggestion(world.open_project, "H-2026-0050", "Eine Bank an der Ecke.")
    assert "Eine Bank an der Ecke." in client.get(f"/sitzungen/{world.meeting_id}/hinweise/").content.decode()


def test_windows_of_long_ago_leave_the_calendar(client, world):
    old = timezone.localdate() - timezone.timedelta(days=500)
    world.open_project.window_start = world.open_project.window_end = old
    world.open_project.save()
    assert not any(uid.startswith("window") for uid in events(client, "/vorhaben/termine.ics"))
