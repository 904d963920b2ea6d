"""A small town for the tests of the list: rules, units, people whose names tell their rights, and sheets at every stage."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from mitmachstadt.modules.council import interface as council
from mitmachstadt.modules.projects import actions
from mitmachstadt.modules.projects.actions import Costs
from mitmachstadt.modules.projects.models import Project, State
from mitmachstadt.modules.projects.rules import Given, ListRules, parse_rules
from mitmachstadt.modules.projects.tests.suggest_world import person, rules_data
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.city.models import District, Organisation, RuleRecord, Topic

TOWNS_DIR = Path(settings.TOWN_DIR).parent
REASON = "Der Rat hat am 5. Mai darüber gesprochen."
EXCEPTION = "Die Frist der Förderung endet am Freitag, später wäre das Geld weg."
IN_TOWN = {"type": "Point", "coordinates": [7.3094, 51.5497]}


@dataclass
class Town:
    """The town with its people: Gerda lives there, Celik plans traffic, Weber plans trees, Brandt sits in the council,
    Sommer coordinates."""

    rules: ListRules
    town: Organisation
    traffic: Organisation
    green: Organisation
    council: Organisation
    committee: Organisation
    ickern: District
    mobility: Topic
    gerda_resident: User
    celik_clerk: User
    weber_clerk_elsewhere: User
    brandt_council_member: User
    sommer_coordinator: User


def new_town(rules_town: str = "castrop-rauxel") -> Town:
    """The town under the rules of `rules_town`."""
    data = rules_data(rules_town)
    RuleRecord.objects.create(key="vorhabenliste", valid_from="2021-01-01", data=data, source="Test")
    town = Organisation.objects.create(key="stadt", name="Stadt", kind="town", answers_cases=True)
    traffic = Organisation.objects.create(
        key="verkehr", name="Verkehrsplanung", kind="town", answers_cases=True
    )
    green = Organisation.objects.create(key="gruen", name="Grünflächen", kind="town", answers_cases=True)
    body = Organisation.objects.create(key="rat", name="Rat", kind="body")
    committee = Organisation.objects.create(key="ausschuss", name="Ausschuss", kind="body")
    return Town(
        rules=parse_rules(data), town=town, traffic=traffic, green=green, council=body, committee=committee,
        ickern=District.objects.create(slug="ickern", name="Ickern", lat=51.59, lon=7.338),
        mobility=Topic.objects.create(slug="mobilitaet", name="Mobilität", icon="bike"),
        gerda_resident=person("gerda"), celik_clerk=person("celik", "clerk", traffic),
        weber_clerk_elsewhere=person("weber", "clerk", green),
        brandt_council_member=person("brandt", "council_member", body),
        sommer_coordinator=person("sommer", "coordinator"),
    )  # fmt: skip


def sheet_values(town: Town, **changes: Any) -> dict[str, Any]:
    """A sheet that is complete enough to be published under every town's rules."""
    values: dict[str, Any] = {
        "title": "Fahrradstraße Eichenweg", "summary": "Räder bekommen Vorrang.",
        "description": "Der Eichenweg wird Fahrradstraße, damit Kinder sicher zur Schule kommen.",
        "owner": town.traffic, "unit": town.traffic, "main_topic": town.mobility, "topics": [town.mobility],
        "districts": [town.ickern], "contact_name": "Frau Celik, Verkehrsplanung", "participation": "yes",
        "participation_form": "Hinweise auf dieser Seite", "criteria": [town.rules.criteria.items[0].key],
    }  # fmt: skip
    return values | changes


def draft(town: Town, **changes: Any) -> Project:
    """A complete draft of the traffic planners, with costs above every threshold."""
    project = actions.create_project(sheet_values(town, **changes), by=town.celik_clerk)
    costs = Costs(Decimal(50_000_000), Decimal(60_000_000), 2026)
    return actions.edit_sheet(project, {}, by=town.celik_clerk, expect_version=project.version, costs=costs)


def informed(town: Town, state: str = "") -> Given:
    """What the steps before publication need: the members' information and every body's decision."""
    bodies = tuple(body for step in town.rules.release.steps for body in step.bodies)
    return Given(informed_at=timezone.now(), informed_how="E-Mail an alle", decisions=bodies)


def published(town: Town, **changes: Any) -> Project:
    """A project that was just published, all steps taken by the coordinator."""
    return actions.publish_project(draft(town, **changes), by=town.sommer_coordinator, given=informed(town))


def backdate(project: Project, days: int) -> Project:
    """Moves information and publication so many days back, as if time had passed."""
    back = timedelta(days=days)
    Project.objects.filter(pk=project.pk).update(
        published_at=project.published_at - back if project.published_at else None,
        members_informed_at=project.members_informed_at - back if project.members_informed_at else None,
    )
    project.refresh_from_db()
    return project


def meeting_in(town: Town, days: int, body: str = "rat", hour: int = 17) -> council.MeetingInfo:
    """A meeting so many days from today; negative ones lie behind us."""
    at = timezone.localtime() + timedelta(days=days)
    return council.add_meeting(
        body, at.replace(hour=hour, minute=0, second=0, microsecond=0), by=town.sommer_coordinator
    )


def at_once(number: int, work: Any) -> list[object]:
    """Runs `work(n)` in so many threads that start together; returns results and errors."""
    barrier, results = threading.Barrier(number), []

    def run(place: int) -> None:
        try:
            barrier.wait(20)
            results.append(work(place))
        except Exception as error:
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(results) == number
    return results


def moment(days: int) -> datetime:
    """Now, so many days from today."""
    return timezone.now() + timedelta(days=days)


PUBLIC = (State.PUBLISHED, State.FIRST_READING, State.IN_WORK, State.DONE, State.STOPPED, State.PUT_BACK)
