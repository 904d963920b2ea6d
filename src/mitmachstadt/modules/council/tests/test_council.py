"""Meetings and agendas: who keeps them, what is asked before an item, and what the desk shows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from mitmachstadt.modules.council import actions, interface
from mitmachstadt.modules.council.models import AgendaItem, Meeting
from mitmachstadt.spine.accounts.models import RoleAssignment, User
from mitmachstadt.spine.audit.models import LogEntry
from mitmachstadt.spine.city.models import Organisation
from mitmachstadt.spine.city.signals import agenda_entry_asked, agenda_entry_removed, agenda_entry_written
from mitmachstadt.spine.problems import Problem, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def rat():
    return Organisation.objects.create(key="rat", name="Rat", kind="body")


def someone(name: str, role: str, organisation=None) -> User:
    user = User.objects.create_user(f"{name}@example.org", "geheim-geheim")
    RoleAssignment.objects.create(user=user, role=role, organisation=organisation)
    return user


@pytest.fixture
def sommer_coordinator():
    return someone("sommer", "coordinator")


@pytest.fixture
def heard():
    """What listeners of the spine's signals hear; `asked` may raise by `heard.refuse`."""

    class Heard(list):
        refuse = False

    log = Heard()

    def asked(*, subject_id, day, exception_reason, **kwargs):
        log.append(("asked", subject_id, day, exception_reason))
        if log.refuse:
            raise Refused([Problem("meeting_on", "too_early", "Zu früh.")])

    def written(*, subject_id, item, **kwargs):
        log.append(("written", subject_id, item.meeting.cancelled, item.result))

    def removed(*, subject_id, **kwargs):
        log.append(("removed", subject_id))

    pairs = ((agenda_entry_asked, asked), (agenda_entry_written, written), (agenda_entry_removed, removed))
    for signal, listener in pairs:
        signal.connect(listener)
    yield log
    for signal, listener in pairs:
        signal.disconnect(listener)


def at(days: int):
    return (timezone.localtime() + timedelta(days=days)).replace(hour=17, minute=0, second=0, microsecond=0)


def test_only_coordinators_keep_meetings(rat, sommer_coordinator):
    for role, organisation in (("clerk", None), ("council_member", rat), ("editor", None)):
        with pytest.raises(Refused):
            actions.add_meeting(rat, at(3), by=someone(role, role, organisation))
    meeting = actions.add_meeting(rat, at(3), place=" Ratssaal ", by=sommer_coordinator)
    assert meeting.place == "Ratssaal" and meeting.public
    with pytest.raises(Refused) as refused:
        actions.add_meeting(rat, at(3), by=sommer_coordinator)
    assert refused.value.codes == ("taken",)
    with pytest.raises(Refused) as refused:
        actions.add_meeting(
            Organisation.objects.create(key="euv", name="EUV", kind="company"), at(4), by=sommer_coordinator
        )
    assert refused.value.codes == ("no_body",)


def test_an_item_asks_first_and_is_not_written_when_somebody_forbids_it(rat, sommer_coordinator, heard):
    meeting = actions.add_meeting(rat, at(3), by=sommer_coordinator)
    heard.refuse = True
    with pytest.raises(Refused):
        actions.add_agenda_item(meeting, "Teich", by=sommer_coordinator, subject_kind="pond", subject_id="7")
    assert not AgendaItem.objects.exists() and [entry[0] for entry in heard] == ["asked"]
    heard.refuse = False
    item = actions.add_agenda_item(
        meeting, "Teich", by=sommer_coordinator, subject_kind="pond", subject_id="7", exception_reason="Eilt."
    )
    assert heard[-2:] == [("asked", "7", at(3).date(), "Eilt."), ("written", "7", False, "")]
    assert (item.number, item.exception_reason) == (1, "Eilt.")
    assert actions.add_agenda_item(meeting, "Verschiedenes", by=sommer_coordinator).number == 2
    with pytest.raises(Refused) as refused:
        actions.add_agenda_item(
            meeting, "Noch mal", by=sommer_coordinator, subject_kind="pond", subject_id="7"
        )
    assert refused.value.codes == ("twice",)


def test_a_moved_meeting_asks_each_item_again_with_its_exception(rat, sommer_coordinator, heard):
    meeting = actions.add_meeting(rat, at(30), by=sommer_coordinator)
    actions.add_agenda_item(
        meeting, "Teich", by=sommer_coordinator, subject_kind="pond", subject_id="7", exception_reason="Eilt."
    )
    heard.clear()
    actions.move_meeting(meeting, at(30) + timedelta(hours=1), by=sommer_coordinator)
    assert [entry[0] for entry in heard] == ["written"]
    heard.clear()
    heard.refuse = True
    with pytest.raises(Refused) as refused:
        actions.move_meeting(meeting, at(3), by=sommer_coordinator)
    assert "Teich" in str(refused.value) and heard == [("asked", "7", at(3).date(), "Eilt.")]
    assert Meeting.objects.get().starts_at == at(30) + timedelta(hours=1)


def test_results_only_after_the_meeting_and_then_the_item_stays(rat, sommer_coordinator, heard):
    coming = actions.add_meeting(rat, at(3), by=sommer_coordinator)
    item = actions.add_agenda_item(
        coming, "Teich", by=sommer_coordinator, subject_kind="pond", subject_id="7"
    )
    with pytest.raises(Refused) as refused:
        actions.record_result(item, "Beschlossen", by=sommer_coordinator)
    assert refused.value.codes == ("in_future",)
    Meeting.objects.update(starts_at=at(-3))
    with pytest.raises(Refused):
        actions.record_result(item, "  ", by=sommer_coordinator)
    actions.record_result(item, "Beschlossen", vote="einstimmig", by=sommer_coordinator)
    assert heard[-1] == ("written", "7", False, "Beschlossen")
    with pytest.raises(Refused):
        actions.remove_agenda_item(item, by=sommer_coordinator)


def test_taking_off_and_cancelling_tell_the_others(rat, sommer_coordinator, heard):
    meeting = actions.add_meeting(rat, at(3), by=sommer_coordinator)
    item = actions.add_agenda_item(
        meeting, "Teich", by=sommer_coordinator, subject_kind="pond", subject_id="7"
    )
    actions.remove_agenda_item(item, by=sommer_coordinator)
    assert heard[-1] == ("removed", "7")
    actions.add_agenda_item(meeting, "Teich", by=sommer_coordinator, subject_kind="pond", subject_id="7")
    actions.cancel_meeting(meeting, by=sommer_coordinator)
    assert heard[-1] == ("written", "7", True, "")
    with pytest.raises(Refused):
        actions.add_agenda_item(Meeting.objects.get(), "Zu spät", by=sommer_coordinator)
    assert LogEntry.objects.filter(object_kind="meeting").count() == 5


def test_a_meeting_with_results_is_neither_cancelled_nor_held_on_another_day(rat, sommer_coordinator, client):
    meeting = actions.add_meeting(rat, at(-2), by=sommer_coordinator)
    item = actions.add_agenda_item(meeting, "Bericht", by=sommer_coordinator)
    client.force_login(sommer_coordinator)
    desk = f"/schreibtisch/sitzungen/{meeting.pk}/"
    assert "Sitzung absagen" in client.get(desk).content.decode()
    actions.record_result(item, "Einstimmig beschlossen.", by=sommer_coordinator)
    page = client.get(desk).content.decode()
    assert "Sitzung absagen" not in page and "Andere Zeit" not in page
    with pytest.raises(Refused):
        actions.cancel_meeting(meeting, by=sommer_coordinator)
    with pytest.raises(Refused):
        actions.move_meeting(meeting, at(3), by=sommer_coordinator)
    client.post(f"{desk}absagen/")
    meeting.refresh_from_db()
    assert not meeting.cancelled
    # a wrong hour or room can still be put right
    actions.move_meeting(meeting, at(-2) - timedelta(hours=1), place="Bürgerhaus", by=sommer_coordinator)
    meeting.refresh_from_db()
    assert meeting.place == "Bürgerhaus"


def test_a_moved_meeting_says_when_it_was_to_be_and_why(rat, sommer_coordinator, client):
    meeting = actions.add_meeting(rat, at(20), by=sommer_coordinator)
    page = f"/rat/sitzungen/{meeting.pk}/"
    assert "<del>" not in client.get(page).content.decode()
    why = "Der Saal ist sonst belegt."
    actions.move_meeting(meeting, at(27), by=sommer_coordinator, reason=why)
    text = client.get(page).content.decode()
    assert "Sitzung verlegt" in text and "<del>" in text and why in text
    actions.cancel_meeting(meeting, by=sommer_coordinator, reason="Zu viele sind krank.")
    text = client.get(page).content.decode()
    assert "Zu viele sind krank." in text and why not in text


def test_the_interface_gives_plain_data(rat, sommer_coordinator):
    soon = interface.add_meeting("rat", at(3), by=sommer_coordinator, place="Saal")
    actions.cancel_meeting(actions.add_meeting(rat, at(4), by=sommer_coordinator), by=sommer_coordinator)
    assert interface.upcoming_meetings(timezone.localdate()) == [soon]
    assert interface.upcoming_meetings(timezone.localdate(), ["ausschuss"]) == []
    assert interface.upcoming_meetings(soon.day + timedelta(days=1)) == []
    item = interface.add_agenda_item(
        soon.id,
        "Teich",
        by=sommer_coordinator,
        subject_kind="pond",
        subject_id="7",
        paper_reference="2026/041",
    )
    assert (item.paper_reference, item.paper_title, item.meeting.body_name) == ("2026/041", "Teich", "Rat")
    assert interface.items_about("pond", "7") == [item]


def test_the_desk_by_three_people(rat, sommer_coordinator):
    def browser(user):
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    clerk, member = someone("celik", "clerk"), someone("brandt", "council_member", rat)
    meeting = actions.add_meeting(rat, at(3), by=sommer_coordinator)
    url = f"/schreibtisch/sitzungen/{meeting.pk}/"
    assert browser(member).get("/schreibtisch/sitzungen/").status_code == 403
    assert (
        browser(clerk).get(url).status_code == 200
        and browser(clerk).post(f"{url}absagen/").status_code == 404
    )
    client = browser(sommer_coordinator)
    new = {"body": rat.pk, "starts_at": at(9).strftime("%Y-%m-%dT%H:%M"), "place": "Saal"}
    assert client.post("/schreibtisch/sitzungen/", new).status_code == 302
    again = client.post("/schreibtisch/sitzungen/", new)
    assert again.status_code == 422 and "tagt zu dieser Zeit schon" in again.content.decode()
    wrong = client.post(f"{url}punkt/", {"title": "Bleibt stehen", "subject": "V-1999-001"})
    assert wrong.status_code == 422 and "Bleibt stehen" in wrong.content.decode()
    assert client.post(f"{url}punkt/", {"title": "Verschiedenes"}).status_code == 302
    item = AgendaItem.objects.get()
    early = client.post(f"{url}punkt/{item.pk}/ergebnis/", {"result": "Beschlossen"})
    assert early.status_code == 422 and AgendaItem.objects.get().result == ""
    client.post(f"{url}punkt/{item.pk}/weg/")
    client.post(f"{url}punkt/{item.pk}/weg/")
    client.post(f"{url}absagen/")
    page = client.get(url).content.decode()
    left = AgendaItem.objects.get()
    assert "Abgesagt" in page and left.title not in page and left.deleted_at and left.was_public
