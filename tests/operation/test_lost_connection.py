"""PostgreSQL drops its connections again and again while people hand things in: whatever was confirmed is there, once."""

import threading
import time

import pytest
from django.db import connection, connections
from django.test import Client, override_settings

from mitmachstadt.spine.city.models import Topic
from mitmachstadt.spine.notify.models import Mail, Subscription

WRITERS, EACH = 6, 12
KILL = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@override_settings(PROXY_HOPS=1)
def test_nothing_confirmed_is_lost():
    Topic.objects.create(slug="klima", name="Klima")
    told, cut, over = {}, [], threading.Event()

    def write(writer):
        try:
            for number in range(EACH):
                email = f"w{writer}-{number}@example.org"
                visitor = Client(raise_request_exception=False)
                answer = visitor.post(
                    "/folgen/?art=topic&ziel=klima",
                    {"art": "topic", "ziel": "klima", "email": email, "frequency": "now"},
                    headers={"X-Forwarded-For": f"198.51.{writer}.{number}", "X-Forwarded-Proto": "https"},
                    follow=False,
                )
                told[email] = (answer.status_code, answer.content.decode())
        finally:
            connections.close_all()

    def kill():
        try:
            while len(cut) < 6 and not over.wait(0.4):
                with connection.cursor() as cursor:
                    cursor.execute(KILL)
                    cut.append(cursor.rowcount)
        finally:
            connections.close_all()

    writers = [threading.Thread(target=write, args=(n,)) for n in range(WRITERS)]
    killer = threading.Thread(target=kill)
    for thread in (*writers, killer):
        thread.start()
    for thread in writers:
        thread.join(120)
    over.set()
    killer.join(10)
    connection.close()
    # The pool needs a moment to fill again.
    for _ in range(10):
        if Client(raise_request_exception=False).get("/readyz").status_code == 200:
            break
        connection.close()
        time.sleep(1)

    assert sum(cut) > 0, "no connection was cut"
    statuses = {status for status, _page in told.values()}
    assert len(told) == WRITERS * EACH
    assert statuses <= {200, 302, 503}, statuses
    assert all("Datenbank antwortet nicht" in page for status, page in told.values() if status == 503)
    confirmed = sorted(email for email, (status, _page) in told.items() if status != 503)
    assert confirmed, "some have to come through"
    kept = list(Subscription.objects.values_list("email", flat=True))
    assert set(confirmed) <= set(kept)
    assert len(kept) == len(set(kept))
    assert set(confirmed) <= set(Mail.objects.values_list("to", flat=True)), "each with its mail"
    assert Client().get("/folgen/?art=topic&ziel=klima").status_code == 200
