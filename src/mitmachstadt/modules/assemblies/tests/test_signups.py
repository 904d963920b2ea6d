"""Signing up: seats, waiting list, change, cancellation, mails, reminder, forgetting."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from mitmachstadt.modules.assemblies.actions import sheet, signups
from mitmachstadt.modules.assemblies.actions.signups import Guest
from mitmachstadt.modules.assemblies.models import Assembly, SignUp
from mitmachstadt.modules.assemblies.tests.world import new_world
from mitmachstadt.spine.audit.models import LogEntry
from mitmachstadt.spine.notify.models import Mail, News
from mitmachstadt.spine.problems import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return new_world(capacity=3)


def come(town, name="Gerda", persons=1, **more):
    return signups.sign_up(town.assembly, Guest(name=name, persons=persons, **more))[0]


def taken(town):
    return Assembly.objects.get(pk=town.assembly.pk).taken


def test_seats_then_the_waiting_list(town):
    assert come(town, persons=2).seat == "seated"
    assert come(town, persons=2).seat == "waiting"
    assert taken(town) == 2


def test_whoever_comes_later_does_not_pass_a_group_that_waits_and_fits(town):
    first = come(town, persons=3)
    waiting = come(town, "Ali", persons=1)
    signups.withdraw(first)
    waiting.refresh_from_db()
    assert (waiting.seat, taken(town)) == ("seated", 1)


def test_cancelling_deletes_everything_and_writes_the_next(town):
    first = come(town, persons=3, email="gerda@example.org", other_needs="Rollstuhl")
    come(town, "Ali", persons=2, email="ali@example.org")
    signups.withdraw(first)
    assert not SignUp.objects.filter(pk=first.pk).exists()
    assert taken(town) == 2
    assert Mail.objects.get(to="ali@example.org", subject__startswith="Ein Platz").text.count("/anmeldung/")
    signups.withdraw(first)
    assert taken(town) == 2


def test_a_change_takes_and_gives_seats(town):
    mine = come(town, persons=1)
    mine = signups.change(mine, Guest(name="Gerda", persons=3))
    assert (mine.persons, taken(town)) == (3, 3)
    with pytest.raises(Refused) as refused:
        signups.change(mine, Guest(name="Gerda", persons=4))
    assert refused.value.codes == ("full",)
    assert taken(town) == 3
    signups.change(mine, Guest(name="Gerda", persons=1))
    assert taken(town) == 1


def test_more_seats_let_the_line_move(town):
    come(town, persons=3)
    waiting = come(town, "Ali", persons=2)
    values = {name: getattr(town.assembly, name) for name in sheet.FIELDS} | {"capacity": 5}
    row = Assembly.objects.get(pk=town.assembly.pk)
    sheet.change(row, values, [town.ickern], by=town.celik_clerk, expect_version=row.version)
    waiting.refresh_from_db()
    assert (waiting.seat, taken(town)) == ("seated", 5)


def test_fewer_seats_than_taken_are_refused(town):
    come(town, persons=3)
    row = Assembly.objects.get(pk=town.assembly.pk)
    with pytest.raises(Refused) as refused:
        sheet.change(row, {"capacity": 2}, [], by=town.celik_clerk, expect_version=row.version)
    assert refused.value.codes == ("too_few",)


def test_the_link_alone_opens_a_sign_up(town):
    made, secret = signups.sign_up(town.assembly, Guest(name="Gerda"))
    assert signups.by_secret(town.assembly.number, secret) == made
    assert signups.by_secret(town.assembly.number, secret[:-1] + "x") is None
    assert secret not in str(SignUp.objects.filter(pk=made.pk).values().get())


def test_the_log_knows_no_guest(town):
    come(town, name="Gerda Geheim", email="gerda.geheim@example.org")
    entries = list(LogEntry.objects.filter(action="assembly.signup").values())
    assert entries and "geheim" not in str(entries).lower()


def test_everyone_is_told_of_another_time_and_of_the_end(town):
    come(town, email="gerda@example.org")
    row = Assembly.objects.get(pk=town.assembly.pk)
    start = row.starts_at + timedelta(days=1)
    row = sheet.move(
        row, start, start + timedelta(hours=2), place="Bürgerhaus", address="", reason="Wasserschaden",
        by=town.celik_clerk, expect_version=row.version,
    )  # fmt: skip
    moved = Mail.objects.get(to="gerda@example.org", subject__startswith="Neuer Termin")
    assert "Bürgerhaus" in moved.text and "Wasserschaden" in moved.text
    reason = "Der Saal ist bis zum Sommer gesperrt."
    sheet.cancel(row, reason=reason, by=town.celik_clerk, expect_version=row.version)
    assert reason in Mail.objects.get(to="gerda@example.org", subject__startswith="Abgesagt").text
    assert News.objects.filter(
        title__startswith="Abgesagt", target_keys__icontains="district:ickern"
    ).exists()


def test_one_reminder_before_the_evening(town):
    mine = come(town, email="gerda@example.org")
    come(town, "Ali", persons=3, email="ali@example.org")  # waits, so there is nothing to be reminded of
    later = town.assembly.starts_at - timedelta(days=1)
    assert signups.remind(town.assembly.starts_at - timedelta(days=3)) == 0
    assert signups.remind(later) == 1
    assert signups.remind(later) == 0
    mine.refresh_from_db()
    assert mine.reminded_at == later
    assert "Aula" in Mail.objects.get(subject__startswith="Am ").text


def test_sign_ups_are_deleted_after_the_days_of_the_rule(town):
    come(town)
    over = town.assembly.ends_at
    assert signups.delete_past(over + timedelta(days=14), dry_run=False) == 0
    assert signups.delete_past(over + timedelta(days=14, seconds=1), dry_run=True) == 1
    assert SignUp.objects.count() == 1
    assert signups.delete_past(over + timedelta(days=14, seconds=1), dry_run=False) == 1
    assert SignUp.objects.count() == 0


def test_nobody_signs_up_for_what_has_begun(town):
    with pytest.raises(Refused) as refused:
        signups.sign_up(town.assembly, Guest(name="Gerda"), now=timezone.now() + timedelta(days=11))
    assert refused.value.codes == ("over",)
