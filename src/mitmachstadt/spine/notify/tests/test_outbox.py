"""Mails: nothing an action does waits for them, fails with them, or sends them twice."""

from __future__ import annotations

import socket
import threading
from datetime import timedelta

import pytest
from django.core import mail as django_mail
from django.core.mail import get_connection
from django.db import IntegrityError, close_old_connections, connection, transaction
from django.template import TemplateDoesNotExist
from django.utils import timezone

from mitmachstadt.spine.notify import actions, delivery
from mitmachstadt.spine.notify.models import Mail

CONTEXT = {"label": "Neues aus Ickern", "url": "https://example.org/folgen/", "days": 7}


def queue(to="gerda@example.org", label="Neues aus Ickern", **extra) -> Mail:
    return actions.queue_mail(to, "follow_confirm", {**CONTEXT, "label": label}, **extra)


class Broken:
    """A mail server that refuses as often as told."""

    failures = 0

    def __init__(self, **kwargs):
        pass

    def send_messages(self, messages):
        if Broken.failures:
            Broken.failures -= 1
            raise ConnectionRefusedError("Verbindung abgelehnt")
        return get_connection("django.core.mail.backends.locmem.EmailBackend").send_messages(messages)

    def close(self):
        pass


@pytest.fixture
def broken(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    yield Broken
    Broken.failures = 0


@pytest.mark.django_db
def test_a_mail_waits_for_the_commit_and_the_worker(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        mail = queue()
    assert len(callbacks) == 1 and not django_mail.outbox
    callbacks[0]()
    mail.refresh_from_db()
    assert mail.sent_at and len(django_mail.outbox) == 1


@pytest.mark.django_db
def test_every_mail_has_text_and_html_and_the_towns_sender(settings):
    delivery.deliver(queue(label='Straße "A" & <b>B</b>').pk)
    sent = django_mail.outbox[0]
    assert sent.from_email == settings.DEFAULT_FROM_EMAIL
    assert 'Straße "A" & <b>B</b>' in sent.body and "&amp;" not in sent.body
    (html, kind), *rest = sent.alternatives
    assert kind == "text/html" and not rest
    assert "&lt;b&gt;B" in html and "<b>B</b>" not in html
    assert sent.message().get_content_type() == "multipart/alternative"
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"


@pytest.mark.django_db
def test_a_template_without_html_gets_the_towns_frame():
    mail = actions.queue_mail(
        "gerda@example.org", "follow_known", {"label": "<i>x</i>", "url": "https://a.de/b"}
    )
    assert "&lt;i&gt;x" in mail.html and '<a href="https://a.de/b"' in mail.html
    with pytest.raises(TemplateDoesNotExist):
        actions.queue_mail("gerda@example.org", "gibt_es_nicht", {})


@pytest.mark.django_db
def test_german_and_english_differ():
    german, english = queue(), queue(language="en")
    assert german.subject.startswith("Bitte bestätigen") and english.subject.startswith("Please confirm")


@pytest.mark.django_db
def test_no_header_can_be_smuggled_in():
    mail = queue(label="Hallo\r\nBcc: opfer@example.org\n\nText")
    assert "\n" not in mail.subject and "\r" not in mail.subject
    assert delivery.deliver(mail.pk)
    assert "Bcc" not in django_mail.outbox[0].message()
    bad = queue(to="gerda@example.org\nBcc: opfer@example.org")
    assert bad.failed_at and not delivery.deliver(bad.pk)
    with pytest.raises(ValueError):
        queue(unsubscribe_url="https://evil.example/x")


@pytest.mark.django_db
def test_one_click_unsubscribe_header(settings):
    mail = queue(unsubscribe_url="/folgen/abmelden/abc/")
    delivery.deliver(mail.pk)
    headers = django_mail.outbox[0].message()
    assert headers["List-Unsubscribe"] == f"<{settings.BASE_URL}/folgen/abmelden/abc/>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.django_db
def test_the_same_key_makes_one_mail():
    first = queue(dedupe_key="case:H-1:received")
    assert queue(dedupe_key="case:H-1:received", label="anders").pk == first.pk
    long = "x" * 500
    assert queue(dedupe_key=long).pk == queue(dedupe_key=long).pk
    assert Mail.objects.count() == 2


@pytest.mark.django_db
def test_an_unusable_address_does_not_fail_the_action():
    mail = queue(to="niemand")
    assert mail.failed_at and delivery.deliver_due() == 0 and not django_mail.outbox


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_action_sends_nothing():
    with pytest.raises(IntegrityError), transaction.atomic():
        queue()
        raise IntegrityError
    assert not django_mail.outbox and not Mail.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_action_stands_when_the_server_refuses_and_when_the_queue_is_broken(broken, monkeypatch):
    broken.failures = 1
    with transaction.atomic():
        mail = queue()
    mail.refresh_from_db()
    assert mail.sent_at is None and mail.tries == 1 and "abgelehnt" in mail.last_error

    def fail(mail_id):
        raise RuntimeError("no queue")

    monkeypatch.setattr("mitmachstadt.spine.notify.tasks.ask_to_deliver", fail)
    with transaction.atomic():
        other = queue()
    assert Mail.objects.filter(pk=other.pk).exists()
    assert delivery.deliver_due() == 1


@pytest.mark.django_db
def test_tried_again_later_and_given_up_after_three_days(broken, time_machine):
    time_machine.move_to("2026-11-24T12:00Z", tick=False)
    broken.failures = 100
    mail = queue()
    assert delivery.deliver_due() == 0
    mail.refresh_from_db()
    assert mail.next_try_at == timezone.now() + timedelta(minutes=1)
    assert delivery.deliver_due() == 0
    mail.refresh_from_db()
    assert mail.tries == 1, "not before its time"
    while mail.failed_at is None:
        time_machine.move_to(mail.next_try_at, tick=False)
        delivery.deliver_due()
        mail.refresh_from_db()
    assert mail.failed_at - mail.created_at >= timedelta(days=3)
    broken.failures = 0
    assert delivery.deliver_due() == 0
    actions.try_again(mail)
    assert delivery.deliver_due() == 1


@pytest.mark.django_db
def test_an_ill_server_is_left_alone_for_this_round(broken):
    for number in range(10):
        queue(to=f"p{number}@example.org")
    broken.failures = 100
    delivery.deliver_due()
    assert Mail.objects.filter(tries__gt=0).count() == delivery.STOP_AFTER_FAILURES
    broken.failures = 0
    assert delivery.deliver_due() == 7


@pytest.mark.django_db
def test_a_worker_that_died_does_not_keep_its_mail(time_machine):
    time_machine.move_to("2026-11-24T12:00Z", tick=False)
    mail = queue()
    assert delivery.claim(mail)
    assert delivery.deliver_due() == 0
    time_machine.shift(timedelta(minutes=15))
    assert delivery.deliver_due() == 1


@pytest.mark.django_db(transaction=True)
def test_a_hanging_mail_server_holds_neither_the_action_nor_the_other_mails(settings):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()
        settings.EMAIL_TIMEOUT = 0.3
        settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
        silent.setblocking(False)
        with transaction.atomic():
            mail = queue()
        with pytest.raises(BlockingIOError):  # the action has not even called the server
            silent.accept()
        assert delivery.deliver(mail.pk) is False
        silent.accept()[0].close()
        mail.refresh_from_db()
        assert mail.sent_at is None and "imed out" in mail.last_error


def in_threads(number: int, work) -> list[object]:
    barrier, results = threading.Barrier(number), []

    def run() -> None:
        try:
            barrier.wait(10)
            results.append(work())
        except Exception as error:
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    close_old_connections()
    return results


@pytest.mark.django_db(transaction=True)
def test_six_workers_send_each_mail_once():
    now = timezone.now()
    Mail.objects.bulk_create(
        Mail(to=f"p{n}@example.org", subject=str(n), text="x", next_try_at=now) for n in range(30)
    )
    results = in_threads(6, delivery.deliver_due)
    assert sorted(m.to[0] for m in django_mail.outbox) == sorted(f"p{n}@example.org" for n in range(30))
    assert sum(r for r in results) == 30


@pytest.mark.django_db(transaction=True)
def test_six_callers_with_one_key_make_one_mail():
    results = in_threads(6, lambda: queue(dedupe_key="einmal").pk)
    assert len(set(results)) == 1 and Mail.objects.count() == 1
    assert len(django_mail.outbox) == 1


@pytest.mark.django_db
def test_forgotten_when_done(time_machine):
    time_machine.move_to("2026-11-24T12:00Z", tick=False)
    sent, failed, waiting = queue(), queue(to="niemand"), queue()
    delivery.deliver(sent.pk)
    time_machine.shift(timedelta(days=31))
    actions.purge()
    assert set(Mail.objects.all()) == {failed, waiting}
    time_machine.shift(timedelta(days=60))
    actions.purge()
    assert set(Mail.objects.all()) == {waiting}
