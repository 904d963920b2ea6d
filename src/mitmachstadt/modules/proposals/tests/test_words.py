"""Words of a proposal after its release: rewritten until the first vote, then only added to, kept, compared, hidden."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from mitmachstadt.modules.projects.tests.factories import at_once
from mitmachstadt.modules.proposals.actions import words as actions
from mitmachstadt.modules.proposals.actions.finding import KIND
from mitmachstadt.modules.proposals.actions.proposals import Sender
from mitmachstadt.modules.proposals.actions.voting import cast
from mitmachstadt.modules.proposals.models import Proposal, Version, Vote
from mitmachstadt.modules.proposals.queries import writers
from mitmachstadt.modules.proposals.rules import (
    Standing,
    WritingRule,
    compare_words,
    versions_in_words,
    way_of_writing,
)
from mitmachstadt.modules.proposals.tests.test_actions import voters
from mitmachstadt.modules.proposals.tests.world import TEXT, new_world, one, person, propose, thresholds
from mitmachstadt.spine.cases import links
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.moderation.hiding import hide_many, undo
from mitmachstadt.spine.moderation.models import Judgement
from mitmachstadt.spine.notify.models import News
from mitmachstadt.spine.problems import Refused
from mitmachstadt.spine.search.queries import matching_ids

pytestmark = pytest.mark.django_db
NEW = "Zwischen Münsterplatz und Markt fehlen drei Plätze zum Sitzen."
MORE = "Nachtrag: Die Bänke brauchen Lehnen, sagt der Seniorenbeirat."


def standing(**change) -> Standing:
    usual = {
        "checked": True, "in_check": False, "voting": True, "asked_to_change": False, "cast": 0, "additions": 0,
        "versions": 1,
    }  # fmt: skip
    return Standing(**(usual | change))


@pytest.mark.parametrize(
    ("change", "rule", "way"),
    [
        ({}, {}, "rewrite"),
        ({"cast": 1}, {}, "add"),
        ({"cast": 1, "additions": 3}, {}, ""),
        ({"cast": 1}, {"additions": 0}, ""),
        ({}, {"free_until": "release"}, "add"),
        ({"voting": False}, {}, ""),
        ({"checked": False, "in_check": True, "voting": False}, {}, "rewrite"),
        ({"in_check": True, "voting": False, "cast": 5}, {}, ""),
        ({"in_check": True, "voting": False, "cast": 5, "asked_to_change": True}, {}, "rewrite"),
        ({"in_check": True, "voting": False}, {"free_until": "release"}, ""),
        ({"versions": 50}, {}, ""),
    ],
)
def test_what_may_be_written_follows_from_votes_and_rule(change, rule, way):
    assert way_of_writing(WritingRule(**rule), standing(**change)) == way


def test_hidden_words_stand_in_no_version_and_no_comparison():
    said = versions_in_words(
        [(1, "A", "eins", "", True), (2, "B", "zwei", "", False), (3, "B", "zwei", "weg", True), (4, "B", "zwei", "da", False)]
    )  # fmt: skip
    assert sorted(said) == [2, 4] and said[4].additions == ((4, "da"),)
    compared = compare_words(said[2], said[4])
    assert not compared.text_changed and [part.kind for part in compared.additions[0][1]] == ["ins"]


def test_until_the_first_vote_the_words_change_and_every_version_stays_readable(world, client):
    proposal = world.released(sender=Sender(user=world.gerda_resident))
    row = actions.rewrite(proposal.case, "Drei Bänke am Markt", NEW, by=world.gerda_resident)
    assert row.words == 2 and one(proposal.case).title == "Drei Bänke am Markt"
    assert Case.objects.get(pk=proposal.case_id).title == "Drei Bänke am Markt"
    page = client.get(f"/vorschlaege/{row.case.number}/").content.decode()
    assert f"/vorschlaege/{row.case.number}/fassungen/" in page and NEW in page and TEXT not in page
    text = client.get(f"/vorschlaege/{row.case.number}/fassungen/").content.decode()
    assert TEXT in text and NEW in text
    compared = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text))
    assert "[entfernt:fehlt" in compared and "[hinzugefügt:fehlen" in compared, "told in words, not by colour"
    assert row.case.number in matching_ids("proposal", "Plätze zum Sitzen")


def test_what_came_from_elsewhere_keeps_its_first_words_too(world):
    proposal = world.released()
    Version.objects.all().delete()
    Proposal.objects.update(words=0)
    row = actions.rewrite(proposal.case, "Neu", NEW, by=None)
    assert row.words == 2 and list(Version.objects.values_list("number", "text")) == [(1, TEXT), (2, NEW)]
    assert Version.objects.get(number=1).shown_at == proposal.released_at


def test_the_same_words_once_more_change_nothing(world):
    proposal = world.released()
    actions.rewrite(proposal.case, f" {proposal.title} ", f"{TEXT}\r\n", by=None)
    assert Version.objects.count() == 1


def test_after_the_first_vote_only_additions_even_when_it_is_taken_back(world, client):
    proposal = world.released()
    cast(proposal.case.number, world.ali_resident, 1)
    cast(proposal.case.number, world.ali_resident, 0)
    with pytest.raises(Refused) as refused:
        actions.rewrite(proposal.case, "Etwas ganz anderes", NEW, by=None)
    assert refused.value.codes == ("too_late",) and one(proposal.case).text == TEXT
    cast(proposal.case.number, world.ali_resident, 1)
    for number in (2, 3, 4):
        row = actions.add(proposal.case, f"{MORE} Zum {number}. Mal.", by=None)
        assert row.words == number
    with pytest.raises(Refused):
        actions.add(proposal.case, MORE, by=None)
    page = client.get(f"/vorschlaege/{proposal.case.number}/").content.decode()
    assert TEXT in page and "Zum 4. Mal." in page and "1 Stimmen dafür und 0 dagegen" in page
    assert News.objects.filter(title__contains="ergänzt").count() == 3
    assert proposal.case.number in matching_ids("proposal", "Seniorenbeirat")


def test_nobody_votes_on_words_they_have_not_read(world, client):
    proposal = world.released()
    client.force_login(world.ali_resident)
    page = client.get(f"/vorschlaege/{proposal.case.number}/").content.decode()
    seen = re.search(r'name="fassung" value="(\d+)"', page).group(1)
    actions.rewrite(proposal.case, "Doch lieber ein Parkplatz", NEW, by=None)
    answer = client.post(
        f"/vorschlaege/{proposal.case.number}/stimme/", {"vote": "1", "fassung": seen}, follow=True
    )
    assert "wurde geändert" in answer.content.decode() and not Vote.objects.exists()
    client.post(f"/vorschlaege/{proposal.case.number}/stimme/", {"vote": "1", "fassung": "2"})
    assert Vote.objects.count() == 1


def test_words_with_private_details_wait_for_the_desk_which_may_leave_them_out(world, client):
    proposal = world.released()
    for user in voters(2):
        cast(proposal.case.number, user, 1)
    assert one(proposal.case).case.state == "reached"
    actions.add(proposal.case, "Rufen Sie mich an unter 02305 123456 oder kommen Sie vorbei.", by=None)
    case = Case.objects.get(pk=proposal.case_id)
    assert case.state == "received" and not case.public
    assert client.get(f"/vorschlaege/{case.number}/").status_code == 404
    client.force_login(world.celik_clerk)
    desk = client.get(f"/schreibtisch/vorgang/{case.number}/").content.decode()
    assert "02305 123456" in desk and 'name="drop_words"' in desk
    world.take(case, "release", more={"drop_words": True})
    row = one(case)
    assert row.case.state == "reached" and row.words == 1 and row.text == TEXT, (
        "what had enough votes still has"
    )
    assert Version.objects.get(number=2).hidden_at
    for path in ("", "fassungen/"):
        assert "02305" not in Client().get(f"/vorschlaege/{case.number}/{path}").content.decode()
    assert "02305" not in Client().get("/daten/vorschlagsfassungen.json").content.decode()


def away(case, days):
    """The proposal left the public so many days ago."""
    case.events.filter(from_state__in=("collecting", "reached")).update(
        at=timezone.now() - timedelta(days=days)
    )


def test_days_in_which_nobody_could_vote_are_added_to_the_vote_and_told(world, client):
    proposal = world.released()
    cast(proposal.case.number, world.gerda_resident, 1)
    actions.add(proposal.case, "Rufen Sie mich an unter 02305 123456 oder kommen Sie vorbei.", by=None)
    away(proposal.case, 9)
    world.take(proposal.case, "release", more={"drop_words": True})
    row = one(proposal.case)
    last = proposal.ends_on + timedelta(days=9)
    assert row.ends_on == last and row.terms["ends_on"] == last.isoformat()
    assert row.terms["thresholds"] == proposal.terms["thresholds"]
    page = client.get(f"/vorschlaege/{row.case.number}/").content.decode()
    assert "Die Abstimmung läuft länger" in page and "9 Tage lang konnte niemand abstimmen" in page
    assert News.objects.filter(title__startswith="Die Abstimmung läuft länger").exists()
    # and again after a vote that had ended meanwhile: what was left of it is given back
    Proposal.objects.filter(pk=row.pk).update(ends_on=timezone.localdate() - timedelta(days=1))
    terms = {**row.terms, "ends_on": (timezone.localdate() - timedelta(days=1)).isoformat()}
    Proposal.objects.filter(pk=row.pk).update(terms=terms)
    world.take(row.case, "hide", reason="Es steht der Name einer Person darin.")
    away(row.case, 4)
    world.take(row.case, "restore", by=person("sommer", "coordinator"))
    world.take(row.case, "release")
    assert one(row.case).ends_on == timezone.localdate() + timedelta(days=3)


def test_days_lost_in_a_heap_that_was_hidden_by_mistake_are_added_as_well(world, client):
    proposal, other = world.released(), world.released("Ein Vorschlag ohne Stimme")
    cast(proposal.case.number, world.gerda_resident, 1)
    moderator = person("sommer", "coordinator")
    batch = hide_many(
        [proposal.case_id, other.case_id], by=moderator, reason="Das ist nur Werbung für einen Laden."
    )
    away(proposal.case, 6)
    assert undo(batch, by=moderator) == 2
    row, last = one(proposal.case), proposal.ends_on + timedelta(days=6)
    assert row.ends_on == last and row.terms["ends_on"] == last.isoformat()
    page = client.get(f"/vorschlaege/{row.case.number}/").content.decode()
    assert "Die Abstimmung läuft länger" in page and "6 Tage lang konnte niemand abstimmen" in page
    assert one(other.case).ends_on == other.ends_on
    # a second heap adds what was lost in it, and not the first days again
    batch = hide_many([proposal.case_id], by=moderator, reason="Das ist nur Werbung für einen Laden.")
    undo(batch, by=moderator)
    assert one(proposal.case).ends_on == last


def test_no_day_is_added_where_none_was_lost_or_nobody_had_voted(world):
    proposal = world.released()
    cast(proposal.case.number, world.gerda_resident, 1)
    actions.add(proposal.case, "Rufen Sie mich an unter 02305 123456 oder kommen Sie vorbei.", by=None)
    world.take(proposal.case, "release")
    assert one(proposal.case).ends_on == proposal.ends_on
    assert not proposal.case.events.filter(kind="time_added").exists()
    fresh = world.released("Noch ein Vorschlag")
    actions.rewrite(fresh.case, "Noch ein Vorschlag", f"{NEW} Telefon 02305 123456.", by=None)
    away(fresh.case, 5)
    world.take(fresh.case, "release", more={"drop_words": True})
    assert one(fresh.case).ends_on == fresh.ends_on, (
        "without a vote the whole time begins anew on the day of release"
    )


def test_released_words_are_public_with_their_version(world):
    proposal = world.released()
    actions.rewrite(
        proposal.case, "Bänke", "Schreiben Sie an gerda.mueller@example.org, dann reden wir.", by=None
    )
    case = Case.objects.get(pk=proposal.case_id)
    assert case.state == "received" and Judgement.objects.filter(case=case).exists()
    world.take(case, "release")
    assert one(case).words == 2 and Version.objects.shown().count() == 2


def test_hidden_words_stay_hidden_when_the_proposal_comes_back_with_others(world, client):
    proposal = world.released(text="Herr Meier aus der Lange Straße 5 ist schuld an allem hier.")
    case = world.take(proposal.case, "hide", reason="Es steht der Name einer Person darin.")
    coordinator = person("sommer", "coordinator")
    case = world.take(case, "restore", by=coordinator)
    actions.rewrite(case, "Bänke am Markt", NEW, by=None)
    world.take(case, "release")
    text = client.get(f"/vorschlaege/{case.number}/fassungen/").content.decode()
    assert NEW in text and "Meier" not in text and "Es steht der Name einer Person darin." in text
    assert "Meier" not in client.get("/daten/vorschlagsfassungen.json").content.decode()


def test_words_that_were_hidden_by_mistake_come_back_unchanged(world):
    proposal = world.released()
    case = world.take(proposal.case, "hide", reason="Es steht der Name einer Person darin.")
    case = world.take(case, "restore", by=person("sommer", "coordinator"))
    assert Version.objects.get().hidden_at
    world.take(case, "release")
    assert not Version.objects.get().hidden_at and one(case).words == 1


def test_whoever_moderates_hides_a_former_version_but_not_the_present_words(world, client):
    proposal = world.released(text="Meine Nummer kennt ja jeder: die 02305 99887766, ruft an.")
    row = actions.rewrite(proposal.case, "Bänke am Markt", NEW, by=None)
    with pytest.raises(Refused):
        actions.hide_version(row, 2, "Es steht eine Telefonnummer darin.", by=world.celik_clerk)
    path = f"/schreibtisch/vorschlaege/{row.case.number}/"
    client.force_login(world.celik_clerk)
    short = client.post(path, {"was": "hide", "fassung": "1", "reason": "kurz"})
    assert short.status_code == 422 and "warum" in short.content.decode()
    client.post(path, {"was": "hide", "fassung": "1", "reason": "Es steht eine Telefonnummer darin."})
    assert "99887766" not in Client().get(f"/vorschlaege/{row.case.number}/fassungen/").content.decode()
    client.post(path, {"was": "show", "fassung": "1"})
    assert "99887766" in Client().get(f"/vorschlaege/{row.case.number}/fassungen/").content.decode()
    for user, code in ((world.gerda_resident, 403), (world.brandt_council, 403)):
        client.force_login(user)
        assert client.post(path, {"was": "hide", "fassung": "1", "reason": "x" * 30}).status_code in (
            403,
            404,
        )
        assert client.get(path).status_code in (code, 404)


def test_the_page_for_writing_is_the_writers_alone(world, client):
    case = propose(sender=Sender(user=world.gerda_resident))
    world.take(case, "release")
    path = f"/vorschlaege/{case.number}/aendern/"
    assert "anmelden" in client.get(path).url
    client.force_login(world.ali_resident)
    assert client.get(path).status_code == 404 and client.post(path, {}).status_code == 404
    client.force_login(world.gerda_resident)
    page = client.get(path)
    assert page["X-Robots-Tag"] == "noindex" and "Noch hat niemand abgestimmt" in page.content.decode()
    stand = str(one(case).revision)
    wrong = client.post(path, {"revision": stand, "title": "", "text": "Kurz."})
    assert wrong.status_code == 422 and "Kurz." in wrong.content.decode()
    stale = client.post(path, {"revision": "0", "title": "Neu", "text": NEW})
    assert stale.status_code == 422 and NEW in stale.content.decode() and one(case).text == TEXT
    done = client.post(path, {"revision": stand, "title": "Neu", "text": NEW}, follow=True)
    assert "Alle lesen es jetzt" in done.content.decode() and one(case).text == NEW


def test_the_authors_link_changes_words_without_an_account(world, client):
    case = propose()
    secret = links.secret_of(case)
    path = f"/vorschlaege/{case.number}/{secret}/aendern/"
    assert client.get(f"/vorschlaege/{case.number}/falsch/aendern/").status_code == 404
    client.post(path, {"revision": str(one(case).revision), "title": "Neu", "text": NEW})
    assert one(case).text == NEW and not Version.objects.exists(), "nobody has read the former ones"
    world.take(case, "release")
    assert Version.objects.get().text == NEW
    for user in voters(1):
        cast(case.number, user, 1)
    page = client.get(path).content.decode()
    assert "Etwas ergänzen" in page and 'name="title"' not in page


def test_the_vote_ends_and_with_it_all_writing(world):
    proposal = world.released()
    Proposal.objects.filter(pk=proposal.pk).update(ends_on=proposal.ends_on - timedelta(days=500))
    with pytest.raises(Refused):
        actions.rewrite(proposal.case, "Neu", NEW, by=None)
    with pytest.raises(Refused):
        actions.add(proposal.case, MORE, by=None)


def test_a_version_has_one_number_and_no_hiding_without_a_reason(world):
    proposal = world.released()
    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.create(proposal=proposal, name="x", number=1, title="x", text="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.update(hidden_at=proposal.released_at)


def test_plain_language_is_missing_there_and_out_of_date(world, client):
    proposal = world.released()
    client.force_login(world.celik_clerk)
    overview = "/schreibtisch/einfache-sprache/?art=proposal&stand="
    path = f"/schreibtisch/vorschlaege/{proposal.case.number}/leicht/"
    assert path in client.get(f"{overview}missing").content.decode()
    assert (
        "gibt es noch nicht in Leichter Sprache" in client.get(proposal.get_absolute_url()).content.decode()
    )
    page = client.get(path).content.decode()
    assert "data-plain" in page and TEXT in page
    stand = str(one(proposal.case).revision)
    client.post(path, {"revision": stand, "easy_text": "Am Markt soll eine Bank stehen."})
    assert "Am Markt soll eine Bank stehen." in Client().get(proposal.get_absolute_url()).content.decode()
    assert path in client.get(f"{overview}there").content.decode()
    actions.rewrite(proposal.case, "Drei Bänke", NEW, by=None)
    assert path in client.get(f"{overview}outdated").content.decode()
    assert "wird erneuert" in Client().get(proposal.get_absolute_url()).content.decode()
    client.force_login(world.gerda_resident)
    assert client.get(path).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_the_first_vote_and_a_new_text_at_once_never_both_count():
    world = new_world(thresholds=thresholds(answer=40, deal=90))
    proposals = [world.released(f"Bank Nummer {n}") for n in range(6)]
    people = voters(6)

    def race(n):
        row = proposals[n // 2]
        try:
            if n % 2:
                actions.rewrite(row.case, "Ein Parkhaus", NEW, by=None)
            else:
                cast(row.case.number, people[n // 2], 1, words=1)
        except Refused as refused:
            return refused.codes
        finally:
            connection.close()
        return {"done"}

    results = at_once(12, race)
    assert not [one for one in results if isinstance(one, Exception)]
    for row in Proposal.objects.filter(case__kind=KIND):
        changed = row.versions.count() > 1
        assert not (changed and row.up), "somebody voted on words they had not read"
        assert row.versions.order_by("-number").first().text == row.text
        assert changed or row.up
    assert writers.whole_text(proposals[0])
