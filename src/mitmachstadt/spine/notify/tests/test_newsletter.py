"""The newsletter: asked for twice, sent once to each reader, whatever dies on the way, and ended by one press."""

from __future__ import annotations

import re

import pytest
from django.core import mail as django_mail

from mitmachstadt.spine.accounts.models import Role, RoleAssignment, User
from mitmachstadt.spine.notify import delivery, newsletter
from mitmachstadt.spine.notify.models import Edition, Mail, Subscription
from mitmachstadt.spine.problems import Refused

pytestmark = pytest.mark.django_db
WORDS = {
    "subject": "Neues im Herbst",
    "intro": "Guten Tag,",
    "body": "## Radweg\nDer Radweg kommt.\n\n- Punkt eins\n- Punkt <zwei>\n\nMehr: https://example.org/radweg",
}


@pytest.fixture
def editor():
    person = User.objects.create_user(email="redaktion@example.org", password="geheim-geheim")
    RoleAssignment.objects.create(user=person, role=Role.COORDINATOR)
    return person


@pytest.fixture
def readers(django_user_model):
    return [
        Subscription.objects.create(
            email=f"leser{n}@example.org", target_kind="newsletter", target="stadt", label="Newsletter",
            confirmed_at="2026-01-01T00:00Z",
        )
        for n in range(450)
    ]  # fmt: skip


def issue(editor) -> Edition:
    return newsletter.save(None, WORDS, by=editor)


def test_a_reader_signs_up_confirms_gets_it_and_leaves_with_one_press(client, editor):
    form = client.get("/folgen/?art=newsletter&ziel=stadt").content.decode()
    assert "Newsletter" in form and 'name="frequency"' not in form
    client.post("/folgen/", {"art": "newsletter", "ziel": "stadt", "email": "gerda@example.org"})
    edition = newsletter.send(issue(editor), by=editor)
    newsletter.fill_outbox(edition.pk)
    assert not Mail.objects.filter(subject=WORDS["subject"]).exists(), "not confirmed yet"
    link = re.search(r"/folgen/bestaetigen/[\w-]+/", Mail.objects.get().text)[0]
    client.post(link)

    second = newsletter.send(issue(editor), by=editor)
    newsletter.fill_outbox(second.pk)
    delivery.deliver_due()
    letter = django_mail.outbox[-1]
    assert letter.to == ["gerda@example.org"] and letter.subject == WORDS["subject"]
    assert (
        "RADWEG" in letter.body
        and "* Punkt eins" in letter.body
        and "https://example.org/radweg" in letter.body
    )
    html = letter.alternatives[0][0]
    assert "Punkt &lt;zwei&gt;" in html and '<a href="https://example.org/radweg"' in html
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stop = letter.extra_headers["List-Unsubscribe"].strip("<>").split("localhost:8000")[-1]
    assert client.post(stop, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not newsletter.readers().exists()


def test_a_worker_that_dies_on_the_way_is_taken_over_and_nobody_gets_it_twice(editor, readers, monkeypatch):
    edition = newsletter.send(issue(editor), by=editor)
    Mail.objects.all().delete()
    Edition.objects.filter(pk=edition.pk).update(state="sending", reached=0, readers=0, finished_at=None)
    real, calls = newsletter.queue_for, []

    def dies(edition, reader):
        calls.append(reader.pk)
        if len(calls) == 300:
            raise RuntimeError("the power is gone")
        real(edition, reader)

    monkeypatch.setattr(newsletter, "queue_for", dies)
    with pytest.raises(RuntimeError):
        newsletter.fill_outbox(edition.pk)
    edition.refresh_from_db()
    assert edition.state == "sending" and edition.readers == 200 and Mail.objects.count() == 200
    monkeypatch.setattr(newsletter, "queue_for", real)
    assert newsletter.fill_outbox(edition.pk) == 250
    assert newsletter.fill_outbox(edition.pk) == 0
    edition.refresh_from_db()
    assert (edition.state, edition.readers) == ("sent", 450)
    assert Mail.objects.values("to").distinct().count() == Mail.objects.count() == 450


def test_who_comes_after_the_start_gets_the_next_issue(editor, readers):
    edition = newsletter.send(issue(editor), by=editor)
    Subscription.objects.create(
        email="spaet@example.org", target_kind="newsletter", target="stadt", label="x",
        confirmed_at="2099-01-01T00:00Z",
    )  # fmt: skip
    newsletter.fill_outbox(edition.pk)
    assert not Mail.objects.filter(to="spaet@example.org").exists()


def test_an_issue_on_its_way_stays_as_it_is(editor):
    edition = newsletter.send(issue(editor), by=editor)
    for change in (
        lambda: newsletter.save(edition, WORDS, by=editor),
        lambda: newsletter.send(edition, by=editor),
        lambda: newsletter.remove(edition, by=editor),
    ):
        with pytest.raises(Refused):
            change()


def test_an_empty_issue_is_named_at_its_fields(client, editor):
    client.force_login(editor)
    answer = client.post("/schreibtisch/newsletter/neu/", {"subject": "", "body": ""})
    assert answer.status_code == 422 and not Edition.objects.exists()
    assert {"subject", "body"} <= set(answer.context["form"].errors)


def test_pressed_twice_on_a_new_issue_is_one_draft(client, editor, readers):
    client.force_login(editor)
    page = client.get("/schreibtisch/newsletter/neu/").text
    token = re.search(r'name="form_token" value="([^"]+)"', page)[1]
    for words in (WORDS, WORDS, {**WORDS, "subject": "Neues im Winter"}):
        answer = client.post("/schreibtisch/newsletter/neu/", {**words, "form_token": token})
    assert answer.url == f"/schreibtisch/newsletter/{Edition.objects.get().pk}/"
    assert Edition.objects.get().subject == "Neues im Winter"
    sending = {**WORDS, "form_token": token, "senden": "1"}
    asked = client.post("/schreibtisch/newsletter/neu/", sending)
    assert asked.status_code == 422 and f'value="{token}"' in asked.text
    client.post("/schreibtisch/newsletter/neu/", {**sending, "sicher": "1"})
    late = client.post("/schreibtisch/newsletter/neu/", {**sending, "sicher": "1"})
    assert late.status_code == 422 and Edition.objects.get().state != "draft"
    other = re.search(r'name="form_token" value="([^"]+)"', client.get("/schreibtisch/newsletter/neu/").text)[
        1
    ]
    client.post("/schreibtisch/newsletter/neu/", {**WORDS, "form_token": other})
    assert Edition.objects.count() == 2


def test_sending_to_all_asks_for_a_tick_and_a_try_goes_to_the_writer_alone(client, editor, readers):
    client.force_login(editor)
    answer = client.post("/schreibtisch/newsletter/neu/", {**WORDS, "senden": "1"})
    assert answer.status_code == 422 and Edition.objects.get().state == "draft"
    page = f"/schreibtisch/newsletter/{Edition.objects.get().pk}/"
    client.post(page, {**WORDS, "probe": "1"})
    assert [mail.to for mail in Mail.objects.all()] == ["redaktion@example.org"]
    client.post(page, {**WORDS, "senden": "1", "sicher": "1"})
    assert Edition.objects.get().state != "draft"


def test_drafts_are_nobodys_business_and_the_desk_is_for_writers(client, editor):
    edition = issue(editor)
    assert client.get(f"/newsletter/{edition.pk}/").status_code == 404
    assert client.get("/schreibtisch/newsletter/").status_code == 302
    client.force_login(User.objects.create_user(email="gerda@example.org", password="geheim-geheim"))
    assert client.get("/schreibtisch/newsletter/").status_code == 403
    newsletter.send(edition, by=editor)
    page = client.get(f"/newsletter/{edition.pk}/").content.decode()
    assert "<h2>Radweg</h2>" in page and "Punkt &lt;zwei&gt;" in page
    assert WORDS["subject"] in client.get("/newsletter/").content.decode()


def test_who_wants_to_begin_with_news_hears_when_there_are_none(client, editor):
    client.force_login(editor)
    assert "gab es nichts Neues" in client.get("/schreibtisch/newsletter/neu/?neues=1").text
    assert "gab es nichts Neues" not in client.get("/schreibtisch/newsletter/neu/").text
