"""Work at the desk of budgets: a proof that comes on paper, and forms and next steps that say what is needed when."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from mitmachstadt.modules.budgets.actions.applications import Proof, prove
from mitmachstadt.modules.budgets.models import Budget, FileUse, Phase
from mitmachstadt.modules.budgets.tests.world import TEXT, one, picture, upload
from mitmachstadt.modules.council.models import Meeting
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.moderation import traps
from mitmachstadt.spine.problems import Refused
from mitmachstadt.spine.ui.words import day

pytestmark = pytest.mark.django_db


def page_of(case):
    return f"/schreibtisch/budgets/antrag/{case.number}/nachweis/"


def filled(**change):
    today = timezone.localdate().isoformat()
    values = {
        "text": "Die Beete stehen und sind bepflanzt.", "costs": "1.900", "started_on": today, "done_on": today,
        "came_on": today, "receipt": picture("beleg.png"), "result": picture("foto.png"),
    }  # fmt: skip
    return {**values, **change}


def test_staff_enter_what_came_on_paper_and_everybody_reads_that(world, client):
    case = world.paid()
    client.force_login(world.celik_clerk)
    desk = client.get(f"/schreibtisch/vorgang/{case.number}/", follow=True).content.decode()
    assert page_of(case) in desk and "was auf Papier kommt, erfassen Sie unten" in desk
    empty = client.get(page_of(case)).content.decode()
    assert 'name="came_on"' in empty and "(freiwillig)" not in empty
    sent = client.post(page_of(case), filled(), follow=True)
    assert "Der Nachweis ist erfasst" in sent.content.decode()
    row = one(case)
    assert (row.case.state, row.proved, row.proved_on) == ("proved", 1900, timezone.localdate())
    assert sorted(row.files.values_list("use", flat=True)) == ["receipt", "result"]
    assert row.case.duties.get(done_at__isnull=True).key == "proof_check"
    public = client.get(row.get_absolute_url()).content.decode()
    assert "kam am" in public and "auf Papier" in public
    again = client.get(page_of(case), follow=True).content.decode()
    assert "oder nicht jetzt" in again


def test_mistakes_stand_at_their_field_and_scans_are_kept(world, client):
    case = world.paid()
    client.force_login(world.celik_clerk)
    late = (timezone.localdate() + timedelta(days=1)).isoformat()
    early = (timezone.localdate() - timedelta(days=1)).isoformat()
    page = client.post(page_of(case), filled(came_on=late, text="Kurz"))
    text = page.content.decode()
    assert page.status_code == 422 and "beleg.png" in text and 'name="kept"' in text
    assert "in ein oder zwei Sätzen" in text
    assert "Dieser Tag liegt noch in der Zukunft." in text
    assert "nach der Auszahlung" in client.post(page_of(case), filled(came_on=early)).content.decode()
    assert one(case).case.state == "paid"


def test_nobody_else_enters_it(world, client):
    case = world.paid()
    for person in (world.gerda_resident, world.brandt_council):
        client.force_login(person)
        assert client.post(page_of(case), filled()).status_code in (302, 403, 404)
        today = timezone.localdate()
        proof = Proof(text="Die Beete stehen und sind fertig.", costs=5, started_on=today, done_on=today)
        with pytest.raises(Refused):
            prove(
                Case.objects.get(pk=case.pk), proof, by=person, came_on=today,
                files=[upload(FileUse.RECEIPT), upload(FileUse.RESULT)],
            )  # fmt: skip
    assert one(case).case.state == "paid"


def test_a_receipt_is_needed_and_its_label_does_not_say_otherwise(world, client):
    case = world.paid()
    client.force_login(world.celik_clerk)
    page = client.post(page_of(case), {**filled(), "receipt": ""})
    assert page.status_code == 422 and "mindestens einen Beleg" in page.content.decode()


def test_what_is_needed_in_its_case_is_not_called_optional(world, client):
    world.turn_to("collect")
    page = client.get(f"{world.budget.get_absolute_url()}antrag/").content.decode()
    consent = page[page.index('id="feld-consent"') :].split("</label>", 1)[0]
    assert "(nötig auf fremdem Grund)" in consent and "freiwillig" not in consent
    group = page[page.index('id="feld-association"') :].split("</label>", 1)[0]
    assert "(nötig für Vereine)" in group and "freiwillig" not in group
    photo = page[page.index('id="feld-photo"') :].split("</label>", 1)[0]
    assert "(freiwillig)" in photo


def test_what_was_done_is_said_once(world, client):
    client.force_login(world.vogel_coordinator)
    done = client.post(f"/schreibtisch/budgets/{world.budget.slug}/schritt/", {"was": "publish"}, follow=True)
    assert done.content.decode().count("ist schon öffentlich") == 1


def test_a_list_without_applications_offers_no_order(world, client):
    page = world.budget.get_absolute_url()
    assert 'name="stadtteil"' not in client.get(page).content.decode()
    world.admitted(district=world.ickern)
    assert 'name="stadtteil"' in client.get(page).content.decode()
    none = client.get(f"{page}?stadtteil=rauxel").content.decode()
    assert "Aus diesem Stadtteil gibt es keinen Antrag." in none and 'name="stadtteil"' in none


def test_the_desk_asks_for_the_advice_of_the_board_once_people_have_voted(world, client):
    case = world.admitted()
    client.force_login(world.celik_clerk)
    page = f"/schreibtisch/vorgang/{case.number}/"
    for phase in ("collect", "vote"):
        world.turn_to(phase)
        text = client.get(page).content.decode()
        assert (
            "Auf die Abstimmung warten" in text
            and "Was wird vorgeschlagen? (Beirat Bürger:innenbudget)" not in text
        )
    world.turn_to("board")
    assert "Was wird vorgeschlagen? (Beirat Bürger:innenbudget)" in client.get(page).content.decode()


def test_before_its_meeting_the_desk_waits_and_then_asks_what_was_decided(world, client):
    case = world.advised()
    client.force_login(world.celik_clerk)
    page = f"/schreibtisch/vorgang/{case.number}/"
    world.turn_to("board")
    text = client.get(page).content.decode()
    assert "Die Liste auf die Tagesordnung setzen" in text and "andere Rolle" not in text
    found = world.on_agenda()
    text = client.get(page).content.decode()
    assert (
        "Auf die Sitzung warten" in text
        and day(found.starts_at) in text
        and "Haupt- und Finanzausschuss" in text
    )
    Budget.objects.update(meeting_at=timezone.now() - timedelta(hours=3))
    text = client.get(page).content.decode()
    assert "Was hat der Ausschuss entschieden?" in text and "Auf die Sitzung warten" not in text


def test_what_has_to_be_said_at_a_step_is_not_called_optional(world, client):
    case = world.admitted()
    client.force_login(world.celik_clerk)
    world.turn_to("board")
    text = client.get(f"/schreibtisch/vorgang/{case.number}/").content.decode()
    for field, free in (("amount", False), ("rank", True)):
        label = text[text.index(f'id="feld-{field}"') :].split("</label>", 1)[0]
        assert ("(freiwillig)" in label) is free


def test_the_last_day_is_today_and_not_no_day(world, client):
    now = timezone.now()
    Phase.objects.filter(budget=world.budget, key="collect").update(
        opens_at=now - timedelta(days=1), closes_at=now + timedelta(seconds=5)
    )
    Phase.objects.filter(budget=world.budget).exclude(key="collect").delete()
    for page in ("/budgets/", world.budget.get_absolute_url()):
        text = client.get(page).content.decode()
        assert "nur noch heute" in text and "noch 0 Tage" not in text


def test_the_preview_does_not_say_the_whole_town_where_a_place_is_named(world, client):
    world.turn_to("collect")
    page = f"{world.budget.get_absolute_url()}antrag/"
    values = {
        "title": "Hochbeete", "text": TEXT, "costs": ["Holz", "500"], "requested": "500", "ground": "none",
        "applicant": "person", "name": "Gerda", "postal": "Weg 1, 44575 Ort", "email": "neu@example.org",
        "old_enough": "on", "resident": "on", "form_token": traps.new_token(), "was": "preview",
    }  # fmt: skip
    assert "Ganze Stadt" in client.post(page, values).content.decode()
    named = client.post(page, {**values, "place": "Marktplatz"}).content.decode()
    assert "Stadtteil nach dem Ort" in named and "Ganze Stadt" not in named


def test_the_jury_of_a_district_is_named_where_residents_read_its_advice(world, client):
    case = world.advised()
    Budget.objects.update(terms={**world.fresh().terms, "board": {"name": "Jury des Stadtteils", "seats": 7}})
    text = client.get(one(case).get_absolute_url()).content.decode()
    assert "Jury des Stadtteils" in text and "Was vorgeschlagen wurde" in text and "Beirat hat" not in text


def test_a_meeting_of_this_morning_is_not_offered_for_the_list(world, client):
    world.advised()
    coming, over = world.meeting(days=5), world.meeting(days=0)
    Meeting.objects.filter(pk=over.pk).update(starts_at=timezone.now() - timedelta(minutes=1))
    client.force_login(world.vogel_coordinator)
    page = client.get(f"/schreibtisch/budgets/{world.budget.slug}/").content.decode()
    assert f'<option value="{coming.pk}"' in page and f'<option value="{over.pk}"' not in page


def test_a_new_budget_says_when_it_needs_a_district(world, client):
    client.force_login(world.vogel_coordinator)
    page = client.get("/schreibtisch/budgets/neu/").content.decode()
    label = page[page.index('id="feld-district"') :].split("</label>", 1)[0]
    assert "(nötig für ein Stadtteilbudget)" in label and ">keiner</option>" in page
