"""What readers see of a former platform: its votes on the page, its archive, and old addresses that lead here."""

from __future__ import annotations

from functools import partial

import pytest
from django.urls import reverse

from mitmachstadt.modules.consul.actions import runs
from mitmachstadt.modules.consul.importers import interface_run
from mitmachstadt.modules.consul.importers.graphql import Api
from mitmachstadt.modules.consul.models import Page, Record, Run
from mitmachstadt.modules.proposals.models import Proposal
from mitmachstadt.spine.accounts.models import RoleAssignment, User
from mitmachstadt.spine.cases import bulk
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import Given
from mitmachstadt.spine.city.models import Organisation
from mitmachstadt.spine.fetching import Fetcher
from tests.consul.consul_server import Server, Town

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(scope="module")
def former(rows_for_all):
    def take_over():
        Organisation.objects.create(key="stadt", name="Stadt Ort", kind="town", answers_cases=True)
        with Server(Town()) as server:
            run = runs.take("alt", "Alte Plattform", server.address, "api")
            api = Api(f"{server.address}/graphql", Fetcher(allowed=(server.address,), pause=0))
            for _step in runs.work(run, partial(interface_run.work, api=api)):
                pass

    rows_for_all(take_over)


@pytest.fixture
def taken_over(former, db):
    """A former platform that was read to its end."""
    return Run.objects.get()


def target(kind, old_id):
    return Record.objects.get(kind=kind, old_id=old_id).target


def test_the_page_of_a_proposal_says_where_its_votes_come_from(taken_over, client):
    page = client.get(f"/vorschlaege/{target('proposal', 1)}/").content.decode()
    assert "Aus dem früheren System übernommen" in page and "Alte Plattform" in page
    assert 'id="abstimmen"' not in page
    row = client.get("/vorschlaege/?stand=beendet").content.decode()
    assert "Vorschlag 30" in row and 'class="votes-up"' not in row


def test_the_dataset_keeps_both_apart(taken_over, client):
    rows = client.get("/daten/vorschlaege.json").json()["eintraege"]
    one = next(row for row in rows if row["nummer"] == target("proposal", 1))
    assert (one["dafuer"], one["dagegen"], one["frueher_dafuer"], one["frueher_dagegen"]) == (0, 0, 3, None)


@pytest.mark.parametrize(
    ("old", "kind", "number", "new"),
    [
        ("/proposals/3-vorschlag-3", "proposal", 3, "/vorschlaege/{}/"),
        ("/proposals/3", "proposal", 3, "/vorschlaege/{}/"),
        ("/debates/2-debatte", "debate", 2, "/archiv/{}/"),
        ("/budgets/1-buergerbudget/investments/3-projekt", "investment", 3, "/archiv/{}/"),
        ("/comments/5", "comment", 5, "/gespraech/"),
    ],
)
def test_old_addresses_lead_to_the_new_pages(taken_over, client, old, kind, number, new):
    answer = client.get(old)
    assert answer.status_code == 301
    if kind == "comment":
        assert answer["Location"].endswith(f"/{target(kind, number)}/")
    else:
        assert answer["Location"] == new.format(target(kind, number))
    assert client.get(answer["Location"], follow=True).status_code == 200


@pytest.mark.parametrize(
    "old", ["/proposals/999", "/proposals/0", "/comments/60", "/debates/999999999999999999", "/proposals/x"]
)
def test_what_was_not_carried_over_is_not_there(taken_over, client, old):
    assert client.get(old).status_code == 404


def test_the_archive_is_listed_searched_and_read(taken_over, client, django_assert_max_num_queries):
    listed = client.get(reverse("consul:list") + "?art=projekte").content.decode()
    assert "Projekt 2" in listed and "Debatte 1" not in listed
    assert "Debatte 4" in client.get(reverse("consul:list") + "?q=Debatte").content.decode()
    page = client.get(f"/archiv/{target('debate', 1)}/").content.decode()
    assert "Debatte 1" in page and "Kommentar 59" in page and "<script>alert" not in page
    assert "Gebaut" in client.get(f"/archiv/{target('investment', 1)}/").content.decode()
    assert client.get("/archiv/AR-2099-001/").status_code == 404


def test_a_hidden_page_is_gone_and_comes_back(taken_over, client):
    clerk = User.objects.create_user("vogt@example.org")
    RoleAssignment.objects.create(user=clerk, role="coordinator")
    for number, state in ((target("debate", 1), "archived"), (target("proposal", 1), "former")):
        case = Case.objects.get(number=number)
        case = bulk.take(
            case, "hide", Given(reason="Hier wird jemand beleidigt."), by=clerk, expect_version=case.version
        )
        path = f"/archiv/{number}/" if state == "archived" else f"/vorschlaege/{number}/"
        assert client.get(path).status_code == 404
        case = bulk.take(case, "restore", Given(), by=clerk, expect_version=case.version)
        case = bulk.take(case, "release", Given(), by=clerk, expect_version=case.version)
        assert (case.state, client.get(path).status_code) == (state, 200)
    assert Proposal.objects.get(case__number=target("proposal", 1)).terms["who"] == "former"
    assert Page.objects.public().count() == 7


def test_the_report_is_for_those_who_run_the_place(taken_over, client):
    address = reverse("consul:desk-report", args=[taken_over.pk])
    assert client.get(address).status_code == 302
    boss = User.objects.create_user("betrieb@example.org")
    RoleAssignment.objects.create(user=boss, role="operator")
    client.force_login(boss)
    page = client.get(address)
    assert page.status_code == 200 and "Gelesen und übernommen" in page.content.decode()
    assert client.get(address + "?form=md").content.decode() == taken_over.report
    assert client.get(reverse("consul:desk")).status_code == 200
    assert reverse("consul:desk") in client.get(reverse("cases:desk")).content.decode()
