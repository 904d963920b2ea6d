"""Digests and saved searches: everything once, nothing twice, nothing when there is nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from mitmachstadt.spine.city.models import District, Topic
from mitmachstadt.spine.notify import actions, targets
from mitmachstadt.spine.notify.models import Mail, Subscription
from mitmachstadt.spine.notify.spreading import send_digests, tell_searches
from mitmachstadt.spine.search.actions import index_entry, remove_entry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def town(time_machine):
    cache.clear()
    time_machine.move_to("2026-11-23T12:00Z")  # a Monday
    District.objects.create(slug="ickern", name="Ickern", lat=51.59, lon=7.36)
    Topic.objects.create(slug="klima", name="Klima", icon="tree")


def followed(kind="district", target="ickern", email="gerda@example.org", **extra) -> Subscription:
    row = actions.confirm(actions.follow(targets.resolve(kind, target), email=email, **extra))
    Mail.objects.all().delete()
    return row


def news(title: str, *keys: str) -> None:
    actions.tell(keys or ["district:ickern"], title=title, text="Text", path="/vorhaben/")


def put(number: str, title: str) -> None:
    index_entry(
        kind="project", object_id=number, title=title, summary="", text="", url=f"/vorhaben/{number}/"
    )


def test_a_daily_digest_comes_at_seven_with_everything_once(time_machine):
    followed(frequency="daily"), followed("topic", "klima", frequency="daily")
    news("Eins")
    news("Beides", "district:ickern", "topic:klima")
    assert send_digests() == 0, "seven o'clock has not come"
    time_machine.move_to("2026-11-24T05:59Z", tick=False)
    assert send_digests() == 0
    time_machine.move_to("2026-11-24T06:00Z", tick=False)
    assert send_digests() == 1
    mail = Mail.objects.get()
    assert mail.text.count("Eins") == 1 and mail.text.count("Beides") == 1
    assert mail.subject == "2 Neuigkeiten aus Castrop-Rauxel"
    assert "/folgen/abmelden/" in mail.unsubscribe_url and mail.unsubscribe_url.endswith("/alles/")
    assert send_digests() == 0
    time_machine.shift(timedelta(days=1))
    assert send_digests() == 0 and Mail.objects.count() == 1, "nothing new, no mail"


def test_what_happens_after_seven_comes_the_next_day(time_machine):
    followed(frequency="daily")
    time_machine.move_to("2026-11-24T06:30Z", tick=False)
    news("Danach")
    assert send_digests() == 0
    time_machine.move_to("2026-11-25T06:01Z", tick=False)
    assert send_digests() == 1 and "Danach" in Mail.objects.get().text


def test_what_happened_before_following_is_no_news(time_machine):
    news("Alt")
    time_machine.shift(60)
    followed(frequency="daily")
    time_machine.move_to("2026-11-24T06:00Z", tick=False)
    assert send_digests() == 0


def test_a_weekly_digest_comes_on_monday_and_a_sleeping_worker_loses_nothing(time_machine):
    followed(frequency="weekly")
    time_machine.move_to("2026-11-25T12:00Z", tick=False)
    news("Mittwoch")
    time_machine.move_to("2026-11-30T05:00Z", tick=False)
    assert send_digests() == 0
    time_machine.move_to("2026-12-16T12:00Z", tick=False)
    assert send_digests() == 1 and "Mittwoch" in Mail.objects.get().text


def test_two_workers_send_one_digest(time_machine):
    row = followed(frequency="daily")
    news("Eins")
    time_machine.move_to("2026-11-24T06:00Z", tick=False)
    send_digests()
    # A second worker that read the rows before the first wrote them does the same work again.
    Subscription.objects.filter(pk=row.pk).update(last_digest_at=None)
    send_digests(timezone.now() + timedelta(seconds=20))
    assert Mail.objects.count() == 1


def test_changing_from_at_once_to_daily_repeats_nothing(time_machine):
    row = followed()
    news("Schon erzählt")
    time_machine.shift(60)
    actions.set_frequency(row, "daily")
    time_machine.move_to("2026-11-24T06:00Z", tick=False)
    assert send_digests() == 0


def test_a_search_tells_only_what_is_new():
    put("V-1", "Radweg Nord")
    followed("search", "Radweg")
    assert tell_searches() == 0, "what was there is no news"
    put("V-2", "Radweg Süd")
    put("V-3", "Spielplatz")
    assert tell_searches() == 1
    mail = Mail.objects.get()
    assert "Radweg Süd" in mail.text and "Nord" not in mail.text and "Spielplatz" not in mail.text
    assert mail.unsubscribe_url
    assert tell_searches() == 0
    remove_entry("project", "V-2")
    put("V-2", "Radweg Süd, geändert")
    assert tell_searches() == 0, "an edited hit is no new hit"


def test_a_search_in_a_digest(time_machine):
    followed("search", "Radweg", frequency="daily")
    put("V-2", "Radweg Süd")
    assert tell_searches() == 0
    time_machine.move_to("2026-11-24T06:00Z", tick=False)
    assert send_digests() == 1 and "Radweg Süd" in Mail.objects.get().text
    time_machine.shift(timedelta(days=1))
    assert send_digests() == 0


def test_a_hidden_entry_is_never_told():
    followed("search", "Geheimnis")
    index_entry(
        kind="project",
        object_id="V-9",
        title="Geheimnis",
        summary="",
        text="",
        url="/vorhaben/V-9/",
        public=False,
    )
    assert tell_searches() == 0
