"""Who fills in a climate check, and who comments on it."""

from __future__ import annotations

from collections.abc import Collection

from mitmachstadt.spine.accounts.models import Role
from mitmachstadt.spine.accounts.rules import Person, has_role, unit_ids


def may_see_checks(person: Person) -> bool:
    """True for whoever works with papers at the desk."""
    return (
        has_role(person, Role.CLERK) or has_role(person, Role.COORDINATOR) or has_role(person, Role.OPERATOR)
    )


def may_fill(person: Person, departments: Collection[int]) -> bool:
    """True for clerks of a department that wrote the paper (any clerk where none is named), and coordinators."""
    if has_role(person, Role.COORDINATOR):
        return True
    if not departments:
        return has_role(person, Role.CLERK)
    return bool(set(unit_ids(person)) & set(departments))


def may_comment(person: Person, manager_id: int | None, manager_has_clerks: bool) -> bool:
    """True for the climate manager's unit; while nobody works there, for coordinators."""
    if manager_id is not None and manager_id in unit_ids(person):
        return True
    return not manager_has_clerks and has_role(person, Role.COORDINATOR)
