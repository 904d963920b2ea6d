"""A small town for the tests of petitions: rules in both readings, a committee that meets, and people by their rights."""

from __future__ import annotations

import io
import tomllib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from mitmachstadt.modules.council import actions as council
from mitmachstadt.modules.council.models import AgendaItem, Meeting
from mitmachstadt.modules.petitions.actions.petitions import Person, Words, hand_in
from mitmachstadt.modules.petitions.actions.questions import AskedWords, ask
from mitmachstadt.modules.petitions.models import Petition
from mitmachstadt.spine.accounts.models import RoleAssignment, User
from mitmachstadt.spine.cases import bulk
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import Given
from mitmachstadt.spine.city.importers.town import rule_values
from mitmachstadt.spine.city.models import District, Organisation, RuleRecord

RULES = Path(settings.TOWN_DIR).parent / "castrop-rauxel" / "rules"
REASON = "Zwei Bänke passen in den Haushalt dieses Jahres, eine dritte später."
OLDER_DAY = timezone.make_aware(datetime(2020, 5, 4, 10))


def rule_data(name: str) -> dict[str, Any]:
    """A rule file of the town as its record keeps it."""
    return tomllib.loads((RULES / f"{name}.toml").read_text("utf-8"))


@dataclass
class World:
    """Everything a test of petitions needs."""

    town: Organisation
    green: Organisation
    committee: Organisation
    council: Organisation
    ickern: District
    gerda_resident: User
    celik_clerk: User
    weber_clerk_elsewhere: User
    brandt_council: User
    vogel_coordinator: User
    moritz_moderator: User


def person(name: str, role: str = "", organisation: Organisation | None = None) -> User:
    """Somebody with an account, with or without a role."""
    user = User.objects.create_user(f"{name}@example.org", "geheim-geheim", display_name=name.title())
    if role:
        RoleAssignment.objects.create(user=user, role=role, organisation=organisation)
    return user


def new_world() -> World:
    """The town with its people; call it inside a test database."""
    for name, key in (
        ("antraege", "antraege"),
        ("antraege.aelter", "antraege"),
        ("fragestunde", "fragestunde"),
    ):
        values = rule_values(rule_data(name))
        RuleRecord.objects.create(key=key, **values)
    town = Organisation.objects.create(key="stadt", name="Stadt Ort", kind="town", answers_cases=True)
    green = Organisation.objects.create(key="gruen", name="Grünflächen", kind="town", answers_cases=True)
    committee = Organisation.objects.create(
        key="ausschuss_buergerbeteiligung", name="Bürgerausschuss", kind="body"
    )
    rat = Organisation.objects.create(key="rat", name="Rat der Stadt", kind="body")
    return World(
        town=town,
        green=green,
        committee=committee,
        council=rat,
        ickern=District.objects.create(slug="ickern", name="Ickern", lat=51.6, lon=7.3),
        gerda_resident=person("gerda"),
        celik_clerk=person("celik", "clerk", town),
        weber_clerk_elsewhere=person("weber", "clerk", green),
        brandt_council=person("brandt", "council_member", committee),
        vogel_coordinator=person("vogel", "coordinator"),
        moritz_moderator=person("moritz", "moderator"),
    )


def who(**values: Any) -> Person:
    """A resident who gives everything the rules ask for."""
    facts: dict[str, Any] = {"name": "Gerda Muster", "address": "Weg 1, 44575 Ort", "resident": True}
    return Person(**{**facts, **values})


def words(**values: Any) -> Words:
    """A whole petition."""
    facts: dict[str, Any] = {
        "title": "Bänke am Friedhofsweg",
        "wish": "Die Stadt stellt drei Bänke am Friedhofsweg auf.",
        "reason": "Viele ältere Menschen gehen dort und finden keinen Platz zum Ausruhen.",
    }
    return Words(**{**facts, **values})


def send(received_at: datetime | None = None, person: Person | None = None, **values: Any) -> Case:
    """A petition as it was handed in; returns its case as stored."""
    case, _secret = hand_in(words(**values), person or who(), received_at=received_at)
    return Case.objects.get(pk=case.pk)


def meeting(world: World, days: int = 30, body: Organisation | None = None) -> Meeting:
    """A meeting of the committee so many days from today, at six in the evening."""
    day = timezone.localdate() + timedelta(days=days)
    starts_at = timezone.make_aware(datetime.combine(day, time(18)))
    return council.add_meeting(
        body or world.committee, starts_at, by=world.vogel_coordinator, place="Ratssaal"
    )


def step(case: Case, key: str, by: User, **given: Any) -> Case:
    """Takes a step at the desk with the case as it stands now."""
    fresh = Case.objects.get(pk=case.pk)
    return bulk.take(fresh, key, Given(**given), by=by, expect_version=fresh.version)


def admitted(world: World, **values: Any) -> Case:
    """A petition that was admitted."""
    return step(send(**values), "admit", world.celik_clerk)


def on_agenda(world: World, case: Case, at: Meeting | None = None) -> AgendaItem:
    """Puts an admitted petition on an agenda as the council does it."""
    return council.add_agenda_item(
        at or meeting(world),
        "Antrag",
        by=world.vogel_coordinator,
        subject_kind="petition",
        subject_id=case.number,
    )


def begun(item: AgendaItem) -> AgendaItem:
    """The item with its meeting in the past, as if the evening had come."""
    moment = timezone.now() - timedelta(hours=1)
    Meeting.objects.filter(pk=item.meeting_id).update(starts_at=moment)
    Petition.objects.filter(meeting_id=item.meeting_id).update(meeting_at=moment)
    return AgendaItem.objects.get(pk=item.pk)


def decided(world: World, item: AgendaItem, words: str = "Zwei Bänke werden aufgestellt.") -> AgendaItem:
    """The council records what was decided at the item."""
    return council.record_result(begun(item), words, by=world.vogel_coordinator, vote="11 zu 2")


def question(
    world: World, text: str = "Wann öffnet der Spielplatz?", person: Person | None = None, **values: Any
) -> Case:
    """A question as it was handed in."""
    case, _secret = ask(AskedWords(text=text, **values), person or who())
    return Case.objects.get(pk=case.pk)


def older_day() -> date:
    """A day on which the older reading of the law held."""
    return timezone.localdate(OLDER_DAY)


def picture(name: str, colour: str = "green") -> SimpleUploadedFile:
    """A small picture as a browser sends it."""
    file = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(file, "PNG")
    return SimpleUploadedFile(name, file.getvalue(), "image/png")
