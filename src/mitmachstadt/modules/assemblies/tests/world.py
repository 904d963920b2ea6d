"""A small town for the tests of assemblies: rules, two units, an announced assembly, and people whose names tell their rights."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from mitmachstadt.modules.assemblies.actions import sheet
from mitmachstadt.modules.assemblies.models import Assembly
from mitmachstadt.spine.accounts.models import RoleAssignment, User
from mitmachstadt.spine.city.importers.town import rule_values
from mitmachstadt.spine.city.models import District, Organisation, RuleRecord

RULES = Path(settings.TOWN_DIR) / "rules"


@dataclass
class World:
    """Everything a test of assemblies needs."""

    assembly: Assembly
    ickern: District
    office: Organisation
    green: Organisation
    gerda_resident: User
    celik_clerk: User
    weber_clerk_elsewhere: User
    vogel_coordinator: User


def keep_rule(key: str) -> RuleRecord:
    """The town's real rule file as a dated rule."""
    values = rule_values(tomllib.loads((RULES / f"{key}.toml").read_text("utf-8")))
    return RuleRecord.objects.create(key=key, **{**values, "valid_from": date(2021, 1, 1)})


def person(name: str, role: str = "", organisation: Organisation | None = None) -> User:
    """Somebody with an account, with or without a role."""
    user = User.objects.create_user(f"{name}@example.org", "geheim-geheim", display_name=name.title())
    if role:
        RoleAssignment.objects.create(user=user, role=role, organisation=organisation)
    return user


def values(unit: Organisation, **more: object) -> dict[str, object]:
    """The sheet of an assembly in ten days."""
    start = timezone.now() + timedelta(days=10)
    return {
        "kind": "stadtteil",
        "title": "Stadtteilversammlung",
        "summary": "Wir reden über Wege und Plätze.",
        "organiser": unit,
        "starts_at": start,
        "ends_at": start + timedelta(hours=2),
        "place": "Aula",
        "step_free": "yes",
        **more,
    }


def new_world(**more: object) -> World:
    """The town with one announced assembly."""
    keep_rule("versammlungen")
    office = Organisation.objects.create(key="buero", name="Bürgerbüro", kind="town", answers_cases=True)
    green = Organisation.objects.create(key="gruen", name="Grünflächen", kind="town", answers_cases=True)
    ickern = District.objects.create(slug="ickern", name="Ickern", lat=51.59, lon=7.35)
    people = {
        "gerda_resident": person("gerda"),
        "celik_clerk": person("celik", "clerk", office),
        "weber_clerk_elsewhere": person("weber", "clerk", green),
        "vogel_coordinator": person("vogel", "coordinator"),
    }
    row = sheet.prepare(values(office, **more), [ickern], by=people["celik_clerk"])
    row = sheet.publish(row, by=people["celik_clerk"], expect_version=row.version)
    return World(assembly=row, ickern=ickern, office=office, green=green, **people)


def started(assembly: Assembly) -> Assembly:
    """The same assembly, begun half an hour ago."""
    start = timezone.now() - timedelta(minutes=30)
    Assembly.objects.filter(pk=assembly.pk).update(starts_at=start, ends_at=start + timedelta(hours=2))
    assembly.refresh_from_db()
    return assembly
