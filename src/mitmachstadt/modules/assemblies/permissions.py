"""Who organises which assembly: clerks of the unit that invites, and coordinators all."""

from __future__ import annotations

from mitmachstadt.modules.assemblies.models import Assembly
from mitmachstadt.spine.accounts.models import Role
from mitmachstadt.spine.accounts.rules import Person, has_role
from mitmachstadt.spine.cases.permissions import own_units


def may_begin(person: Person) -> bool:
    """True for whoever may prepare a new assembly."""
    return has_role(person, Role.COORDINATOR) or has_role(person, Role.CLERK)


def may_organise(person: Person, assembly: Assembly) -> bool:
    """True for whoever may change, announce, move, cancel and close it, and sees who comes."""
    if has_role(person, Role.COORDINATOR):
        return True
    return assembly.organiser_id in own_units(person)
