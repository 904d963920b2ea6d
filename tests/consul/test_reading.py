"""The take-over from the interface: each trap of it, and that a second time nothing changes."""

from __future__ import annotations

from functools import partial

import pytest
from django.db.models import Count

from mitmachstadt.modules.consul.actions import runs
from mitmachstadt.modules.consul.importers import interface_run
from mitmachstadt.modules.consul.importers.graphql import Api, Refusal, Unreached, probe
from mitmachstadt.modules.consul.models import Page, Record, Run
from mitmachstadt.modules.proposals.models import Legacy, Proposal
from mitmachstadt.spine.audit.models import LogEntry
from mitmachstadt.spine.cases.models import Case, CaseEvent
from mitmachstadt.spine.city.models import District, Organisation, Topic
from mitmachstadt.spine.fetching import Fetcher
from mitmachstadt.spine.search.models import SearchEntry
from mitmachstadt.spine.talk.models import Comment, Talk
from tests.consul.consul_server import Server, Town

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def place(db):
    make_place()


def make_place():
    Organisation.objects.create(key="stadt", name="Stadt Ort", kind="town", answers_cases=True)
    District.objects.create(slug="ickern", name="Ickern", lat=51.59, lon=7.33)
    Topic.objects.create(slug="mobilitaet", name="Mobilität")


def api_of(server, **change):
    options = {"allowed": (server.address,), "pause": 0, "sleep": lambda seconds: None} | change
    return Api(f"{server.address}/graphql", Fetcher(**options))


def take_over(town, *, stop=None, open_since=None, **change):
    """A whole take-over, or the beginning of one: `stop` steps of it, then the process is gone."""
    with Server(town) as server:
        run = runs.take("alt", "Alte Plattform", server.address, "api")
        reader = partial(interface_run.work, api=api_of(server, **change))
        for number, _step in enumerate(runs.work(run, reader, open_since=open_since), 1):
            if number == stop:
                break
    run.refresh_from_db()
    return run


def state_of_everything():
    """All rows that a take-over writes, without its own book-keeping."""
    return {
        "proposals": list(Proposal.objects.order_by("pk").values()),
        "legacy": list(Legacy.objects.order_by("pk").values()),
        "comments": list(Comment.objects.order_by("pk").values()),
        "cases": list(Case.objects.order_by("pk").values()),
        "events": list(CaseEvent.objects.order_by("pk").values()),
        "pages": list(Page.objects.order_by("pk").values()),
        "talks": list(Talk.objects.order_by("pk").values()),
        "records": list(
            Record.objects.order_by("pk").values("kind", "old_id", "digest", "written", "target", "gone_at")
        ),
        "search": list(
            SearchEntry.objects.order_by("kind", "object_id").values("kind", "object_id", "title", "url")
        ),
    }


def counts():
    rows = Record.objects.values_list("kind").order_by("kind").annotate(n=Count("pk"))
    return dict(rows)


def test_a_second_time_changes_nothing():
    town = Town()
    take_over(town)
    before, log = state_of_everything(), LogEntry.objects.exclude(action="consul.done").count()
    take_over(town)
    assert state_of_everything() == before
    assert LogEntry.objects.exclude(action="consul.done").count() == log


@pytest.mark.parametrize("stop", [1, 3, 5, 8, 11, 13, 15, 17])
def test_a_process_that_dies_loses_and_doubles_nothing(stop):
    whole = take_over(Town(), stop=stop)
    assert whole.state == Run.State.RUNNING
    run = take_over(Town())
    assert (run.pk, run.state) == (whole.pk, Run.State.DONE)
    assert (Proposal.objects.count(), Comment.objects.count(), Page.objects.count()) == (30, 59, 7)
    assert Talk.objects.get(about__proposal__title="Vorschlag 1 für die Stadt").shown == 3
    assert CaseEvent.objects.filter(kind="former_note").count() == 12


def test_counters_that_differ_stand_in_the_report():
    town = Town()
    town.changed[("proposals", 4)] = {"cachedVotesUp": 77, "commentsCount": 9}
    run = take_over(town)
    assert Legacy.objects.get(proposal__title__startswith="Vorschlag 4 ").differs
    assert "Vorschläge 4: angezeigt 77/–, gezählt 3/0" in run.report
    assert "Vorschläge 4: angekündigt 9, gelesen 3" in run.report


def test_the_old_version_has_old_names_and_fewer_types():
    run = take_over(Town(version="1.5"))
    assert counts() == {"proposal": 30, "debate": 4, "comment": 60, "notification": 2, "vote": 90}
    assert "- Bürgerbudgets: nein" in run.report
    assert "Projekte der Bürgerbudgets: Stimmenzahl" in run.report
    assert Proposal.objects.get(title__startswith="Vorschlag 1 ").name == "Person 2"


@pytest.mark.parametrize("version", ["1.5", "2.4"])
def test_a_server_that_tells_no_types_is_read_by_old_names(version):
    take_over(Town(version=version, no_probe=True))
    assert Record.objects.filter(kind="proposal").count() == 30
    assert Record.objects.filter(kind="comment").count() == 60


def test_an_order_that_moves_is_read_again_until_it_is_whole():
    run = take_over(Town(unstable=True, proposals=120, comments=0, votes=0))
    assert Record.objects.filter(kind="proposal").count() == 120
    assert run.place["lists"]["proposals"]["pass"] > 1


def test_cursors_that_count_nothing_are_followed_one_by_one():
    take_over(Town(opaque=True))
    assert Record.objects.filter(kind="comment").count() == 60


def test_pages_are_asked_for_together_where_cursors_count():
    one, many = Town(comments=400, opaque=True), Town(comments=400)
    take_over(many)
    Run.objects.all().delete()
    take_over(one)
    assert (
        len([q for q in many.asked if "comments(" in q]) < len([q for q in one.asked if "comments(" in q]) / 2
    )


def test_a_server_that_counts_more_strictly_is_asked_for_less(monkeypatch):
    from tests.consul import consul_server

    real = consul_server.complexity
    monkeypatch.setattr(consul_server, "complexity", lambda fields: real(fields) * 3)
    town = Town()
    take_over(town)
    assert Record.objects.filter(kind="proposal").count() == 30
    assert any("complexity" in one for one in town.refused)


def test_threads_are_two_deep_and_join_whoever_is_there():
    town = Town()
    town.hidden = {("comments", 4)}
    take_over(town)
    third = Comment.objects.get(text__startswith="Kommentar 3:")
    assert third.parent.text.startswith("Kommentar 1:")
    # The head was taken away there: its answers stand by themselves, the deeper one under the other.
    five, six = (Comment.objects.get(text__startswith=f"Kommentar {n}:") for n in (5, 6))
    assert five.parent_id is None and six.parent_id == five.pk
    assert not Comment.objects.filter(parent__parent__isnull=False).exists()


def test_topics_and_districts_by_name_the_rest_is_kept(settings, tmp_path):
    settings.TOWN_DIR = tmp_path
    take_over(Town())
    one, two = (
        Proposal.objects.select_related("topic", "district").get(title__startswith=f"Vorschlag {n} ")
        for n in (1, 2)
    )
    assert (one.topic.slug, one.district.slug) == ("mobilitaet", "ickern")
    assert (two.topic, two.district) == (None, None)
    assert dict(two.legacy.facts)["Schlagwörter"] == "Radverkehr"
    assert dict(two.legacy.facts)["Gebiet"] == "Nirgendwo"
    assert dict(two.legacy.facts)["Grund"] == "gibt es schon"


def test_a_table_of_the_town_says_what_other_names_mean(settings, tmp_path):
    (tmp_path / "consul.toml").write_text(
        '[topics]\n"Radverkehr" = "mobilitaet"\n[districts]\n"Nirgendwo" = "ickern"\n'
    )
    settings.TOWN_DIR = tmp_path
    take_over(Town())
    two = Proposal.objects.select_related("topic", "district").get(title__startswith="Vorschlag 2 ")
    assert (two.topic.slug, two.district.slug) == ("mobilitaet", "ickern")


def test_what_is_gone_there_is_marked_and_stays():
    town = Town()
    take_over(town)
    town.hidden = {("proposals", 7), ("comments", 20), ("debates", 2)}
    run = take_over(town)
    assert Proposal.objects.public().count() == 30 and Comment.objects.count() == 59
    assert Legacy.objects.get(proposal__title__startswith="Vorschlag 7 ").gone_on
    assert Page.objects.get(title="Debatte 2").gone_on
    assert run.figures["gone"] == 3
    town.hidden = set()
    take_over(town)
    assert not Record.objects.filter(gone_at__isnull=False).exists()
    assert Legacy.objects.get(proposal__title__startswith="Vorschlag 7 ").gone_on is None


def test_changes_there_come_over_and_edits_here_stay():
    town = Town()
    take_over(town)
    Proposal.objects.filter(title__startswith="Vorschlag 8 ").update(text="Hier berichtigt.")
    Comment.objects.filter(text__startswith="Kommentar 11:").update(text="Hier gekürzt.")
    town.changed = {
        ("proposals", 8): {"summary": "Neu.", "cachedVotesUp": 40}, ("proposals", 9): {"title": "Anders heißt er"},
        ("comments", 11): {"body": "Neu dort"}, ("comments", 12): {"body": "Neu dort"},
    }  # fmt: skip
    take_over(town)
    eight = Proposal.objects.get(title__startswith="Vorschlag 8 ")
    assert (eight.text, eight.legacy.up) == ("Hier berichtigt.", 40)
    assert Proposal.objects.filter(title="Anders heißt er", case__title="Anders heißt er").exists()
    assert (
        Comment.objects.filter(text="Hier gekürzt.").exists()
        and Comment.objects.filter(text="Neu dort").count() == 1
    )


def test_a_vote_that_comes_later_is_counted():
    town = Town(votes=30)
    take_over(town)
    town.votes = 60
    take_over(town)
    assert Legacy.objects.get(proposal__title__startswith="Vorschlag 1 ").counted_up == 2


def test_votes_go_on_here_where_the_town_wants_it():
    from datetime import date

    take_over(Town(), open_since=date(2021, 3, 1))
    assert Proposal.objects.filter(case__state="collecting").count() == 29
    assert Proposal.objects.get(title__startswith="Vorschlag 2 ").case.state == "former"  # taken back there
    assert set(Proposal.objects.values_list("up", "down")) == {(0, 0)}


def test_a_busy_server_is_waited_for():
    waited = []
    town = Town(failures={2: (429, 7), 3: 503})
    take_over(town, sleep=waited.append)
    assert waited[0] >= 7
    assert Record.objects.filter(kind="proposal").count() == 30


def test_a_server_that_stays_away_breaks_off_and_goes_on_later():
    town = Town(failures=dict.fromkeys(range(4, 40), 503))
    with pytest.raises(Unreached):
        take_over(town)
    assert Run.objects.get().state == Run.State.RUNNING
    assert take_over(Town()).state == Run.State.DONE


def test_some_servers_answer_to_browsers_alone():
    town = Town(browsers_only=True)
    with pytest.raises(Unreached):
        take_over(town)
    assert take_over(town, named="Mozilla/5.0").state == Run.State.DONE


def test_private_networks_are_refused_unless_allowed():
    with Server(Town()) as server, pytest.raises(Unreached) as caught:
        probe(Api(f"{server.address}/graphql", Fetcher(pause=0)))
    assert caught.value.kind == "forbidden"


def test_questions_beyond_the_limits_are_refused_by_the_server_of_the_tests():
    """So that the tests above say something."""
    with Server(Town()) as server:
        api = api_of(server)
        for query in (
            "{ proposals { edges { node { comments { edges { node { publicAuthor { a { b } } } } } } } } }",
            "{ proposals(first: 25) { edges { node { milestones(first: 25) { edges { node { id title description } } } } } } }",
        ):
            with pytest.raises(Refusal):
                api.ask(query)
        data = api.ask("{ comments(first: 60) { edges { node { id } } } }")
    assert len(data["comments"]["edges"]) == 25
