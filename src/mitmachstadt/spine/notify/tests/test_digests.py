"""Digests and saved searches: everything once, nothing twice, nothing when there is nothing."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from mitmachstadt.spine.city.models import District, Topic
from mitmachstadt.spine.notify import actions, targets
from mitmachstadt.spine.notify.models import Mail, News, Subscription
from mitmachstadt.spine.notify.searches import packed, unpacked
from mitmachstadt.spine.notify.spreading import send_digests, spread, tell_searches
from mitmachstadt.spine.search.actions import Entry, index_entries, index_entry, remove_entry

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


def test_a_search_with_very_many_hits_tells_the_next_one_and_no_old_one():
    many = [Entry("project", str(n), f"Radweg {n}", f"/vorhaben/{n}/") for n in range(1, 701)]
    index_entries(many)
    row = followed("search", "Radweg")
    assert row.seen == ["project#1-700"], "a memory of many hits stays short"
    assert tell_searches() == 0
    put("701", "Radweg ganz neu")
    assert tell_searches() == 1
    mail = Mail.objects.get()
    assert mail.text.count("* ") == 1 and "Radweg ganz neu" in mail.text
    assert tell_searches() == 0


def test_very_many_new_hits_are_one_mail_with_a_way_to_the_rest():
    followed("search", "Radweg")
    index_entries(Entry("project", str(n), f"Radweg {n}", f"/vorhaben/{n}/") for n in range(1, 251))
    assert tell_searches() == 1
    mail = Mail.objects.get()
    assert "150 weitere Treffer" in mail.text and "/suche/?q=Radweg" in mail.text
    assert "Radweg 250" in mail.text and "Radweg 150\n" not in mail.text, "the newest are named"
    assert mail.subject.startswith("250 ")
    assert tell_searches() == 0, "what was only counted is told too"


def test_a_memory_of_before_is_still_known():
    put("7", "Radweg Nord")
    row = followed("search", "Radweg")
    Subscription.objects.filter(pk=row.pk).update(seen=["project:7", "suggestion:H-2026-1"])
    assert tell_searches() == 0


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["project", "page"]),
            st.sampled_from(["1", "2", "3", "9", "10", "07", "H-1", "a:b", "x#3-4"]),
        )
    )
)
def test_packing_keeps_every_key(keys):
    assert unpacked(packed(keys)) == set(keys)


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


def test_german_news_say_so_to_english_readers():
    followed(language="en")
    followed(email="deutsch@example.org")
    news("Neuer Spielplatz")
    spread_waiting_now()
    english, german = (Mail.objects.get(to=to) for to in ("gerda@example.org", "deutsch@example.org"))
    assert "in German only" in english.text and "in German only" in english.html
    assert '<b lang="de">Neuer Spielplatz</b>' in english.html
    assert "German" not in german.text and "nur auf Deutsch" not in german.text


def spread_waiting_now() -> None:
    for row in News.objects.filter(spread_at__isnull=True):
        spread(row.pk)


def test_a_mail_is_no_wider_than_the_phone_that_shows_it():
    """A table with a width of its own would be pushed out of a small screen; only a cell gives way."""
    followed(frequency="now")
    news("Neuer Spielplatz")
    spread(News.objects.get().pk)
    html = Mail.objects.get().html
    assert not re.search(r'<(table|div|img)\b[^>]* width="\d+"', html) and '<td width="600">' in html


def test_what_somebody_follows_is_named_without_quotes_inside_quotes():
    row = followed("search", "Brunnen", frequency="now")
    stopped = Client().post(f"/folgen/abmelden/{row.token}/").content.decode()
    assert "Dazu schreiben wir Ihnen nicht mehr: Suche nach „Brunnen“." in stopped
