"""The council kept by hand: a town without a council system drafts, releases, seats, tables and decides here."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import ModelChoiceField
from django.test import Client
from django.utils import timezone

from mitmachstadt.modules.council import (
    actions,
    item_actions,
    paper_actions,
    record_actions,
    rules,
    station_actions,
)
from mitmachstadt.modules.council.desk import forms
from mitmachstadt.modules.council.models import (
    AgendaItem,
    BodyProfile,
    File,
    Location,
    Membership,
    Municipality,
    Paper,
    Person,
    TablingRight,
    Term,
)
from mitmachstadt.spine.accounts.models import RoleAssignment, User
from mitmachstadt.spine.audit.models import LogEntry
from mitmachstadt.spine.city.models import Organisation
from mitmachstadt.spine.problems import Refused

pytestmark = pytest.mark.django_db
DESK = "/schreibtisch/rat"


@pytest.fixture
def rat():
    Municipality.objects.create(name="Stadt", own=True)
    row = Organisation.objects.create(key="rat", name="Rat", kind="body")
    BodyProfile.objects.create(organisation=row)
    return row


@pytest.fixture
def sommer():
    return someone("sommer", "coordinator")


@pytest.fixture
def desk(client: Client, sommer):
    client.force_login(sommer)
    return client


def someone(name: str, role: str) -> User:
    user = User.objects.create_user(f"{name}@example.org", "geheim-geheim")
    RoleAssignment.objects.create(user=user, role=role)
    return user


def pdf(name: str = "Vorlage.pdf") -> SimpleUploadedFile:
    from pypdf import PdfWriter

    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    writer.write(out)
    return SimpleUploadedFile(name, out.getvalue(), "application/pdf")


def meeting(rat, by, days: int = 5):
    return actions.add_meeting(rat, timezone.now() + timedelta(days=days), place="Ratssaal", by=by)


def test_only_keepers_open_it(client, rat):
    for role in ("clerk", "moderator"):
        client.force_login(someone(role, role))
        for path in (f"{DESK}/", f"{DESK}/vorlagen/", f"{DESK}/personen/", f"{DESK}/personen/neu/"):
            assert client.get(path).status_code == 404
        with pytest.raises(Refused):
            record_actions.keep_person(None, by=User.objects.get(email=f"{role}@example.org"), name="X")
    assert not Person.objects.exists()


def test_a_paper_from_draft_to_everybody_and_back(desk, client, rat):
    data = {
        "reference": "2026/031",
        "title": "Neuer Radweg",
        "date": "2026-03-01",
        "paper_type": "Beschlussvorlage",
    }
    made = desk.post(f"{DESK}/vorlagen/", data)
    paper = Paper.objects.get()
    page = f"{DESK}/vorlagen/{paper.pk}/"
    assert made.url == page and not paper.public
    assert desk.post(f"{DESK}/vorlagen/", data).status_code == 422  # the number is given
    outside = Client()
    assert outside.get(f"/rat/vorlagen/{paper.pk}/").status_code == 404
    desk.post(f"{page}dokument/", {"file": pdf(), "name": "Die Vorlage", "place": "main_file"})
    desk.post(f"{page}station/", {"body": rat.pk, "role": "Entscheidung", "authoritative": "on"})
    assert (
        "Die Vorlage" in desk.get(page).content.decode() and "Entscheidung" in desk.get(page).content.decode()
    )
    file = File.objects.get()
    assert not file.upload.public
    desk.post(f"{page}freigeben/")
    file.upload.refresh_from_db()
    assert file.upload.public and outside.get(f"/rat/vorlagen/{paper.pk}/").status_code == 200
    assert desk.post(f"{page}zuruecknehmen/", {"reason": ""}).status_code == 422
    desk.post(f"{page}zuruecknehmen/", {"reason": "Zahlendreher"})
    file.upload.refresh_from_db()
    assert not file.upload.public and outside.get(f"/rat/vorlagen/{paper.pk}/").status_code == 404
    assert "zurückgenommen" in desk.get(f"{DESK}/vorlagen/").content.decode()
    desk.post(f"{page}freigeben/")
    assert outside.get(f"/rat/vorlagen/{paper.pk}/").status_code == 200
    desk.post(page, {**data, "title": "Radweg an der Ringstraße"})
    assert Paper.objects.get().title == "Radweg an der Ringstraße"
    actions_of = list(LogEntry.objects.filter(object_kind="paper").values_list("action", flat=True))
    assert {"paper_added", "paper_released", "paper_taken_back", "paper_changed", "file_added"} <= set(
        actions_of
    )


def test_who_checks_papers_is_asked_before_the_release(desk, rat, sommer):
    from mitmachstadt.modules.council.paper_actions import draft_paper
    from mitmachstadt.spine.city.signals import paper_release_asked
    from mitmachstadt.spine.problems import Problem

    def refuse(**kwargs):
        raise Refused([Problem("", "no_check", "Der Prüfbogen fehlt noch.")])

    paper = draft_paper("1", "x", by=sommer)
    paper_release_asked.connect(refuse)
    try:
        answer = desk.post(f"{DESK}/vorlagen/{paper.pk}/freigeben/", follow=True)
    finally:
        paper_release_asked.disconnect(refuse)
    assert "Der Prüfbogen fehlt noch." in answer.content.decode()
    paper.refresh_from_db()
    assert not paper.public


def test_only_whole_pdfs_are_taken(desk, rat, sommer):
    from mitmachstadt.modules.council.paper_actions import draft_paper

    paper = draft_paper("1", "x", by=sommer)
    bad = SimpleUploadedFile("x.pdf", b"<html>", "application/pdf")
    answer = desk.post(f"{DESK}/vorlagen/{paper.pk}/dokument/", {"file": bad, "place": "files"})
    assert answer.status_code == 422 and not File.objects.exists()


def test_the_chain_takes_the_item_when_it_comes(rat, sommer):
    from mitmachstadt.modules.council.paper_actions import draft_paper

    paper = draft_paper("1", "Radweg", by=sommer)
    station = station_actions.add_station(paper, rat, by=sommer, role="Beratung")
    item = actions.add_agenda_item(meeting(rat, sommer), "Radweg", by=sommer, paper=paper)
    station.refresh_from_db()
    assert station.agenda_item == item and paper.consultations.count() == 1
    other = Organisation.objects.create(key="ba", name="BA", kind="body")
    strange = actions.add_agenda_item(meeting(other, sommer, 6), "Anderes", by=sommer)
    with pytest.raises(Refused) as refused:
        station_actions.change_station(station, by=sommer, role="x", authoritative=False, item=strange)
    assert refused.value.codes == ("other_body",)


def test_a_whole_agenda_is_written_by_keyboard(desk, rat, sommer):
    found = meeting(rat, sommer)
    paper_actions.keep_paper("2026/031", "Radweg", by=sommer)
    path = f"/schreibtisch/sitzungen/{found.pk}/mehrere/"
    wrong = desk.post(path, {"lines": "Begrüßung\nRadweg | 1999/1"})
    assert wrong.status_code == 422 and "1999/1" in wrong.content.decode() and not AgendaItem.objects.exists()
    lines = "\n".join(["Begrüßung", "", "Radweg | 2026/031", *(f"Punkt {n}" for n in range(18))])
    assert desk.post(path, {"lines": lines}).status_code == 302
    items = list(found.items.order_by("number"))
    assert len(items) == 20 and items[1].paper.reference == "2026/031" and items[1].consultations.count() == 1
    change = f"/schreibtisch/sitzungen/{found.pk}/punkt/{items[19].pk}/"
    assert desk.get(change).status_code == 200
    desk.post(change, {"title": "Zuerst", "number": "1", "label": "N 1"})
    order = list(found.items.order_by("number").values_list("title", "public"))
    assert order[:2] == [("Zuerst", False), ("Begrüßung", True)] and len(order) == 20
    outside = Client().get(f"/rat/sitzungen/{found.pk}/").content.decode()
    assert "Zuerst" not in outside and "Begrüßung" in outside


def test_a_board_tables_only_where_it_may_and_only_in_its_days(desk, rat, sommer):
    board = Organisation.objects.create(key="klimabeirat", name="Klimabeirat", kind="board")
    profile = BodyProfile.objects.create(organisation=board)
    found = meeting(rat, sommer)
    item = actions.add_agenda_item(found, "Schwammstadt", by=sommer)
    change = f"/schreibtisch/sitzungen/{found.pk}/punkt/{item.pk}/"
    data = {"title": "Schwammstadt", "number": "1", "public": "on", "tabled_by": str(board.pk)}
    assert desk.post(change, data).status_code == 422
    with pytest.raises(Refused) as refused:
        item_actions.change_item(item, by=sommer, title="x", label="", public=True, tabled_by=board, number=1)
    assert refused.value.codes == ("no_right",)
    right = f"{DESK}/gremien/{profile.pk}/recht/"
    assert desk.post(right, {"committee": rat.pk, "valid_from": "2026-01-01"}).status_code == 422  # no source
    desk.post(
        right,
        {"committee": rat.pk, "valid_from": "2020-01-01", "may_speak": "on", "source": "Hauptsatzung § 9"},
    )
    assert desk.post(change, data).status_code == 302
    item.refresh_from_db()
    assert item.tabled_by == board
    # at once with the item, so that it is nobody's at no moment
    page = f"/schreibtisch/sitzungen/{found.pk}/"
    assert "Klimabeirat" in desk.get(page).content.decode()
    desk.post(f"{page}punkt/", {"title": "Fassadengrün", "tabled_by": str(board.pk)})
    assert AgendaItem.objects.get(title="Fassadengrün").tabled_by == board
    kept = TablingRight.objects.get()
    desk.post(f"{right}{kept.pk}/ende/")
    kept.refresh_from_db()
    assert kept.valid_until == timezone.localdate()
    later = actions.add_agenda_item(found, "Bäume", by=sommer)
    with pytest.raises(Refused):
        item_actions.change_item(
            later, by=sommer, title="x", label="", public=True, tabled_by=board, number=2
        )


def test_people_bodies_seats_terms_and_places(desk, rat):
    desk.post(
        f"{DESK}/personen/neu/",
        {"name": "Dr. Mia Muster", "affix": "Fraktion A", "offices": "Vorsitz\nSchriftführung"},
    )
    person = Person.objects.get()
    assert person.offices == ["Vorsitz", "Schriftführung"] and person.municipality.own
    assert desk.post(f"{DESK}/personen/neu/", {"name": " "}).status_code == 422
    seat = {
        "person": person.pk,
        "organisation": rat.pk,
        "role": "Mitglied",
        "voting_right": "ja",
        "start": "2025-11-01",
    }
    made = desk.post(f"{DESK}/sitze/neu/", seat)
    assert made.url == f"{DESK}/gremien/{rat.council.pk}/" and Membership.objects.get().voting_right is True
    row = Membership.objects.get()
    assert desk.post(f"{DESK}/sitze/{row.pk}/", {**seat, "end": "2020-01-01"}).status_code == 422
    desk.post(f"{DESK}/sitze/{row.pk}/", {**seat, "end": "2026-01-31"})
    assert Membership.objects.get().end == date(2026, 1, 31)
    desk.post(f"{DESK}/gremien/neu/", {"name": "Ausschuss für Grün", "kind": "body", "mandate": "Bäume"})
    body = Organisation.objects.get(key="ausschuss_fuer_gruen")
    assert body.council.mandate == "Bäume" and body.council.municipality.own
    assert (
        desk.post(f"{DESK}/gremien/neu/", {"name": "ausschuss für grün", "kind": "body"}).status_code == 422
    )
    desk.post(f"{DESK}/wahlperioden/neu/", {"name": "2025–2030", "start": "2025-11-01"})
    assert Term.objects.get().municipality.own
    desk.post(f"{DESK}/orte/neu/", {"description": "Ratssaal", "lat": "51.5", "lon": "7.3"})
    assert desk.post(f"{DESK}/orte/neu/", {"description": "Halb", "lat": "51.5"}).status_code == 422
    assert Location.objects.get().lat == 51.5
    for slug in ("gremien", "personen", "wahlperioden", "orte"):
        page = desk.get(f"{DESK}/{slug}/?suche=a").content.decode()
        assert "<h1>" in page
    assert "Mia Muster" in desk.get(f"{DESK}/gremien/{rat.council.pk}/").content.decode()
    desk.post(f"{DESK}/personen/{person.pk}/weg/")
    assert (
        Person.objects.get().deleted_at and "Mia Muster" not in desk.get(f"{DESK}/personen/").content.decode()
    )


def test_what_people_change_stays_when_it_is_read_in_again(rat, sommer):
    """`imported` keeps what the other system said, so a field that differs from it belongs to a person."""
    row = Person.objects.create(
        name="M. Muster", source_id="https://x.example.org/1", imported={"name": "M. Muster"}
    )
    record_actions.keep_person(row, by=sommer, name="Mia Muster")
    row.refresh_from_db()
    assert row.name == "Mia Muster" and row.imported == {"name": "M. Muster"}


def test_invitation_and_minutes(desk, rat, sommer):
    found = meeting(rat, sommer)
    path = f"/schreibtisch/sitzungen/{found.pk}/dokumente/"
    desk.post(path, {"file": pdf("Einladung.pdf"), "place": "invitation"})
    desk.post(path, {"file": pdf("Niederschrift.pdf"), "place": "minutes"})
    found.refresh_from_db()
    assert found.invitation.name == "Einladung" and found.minutes.upload.public
    desk.post(path, {"file": pdf("Neu.pdf"), "place": "invitation"})
    found.refresh_from_db()
    assert found.invitation.name == "Neu" and File.objects.get(name="Einladung").deleted_at
    desk.post(f"{path}{found.minutes_id}/weg/")
    assert "Niederschrift" not in desk.get(path).content.decode().partition('<form method="post" enctype')[0]


def test_who_brought_a_paper_in_and_what_belongs_to_it(desk, rat, sommer):
    desk.post(f"{DESK}/gremien/neu/", {"name": "Fraktion A", "kind": "partner"})
    group = Organisation.objects.get(name="Fraktion A")
    mia = record_actions.keep_person(None, by=sommer, name="Mia Muster")
    paper_actions.keep_paper("2026/031", "Radweg", by=sommer)
    data = {"reference": "2026/032", "title": "Radweg, Bericht", "date": "2026-03-01"}
    ties = {"originators": [group.pk], "originator_persons": [mia.pk], "related": "2026/031"}
    wrong = desk.post(f"{DESK}/vorlagen/", {**data, **ties, "related": "2026/031\n1999/1"})
    assert wrong.status_code == 422 and "1999/1" in wrong.content.decode() and Paper.objects.count() == 1
    desk.post(f"{DESK}/vorlagen/", {**data, **ties})
    paper, other = Paper.objects.get(reference="2026/032"), Paper.objects.get(reference="2026/031")
    page = f"{DESK}/vorlagen/{paper.pk}/"
    assert f'<option value="{mia.pk}" selected>' in desk.get(page).content.decode()
    paper_actions.release_paper(paper, by=sommer)
    outside = Client().get(f"/rat/vorlagen/{paper.pk}/").content.decode()
    assert all(words in outside for words in ("Fraktion A", "Mia Muster", "2026/031"))
    assert "2026/032" in Client().get(f"/rat/vorlagen/{other.pk}/").content.decode()
    open_data = Client().get(f"/oparl/v1.1/paper/{paper.pk}", HTTP_HOST="localhost:8000").json()
    assert open_data["originatorPerson"][0].endswith(f"/person/{mia.pk}")
    assert open_data["originatorOrganization"][0].endswith(f"/organization/{group.pk}")
    assert open_data["relatedPaper"][0].endswith(f"/paper/{other.pk}")
    other.refresh_from_db()
    before = other.modified_at
    desk.post(page, {**data, "originators": [group.pk]})
    other.refresh_from_db()
    assert not paper.related.exists() and not paper.originator_persons.exists() and other.modified_at > before
    assert "Mia Muster" in str(LogEntry.objects.filter(action="paper_changed").latest("id").changes)


def test_who_was_at_a_meeting(desk, rat, sommer):
    mia = record_actions.keep_person(None, by=sommer, name="Mia Muster")
    guest = record_actions.keep_person(None, by=sommer, name="Gast Ohnesitz")
    desk.post(f"{DESK}/gremien/neu/", {"name": "Fraktion A", "kind": "partner"})
    group = Organisation.objects.get(name="Fraktion A")
    seat = {"person": mia.pk, "organisation": rat.pk, "role": "Mitglied", "on_behalf_of": group.pk}
    desk.post(f"{DESK}/sitze/neu/", seat)
    assert Membership.objects.get().on_behalf_of == group
    assert "Fraktion A" in Client().get("/rat/gremien/rat/").content.decode()
    coming = meeting(rat, sommer)
    page = f"/schreibtisch/sitzungen/{coming.pk}/anwesend/"
    early = desk.post(page, {"seated": [mia.pk]})
    assert early.status_code == 422 and not coming.participants.exists()
    type(coming).objects.update(starts_at=timezone.now() - timedelta(days=1))
    assert page in desk.get(f"/schreibtisch/sitzungen/{coming.pk}/").content.decode()
    wrong = desk.post(page, {"seated": [guest.pk]})
    assert wrong.status_code == 422, "who has no seat is chosen below"
    desk.post(page, {"seated": [mia.pk], "others": [guest.pk]})
    outside = Client().get(f"/rat/sitzungen/{coming.pk}/").content.decode()
    assert "Mia Muster" in outside and "Gast Ohnesitz" in outside
    record_actions.take_away(guest, by=sommer)
    assert "Gast Ohnesitz" not in Client().get(f"/rat/sitzungen/{coming.pk}/").content.decode()
    open_data = Client().get(f"/oparl/v1.1/meeting/{coming.pk}", HTTP_HOST="localhost:8000").json()
    assert [one.rpartition("/")[2] for one in open_data["participant"]] == [str(mia.pk)]
    seat_data = Client().get(
        f"/oparl/v1.1/membership/{Membership.objects.get().pk}", HTTP_HOST="localhost:8000"
    )
    assert seat_data.json()["onBehalfOf"].endswith(f"/organization/{group.pk}")
    clerk = Client()
    clerk.force_login(someone("celik", "clerk"))
    assert clerk.get(page).status_code == 404


@pytest.mark.parametrize(
    ("days", "cancelled", "codes"),
    [(-1, False, []), (1, False, ["in_future"]), (-1, True, ["cancelled"]), (1, True, ["cancelled"])],
)
def test_who_was_there_is_known_only_after_the_beginning(days, cancelled, codes):
    now = timezone.now()
    found = rules.problems_with_presence(starts_at=now + timedelta(days=days), now=now, cancelled=cancelled)
    assert [one.code for one in found] == codes


def test_what_is_chosen_when_nothing_is_has_words():
    """Dashes are read out as dashes, or not at all."""
    found = [
        (form, name, choices.empty_label)
        for form in vars(forms).values()
        if isinstance(form, type)
        for name, choices in getattr(form, "base_fields", {}).items()
        if isinstance(choices, ModelChoiceField)
    ]
    assert len(found) >= 6
    assert [one for one in found if one[2] is not None and not any(map(str.isalpha, str(one[2])))] == []
