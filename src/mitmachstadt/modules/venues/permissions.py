"""Who keeps the facts of places: clerks and coordinators."""

from __future__ import annotations

from mitmachstadt.spine.accounts.models import Role
from mitmachstadt.spine.accounts.rules import Person, has_role

#: The roles that keep places.
KEEPERS = (Role.CLERK, Role.COORDINATOR)


def may_keep(person: Person) -> bool:
    """True for whoever may add a place and change what is known of it."""
    return any(has_role(person, role) for role in KEEPERS)
