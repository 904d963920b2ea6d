"""Following with and without an account: proof of the address, change, and the end with one click."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail as django_mail
from django.core.cache import cache
from django.test import Client

from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.city.models import District, Topic
from mitmachstadt.spine.notify import actions, delivery, targets
from mitmachstadt.spine.notify.models import Mail, Subscription
from mitmachstadt.spine.problems import Refused
from mitmachstadt.spine.search.actions import index_entry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def town():
    cache.clear()
    District.objects.create(slug="ickern", name="Ickern", lat=51.59, lon=7.36)
    Topic.objects.create(slug="klima", name="Klima", name_en="Climate", icon="tree")
    index_entry(
        kind="project", object_id="V-2026-014", title="Radweg Lange Straße", summary="", text="",
        url="/vorhaben/V-2026-014/", public=True,
    )  # fmt: skip
    index_entry(
        kind="project", object_id="V-2026-015", title="Geheimer Entwurf", summary="", text="",
        url="/vorhaben/V-2026-015/", public=False,
    )  # fmt: skip


FORM = {"art": "district", "ziel": "ickern", "email": "Gerda@Example.org ", "frequency": "now"}


def link_of(mail: Mail, part: str) -> str:
    return re.search(rf"https?://[^/]+(/{part}/\S+)", mail.text)[1]


def test_without_account_it_starts_only_after_a_press_on_a_button():
    visitor = Client()
    answer = visitor.post("/folgen/", FORM)
    assert answer.status_code == 200 and "gerda@example.org" in answer.text
    row = Subscription.objects.get()
    assert row.confirmed_at is None and row.email == "gerda@example.org"
    address = link_of(Mail.objects.get(), "folgen/bestaetigen")
    assert visitor.get(address).status_code == 200
    row.refresh_from_db()
    assert row.confirmed_at is None, "a mail program that opens links must not confirm"
    assert visitor.post(address, follow=True).status_code == 200
    row.refresh_from_db()
    assert row.confirmed_at


def test_the_answer_is_the_same_for_known_and_new_addresses():
    first = Client().post("/folgen/", FORM)
    Subscription.objects.update(confirmed_at="2026-11-01T00:00Z")
    second = Client().post("/folgen/", FORM)

    def plain(text):
        return re.sub(r"\s+", " ", text)

    assert plain(first.text) == plain(second.text)
    assert {m.subject.split(":")[0] for m in Mail.objects.all()} == {
        "Bitte bestätigen",
        "Dem folgen Sie schon",
    }


def test_asking_again_and_again_mails_once_in_ten_minutes():
    for _ in range(20):
        assert Client().post("/folgen/", FORM).status_code == 200
    assert Mail.objects.count() == 1 and Subscription.objects.count() == 1


def test_one_visitor_can_not_flood_many_addresses(monkeypatch):
    monkeypatch.setattr("mitmachstadt.spine.notify.views.PER_PLACE", 3)
    codes = [Client().post("/folgen/", {**FORM, "email": f"p{n}@example.org"}).status_code for n in range(5)]
    assert codes == [200, 200, 200, 422, 422] and Mail.objects.count() == 3


def test_machines_that_fill_everything_get_the_same_answer_and_nothing_happens():
    assert Client().post("/folgen/", {**FORM, "website": "http://spam"}).status_code == 200
    assert not Subscription.objects.exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"email": "gerda@web"}, "Es fehlt der Teil nach dem @"),
        ({"email": ""}, "Bitte geben Sie Ihre E-Mail-Adresse an"),
        ({"email": "x" * 300 + "@web.de"}, "zu lang"),
        ({"frequency": "stündlich"}, "wie oft"),
        ({"frequency": ""}, "wie oft"),
    ],
)
def test_wrong_input_gets_a_sentence_and_keeps_what_was_typed(change, sentence):
    answer = Client().post("/folgen/", {**FORM, **change})
    assert answer.status_code == 422 and sentence in answer.text
    assert not Subscription.objects.exists()


@pytest.mark.parametrize("target", ["V-2026-015", "V-2026-999", "../", "%"])
def test_hidden_and_unknown_things_are_the_same_404(target):
    for method in ("get", "post"):
        answer = getattr(Client(), method)("/folgen/", {**FORM, "art": "project", "ziel": target})
        assert answer.status_code == 404 and "Geheimer" not in answer.text


def test_projects_districts_topics_and_searches_can_be_followed():
    for kind, target, label in (
        ("project", "V-2026-014", "Radweg Lange Straße"),
        ("district", "ickern", "Ickern"),
        ("topic", "klima", "Klima"),
        ("search", "Lange  Straße", "Lange Straße"),
    ):
        answer = Client().get("/folgen/", {"art": kind, "ziel": target})
        assert answer.status_code == 200 and label in answer.text
    assert "Climate" in Client().get("/en/folgen/?art=topic&ziel=klima").text
    assert Client().get("/folgen/?art=search&ziel=ab").status_code == 422
    page = Client().get("/folgen/").text
    assert "Ickern" in page and "Klima" in page


@pytest.fixture
def people():
    return tuple(
        User.objects.create_user(f"{name}@example.org", "x") for name in ("gerda", "celik", "brandt")
    )


def test_with_account_it_starts_at_once_and_ends_there(people):
    gerda, celik, _brandt = people
    client = Client()
    client.force_login(gerda)
    client.post("/folgen/", {"art": "project", "ziel": "V-2026-014", "frequency": "weekly"})
    row = Subscription.objects.get()
    assert row.confirmed_at and row.user == gerda and row.frequency == "weekly" and not Mail.objects.exists()
    assert "Nicht mehr folgen" in client.get("/folgen/?art=project&ziel=V-2026-014").text
    other = Client()
    other.force_login(celik)
    other.post("/folgen/", {"art": "project", "ziel": "V-2026-014", "aufhoeren": "1"})
    assert Subscription.objects.count() == 1, "nobody ends what another follows"
    client.post("/folgen/", {"art": "project", "ziel": "V-2026-014", "aufhoeren": "1"})
    assert not Subscription.objects.exists()


def followed(email="gerda@example.org", kind="district", target="ickern", **extra) -> Subscription:
    row = actions.follow(targets.resolve(kind, target), email=email, **extra)
    return actions.confirm(row)


def test_one_click_from_a_mail_program_needs_no_login_and_no_token_of_the_page():
    kept, row = followed(kind="topic", target="klima"), followed()
    strict = Client(enforce_csrf_checks=True)
    address = f"/folgen/abmelden/{row.token}/"
    assert strict.get(address).status_code == 200
    assert Subscription.objects.count() == 2, "looking ends nothing"
    assert strict.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert list(Subscription.objects.all()) == [kept]
    assert strict.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200, "twice is no mistake"
    assert strict.get(address).status_code == 404
    assert strict.post("/folgen/abmelden/falsch/").status_code == 200
    assert Subscription.objects.count() == 1


def test_all_of_one_address_can_be_ended():
    row, foreign = followed(), followed(email="brandt@example.org")
    followed(kind="topic", target="klima")
    Client().post(f"/folgen/abmelden/{row.token}/alles/")
    assert list(Subscription.objects.all()) == [foreign]


def test_the_manage_page_changes_only_its_own_address():
    row, foreign = followed(), followed(email="brandt@example.org", kind="topic", target="klima")
    page = f"/folgen/verwalten/{row.token}/"
    text = Client().get(page).text
    assert "Ickern" in text and "Klima" not in text and "brandt" not in text
    Client().post(page, {"folge": row.pk, "frequency": "weekly"})
    row.refresh_from_db()
    assert row.frequency == "weekly"
    assert Client().post(page, {"folge": foreign.pk, "aufhoeren": "1"}).status_code == 404
    assert Client().post(page, {"folge": "1; DROP", "aufhoeren": "1"}).status_code == 404
    Client().post(page, {"folge": row.pk, "frequency": "nie"})
    row.refresh_from_db()
    assert row.frequency == "weekly"
    assert Client().post(page, {"folge": row.pk, "aufhoeren": "1"}).status_code == 200
    assert list(Subscription.objects.all()) == [foreign]
    assert Client().get(page).status_code == 404


def test_an_address_that_is_never_confirmed_is_forgotten(time_machine):
    time_machine.move_to("2026-11-24T12:00Z", tick=False)
    actions.follow(targets.resolve("district", "ickern"), email="gerda@example.org")
    kept = followed(email="brandt@example.org")
    time_machine.shift(timedelta(days=7, seconds=1))
    actions.purge()
    assert list(Subscription.objects.all()) == [kept]


def test_news_goes_once_to_each_follower_at_once_and_not_to_the_unconfirmed():
    followed(), followed(kind="topic", target="klima")
    followed(email="weekly@example.org", frequency="weekly")
    actions.follow(targets.resolve("district", "ickern"), email="nie-bestaetigt@example.org")
    Mail.objects.all().delete()
    from mitmachstadt.spine.notify.spreading import spread

    news = actions.tell(
        ["district:ickern", "topic:klima"],
        title="Neu: <Radweg>",
        text="Jetzt offen.",
        path="/vorhaben/V-2026-014/",
    )
    assert spread(news.pk) == 1
    assert spread(news.pk) == 0, "told once"
    mail = Mail.objects.get()
    assert (
        mail.to == "gerda@example.org"
        and mail.subject == "Neu: <Radweg>"
        and "Neu: &lt;Radweg&gt;" in mail.html
    )
    assert "/vorhaben/V-2026-014/" in mail.text and "/folgen/verwalten/" in mail.text
    assert mail.text.count("/vorhaben/V-2026-014/") == 1 and "\n:\n" not in mail.text
    assert mail.html.count("/vorhaben/V-2026-014/") == 1 and "<b></b>" not in mail.html
    delivery.deliver(mail.pk)
    stop = django_mail.outbox[0].extra_headers["List-Unsubscribe"]
    assert Client().post(re.search(r"(/folgen/abmelden/[^>]+)>", stop)[1]).status_code == 200
    assert Subscription.objects.filter(email="gerda@example.org").count() == 1


def test_news_that_lost_its_task_is_spread_by_the_clock(time_machine):
    from mitmachstadt.spine.notify.spreading import spread_waiting

    followed()
    Mail.objects.all().delete()
    time_machine.move_to("2026-11-24T12:00Z", tick=False)
    actions.tell(["district:ickern"], title="Neu", text="", path="/")
    assert spread_waiting() == 0
    time_machine.shift(61)
    assert spread_waiting() == 1 and spread_waiting() == 0 and Mail.objects.count() == 1


def test_sample_news_says_so():
    from mitmachstadt.spine.notify.spreading import spread

    followed()
    Mail.objects.all().delete()
    spread(actions.tell(["district:ickern"], title="Neu", text="", path="/", sample=True).pk)
    assert Mail.objects.get().subject == "Beispiel: Neu"


def test_a_new_address_of_the_account_takes_everything_along(people):
    gerda = people[0]
    actions.follow(targets.resolve("district", "ickern"), user=gerda)
    actions.follow(targets.resolve("topic", "klima"), user=gerda)
    followed(email="neu@example.org", kind="topic", target="klima")
    actions.change_address(gerda, "Neu@example.org")
    rows = Subscription.objects.order_by("target")
    assert [(r.email, r.target, r.user) for r in rows] == [
        ("neu@example.org", "ickern", gerda),
        ("neu@example.org", "klima", gerda),
    ]


def test_an_unknown_frequency_is_refused(people):
    with pytest.raises(Refused):
        actions.follow(targets.resolve("district", "ickern"), user=people[0], frequency="hourly")
