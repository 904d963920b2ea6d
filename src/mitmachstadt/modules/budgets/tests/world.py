"""A small town for the tests of budgets: its rules, a committee that meets, people by their rights, a budget in any phase."""

from __future__ import annotations

import io
import tomllib
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from mitmachstadt.modules.budgets import files
from mitmachstadt.modules.budgets.actions import agenda, budgets
from mitmachstadt.modules.budgets.actions.applications import Person, Proof, Words, hand_in, prove
from mitmachstadt.modules.budgets.models import Application, Budget, FileUse, Phase
from mitmachstadt.modules.council import actions as council
from mitmachstadt.modules.council.models import Meeting
from mitmachstadt.spine.accounts.models import RoleAssignment, User
from mitmachstadt.spine.cases import bulk
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import Given
from mitmachstadt.spine.city.importers.town import rule_values
from mitmachstadt.spine.city.models import District, Organisation, RuleRecord

RULES = Path(settings.TOWN_DIR).parent / "castrop-rauxel" / "rules"
TEXT = "Vier Hochbeete, die alle nutzen dürfen, mit Erde, Kräutern und einer Bank daneben."
#: The phases in their order, and how many days each has in these tests.
ORDER = ("announce", "collect", "check", "vote", "board", "decide", "build", "done")


def rule_data(name: str = "buergerbudget") -> dict[str, Any]:
    """A rule file of the town as its record keeps it."""
    return tomllib.loads((RULES / f"{name}.toml").read_text("utf-8"))


@dataclass
class World:
    """Everything a test of budgets needs."""

    office: Organisation
    committee: Organisation
    ickern: District
    gerda_resident: User
    celik_clerk: User
    brandt_council: User
    vogel_coordinator: User
    budget: Budget

    def turn_to(self, phase: str, budget: Budget | None = None) -> Budget:
        """Moves all phases so that this one is on now, in its middle."""
        found = budget or self.budget
        begin = timezone.now() - timedelta(days=10 * ORDER.index(phase) + 5)
        rows = {one.key: one for one in Phase.objects.filter(budget=found)}
        for place, key in enumerate(ORDER):
            row = rows.get(key) or Phase(budget=found, key=key)
            row.opens_at = begin + timedelta(days=10 * place)
            row.closes_at = row.opens_at + timedelta(days=10)
            row.save()
        return self.fresh(found)

    def fresh(self, budget: Budget | None = None) -> Budget:
        """The budget as the database has it."""
        return Budget.objects.prefetch_related("phases").get(pk=(budget or self.budget).pk)

    def take(self, case: Case, key: str, by: User | None = None, **given: Any) -> Case:
        """One step of a case as it stands now."""
        fresh = Case.objects.get(pk=case.pk)
        return bulk.take(fresh, key, Given(**given), by=by or self.celik_clerk, expect_version=fresh.version)

    def admitted(self, title: str = "Hochbeete", requested: int = 2000, **more: Any) -> Case:
        """An application on the ballot; the collection is on."""
        self.turn_to("collect")
        case = apply(self.fresh(), title, requested, **more)
        return self.take(case, "admit")

    def advised(
        self, title: str = "Hochbeete", requested: int = 2000, amount: int | None = None, **more: Any
    ) -> Case:
        """An application on which the board advised."""
        case = self.admitted(title, requested, **more)
        self.turn_to("board")
        return self.take(
            case,
            "advise",
            text="Passt gut.",
            more={"amount": requested if amount is None else amount, "rank": 1},
        )

    def on_agenda(self) -> Meeting:
        """Puts the list onto the agenda of a coming meeting."""
        found = self.meeting()
        agenda.propose_list(self.budget, found.pk, by=self.vogel_coordinator)
        return found

    def meeting(self, days: int = 20) -> Meeting:
        """A meeting of the committee at six in the evening."""
        day = timezone.localdate() + timedelta(days=days)
        starts_at = timezone.make_aware(datetime.combine(day, time(18)))
        return council.add_meeting(self.committee, starts_at, by=self.vogel_coordinator, place="Ratssaal")

    def evening_has_come(self, meeting: Meeting) -> None:
        """The meeting lies in the past."""
        moment = timezone.now() - timedelta(hours=1)
        Meeting.objects.filter(pk=meeting.pk).update(starts_at=moment)
        Budget.objects.update(meeting_at=moment)

    def decided(
        self, case: Case, outcome: str = "granted", text: str = "Gute Idee.", amount: int | None = None
    ) -> Case:
        """An application with a decision of the committee; puts the list on an agenda first where it is not there."""
        if Case.objects.get(pk=case.pk).state == "advised":
            self.evening_has_come(self.on_agenda())
        return self.take(case, "decide", outcome=outcome, text=text, more={"amount": amount})

    def granted(self, requested: int = 2000, **more: Any) -> Case:
        """An application with its notice of grant."""
        return self.take(self.decided(self.advised(requested=requested, **more)), "notice")

    def paid(self, requested: int = 2000, **more: Any) -> Case:
        """An application whose money is paid."""
        case = self.granted(requested, **more)
        return self.take(case, "pay", day=timezone.localdate(), more={"amount": requested})

    def proved(self, costs: int = 2000, requested: int = 2000) -> Case:
        """An application with its proof of use."""
        case = self.paid(requested)
        today = timezone.localdate()
        proof = Proof(
            text="Die Beete stehen und sind bepflanzt.", costs=costs, started_on=today, done_on=today
        )
        return prove(
            Case.objects.get(pk=case.pk), proof, files=[upload(FileUse.RECEIPT), upload(FileUse.RESULT)]
        )


def person(name: str, role: str = "", organisation: Organisation | None = None) -> User:
    """Somebody with an account, with or without a role."""
    user = User.objects.create_user(f"{name}@example.org", "geheim-geheim", display_name=name.title())
    if role:
        RoleAssignment.objects.create(user=user, role=role, organisation=organisation)
    return user


def words(title: str = "Hochbeete", requested: int = 2000, **more: Any) -> Words:
    """A whole application."""
    facts: dict[str, Any] = {"text": TEXT, "costs": (("Holz", requested),)}
    return Words(title=title, requested=requested, **{**facts, **more})


def who(**more: Any) -> Person:
    """A resident who gives everything the rules ask for, with a proven address."""
    user = more.pop("user", None) or User.objects.filter(email="gerda@example.org").first()
    facts: dict[str, Any] = {
        "name": "Gerda Muster", "postal": "Weg 1, 44575 Ort", "old_enough": True, "resident": True, "user": user,
        "email": user.email if user else "",
    }  # fmt: skip
    return Person(**{**facts, **more})


def apply(budget: Budget, title: str = "Hochbeete", requested: int = 2000, **more: Any) -> Case:
    """An application that has just arrived."""
    person = more.pop("person", None) or who()
    files_given = more.pop("files", ())
    token = more.pop("token", "")
    case, _secret = hand_in(budget, words(title, requested, **more), person, files=files_given, token=token)
    return Case.objects.get(pk=case.pk)


def one(case: Case) -> Application:
    """The application of a case as the database has it now."""
    found: Application = Application.objects.select_related("case__unit", "budget").get(case=case)
    return found


def picture(name: str = "bild.png", colour: str = "green") -> SimpleUploadedFile:
    """A small picture as a browser sends it."""
    file = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(file, "PNG")
    return SimpleUploadedFile(name, file.getvalue(), "image/png")


def upload(use: str) -> files.Kept:
    """A stored file of a form."""
    kept, problems = files.take([(use, picture(f"{use}.png"))], [], [], "Hochbeete")
    assert not problems
    return kept[0]


def new_world() -> World:
    """The town with its people and a public budget of 5,000 euros in its collection."""
    for key in ("buergerbudget", "stadtteilbudget"):
        RuleRecord.objects.create(key=key, **rule_values(rule_data(key)))
    office = Organisation.objects.create(key="stadt", name="Stadt Ort", kind="town", answers_cases=True)
    committee = Organisation.objects.create(key="hfa", name="Haupt- und Finanzausschuss", kind="body")
    vogel = person("vogel", "coordinator")
    gerda = person("gerda")
    begun = budgets.begin(
        "Bürger:innenbudget 2026",
        by=vogel,
        year=2026,
        total=5000,
        first=timezone.localdate() - timedelta(days=20),
    )
    world = World(
        office=office, committee=committee, gerda_resident=gerda,
        ickern=District.objects.create(slug="ickern", name="Ickern", lat=51.6, lon=7.3),
        celik_clerk=person("celik", "clerk", office), brandt_council=person("brandt", "council_member", committee),
        vogel_coordinator=vogel, budget=begun,
    )  # fmt: skip
    world.turn_to("collect")
    world.budget = budgets.publish(begun, by=vogel)
    return world
