"""Who speaks for the unit in charge of what is talked about."""

from __future__ import annotations

from mitmachstadt.spine.accounts.models import Role
from mitmachstadt.spine.accounts.rules import Person, has_role, unit_ids
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.permissions import units_of
from mitmachstadt.spine.city.models import Organisation


def speaks_for(person: Person, about: Case) -> str:
    """The name of the unit for which `person` answers here; "" for everybody else.

    Clerks of the unit in charge, of the one that owes the open duty and of those above them; coordinators for the
    unit in charge.
    """
    own = set(unit_ids(person))
    if own:
        mine = [pk for pk in units_of(about) if pk in own]
        if mine:
            return str(Organisation.objects.get(pk=mine[0]).name)
    return str(about.unit.name) if has_role(person, Role.COORDINATOR) else ""
