"""The page of a proposal comes from memory after changes that do not concern it, and shows each one that does at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.apps import apps
from django.db.models import F
from django.test import Client
from django.utils import timezone

from mitmachstadt.modules.proposals.actions.voting import cast
from mitmachstadt.modules.proposals.models import CoAuthor, Legacy, Proposal
from mitmachstadt.modules.proposals.tests.world import World
from mitmachstadt.modules.proposals.views import public
from mitmachstadt.spine.accounts.models import RoleAssignment, User
from mitmachstadt.spine.audit import kept
from mitmachstadt.spine.audit.models import LogEntry
from mitmachstadt.spine.cases import sender
from mitmachstadt.spine.cases.models import Case, CaseEvent, Duty
from mitmachstadt.spine.city.models import District, RuleRecord
from mitmachstadt.spine.talk import actions, queries
from mitmachstadt.spine.talk.models import Comment
from mitmachstadt.spine.talk.town import RULES, default_data

pytestmark = pytest.mark.django_db
#: What differs from one showing of a form to the next.
TOKENS = re.compile(r'name="(csrfmiddlewaretoken|form_token)" value="[^"]*"')


def log() -> None:
    LogEntry.objects.create(action="edit", object_kind="other", object_id="1")


class Page:
    """A public proposal with two comments and an answer, and whoever reads it."""

    def __init__(self, world: World) -> None:
        User.objects.update(date_joined=timezone.now() - timedelta(days=400))
        self.world, self.proposal = world, world.released("Bänke am Markt")
        self.gerda, self.ali = world.gerda_resident, world.ali_resident
        for user in (self.gerda, self.ali):
            user.refresh_from_db()
        self.first = self.say(self.ali, "Ein schöner Platz.")
        self.second = self.say(self.gerda, "Was kostet das?", stance="question")
        self.answer = self.say(self.ali, "Nicht viel.", parent=self.second)

    def say(self, user: User, text: str, **more: object) -> Comment:
        values: dict[str, object] = {"stance": "for", "name": user.display_name, **more}
        words = actions.Words(text=text, **values)  # type: ignore[arg-type]
        return actions.post(self.proposal.case, user, words)

    def comment(self, one: Comment) -> Comment:
        found: Comment = Comment.objects.select_related("case", "about").get(pk=one.pk)
        return found

    def text(self, client: Client) -> str:
        response = client.get(f"/vorschlaege/{self.proposal.case.number}/")
        return (
            TOKENS.sub("", response.content.decode())
            if response.status_code == 200
            else str(response.status_code)
        )


@pytest.fixture
def page(world: World) -> Page:
    return Page(world)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The proposals whose common part was put together."""
    found, make = [], public.detail_context

    def counted(request: object, number: str) -> object:
        found.append(number)
        return make(request, number)

    monkeypatch.setattr(public, "detail_context", counted)
    return found


def hide(page: Page) -> None:
    comment = page.comment(page.first)
    page.world.take(comment.case, "hide", by=coordinator(), reason="Das ist nur Werbung für einen Laden.")


def coordinator() -> User:
    user: User = User.objects.create_user("sommer@example.org", "geheim-geheim")
    RoleAssignment.objects.create(user=user, role="coordinator")
    return user


def take_back(page: Page) -> None:
    comment = page.comment(page.first)
    sender.withdraw(comment.case, expect_version=comment.case.version)


def rows(**change: object) -> Callable[[Page], object]:
    return lambda page: Proposal.objects.filter(pk=page.proposal.pk).update(**change)


CHANGES: dict[str, Callable[[Page], object]] = {
    "it is renamed": rows(title="Stühle am Markt"),
    "its text is another": rows(text="Stühle statt Bänke."),
    "it gets another day": rows(ends_on=timezone.localdate() + timedelta(days=400)),
    "its case is hidden": lambda page: Case.objects.filter(pk=page.proposal.case_id).update(hidden=True),
    "its case is not public": lambda page: Case.objects.filter(pk=page.proposal.case_id).update(public=False),
    "its district is named": lambda page: rows(
        district=District.objects.create(slug="mitte", name="Mitte", lat=51.5, lon=7.3)
    )(page),
    "the reader votes": lambda page: cast(page.proposal.case.number, page.gerda, 1),
    "somebody else votes": lambda page: cast(page.proposal.case.number, page.ali, -1),
    "somebody writes along": lambda page: CoAuthor.objects.create(
        proposal=page.proposal, user=page.ali, name="Ali A.", place=1, joined_at=timezone.now()
    ),
    "the former system is named": lambda page: Legacy.objects.create(proposal=page.proposal, source="consul", up=3),
    "an event becomes known": lambda page: CaseEvent.objects.create(
        case=page.proposal.case, kind="text_changed", public=True
    ),
    "an event is not public any more": lambda page: CaseEvent.objects.filter(case=page.proposal.case).update(public=False),
    "an answer is due": lambda page: Duty.objects.create(
        case=page.proposal.case, key="answer", unit=page.world.office, due_on=timezone.localdate()
    ),
    "it stands on an agenda": lambda page: apps.get_model("council", "AgendaItem").objects.create(
        meeting=apps.get_model("council", "Meeting").objects.create(
            body=page.world.committee, starts_at=timezone.now() + timedelta(days=9), place="Rathaus"
        ),
        number=1, title="Bänke", subject_kind="proposal", subject_id=page.proposal.case.number,
    ),
    "a comment is hidden": hide,
    "a comment is deleted": take_back,
    "a comment is written": lambda page: page.say(page.ali, "Noch etwas."),
    "a comment is answered": lambda page: page.say(page.ali, "Gern.", parent=page.comment(page.first)),
    "a comment is changed": lambda page: actions.change(
        page.comment(page.first), page.ali, "Ein guter Platz.", expect_revision=page.comment(page.first).revision
    ),
    "a comment is marked by the reader": lambda page: actions.mark(page.comment(page.first), page.gerda, helpful=True),
    "a comment is marked by somebody else": lambda page: actions.mark(
        page.comment(page.first), page.world.celik_clerk, helpful=True
    ),
    "the name of an author goes": lambda page: actions.forget(page.comment(page.first).case),
    "the reader mutes somebody": lambda page: actions.mute(page.gerda, page.ali, on=True),
    "the rules of the talk are others": lambda page: RuleRecord.objects.create(
        key=RULES, valid_from=timezone.localdate(), data={**default_data(), "edit_minutes": 0, "valid_from": "2020-01-01"},
    ),
    "the reader gets a role": lambda page: RoleAssignment.objects.create(user=page.gerda, role="coordinator"),
    "it comes to its end": lambda page: Case.objects.filter(pk=page.proposal.case_id).update(state="archived"),
}  # fmt: skip


@pytest.mark.parametrize("what", CHANGES)
def test_each_change_shows_at_once_as_if_nothing_had_been_kept(page, made, what):
    reader = Client()
    reader.force_login(page.gerda)
    page.text(reader)
    log()
    before = page.text(reader)
    assert len(made) == 1, "from here on the common part comes from memory"
    CHANGES[what](page)
    log()
    after = page.text(reader)
    assert after != before
    kept.forget()
    queries._rows.clear()
    queries._outlines.clear()
    assert page.text(reader) == after


def test_what_does_not_concern_it_makes_no_new_page(page, made, client):
    first = page.text(client)
    other = page.world.released("Bäume am Kanal")
    Proposal.objects.filter(pk=other.pk).update(up=F("up") + 1)
    log()
    assert (page.text(client), len(made)) == (first, 1)


def test_everything_it_reads_can_be_asked_again(page, client):
    page.text(client)
    for name in ("proposal", "talk-rules"):
        (one,) = [one for key, one in kept._memory.items() if key[0] == name]
        assert one.proof is not None
        assert one.proof.whole


def test_guests_and_people_see_their_own(page, client):
    """The kept pieces are named by all that they show: nobody sees the buttons of somebody else."""
    guest = page.text(client)
    readers = {}
    for user in (page.gerda, page.ali, page.world.celik_clerk):
        readers[user.pk] = Client()
        readers[user.pk].force_login(user)
    seen = [page.text(reader) for reader in readers.values()]
    assert len({guest, *seen}) == 4
    assert "kommentar-" in seen[0]
    assert seen == [page.text(reader) for reader in readers.values()]
    assert page.text(client) == guest
    change = f"/kommentar/{page.second.case.number}/aendern/"
    assert [change in text for text in (guest, *seen)] == [False, True, False, False]
