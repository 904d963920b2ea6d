"""A petition on its way: who may take which step, what the council's agenda makes of it, what the author is told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from mitmachstadt.modules.council import actions as council
from mitmachstadt.modules.petitions import files, privacy
from mitmachstadt.modules.petitions.actions.petitions import answer_invitation, hand_in
from mitmachstadt.modules.petitions.models import Petition
from mitmachstadt.modules.petitions.tests.world import (
    OLDER_DAY,
    REASON,
    admitted,
    begun,
    decided,
    meeting,
    on_agenda,
    picture,
    send,
    step,
    who,
    words,
)
from mitmachstadt.spine.cases import sender
from mitmachstadt.spine.cases.models import Case, Duty
from mitmachstadt.spine.city.models import RuleRecord
from mitmachstadt.spine.city.queries import due_after
from mitmachstadt.spine.files.models import Upload
from mitmachstadt.spine.notify.models import Mail, News
from mitmachstadt.spine.privacy.registry import Person
from mitmachstadt.spine.problems import Refused
from mitmachstadt.spine.search.models import SearchEntry


def state(case):
    return Case.objects.get(pk=case.pk).state


def petition(case):
    return Petition.objects.get(case=case)


def duty(case):
    return Duty.objects.filter(case=case, done_at__isnull=True).first()


def mails():
    return list(Mail.objects.order_by("id").values_list("subject", flat=True))


def confirmed(world):
    """An author whose address is proven, because it is that of the account."""
    return who(user=world.gerda_resident, email=world.gerda_resident.email)


def test_the_whole_way_through_the_council(world):
    case = send(person=confirmed(world), district=world.ickern)
    assert (case.number[:2], case.state, case.public) == ("A-", "received", False)
    assert duty(case).due_on == due_after(timezone.localdate(), 10)
    step(case, "admit", world.celik_clerk)
    assert SearchEntry.objects.get(kind="petition", object_id=case.number).url == f"/antraege/{case.number}/"
    item = on_agenda(world, case)
    assert (state(case), duty(case).unit) == ("scheduled", world.committee)
    assert petition(case).meeting_place == "Ratssaal"
    decided(world, item)
    assert (state(case), duty(case).key, petition(case).vote) == ("notice", "petition_notice", "11 zu 2")
    step(case, "decide", world.celik_clerk, outcome="in_part", reason=REASON)
    case.refresh_from_db()
    assert (case.state, case.public, duty(case)) == ("in_part", True, None)
    assert petition(case).outcome_reason == REASON
    assert petition(case).outcome_by == "Bürgerausschuss"
    texts = " ".join(Mail.objects.values_list("text", flat=True))
    assert len(mails()) == 4, "receipt, admitted, invitation, notice"
    assert "Ratssaal" in texts
    assert REASON in texts
    assert "/schreiben.pdf" in texts
    told = [one for one in News.objects.all() if f"petition:{case.number}" in one.target_keys]
    assert len(told) == 4
    assert all("district:ickern" in one.target_keys for one in told)


@pytest.mark.parametrize(
    ("name", "admit", "decide"),
    [
        ("gerda_resident", False, False),
        ("weber_clerk_elsewhere", False, False),
        ("brandt_council", False, False),
        ("moritz_moderator", False, False),
        ("celik_clerk", True, True),
        ("vogel_coordinator", True, True),
    ],
)
def test_only_the_unit_and_the_coordinators_check_and_decide(world, name, admit, decide):
    by = getattr(world, name)
    case = send()
    if admit:
        step(case, "admit", by)
    else:
        with pytest.raises(Refused) as refused:
            step(case, "admit", by)
        assert refused.value.codes == ("not_allowed",)
        step(case, "admit", world.celik_clerk)
    decided(world, on_agenda(world, case))
    if decide:
        assert step(case, "decide", by, outcome="noted", reason=REASON).state == "noted"
    else:
        with pytest.raises(Refused):
            step(case, "decide", by, outcome="noted", reason=REASON)


def test_a_clerk_can_not_write_the_councils_agenda(world):
    case, evening = admitted(world), meeting(world)
    with pytest.raises(Refused) as refused:
        step(case, "schedule", world.celik_clerk, more={"meeting": str(evening.pk)})
    assert refused.value.codes == ("not_allowed",)
    step(case, "schedule", world.vogel_coordinator, more={"meeting": str(evening.pk)})
    assert (state(case), petition(case).meeting_id) == ("scheduled", evening.pk)
    assert evening.items.get().subject_id == case.number


@pytest.mark.parametrize("key", ["schedule", "meeting_moved", "unschedule"])
def test_what_the_house_does_nobody_else_does(world, key):
    case = admitted(world)
    if key != "schedule":
        on_agenda(world, case)
    with pytest.raises(Refused):
        step(case, key, world.gerda_resident)


def test_a_refusal_names_a_ground_of_the_town_and_a_reason(world):
    case = send(person=confirmed(world))
    for given in (
        {"reason": REASON},
        {"reason": REASON, "more": {"ground": "limit"}},
        {"reason": "kurz", "more": {"ground": "court"}},
    ):
        with pytest.raises(Refused):
            step(case, "refuse", world.celik_clerk, **given)
    step(case, "refuse", world.celik_clerk, reason=REASON, more={"ground": "competence"})
    case.refresh_from_db()
    assert (case.state, case.public, duty(case)) == ("inadmissible", False, None)
    letter = Mail.objects.order_by("-id").first()
    assert "Die Stadt ist dafür nicht zuständig." in letter.text
    assert REASON in letter.text


def test_judged_by_the_rules_of_the_day_of_receipt(world):
    stranger = who(resident=False)
    with pytest.raises(Refused) as refused:
        send(person=stranger)
    assert [one.field for one in refused.value.problems] == ["resident"]
    case = send(OLDER_DAY, person=stranger)
    with pytest.raises(Refused) as refused:
        step(case, "admit", world.celik_clerk)
    assert refused.value.codes == ("not_signed",)
    step(case, "admit", world.celik_clerk, more={"signed_on": date(2020, 5, 9)})
    assert (state(case), petition(case).signed_on) == ("admitted", date(2020, 5, 9))


def test_a_town_without_rules_is_judged_by_the_platforms_own(world):
    RuleRecord.objects.all().delete()
    with pytest.raises(Refused):
        send(person=who(resident=False))
    assert send().state == "received"


def test_an_agenda_takes_no_petition_that_is_not_admitted_or_too_late(world):
    case = send()
    with pytest.raises(Refused) as refused:
        on_agenda(world, case)
    assert refused.value.codes == ("not_admitted",)
    step(case, "admit", world.celik_clerk)
    soon = meeting(world, days=5)
    with pytest.raises(Refused) as refused:
        on_agenda(world, case, soon)
    assert refused.value.codes == ("late",)
    council.add_agenda_item(
        soon, "Antrag", by=world.vogel_coordinator, subject_kind="petition", subject_id=case.number,
        exception_reason="Der Platz wird schon im nächsten Monat umgebaut.",
    )  # fmt: skip
    assert state(case) == "scheduled"
    with pytest.raises(Refused) as refused:
        council.add_agenda_item(
            meeting(world, days=40),
            "x",
            by=world.vogel_coordinator,
            subject_kind="petition",
            subject_id="A-1900-001",
        )
    assert refused.value.codes == ("unknown_petition",)


def test_a_moved_meeting_moves_duty_and_invitation(world):
    case = admitted(world, person=confirmed(world))
    item = on_agenda(world, case)
    answer_invitation(Case.objects.get(pk=case.pk), "comes")
    later = item.meeting.starts_at + timedelta(days=7)
    council.move_meeting(item.meeting, later, by=world.vogel_coordinator)
    assert (state(case), petition(case).meeting_at, petition(case).answer) == ("scheduled", later, "")
    assert duty(case).due_on == due_after(timezone.localdate(later), 5)
    assert "verlegt" in mails()[-1] or "jetzt am" in mails()[-1]


@pytest.mark.parametrize("how", ["cancelled", "taken off"])
def test_without_its_meeting_a_petition_waits_for_another(world, how):
    case = admitted(world, person=confirmed(world))
    item = on_agenda(world, case)
    if how == "cancelled":
        council.cancel_meeting(item.meeting, by=world.vogel_coordinator)
    else:
        council.remove_agenda_item(item, by=world.vogel_coordinator)
    assert (state(case), duty(case).key, petition(case).item_id) == ("admitted", "petition_agenda", 0)
    on_agenda(world, case, meeting(world, days=50))
    assert state(case) == "scheduled"


@pytest.mark.parametrize("outcome", ["referred", "postponed"])
def test_a_petition_that_is_sent_on_keeps_its_chain(world, outcome):
    case = admitted(world)
    decided(world, on_agenda(world, case), "Geht an den Rat.")
    given = {"outcome": outcome, "reason": REASON}
    if outcome == "referred":
        with pytest.raises(Refused):
            step(case, "decide", world.celik_clerk, **given)
        given["more"] = {"body": world.council}
    step(case, "decide", world.celik_clerk, **given)
    assert (state(case), duty(case).key) == ("admitted", "petition_agenda")
    assert petition(case).body == (world.council if outcome == "referred" else world.committee)
    second = on_agenda(world, case, meeting(world, days=45, body=petition(case).body))
    decided(world, second, "Angenommen.")
    step(case, "decide", world.celik_clerk, outcome="accepted", reason=REASON)
    assert state(case) == "accepted"
    assert petition(case).result == "Angenommen."


def test_a_corrected_result_is_corrected_here(world):
    case = admitted(world)
    item = decided(world, on_agenda(world, case))
    council.record_result(item, "Drei Bänke werden aufgestellt.", by=world.vogel_coordinator, vote="13 zu 0")
    assert (petition(case).result, petition(case).vote) == ("Drei Bänke werden aufgestellt.", "13 zu 0")
    assert state(case) == "notice"


def test_a_wrong_notice_is_taken_back_in_public_and_given_anew(world):
    case = admitted(world, person=confirmed(world))
    decided(world, begun(on_agenda(world, case)))
    step(
        case, "decide", world.celik_clerk, outcome="rejected", reason="Dafür ist in diesem Jahr kein Geld da."
    )
    why = "Der Ausschuss hat dem Antrag zugestimmt, eingetragen war das Gegenteil."
    with pytest.raises(Refused):
        step(case, "take_back_decide", world.celik_clerk, reason=why)
    step(case, "take_back_decide", world.vogel_coordinator, reason=why)
    assert (state(case), petition(case).outcome_reason, duty(case).key) == ("notice", "", "petition_notice")
    assert why in Mail.objects.latest("pk").text and petition(case).result
    step(
        case, "decide", world.celik_clerk, outcome="accepted", reason="Zwei Bänke werden aufgestellt, im Mai."
    )
    assert state(case) == "accepted" and "im Mai" in Mail.objects.latest("pk").text


def test_the_desk_records_only_after_the_meeting_began(world):
    case = admitted(world)
    item = on_agenda(world, case)
    with pytest.raises(Refused) as refused:
        step(case, "record", world.celik_clerk, text="Angenommen.")
    assert refused.value.codes == ("too_early",)
    begun(item)
    step(case, "record", world.celik_clerk, text="Angenommen.", vote="einstimmig", outcome="accepted")
    assert (state(case), petition(case).outcome) == ("notice", "accepted")
    item.refresh_from_db()
    assert item.result == "", "a clerk does not write the council's records"


def test_the_coordinators_record_stands_on_the_agenda_too(world):
    case = admitted(world)
    item = begun(on_agenda(world, case))
    step(case, "record", world.vogel_coordinator, text="Angenommen.", vote="einstimmig", outcome="accepted")
    item.refresh_from_db()
    assert (item.result, item.vote) == ("Angenommen.", "einstimmig")
    assert (state(case), petition(case).outcome) == ("notice", "accepted")


@pytest.mark.parametrize("where", ["received", "admitted", "scheduled"])
def test_withdrawn_at_any_time_before_the_decision(world, where):
    case = send()
    item = None
    if where != "received":
        step(case, "admit", world.celik_clerk)
    if where == "scheduled":
        item = on_agenda(world, case)
    fresh = Case.objects.get(pk=case.pk)
    sender.withdraw(fresh, expect_version=fresh.version)
    case.refresh_from_db()
    assert (case.state, case.public, duty(case)) == ("withdrawn", False, None)
    assert not SearchEntry.objects.filter(kind="petition").exists()
    if item:
        item.refresh_from_db()
        assert item.result, "the agenda says that it was taken back"


def test_not_withdrawn_after_the_decision(world):
    case = admitted(world)
    decided(world, on_agenda(world, case))
    fresh = Case.objects.get(pk=case.pk)
    with pytest.raises(Refused):
        sender.withdraw(fresh, expect_version=fresh.version)


def test_an_invitation_is_answered_until_the_meeting_begins(world):
    case = admitted(world)
    with pytest.raises(Refused):
        answer_invitation(Case.objects.get(pk=case.pk), "comes")
    item = on_agenda(world, case)
    answer_invitation(Case.objects.get(pk=case.pk), "comes")
    answer_invitation(Case.objects.get(pk=case.pk), "away")
    assert petition(case).answer == "away"
    with pytest.raises(Refused):
        answer_invitation(Case.objects.get(pk=case.pk), "maybe")
    with pytest.raises(Refused):
        answer_invitation(Case.objects.get(pk=case.pk), "comes", now=item.meeting.starts_at)
    assert not Case.objects.get(pk=case.pk).events.filter(kind="invitation_answered", public=True).exists()


def test_the_same_form_sent_twice_is_one_petition(world):
    first, secret = hand_in(words(), who(), token="t")
    second, again = hand_in(words(), who(), token="t")
    other, _other = hand_in(words(wish="Die Stadt stellt vier Bänke auf."), who(), token="t")
    assert (first.pk, secret) == (second.pk, again)
    assert other.pk != first.pk
    assert Petition.objects.count() == 2


def test_on_its_day_name_address_and_signatories_are_gone_and_the_words_stay(world):
    case = send(signatories=(("Anna Zweite", "Weg 2"), ("Ben Dritter", "")), person=who(name_public=True))
    step(case, "admit", world.celik_clerk)
    sender.purge_due(timezone.localdate() + timedelta(days=365), dry_run=False)
    row = petition(case)
    assert (row.author_name, row.author_address, row.name_public) == ("", "", False)
    assert not any(one.name or one.address for one in row.signatories.all())
    assert row.signatories.count() == 2, "how many signed stays"
    assert row.wish


def test_hidden_ones_leave_the_search_and_come_back_to_their_agenda(world):
    case = admitted(world)
    on_agenda(world, case)
    step(case, "hide", world.moritz_moderator, reason=REASON)
    assert not SearchEntry.objects.filter(kind="petition").exists()
    assert not Petition.objects.public().exists()
    step(case, "restore", world.moritz_moderator)
    step(case, "admit", world.celik_clerk)
    assert state(case) == "scheduled"
    assert SearchEntry.objects.filter(kind="petition").exists()


def test_people_see_what_the_town_keeps_about_them_and_nobody_else(world):
    send(person=who(email="gerda@example.org", name="Gerda Muster"))
    found = [item for section in privacy.find(Person(email="gerda@example.org")) for item in section.items]
    assert "Gerda Muster" in [value for _name, value in found[0].facts]
    assert list(privacy.find(Person(email="anna@example.org"))) == []


def test_files_that_were_never_handed_in_go_after_two_days(world):
    kept, problems = files.take([picture("a.png"), picture("b.png", "red")], [], [], "Weg")
    assert problems == []
    send(files=files.free(kept[:1]))
    assert files.sweep() == 0
    Upload.objects.update(uploaded_at=timezone.now() - timedelta(days=3))
    assert (files.sweep(dry_run=True), Upload.objects.count()) == (1, 2)
    assert (files.sweep(), Upload.objects.get().petition.petition.title) == (1, "Bänke am Friedhofsweg")
