"""A clerk under a wave of spam, an author who objects, a reporter who wants an answer, and a school class behind one address."""

from __future__ import annotations

import re
import threading
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mitmachstadt.modules.projects.models import Suggestion
from mitmachstadt.modules.projects.tests.suggest_world import GIVEN, new_world, person, send
from mitmachstadt.spine.audit.models import LogEntry
from mitmachstadt.spine.cases import bulk
from mitmachstadt.spine.cases.links import secret_of
from mitmachstadt.spine.cases.models import Case, Duty
from mitmachstadt.spine.moderation import blocking, deciding, figures, hiding, traps
from mitmachstadt.spine.moderation.letters import tell_hidden
from mitmachstadt.spine.moderation.models import Batch, Block, Hiding, Judgement, Objection, Quarter
from mitmachstadt.spine.notify.models import Mail
from mitmachstadt.spine.problems import Refused
from mitmachstadt.spine.search.models import SearchEntry

pytestmark = pytest.mark.django_db
SPAM = "Online Casino Bonus 200 %!!! Freispiele sichern http://casino-bonus.example jetzt klicken!"
WHY = "Das ist Werbung und gehört nicht auf diese Seiten."


def signed_in(who) -> Client:
    client = Client()
    client.force_login(who)
    return client


def released(town, text="Vor der Bäckerei fehlt eine Bank.", **values) -> Case:
    case = send(town, text, **values)
    return bulk.take(case, "release", GIVEN["release"], by=town.moritz_moderator, expect_version=case.version)


def copies(town, number: int, *, public: bool = False, **values) -> list[int]:
    """So many cases like one that was handed in, made in bulk so that the test is quick."""
    first = released(town, **values) if public else send(town, **values)
    template = Case.objects.get(pk=first.pk)
    rows = Case.objects.bulk_create(
        Case(
            number=f"H-2031-{n:04d}", kind="suggestion", state=template.state, title=template.title,
            unit=template.unit, public=template.public, secret_hash=f"s{n}", submission_key=f"k{n}",
            sender=template.sender, sender_email=template.sender_email,
            email_confirmed_at=template.email_confirmed_at,
        )
        for n in range(number - 1)
    )  # fmt: skip
    text = template.suggestion.text
    Suggestion.objects.bulk_create(
        Suggestion(case=row, project=town.project, kind="plain", text=text) for row in rows
    )
    Duty.objects.bulk_create(
        Duty(case=row, key="release", unit=row.unit, due_on=timezone.localdate()) for row in rows
    )
    Judgement.objects.bulk_create(
        Judgement(case=row, points=97, held=True, reasons=[], kernel_hash="x") for row in rows
    )
    return [template.pk, *(row.pk for row in rows)]


def token() -> str:
    with_time = traps.new_token
    return with_time()


@pytest.fixture
def slow_forms(monkeypatch):
    """Nobody waits two seconds in a test."""
    monkeypatch.setattr(traps, "too_fast", lambda token: False)


def test_five_hundred_are_cleared_in_three_steps_and_come_back_in_one(town):
    kept = send(town)
    copies(town, 500, text=SPAM)
    desk = signed_in(town.moritz_moderator)
    page = desk.get("/schreibtisch/moderation/?q=casino")  # 1: filter
    assert page.status_code == 200 and "Alle 500" in page.text
    last = page.context["last"]
    later = send(town, SPAM + " zwei")
    answer = desk.post(
        "/schreibtisch/moderation/",
        {"q": "casino", "stand": "new", "bis": last, "alle": "1", "reason": WHY},  # 2: all, 3: hide
        follow=True,
    )
    assert "500 Beiträge sind verborgen" in answer.text
    assert Case.objects.filter(hidden=True).count() == 500
    assert not Case.objects.get(pk=kept.pk).hidden, "what the filter left out stays"
    assert not Case.objects.get(pk=later.pk).hidden, "what nobody saw is not hidden"
    batch = Batch.objects.get()
    back = desk.post("/schreibtisch/moderation/verlauf/", {"stapel": batch.pk}, follow=True)
    assert "500 Beiträge sind wieder da" in back.text and not Case.objects.filter(hidden=True).exists()
    assert set(Case.objects.values_list("state", flat=True)) == {"received"}
    assert Duty.objects.filter(done_at__isnull=True).count() == 502
    assert hiding.undo(batch, by=town.moritz_moderator) == 0, "a second press changes nothing"


def test_the_number_of_questions_does_not_grow(town):
    counted = []
    for number in (20, 500):
        Case.objects.all().delete()
        ids = copies(town, number, public=True)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            batch = hiding.hide_many(ids, by=town.moritz_moderator, reason=WHY)
        with CaptureQueriesContext(connection) as undone:
            hiding.undo(batch, by=town.moritz_moderator)
        counted.append((len(asked), len(undone)))
        assert batch.number == number
    # Rows are written 500 at a time and databases take a bounded number of values, so a few more are fair.
    (few_hide, few_undo), (many_hide, many_undo) = counted
    assert many_hide <= few_hide + 25 and many_undo <= few_undo + 25, counted
    assert many_hide < 80 and many_undo < 80, counted


def test_hidden_ones_leave_search_and_counter_and_come_back(town):
    case = released(town)
    project = town.project
    project.refresh_from_db()
    assert project.suggestion_count == 1
    assert SearchEntry.objects.filter(kind="suggestion", object_id=case.number).exists()
    batch = hiding.hide_many([case.pk], by=town.moritz_moderator, reason=WHY)
    project.refresh_from_db()
    assert project.suggestion_count == 0
    assert not SearchEntry.objects.filter(kind="suggestion", object_id=case.number).exists()
    assert (
        Client().get(f"/vorgang/{case.number}/").status_code == 404
        or "Bäckerei" not in Client().get(f"/vorgang/{case.number}/").text
    )
    hiding.undo(batch, by=town.vogel_coordinator)
    project.refresh_from_db()
    fresh = Case.objects.get(pk=case.pk)
    assert (project.suggestion_count, fresh.state, fresh.public) == (1, case.state, True)
    assert SearchEntry.objects.filter(kind="suggestion", object_id=case.number).exists()
    assert fresh.duties.filter(done_at__isnull=True).count() == 1
    actions = list(LogEntry.objects.filter(object_id=str(case.pk)).values_list("action", flat=True))
    assert "case.hide" in actions and "case.restore" in actions


def test_the_desk_opens_what_was_hidden_in_a_heap_and_what_came_back(town):
    case = released(town)
    desk, address = signed_in(town.moritz_moderator), f"/schreibtisch/vorgang/{case.number}/"
    secret = secret_of(case)
    batch = hiding.hide_many([case.pk], by=town.moritz_moderator, reason=WHY)
    page = desk.get(address)
    assert page.status_code == 200 and WHY in page.content.decode()
    receipt = Client().get(f"/hinweis/{case.number}/{secret}/")
    assert receipt.status_code == 302 and receipt.url == f"/vorgang/{case.number}/{secret}/"
    author = Client().get(receipt.url).content.decode()
    assert WHY in author and f"/einspruch/{case.number}/{secret}/" in author
    hiding.undo(batch, by=town.moritz_moderator)
    assert desk.get(address).status_code == 200
    assert Client().get(f"/hinweis/{case.number}/{secret}/").status_code == 200


def test_one_step_blocks_an_author_hides_everything_and_is_undone(town, slow_forms):
    ids = copies(town, 40, text=SPAM, email="flut+1@example.org")
    other = send(town, email="ehrlich@example.org")
    desk = signed_in(town.moritz_moderator)
    number = Case.objects.get(pk=ids[0]).number
    assert (
        "40 Beiträge werden sofort verborgen" in desk.get(f"/schreibtisch/moderation/sperren/{number}/").text
    )
    desk.post(f"/schreibtisch/moderation/sperren/{number}/", {"reason": WHY})
    assert Case.objects.filter(hidden=True).count() == 40 and not Case.objects.get(pk=other.pk).hidden
    stored = Block.objects.get()
    assert "flut" not in str(vars(stored)), "a block knows nobody by name"
    for address in ("flut@example.org", "FLUT+9@example.org"):
        with pytest.raises(Refused, match="nichts angenommen"):
            send(town, "Und noch eins.", email=address)
    assert send(town, "Von jemand anderem.", email="ehrlich@example.org")
    assert hiding.undo(Batch.objects.get(), by=town.vogel_coordinator) == 40
    assert send(town, "Doch wieder willkommen.", email="flut@example.org")


def test_a_stranger_can_not_get_somebody_with_an_account_blocked(town):
    """Anybody can type anybody's address; blocking that must not stop its owner, who is signed in."""
    case = send(town, SPAM, email="gerda@example.org")
    blocking.block_author(case, by=town.moritz_moderator, reason=WHY)
    assert send(town, "Ich bin es wirklich.", user=town.gerda_resident, email="gerda@example.org")
    with pytest.raises(Refused):
        send(town, "Wieder ohne Konto.", email="gerda@example.org")


def test_a_block_ends_by_itself_and_letters_still_arrive(town, time_machine):
    case = send(town, SPAM, user=town.gerda_resident)
    blocking.block_author(case, by=town.moritz_moderator, reason=WHY)
    with pytest.raises(Refused):
        send(town, user=town.gerda_resident)
    from mitmachstadt.modules.content.actions import report_barrier

    report_barrier(
        text="Der Knopf ist zu klein.", page="", email="", by=town.gerda_resident, language="de", token="t"
    )
    time_machine.move_to(timezone.now() + timedelta(days=blocking.DAYS + 1))
    assert Block.objects.filter(lifted_at__isnull=True).exists()
    from mitmachstadt.spine.cases.registry import find_kind
    from mitmachstadt.spine.moderation.authors import problems_with_author

    assert not list(problems_with_author(find_kind("suggestion"), town.gerda_resident, ""))


def test_without_account_and_address_nobody_can_be_blocked(town):
    with pytest.raises(Refused, match="Niemand weiß"):
        blocking.block_author(send(town, SPAM), by=town.moritz_moderator, reason=WHY)


@pytest.mark.parametrize("who", ["gerda_resident", "celik_clerk", "brandt_council"])
def test_only_moderators_moderate(town, who):
    case = released(town)
    stranger = getattr(town, who)
    for path in ("", "verlauf/", f"sperren/{case.number}/"):
        assert signed_in(stranger).get(f"/schreibtisch/moderation/{path}").status_code == 403
        assert Client().get(f"/schreibtisch/moderation/{path}").status_code == 302
        assert (
            signed_in(stranger)
            .post(f"/schreibtisch/moderation/{path}", {"alle": "1", "reason": WHY})
            .status_code
            == 403
        )
    with pytest.raises(Refused):
        hiding.hide_many([case.pk], by=stranger, reason=WHY)
    assert not Case.objects.get(pk=case.pk).hidden


def test_anybody_reports_gets_a_receipt_and_an_answer(town, slow_forms):
    case = released(town, email="")
    page = Client().get(f"/vorgang/{case.number}/")
    assert f"/inhalt-melden/{case.number}/" in page.text
    client = Client()
    form = client.get(f"/inhalt-melden/{case.number}/")
    assert "Bäckerei" in form.text
    empty = client.post(f"/inhalt-melden/{case.number}/", {"form_token": token()})
    assert empty.status_code == 422 and "Bitte wählen Sie, was nicht stimmt" in empty.text
    words = {
        "form_token": token(),
        "ground": "insult",
        "text": "Das beleidigt meine Nachbarin.",
        "email": "z@example.org",
    }
    sent = client.post(f"/inhalt-melden/{case.number}/", words)
    again = client.post(f"/inhalt-melden/{case.number}/", words)
    assert sent.status_code == 302 and sent.url == again.url, "sent twice is one report"
    receipt = client.get(sent.url)
    assert receipt.status_code == 200 and "MI-" in receipt.text
    report = Case.objects.get(kind="content_report")
    assert Client().get(f"/vorgang/{report.number}/").text.count("Nachbarin") == 0
    Case.objects.filter(pk=report.pk).update(email_confirmed_at=timezone.now())
    report.refresh_from_db()
    second, _secret = deciding.report(case, ground="insult", text="Finde ich auch.")
    bulk.take(report, "agree", GIVEN["hide"], by=town.moritz_moderator, expect_version=report.version)
    case.refresh_from_db()
    second.refresh_from_db()
    assert case.hidden and second.state == "agreed", "equal reports are answered with it"
    assert "nicht mehr angezeigt" in Mail.objects.filter(to="z@example.org").latest("pk").text
    assert client.get(f"/inhalt-melden/{case.number}/").status_code == 404


def test_nobody_reports_what_is_not_shown(town):
    waiting = send(town)
    assert Client().get(f"/inhalt-melden/{waiting.number}/").status_code == 404
    with pytest.raises(Refused):
        deciding.report(waiting, ground="insult", text="Geheim")


def hidden_with_address(town, by) -> Case:
    case = released(town, user=town.gerda_resident, email="gerda@example.org")
    bulk.take(case, "hide", GIVEN["hide"], by=by, expect_version=case.version)
    return Case.objects.get(pk=case.pk)


def test_the_author_is_told_why_and_can_object_once(town, slow_forms):
    case = hidden_with_address(town, town.moritz_moderator)
    mail = Mail.objects.filter(to="gerda@example.org").latest("pk")
    assert "beleidigt eine Nachbarin" in mail.text and "Einspruch" in mail.text
    address = f"/einspruch/{case.number}/{secret_of(case)}/"
    own = Client().get(f"/vorgang/{case.number}/{secret_of(case)}/")
    assert address in own.text and "beleidigt eine Nachbarin" in own.text
    assert Client().get(f"/einspruch/{case.number}/{'0' * 43}/").status_code == 404
    sent = Client().post(address, {"form_token": token(), "text": "Ich habe niemanden genannt."})
    assert sent.status_code == 302
    again = Client().get(address).text
    assert "bereits Einspruch" in again and sent.url in again, "and it leads to the receipt"
    with pytest.raises(Refused, match="bereits Einspruch"):
        deciding.object_to(case, "Noch einmal.")
    assert Objection.objects.count() == 1


@pytest.mark.parametrize("confirmed", [True, False])
def test_an_address_confirmed_for_the_contribution_is_not_asked_again_for_the_objection(town, confirmed):
    case = released(town, email="ohne-konto@example.org")
    Case.objects.filter(pk=case.pk).update(email_confirmed_at=timezone.now() if confirmed else None)
    case.refresh_from_db()
    bulk.take(case, "hide", GIVEN["hide"], by=town.moritz_moderator, expect_version=case.version)
    case.refresh_from_db()
    objection, _secret = deciding.object_to(case, "Ich habe niemanden genannt.")
    assert bool(objection.email_confirmed_at) is confirmed
    told = Mail.objects.filter(to="ohne-konto@example.org").latest("pk").text
    assert ("/vorgang/bestaetigen/" in told) is not confirmed


def test_with_an_account_the_own_page_leads_to_what_is_hidden_and_to_the_objection(town, slow_forms):
    case = send(town, user=town.gerda_resident)
    gerda = signed_in(town.gerda_resident)
    for _state in ("not released yet", "hidden"):
        link = re.search(rf'href="(/vorgang/{case.number}/[^"]+)"', gerda.get("/meins/").text)[1]
        page = gerda.get(link)
        assert page.status_code == 200
        hiding.hide_many([case.pk], by=town.moritz_moderator, reason=WHY)
    assert WHY in page.text and "/einspruch/" in page.text


def test_somebody_else_decides_where_there_is_somebody(town):
    case = hidden_with_address(town, town.moritz_moderator)
    objection, _secret = deciding.object_to(case, "Ich habe niemanden genannt.")
    with pytest.raises(Refused):
        bulk.take(objection, "agree", GIVEN["hide"], by=town.moritz_moderator, expect_version=1)
    before = Hiding.objects.get()
    objection = Case.objects.get(pk=objection.pk)
    bulk.take(objection, "agree", GIVEN["hide"], by=town.vogel_coordinator, expect_version=objection.version)
    case.refresh_from_db()
    assert not case.hidden and case.state == before.from_state and case.public
    assert "wieder" in Mail.objects.filter(to="gerda@example.org").latest("pk").text


def test_the_only_moderator_decides_alone(town):
    case = hidden_with_address(town, town.moritz_moderator)
    objection, _secret = deciding.object_to(case, "Ich habe niemanden genannt.")
    town.vogel_coordinator.roles.all().delete()
    moritz = type(town.moritz_moderator).objects.get(pk=town.moritz_moderator.pk)
    bulk.take(objection, "decline", GIVEN["hide"], by=moritz, expect_version=objection.version)
    case.refresh_from_db()
    assert case.hidden


def test_after_another_hiding_there_is_another_objection(town):
    case = hidden_with_address(town, town.moritz_moderator)
    deciding.object_to(case, "Ich habe niemanden genannt.")
    hiding.bring_back(Hiding.objects.all(), by=town.vogel_coordinator, now=timezone.now())
    case.refresh_from_db()
    hiding.hide_many([case.pk], by=town.moritz_moderator, reason=WHY)
    case.refresh_from_db()
    assert deciding.may_object(case)


def test_authors_hidden_in_a_heap_are_told_each_once(town):
    first = released(town, user=town.gerda_resident, email="gerda@example.org")
    second = send(town, SPAM, email="nie-bestaetigt@example.org")
    batch = hiding.hide_many([first.pk, second.pk], by=town.moritz_moderator, reason=WHY)
    Mail.objects.all().delete()
    assert tell_hidden(batch.pk) == 1
    tell_hidden(batch.pk)
    mail = Mail.objects.get()
    assert mail.to == "gerda@example.org" and WHY in mail.text


def test_points_come_with_reasons_and_only_hold(town):
    good = send(town, "An der Ampel vor der Schule ist das Grün für Kinder zu kurz.")
    bad = send(town, SPAM)
    again = send(town, SPAM.lower())
    points = {c.pk: Judgement.objects.get(case=c) for c in (good, bad, again)}
    assert points[good.pk].points < 30 and not points[good.pk].held
    assert points[bad.pk].held and points[again.pk].points >= points[bad.pk].points
    said = " ".join(points[again.pk].sentences)
    assert "Verweise: 1" in said and "1-mal" in said
    result = bulk.step([good.pk, bad.pk], "release", GIVEN["release"], by=town.moritz_moderator)
    assert result.done == [good.number] and "einzeln" in result.refused[0][1]
    bad.refresh_from_db()
    alone = bulk.take(bad, "release", GIVEN["release"], by=town.moritz_moderator, expect_version=bad.version)
    assert alone.public, "a person decides, not the points"
    page = signed_in(town.moritz_moderator).get("/schreibtisch/moderation/").text
    assert page.index(again.number) < page.index("Punkte", page.index(again.number))


def test_a_school_class_behind_one_address_gets_through_and_a_machine_does_not(town, slow_forms, monkeypatch):
    case = released(town)
    path, form = f"/inhalt-melden/{case.number}/", f"/vorhaben/{town.project.number}/hinweis/"
    answers = []
    for child in range(30):
        client = Client(REMOTE_ADDR="203.0.113.7")
        words = {"form_token": token(), "ground": "false_place", "text": f"Kind {child} meldet das."}
        answers.append(client.post(path, words).status_code)
        for number in range(3):
            sent = {
                "form_token": token(), "text": f"Kind {child} wünscht sich Baum {number}.", "kind": "plain",
                "old_enough": "on", "resident": "on", "age": "12",
            }  # fmt: skip
            answers.append(client.post(form, sent).status_code)
    assert 429 not in answers and answers.count(302) >= 30
    flood = []
    for number in range(160):
        words = {"form_token": token(), "ground": "false_place", "text": f"Flut {number}."}
        flood.append(Client(REMOTE_ADDR="203.0.113.7").post(path, words).status_code)
    assert flood.count(429) >= 30, "the flood stops"
    other = Client(REMOTE_ADDR="203.0.113.8").post(
        path, {"form_token": token(), "ground": "insult", "text": "Ich auch."}
    )
    assert other.status_code == 302, "and nobody else is stopped with it"


def test_figures_by_quarter_without_persons_and_without_samples(town):
    today = timezone.localdate()
    case, other = released(town), released(town, "Ein zweiter Hinweis.")
    first, _s = deciding.report(case, ground="insult", text="Das beleidigt.")
    second, _s = deciding.report(other, ground="illegal", text="Das ist verboten.")
    Case.objects.filter(pk=first.pk).update(received_at=timezone.now() - timedelta(hours=6))
    Case.objects.filter(pk=second.pk).update(received_at=timezone.now() - timedelta(hours=2))
    bulk.take(first, "agree", GIVEN["hide"], by=town.moritz_moderator, expect_version=1)
    bulk.take(second, "decline", GIVEN["hide"], by=town.moritz_moderator, expect_version=1)
    sample = released(town, "Beispiel")
    Case.objects.filter(pk=sample.pk).update(sample=True)
    hiding.hide_many([sample.pk], by=town.moritz_moderator, reason=WHY)
    row = figures.refresh()
    assert row.key == figures.quarter_of(today)
    assert (row.reports, row.upheld, row.dismissed, row.hidden, row.median_hours) == (2, 1, 1, 1, 4)
    text = Client().get("/moderation/").text
    assert "4 Stunden" in text
    assert '"meldungen":2' in Client().get("/daten/moderation.json").content.decode().replace(" ", "")


@pytest.mark.parametrize(
    ("key", "first", "after"),
    [("2026-Q1", "2026-01-01", "2026-04-01"), ("2026-Q4", "2026-10-01", "2027-01-01")],
)
def test_quarters_begin_and_end(key, first, after):
    begin, end = (timezone.localdate(moment).isoformat() for moment in figures.span(key))
    assert (begin, end) == (first, after)
    assert figures.quarter_of(timezone.datetime.fromisoformat(first).date()) == key


def test_quarters_exist_only_where_something_was_counted(town):
    assert not Quarter.objects.exists()
    assert "Noch keine Zahlen" in Client().get("/moderation/").text


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_two_moderators_at_the_same_moment(transactional_db):
    """Both hide the same heap, both undo it, the author presses twice: once each."""
    cache.clear()
    town = new_world()
    second = person("mira", "moderator")
    ids = copies(town, 60, text=SPAM, user=town.gerda_resident, email="gerda@example.org")

    def at_once(*works):
        barrier, results = threading.Barrier(len(works)), []

        def run(work):
            barrier.wait(20)
            try:
                results.append(work())
            except Exception as error:
                results.append(error)
            finally:
                connection.close()

        threads = [threading.Thread(target=run, args=(work,)) for work in works]
        [thread.start() for thread in threads]
        [thread.join(60) for thread in threads]
        return results

    batches = at_once(
        lambda: hiding.hide_many(ids, by=town.moritz_moderator, reason=WHY),
        lambda: hiding.hide_many(ids, by=second, reason=WHY),
    )
    assert sorted(batch.number for batch in batches) == [0, 60]
    assert Hiding.objects.filter(undone_at__isnull=True).count() == 60
    case = Case.objects.get(pk=ids[0])
    pressed = at_once(*[lambda n=n: deciding.object_to(case, f"Nein {n}") for n in range(2)])
    assert sum(isinstance(one, Refused) for one in pressed) == 1 and Objection.objects.count() == 1
    full = next(batch for batch in batches if batch.number)
    back = at_once(lambda: hiding.undo(full, by=town.moritz_moderator), lambda: hiding.undo(full, by=second))
    assert sorted(back) == [0, 60]
    assert not Case.objects.filter(hidden=True).exists()
