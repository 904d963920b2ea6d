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


def come(town, name="Gerda", persons=1, *, confirmed=True, now=None, **more):
    made = signups.sign_up(town.assembly, Guest(name=name, persons=persons, **more), now=now)[0]
    return signups.confirm(signups.token_of(made)) if made.email and confirmed else made


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


def test_a_seat_is_held_until_the_address_is_confirmed(town):
    mine = come(town, persons=2, email="gerda@example.org", confirmed=False)
    assert (mine.seat, taken(town)) == ("seated", 2)
    assert mine.held_until == pytest.approx(timezone.now() + timedelta(hours=24), abs=timedelta(minutes=1))
    first = Mail.objects.get(to="gerda@example.org")
    assert "bestaetigen" in first.text and "/anmeldung/" not in first.text
    done = signups.confirm(signups.token_of(mine))
    assert (done.held_until, done.seat, taken(town)) == (None, "seated", 2)
    signups.confirm(signups.token_of(mine))
    texts = Mail.objects.filter(to="gerda@example.org").values_list("text", flat=True)
    assert len(texts) == 2 and any("/anmeldung/" in text for text in texts)


def test_after_its_time_the_seat_goes_to_whoever_waits_and_a_late_one_waits_too(town):
    slow = come(town, persons=2, email="gerda@example.org", confirmed=False)
    ghost = come(town, "Geist", persons=2, email="geist@example.org", confirmed=False)
    ali = come(town, "Ali", persons=2)
    assert [ghost.seat, ali.seat] == ["waiting", "waiting"]
    later = slow.held_until + timedelta(seconds=1)
    assert signups.release_unconfirmed(slow.held_until - timedelta(seconds=1)) == 0
    assert signups.release_unconfirmed(later) == 1
    for row in (slow, ghost, ali):
        row.refresh_from_db()
    assert [slow.seat, ghost.seat, ali.seat, taken(town)] == ["waiting", "waiting", "seated", 2]
    late = signups.confirm(signups.token_of(slow), now=later)
    assert (late.seat, late.held_until, taken(town)) == ("waiting", None, 2)
    signups.withdraw(ali)
    slow.refresh_from_db()
    assert (slow.seat, taken(town)) == ("seated", 2)


def test_a_new_sign_up_takes_what_nobody_confirmed_in_time(town):
    slow = come(town, persons=3, email="gerda@example.org", confirmed=False)
    later = slow.held_until + timedelta(minutes=1)
    assert come(town, "Ali", persons=3, now=later).seat == "seated"
    assert taken(town) == 3


def test_who_need_not_confirm(town):
    assert come(town, "Ohne Adresse").held_until is None
    gerda = town.gerda_resident
    assert come(town, user=gerda, email=gerda.email.upper(), confirmed=False).held_until is None
    assert come(town, user=gerda, email="andere@example.org", confirmed=False).held_until


def test_another_address_is_confirmed_anew_and_an_old_link_ends(town):
    mine = come(town, email="gerda@example.org")
    old = signups.token_of(mine)
    mine = signups.change(mine, Guest(name="Gerda", email="neu@example.org"))
    assert mine.held_until and mine.seat == "seated"
    with pytest.raises(Refused) as refused:
        signups.confirm(old)
    assert refused.value.codes == ("expired",)
    assert Mail.objects.filter(to="neu@example.org").count() == 1
    assert signups.confirm(signups.token_of(mine)).held_until is None


def test_an_address_nobody_confirmed_hears_of_nothing_else(town):
    mine = come(town, email="fremd@example.org", confirmed=False)
    assert signups.remind(town.assembly.starts_at - timedelta(days=1)) == 0
    assert signups.write_all(town.assembly, "assembly_moved", "x", old=mine.created_at, reason="y") == 0
    assert Mail.objects.count() == 1


def test_the_page_says_what_happens_to_the_seat(town, client):
    made, secret = signups.sign_up(town.assembly, Guest(name="Gerda", email="gerda@example.org"))
    own = f"/versammlungen/{town.assembly.number}/anmeldung/{secret}/"
    assert "Wir halten Ihren Platz bis" in client.get(own).content.decode()
    link = f"/versammlungen/bestaetigen/{signups.token_of(made)}/"
    assert client.get(link).status_code == 200
    made.refresh_from_db()
    assert made.held_until, "only the button confirms"
    assert client.post(link).url == own
    assert "Wir halten Ihren Platz bis" not in client.get(own).content.decode()
    assert client.get(link[:-3] + "x/").status_code == 404
    SignUp.objects.update(held_until=timezone.now() - timedelta(hours=1))
    assert "nicht mehr für Sie" in client.get(own).content.decode()
