"""Who writes which text: clerks of the unit in charge, and coordinators all."""

from __future__ import annotations

from mitmachstadt.modules.drafts.models import Draft
from mitmachstadt.spine.accounts.models import Role
from mitmachstadt.spine.accounts.rules import Person, has_role
from mitmachstadt.spine.cases.permissions import own_units


def may_begin(person: Person) -> bool:
    """True for whoever may prepare a new text."""
    return has_role(person, Role.COORDINATOR) or has_role(person, Role.CLERK)


def may_write(person: Person, draft: Draft) -> bool:
    """True for whoever may change, publish and finish it."""
    return has_role(person, Role.COORDINATOR) or draft.unit_id in own_units(person)
