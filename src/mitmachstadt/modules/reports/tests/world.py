"""A small town for the tests of reports: its rules, units, districts and three named people."""

from __future__ import annotations

import io
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from mitmachstadt.modules.reports.actions.photos import PHOTO_NAME
from mitmachstadt.modules.reports.actions.reports import Reporter, hand_in
from mitmachstadt.modules.reports.models import Report
from mitmachstadt.modules.reports.rules import Reported
from mitmachstadt.spine.accounts.models import RoleAssignment, User
from mitmachstadt.spine.cases.actions import move
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import Given, kind_of
from mitmachstadt.spine.city.importers.town import rule_values
from mitmachstadt.spine.city.models import District, Organisation, RuleRecord
from mitmachstadt.spine.files.actions import store_upload
from mitmachstadt.spine.files.models import Upload

RULES = Path(settings.TOWN_DIR).parent / "castrop-rauxel" / "rules" / "melder.toml"
#: A point in the middle of Castrop, and one some metres beside it.
LAT, LON = 51.5497, 7.3094
NEAR = (LAT + 0.0002, LON)


@dataclass
class World:
    """Everything a test of reports needs."""

    town: Organisation
    euv: Organisation
    stadtwerke: Organisation
    castrop: District
    gerda_resident: User
    celik_clerk: User
    weber_clerk_elsewhere: User
    vogel_coordinator: User


def person(name: str, role: str = "", organisation: Organisation | None = None) -> User:
    """Somebody with an account, with or without a role."""
    user = User.objects.create_user(f"{name}@example.org", "geheim-geheim", display_name=name.title())
    if role:
        RoleAssignment.objects.create(user=user, role=role, organisation=organisation)
    return user


def new_world() -> World:
    """The town with its people; call it inside a test database."""
    RuleRecord.objects.create(key="melder", **rule_values(tomllib.loads(RULES.read_text("utf-8"))))
    town = Organisation.objects.create(key="stadt", name="Stadt Ort", kind="town", answers_cases=True)
    euv = Organisation.objects.create(key="euv", name="EUV", kind="company", answers_cases=True)
    works = Organisation.objects.create(
        key="stadtwerke", name="Stadtwerke", kind="company", answers_cases=True
    )
    return World(
        town=town,
        euv=euv,
        stadtwerke=works,
        castrop=District.objects.create(name="Castrop", slug="castrop", lat=LAT, lon=LON),
        gerda_resident=person("gerda"),
        celik_clerk=person("celik", "clerk", euv),
        weber_clerk_elsewhere=person("weber", "clerk", town),
        vogel_coordinator=person("vogel", "coordinator"),
    )


def report(category: str = "schlagloch", text: str = "Tiefes Loch vor Haus 12", **more: Any) -> Report:
    """A report as a guest hands it in."""
    who = Reporter(user=more.pop("user", None), email=more.pop("email", ""))
    photos, token = more.pop("photos", ()), more.pop("token", "")
    place = {"lat": LAT, "lon": LON} | {key: more.pop(key) for key in ("lat", "lon", "label") if key in more}
    what = Reported(category=category, text=text, **place, **more)
    case, _secret = hand_in(what, who, photos=photos, token=token)
    found: Report = Report.objects.select_related("case").get(case=case)
    return found


def step(case: Case, key: str, by: User | None, *, as_sender: bool = False, **given: Any) -> Case:
    """Takes a step as that person."""
    case.refresh_from_db()
    target = kind_of(case).transition(key).targets[0]
    return move(case, target, by=by, expect_version=case.version, given=Given(**given), as_sender=as_sender)


def fixed(one: Report, by: User, **more: Any) -> Case:
    """Mends it, with everything an honest end needs."""
    from django.utils import timezone

    given = {"text": "Loch gefüllt.", "day": timezone.localdate(), "more": {"closing_reason": "repariert"}}
    return step(one.case, "fix", by, **(given | more))


def png(colour: tuple[int, int, int] = (90, 120, 90), size: tuple[int, int] = (60, 40)) -> SimpleUploadedFile:
    """A small picture as a phone sends it."""
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, "PNG")
    return SimpleUploadedFile("loch.png", buffer.getvalue(), "image/png")


def photo() -> Upload:
    """A stored photo that no report has yet."""
    return store_upload(png(), alt="Foto", name=PHOTO_NAME)
