"""What everybody reads of the council: nothing hidden, in a constant number of questions, with what residents brought in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mitmachstadt.modules.council import findable
from mitmachstadt.modules.council.models import (
    AgendaItem,
    BodyProfile,
    Consultation,
    File,
    Meeting,
    Membership,
    Paper,
    PaperPlace,
    Person,
    TablingRight,
)
from mitmachstadt.modules.council.queries import papers
from mitmachstadt.modules.council.touch import touch
from mitmachstadt.spine.audit import kept
from mitmachstadt.spine.audit.models import LogEntry
from mitmachstadt.spine.city.models import Organisation, OrganisationKind

pytestmark = pytest.mark.django_db
SECRET = "Geheimsache"


@pytest.fixture
def world():
    class World:
        council = Organisation.objects.create(key="rat", name="Rat der Stadt", kind=OrganisationKind.BODY)
        environment = Organisation.objects.create(
            key="umwelt", name="Umweltausschuss", kind=OrganisationKind.BODY
        )
        board = Organisation.objects.create(
            key="klimabeirat", name="Klimabeirat", kind=OrganisationKind.BOARD
        )

    world = World()
    now = timezone.now()
    BodyProfile.objects.create(organisation=world.board, mandate="Berät zum Klima.", on_start_page=True)
    TablingRight.objects.create(
        board=world.board,
        committee=world.environment,
        valid_from="2021-01-01",
        source="Vereinbarung, Zeile 216",
    )
    world.past = Meeting.objects.create(
        body=world.environment, starts_at=now - timedelta(days=3), place="Ratssaal"
    )
    world.coming = Meeting.objects.create(body=world.council, starts_at=now + timedelta(days=9))
    world.paper = Paper.objects.create(
        reference="2026/017", title="Bäume an der Bahnhofstraße", date="2026-11-01"
    )
    world.item = world.past.items.create(
        number=1, title="Bäume pflanzen", paper=world.paper, outcome="accepted", result="Einstimmig beschlossen.",
        vote="12 Ja", tabled_by=world.board,
    )  # fmt: skip
    world.past.items.create(number=2, title=SECRET, public=False, result=SECRET)
    Consultation.objects.create(
        paper=world.paper, agenda_item=world.item, meeting=world.past, role="Entscheidung"
    )
    following = Consultation.objects.create(paper=world.paper, role="Kenntnisnahme")
    following.organisations.add(world.council)
    world.paper.main_file = File.objects.create(
        name="Anlage", access_url="https://rat.example.org/1.pdf", mime_type="application/pdf", size=240_000,
        text="Hier steht Winterlinde.",
    )  # fmt: skip
    world.paper.save()
    world.paper.files.add(
        File.objects.create(name=SECRET, access_url="https://rat.example.org/2.pdf", public=False)
    )
    Paper.objects.create(reference="2026/018", title=SECRET, public=False)
    world.person = Person.objects.create(name="Kim Beispiel", family_name="Beispiel")
    Membership.objects.create(
        person=world.person, organisation=world.environment, role="Vorsitz", start="2021-01-01"
    )
    Membership.objects.create(
        person=world.person, organisation=world.council, end="2020-12-31", role="früher"
    )
    findable.index_papers(Paper.objects.values_list("pk", flat=True))
    findable.index_meetings(Meeting.objects.values_list("pk", flat=True))
    return world


def page(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, path
    text = answer.content.decode()
    assert SECRET not in text, path
    return text


def test_a_meeting_shows_its_public_agenda_with_results_and_whose_right_it_was(client, world):
    text = page(client, f"/rat/sitzungen/{world.past.pk}/")
    for words in ("Bäume pflanzen", "angenommen", "12 Ja", "Einstimmig beschlossen.", "2026/017", "Klimabeirat",
                  "mit Rederecht dazu", "Nicht öffentlich", "Ratssaal"):  # fmt: skip
        assert words in text


def test_a_typo_in_the_search_is_answered_by_what_was_meant(client, world):
    Paper.objects.filter(pk=world.paper.pk).update(title="Radweg an der Emscher")
    findable.index_papers([world.paper.pk])
    text = page(client, "/rat/vorlagen/?q=Radwech")
    assert "Meinten Sie" in text and "?q=Radweg" in text
    assert "Meinten Sie" not in page(client, "/rat/vorlagen/?q=Radweg")


def test_a_recommended_paper_is_not_decided_while_a_later_meeting_waits(client, world):
    paper, coming = f"/rat/vorlagen/{world.paper.pk}/", world.coming
    chip = 'check-circle"/></svg>angenommen'
    head = page(client, paper).partition("<h1")[0]
    assert "wird beraten" not in head and chip in head
    assert world.paper.title in page(client, "/rat/vorlagen/?ergebnis=accepted")
    # a station is enough: its agenda may not be written yet
    station = Consultation.objects.create(paper=world.paper, meeting=coming, role="Entscheidung")
    kept.forget()
    head, listed = page(client, paper).partition("<h1")[0], page(client, "/rat/vorlagen/")
    assert "wird beraten" in head and chip not in head and chip not in listed and "wird beraten" in listed
    assert world.paper.title not in page(client, "/rat/vorlagen/?ergebnis=accepted")
    Meeting.objects.filter(pk=coming.pk).update(starts_at=timezone.now() - timedelta(hours=2))
    item = coming.items.create(number=1, title="Bäume", paper=world.paper, outcome="rejected", result="Nein.")
    Consultation.objects.filter(pk=station.pk).update(agenda_item=item)
    kept.forget()
    head = page(client, paper).partition("<h1")[0]
    assert "abgelehnt" in head and "wird beraten" not in head
    assert world.paper.title not in page(client, "/rat/vorlagen/?ergebnis=accepted"), "the last word counts"
    assert world.paper.title in page(client, "/rat/vorlagen/?ergebnis=rejected")


def test_a_paper_shows_its_way_its_decision_and_its_public_documents(client, world):
    text = page(client, f"/rat/vorlagen/{world.paper.pk}/")
    assert text.index("Umweltausschuss") < text.index("Kenntnisnahme")
    for words in ("Entscheidung", "angenommen", "Anlage", "PDF, 240 KB", "öffnet im Ratsinformationssystem"):
        assert words in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", True), ("?q=Baum", True), ("?q=Winterlinde", True), ("?q=Zebrastreifen", False),
        ("?gremium=umwelt", True), ("?gremium=rat", True), ("?gremium=x", False), ("?jahr=2026", True),
        ("?jahr=2025", False), ("?ergebnis=accepted", True), ("?ergebnis=rejected", False), ("?ergebnis=quatsch", True),
        ("?jahr=99999999999999999999", True), ("?seite=99", True), ("?ort=Nirgendwo", False), ("?q=%00", True),
    ],
)  # fmt: skip
def test_papers_are_found_by_their_words_their_documents_and_filters(client, world, query, found):
    assert ("Bäume an der Bahnhofstraße" in page(client, f"/rat/vorlagen/{query}")) == found


def test_hidden_and_unknown_things_are_404(client, world):
    hidden = Meeting.objects.create(body=world.council, starts_at=timezone.now(), public=False)
    gone = Paper.objects.create(reference="x", title="x", deleted_at=timezone.now())
    for path in (
        f"/rat/sitzungen/{hidden.pk}/", f"/rat/sitzungen/{hidden.pk}.ics", f"/rat/vorlagen/{gone.pk}/",
        "/rat/vorlagen/99999999999999999999/", "/rat/gremien/gibt-es-nicht/", "/rat/personen/9999/",
        "/rat/themen/gibt-es-nicht.ics",
    ):  # fmt: skip
        assert client.get(path).status_code == 404, path


def test_boards_show_mandate_and_rights_on_both_sides(client, world):
    assert "Berät zum Klima." in page(client, "/beiraete/")
    assert "1 eigener Punkt auf einer Tagesordnung" in page(client, "/beiraete/")
    board = page(client, "/rat/gremien/klimabeirat/")
    assert "Eigene Punkte auf Tagesordnungen" in board and f"#top-{world.item.pk}" in board
    assert "Darf Punkte auf die Tagesordnung setzen im" in board and "Zeile 216" in board
    assert "darf hier Punkte auf die Tagesordnung setzen und dazu sprechen." in page(
        client, "/rat/gremien/umwelt/"
    )


def test_people_by_their_seats_of_today_and_nothing_private(client, world):
    # two seats in one body are one body
    Membership.objects.create(person=world.person, organisation=world.environment, role="Berichterstattung")
    assert "Kim Beispiel" in page(client, "/rat/personen/")
    assert page(client, "/rat/personen/").count("Umweltausschuss") == 1
    assert "Kim Beispiel" in page(client, "/rat/gremien/umwelt/")
    assert "Kim Beispiel" not in page(client, "/rat/gremien/rat/")
    text = page(client, f"/rat/personen/{world.person.pk}/")
    assert (
        text.index("Sitze heute") < text.index("Vorsitz") < text.index("Frühere Sitze") < text.index("früher")
    )


def test_calendars_hold_public_meetings_and_their_changes(client, world):
    Meeting.objects.create(
        body=world.council, starts_at=timezone.now() + timedelta(days=1), public=False, place=SECRET
    )
    every = client.get("/rat/sitzungen.ics").content.decode()
    assert every.count("BEGIN:VEVENT") == 2 and SECRET not in every
    one = client.get("/rat/gremien/rat.ics").content.decode()
    assert one.count("BEGIN:VEVENT") == 1 and f"meeting-{world.coming.pk}@" in one
    Meeting.objects.filter(pk=world.coming.pk).update(cancelled=True)
    assert "STATUS:CANCELLED" in client.get(f"/rat/sitzungen/{world.coming.pk}.ics").content.decode()


def test_the_calendar_shows_a_month_and_what_comes_next_when_it_is_empty(client, world):
    month = timezone.localdate(world.coming.starts_at)
    assert "Rat der Stadt" in page(client, f"/rat/sitzungen/?monat={month:%Y-%m}")
    assert "In diesem Monat steht keine Sitzung." in page(client, "/rat/sitzungen/?monat=1999-01")
    for nonsense in ("2026-13", "x", "99999-99", ""):
        page(client, f"/rat/sitzungen/?monat={nonsense}")


def count_queries(client, path):
    """With nothing kept: figures in the foot of the page, kept for a minute, would else run out between two counts."""
    from django.core.cache import cache

    from mitmachstadt.spine.audit import kept

    kept.forget()
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def test_lists_ask_as_often_for_many_as_for_few(client, world):
    def more(count):
        for number in range(count):
            paper = Paper.objects.create(
                reference=f"N/{Paper.objects.count()}", title="Neu", date="2026-11-02"
            )
            meeting = Meeting.objects.create(
                body=world.environment, starts_at=timezone.now() - timedelta(hours=number + 100 * count)
            )
            meeting.items.create(
                number=1, title="x", paper=paper, outcome="noted", result="x", tabled_by=world.board
            )

    more(2)
    paths = ("/rat/", "/rat/vorlagen/", "/rat/sitzungen/", "/rat/gremien/umwelt/", "/beiraete/")
    warm = [count_queries(client, path) for path in paths]  # what a process asks once in its life
    assert warm
    few = {path: count_queries(client, path) for path in paths}
    more(12)
    assert {path: count_queries(client, path) for path in paths} == few
    assert max(few.values()) <= 20, few


def test_what_can_be_chosen_is_asked_anew_only_after_changes_of_papers(world):
    """Each change that a filter can show moves the mark; what happens elsewhere in town does not."""
    marks = [papers.choices_mark()]

    def moved():
        marks.append(papers.choices_mark())
        return marks[-1] != marks[-2]

    LogEntry.objects.create(action="edit", object_kind="project", object_id="1")
    assert not moved()
    body = Organisation.objects.get(key="umwelt")
    body.name = "Ausschuss für Umwelt"
    body.save()
    assert moved()
    for row, values in (
        (world.paper, {"paper_type": "Antrag"}), (world.paper, {"deleted_at": timezone.now()}),
        (AgendaItem.objects.first(), {"outcome": "rejected"}), (Meeting.objects.first(), {"public": False}),
    ):  # fmt: skip
        type(row).objects.filter(pk=row.pk).update(**values)
        touch(type(row), [row.pk], comes_or_goes=True)
        assert moved(), values
    PaperPlace.objects.create(paper=world.paper, name="Ickern")
    assert moved()
