"""What one take-over from the interface leaves, looked at from many sides."""

from __future__ import annotations

import pytest

from mitmachstadt.modules.consul.models import Author, Page, Record, Run
from mitmachstadt.modules.proposals.models import Legacy, Proposal, Vote, VoteLine
from mitmachstadt.spine.cases.models import CaseEvent
from mitmachstadt.spine.notify.models import Mail
from mitmachstadt.spine.talk.models import Comment
from tests.consul.consul_server import Town
from tests.consul.test_reading import counts, make_place, take_over

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(scope="module")
def taken(rows_for_all):
    """The former platform and its take-over, once for all tests of the file."""

    def read():
        make_place()
        town = Town()
        return town, take_over(town)

    return rows_for_all(read)


@pytest.fixture
def town(taken, db):
    return taken[0]


@pytest.fixture
def run(taken, db):
    return taken[1]


def test_everything_comes_over_within_the_limits(town, run):
    assert run.state == Run.State.DONE
    assert town.refused == []
    assert counts() == {
        "proposal": 30, "debate": 4, "budget": 2, "comment": 60, "notification": 2, "vote": 90, "investment": 3,
        "milestone": 4 + 3 + 3,
    }  # fmt: skip
    assert Proposal.objects.public().count() == 30
    assert Comment.objects.count() == 59  # the one on a poll has no room here
    assert Page.objects.public().count() == 7
    assert Mail.objects.count() == 0


def test_votes_there_are_never_votes_here(run):
    one = Proposal.objects.select_related("legacy", "case").get(title="Vorschlag 1 für die Stadt")
    assert (one.up, one.down, one.cast, Vote.objects.count(), VoteLine.objects.count()) == (0, 0, 0, 0, 0)
    assert (one.legacy.up, one.legacy.down, one.legacy.counted_up) == (3, None, 3)
    assert one.case.state == "former"


def test_authors_who_hide_stay_nameless(run):
    five = Record.objects.get(kind="proposal", old_id=5)
    assert five.author_id is None
    assert Proposal.objects.get(case__number=five.target).name == ""
    assert "Ohne öffentlichen Namen:" in run.report
    assert not Author.objects.filter(name="").exists()


def test_html_becomes_paragraphs(run):
    text = Proposal.objects.get(title__startswith="Vorschlag 1 ").text
    assert "alert" not in text and "<" not in text and "– Markt" in text and "mehr Bänke" in text
    facts = dict(Legacy.objects.get(proposal__title__startswith="Vorschlag 1 ").facts)
    assert "Video" not in facts
    assert "Von HTML bereinigt: 44 Beiträge." in run.report
    assert Comment.objects.first().text == "Kommentar 1: a < b & c"


def test_what_was_cut_to_the_hour_goes_by_number(run):
    about = Proposal.objects.get(title__startswith="Vorschlag 1 ").case
    texts = list(Comment.objects.filter(about=about).order_by("at", "pk").values_list("text", flat=True))
    assert [text.split(":")[0] for text in texts] == ["Kommentar 1", "Kommentar 2", "Kommentar 3"]
    assert "Zeitpunkt nur auf die Stunde bekannt" in run.report


def test_projects_of_all_budgets_come_once_and_belong_to_none(town):
    assert Page.objects.filter(sort="investment").count() == 3
    facts = dict(Page.objects.get(title="Projekt 2").facts)
    assert facts == {"Ort": "Am Markt", "Kosten": "2.000 Euro", "Umsetzbarkeit": "umsetzbar"}
    one = Page.objects.get(title="Projekt 2")
    assert (one.written_at, one.up, one.down) == (None, None, None)
    assert {query.split("(id: ")[1][0] for query in town.asked if "investments(" in query} == {"1"}


def test_milestones_hang_on_what_they_belong_to(run):
    case = Proposal.objects.get(title__startswith="Vorschlag 3 ").case
    lines = CaseEvent.objects.filter(case=case, kind="former_note").order_by("at")
    assert [line.text.split("\n")[0] for line in lines] == [
        "Schritt 0",
        "Schritt 1",
        "Schritt 2",
        "Schritt 3",
    ]
