"""Pages of proposals: the form, the vote, the list in its orders, and what nobody may see."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone

from mitmachstadt.modules.proposals.actions.voting import cast
from mitmachstadt.modules.proposals.cases.desk import next_step
from mitmachstadt.modules.proposals.models import Proposal, Vote
from mitmachstadt.modules.proposals.tests.test_actions import voters
from mitmachstadt.modules.proposals.tests.world import one, person
from mitmachstadt.spine.cases.actions import move
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import Given
from mitmachstadt.spine.city.models import District
from mitmachstadt.spine.moderation import traps
from mitmachstadt.spine.moderation.hiding import hide_many
from mitmachstadt.spine.ui import beside

pytestmark = pytest.mark.django_db

GOOD = {
    "title": "Bänke am Markt", "text": "Zwischen Münsterplatz und Markt fehlt ein Platz zum Sitzen.", "place": "",
    "district": "", "topic": "", "name": "Gerda", "email": "",
}  # fmt: skip


def filled(**change):
    return {**GOOD, "form_token": traps.new_token(), "was": "send", **change}


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    monkeypatch.setattr(traps, "too_fast", lambda token: False)


def test_looked_over_first_then_sent_and_received(world, client):
    page = client.post("/vorschlaege/machen/", filled(was="preview"))
    assert page.status_code == 200 and "Stimmt alles?" in page.content.decode()
    assert not Case.objects.exists()
    sent = client.post("/vorschlaege/machen/", filled())
    case = Case.objects.get()
    assert sent.status_code == 302 and f"/vorschlaege/{case.number}/" in sent.url
    receipt = client.get(sent.url)
    assert case.number in receipt.content.decode() and receipt["X-Robots-Tag"] == "noindex"
    assert client.get(f"/vorschlaege/{case.number}/falsch/").status_code == 404


def test_mistakes_stand_at_their_field_and_nothing_is_lost(world, client):
    page = client.post("/vorschlaege/machen/", filled(title="", text="Kurz", email="gerda@", was="preview"))
    text = page.content.decode()
    assert page.status_code == 422 and "Bitte geben Sie Ihrem Vorschlag einen kurzen Namen." in text
    assert "Kurz" in text and "gerda@" in text
    short = client.post("/vorschlaege/machen/", filled(text="Kurz."))
    assert short.status_code == 422 and "mindestens einen ganzen Satz" in short.content.decode()
    looked_over = client.post("/vorschlaege/machen/", filled(text="Kurz.", was="preview"))
    assert looked_over.status_code == 422 and "mindestens einen ganzen Satz" in looked_over.content.decode()
    assert not Case.objects.exists()


def test_markup_is_words(world, client):
    proposal = world.released("<b>fett</b>", text="<script>alert(1)</script> ist ein Text.")
    text = client.get(f"/vorschlaege/{proposal.case.number}/").content.decode()
    assert "<script>alert" not in text and "&lt;b&gt;fett" in text


def test_what_is_alike_is_shown_while_writing(world, client):
    proposal = world.released("Trinkbrunnen auf dem Marktplatz")
    page = client.get("/vorschlaege/aehnliche/?titel=Ein Trinkbrunnen am Marktplatz&text=")
    assert proposal.title in page.content.decode()
    assert (
        "Trinkbrunnen"
        not in client.get("/vorschlaege/aehnliche/?titel=Ampel vor der Schule").content.decode()
    )


def test_guests_are_asked_to_sign_in_and_come_back(world, client):
    proposal = world.released()
    page = f"/vorschlaege/{proposal.case.number}/"
    answer = client.post(f"{page}stimme/", {"vote": "1"})
    assert answer.status_code == 302 and quote(page) in answer.url and not Vote.objects.exists()
    assert f"next={quote(page)}" in client.get(page).content.decode()


def test_a_resident_votes_changes_and_takes_back(world, client):
    proposal = world.released()
    page = f"/vorschlaege/{proposal.case.number}/"
    client.force_login(world.gerda_resident)
    said = client.post(f"{page}stimme/", {"vote": "1"}, follow=True).content.decode()
    assert "Sie sind dafür." in said and 'value="0" aria-pressed="true"' in said
    client.post(f"{page}stimme/", {"vote": "-1", "reason": "money", "text": "zu teuer"})
    text = client.get(page).content.decode()
    assert "Sie sind dagegen." in text and "Zu teuer" in text
    numbers = client.post(f"{page}stimme/", {"vote": "0"}, headers={"accept": "application/json"}).json()
    assert (numbers["up"], numbers["down"], numbers["vote"]) == (0, 0, 0)
    for bad in ("2", "", "ja"):
        answer = client.post(f"{page}stimme/", {"vote": bad}, headers={"accept": "application/json"})
        assert answer.status_code == 422
    assert not Vote.objects.exists()


def test_nobody_sees_who_voted_how(world, client):
    proposal = world.released()
    cast(proposal.case.number, world.gerda_resident, -1, reason="money", text="Gerdas eigener Satz")
    for path in (f"/vorschlaege/{proposal.case.number}/", "/daten/stimmen.json", "/daten/vorschlaege.json"):
        text = client.get(path).content.decode()
        assert "Gerdas eigener Satz" not in text and "gerda" not in text.lower()


def test_numbers_on_the_page_are_those_of_this_moment(world, client):
    proposal = world.released()
    page = f"/vorschlaege/{proposal.case.number}/"
    assert "<b>0</b>" in client.get(page).content.decode()
    cast(proposal.case.number, world.gerda_resident, 1)
    assert "<b>1</b> <span>Stimme dafür" in client.get(page).content.decode()


def test_orders_and_filters_of_the_list(world, client):
    few, many, disputed = (world.released(f"Vorschlag {name}") for name in ("wenig", "viel", "umstritten"))
    people = voters(4)
    cast(many.case.number, people[0], 1)
    for user, value in zip(people[:2], (1, -1), strict=True):
        cast(disputed.case.number, user, value)
    for user in people[:3]:
        cast(many.case.number, user, 1)

    def titles(query, who=client):
        text = who.get(f"/vorschlaege/?{query}").content.decode()
        found = [(text.find(f">Vorschlag {name}</a>"), name) for name in ("wenig", "viel", "umstritten")]
        return [name for place, name in sorted(found) if place >= 0]

    assert titles("") == ["umstritten", "viel", "wenig"]
    assert titles("folge=dafuer")[0] == "viel"
    assert titles("folge=umstritten")[0] == "umstritten"
    assert sorted(titles("folge=zufall")) == sorted(titles("folge=nonsense"))
    assert titles("q=wenig") == ["wenig"]
    assert titles("stand=beantwortet") == []
    assert titles("stadtteil=nirgends") == []
    mine = Client()
    mine.force_login(people[0])
    assert titles("ohne=1", mine) == ["wenig"]
    assert titles("ohne=1") == ["umstritten", "viel", "wenig"]
    assert few.pk


def test_undecided_near_me_asks_for_a_district_and_sorts_by_the_way_to_its_middle(world, client):
    home = District.objects.create(slug="ickern", name="Ickern", lat=51.60, lon=7.35)
    far = District.objects.create(slug="rauxel", name="Rauxel", lat=51.55, lon=7.30)
    nowhere = world.released("Ganze Stadt")
    there, here = world.released("Weit", district=far), world.released("Nah", district=home)
    client.force_login(world.gerda_resident)
    assert "in meiner Nähe" in client.get("/vorschlaege/").content.decode()
    assert client.get("/vorschlaege/?folge=nah&ohne=1").url.endswith("/meins/angaben/")
    world.gerda_resident.home_district = home
    world.gerda_resident.save()

    def order():
        text = client.get("/vorschlaege/?folge=nah&ohne=1").content.decode()
        return [
            one
            for _place, one in sorted(
                (text.find(f'data-key="{one.case.number}"'), one.title)
                for one in (nowhere, there, here)
                if f'data-key="{one.case.number}"' in text
            )
        ]

    assert order() == ["Nah", "Weit", "Ganze Stadt"]
    cast(here.case.number, world.gerda_resident, 1)
    assert order() == ["Weit", "Ganze Stadt"]
    assert "in meiner Nähe" not in Client().get("/vorschlaege/?folge=nah").content.decode()


def test_kept_lists_follow_votes_and_whatever_is_hidden(world, client):
    first, second = (world.released(f"Vorschlag {name}") for name in ("eins", "zwei"))

    def shown(query):
        return client.get(f"/vorschlaege/?{query}").content.decode()

    for query in ("", "stand=offen", "q=Vorschlag"):
        assert f'data-key="{first.case.number}"' in shown(query) and "<b>1</b>" not in shown(query)
    cast(first.case.number, world.gerda_resident, 1)
    for query in ("", "stand=offen", "q=Vorschlag"):
        assert "<b>1</b>" in shown(query)
    moderator = person("mona", "moderator")
    hide_many([first.case_id], by=moderator, reason="Das ist nur Werbung für einen Laden.")
    for query in ("", "stand=offen", "q=Vorschlag"):
        assert first.case.number not in shown(query) and second.case.number in shown(query)
    client.force_login(world.gerda_resident)
    assert second.case.number in shown("ohne=1")
    cast(second.case.number, world.gerda_resident, -1)
    assert second.case.number not in shown("ohne=1")


def test_list_and_page_cost_no_question_more_for_more_rows(world, client, django_assert_max_num_queries):
    client.force_login(world.gerda_resident)
    for n in range(12):
        world.released(f"Vorschlag Nummer {n}")
    client.get("/vorschlaege/")
    with django_assert_max_num_queries(12):
        client.get("/vorschlaege/?folge=dafuer")


def test_the_author_asks_back_by_the_secret_link(world, client):
    sent = client.post("/vorschlaege/machen/", filled())
    case = Case.objects.get()
    world.take(case, "release")
    world.take(case, "answer", outcome="declined", text="Dort liegt eine Leitung.")
    own = client.get(sent.url).content.decode()
    assert "Möchten Sie nachfragen?" in own
    public = client.get(one(case).get_absolute_url()).content.decode()
    assert "Die Abstimmung endete mit der Antwort der Stadt." in public
    client.post(f"{sent.url}nachfrage/", {"text": "Und daneben?"})
    assert one(case).asked_back == "Und daneben?" and Case.objects.get().state == "asked_back"
    client.post(f"{sent.url}nachfrage/", {"text": "Nochmal"})
    assert one(case).asked_back == "Und daneben?"


def test_a_clerk_releases_and_answers_at_the_desk(world, client):
    sent = client.post("/vorschlaege/machen/", filled())
    case = Case.objects.get()
    client.force_login(world.celik_clerk)
    desk = f"/schreibtisch/vorgang/{case.number}/"
    assert "Allen zeigen und die Abstimmung beginnen?" in client.get(desk).content.decode()
    client.post(f"{desk}schritt/", {"schritt": "release", "version": case.version})
    assert Case.objects.get().state == "collecting" and sent.status_code == 302
    page = client.get(desk).content.decode()
    assert "Was antwortet die Stadt?" in page
    begun = next_step(Case.objects.get(), world.celik_clerk)
    assert begun is not None and f"wir haben uns mit Ihrem Vorschlag {case.number} befasst." in begun.letter
    fresh = Case.objects.get()
    client.post(
        f"{desk}schritt/",
        {
            "schritt": "answer",
            "version": fresh.version,
            "outcome": "accepted",
            "text": "Ja, machen wir.",
            "cost": "500",
        },
    )
    assert (one(case).outcome, one(case).cost) == ("accepted", 500)
    own = client.get(sent.url).content.decode()
    assert "wie es weitergeht." in own and "antworten." not in own


def test_a_hidden_proposal_is_no_page_and_takes_no_vote(world, client):
    proposal = world.released()
    world.take(proposal.case, "hide", reason="Das verletzt eine Person.")
    client.force_login(world.gerda_resident)
    page = f"/vorschlaege/{proposal.case.number}/"
    assert client.get(page).status_code == 404
    assert client.post(f"{page}stimme/", {"vote": "1"}).status_code == 404
    assert client.post("/vorschlaege/BV-1999-001/stimme/", {"vote": "1"}).status_code == 404
    assert not Vote.objects.exists() and Proposal.objects.count() == 1


def test_a_second_answer_keeps_what_the_first_one_gave_and_said(world, client):
    case = world.released().case
    day = timezone.localdate() + timedelta(days=90)
    world.take(case, "answer", outcome="in_part", text="Drei Bänke im Mai.", day=day, more={"cost": 2000})
    Proposal.objects.filter(case=case).update(budget="BB-2026-007")
    client.force_login(world.celik_clerk)
    desk = client.get(f"/schreibtisch/vorgang/{case.number}/").content.decode()
    assert 'value="BB-2026-007"' in desk and 'value="2000"' in desk and f'value="{day.isoformat()}"' in desk
    fresh = Case.objects.get(pk=case.pk)
    given = Given(text="Und die vierte Bank?")
    move(fresh, "asked_back", by=None, expect_version=fresh.version, given=given, as_sender=True)
    assert "Vorher, am" not in client.get(f"/vorschlaege/{case.number}/").content.decode()
    world.take(case, "answer", outcome="accepted", text="Es werden doch vier.")
    text = client.get(f"/vorschlaege/{case.number}/").content.decode()
    assert "Es werden doch vier." in text and "Drei Bänke im Mai." in text and "Vorher, am" in text
    assert one(case).budget == "BB-2026-007"


def test_a_place_outside_all_districts_is_shown_by_its_words(world, client):
    proposal = world.released()
    Proposal.objects.update(lat=51.55, lon=7.31, label="Am Kanal", district=None)
    assert "Am Kanal" in client.get(proposal.get_absolute_url()).content.decode()


def test_the_sheet_of_a_project_names_the_proposals_it_took_up(world):
    """As the sheet asks for it: public ones of that project alone, the most supported first."""
    little, much, hidden, other = (world.released() for _number in range(4))
    for row, number, up in (
        (little, "V-2026-001", 2),
        (much, "V-2026-001", 9),
        (hidden, "V-2026-001", 5),
        (other, "", 3),
    ):
        Proposal.objects.filter(pk=row.pk).update(project=number, up=up)
    Case.objects.filter(pk=hidden.case_id).update(hidden=True)
    (part,) = beside.parts("project", ["V-2026-001", "V-2026-002", ""])["V-2026-001"]
    assert [found["row"].pk for found in part.context["proposals"]] == [much.pk, little.pk]
    assert list(beside.parts("project", ["V-2026-002", ""])) == []
    page = render_to_string("ui/beside.html", {"parts": [(part.template, part.context)]})
    assert f'href="/vorschlaege/{much.case.number}/"' in page and "9 dafür, 0 dagegen" in page
