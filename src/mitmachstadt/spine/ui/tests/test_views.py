"""Display settings, the gallery's fence, and pages of the look."""

from __future__ import annotations

import re

import pytest
from django.test import Client, RequestFactory, override_settings

from mitmachstadt.spine.ui import context
from mitmachstadt.spine.ui.display import clean


def test_only_known_choices_are_kept():
    assert clean({"size": "125", "theme": "pink", "contrast": "more", "admin": "1"}) == {
        "size": "125",
        "contrast": "more",
    }
    assert clean({"size": "100", "theme": "auto"}) == {}


@pytest.mark.django_db
def test_a_choice_without_scripts_shows_on_the_next_page_and_goes_away_again():
    client = Client()
    answer = client.post("/darstellung/", {"theme": "dark", "zurueck": "/darstellung/?a=1"})
    assert answer.status_code == 303 and answer.headers["Location"] == "/darstellung/?a=1"
    client.post("/darstellung/", {"size": "150", "zurueck": "/darstellung/"})
    page = client.get("/darstellung/").content.decode()
    assert re.search(r'<html [^>]*data-theme="dark"', page) and 'data-size="150"' in page
    client.post("/darstellung/", {"theme": "auto"})
    client.post("/darstellung/", {"size": "100"})
    assert client.cookies["darstellung"].value == ""


@pytest.mark.django_db
@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_the_way_back_never_leaves_this_server(away):
    assert Client().post("/darstellung/", {"theme": "dark", "zurueck": away}).headers["Location"] == "/"
    assert (
        away
        not in Client()
        .get("/darstellung/", {"zurueck": away})
        .content.decode()
        .split('class="icon-button"')[1]
    )


@pytest.mark.django_db
def test_a_visitor_who_chose_nothing_gets_no_cookie_for_it():
    assert "darstellung" not in Client().get("/darstellung/").cookies


@pytest.mark.django_db
@pytest.mark.parametrize(
    "part",
    ["", "start/", "liste/", "detail/", "formular/", "beleg/", "schreibtisch/", "404/", "500/", "mail/"],
)
def test_the_gallery_shows_every_page_in_the_demo_alone(part):
    with override_settings(MITMACHSTADT_DEMO=True):
        answer = Client().get(f"/stil/{part}")
        text = answer.content.decode()
        assert answer.status_code == 200
        assert " style=" not in text and "<style" not in text and not re.search(r"<script(?![^>]*src=)", text)
        assert "<c-" not in text
    with override_settings(MITMACHSTADT_DEMO=False):
        assert Client().get(f"/stil/{part}").status_code == 404


@pytest.mark.django_db
def test_the_ground_and_the_manifest_may_be_kept():
    ground = Client().get("/karte/grund.svg")
    assert (
        ground.headers["Content-Type"].startswith("image/svg+xml")
        and "max-age" in ground.headers["Cache-Control"]
    )
    assert Client().get("/site.webmanifest").json()["icons"]
    assert Client().get("/karte/stil.json").json()["worker"].endswith(".js")


def test_the_navigation_shows_only_what_exists(monkeypatch):
    monkeypatch.setattr(
        context, "address", lambda entry: entry.paths[0] if entry.key in ("start", "projects") else ""
    )
    shown = context.listed(context.NAV, "/vorhaben/x/", "/en")
    assert [(entry["url"], entry["current"], entry["exact"]) for entry in shown] == [
        ("/en/", False, False),
        ("/en/vorhaben/", True, False),
    ]


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("/rat/vorlagen/", "council"), ("/klima/vorlagencheck/", "council"), ("/beiraete/", "council"),
        ("/klima/anderes/", ""), ("/vorhaben/karte/x/", "map"), ("/", "start"),
    ],
)  # fmt: skip
def test_a_page_belongs_to_the_nearest_place_of_the_navigation(monkeypatch, path, key):
    monkeypatch.setattr(context, "address", lambda entry: entry.paths[-1])
    assert [entry["key"] for entry in context.listed(context.NAV, path, "") if entry["current"]] == [key][
        : bool(key)
    ]


@pytest.mark.django_db
def test_overdue_answers_of_all_sources_are_counted_in_public(monkeypatch):
    monkeypatch.setattr(context, "_counters", [lambda: (3, 200), lambda: (1, 112)])
    context.store.delete("ui:overdue")
    request = RequestFactory().get("/")
    assert dict(context.ui(request)["ui"]["overdue"]) == {"overdue": 4, "all": 312}
    context.store.delete("ui:overdue")
