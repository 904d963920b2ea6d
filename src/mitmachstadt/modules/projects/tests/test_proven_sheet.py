"""The sheet comes from memory after changes that do not concern it, and shows each one that does at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.apps import apps
from django.utils import timezone

from mitmachstadt.modules.projects.models import (
    CostEstimate,
    FundingShare,
    Milestone,
    PaperLink,
    Point,
    Project,
    ProjectPlace,
    Suggestion,
)
from mitmachstadt.modules.projects.tests.public_world import PublicWorld, make_suggestion, make_world
from mitmachstadt.modules.projects.views import sheet
from mitmachstadt.spine.audit import kept
from mitmachstadt.spine.audit.models import LogEntry
from mitmachstadt.spine.cases.models import Case, Duty
from mitmachstadt.spine.city.models import District, Organisation, RuleRecord, Topic
from mitmachstadt.spine.notify.models import Subscription

pytestmark = pytest.mark.django_db
SHEET = "/vorhaben/V-2026-001/"
Change = Callable[[PublicWorld], object]


def log() -> None:
    LogEntry.objects.create(action="edit", object_kind="other", object_id="1")


@pytest.fixture
def world() -> PublicWorld:
    world = make_world()
    project, today = world.open_project, timezone.localdate()
    CostEstimate.objects.create(
        project=project, low=Decimal(1000), high=Decimal(2000), price_year=2026, stated_on=today
    )
    paper = apps.get_model("council", "Paper").objects.create(
        title="Vorlage zum Eichenweg", reference="2026/77", public=True
    )
    apps.get_model("council", "AgendaItem").objects.filter(title=project.title).update(paper=paper)
    return world


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sheets that were put together."""
    found, make = [], sheet.detail_context

    def counted(request: object, number: str, easy: bool) -> object:
        found.append(number)
        return make(request, number, easy)

    monkeypatch.setattr(sheet, "detail_context", counted)
    return found


def text(client) -> str:
    response = client.get(SHEET)
    return response.content.decode() if response.status_code == 200 else str(response.status_code)


def test_what_does_not_concern_it_makes_no_new_sheet(client, world, made):
    first = text(client)
    make_suggestion(world.listed, "H-2026-0009", "Eine Schaukel, bitte.")
    Project.objects.filter(pk=world.listed.pk).update(title="Spielplatz am alten Kanal")
    log()
    assert (text(client), made) == (first, ["V-2026-001"])
    client.get("/en" + SHEET)
    client.get(SHEET + "?leicht=1")
    assert made == ["V-2026-001"] * 3, "each language and the plain one are their own"


def test_everything_it_reads_can_be_asked_again(client, world, made):
    """A sheet that asks in another way than by prepared queries would be put together anew after every change in town."""
    text(client)
    (one,) = [one for key, one in kept._memory.items() if key[0] == "sheet"]
    assert one.proof is not None
    assert one.proof.whole
    assert len(one.proof.questions) > 20


CHANGES: dict[str, Change] = {
    "the project is renamed": lambda world: Project.objects.filter(pk=world.open_project.pk).update(title="Eichenweg"),
    "the project is hidden": lambda world: Project.objects.filter(pk=world.open_project.pk).update(hidden=True),
    "a suggestion is hidden": lambda world: Case.objects.filter(number="H-2026-0001").update(hidden=True),
    "a suggestion is taken back": lambda world: Case.objects.filter(number="H-2026-0002").update(public=False),
    "a reason is worded anew": lambda world: Suggestion.objects.filter(outcome="not_taken_up").update(
        outcome_reason="Sie fallen um."
    ),
    "what was late is answered": lambda world: Duty.objects.update(done_at=timezone.now()),
    "the owner is renamed": lambda world: Organisation.objects.filter(key="stadt").update(name="Stadt Anderswo"),
    "a topic is renamed": lambda world: Topic(**{**Topic.objects.values().get(), "name": "Verkehr"}).save(),
    "a district is renamed": lambda world: District(**{**District.objects.values().get(slug="rauxel"), "name": "Süd"}).save(),
    "the meeting is not public any more": lambda world: apps.get_model("council", "Meeting").objects.update(public=False),
    "the paper is not public any more": lambda world: apps.get_model("council", "Paper").objects.update(public=False),
    "a place is taken away": lambda world: ProjectPlace.objects.filter(project=world.open_project).delete(),
    "the costs are not known any more": lambda world: CostEstimate.objects.all().delete(),
    "an open point is closed": lambda world: Point.objects.filter(project=world.open_project).update(is_open=False),
    "a suggestion is released": lambda world: Case.objects.filter(number="H-2026-0003").update(public=True),
    "a share is named": lambda world: FundingShare.objects.create(project=world.open_project, source="Land NRW", percent=80),
    "a step is planned": lambda world: Milestone.objects.create(project=world.open_project, title="Bagger kommen"),
    "a paper is linked": lambda world: PaperLink.objects.create(
            project=world.open_project, title="Gutachten", url="https://example.org/g.pdf"
        ),
    "a partner joins": lambda world: world.open_project.partners.add(world.council),
    "the log tells of it": lambda world: LogEntry.objects.create(
            action="project.changed", object_kind="project", object_id=str(world.open_project.pk),
            summary="Fenster verlängert", public=True,
        ),
    "somebody follows it": lambda world: Subscription.objects.create(
            email="a@example.org", target_kind="project", target="V-2026-001", confirmed_at=timezone.now()
        ),
    "the window is over and the town refuses": lambda world: (
            RuleRecord.objects.create(
                key="vorhabenliste", valid_from=timezone.localdate() - timedelta(days=9),
                data={"window": {"outside": "refuse"}},
            ),
            Project.objects.filter(pk=world.open_project.pk).update(
                window_end=timezone.localdate() - timedelta(days=1)
            ),
        ),
}  # fmt: skip


@pytest.mark.parametrize("what", CHANGES)
def test_each_change_shows_at_once_as_if_nothing_had_been_kept(client, world, made, what):
    text(client)
    log()
    before = text(client)
    assert made == ["V-2026-001"], "from here on the sheet comes from memory"
    CHANGES[what](world)
    log()
    after = text(client)
    assert after != before
    kept.forget()
    assert text(client) == after
