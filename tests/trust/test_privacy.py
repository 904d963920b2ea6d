"""A resident who wants to know, and one who wants out; an operator who sees counts; a field about which nobody spoke."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from mitmachstadt.modules.projects.models import Suggestion
from mitmachstadt.modules.projects.tests.suggest_world import GIVEN, person, send
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.audit.actions import record
from mitmachstadt.spine.audit.models import LogEntry
from mitmachstadt.spine.cases import actions as cases
from mitmachstadt.spine.cases import bulk
from mitmachstadt.spine.cases.models import Case, CaseEvent
from mitmachstadt.spine.notify.actions import queue_mail
from mitmachstadt.spine.notify.models import Mail, Subscription
from mitmachstadt.spine.privacy import checks, finding, leaving, terms
from mitmachstadt.spine.privacy.models import TermRun
from mitmachstadt.spine.privacy.registry import Activity, Register, register

ADDRESS = "heinz@example.org"


def signed_in(who) -> Client:
    client = Client()
    client.force_login(who)
    return client


def link_in_mail() -> str:
    mail = Mail.objects.filter(subject__contains="Ihre Daten").latest("pk")
    return re.search(r"(/meine-daten/\S+/)", mail.text)[1]


# What is declared


def test_every_field_that_could_be_personal_is_spoken_of():
    assert checks.check_personal_fields() == []


def test_a_silent_field_and_a_declaration_of_nothing_are_found():
    class Diary(models.Model):
        title = models.CharField(max_length=10)
        owner_name = models.CharField(max_length=10)
        birthday = models.DateField()
        text = models.TextField()
        client_ip = models.CharField(max_length=40)
        writer = models.ForeignKey(User, on_delete=models.CASCADE)
        by_night = models.BooleanField()

        class Meta:
            app_label = "privacy"

    try:
        known = Register()
        found = {name for _label, name in checks.silent([Diary], known)}
        assert found == {"owner_name", "birthday", "text", "client_ip", "writer"}
        known.not_personal("privacy.Diary", "Made up.", "owner_name", "birthday", "client_ip")
        words = dict.fromkeys(("title", "purpose", "basis", "people", "recipients", "deletion"), "x")
        known.activity(Activity(key="d", fields={"privacy.Diary": ("text", "writer", "gone")}, **words))
        assert not list(checks.silent([Diary], known))
        assert list(checks.ghosts([Diary], known)) == [("privacy.Diary", "gone")]
        with pytest.raises(ValueError, match="reason"):
            known.not_personal("privacy.Diary", " ", "text")
    finally:
        apps.all_models["privacy"].pop("diary")
        apps.clear_cache()


@pytest.mark.parametrize("one", register.ordered(), ids=lambda one: one.key)
def test_every_activity_says_everything(one):
    for words in (one.title, one.purpose, one.basis, one.people, one.recipients, one.deletion):
        assert str(words).strip()
    assert one.fields


def test_the_record_is_for_operators_and_prints(town):
    operator = person("olga", "operator")
    for path in ("/schreibtisch/datenschutz/", "/schreibtisch/datenschutz/verzeichnis.pdf"):
        assert Client().get(path).status_code == 302
        for stranger in (town.gerda_resident, town.celik_clerk, town.moritz_moderator):
            assert signed_in(stranger).get(path).status_code == 403
    page = signed_in(operator).get("/schreibtisch/datenschutz/").text
    for one in register.ordered():
        assert str(one.title) in page
    printed = signed_in(operator).get("/schreibtisch/datenschutz/verzeichnis.pdf")
    text = "".join(part.extract_text() for part in PdfReader(BytesIO(printed.content)).pages)
    assert "Verzeichnis der Verarbeitungst" in text and "accounts.User" in text


# My data


def full_life(town) -> Case:
    """Gerda follows, suggests, is answered; the town writes her a letter."""
    Subscription.objects.create(
        user=town.gerda_resident, email="gerda@example.org", target_kind="district", target="ickern",
        label="Neues aus Ickern", confirmed_at=timezone.now(),
    )  # fmt: skip
    case = send(town, "Am Bach fehlt ein Geländer.", user=town.gerda_resident, email="gerda@example.org")
    return bulk.take(case, "release", GIVEN["release"], by=town.moritz_moderator, expect_version=case.version)


def test_everything_kept_is_shown_and_can_be_taken_along(town):
    case = full_life(town)
    client = signed_in(town.gerda_resident)
    page = client.get("/meins/daten/")
    data = json.loads(client.get("/meins/daten.json").content)
    pdf = client.get("/meins/daten.pdf")
    reader = PdfReader(BytesIO(pdf.content))
    printed = re.sub(r"\s+", " ", " ".join(part.extract_text() for part in reader.pages))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"], "readable for screen readers"
    for word in ("gerda@example.org", case.number, "Am Bach fehlt ein Geländer", "Neues aus Ickern"):
        assert word in page.text and word in json.dumps(data, ensure_ascii=False), word
        assert word in printed, word
    assert {section["activity"] for section in data["sections"]} >= {"accounts", "cases", "news", "mails"}
    assert all(section["purpose"] and section["deletion"] for section in data["sections"])
    assert f"/vorgang/{case.number}/" in page.text and "/meins/angaben/" in page.text, "ways to correct it"
    assert page["X-Robots-Tag"] == "noindex" and "no-store" in page["Cache-Control"]


def test_nobody_sees_anything_of_somebody_else(town):
    full_life(town)
    send(town, "Mein Geheimwort ist Rotkehlchen.", email=ADDRESS)
    for path in ("/meins/daten/", "/meins/daten.json"):
        text = signed_in(town.brandt_council).get(path).content.decode()
        assert "gerda@" not in text and "Rotkehlchen" not in text and "Ickern" not in text
        assert Client().get(path).status_code == 302
    own = signed_in(town.gerda_resident).get("/meins/daten.json").content.decode()
    assert "Rotkehlchen" not in own


def everything() -> str:
    """Every row of every table of this installation, as text; sessions are other people's business."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  (names of our own tables)
            found.append(str(cursor.fetchall()))
    return "".join(found)


def test_whoever_leaves_is_nowhere_any_more_and_the_words_stay(town):
    case = full_life(town)
    client = signed_in(town.gerda_resident)
    town.gerda_resident.display_name = "Gerda Unverwechselbar"
    town.gerda_resident.save()
    assert client.post("/meins/loeschen/", {"password": "falsch"}).status_code == 422
    assert client.post("/meins/loeschen/", {"password": "geheim-geheim"}).status_code == 200
    farewell = Mail.objects.get()
    assert farewell.to == "gerda@example.org", "the last mail says that it is done"
    farewell.delete()
    left = everything()
    assert "gerda@example.org" not in left and "Unverwechselbar" not in left
    assert Suggestion.objects.get(case=case).text == "Am Bach fehlt ein Geländer."
    assert "Am Bach fehlt ein Geländer." in Client().get(f"/vorgang/{case.number}/").text


def test_the_log_knows_no_name_of_somebody_who_worked_here(town):
    celik = town.celik_clerk
    User.objects.filter(pk=celik.pk).update(display_name="Celik Unverwechselbar")
    celik.refresh_from_db()
    case = send(town)
    case = cases.assign(case, celik, by=celik, expect_version=case.version)
    cases.add_note(case, "Ich kümmere mich.", by=celik)
    record("project.note", case, by=celik, reason="Weil es so ist.")
    assert LogEntry.objects.filter(actor_key=celik.public_id).exists()
    assert "Unverwechselbar" in CaseEvent.objects.filter(kind="note").get().actor_name
    signed_in(celik).post("/meins/loeschen/", {"password": "geheim-geheim"})
    Mail.objects.all().delete()
    left = everything()
    assert "Unverwechselbar" not in left and "celik@example.org" not in left
    entry = LogEntry.objects.filter(action="project.note").get()
    assert entry.reason == "Weil es so ist." and entry.actor_name.startswith("früheres Konto")


def code_in_mail() -> str:
    return re.search(
        r"^(\w{4}-\w{4})$", Mail.objects.filter(subject__contains="Code zum").latest("pk").text, re.M
    )[1]


def test_an_account_without_a_password_is_left_by_a_code_from_the_mail(town, time_machine):
    now = timezone.now()
    time_machine.move_to(now, tick=False)
    full_life(town)
    town.gerda_resident.set_unusable_password()
    town.gerda_resident.save()
    client, path = signed_in(town.gerda_resident), "/meins/loeschen/"
    assert path in client.get("/meins/daten/").text
    first = client.get(path).text
    assert 'name="password"' not in first and 'name="code"' not in first
    assert client.post(path, {"code": "AAAA-AAAA"}).status_code == 422, "no code was asked for"
    client.post(path, {"send": "1"})
    late = code_in_mail()
    time_machine.move_to(now + timedelta(minutes=16), tick=False)
    assert client.post(path, {"code": late}).status_code == 422
    client.post(path, {"send": "1"})
    code = code_in_mail()
    elsewhere = signed_in(town.gerda_resident)
    assert elsewhere.post(path, {"code": code}).status_code == 422, "it counts in the browser that asked"
    assert client.post(path, {"code": "AAAA-AAAA"}).status_code == 422
    assert User.objects.filter(email="gerda@example.org").exists()
    typed = code.lower().replace("-", " ")
    assert "Ihr Konto ist gelöscht" in client.post(path, {"code": typed}).text
    assert not User.objects.filter(email="gerda@example.org").exists()
    assert client.get("/meins/daten/").status_code == 302, "signed out"


def test_codes_for_leaving_can_not_be_guessed_and_nobody_is_flooded(town):
    client, path = signed_in(town.gerda_resident), "/meins/loeschen/"
    client.post(path, {"send": "1"})
    code = code_in_mail()
    for wrong in ("AAAA-AAAA", "", "CCCC-CCCC", "DDDD-DDDD"):
        client.post(path, {"code": wrong})
    assert "gilt nicht mehr" in client.post(path, {"code": code}).text
    for _n in range(6):
        answer = client.post(path, {"send": "1"})
    assert answer.status_code == 422 and "in einer Stunde" in answer.text
    assert Mail.objects.filter(subject__contains="Code zum").count() == 5


def test_staff_without_a_password_can_leave_as_well(town):
    town.celik_clerk.set_unusable_password()
    town.celik_clerk.save()
    client = signed_in(town.celik_clerk)
    client.post("/meins/loeschen/", {"send": "1"})
    client.post("/meins/loeschen/", {"code": code_in_mail()})
    assert not User.objects.filter(pk=town.celik_clerk.pk).exists()


def test_without_an_account_a_link_to_the_mailbox_opens_it(town):
    send(town, "Ohne Konto, aber mit Adresse.", email=ADDRESS)
    client = Client()
    assert "Teil nach dem @" in client.post("/meine-daten/", {"email": "heinz"}).text
    known = client.post("/meine-daten/", {"email": ADDRESS})
    unknown = client.post("/meine-daten/", {"email": "niemand@example.org"})
    assert known.text.replace(ADDRESS, "") == unknown.text.replace("niemand@example.org", ""), (
        "strangers learn nothing"
    )
    Mail.objects.filter(to="niemand@example.org").delete()
    path = link_in_mail()
    assert "Ohne Konto, aber mit Adresse." in client.get(path).text
    assert ADDRESS in client.get(path + "daten.json").content.decode()
    assert client.get(path + "daten.pdf").content[:4] == b"%PDF"
    wrong = path[:-4] + "xxx/"
    assert {client.get(wrong + end).status_code for end in ("", "daten.json", "daten.pdf")} == {404}
    client.post(path)
    assert ADDRESS not in everything()
    assert Suggestion.objects.get().text == "Ohne Konto, aber mit Adresse."
    gone = client.get(path).text
    assert "Hier ist nichts über Sie gespeichert" in gone
    assert "daten.pdf" not in gone and "Löschen</h2>" not in gone, "nothing is offered that is not there"


def test_the_link_ends_after_a_day_and_is_not_sent_in_heaps(town, time_machine):
    for _ in range(5):
        Client().post("/meine-daten/", {"email": ADDRESS})
    assert Mail.objects.filter(to=ADDRESS).count() == 1
    path = link_in_mail()
    time_machine.move_to(timezone.now() + timedelta(hours=leaving.HOURS, minutes=1))
    assert Client().get(path).status_code == 404


def test_a_mailbox_opens_no_account_of_staff(town):
    """Staff have a second factor; whoever reads their mail only must not see or delete the account."""
    assert finding.of_mailbox("CELIK@example.org").user is None
    leaving.send_link("celik@example.org", language="de")
    path = link_in_mail()
    page = Client().get(path)
    assert page.status_code == 200 and "Ihr Konto" not in page.text
    assert Client().post(path).status_code == 422
    assert User.objects.filter(email="celik@example.org").exists()


# Periods of deletion


def test_periods_count_first_delete_then_and_keep_counts_alone(town):
    case = send(town, email=ADDRESS)
    Case.objects.filter(pk=case.pk).update(delete_personal_on=timezone.localdate() - timedelta(days=1))
    mail = queue_mail(ADDRESS, "account_deleted", {})
    Mail.objects.filter(pk=mail.pk).update(sent_at=timezone.now() - timedelta(days=40))
    never = User.objects.create_user("nie@example.org", "x")
    never.emailaddress_set.create(email=never.email, verified=False)
    User.objects.filter(pk=never.pk).update(date_joined=timezone.now() - timedelta(days=40))
    out = StringIO()
    call_command("purge_personal", "--dry-run", stdout=out)
    assert re.search(r"1  Vorgänge, deren Tag", out.getvalue()) and "nur gezählt" in out.getvalue()
    assert Case.objects.get(pk=case.pk).sender_email and not TermRun.objects.exists()
    run = terms.run_daily()
    assert (run.counts["cases"], run.counts["mails"], run.counts["unconfirmed"]) == (1, 1, 1)
    assert not run.failed and run.finished_at
    assert Case.objects.get(pk=case.pk).sender_email == ""
    assert not User.objects.filter(pk=never.pk).exists()
    assert ADDRESS not in json.dumps(run.counts)
    assert terms.run_daily() is None, "once a day for all workers"
    page = signed_in(person("olga", "operator")).get("/schreibtisch/datenschutz/?probe=1").text
    assert "Jetzt würde gelöscht" in page and "Adresse, Konto und Link: 1" in page


def test_a_broken_period_keeps_no_other_from_running_and_is_said(db):
    known = Register()
    known.term("broken", "x", lambda now, dry: 1 // 0)
    known.term("fine", "y", lambda now, dry: 7)
    run = terms.run_daily(known=known)
    assert run.counts == {"fine": 7} and run.failed == ["broken"]


def test_a_run_that_was_killed_is_taken_over(db):
    now = timezone.now()
    TermRun.objects.create(day=timezone.localdate(now), started_at=now - timedelta(minutes=5))
    assert terms.run_daily(now=now, known=Register()) is None, "somebody is at it"
    TermRun.objects.update(started_at=now - timedelta(hours=3))
    assert terms.run_daily(now=now, known=Register()).finished_at


# Cookies


def test_reading_sets_no_cookie(town):
    case = full_life(town)
    number = town.project.number
    pages = [
        "/", "/vorhaben/", f"/vorhaben/{number}/", f"/vorhaben/{number}/hinweise/", f"/vorgang/{case.number}/", "/vorgang/",
        "/suche/?q=bach", "/daten/", "/daten/moderation/", "/daten/vorhaben.json", "/moderation/", "/ueberfaellig/",
        "/mitmachen/", "/ergebnisse/", "/uebersicht/", "/vereinbarung/", "/meins/", "/en/", "/gibt-es-nicht/",
    ]  # fmt: skip
    for path in pages:
        answer = Client().get(path)
        assert answer.status_code in (200, 404), (path, answer.status_code)
        assert not answer.cookies, (path, answer.cookies)
