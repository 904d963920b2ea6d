"""A report from the first word to the end, with rights, by three named people."""

from __future__ import annotations

import pytest

from mitmachstadt.modules.reports.actions import joining, photos
from mitmachstadt.modules.reports.actions.reports import Reporter
from mitmachstadt.modules.reports.models import Companion, Photo, Report
from mitmachstadt.modules.reports.queries.reports import alike
from mitmachstadt.modules.reports.queries.town import report_rules
from mitmachstadt.modules.reports.tests.world import LAT, LON, NEAR, fixed, photo, report, step
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.notify.models import Mail
from mitmachstadt.spine.problems import Refused
from mitmachstadt.spine.search.models import SearchEntry


def codes(refused):
    return [problem.code for problem in refused.value.problems]


def today():
    from django.utils import timezone

    return timezone.localdate()


def test_a_harmless_report_is_public_at_once_and_lies_with_its_unit(world):
    one = report()
    assert (one.case.state, one.case.public, one.case.unit, one.district) == (
        "open",
        True,
        world.euv,
        world.castrop,
    )
    assert SearchEntry.objects.filter(kind="report", object_id=one.case.number).exists()
    assert list(Report.objects.public()) == [one]


def test_private_details_and_reports_about_people_are_not_shown(world):
    told = report(text="Loch, rufen Sie mich an: 0234 5556677")
    people = report("menschen", "Jemand schläft hier")
    assert told.case.state == people.case.state == "received"
    step(told.case, "release", world.celik_clerk)
    step(people.case, "release", world.weber_clerk_elsewhere)
    assert list(Report.objects.public()) == [told]
    assert not SearchEntry.objects.filter(object_id=people.case.number).exists()


def test_a_place_in_the_sea_is_refused_and_nothing_is_written(world):
    with pytest.raises(Refused) as refused:
        report(lat=54.5, lon=7.0)
    assert codes(refused) == ["outside_town"]
    assert not Case.objects.exists()


def test_photos_are_shown_only_once_somebody_released_them(world):
    one = report(photos=[photo(), photo()])
    first, second = Photo.objects.filter(report=one)
    assert not first.upload.public
    photos.release(first, by=world.celik_clerk)
    first.upload.refresh_from_db()
    second.upload.refresh_from_db()
    assert (first.upload.public, second.upload.public) == (True, False)
    step(one.case, "hide", world.celik_clerk, reason="Auf dem Bild ist ein Gesicht zu sehen.")
    first.upload.refresh_from_db()
    assert not first.upload.public


def test_the_end_needs_a_reason_and_proof_and_may_be_disputed_once(world):
    one = report(email="anna@example.org")
    with pytest.raises(Refused) as refused:
        fixed(one, world.celik_clerk, day=None)
    assert codes(refused) == ["no_proof"]
    with pytest.raises(Refused):
        fixed(one, world.weber_clerk_elsewhere)
    case = fixed(one, world.celik_clerk)
    assert (case.state, case.closed_at is not None) == ("fixed", True)
    case = step(case, "dispute", None, as_sender=True, text="Das Loch ist noch da.")
    one.refresh_from_db()
    assert (case.state, one.dispute, one.fixed_on) == ("open", "Das Loch ist noch da.", None)
    assert case.duties.filter(done_at__isnull=True).count() == 1
    fixed(one, world.celik_clerk)
    with pytest.raises(Refused) as refused:
        step(one.case, "dispute", None, as_sender=True, text="Immer noch.")
    assert codes(refused) == ["once"]


def test_passed_on_is_not_mended_and_somebody_asks_again(world):
    one = report("landesstrasse", "Loch auf der B235")
    case = step(
        one.case, "pass_on", world.weber_clerk_elsewhere, text="Nicht unsere.", passed_to="Straßen.NRW"
    )
    assert (case.state, case.closed_at) == ("passed_on", None)
    assert case.duties.get(done_at__isnull=True).key == "report_follow_up"


def test_what_is_alike_is_found_and_joining_counts_once(world):
    one = report()
    report("stufe", "Hohe Stufe")
    found = alike(
        lat=NEAR[0], lon=NEAR[1], category="schlagloch", text="Loch", rules=report_rules(), today=today()
    )
    assert [hit.report for hit in found] == [one]
    assert 15 < found[0].metres < 30
    who = Reporter(user=world.gerda_resident, email=world.gerda_resident.email)
    assert [joining.join(one, who)[1], joining.join(one, who)[1]] == [True, False]
    assert joining.join(one, Reporter(), token="a")[1]
    assert one.companions.count() == 2


def test_companions_hear_of_the_end_once_their_address_is_proven(world):
    one = report()
    joining.join(one, Reporter(email="otto@example.org"), token="x")
    fixed(one, world.celik_clerk)
    (asked,) = Mail.objects.filter(to="otto@example.org")
    assert "/meldungen/auch/" in asked.text
    joining.confirm(Companion.objects.get())
    step(one.case, "dispute", None, as_sender=True, text="Noch da.")
    assert Mail.objects.filter(to="otto@example.org").count() == 2


def test_merging_keeps_both_reporters_informed(world):
    first, second = report(email="anna@example.org"), report(text="Loch!", email="otto@example.org")
    Case.objects.update(email_confirmed_at=first.case.received_at)
    joining.join(second, Reporter(user=world.gerda_resident, email=world.gerda_resident.email))
    case = step(second.case, "merge", world.celik_clerk, more={"merge_with": first.case.number})
    assert (case.state, first.companions.count()) == ("merged", 2)
    fixed(first, world.celik_clerk)
    told = set(Mail.objects.filter(text__contains="Loch gefüllt").values_list("to", flat=True))
    assert told == {"anna@example.org", "otto@example.org", world.gerda_resident.email}
    third = report(text="Noch ein Loch", lat=LAT, lon=LON)
    with pytest.raises(Refused) as refused:
        step(third.case, "merge", world.celik_clerk, more={"merge_with": first.case.number})
    assert codes(refused) == ["closed"]


def test_the_same_form_twice_is_one_report(world):
    assert report(token="t").case == report(token="t").case
    assert Report.objects.count() == 1


def test_leaving_takes_the_address_and_leaves_the_report(world):
    from mitmachstadt.modules.reports.actions.steps import forget

    one = report()
    joining.join(one, Reporter(user=world.gerda_resident, email=world.gerda_resident.email))
    forget(one.case)
    row = Companion.objects.get()
    assert (row.user, row.email) == (None, "")
