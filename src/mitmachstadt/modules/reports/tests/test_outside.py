"""A unit with a system of its own: it is mailed, answers by link as honestly as at the desk, and what is late is told once."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core import mail as outbox
from django.core import signing
from django.test import Client
from django.utils import timezone

from mitmachstadt.modules.reports.actions import outside
from mitmachstadt.modules.reports.actions.escalating import tell_late
from mitmachstadt.modules.reports.models import OutsideUnit, Report
from mitmachstadt.modules.reports.rules.outside import may_answer, newly_late
from mitmachstadt.modules.reports.tests.world import fixed, report, step
from mitmachstadt.spine.cases.actions import hand_over
from mitmachstadt.spine.cases.models import CaseEvent
from mitmachstadt.spine.notify import delivery
from mitmachstadt.spine.notify.models import Mail
from mitmachstadt.spine.problems import Refused

BOX = "stoerung@stadtwerke.example"


@pytest.fixture
def works(world):
    outside.set_mailbox(world.stadtwerke, BOX, by=world.vogel_coordinator)
    return world.stadtwerke


def mails():
    return Mail.objects.filter(to=BOX).order_by("id")


def link_of(mail):
    return next(line for line in mail.text.splitlines() if "/meldungen/stelle/" in line).partition("8000")[2]


def path_of(one):
    one.case.refresh_from_db()
    return outside.path_of(one.case)


def send(one, **data):
    one.case.refresh_from_db()
    return Client().post(path_of(one), {"version": one.case.version, **data})


def test_a_released_report_goes_out_once_with_all_that_is_needed(works):
    one = report("lampe_aus", "Laterne flackert", answers={"mast": "L 17"})
    (mail,) = mails()
    for words in (one.case.number, "Lampe geht nicht", "Laterne flackert", "L 17", "51.54970, 7.30940"):
        assert words in f"{mail.subject}\n{mail.text}"
    assert CaseEvent.objects.get(case=one.case, kind=outside.SENT).public is False
    outside.send(report("schlagloch").case)
    assert mails().count() == 1


def test_words_that_not_everybody_may_read_stay_out_of_the_mail(world):
    outside.set_mailbox(world.town, BOX, by=world.vogel_coordinator)
    one = report("menschen", "Mein Nachbar schreit")
    assert not mails()
    step(one.case, "release", world.weber_clerk_elsewhere)
    (mail,) = mails()
    assert "Nachbar" not in mail.text + mail.subject
    assert "Nachbar schreit" in Client().get(path_of(one)).content.decode()


def test_a_mail_server_that_is_away_is_asked_again(works, monkeypatch):
    report("lampe_aus", "Laterne aus")
    (mail,) = mails()
    Mail.objects.update(sent_at=None, tries=0, next_try_at=timezone.now())

    def away(*args, **kwargs):
        raise OSError("nobody there")

    with monkeypatch.context() as patch:
        patch.setattr(delivery, "message", away)
        assert not delivery.deliver(mail.pk)
    mail.refresh_from_db()
    assert (mail.sent_at, mail.failed_at) == (None, None)
    assert mail.next_try_at > timezone.now()
    outbox.outbox.clear()
    Mail.objects.update(next_try_at=timezone.now())
    assert delivery.deliver(mail.pk)
    assert [one.to for one in outbox.outbox] == [[BOX]]


def test_the_desk_says_when_the_mail_did_not_arrive(world, works):
    one, client = report("lampe_aus", "Laterne aus"), Client()
    client.force_login(world.vogel_coordinator)
    Mail.objects.update(sent_at=None, failed_at=timezone.now())
    page = client.get(f"/schreibtisch/vorgang/{one.case.number}/").content.decode()
    assert f"Die Mail an {BOX} kam nicht an" in page


def test_taken_and_mended_by_link_without_an_account(works):
    one = report("lampe_aus", "Laterne aus", email="anna@example.org")
    day = timezone.localdate() + timedelta(days=3)
    assert send(one, answer="taken", day=day.isoformat()).status_code == 302
    one.refresh_from_db()
    assert (one.case.state, one.expected_on) == ("in_work", day)
    assert "schon übernommen" in send(one, answer="taken").content.decode()
    good = {"answer": "fixed", "day": timezone.localdate().isoformat(), "closing_reason": "repariert"}
    assert send(one, **good, text="Leuchtmittel getauscht.").status_code == 302
    one.refresh_from_db()
    assert (one.case.state, one.closing) == ("fixed", "Leuchtmittel getauscht.")
    event = CaseEvent.objects.get(case=one.case, kind="fix")
    assert (event.actor, event.data["unit"]) == (None, "Stadtwerke")
    page = Client().get(f"/meldungen/{one.case.number}/").content.decode()
    assert "Leuchtmittel getauscht." in page


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "was daraus wird"),
        ({"answer": "fixed", "text": "Fertig.", "closing_reason": "repariert"}, "Foto davon oder den Tag"),
        ({"answer": "fixed", "day": "2020-01-01", "text": "", "closing_reason": "repariert"}, "mindestens einen Satz"),
        ({"answer": "fixed", "day": "2020-01-01", "text": "Fertig.", "closing_reason": "nicht_gefunden"}, "Grund"),
        ({"answer": "not_fixed", "text": "War nichts."}, "Grund"),
        ({"answer": "fixed", "day": "2999-01-01", "text": "Fertig.", "closing_reason": "repariert"}, "in der Zukunft"),
    ],
)  # fmt: skip
def test_an_answer_by_link_is_as_honest_as_one_at_the_desk(works, data, words):
    one = report("lampe_aus", "Laterne aus")
    answer = send(one, **data)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert 'class="error"' in page or 'class="errors"' in page
    one.case.refresh_from_db()
    assert one.case.state == "open"


def test_opening_a_link_changes_nothing_and_a_foreign_one_opens_nothing(works):
    one = report("lampe_aus", "Laterne aus")
    version = one.case.version
    answer = Client().get(path_of(one))
    assert (answer.status_code, answer["X-Robots-Tag"]) == (200, "noindex")
    one.case.refresh_from_db()
    assert (one.case.state, one.case.version) == ("open", version)
    forged = signing.dumps([one.case.number, works.pk], salt="anderes")
    for token in ("unsinn", forged):
        assert Client().get(f"/meldungen/stelle/{token}/").status_code == 404
    other = report("lampe_aus", "Andere Laterne")
    assert path_of(one) != path_of(other)


def test_a_link_ends_when_the_report_goes_to_another_unit(world, works):
    one = report("lampe_aus", "Laterne aus")
    link, version = path_of(one), one.case.version
    hand_over(one.case, world.euv, by=world.vogel_coordinator, expect_version=version)
    page = Client().get(link)
    assert "Laterne aus" not in page.content.decode()
    assert Client().post(link, {"answer": "taken", "version": version}).status_code in (200, 422)
    one.case.refresh_from_db()
    assert one.case.state == "open"
    hand_over(one.case, works, by=world.vogel_coordinator, expect_version=one.case.version)
    assert mails().count() == 2


def test_an_objection_goes_to_the_unit_again(world, works):
    one = report("lampe_aus", "Laterne aus")
    fixed(one, world.vogel_coordinator)
    step(one.case, "dispute", None, as_sender=True, text="Sie ist noch immer aus.")
    assert "noch immer aus" in mails().last().text


def test_somebody_was_faster(world, works):
    one = report("lampe_aus", "Laterne aus")
    old = one.case.version
    step(one.case, "start", world.vogel_coordinator)
    answer = send(
        one, answer="fixed", text="Fertig.", day="2020-01-01", closing_reason="repariert", version=old
    )
    assert answer.status_code == 422
    one.case.refresh_from_db()
    assert one.case.state == "in_work"


@pytest.mark.parametrize(
    ("answer", "state", "theirs", "hidden", "code"),
    [
        ("taken", "open", True, False, ""),
        ("fixed", "in_work", True, False, ""),
        ("taken", "in_work", True, False, "taken"),
        ("fixed", "fixed", True, False, "closed"),
        ("fixed", "open", False, False, "not_yours"),
        ("fixed", "open", True, True, "not_yours"),
        ("weg", "open", True, False, "missing"),
    ],
)
def test_what_may_be_answered(answer, state, theirs, hidden, code):
    found = may_answer(answer, state, theirs, hidden)
    assert (found[0].code if found else "") == code


def test_only_coordinators_name_mailboxes(world):
    client = Client()
    client.force_login(world.celik_clerk)
    assert client.get("/schreibtisch/meldungen/stellen/").status_code == 403
    with pytest.raises(Refused):
        outside.set_mailbox(world.euv, BOX, by=world.celik_clerk)
    client.force_login(world.vogel_coordinator)
    path = "/schreibtisch/meldungen/stellen/"
    assert client.post(path, {"unit": "euv", "email": "falsch@"}).status_code == 422
    assert client.post(path, {"unit": "euv", "email": BOX}).status_code == 302
    assert BOX in client.get(path).content.decode()
    client.post(path, {"unit": "euv", "email": ""})
    assert not OutsideUnit.objects.exists()


def test_late_reports_are_told_to_the_coordinator_once_and_counted(world):
    one, other = report("schlagloch", "Loch"), report("lampe_aus", "Laterne aus")
    fixed(other, world.vogel_coordinator)
    assert tell_late() == 0
    with time_machine.travel(timezone.now() + timedelta(days=60)):
        assert tell_late() == 1
        assert tell_late() == 0
        (mail,) = Mail.objects.filter(to=world.vogel_coordinator.email)
        assert one.case.number in mail.text
        assert other.case.number not in mail.text
        client = Client()
        client.force_login(world.celik_clerk)
        assert "1 überfällig" in client.get("/schreibtisch/meldungen/").content.decode()


def test_without_a_coordinator_nothing_counts_as_told(world):
    report("schlagloch", "Loch")
    world.vogel_coordinator.roles.update(until=timezone.localdate() - timedelta(days=1))
    with time_machine.travel(timezone.now() + timedelta(days=60)):
        assert tell_late() == 0
        assert not Report.objects.filter(late_told_at__isnull=False).exists()


def test_what_is_newly_late():
    today = timezone.localdate()
    rows = [(1, today - timedelta(days=1), False), (2, today, False), (3, today - timedelta(days=9), True)]
    assert newly_late(rows, today) == [1]
