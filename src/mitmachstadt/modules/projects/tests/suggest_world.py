"""A small town for the tests of suggestions: rules, units, a project, and people whose names tell their rights."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from mitmachstadt.modules.projects.models import Point, Project
from mitmachstadt.modules.projects.rules import data_from_toml
from mitmachstadt.modules.projects.suggest_actions import Sender, Words, hand_in
from mitmachstadt.spine.accounts.models import RoleAssignment, User
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import Given
from mitmachstadt.spine.city.models import Organisation, RuleRecord

TOWNS = Path(settings.TOWN_DIR).parent
REASON = "Der Weg gehört dem Land, die Stadt darf dort nichts bauen."


@dataclass
class World:
    """Everything a test of suggestions needs."""

    project: Project
    point: Point
    traffic: Organisation
    green: Organisation
    committee: Organisation
    gerda_resident: User
    celik_clerk: User
    weber_clerk_elsewhere: User
    brandt_council: User
    vogel_coordinator: User
    moritz_moderator: User


def rules_data(town: str = "castrop-rauxel") -> dict[str, object]:
    """The data of a town's rule record."""
    return data_from_toml((TOWNS / town / "rules" / "vorhabenliste.toml").read_text("utf-8"))


def person(name: str, role: str = "", organisation: Organisation | None = None) -> User:
    """Somebody with an account, with or without a role."""
    user = User.objects.create_user(f"{name}@example.org", "geheim-geheim", display_name=name.title())
    if role:
        RoleAssignment.objects.create(user=user, role=role, organisation=organisation)
    return user


def new_project(number: str, owner: Organisation, **values: object) -> Project:
    """A public project whose window is open today."""
    now, today = timezone.now(), timezone.localdate()
    facts: dict[str, object] = {
        "title": "Fahrradstraße Eichenweg",
        "owner": owner,
        "unit": owner,
        "state": "published",
        "members_informed_at": now - timedelta(days=3),
        "published_at": now - timedelta(days=2),
        "participation": "yes",
        "window_start": today - timedelta(days=2),
        "window_end": today + timedelta(days=12),
    }
    project: Project = Project.objects.create(number=number, **{**facts, **values})
    return project


def new_world(town: str = "castrop-rauxel") -> World:
    """The town with its people; call it inside a test database."""
    RuleRecord.objects.create(
        key="vorhabenliste", valid_from=date(2021, 1, 1), data=rules_data(town), source="Regeln der Stadt"
    )
    traffic = Organisation.objects.create(
        key="verkehr", name="Verkehrsplanung", kind="town", answers_cases=True
    )
    green = Organisation.objects.create(key="gruen", name="Grünflächen", kind="town", answers_cases=True)
    committee = Organisation.objects.create(
        key="ausschuss", name="Ausschuss für Bürger:innenbeteiligung und Stadtentwicklung", kind="body"
    )
    project = new_project("V-2026-001", traffic)
    point = Point.objects.create(project=project, text="Bäume und Bänke", short="Bäume und Bänke")
    return World(
        project=project,
        point=point,
        traffic=traffic,
        green=green,
        committee=committee,
        gerda_resident=person("gerda"),
        celik_clerk=person("celik", "clerk", traffic),
        weber_clerk_elsewhere=person("weber", "clerk", green),
        brandt_council=person("brandt", "council_member", committee),
        vogel_coordinator=person("vogel", "coordinator"),
        moritz_moderator=person("moritz", "moderator"),
    )


def send(world: World, text: str = "Vor der Bäckerei fehlt eine Bank.", **values: object) -> Case:
    """A suggestion on the project, handed in like from the form; returns the case as stored."""
    email = str(values.pop("email", ""))
    user = values.pop("user", None)
    words = Words(text=text, **{"age": 30, "resident": True, **values})  # type: ignore[arg-type]
    case, _secret = hand_in(world.project, words, Sender(user=user, email=email))  # type: ignore[arg-type]
    return Case.objects.get(pk=case.pk)


GIVEN = {
    "release": Given(),
    "statement": Given(text="Eine Bank passt an diese Stelle, der Gehweg ist breit genug."),
    "recommendation": Given(text="Der Ausschuss empfiehlt die Bank einstimmig.", outcome="taken_up"),
    "decide": Given(
        outcome="taken_up", text="Die Bank kommt im Frühjahr.", vote="einstimmig", effect="Bank im Plan"
    ),
    "hide": Given(reason="Der Text beleidigt eine Nachbarin mit Namen."),
    "postpone_recommendation": Given(reason=REASON, day=date(2099, 1, 4)),
    "postpone_decision": Given(reason=REASON, day=date(2099, 1, 4)),
    "restore": Given(),
}


def toml_of(town: str) -> dict[str, object]:
    """A town's rule file as written, for comparisons."""
    return tomllib.loads((TOWNS / town / "rules" / "vorhabenliste.toml").read_text("utf-8"))
