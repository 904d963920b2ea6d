"""The pages of assemblies as residents and organisers use them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from mitmachstadt.modules.assemblies.actions import photos, sheet, signups, wishes
from mitmachstadt.modules.assemblies.actions.signups import Guest
from mitmachstadt.modules.assemblies.models import Assembly, Photo, SignUp, Wish
from mitmachstadt.modules.assemblies.tests.world import new_world, started, values
from mitmachstadt.spine.cases import bulk
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import Given
from mitmachstadt.spine.files.actions import store_upload
from mitmachstadt.spine.files.tests.test_files import jpeg
from mitmachstadt.spine.moderation import traps

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return new_world(capacity=5)


@pytest.fixture
def form(monkeypatch):
    """What every public form carries; people take longer than machines."""
    monkeypatch.setattr(traps, "too_fast", lambda token: False)
    return {"form_token": traps.new_token(), traps.TRAP_FIELD: ""}


def text_of(response):
    return response.content.decode()


def test_the_list_parts_what_comes_from_what_was(client, town):
    past = sheet.prepare(values(town.office, title="Gestern"), [], by=town.celik_clerk)
    past = sheet.publish(past, by=town.celik_clerk, expect_version=past.version)
    day = timedelta(days=30)
    Assembly.objects.filter(pk=past.pk).update(starts_at=past.starts_at - day, ends_at=past.ends_at - day)
    draft = sheet.prepare(values(town.office, title="Geheim"), [], by=town.celik_clerk)
    coming, gone = text_of(client.get("/versammlungen/")), text_of(client.get("/versammlungen/?zeit=vorbei"))
    assert town.assembly.number in coming and past.number not in coming
    assert past.number in gone and town.assembly.number not in gone
    assert draft.number not in coming + gone
    assert client.get(f"/versammlungen/{draft.number}/").status_code == 404


@pytest.mark.parametrize(
    ("query", "there"),
    [
        ("stadtteil=ickern", True),
        ("stadtteil=dingen", False),
        ("art=stadtteil", True),
        ("art=planung", False),
    ],
)
def test_filters(client, town, query, there):
    assert (town.assembly.number in text_of(client.get(f"/versammlungen/?{query}"))) is there


def test_a_calendar_for_each_and_for_all(client, town):
    for path in ("/versammlungen/termine.ics", f"/versammlungen/{town.assembly.number}/termin.ics"):
        answer = client.get(path)
        assert answer["Content-Type"].startswith("text/calendar")
        assert f"assembly-{town.assembly.number}@" in text_of(answer)
    row = Assembly.objects.get(pk=town.assembly.pk)
    sheet.cancel(row, reason="Der Saal ist gesperrt worden.", by=town.celik_clerk, expect_version=row.version)
    assert "STATUS:CANCELLED" in text_of(client.get(f"/versammlungen/{row.number}/termin.ics"))


def test_signing_up_changing_and_cancelling_by_the_link(client, town, form):
    path = f"/versammlungen/{town.assembly.number}/anmelden/"
    sent = {**form, "name": "Gerda", "persons": "2", "interpreter": "Arabisch", "childcare": "1"}
    answer = client.post(path, sent)
    assert answer.status_code == 302
    own = answer["Location"]
    assert "2 Plätze gehören Ihnen" in text_of(client.get(own))
    client.post(own, {"name": "Gerda", "persons": "1"})
    row = SignUp.objects.get()
    assert (row.persons, row.interpreter) == (1, "")
    client.post(own + "absagen/")
    assert not SignUp.objects.exists() and client.get(own).status_code == 404


def test_a_form_with_errors_loses_nothing(client, town, form):
    path = f"/versammlungen/{town.assembly.number}/anmelden/"
    answer = client.post(path, {**form, "name": "Gerda", "persons": "99", "email": "gerda@"})
    assert answer.status_code == 422
    assert 'value="Gerda"' in text_of(answer) and "Teil nach dem @" in text_of(answer)


def test_a_machine_is_kept_away(client, town):
    sent = {
        "form_token": traps.new_token(),
        traps.TRAP_FIELD: "https://x.example",
        "name": "X",
        "persons": "1",
    }
    assert client.post(f"/versammlungen/{town.assembly.number}/anmelden/", sent).status_code == 422
    assert not SignUp.objects.exists()


def test_the_code_of_the_hall_opens_the_form_while_the_evening_runs(client, town, form):
    row = started(town.assembly)
    assert client.get("/versammlungen/code/?code=QQQQQ").status_code == 422
    typed = f"{row.code[:2].lower()} {row.code[2:]}"
    answer = client.get("/versammlungen/code/", {"code": typed})
    assert answer["Location"] == f"/versammlungen/code/{row.code}/"
    answer = client.post(answer["Location"], {**form, "text": "Bitte mehr Licht am Kanal."})
    assert answer.status_code == 302 and "/vorgang/W-" in answer["Location"]
    assert Wish.objects.get().phase == "evening"
    assert client.get("/versammlungen/code/QQQQQ/").status_code == 404


def test_the_screen_shows_released_wishes_and_gathers_equal_ones(client, town):
    row = Assembly.objects.get(pk=town.assembly.pk)
    cases = [wishes.hand_in(row, f"Mehr Bänke, Stimme {n}.", with_code=False)[0] for n in range(3)]
    for case in cases[:2]:
        bulk.take(Case.objects.get(pk=case.pk), "release", Given(), by=town.celik_clerk, expect_version=1)
    wishes.gather(row, [case.wish.pk for case in cases], "Mehr Bänke", by=town.celik_clerk)
    path = f"/schreibtisch/versammlungen/{row.number}/leinwand/"
    assert client.get(path).status_code == 302
    client.force_login(town.celik_clerk)
    page = text_of(client.get(path))
    assert row.code in page and "2 ×" in page and "Stimme 2" not in page
    client.force_login(town.weber_clerk_elsewhere)
    assert client.get(path).status_code == 404


def test_the_desk_releases_many_wishes_at_once(client, town):
    texts = (
        "Bänke am Spielplatz, gern im Schatten.",
        "Ein Zebrastreifen vor der Schule.",
        "Licht am Kanalweg.",
    )
    ids = [wishes.hand_in(town.assembly, text, with_code=False)[0].wish.pk for text in texts]
    client.force_login(town.celik_clerk)
    path = f"/schreibtisch/versammlungen/{town.assembly.number}/wuensche/"
    client.post(path, {"wunsch": ids, "was": "release"})
    page = text_of(client.get(f"/versammlungen/{town.assembly.number}/ergebnisse/"))
    assert all(text in page for text in texts)


def test_needs_are_summed_for_the_organisers(client, town):
    signups.sign_up(town.assembly, Guest(name="A", persons=2, interpreter="arabisch", childcare=2))
    signups.sign_up(town.assembly, Guest(name="B", interpreter="Arabisch", sign_language=True))
    signups.sign_up(town.assembly, Guest(name="C wartet", persons=5, childcare=5))
    client.force_login(town.celik_clerk)
    page = text_of(client.get(f"/schreibtisch/versammlungen/{town.assembly.number}/anmeldungen/"))
    assert "Arabisch (2)" in page and "C wartet" in page
    assert re.search(r"<dt>Kinder in der Betreuung</dt><dd>2</dd>", page)


def test_an_organiser_prepares_announces_and_cancels(client, town):
    client.force_login(town.celik_clerk)
    start = timezone.localtime(timezone.now() + timedelta(days=30))
    sent = {
        "kind": "planung", "title": "Werkstatt", "organiser": town.office.pk, "signup": "on",
        "starts_at": f"{start:%Y-%m-%dT18:00}", "ends_at": f"{start:%Y-%m-%dT20:00}",
    }  # fmt: skip
    answer = client.post("/schreibtisch/versammlungen/neu/", sent)
    assert answer.status_code == 302
    row = Assembly.objects.get(title="Werkstatt")
    assert "Das fehlt vorher noch" in text_of(client.get(answer["Location"]))
    client.post(f"{answer['Location']}schritt/", {"schritt": "announce", "version": row.version})
    row.refresh_from_db()
    assert row.state == "draft"
    more = {**sent, "summary": "Wir planen.", "place": "Aula", "step_free": "no", "version": row.version}
    assert client.post(f"{answer['Location']}blatt/", more).status_code == 302
    row.refresh_from_db()
    client.post(f"{answer['Location']}schritt/", {"schritt": "announce", "version": row.version})
    row.refresh_from_db()
    assert row.state == "published"
    step = {"schritt": "cancel", "version": row.version, "reason": "Der Saal ist gesperrt worden."}
    client.post(f"{answer['Location']}schritt/", step)
    assert "gesperrt worden" in text_of(client.get(f"/versammlungen/{row.number}/"))


def test_a_picture_stays_hidden_until_the_consent_is_recorded(client, town):
    file = SimpleUploadedFile("saal.jpg", jpeg(), "image/jpeg")
    upload = store_upload(file, alt="Volle Aula", by=town.celik_clerk)
    photo = photos.add(town.assembly, upload, by=town.celik_clerk)
    page = f"/versammlungen/{town.assembly.number}/"
    assert "Volle Aula" not in text_of(client.get(page))
    client.force_login(town.celik_clerk)
    path = f"/schreibtisch/versammlungen/{town.assembly.number}/bilder/{photo.pk}/"
    desk = text_of(client.get(path.removesuffix(f"{photo.pk}/")))
    assert "freiwillig" not in desk.partition("Festhalten")[0].partition("<figure")[2]
    refused = client.post(path, {"was": "show", "agreed": "on", "consent_by": "Frau Sommer"})
    seen = text_of(refused)
    assert refused.status_code == 422 and f"bild-{photo.pk}-consent_for_error" in seen
    assert 'value="Frau Sommer"' in seen and "checked" in seen, "what was typed stays"
    client.post(path, {"was": "show", "consent_by": "Frau Sommer", "consent_for": "Zeigen"})
    assert not Photo.objects.shown().exists()
    client.post(path, {"was": "show", "agreed": "on", "consent_by": "Frau Sommer", "consent_for": "Zeigen"})
    client.logout()
    assert "Volle Aula" in text_of(client.get(page))
    photos.remove(Photo.objects.get(), by=town.celik_clerk)
    assert "Volle Aula" not in text_of(client.get(page))


def test_minutes_as_text_and_as_an_accessible_pdf(client, town):
    row = started(town.assembly)
    path = f"/versammlungen/{row.number}/niederschrift.pdf"
    row = sheet.keep_minutes(row, "Es ging um Bänke.", None, by=town.celik_clerk, expect_version=row.version)
    assert client.get(path).status_code == 404
    assert "Es ging um Bänke" not in text_of(client.get(f"/versammlungen/{row.number}/"))
    sheet.publish_minutes(row, by=town.celik_clerk, expect_version=row.version)
    assert client.get(path).content.startswith(b"%PDF")
    assert "Es ging um Bänke" in text_of(client.get(f"/versammlungen/{row.number}/"))
