"""Several workers at once: a message to a device and an issue of the newsletter reach everybody once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import close_old_connections, connections
from django.utils import timezone

from mitmachstadt.spine.accounts.models import Role, RoleAssignment, User
from mitmachstadt.spine.notify import devices, newsletter, push_delivery
from mitmachstadt.spine.notify.models import Device, Edition, Mail, News, Push, Subscription
from mitmachstadt.spine.notify.targets import Target
from mitmachstadt.spine.notify.tests.push_service import Browser

pytestmark = pytest.mark.django_db(transaction=True)
WORKERS = 6


def at_once(work, number=WORKERS):
    """What each of several workers got, all of them starting in the same moment."""
    start = threading.Barrier(number)

    def one(place):
        close_old_connections()
        try:
            start.wait()
            return work(place)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(one, range(number)))


def test_every_device_hears_it_once(service):
    for number in range(40):
        address = devices.address_of(Browser(f"{service.origin}/d/{number}").subscription)
        device = devices.follow(address, Target("district", "ickern", "Ickern"))
        devices.set_quiet_hours(device, "00:00", "00:00")
    news = News.objects.create(target_keys=["district:ickern"], title="Neu", text="", path="/")
    at_once(lambda _place: devices.queue_news(news))
    assert Push.objects.count() == 40
    at_once(lambda _place: push_delivery.deliver_pushes())
    assert not Push.objects.filter(sent_at__isnull=True).exists()
    assert len({path for path, *_ in service.arrived}) == len(service.arrived) == 40


def test_a_device_that_presses_many_times_is_one_device(service):
    address = devices.address_of(Browser(f"{service.origin}/d").subscription)
    at_once(lambda place: devices.follow(address, Target("district", f"teil-{place % 3}", "x")))
    assert Device.objects.count() == 1 and Device.objects.get().follows.count() == 3


def test_every_reader_gets_the_issue_once_and_it_is_sent_once():
    editor = User.objects.create_user(email="redaktion@example.org", password="geheim-geheim")
    RoleAssignment.objects.create(user=editor, role=Role.EDITOR)
    Subscription.objects.bulk_create(
        Subscription(
            email=f"l{n}@example.org",
            target_kind="newsletter",
            target="stadt",
            label="x",
            confirmed_at=timezone.now(),
        )
        for n in range(450)
    )
    edition = newsletter.save(None, {"subject": "Neues", "body": "Text"}, by=editor)
    Edition.objects.filter(pk=edition.pk).update(state="sending", started_at=timezone.now())
    at_once(lambda _place: newsletter.fill_outbox(edition.pk))
    edition.refresh_from_db()
    assert (edition.state, edition.readers) == ("sent", 450)
    assert Mail.objects.count() == Mail.objects.values("to").distinct().count() == 450
