"""The pages: what everybody reads, what only the author sees by the link, and how the forms behave."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import override
from icalendar import Calendar

from mitmachstadt.modules.council import actions as council
from mitmachstadt.modules.council import findable
from mitmachstadt.modules.council.models import AgendaItem, File, Meeting, Paper
from mitmachstadt.modules.petitions.actions import shown
from mitmachstadt.modules.petitions.models import Attachment, Petition, Question
from mitmachstadt.modules.petitions.tests.world import (
    OLDER_DAY,
    REASON,
    admitted,
    decided,
    meeting,
    on_agenda,
    picture,
    question,
    send,
    step,
    who,
)
from mitmachstadt.spine.audit import kept
from mitmachstadt.spine.cases import links
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.files.models import Upload
from mitmachstadt.spine.files.queries import address
from mitmachstadt.spine.moderation import hiding, traps
from mitmachstadt.spine.notify.models import News
from mitmachstadt.spine.search.models import SearchEntry
from mitmachstadt.spine.ui.words import clock, day

FIELDS = {
    "title": "Bänke am Friedhofsweg", "wish": "Drei Bänke bitte.", "reason": "Zum Ausruhen.",
    "name": "Gerda Geheim", "address": "Verborgener Weg 7, 44575 Ort", "resident": "on", "answer": "mail",
    "email": "gerda.geheim@example.org",
}  # fmt: skip


@pytest.fixture(autouse=True)
def people_take_their_time(monkeypatch):
    monkeypatch.setattr(traps, "MIN_SECONDS", -1)


def post(client, **values):
    token = values.pop("form_token", traps.new_token())
    return client.post("/antraege/stellen/", {**FIELDS, "form_token": token, "was": "send", **values})


def secret_of(case):
    return links.secret_of(Case.objects.get(pk=case.pk))


def text_of(answer):
    return answer.getvalue().decode()


def test_from_form_over_preview_to_the_receipt(world, client):
    seen = text_of(post(client, was="preview"))
    assert Petition.objects.count() == 0
    assert "Drei Bänke bitte." in seen
    assert "Verborgener Weg 7" in seen
    answer = post(client)
    assert answer.status_code == 302
    receipt = client.get(answer.url)
    case = Case.objects.get(kind="petition")
    assert case.number in text_of(receipt)
    assert receipt["X-Robots-Tag"] == "noindex"
    assert secret_of(case) in answer.url


def test_the_preview_leads_back_and_loses_nothing(world, client):
    back = text_of(post(client, was="back"))
    assert 'value="Bänke am Friedhofsweg"' in back
    assert "Drei Bänke bitte." in back
    assert 'class="errors"' not in back


def test_errors_stand_at_their_fields_and_lose_nothing(world, client):
    data = {key: value for key, value in FIELDS.items() if key not in ("resident", "wish")}
    answer = client.post("/antraege/stellen/", {**data, "form_token": traps.new_token(), "was": "preview"})
    assert answer.status_code == 422
    seen = text_of(answer)
    assert 'href="#id_wish"' in seen
    assert "id_resident_error" in seen
    assert "Zum Ausruhen." in seen


def test_attachments_survive_the_preview_and_stay_inside_until_released(world, client):
    seen = post(client, was="preview", attachments=[picture("bank.png")], attachments_alt="Der Weg ohne Bank")
    assert seen.status_code == 200
    assert "bank.png" in text_of(seen)
    kept = seen.context["kept"]
    assert len(kept) == 1
    answer = post(client, kept=[kept[0].token])
    case = Case.objects.get(kind="petition")
    upload = Attachment.objects.get(petition__case=case).upload
    assert answer.status_code == 302
    step(case, "admit", world.celik_clerk)
    assert Client().get(address(upload)).status_code == 404
    assert "bank.png" not in text_of(client.get(f"/antraege/{case.number}/"))


def test_released_attachments_are_open_as_long_as_the_petition_is(world, client):
    kept = post(
        client, was="preview", attachments=[picture("bank.png")], attachments_alt="Der Weg ohne Bank"
    ).context["kept"]
    post(client, kept=[kept[0].token])
    case = Case.objects.get(kind="petition")
    upload = Upload.objects.get()
    step(case, "admit", world.celik_clerk, more={"release_files": True})
    assert Client().get(address(upload)).status_code == 200
    assert "bank.png" in text_of(client.get(f"/antraege/{case.number}/"))
    step(case, "hide", world.moritz_moderator, reason=REASON)
    assert Client().get(address(upload)).status_code == 404


def test_a_picture_without_words_is_kept_while_its_words_are_asked_for(world, client):
    first = post(client, was="preview", attachments=[picture("bank.png")])
    assert first.status_code == 422
    assert "id_attachments_alt_error" in text_of(first) and "unten fehlt noch" in text_of(first)
    (waiting,) = first.context["kept"]
    assert waiting.waits and "bank.png" in text_of(first)
    refused = post(client, kept=[waiting.token])
    assert refused.status_code == 422 and not Petition.objects.exists(), "without words nothing goes out"
    again = post(client, was="preview", kept=[waiting.token], attachments_alt="Der Weg ohne Bank")
    assert again.status_code == 200
    (done,) = again.context["kept"]
    assert post(client, kept=[done.token]).status_code == 302
    assert [one.upload.alt for one in Attachment.objects.all()] == ["Der Weg ohne Bank"]
    assert Upload.objects.count() == 1
    # who holds an old token can not write over what was handed in
    post(client, was="preview", kept=[waiting.token], attachments_alt="Etwas anderes")
    assert Upload.objects.get().alt == "Der Weg ohne Bank"


def test_the_same_file_is_attached_once_and_one_can_be_left_out(world, client):
    kept = post(client, was="preview", attachments=[picture("bank.png")], attachments_alt="Weg").context[
        "kept"
    ]
    twice = post(
        client,
        was="preview",
        kept=[kept[0].token] * 2,
        attachments=[picture("bank.png")],
        attachments_alt="Weg",
    )
    assert len(twice.context["kept"]) == 1 and Upload.objects.count() == 1
    again = post(client, was="preview", kept=[kept[0].token], drop=[kept[0].token])
    assert again.context["kept"] == []


def test_the_register_and_its_page_name_nobody(world, client):
    case = admitted(
        world,
        person=who(name="Gerda Geheim", address="Verborgener Weg 7"),
        signatories=(("Anna Zweite", "Weg 2"),),
    )
    on_agenda(world, case)
    for path in (
        "/antraege/",
        f"/antraege/{case.number}/",
        f"/vorgang/{case.number}/",
        "/daten/antraege.json",
        "/daten/antraege.csv",
    ):
        seen = text_of(client.get(path))
        assert "Bänke am Friedhofsweg" in seen or path.startswith("/vorgang"), path
        for secret in ("Geheim", "Verborgener", "Zweite", "Weg 2"):
            assert secret not in seen, (path, secret)


def test_the_name_is_shown_where_its_owner_wants_it(world, client):
    case = admitted(world, person=who(name="Gerda Offen", name_public=True))
    seen = text_of(client.get(f"/antraege/{case.number}/"))
    assert "Gerda Offen" in seen
    assert "44575" not in seen


@pytest.mark.parametrize("how", ["received", "refused", "withdrawn", "hidden", "unknown"])
def test_what_is_not_public_is_not_there(world, client, how):
    case = send()
    if how == "refused":
        step(case, "refuse", world.celik_clerk, reason=REASON, more={"ground": "insult"})
    elif how in ("withdrawn", "hidden"):
        step(case, "admit", world.celik_clerk)
        fresh = Case.objects.get(pk=case.pk)
        if how == "hidden":
            step(case, "hide", world.moritz_moderator, reason=REASON)
        else:
            client.post(f"/vorgang/{fresh.number}/{secret_of(fresh)}/aendern/", {"was": "withdraw"})
    number = "A-1999-001" if how == "unknown" else case.number
    page = client.get(f"/antraege/{number}/")
    assert page.status_code == (410 if how == "withdrawn" else 404) and "Friedhofsweg" not in text_of(page)
    assert "Friedhofsweg" not in text_of(client.get("/antraege/"))
    assert "Friedhofsweg" not in text_of(client.get("/daten/antraege.json"))


@pytest.mark.parametrize("stays", [False, True])
def test_a_withdrawn_petition_leaves_agenda_and_register_as_its_author_wants(world, client, stays):
    case = admitted(world)
    title = f"Antrag {case.number}: {case.title}"
    item = council.add_agenda_item(
        meeting(world), title, by=world.vogel_coordinator, subject_kind="petition", subject_id=case.number
    )
    findable.index_meetings([item.meeting_id])
    fresh = Case.objects.get(pk=case.pk)
    own = f"/vorgang/{fresh.number}/{secret_of(fresh)}/"
    assert 'name="wunsch"' in client.get(own).content.decode()
    wish = {"wunsch": "titel"} if stays else {}
    client.post(f"{own}aendern/", {"was": "withdraw", **wish})
    agenda = client.get(f"/rat/sitzungen/{item.meeting_id}/").content.decode()
    programs = client.get(f"/oparl/v1.1/agenda-item/{item.pk}", HTTP_HOST="localhost:8000").json()
    entry = SearchEntry.objects.get(kind="meeting", object_id=str(item.meeting_id))
    page = client.get(f"/antraege/{case.number}/")
    register = client.get("/antraege/").content.decode()
    assert page.status_code == 410
    for words in (agenda, programs["name"], register, page.content.decode(), f"{entry.summary} {entry.text}"):
        assert ("Friedhofsweg" in words) == stays and case.number in words
    for words in (agenda, programs["result"], register, page.content.decode()):
        assert "urückgezogen" in words
    for words in (register, page.content.decode()):
        assert "drei Bänke" not in words, "its words are gone in any case"
    assert client.get("/antraege/?stand=zurueckgezogen").content.decode().count(case.number) >= 1


@pytest.mark.parametrize("many", [False, True], ids=["alone", "many"])
def test_no_agenda_and_no_paper_tells_the_title_of_a_hidden_petition(world, client, many):
    case = admitted(world)
    full, short = f"Antrag {case.number}: {case.title}", f"Antrag {case.number}"
    paper = Paper.objects.create(reference="2026/7", title=f"Stellungnahme: {case.title}", public=True)
    item = council.add_agenda_item(
        meeting(world), full, by=world.vogel_coordinator, subject_kind="petition", subject_id=case.number, paper=paper
    )  # fmt: skip
    decided(world, item)
    # what repeats the title goes and comes back with it, without a word of its own lost
    report = Paper.objects.create(reference="2026/8", title=f"Bericht zu „{case.title}“", public=True)
    report.related.add(paper)
    plan = File.objects.create(name=f"Plan {case.title}", access_url="https://example.org/plan")
    report.files.add(plan)
    words = f"Dem Wunsch „{case.title}“ wird gefolgt."
    AgendaItem.objects.filter(pk=item.pk).update(result=words, resolution_text=words)
    second = AgendaItem.objects.create(meeting_id=item.meeting_id, number=9, title=case.title, paper=report)
    findable.index_papers([paper.pk, report.pk])
    findable.index_meetings([item.meeting_id])
    day = f"/rat/sitzungen/{item.meeting_id}/"
    addresses = (day, f"{day[:-1]}.ics", f"/rat/vorlagen/{paper.pk}/", "/rat/", "/rat/vorlagen/", "/antraege/",
        f"/oparl/v1.1/agenda-item/{item.pk}", f"/oparl/v1.1/paper/{paper.pk}", "/oparl/v1.1/body/1/paper",
        f"/oparl/v1.1/meeting/{item.meeting_id}", f"/rat/vorlagen/{report.pk}/", f"/oparl/v1.1/paper/{report.pk}",
        f"/oparl/v1.1/file/{plan.pk}", "/daten/vorlagen.json", "/daten/sitzungen.json")  # fmt: skip

    def told():
        kept.forget()
        pages = {at: text_of(client.get(at, HTTP_HOST="localhost:8000", follow=True)) for at in addresses}
        entries = SearchEntry.objects.all()
        pages["search"] = " ".join(f"{one.title} {one.summary} {one.text}" for one in entries)
        pages["news"] = " ".join(f"{one.title} {one.text}" for one in News.objects.all())
        return {at for at, text in pages.items() if "Friedhofsweg" in text}

    assert told() >= {
        day,
        f"/rat/vorlagen/{paper.pk}/",
        "/rat/vorlagen/",
        "search",
        addresses[6],
        addresses[7],
        *addresses[10:13],
    }
    if many:
        batch = hiding.hide_many([case.pk], by=world.moritz_moderator, reason=REASON)
    else:
        step(case, "hide", world.moritz_moderator, reason=REASON)
    assert told() == set()
    assert short in text_of(client.get(day)), "the agenda goes on naming its number"
    if many:
        hiding.undo(batch, by=world.moritz_moderator)
    else:
        step(case, "restore", world.moritz_moderator)
        assert told() == set(), "not before it was checked"
        step(case, "admit", world.celik_clerk)
    kept.forget()
    assert full in text_of(client.get(day)) and words in text_of(client.get(day))
    assert Paper.objects.get(pk=paper.pk).title == f"Stellungnahme: {case.title}"
    assert Paper.objects.get(pk=report.pk).title == f"Bericht zu „{case.title}“"
    assert AgendaItem.objects.get(pk=second.pk).title == case.title


def test_what_was_decided_can_still_be_hidden_at_its_desk_page(world, client):
    case = admitted(world)
    decided(world, on_agenda(world, case))
    step(case, "decide", world.celik_clerk, outcome="accepted", reason=REASON)
    client.force_login(world.celik_clerk)
    address = f"/schreibtisch/vorgang/{case.number}/"
    assert 'value="hide"' in text_of(client.get(address))
    version = Case.objects.get(pk=case.pk).version
    client.post(f"{address}schritt/", {"schritt": "hide", "version": version, "reason": REASON})
    assert Case.objects.get(pk=case.pk).hidden


def test_filters_of_the_register(world, client):
    one = admitted(world, title="Bänke am Friedhofsweg")
    two = admitted(world, title="Brunnen auf dem Marktplatz", wish="Ein Brunnen.")
    on_agenda(world, two)
    year = timezone.localdate().year
    for query, found in (
        ("stand=wartet", [one]), ("stand=tagesordnung", [two]), ("q=Brunnen", [two]), (f"jahr={year}", [one, two]),
        (f"jahr={year - 1}", []), ("gremium=rat", []), ("gremium=ausschuss_buergerbeteiligung", [one, two]),
        ("stand=quatsch&jahr=xx", [one, two]),
    ):  # fmt: skip
        rows = client.get(f"/antraege/?{query}").context["rows"]
        assert {row["petition"].case.number for row in rows} == {case.number for case in found}, query


def test_an_overdue_petition_is_shown_as_overdue_everywhere(world, client):
    case = admitted(world)
    case.duties.filter(done_at__isnull=True).update(due_on=timezone.localdate() - timedelta(days=2))
    for path in ("/antraege/", f"/antraege/{case.number}/", "/ueberfaellig/"):
        assert "Überfällig" in text_of(client.get(path)), path
    assert client.get("/antraege/").context["figures"].overdue == 1


def test_the_author_answers_the_invitation_by_the_secret_link(world, client):
    case = admitted(world)
    on_agenda(world, case)
    own = f"/vorgang/{case.number}/{secret_of(case)}/"
    assert "Kommen Sie?" in text_of(client.get(own))
    assert "Kommen Sie?" not in text_of(client.get(f"/vorgang/{case.number}/"))
    path = f"/antraege/{case.number}/{secret_of(case)}/einladung/"
    assert client.post(path, {"antwort": "comes"}).status_code == 302
    assert Petition.objects.get(case=case).answer == "comes"
    assert client.post(path.replace(secret_of(case), "falsch"), {"antwort": "away"}).status_code == 404


@pytest.mark.parametrize("stand", ["received", "admitted", "scheduled", "inadmissible", "decided"])
def test_letters_for_the_author_and_nobody_else(world, client, stand):
    case = send()
    if stand == "inadmissible":
        step(case, "refuse", world.celik_clerk, reason=REASON, more={"ground": "court"})
    elif stand != "received":
        step(case, "admit", world.celik_clerk)
    if stand in ("scheduled", "decided"):
        item = on_agenda(world, case)
    if stand == "decided":
        decided(world, item)
        step(case, "decide", world.celik_clerk, outcome="accepted", reason=REASON)
    path = f"/antraege/{case.number}/{secret_of(case)}/schreiben.pdf"
    answer = client.get(path)
    if stand == "received":
        assert answer.status_code == 404
    else:
        assert answer.content.startswith(b"%PDF")
        assert answer["Content-Type"] == "application/pdf"
        assert b"/StructTreeRoot" in answer.content
    assert client.get(path.replace(secret_of(case), "falsch")).status_code == 404
    assert client.get(f"/antraege/{case.number}/{secret_of(case)}/antrag.pdf").content.startswith(b"%PDF")


def test_the_desk_prints_letters_of_its_own_cases(world, client):
    case = admitted(world)
    path = f"/schreibtisch/antraege/{case.number}/schreiben.pdf"
    assert client.get(path).status_code == 302
    for person, status in (
        (world.celik_clerk, 200),
        (world.weber_clerk_elsewhere, 404),
        (world.gerda_resident, 403),
    ):
        other = Client()
        other.force_login(person)
        assert other.get(path).status_code == status, person


def test_rules_that_ask_for_a_signature_say_so_on_the_receipt(world, client):
    case = send(OLDER_DAY)
    seen = text_of(client.get(f"/antraege/{case.number}/{secret_of(case)}/"))
    assert "Ihre Unterschrift fehlt noch." in seen
    newer = send()
    assert "Unterschrift" not in text_of(client.get(f"/antraege/{newer.number}/{secret_of(newer)}/"))


def test_the_receipt_of_a_petition_moves_on_with_it(world, client):
    case = send()

    def seen():
        fresh = Case.objects.get(pk=case.pk)
        text = text_of(client.get(f"/antraege/{case.number}/{secret_of(fresh)}/")).replace("\xa0", " ")
        return " ".join(text.partition("<main")[2].split())

    def words(make, value):
        with override("de"):
            return make(value).replace("\xa0", " ")

    def due():
        return words(day, Case.objects.get(pk=case.pk).duties.get(done_at__isnull=True).due_on)

    first = seen()
    assert "Angekommen, danke." in first and f"Bis {due()}" in first and "ob der Antrag zulässig" in first
    step(case, "admit", world.celik_clerk)
    checked = seen()
    assert "Angekommen, danke." not in checked and "Wartet auf eine Sitzung" in checked
    assert f"Bis {due()}" in checked and "auf einer Tagesordnung von: Bürgerausschuss" in checked
    assert "Die Stadt prüft" not in checked, "what is done is no promise any more"
    item = on_agenda(world, case)
    planned = seen()
    assert "Einladung" in planned and words(clock, item.meeting.starts_at) in planned
    assert "Tagesordnung von:" not in planned and "Bescheid" in planned
    decided(world, item)
    treated = seen()
    assert "einladung" not in treated and f"Bis {due()}" in treated and "Bescheid" in treated
    step(case, "decide", world.celik_clerk, outcome="accepted", reason=REASON)
    ended = seen()
    assert "Gefolgt" in ended and REASON in ended and "So geht es weiter" not in ended


def test_the_receipt_of_a_petition_says_a_no_with_its_reason_and_an_overdue_step(world, client):
    case = send()
    case.duties.filter(done_at__isnull=True).update(due_on=timezone.localdate() - timedelta(days=2))
    path = f"/antraege/{case.number}/{secret_of(case)}/"
    late = text_of(client.get(path))
    assert "überfällig" in late and "Zugesagt bis" in late
    step(case, "refuse", world.celik_clerk, reason=REASON, more={"ground": "court"})
    refused = text_of(client.get(path))
    assert "Nicht zulässig" in refused and REASON in refused and "So geht es weiter" not in refused


def test_the_receipt_of_a_question_moves_on_with_it(world, client):
    session = meeting(world, days=20)
    case = question(world)
    path = f"/fragestunde/{case.number}/{secret_of(case)}/"
    first = text_of(client.get(path))
    assert "Angekommen, danke." in first and "Wir prüfen, ob sie zulässig ist." in first
    step(case, "admit", world.celik_clerk)
    admitted_one = text_of(client.get(path))
    assert "Angekommen, danke." not in admitted_one and "Wir prüfen, ob" not in admitted_one
    with override("de"):
        assert clock(session.starts_at) in admitted_one
    step(case, "answer", world.celik_clerk, text="Ende des Monats.", more={"in_writing": True})
    answered = text_of(client.get(path))
    assert "Ende des Monats." in answered and "So geht es weiter" not in answered


def test_the_author_can_change_long_words_as_long_as_the_form_took_them(world, client):
    case = send(wish="Bänke. " * 600)
    own = f"/vorgang/{case.number}/{secret_of(case)}/"
    assert "Was die Stadt tun soll" in text_of(client.get(own))
    longer = ("Bänke. " * 600 + "Bitte.").strip()
    rest = {"was": "text", "title": "Bänke am Markt", "reason": "Wer alt ist, ruht dort aus."}
    client.post(f"{own}aendern/", {**rest, "text": longer, "version": case.version})
    changed = Petition.objects.get(case=case)
    assert (changed.wish, changed.title, changed.reason) == (longer, rest["title"], rest["reason"])
    case = Case.objects.get(pk=case.pk)
    assert case.title == "Bänke am Markt" and rest["reason"] in text_of(client.get(own))
    for wrong in ({"text": "x" * 6001}, {"title": ""}, {"title": "x" * 151}, {"reason": " "}):
        answer = client.post(
            f"{own}aendern/", {**rest, "text": "Andere Worte.", "version": case.version, **wrong}
        )
        assert answer.status_code == 422 and (wrong.keys() == {"text"} or "Andere Worte." in text_of(answer))
    assert (
        Petition.objects.get(case=case).wish == longer
        and Case.objects.get(pk=case.pk).version == case.version
    )


def test_who_asks_can_change_what_lies_behind_the_question(world, client):
    meeting(world, days=30, body=world.council)
    case = question(world)
    own = f"/vorgang/{case.number}/{secret_of(case)}/"
    new = {
        "was": "text",
        "text": "Wann wird der Brunnen gebaut?",
        "background": "Er steht seit Jahren still.",
    }
    assert "Worum geht es dabei?" in text_of(client.get(own))
    client.post(f"{own}aendern/", {**new, "version": case.version})
    changed = Question.objects.get(case=case)
    assert (changed.text, changed.background) == (new["text"], new["background"])


def test_the_author_sees_what_is_kept_about_people_and_nobody_else(world, client):
    case = admitted(
        world,
        person=who(name="Gerda Geheim", address="Verborgener Weg 7"),
        signatories=(("Anna Zweite", "Weg 2"),),
    )
    own, everybody = f"/vorgang/{case.number}/{secret_of(case)}/", f"/vorgang/{case.number}/"
    for words in ("Gerda Geheim", "Verborgener Weg 7", "Anna Zweite, Weg 2"):
        assert words in text_of(client.get(own)) and words not in text_of(client.get(everybody))
    client.post(f"{own}aendern/", {"was": "delete"})
    found = Petition.objects.get(case=case)
    assert (found.author_name, found.author_address) == ("", "")
    assert [one.name for one in found.signatories.all()] == [""]


def test_a_result_entered_later_bears_the_day_of_its_meeting(world, client):
    case = admitted(world)
    item = on_agenda(world, case)
    Meeting.objects.filter(pk=item.meeting_id).update(starts_at=timezone.now() - timedelta(days=4))
    item.meeting.refresh_from_db()
    council.record_result(
        item, "Zwei Bänke.", by=world.vogel_coordinator, vote="11 zu 2", outcome="accepted",
        resolution_text="Die Verwaltung stellt zwei Bänke auf.",
    )  # fmt: skip
    held, today = timezone.localdate() - timedelta(days=4), timezone.localdate()
    seen = text_of(client.get(f"/antraege/{case.number}/")).replace("\xa0", " ")
    with override("de"):
        assert day(held).replace("\xa0", " ") in seen.partition("Das Gremium hat darüber beraten")[2][:200]
        assert f"Eingetragen am {day(today)}".replace("\xa0", " ") in seen
    assert "Die Verwaltung stellt zwei Bänke auf." in seen
    # the notice can say less than the body: whoever reads the agenda reads it, too
    page = f"/rat/sitzungen/{item.meeting_id}/"
    assert "Bescheid" not in text_of(client.get(page))
    step(case, "decide", world.celik_clerk, outcome="in_part", reason=REASON)
    kept.forget()
    seen = text_of(client.get(page))
    assert "Teilweise gefolgt" in seen and REASON in seen
    step(case, "hide", world.moritz_moderator, reason="Steht noch einmal zur Prüfung an.")
    kept.forget()
    assert REASON not in text_of(client.get(page))


def test_the_author_sees_the_files_and_which_of_them_only_the_town_has(world, client):
    kept = post(
        client, was="preview", attachments=[picture("bank.png")], attachments_alt="Der Weg ohne Bank"
    ).context["kept"]
    post(client, kept=[kept[0].token])
    case = Case.objects.get(kind="petition")
    own, everybody = f"/vorgang/{case.number}/{secret_of(case)}/", f"/vorgang/{case.number}/"

    def files():
        return text_of(client.get(own)).partition('class="files"')[2].partition("</ul>")[0]

    seen = files()
    assert "bank.png" in seen and "nur für die Stadt" in seen
    step(case, "admit", world.celik_clerk)
    assert "nur für die Stadt" in files()
    assert "bank.png" not in text_of(client.get(everybody)), "what was not released stays inside"
    Attachment.objects.update(released=True)
    shown.release_files(Petition.objects.get(), shown=True)
    released = files()
    assert "bank.png" in released and "nur für die Stadt" not in released
    assert "bank.png" in text_of(client.get(everybody))


def test_the_page_of_question_time_counts_down_and_says_what_is_too_late(world, client):
    meeting(world, days=3)
    later = meeting(world, days=25)
    seen = text_of(client.get("/fragestunde/"))
    assert "Noch 18 Tage" in seen.replace("\xa0", " ")
    assert "Zu spät für die Sitzung" in seen
    form = text_of(client.get("/fragestunde/stellen/"))
    assert "Zu spät für die Sitzung" in form
    answer = client.post(
        "/fragestunde/stellen/",
        {**FIELDS, "text": "Wann?", "form_token": traps.new_token(), "body": "ausschuss_buergerbeteiligung"},
    )
    assert answer.status_code == 302
    assert "Die Frist der Sitzung davor ist vorbei" in text_of(client.get(answer.url))
    assert Question.objects.get().meeting_id == later.pk


def test_answers_are_read_under_their_session_and_alone(world, client):
    meeting(world, days=20)
    case = step(question(world, person=who(name="Gerda Geheim")), "admit", world.celik_clerk)
    step(case, "answer", world.celik_clerk, text="Ende des Monats.", more={"in_writing": True})
    for path in (
        "/fragestunde/",
        f"/fragestunde/{case.number}/",
        "/daten/fragen.json",
        "/fragestunde/?q=Spielplatz",
    ):
        seen = text_of(client.get(path))
        assert "Ende des Monats." in seen, path
        assert "Geheim" not in seen, path
    assert client.get("/fragestunde/?q=Schwimmbad").context["sessions"] == []


def test_the_calendar_names_sessions_and_their_last_day(world, client):
    session = meeting(world, days=20)
    council.cancel_meeting(meeting(world, days=60), by=world.vogel_coordinator)
    events = Calendar.from_ical(client.get("/fragestunde/termine.ics").content).walk("VEVENT")
    days = {str(event["summary"]): event.decoded("dtstart") for event in events}
    assert days["Fragestunde: Bürgerausschuss"] == session.starts_at
    assert days["Letzter Tag für Fragen: Bürgerausschuss"] == timezone.localdate(
        session.starts_at
    ) - timedelta(days=7)
    assert len(events) == 2
