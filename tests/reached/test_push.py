"""Messages to devices: readable by the device alone, signed, at the right hour, once, and ended by one press."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from mitmachstadt.config import push_keys
from mitmachstadt.spine.city.models import District
from mitmachstadt.spine.notify import actions, devices, push, push_delivery, rules, spreading
from mitmachstadt.spine.notify.models import Device, Push
from mitmachstadt.spine.notify.targets import Target
from mitmachstadt.spine.notify.tests.push_service import Browser, claims_of
from mitmachstadt.spine.problems import Refused

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 11, 25, 11, 0, tzinfo=UTC)
ICKERN = Target("district", "ickern", "Ickern")


@pytest.fixture
def service(service):
    District.objects.create(slug="ickern", name="Ickern", lat=51.59, lon=7.36)
    District.objects.create(slug="habinghorst", name="Habinghorst", lat=51.57, lon=7.32)
    with time_machine.travel(DAY, tick=False):
        yield service


@pytest.fixture
def browser(service):
    return Browser(f"{service.origin}/send/abc")


def press(name: str, browser: Browser, **words):
    body = json.dumps({"subscription": browser.subscription, **words})
    return Client().post(f"/folgen/geraet/{name}.json", body, content_type="application/json")


def happens(title="Neuer Radweg", key="district:ickern", **more):
    news = actions.tell(
        [key], title=title, text="Die Stadt plant einen Radweg.", path="/vorhaben/V-1/", **more
    )
    spreading.spread(news.pk)
    return news


def follow_ickern(browser: Browser) -> None:
    assert press("an", browser, art="district", ziel="ickern").status_code == 200


def test_a_message_can_be_read_by_the_device_alone_and_is_signed_by_the_town(service, browser, settings):
    follow_ickern(browser)
    happens()
    assert push_delivery.deliver_pushes() == 1
    [(path, headers, body)] = service.arrived
    assert path == "/send/abc" and headers["Content-Encoding"] == "aes128gcm" and headers["TTL"] == "86400"
    assert b"Radweg" not in body
    said = browser.open(body)
    assert said["title"] == "Neuer Radweg" and said["path"] == "/vorhaben/V-1/"
    assert set(said) == {"title", "text", "path", "tag"}
    claims, key = claims_of(headers["Authorization"])
    assert claims["aud"] == service.origin and claims["sub"].startswith("mailto:")
    assert 0 < claims["exp"] - DAY.timestamp() <= 24 * 3600
    assert key == settings.PUSH_PUBLIC_KEY


def test_news_of_two_followed_things_comes_once_also_when_spread_again(service, browser):
    follow_ickern(browser)
    press("an", browser, art="district", ziel="habinghorst")
    news = actions.tell(["district:ickern", "district:habinghorst"], title="Beides", text="", path="/")
    for _again in range(2):
        devices.queue_news(news)
    push_delivery.deliver_pushes()
    push_delivery.deliver_pushes()
    assert len(service.arrived) == 1


def test_what_is_not_followed_stays_silent(service, browser):
    follow_ickern(browser)
    happens(key="district:habinghorst")
    assert push_delivery.deliver_pushes() == 0 and not service.arrived


def test_at_night_nothing_rings_and_the_morning_brings_it(service, browser):
    follow_ickern(browser)
    with time_machine.travel(datetime(2026, 11, 25, 22, 30, tzinfo=UTC), tick=False):
        happens()
        assert push_delivery.deliver_pushes() == 0
    with time_machine.travel(datetime(2026, 11, 26, 5, 59, tzinfo=UTC), tick=False):
        assert push_delivery.deliver_pushes() == 0
    with time_machine.travel(datetime(2026, 11, 26, 6, 0, tzinfo=UTC), tick=False):
        assert push_delivery.deliver_pushes() == 1


def test_a_night_full_of_news_is_one_message(service, browser):
    follow_ickern(browser)
    with time_machine.travel(datetime(2026, 11, 25, 22, 30, tzinfo=UTC), tick=False):
        for number in range(5):
            happens(f"Neues {number}")
    with time_machine.travel(datetime(2026, 11, 26, 7, 0, tzinfo=UTC), tick=False):
        assert push_delivery.deliver_pushes() == 5
    [(_path, _headers, body)] = service.arrived
    assert "5" in browser.open(body)["title"] and "Neues 4" in browser.open(body)["text"]


@pytest.mark.parametrize(
    ("start", "end", "clock", "after"),
    [
        ("21:00", "07:00", "20:59", "20:59"),
        ("21:00", "07:00", "21:00", "+07:00"),
        ("21:00", "07:00", "06:59", "07:00"),
        ("21:00", "07:00", "07:00", "07:00"),
        ("13:00", "15:00", "14:00", "15:00"),
        ("13:00", "15:00", "15:00", "15:00"),
        ("08:00", "08:00", "08:00", "08:00"),
    ],
)
def test_quiet_hours(start, end, clock, after):
    day = datetime(2026, 3, 28, tzinfo=rules.TOWN_TIME)
    hour, minute = map(int, clock.split(":"))
    got = rules.after_quiet(
        day.replace(hour=hour, minute=minute), time.fromisoformat(start), time.fromisoformat(end)
    ).astimezone(rules.TOWN_TIME)
    # In the night to the 29th the clock is put forward; the end stays 7 on the clock.
    assert f"{'+' if got.day == 29 else ''}{got:%H:%M}" == after


@pytest.mark.parametrize("status", [404, 410])
def test_a_device_that_is_gone_is_forgotten(service, browser, status):
    follow_ickern(browser)
    service.status = status
    happens()
    push_delivery.deliver_pushes()
    assert not Device.objects.exists() and not Push.objects.exists()


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_service_that_is_ill_gets_it_later_and_then_once(service, browser, status):
    follow_ickern(browser)
    service.status = status
    happens()
    assert push_delivery.deliver_pushes() == 0
    assert push_delivery.deliver_pushes() == 0 and len(service.arrived) == 1
    service.status = 201
    with time_machine.travel(DAY + timedelta(minutes=2), tick=False):
        assert push_delivery.deliver_pushes() == 1
        assert push_delivery.deliver_pushes() == 0
    assert Device.objects.get().arrived_at


def test_after_two_days_old_news_is_given_up(service, browser):
    follow_ickern(browser)
    service.status = 500
    happens()
    with time_machine.travel(DAY + timedelta(days=2, minutes=1), tick=False):
        push_delivery.deliver_pushes()
    assert Push.objects.get().failed_at


def test_a_service_without_answer_fails_nobodys_action(service, browser):
    follow_ickern(browser)
    service.close()
    happens()
    assert push_delivery.deliver_pushes() == 0
    assert "NewConnectionError" in Push.objects.get().last_error


def test_redirects_are_not_followed(service, browser):
    follow_ickern(browser)
    service.status = 302
    happens()
    push_delivery.deliver_pushes()
    assert [path for path, *_ in service.arrived] == ["/send/abc"]


@pytest.mark.parametrize(
    "address",
    [
        "http://push.example.org/a", "https://127.0.0.1/a", "https://10.0.0.7/a", "https://[::1]/a",
        "https://169.254.169.254/latest/meta-data", "https://192.168.1.1/", "https://localhost/a",
        "https://user:pw@push.example.org/", "https://push.example.org:8443/", "https://intranet/a",
        "https://[::ffff:10.0.0.1]/", "https://drucker.local/", "file:///etc/passwd", "", "https://push.example.org:x/",
        "https://push.example.org/a b", "https://100.64.0.1/", "https://db.internal/", "https://a.example.org/" + "x" * 1000,
    ],
)  # fmt: skip
def test_addresses_that_are_never_written_to(service, browser, address):
    browser.endpoint = address
    answer = press("an", browser, art="district", ziel="ickern")
    assert answer.status_code == 422 and answer.json()["error"]
    assert not Device.objects.exists()


def test_a_public_name_that_leads_inside_is_refused_at_sending(service, browser, monkeypatch):
    browser.endpoint = "https://push.example.org/a"
    follow_ickern(browser)
    monkeypatch.setattr(
        push.socket,
        "getaddrinfo",
        lambda *a, **k: [(2, 1, 6, "", ("203.0.113.9", 443)), (2, 1, 6, "", ("10.0.0.1", 443))],
    )
    with pytest.raises(push.Forbidden):
        push.checked_number("push.example.org", 443)
    happens()
    push_delivery.deliver_pushes()
    assert not Device.objects.exists()


def test_a_stranger_who_knows_the_address_learns_and_ends_nothing(service, browser):
    follow_ickern(browser)
    stranger = Browser(browser.endpoint, auth=b"fedcba9876543210")
    assert press("stand", stranger).json() == {"follows": []}
    press("aus", stranger)
    press("ruhe", stranger, von="00:00", bis="23:59")
    assert press("an", stranger, art="district", ziel="habinghorst").status_code == 422
    device = Device.objects.get()
    assert device.follows.count() == 1 and device.quiet_from == time(21)


def test_one_press_ends_it_and_nothing_is_kept(service, browser):
    follow_ickern(browser)
    happens()
    assert press("aus", browser).json() == {"follows": []}
    assert press("aus", browser).status_code == 200
    assert not Device.objects.exists() and push_delivery.deliver_pushes() == 0


def test_ending_the_last_thing_forgets_the_device(service, browser):
    follow_ickern(browser)
    press("an", browser, art="district", ziel="habinghorst")
    assert [f["ziel"] for f in press("aus", browser, art="district", ziel="ickern").json()["follows"]] == [
        "habinghorst"
    ]
    press("aus", browser, art="district", ziel="habinghorst")
    assert not Device.objects.exists()


def test_quiet_hours_are_chosen_per_device_and_bad_ones_named(service, browser):
    follow_ickern(browser)
    assert press("ruhe", browser, von="22:30", bis="08:00").json()["quiet_from"] == "22:30"
    answer = press("ruhe", browser, von="abends", bis="")
    assert answer.status_code == 422 and "21:00" in answer.json()["error"]


def test_a_try_rings_at_once_also_at_night(service, browser):
    follow_ickern(browser)
    with time_machine.travel(datetime(2026, 11, 25, 23, 30, tzinfo=UTC), tick=False):
        press("probe", browser)
        push_delivery.deliver_pushes()
    [(_path, _headers, body)] = service.arrived
    assert browser.open(body)["path"] == "/folgen/geraet/"
    assert press("stand", browser).json()["arrived"]


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", "null", '{"subscription": 7}', '{"subscription": {"keys": []}}']
)
def test_nonsense_is_a_sentence(service, body):
    for name in ("stand", "an", "aus", "ruhe", "probe"):
        answer = Client().post(f"/folgen/geraet/{name}.json", body, content_type="application/json")
        assert answer.status_code in (400, 422) and answer.json()["error"]
    assert Client().post("/folgen/geraet/aus.json", {"subscription": "x"}).status_code == 400


def test_hidden_things_and_unusable_keys_can_not_be_followed(service, browser):
    assert press("an", browser, art="project", ziel="V-2026-999").status_code == 400
    bad = {**browser.subscription, "keys": {"p256dh": "kurz", "auth": "kurz"}}
    answer = Client().post(
        "/folgen/geraet/an.json",
        json.dumps({"subscription": bad, "art": "district", "ziel": "ickern"}),
        content_type="application/json",
    )
    assert answer.status_code == 422


def test_a_key_that_is_no_point_ends_that_device_and_no_other(service, browser):
    follow_ickern(browser)
    Device.objects.create(endpoint=f"{service.origin}/x", endpoint_hash="x", p256dh="A" * 87, auth="A" * 22)
    Device.objects.get(endpoint_hash="x").follows.create(target_kind="district", target="ickern", label="x")
    happens()
    assert push_delivery.deliver_pushes() == 1
    assert Device.objects.get().endpoint == browser.endpoint


def test_without_a_key_the_page_says_so_and_nothing_is_promised(client, settings):
    settings.PUSH_PRIVATE_KEY = settings.PUSH_PUBLIC_KEY = ""
    assert "noch keine Nachrichten" in client.get("/folgen/geraet/").content.decode()
    assert push_delivery.deliver_pushes() == 0


def test_a_device_follows_at_most_fifty_things(service, browser):
    address = devices.address_of(browser.subscription)
    for number in range(rules.MOST_FOLLOWS):
        devices.follow(address, Target("search", f"wort{number}", "x"))
    with pytest.raises(Refused):
        devices.follow(address, ICKERN)


def test_old_messages_are_forgotten(service, browser):
    follow_ickern(browser)
    happens()
    push_delivery.deliver_pushes()
    assert actions.purge(timezone.now() + timedelta(days=8)) >= 1 and not Push.objects.exists()


def test_a_published_key_is_a_point_and_a_wrong_line_is_named():
    assert len(push_keys.public_key(push_keys.new_key())) == 87
    for wrong in ("kurz", "A" * 43, "?" * 43, "_" * 43):
        assert push_keys.problems({"PUSH_PRIVATE_KEY": wrong})
    assert push_keys.problems({"PUSH_ALLOW": ["push.example.org", "https://a/b"]}) and not push_keys.problems(
        {"PUSH_PRIVATE_KEY": push_keys.new_key(), "PUSH_ALLOW": ["https://push.example.org"]}
    )
