"""Five people to sign in as, with one random password that is printed and, for the demo alone, kept beside its data."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.db.models import PROTECT

from mitmachstadt.spine.accounts.actions import assign_role
from mitmachstadt.spine.accounts.models import Role, RoleAssignment, User
from mitmachstadt.spine.audit.models import LogEntry
from mitmachstadt.spine.city.models import District, Organisation, OrganisationKind

UNIT = "beispiel-verkehrsplanung"
COORDINATOR = "sommer@example.org"
CLERK = "celik@example.org"
RESIDENT = "gerda@example.org"
MEMBER = "brandt@example.org"
EDITOR = "vogt@example.org"


@dataclass(frozen=True)
class Example:
    """A person: what she is called, and what she may do."""

    email: str
    name: str
    what: str
    role: str = ""
    organisation: str = ""


PEOPLE = (
    Example(RESIDENT, "Gerda Kowalski (Beispiel)", "Einwohnerin"),
    Example(CLERK, "Deniz Çelik (Beispiel)", "Sachbearbeitung Verkehrsplanung", Role.CLERK, UNIT),
    Example(COORDINATOR, "Ute Sommer (Beispiel)", "Koordinierungsstelle", Role.COORDINATOR),
    Example(MEMBER, "Paul Brandt (Beispiel)", "Ratsmitglied", Role.COUNCIL_MEMBER, "rat"),
    Example(EDITOR, "Edda Vogt (Beispiel)", "Redaktion", Role.EDITOR),
)


def sign_ins_file() -> Path:
    """Where the demo keeps its sign-ins, so that every start can print them."""
    path: Path = settings.DATA_DIR / "demo-zugaenge.txt"
    return path


@transaction.atomic
def seed() -> str:
    """Makes the people, or leaves them with the password they have; returns the sign-ins in German."""
    unit = _unit()
    present = User.objects.filter(sample=True, email__in=[person.email for person in PEOPLE]).count()
    kept = sign_ins_file()
    if present == len(PEOPLE) and (kept.is_file() or not settings.MITMACHSTADT_DEMO):
        return "Die Beispiel-Zugänge gibt es schon."
    password = secrets.token_urlsafe(9)
    for person in PEOPLE:
        _keep(person, password, unit)
    lines = ["Zugänge zum Ausprobieren (alle mit demselben Kennwort):"]
    lines += [f"  {person.email:<22} {person.what}" for person in PEOPLE]
    lines.append(f"  Kennwort: {password}")
    text = "\n".join(lines) + "\n"
    if settings.MITMACHSTADT_DEMO:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(text, "utf-8")
        kept.chmod(0o600)
    return text


def _unit() -> Organisation:
    """The example unit that the clerk works for; part of the town where the town is known."""
    unit, _ = Organisation.objects.get_or_create(
        key=UNIT,
        defaults={
            "name": "Verkehrsplanung (Beispiel)",
            "kind": OrganisationKind.TOWN,
            "role": "Ausgedachte Stelle, an der die Beispiele hängen.",
            "parent": Organisation.objects.filter(key="stadt").first(),
            "answers_cases": True,
            "sample": True,
        },
    )
    return unit


def _keep(person: Example, password: str, unit: Organisation) -> None:
    user = User.objects.filter(email=person.email).first()
    if user is None:
        user = User.objects.create_user(person.email, display_name=person.name, sample=True)
    if not user.sample:
        raise ValueError(f"{person.email} gehört schon einem echten Menschen.")
    user.set_password(password)
    if person.email == RESIDENT:
        user.home_district = District.objects.filter(slug="ickern").first()
    user.save()
    EmailAddress.objects.update_or_create(
        user=user, email=person.email, defaults={"verified": True, "primary": True}
    )
    if person.role:
        where = Organisation.objects.filter(key=person.organisation).first() if person.organisation else None
        if where is None and person.organisation:
            return  # a town whose bodies are not imported yet
        assign_role(user, person.role, where, by=None)


def hand_to_the_town(units: list[Organisation]) -> None:
    """Whatever real an example unit had in hand, in any module, becomes the town's, so that nothing is lost with the unit."""
    town = Organisation.objects.filter(key="stadt").first()
    if town is None:
        return
    for relation in Organisation._meta.related_objects:
        if relation.on_delete is PROTECT:
            name = relation.field.name
            relation.related_model._base_manager.filter(**{f"{name}__in": units}).update(**{name: town})
    RoleAssignment.objects.filter(organisation__in=units).delete()


@transaction.atomic
def remove() -> str:
    """Takes people, unit and their lines in the log away."""
    people = User.objects.filter(sample=True)
    number = people.count()
    people.delete()
    hand_to_the_town(list(Organisation.objects.filter(sample=True)))
    Organisation.objects.filter(sample=True).delete()
    LogEntry.objects.filter(sample=True).delete()
    sign_ins_file().unlink(missing_ok=True)
    return f"{number} Beispiel-Zugänge entfernt."
