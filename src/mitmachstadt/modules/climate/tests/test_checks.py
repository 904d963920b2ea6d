"""A climate check from the department to the release of its paper, with the rights of three people, and its pages."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.utils import timezone

from mitmachstadt.modules.climate import actions, queries, rules
from mitmachstadt.modules.climate.models import PaperCheck
from mitmachstadt.modules.council import interface as council
from mitmachstadt.modules.council import paper_actions
from mitmachstadt.modules.council.models import Meeting, Paper
from mitmachstadt.spine.accounts.models import RoleAssignment, User
from mitmachstadt.spine.city.models import Organisation, RuleRecord
from mitmachstadt.spine.city.signals import paper_released
from mitmachstadt.spine.problems import Refused

pytestmark = pytest.mark.django_db

KEYS = [one.key for one in queries._default().questions]
ALTERNATIVE = "Ein Bus statt des Parkdecks wurde geprüft; er braucht zwei Jahre."


def person(email, role=None, unit=None):
    user = User.objects.create_user(email=email, password=None)
    if role:
        RoleAssignment.objects.create(user=user, role=role, organisation=unit, since="2020-01-01")
    return user


@pytest.fixture
def world():
    class World:
        traffic = Organisation.objects.create(key="verkehr", name="Verkehrsplanung", kind="town")
        other = Organisation.objects.create(key="kultur", name="Kulturbüro", kind="town")
        manager = Organisation.objects.create(key="klima", name="Klimaschutzmanagement", kind="town")
        council_body = Organisation.objects.create(key="rat", name="Rat", kind="body")

    world = World()
    world.coordinator = person("sommer@example.org", "coordinator")
    world.clerk = person("celik@example.org", "clerk", world.traffic)
    world.stranger = person("stern@example.org", "clerk", world.other)
    world.resident = person("gerda@example.org")
    world.expert = person("klima@example.org", "clerk", world.manager)
    record = {
        "questions": [{"key": key, "text": key} for key in KEYS],
        "fields": [{"key": "mobility", "text": "Mobilität"}],
        "strength": {"slight": 1, "medium": 10, "strong": 100},
        "release": {"required": True}, "manager": {"unit": "klima"}, "report": {"few": 2}, "audit": {"share": 1.0},
    }  # fmt: skip
    RuleRecord.objects.create(key="klimacheck", valid_from="2020-01-01", data=record, source="Test")
    world.paper = council.draft_paper("2026/001", "Parkdeck", by=world.coordinator, departments=["verkehr"])
    return world


def values(**change):
    screening = dict.fromkeys(KEYS, False) | {"mobility": True}
    return {
        "screening": screening, "field": "mobility", "direction": "burdens", "mid": Decimal(160), "factor_set": "Satz 2021",
    } | change  # fmt: skip


def nothing(reason="Es geht nur um die Wahl einer Vertretung."):
    return {"screening": dict.fromkeys(KEYS, False), "no_effect_reason": reason}


def test_a_paper_without_a_check_is_not_released(world):
    with pytest.raises(Refused, match="Klimacheck fehlt"):
        council.release_paper(world.paper.id, by=world.coordinator)
    assert not Paper.objects.get(pk=world.paper.id).public


def test_what_burdens_much_needs_an_alternative_before_its_release(world):
    actions.hand_in(world.paper.id, values(), by=world.clerk)
    with pytest.raises(Refused, match="Alternative"):
        council.release_paper(world.paper.id, by=world.coordinator)
    check = actions.hand_in(world.paper.id, values(alternatives=ALTERNATIVE), by=world.clerk)
    assert (check.version, check.light) == (2, "burdens_strong")
    assert council.release_paper(world.paper.id, by=world.coordinator).public
    assert PaperCheck.objects.filter(paper_id=world.paper.id, newest=True).count() == 1


def test_the_managers_worse_estimate_counts_for_the_release(world):
    check = actions.hand_in(world.paper.id, values(mid=Decimal(5)), by=world.clerk)
    words = "Die Fahrten zum Parkdeck fehlen in dieser Rechnung."
    actions.comment(check, "differs", words, by=world.expert, direction="burdens", mid=Decimal(300))
    with pytest.raises(Refused, match="Alternative"):
        council.release_paper(world.paper.id, by=world.coordinator)


@pytest.mark.parametrize(
    ("who", "may"), [("clerk", True), ("coordinator", True), ("stranger", False), ("resident", False)]
)
def test_who_fills_in(world, who, may):
    if may:
        assert actions.hand_in(world.paper.id, nothing(), by=getattr(world, who)).light == "no_effect"
    else:
        with pytest.raises(Refused):
            actions.hand_in(world.paper.id, nothing(), by=getattr(world, who))
        assert not PaperCheck.objects.exists()


def test_only_the_climate_manager_comments_and_never_without_reason(world):
    check = actions.hand_in(world.paper.id, values(), by=world.clerk)
    for who in (world.clerk, world.resident, world.coordinator):
        with pytest.raises(Refused):
            actions.comment(check, "agrees", "", by=who)
    with pytest.raises(Refused, match="20 Zeichen"):
        actions.comment(check, "differs", "falsch", by=world.expert)
    assert actions.comment(check, "agrees", "", by=world.expert).opinion == "agrees"
    newer = actions.hand_in(world.paper.id, values(mid=Decimal(2)), by=world.clerk)
    assert newer.opinion == ""
    with pytest.raises(Refused, match="neuere Fassung"):
        actions.comment(check, "agrees", "", by=world.expert)


def decide(world, paper, outcome="accepted"):
    meeting = Meeting.objects.create(body=world.council_body, starts_at=timezone.now())
    meeting.items.create(number=1, title="x", paper_id=paper.id, outcome=outcome, result="So beschlossen.")


def test_a_decided_paper_keeps_its_check(world):
    actions.hand_in(world.paper.id, nothing(), by=world.clerk)
    council.release_paper(world.paper.id, by=world.coordinator)
    decide(world, world.paper)
    with pytest.raises(Refused, match="entschieden"):
        actions.hand_in(world.paper.id, values(), by=world.clerk)


def test_stage_two_of_a_paper_without_effect_is_not_kept(world):
    check = actions.hand_in(
        world.paper.id, nothing() | {"mid": Decimal(5), "direction": "burdens"}, by=world.clerk
    )
    assert (check.mid, check.direction, check.light) == (None, "", "no_effect")


def test_the_half_year_adds_up_what_was_accepted(world):
    today = timezone.localdate()
    saved = council.draft_paper("2026/002", "Solar", by=world.coordinator, departments=["verkehr"])
    refused = council.draft_paper("2026/003", "Abgelehnt", by=world.coordinator, departments=["verkehr"])
    Paper.objects.create(reference="2026/004", title="Ohne Check", date=today)
    Paper.objects.create(reference="2026/005", title="Geheim", date=today, public=False)
    for paper, answer, outcome in (
        (world.paper, values(alternatives=ALTERNATIVE), "accepted"),
        (saved, values(direction="relieves", mid=Decimal(200)), "changed"),
        (refused, values(direction="relieves", mid=Decimal(900)), "rejected"),
    ):
        actions.hand_in(paper.id, answer, by=world.clerk)
        council.release_paper(paper.id, by=world.coordinator)
        meeting = Meeting.objects.create(
            body=world.council_body, starts_at=timezone.now() - timezone.timedelta(minutes=paper.id)
        )
        meeting.items.create(number=1, title="x", paper_id=paper.id, outcome=outcome, result="x")
    found = queries.figures(f"{today.year}-{1 if today.month <= 6 else 2}")
    assert (found.papers, found.checked, found.share) == (4, 3, 75)
    assert (found.saved, found.burdened, found.net) == (200, 160, -40)
    assert [one.reference for one in found.without] == ["2026/004"]
    assert [(one.name, one.checks, one.rate) for one in found.departments] == [("Verkehrsplanung", 3, 0)]


def test_the_pages_show_both_opinions(client, world):
    check = actions.hand_in(world.paper.id, values(alternatives=ALTERNATIVE), by=world.clerk)
    actions.comment(check, "differs", "Die Fahrten fehlen in dieser Rechnung.", by=world.expert)
    assert client.get(f"/rat/vorlagen/{world.paper.id}/").status_code == 404
    council.release_paper(world.paper.id, by=world.coordinator)
    text = client.get(f"/rat/vorlagen/{world.paper.id}/").content.decode()
    for words in ("Belastet stark", ALTERNATIVE, "Die Fahrten fehlen", "Verkehrsplanung"):
        assert words in text
    assert "celik" not in text
    assert client.get("/klima/vorlagencheck/?halbjahr=2026-9").status_code == 404
    report = client.get("/klima/vorlagencheck/?halbjahr=2025-1").content.decode()
    assert "1. Halbjahr 2025" in report and "half of" not in report
    assert client.get("/rat/").status_code == 200 and '<a href="/rat/" aria-current="true">' in report


def test_many_papers_without_a_check_stand_on_pages(client, world):
    today = timezone.localdate()
    for n in range(60):
        Paper.objects.create(reference=f"2026/9{n:02d}", title=f"Vorlage {n}", date=today, public=True)
    here = f"/klima/vorlagencheck/?halbjahr={rules.half_year(today)}"
    first, last = (client.get(f"{here}{page}").content.decode() for page in ("", "&seite=3"))
    assert first.count("/rat/vorlagen/") == 25 and 0 < last.count("/rat/vorlagen/") < 25
    assert "60 Vorlagen" in first and "seite=2" in first
    client.force_login(world.coordinator)
    desk = client.get("/schreibtisch/klimacheck/").content.decode()
    assert desk.count("/schreibtisch/klimacheck/") < 70 and "seite=2" in desk


def test_the_two_forms_of_a_checked_paper_share_no_name(client, world):
    actions.hand_in(world.paper.id, values(alternatives=ALTERNATIVE), by=world.clerk)
    client.force_login(world.expert)
    address = f"/schreibtisch/klimacheck/{world.paper.id}/"
    ids = re.findall(r'\bid="([^"]+)"', client.get(address).content.decode())
    assert len(ids) == len(set(ids)), sorted(one for one in ids if ids.count(one) > 1)
    sent = {"stimme-opinion": "agrees", "stimme-text": ""}
    assert client.post(f"{address}stimme/", sent).status_code == 302
    assert PaperCheck.objects.get().opinion == "agrees"


def test_at_the_desk_compute_keeps_nothing_and_a_wrong_form_loses_nothing(client, world):
    client.force_login(world.coordinator)
    address = f"/schreibtisch/klimacheck/{world.paper.id}/"
    data = {f"q_{key}": "no" for key in KEYS} | {
        "q_mobility": "yes", "direction": "burdens", "mid": "160", "factor_set": "Satz 2021",
    }  # fmt: skip
    answer = client.post(address, data | {"rechnen": "1"})
    assert "Belastet stark" in answer.content.decode() and not PaperCheck.objects.exists()
    answer = client.post(address, data)
    assert answer.status_code == 422 and "160" in answer.content.decode()
    assert client.post(address, data | {"field": "mobility"}).status_code == 302
    assert PaperCheck.objects.get().light == "burdens_strong"


def test_the_paper_at_the_desk_says_where_its_check_stands_and_leads_there_and_back(client, world):
    paper, check = (
        f"/schreibtisch/rat/vorlagen/{world.paper.id}/",
        f"/schreibtisch/klimacheck/{world.paper.id}/",
    )
    client.force_login(world.coordinator)
    page = client.get(paper).content.decode()
    assert f'href="{check}"' in page and "ohne Klimacheck" in page
    assert f'href="{paper}"' in client.get(check).content.decode()
    actions.hand_in(world.paper.id, nothing(), by=world.coordinator, department=world.traffic)
    page = client.get(paper).content.decode()
    assert "ohne Klimacheck" not in page and "Kein Einfluss" in page
    client.force_login(world.clerk)
    assert "/schreibtisch/rat/" not in client.get(check).content.decode(), (
        "no link to a page that is not theirs"
    )


@pytest.mark.parametrize("way", ["desk", "interface"])
def test_a_paper_typed_onto_an_agenda_waits_for_its_check_like_every_other(client, world, way):
    meeting = Meeting.objects.create(
        body=world.council_body, starts_at=timezone.now() + timezone.timedelta(days=9)
    )
    if way == "desk":
        client.force_login(world.coordinator)
        data = {"title": "Neue Halle", "paper_reference": "2026/009"}
        client.post(f"/schreibtisch/sitzungen/{meeting.pk}/punkt/", data)
        client.logout()
    else:
        council.add_agenda_item(
            meeting.pk, "Neue Halle", by=world.coordinator, subject_kind="", subject_id="",
            paper_reference="2026/009",
        )  # fmt: skip
    paper = Paper.objects.get(reference="2026/009")
    assert meeting.items.get().paper == paper and not paper.public
    assert "2026/009" not in client.get(f"/rat/sitzungen/{meeting.pk}/").content.decode()
    assert client.get(f"/rat/vorlagen/{paper.pk}/").status_code == 404
    actions.hand_in(paper.pk, nothing(), by=world.coordinator, department=world.traffic)
    council.release_paper(paper.pk, by=world.coordinator)
    assert "2026/009" in client.get(f"/rat/sitzungen/{meeting.pk}/").content.decode()


def test_a_paper_first_heard_of_with_a_meeting_is_not_younger_than_it(world):
    past = Meeting.objects.create(
        body=world.council_body, starts_at=timezone.now() - timezone.timedelta(days=9)
    )
    item = council.add_agenda_item(
        past.pk, "Halle", by=world.coordinator, subject_kind="", subject_id="", paper_reference="2026/012"
    )
    assert Paper.objects.get(reference=item.paper_reference).date == item.meeting.day


def test_where_no_check_is_asked_for_a_typed_paper_is_public_at_once_and_told(world):
    RuleRecord.objects.filter(key="klimacheck").delete()
    told = []
    paper_released.connect(hear := lambda **said: told.append(said["paper_id"]))
    paper = paper_actions.keep_paper("2026/010", "Halle", by=world.coordinator)
    paper_released.disconnect(hear)
    assert paper.public and paper.released_at and told == [paper.pk]
    assert paper_actions.keep_paper("2026/010", "Andere Worte", by=world.coordinator) == paper
    with pytest.raises(Refused):
        paper_actions.keep_paper("2026/011", "Halle", by=world.clerk)
    assert Paper.objects.filter(reference__startswith="2026/01").count() == 1
