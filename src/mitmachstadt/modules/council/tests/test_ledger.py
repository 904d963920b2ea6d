"""The ledger: what residents brought in stands at the agenda item, is treated there with a reason, and is counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from mitmachstadt.modules.council.ledger_actions import treat
from mitmachstadt.modules.council.models import Meeting, Paper, Treated
from mitmachstadt.modules.council.queries import ledger
from mitmachstadt.modules.projects.models import Suggestion
from mitmachstadt.modules.projects.tests.suggest_world import GIVEN, new_world, send
from mitmachstadt.spine.audit.kept import forget
from mitmachstadt.spine.cases import bulk
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import Given
from mitmachstadt.spine.notify.models import Mail, News
from mitmachstadt.spine.problems import Refused
from mitmachstadt.spine.ui.words import day

pytestmark = pytest.mark.django_db
REASON = "Der Gehweg ist dort zu schmal; die Bank kommt fünfzig Meter weiter."
ANSWER = Given(text=REASON, outcome="in_part")


@pytest.fixture
def world():
    found = new_world()
    found.cases = [
        send(found, f"Vor der Bäckerei fehlt Bank {n}.", email=f"x{n}@example.org") for n in range(3)
    ]
    for case in found.cases:
        for step in ("release", "statement"):
            case = bulk.take(case, step, GIVEN[step], by=found.celik_clerk, expect_version=case.version)
    Case.objects.update(email_confirmed_at=timezone.now())
    found.cases = list(Case.objects.order_by("pk"))
    found.meeting = Meeting.objects.create(
        body=found.committee, starts_at=timezone.now() + timedelta(hours=1)
    )
    found.item = found.meeting.items.create(
        number=4, title="Fahrradstraße", subject_kind="project", subject_id=found.project.number
    )
    return found


def hold(world):
    """The meeting has begun."""
    Meeting.objects.filter(pk=world.meeting.pk).update(starts_at=timezone.now() + timedelta(seconds=-1))
    Case.objects.update(received_at=timezone.now() - timedelta(days=2))
    world.meeting.refresh_from_db()


def test_what_waits_for_the_body_stands_at_the_item_before_the_meeting(client, world):
    send(world, "Noch nicht freigegeben: Geheimnis.")
    text = client.get(f"/rat/sitzungen/{world.meeting.pk}/").content.decode()
    assert "3 Hinweise aus der Stadt" in text and "fehlt Bank 0" in text and "Geheimnis" not in text
    assert [len(rows) for rows in ledger.waiting_at(world.item, world.meeting).values()] == [3]


def test_nothing_is_treated_before_the_meeting_and_by_nobody_else(world):
    ids = [case.pk for case in world.cases]
    with pytest.raises(Refused, match="war noch nicht"):
        treat(world.item, ids, "recommendation", ANSWER, by=world.vogel_coordinator)
    hold(world)
    for who in (world.gerda_resident, world.celik_clerk, world.brandt_council):
        with pytest.raises(Refused):
            treat(world.item, ids, "recommendation", ANSWER, by=who)
    assert not Treated.objects.exists()


def test_several_get_the_same_answer_and_the_rest_is_named_as_untreated(client, world):
    hold(world)
    mails = Mail.objects.count()
    ids = [case.pk for case in world.cases[:2]]
    result = treat(world.item, ids, "recommendation", ANSWER, by=world.vogel_coordinator)
    assert result.done == [case.number for case in world.cases[:2]] and not result.refused
    assert Treated.objects.filter(item=world.item).count() == 2
    assert Mail.objects.count() >= mails + 2
    text = client.get(f"/rat/sitzungen/{world.meeting.pk}/").content.decode()
    assert text.count("in dieser Sitzung nicht behandelt") == 1
    assert REASON in client.get(f"/vorhaben/{world.project.number}/hinweise/").content.decode()
    # A second press finds nothing that waits.
    with pytest.raises(Refused, match="ankreuzen"):
        treat(world.item, ids, "recommendation", ANSWER, by=world.vogel_coordinator)


def test_item_and_paper_say_what_the_body_made_of_a_suggestion_and_why(client, world):
    hold(world)
    paper = Paper.objects.create(reference="2026/7", title="Fahrradstraße", public=True)
    world.meeting.items.update(paper=paper)
    before = client.get(f"/rat/vorlagen/{paper.pk}/").content.decode()
    assert "fehlt Bank 0" in before and REASON not in before
    given = Given(text=REASON, outcome="in_part", vote="elf zu zwei")
    treat(world.item, [world.cases[0].pk], "recommendation", given, by=world.vogel_coordinator)
    for address in (f"/rat/sitzungen/{world.meeting.pk}/", f"/rat/vorlagen/{paper.pk}/"):
        page = client.get(address).content.decode()
        treated = page[page.index('class="answer-of"') :].split("</li>")[0]
        for words in ("Teilweise aufgenommen", "elf zu zwei", REASON, world.cases[0].number):
            assert words in treated, (address, words)
        assert page.count('class="answer-of"') == 1
    Case.objects.filter(pk=world.cases[0].pk).update(hidden=True)
    forget()
    for address in (f"/rat/sitzungen/{world.meeting.pk}/", f"/rat/vorlagen/{paper.pk}/"):
        assert REASON not in client.get(address).content.decode()


def test_cases_that_do_not_wait_here_are_left_alone(world):
    hold(world)
    stranger = send(world, "Gerade erst angekommen.")
    with pytest.raises(Refused, match="ankreuzen"):
        treat(world.item, [stranger.pk, 999_999], "recommendation", ANSWER, by=world.vogel_coordinator)


def test_what_came_after_the_meeting_waits_for_the_next_one(world):
    hold(world)
    Case.objects.filter(pk=world.cases[2].pk).update(received_at=timezone.now())
    assert [len(rows) for rows in ledger.waiting_at(world.item, world.meeting).values()] == [2]
    assert ledger.waiting_counts([world.item], world.meeting) == {world.item.pk: 2}
    with pytest.raises(Refused, match="ankreuzen"):
        treat(world.item, [world.cases[2].pk], "recommendation", ANSWER, by=world.vogel_coordinator)


def test_the_counter_tells_treated_open_and_late(client, world):
    hold(world)
    treat(world.item, [world.cases[0].pk], "recommendation", ANSWER, by=world.vogel_coordinator)
    today = timezone.localdate()
    row = next(one for one in ledger.figures(today) if one.key == "ausschuss")
    assert (row.treated, row.open, row.overdue) == (1, 2, 0)
    later = next(one for one in ledger.figures(today + timedelta(days=400)) if one.key == "ausschuss")
    assert later.overdue == 2
    text = client.get("/rat/hinweise/").content.decode()
    assert "Ausschuss für Bürger:innenbeteiligung" in text


def test_what_lacks_its_statement_stays_on_the_agenda_as_not_treated(client, world):
    late = bulk.take(
        send(world, "Eine Rampe am Eingang."),
        "release",
        GIVEN["release"],
        by=world.celik_clerk,
        expect_version=1,
    )
    hold(world)
    treat(world.item, [case.pk for case in world.cases], "recommendation", ANSWER, by=world.vogel_coordinator)
    text = client.get(f"/rat/sitzungen/{world.meeting.pk}/").content.decode()
    assert "4 Hinweise aus der Stadt" in text
    row = text[text.index("Eine Rampe am Eingang.") :].split("</li>")[0]
    assert "in dieser Sitzung nicht behandelt" in row
    client.force_login(world.vogel_coordinator)
    desk = f"/schreibtisch/sitzungen/{world.meeting.pk}/punkt/{world.item.pk}/hinweise/"
    page = client.get(desk).content.decode()
    lacking = page.partition("g-fehlt")[2].partition("g-fertig")[0]
    assert late.number in lacking and world.cases[0].number not in lacking
    treated = page.partition('id="g-fertig"')[2]
    for words in ("Teilweise aufgenommen", REASON, world.cases[2].number):
        assert words in treated
    # what the body treated stands at that meeting alone
    second = Meeting.objects.create(body=world.committee, starts_at=timezone.now() - timedelta(seconds=1))
    second.items.create(
        number=1, title="Fahrradstraße", subject_kind="project", subject_id=world.project.number
    )
    forget()
    client.logout()
    again = client.get(f"/rat/sitzungen/{second.pk}/").content.decode()
    assert "fehlt Bank 0" not in again and "Eine Rampe am Eingang." in again


def test_the_day_of_the_meeting_stands_at_the_case_when_it_is_entered_later(client, world):
    hold(world)
    Meeting.objects.filter(pk=world.meeting.pk).update(starts_at=timezone.now() - timedelta(days=3))
    Case.objects.update(received_at=timezone.now() - timedelta(days=9))
    treat(world.item, [world.cases[0].pk], "recommendation", ANSWER, by=world.vogel_coordinator)
    page = client.get(f"/vorgang/{world.cases[0].number}/").content.decode()
    with override("de"):
        held, entered = day(timezone.localdate() - timedelta(days=3)), day(timezone.localdate())
    assert f'<span class="when">{held}' in page and f"Eingetragen am {entered}" in page


def test_each_figure_leads_to_the_cases_behind_it(client, world):
    hold(world)
    treat(world.item, [world.cases[0].pk], "recommendation", ANSWER, by=world.vogel_coordinator)
    text = client.get("/rat/hinweise/").content.decode()
    for word, shown, absent in (
        ("behandelt", (0,), (1, 2)),
        ("offen", (1, 2), (0,)),
        ("ueberfaellig", (), (0, 1, 2)),
    ):
        path = f"/rat/hinweise/ausschuss/?stand={word}"
        assert (path in text) == bool(shown), "only what there is can be pressed"
        page = client.get(path).content.decode()
        assert all(f"fehlt Bank {n}" in page for n in shown), word
        assert not any(f"fehlt Bank {n}" in page for n in absent), word
    Case.objects.filter(pk=world.cases[1].pk).update(public=False)
    forget()
    page = client.get("/rat/hinweise/ausschuss/").content.decode()
    assert "fehlt Bank 1" not in page and "1 weiterer ist mitgezählt" in page
    assert client.get("/rat/hinweise/niemand/").status_code == 404


def test_the_minute_taker_records_it_at_the_desk(client, world):
    hold(world)
    address = f"/schreibtisch/sitzungen/{world.meeting.pk}/punkt/{world.item.pk}/hinweise/"
    for who, status in ((world.celik_clerk, 404), (world.gerda_resident, 404)):
        client.force_login(who)
        assert client.get(address).status_code in {status, 403}
    client.force_login(world.vogel_coordinator)
    page = client.get(address).content.decode()
    assert "fehlt Bank 2" in page and "Für welche gilt dasselbe?" in page
    sent = {"schritt": "suggestion.recommendation", "vorgang": [case.pk for case in world.cases], "text": ""}
    assert client.post(address, sent).status_code == 422
    assert client.post(address, {**sent, "text": REASON, "outcome": "in_part"}).status_code == 302
    assert Treated.objects.count() == 3
    assert "Hier wartet kein Hinweis" in client.get(address).content.decode()


def test_what_was_entered_wrongly_is_taken_back_in_public_and_waits_at_the_item_again(client, world):
    hold(world)
    case = world.cases[0]
    treat(world.item, [case.pk], "recommendation", ANSWER, by=world.vogel_coordinator)
    body = next(row for row in ledger.figures(timezone.localdate()) if row.treated)
    case.refresh_from_db()
    why = Given(reason="Das Ergebnis gehört zu einem anderen Hinweis der Liste.")
    with pytest.raises(Refused):
        bulk.take(case, "take_back_recommendation", why, by=world.celik_clerk, expect_version=case.version)
    mails = Mail.objects.count()
    case = bulk.take(
        case, "take_back_recommendation", why, by=world.vogel_coordinator, expect_version=case.version
    )
    assert case.state == "recommendation" and not Treated.objects.filter(case=case).exists()
    mail = Mail.objects.latest("pk")
    assert Mail.objects.count() == mails + 1 and why.reason in mail.text and "war falsch" in mail.subject
    after = next(row for row in ledger.figures(timezone.localdate()) if row.key == body.key)
    assert (after.treated, after.open) == (body.treated - 1, body.open + 1)
    assert case in [
        row.case for rows in ledger.waiting_at(world.item, world.meeting).values() for row in rows
    ]
    page = client.get(f"/vorgang/{case.number}/").content.decode()
    assert "war falsch und ist zurückgenommen" in page and why.reason in page
    again = Given(text="Die Bank kommt vor die Bäckerei.", outcome="taken_up")
    assert treat(world.item, [case.pk], "recommendation", again, by=world.vogel_coordinator).done == [
        case.number
    ]
    sheet = client.get(f"/vorhaben/{world.project.number}/hinweise/").content.decode()
    assert again.text in sheet and REASON not in sheet.split(case.number)[0].rsplit("<article", 1)[-1]


def test_a_decision_taken_back_leaves_no_outcome_and_is_decided_on_the_day_of_the_meeting(client, world):
    hold(world)
    Meeting.objects.filter(pk=world.meeting.pk).update(starts_at=timezone.now() - timedelta(days=1))
    world.meeting.refresh_from_db()
    case = world.cases[0]
    decide = Given(text=REASON, outcome="not_taken_up", vote="9 zu 4")
    for step, given in (("recommendation", ANSWER), ("decide", decide)):
        case.refresh_from_db()
        case = bulk.take(
            case, step, replace(given, held_on=timezone.localdate(world.meeting.begins)), by=world.vogel_coordinator,
            expect_version=case.version,
        )  # fmt: skip
    suggestion = Suggestion.objects.get(case=case)
    held = timezone.localdate(world.meeting.begins)
    assert suggestion.outcome_on == held and held != timezone.localdate()
    told = News.objects.latest("pk").text
    assert "Nicht aufgenommen" in told and "9 zu 4" in told and REASON in told
    sheet = client.get(f"/vorhaben/{world.project.number}/hinweise/").content.decode()
    assert day(held) in sheet
    why = Given(reason="Der Rat hat anders abgestimmt als eingetragen.")
    case = bulk.take(case, "take_back_decide", why, by=world.vogel_coordinator, expect_version=case.version)
    suggestion.refresh_from_db()
    assert case.state == "decision" and suggestion.outcome == "" and suggestion.outcome_on is None
    assert suggestion.treatments.filter(step="decision").count() == 0
    assert why.reason in News.objects.latest("pk").text
    again = Given(text="Die Bank kommt.", outcome="taken_up")
    case = bulk.take(case, "decide", again, by=world.vogel_coordinator, expect_version=case.version)
    assert case.state == "taken_up" and suggestion.treatments.filter(step="decision").count() == 1
