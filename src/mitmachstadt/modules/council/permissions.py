"""Who keeps meetings and agendas: the coordinators; council members read what everybody reads."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.accounts.models import Role
from mitmachstadt.spine.accounts.rules import Person, has_role
from mitmachstadt.spine.problems import Problem, Refused


def may_keep_meetings(person: Person) -> bool:
    """True for whoever writes meetings and agendas."""
    return has_role(person, Role.COORDINATOR) or has_role(person, Role.OPERATOR)


def refuse_stranger(by: Person) -> None:
    """Raises `Refused` for whoever may not keep what the council has."""
    if not may_keep_meetings(by):
        raise Refused([Problem("", "not_yours", _("Only the coordinators keep meetings and agendas."))])
