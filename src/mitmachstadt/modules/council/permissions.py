"""Who keeps meetings and agendas: the coordinators; council members read what everybody reads."""

from __future__ import annotations

from mitmachstadt.spine.accounts.models import Role
from mitmachstadt.spine.accounts.rules import Person, has_role


def may_keep_meetings(person: Person) -> bool:
    """True for whoever writes meetings and agendas."""
    return has_role(person, Role.COORDINATOR) or has_role(person, Role.OPERATOR)
