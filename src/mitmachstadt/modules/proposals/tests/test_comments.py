"""Comments on a proposal: posted, answered, changed, marked, hidden, objected to, told of, exported and forgotten."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mitmachstadt.modules.projects.tests.factories import at_once
from mitmachstadt.modules.proposals.tests.test_actions import voters
from mitmachstadt.modules.proposals.tests.world import one, person
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.audit.kept import forget as forget_pages
from mitmachstadt.spine.cases.links import secret_of
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.moderation import deciding, traps
from mitmachstadt.spine.moderation.hiding import hide_many, undo
from mitmachstadt.spine.moderation.models import Hiding
from mitmachstadt.spine.notify.models import Mail, News
from mitmachstadt.spine.privacy.registry import Person, register
from mitmachstadt.spine.problems import Refused
from mitmachstadt.spine.talk import actions, queries
from mitmachstadt.spine.talk.models import Comment, HelpfulMark, Muted, Quiet, Talk, Wording
from mitmachstadt.spine.talk.telling import tell_new

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(days=400)
REASON = "Das ist nur Werbung für einen Laden."


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    monkeypatch.setattr(traps, "too_fast", lambda token: False)


@pytest.fixture(autouse=True)
def long_known(world):
    User.objects.update(date_joined=timezone.now() - LONG_AGO)
    for user in (world.gerda_resident, world.ali_resident, world.celik_clerk):
        user.refresh_from_db()


def say(proposal, user, text="Das finde ich gut.", stance="for", parent=None, name="Gerda P.", **more):
    words = actions.Words(
        text=text, stance=stance, name=name, parent=parent, official=more.pop("official", False)
    )
    return actions.post(proposal.case, user, words, **more)


def fresh(comment):
    return Comment.objects.select_related("case", "about").get(pk=comment.pk)


def filled(**change):
    values = {
        "stance": "for",
        "text": "Das finde ich gut.",
        "name": "Gerda P.",
        "form_token": traps.new_token(),
    }
    return {**values, **change}


def talk_path(proposal):
    return f"/gespraech/{proposal.case.number}/"


def test_one_comments_by_the_form_and_everybody_reads_it(world, client):
    proposal = world.released()
    page = f"/vorschlaege/{proposal.case.number}/"
    assert "Wer kommentiert, meldet sich an" in client.get(page).content.decode()
    assert "anmelden" in client.post(talk_path(proposal), filled()).url and not Comment.objects.exists()
    client.force_login(world.gerda_resident)
    assert 'name="stance"' in client.get(page).content.decode()
    sent = client.post(talk_path(proposal), filled(), follow=True)
    comment = Comment.objects.get()
    assert "Ihr Kommentar steht da." in sent.content.decode()
    assert f'data-draft-done="kommentar-{proposal.case.number}"' in sent.content.decode()
    text = Client().get(page).content.decode()
    assert "Das finde ich gut." in text and "Gerda P." in text and "1 Kommentar" in text
    assert comment.case.number in Client().get(talk_path(proposal)).content.decode()
    assert Client().get(f"/kommentar/{comment.case.number}/").status_code == 200
    assert Client().get(f"/kommentar/{comment.case.number}/angekommen/").status_code == 302


def test_bad_input_stands_at_its_field_and_nothing_is_lost(world, client):
    proposal = world.released()
    client.force_login(world.gerda_resident)
    answer = client.post(talk_path(proposal), filled(stance="", name="g@web.de", text="Worte, die bleiben."))
    text = answer.content.decode()
    assert answer.status_code == 422 and "Worte, die bleiben." in text and "g@web.de" in text
    assert "Bitte wählen Sie, wie Sie dazu stehen." in text
    many = client.post(talk_path(proposal), filled(text="x" * 2001))
    assert many.status_code == 422 and "2001 Zeichen" in many.content.decode()
    private = client.post(talk_path(proposal), filled(text="Rufen Sie mich an: 02305 1234567."))
    assert private.status_code == 422 and "02305 1234567" in private.content.decode()
    assert not Comment.objects.exists()
    sure = filled(text="Rufen Sie das Rathaus an: 02305 1234567.", sure="on")
    assert client.post(talk_path(proposal), sure).status_code == 302 and Comment.objects.count() == 1
    assert client.post(talk_path(proposal), filled(antwort_auf="KO-1999-001")).status_code == 404


def test_the_same_form_sent_twice_is_one_comment(world):
    proposal = world.released()
    first = say(proposal, world.gerda_resident, token="t")
    assert say(proposal, world.gerda_resident, token="t").pk == first.pk
    assert Comment.objects.count() == 1 and Talk.objects.get().shown == 1


def test_markup_is_words(world, client):
    proposal = world.released()
    comment = say(
        proposal,
        world.gerda_resident,
        text="Am Markt fehlt <script>alert(1)</script> Schatten.",
        name="<b>Gerda</b>",
    )
    assert comment.case.state == "shown"
    for path in (f"/vorschlaege/{proposal.case.number}/", talk_path(proposal)):
        text = client.get(path).content.decode()
        assert "<script>alert" not in text and "&lt;b&gt;Gerda" in text


def test_threads_are_two_deep_and_stay_with_their_proposal(world):
    proposal, other = world.released(), world.released("Anderes")
    first = say(proposal, world.gerda_resident)
    answer = say(proposal, world.ali_resident, parent=fresh(first), name="Ali")
    deeper = say(proposal, world.gerda_resident, "Und noch etwas.", parent=fresh(answer))
    assert deeper.parent_id == answer.parent_id == first.pk
    with pytest.raises(Refused):
        say(other, world.ali_resident, parent=fresh(first))


def test_nobody_talks_where_the_proposal_is_over_or_hidden(world, client):
    proposal = world.released()
    say(proposal, world.gerda_resident)
    Case.objects.filter(pk=proposal.case_id).update(state="archived")
    with pytest.raises(Refused):
        say(one(proposal.case), world.ali_resident, name="Ali")
    assert "keine neuen Kommentare" in client.get(f"/vorschlaege/{proposal.case.number}/").content.decode()
    Case.objects.filter(pk=proposal.case_id).update(public=False, hidden=True)
    number = Comment.objects.get().case.number
    for path in (talk_path(proposal), f"/kommentar/{number}/"):
        assert client.get(path).status_code == 404
    assert "Das finde ich gut" not in client.get("/daten/kommentare.json").content.decode()


def test_new_accounts_and_advertising_are_looked_at_first(world, client):
    proposal = world.released()
    new = person("neu")
    comment = say(proposal, new, name="Neu")
    assert comment.case.state == "received" and not Comment.objects.public().exists()
    assert client.get(f"/kommentar/{comment.case.number}/").status_code == 404
    client.force_login(new)
    page = client.get(f"/kommentar/{comment.case.number}/angekommen/").content.decode()
    assert "Jemand sieht ihn sich erst an" in page
    world.take(comment.case, "release")
    assert Comment.objects.public().count() == Talk.objects.get().shown == 1
    spam = "GEWINNEN SIE JETZT!!!! Kredit ohne Schufa sofort https://x.example https://y.example Casino Bonus gratis"
    assert say(proposal, world.ali_resident, spam, name="Ali").case.state == "received"


def test_a_clerk_pins_an_official_answer_and_nobody_else(world, client):
    proposal = world.released()
    say(proposal, world.gerda_resident, "Eine frühe Stimme.")
    with pytest.raises(Refused):
        say(proposal, world.ali_resident, official=True)
    with pytest.raises(Refused):
        say(proposal, world.brandt_council, official=True)
    pinned = say(
        proposal, world.celik_clerk, "Wir prüfen das bis Mai.", "neutral", name="A. Celik", official=True
    )
    assert (pinned.organisation, pinned.pinned) == ("Stadt Ort", True)
    text = client.get(f"/vorschlaege/{proposal.case.number}/").content.decode()
    assert text.index("Wir prüfen das") < text.index("Eine frühe Stimme")
    assert "Amtliche Antwort" in text and "Angeheftet" in text
    client.force_login(world.gerda_resident)
    assert "anheften" not in client.get(f"/vorschlaege/{proposal.case.number}/").content.decode()
    client.force_login(world.celik_clerk)
    assert "Stadt Ort“ anheften" in client.get(f"/vorschlaege/{proposal.case.number}/").content.decode()


def test_words_are_changed_in_time_and_the_former_ones_stay_readable(world, client):
    proposal = world.released()
    comment = say(proposal, world.gerda_resident, "Erste Worte.")
    client.force_login(world.gerda_resident)
    page = f"/kommentar/{comment.case.number}/aendern/"
    shown = client.get(page).content.decode()
    assert "Erste Worte." in shown and "Neue Worte speichern" in shown
    client.post(page, {"text": "Zweite Worte.", "revision": fresh(comment).revision})
    assert fresh(comment).text == "Zweite Worte." and fresh(comment).edited_at
    stale = client.post(page, {"text": "Dritte Worte.", "revision": "1"})
    assert stale.status_code == 422 and "inzwischen geändert" in stale.content.decode()
    former = Client().get(f"/kommentar/{comment.case.number}/fassungen/").content.decode()
    assert former.index("Zweite Worte.") < former.index("Erste Worte.")
    assert "bearbeitet" in Client().get(talk_path(proposal)).content.decode()
    Comment.objects.filter(pk=comment.pk).update(at=timezone.now() - timedelta(minutes=16))
    late = client.get(page).content.decode()
    assert "Die Zeit, diesen Kommentar zu ändern, ist vorbei." in late and "Neue Worte speichern" not in late
    late = client.post(page, {"text": "Zu spät.", "revision": fresh(comment).revision})
    assert late.status_code == 422 and fresh(comment).text == "Zweite Worte."
    client.force_login(world.ali_resident)
    assert client.get(page).status_code == 404


def test_advertising_written_into_a_shown_comment_is_looked_at_again(world):
    proposal = world.released()
    comment = fresh(say(proposal, world.gerda_resident))
    spam = "GEWINNEN SIE JETZT!!!! Kredit ohne Schufa sofort https://x.example https://y.example Casino Bonus gratis"
    changed = actions.change(comment, world.gerda_resident, spam, expect_revision=comment.revision)
    assert changed.case.state == "received" and Talk.objects.get().shown == 0


def test_the_author_deletes_words_name_and_former_words(world, client):
    proposal = world.released()
    comment = fresh(say(proposal, world.gerda_resident, "Erste Worte."))
    actions.change(comment, world.gerda_resident, "Zweite Worte.", expect_revision=comment.revision)
    say(proposal, world.ali_resident, "Eine Antwort.", parent=fresh(comment), name="Ali")
    client.force_login(world.gerda_resident)
    client.post(f"/kommentar/{comment.case.number}/aendern/", {"was": "delete"})
    row = fresh(comment)
    assert (row.text, row.name, row.author, row.case.state) == ("", "", None, "withdrawn")
    assert not Wording.objects.exists()
    text = Client().get(talk_path(proposal)).content.decode()
    assert "selbst wieder gelöscht" in text and "Eine Antwort." in text and "Worte." not in text


def test_helpful_is_marked_once_a_person_and_not_by_oneself(world, client):
    proposal = world.released()
    comment = say(proposal, world.gerda_resident)
    page = f"/kommentar/{comment.case.number}/hilfreich/"
    assert "anmelden" in client.post(page).url
    client.force_login(world.ali_resident)
    for _ in range(2):
        answer = client.post(page, {"hilfreich": "1", "weiter": f"/vorschlaege/{proposal.case.number}/"})
    assert answer.url == f"/vorschlaege/{proposal.case.number}/#{comment.case.number}"
    assert fresh(comment).helpful == HelpfulMark.objects.count() == 1
    assert 'aria-pressed="true"' in client.get(f"/kommentar/{comment.case.number}/").content.decode()
    assert client.post(page, {"hilfreich": "0", "weiter": "//evil.example/"}).url.startswith("/kommentar/")
    assert fresh(comment).helpful == 0
    client.force_login(world.gerda_resident)
    client.post(page, {"hilfreich": "1"})
    assert fresh(comment).helpful == 0


def test_the_clock_orders_by_what_is_helpful_and_pages_hold_still(world):
    proposal = world.released()
    rows = [say(proposal, world.gerda_resident, f"Nummer {n}") for n in range(5)]
    people = voters(3)

    def order(key):
        talk = queries.talk_about(proposal.case_id)
        return [one.pk for one in queries.outline(talk).ordered(key)]

    assert order("alt") == order("hilfreich") == [row.pk for row in rows]
    assert order("neu") == [row.pk for row in reversed(rows)]
    for user in people:
        actions.mark(rows[3], user, helpful=True)
    actions.mark(rows[1], people[0], helpful=True)
    assert order("hilfreich") == [row.pk for row in rows], "not before the clock"
    assert actions.order_anew() == 1 and actions.order_anew() == 0
    assert order("hilfreich")[:2] == [rows[3].pk, rows[1].pk]
    late = say(proposal, world.ali_resident, "Ganz neu", name="Ali")
    known = queries.outline(queries.talk_about(proposal.case_id))
    assert [one.pk for one in known.ordered("neu", until=rows[-1].pk)] == [row.pk for row in reversed(rows)]
    assert known.ordered("hilfreich")[-1].pk == late.pk


def test_muted_people_are_folded_away_for_one_reader(world, client):
    proposal = world.released()
    comment = say(proposal, world.ali_resident, "Worte von Ali.", name="Ali")
    client.force_login(world.gerda_resident)
    client.post(f"/kommentar/{comment.case.number}/ausblenden/", {"ausblenden": "1"})
    assert Muted.objects.get().author == world.ali_resident
    assert "talk-muted" in client.get(talk_path(proposal)).content.decode()
    assert "talk-muted" not in Client().get(talk_path(proposal)).content.decode()
    client.post(f"/kommentar/{comment.case.number}/ausblenden/", {"ausblenden": "0"})
    assert not Muted.objects.exists()


def test_hidden_with_a_reason_told_and_objected_to_once(world, client):
    proposal = world.released()
    comment = say(proposal, world.ali_resident, "Das ist Unsinn.", name="Ali")
    say(proposal, world.gerda_resident, "Antwort.", parent=fresh(comment))
    number = comment.case.number
    assert client.get(f"/inhalt-melden/{number}/").status_code == 200
    case, _secret = deciding.report(comment.case, ground="insult", text="Bitte ansehen.")
    world.take(case, "agree", by=person("mona", "moderator"), reason="Das verletzt andere Menschen.")
    assert fresh(comment).case.hidden and Talk.objects.get().shown == 1
    text = client.get(talk_path(proposal)).content.decode()
    assert "Die Moderation hat diesen Kommentar verborgen." in text and "Unsinn" not in text
    letter = Mail.objects.get(to=world.ali_resident.email)
    secret = secret_of(fresh(comment).case)
    assert "Das verletzt andere Menschen." in letter.text and secret in letter.text
    page = f"/einspruch/{number}/{secret}/"
    assert client.get(page).status_code == 200
    deciding.object_to(fresh(comment).case, "Das war sachlich gemeint.")
    with pytest.raises(Refused):
        deciding.object_to(fresh(comment).case, "Noch einmal.")


def test_a_moderator_clears_500_in_three_requests(world, client, django_assert_max_num_queries):
    proposal = world.released()
    moderator = person("mona", "moderator")
    world.gerda_resident.sample = True
    for n in range(6):
        say(proposal, world.gerda_resident, f"Grüße aus dem Laden, Nummer {n}", sample=True)
    client.force_login(moderator)
    found = client.get("/schreibtisch/moderation/?stand=all&q=Grüße aus dem Laden")
    assert found.status_code == 200 and "Grüße aus dem Laden" in found.content.decode()
    wanted = {"q": "Grüße aus dem Laden", "stand": "all", "alle": "1", "reason": REASON}
    with django_assert_max_num_queries(80):
        client.post("/schreibtisch/moderation/", wanted)
    assert Hiding.objects.count() == 6 and Talk.objects.get().shown == 0
    batch = Hiding.objects.first().batch
    assert undo(batch, by=moderator) == 6
    assert Talk.objects.get().shown == 6 and Comment.objects.public().count() == 6


def test_hiding_comments_costs_no_question_more_for_more_of_them(world):
    proposal, moderator = world.released(), person("mona", "moderator")

    def cost(number):
        rows = [
            say(proposal, world.gerda_resident, f"Nummer {n} von {number}", sample=True)
            for n in range(number)
        ]
        with CaptureQueriesContext(connection) as asked:
            hide_many([row.case_id for row in rows], by=moderator, reason=REASON)
        return len(asked)

    cost(1)
    assert cost(2) == cost(9)


def test_nobody_writes_more_than_the_rule_allows(world):
    proposal = world.released()
    for n in range(10):
        say(proposal, world.gerda_resident, f"Nummer {n}")
    with pytest.raises(Refused) as refused:
        say(proposal, world.gerda_resident, "Nummer elf")
    assert "too_many" in refused.value.codes
    say(proposal, world.ali_resident, name="Ali")


def test_told_once_a_day_and_not_to_whoever_wants_quiet(world, client):
    proposal = world.released()
    Case.objects.filter(pk=proposal.case_id).update(sender=world.gerda_resident)
    first = say(proposal, world.ali_resident, "Von Ali.", name="Ali")
    say(proposal, world.celik_clerk, "An Ali.", parent=fresh(first), name="Celik")
    say(proposal, world.gerda_resident, "Meine eigenen Worte.")
    News.objects.all().delete()
    Mail.objects.all().delete()
    noon = timezone.localtime().replace(hour=12, minute=0)
    assert tell_new(noon.replace(hour=6)) == 0
    assert tell_new(noon) == 1 and tell_new(noon) == 0
    assert News.objects.get().title.startswith("3 neue Kommentare")
    letters = dict(Mail.objects.values_list("to", "text"))
    assert set(letters) == {world.gerda_resident.email, world.ali_resident.email}
    assert "2 neue Kommentare" in letters[world.gerda_resident.email]
    assert "1 Antwort" in letters[world.ali_resident.email]
    stop = Mail.objects.get(to=world.ali_resident.email).unsubscribe_url.removeprefix("http://testserver")
    stop = "/gespraech" + stop.partition("/gespraech")[2]
    assert "Keine Mails mehr" in client.get(stop).content.decode() and not Quiet.objects.exists()
    client.post(stop)
    assert Quiet.objects.get().user == world.ali_resident
    assert client.get("/gespraech/ruhe/1.2:falsch/").status_code in (404, 410)
    say(proposal, world.gerda_resident, "Noch eine.", parent=fresh(first))
    Comment.objects.filter(text="Noch eine.").update(at=noon + timedelta(hours=1))
    Talk.objects.update(posted_at=noon + timedelta(hours=1))
    assert tell_new(noon + timedelta(days=1)) == 1
    assert Mail.objects.filter(to=world.ali_resident.email).count() == 1
    assert not mail.outbox


def test_export_finds_everything_and_leaving_keeps_words_without_a_name(world):
    proposal = world.released()
    comment = fresh(say(proposal, world.gerda_resident, "Erste Worte."))
    actions.change(comment, world.gerda_resident, "Zweite Worte.", expect_revision=comment.revision)
    other = say(proposal, world.ali_resident, name="Ali")
    actions.mark(other, world.gerda_resident, helpful=True)
    actions.mute(world.gerda_resident, world.ali_resident, on=True)
    who = Person(world.gerda_resident.email, world.gerda_resident)
    found = [item for find in register.finders for section in find(who) for item in section.items]
    words = " ".join(f"{item.title} {item.facts}" for item in found)
    assert "Zweite Worte." in words and "Erste Worte." in words and "Ihre Zeichen" in words
    with transaction.atomic():
        for forget in register.forgetters:
            forget(who)
    row = fresh(comment)
    assert (row.text, row.name, row.author, row.case.sender, row.case.sender_email) == (
        "Zweite Worte.",
        "",
        None,
        None,
        "",
    )
    assert (
        fresh(other).helpful == HelpfulMark.objects.filter(user=None).count() == 1
        and not Muted.objects.exists()
    )


def test_open_data_holds_words_and_no_names(world, client):
    proposal = world.released()
    comment = say(
        proposal, world.gerda_resident, "=SUMME(A1) ist eine Formel.", "against", name="Gerda Geheim"
    )
    assert comment.case.state == "shown"
    answer = client.get("/daten/kommentare.json").json()
    text = str(answer)
    assert "=SUMME(A1)" in text and "against" in text and "Geheim" not in text
    csv = b"".join(client.get("/daten/kommentare.csv").streaming_content).decode("utf-8-sig")
    assert "'=SUMME(A1)" in csv


def test_a_page_costs_no_question_more_for_more_comments(world, client):
    proposal = world.released()
    client.force_login(world.gerda_resident)

    def cost(path):
        client.get(path)
        forget_pages()
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        return len(asked)

    say(proposal, world.ali_resident, name="Ali")
    paths = (talk_path(proposal), f"/vorschlaege/{proposal.case.number}/")
    few = [cost(path) for path in paths]
    for n in range(8):
        first = say(proposal, world.celik_clerk, f"Nummer {n}", name="Cem", sample=True)
        say(proposal, world.ali_resident, f"Antwort {n}", parent=fresh(first), name="Ali", sample=True)
    assert [cost(path) for path in paths] == few


@pytest.mark.django_db(transaction=True)
def test_parallel_marks_and_comments_are_counted_once(world):
    proposal = world.released()
    gerda = User.objects.get(pk=world.gerda_resident.pk)
    comment = say(proposal, gerda)
    people = voters(8)
    User.objects.update(date_joined=timezone.now() - LONG_AGO)

    def press(n):
        user = User.objects.get(pk=people[n % 8].pk)
        for turn in range(3):
            actions.mark(comment, user, helpful=turn != 1)
        try:
            say(proposal, gerda, f"Am Markt fehlt Schatten für Kinder, Nummer {n}")
        except Refused:
            return "refused"
        finally:
            connection.close()
        return "said"

    results = at_once(16, press)
    assert not [one for one in results if isinstance(one, Exception)], results
    assert fresh(comment).helpful == HelpfulMark.objects.count() == 8
    assert results.count("said") == 9 and Comment.objects.filter(author=gerda).count() == 10
    assert Talk.objects.get().shown == Comment.objects.public().count() > 1
