"""Who may do what with a project: clerks of its owner or unit write it, coordinators release it, nobody else touches it.

Which step of the path needs whom stands in the town's release chain (`rules.path`); here stands which roles a person has
for one project.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from rules.permissions import add_perm
from rules.predicates import predicate

from mitmachstadt.modules.projects.models import Project
from mitmachstadt.spine.accounts.models import Role
from mitmachstadt.spine.accounts.rules import Person, has_role, is_staff_member, unit_ids
from mitmachstadt.spine.city.models import Organisation


def is_clerk_for(person: Person, project: Project) -> bool:
    """True for clerks of the organisation that owns the project or of the unit in charge of it."""
    units = [project.owner, project.unit]
    return any(has_role(person, Role.CLERK, unit) for unit in units if unit is not None)


def roles_for(person: Person, project: Project) -> frozenset[str]:
    """The roles of a person that count for this project, as `rules.path` names them."""
    found = {str(role) for role in (Role.COORDINATOR, Role.OPERATOR) if has_role(person, role)}
    if is_clerk_for(person, project):
        found.add(str(Role.CLERK))
    return frozenset(found)


def may_edit(person: Person, project: Project) -> bool:
    """True for whoever may write the sheet."""
    return bool(roles_for(person, project) & {Role.CLERK, Role.COORDINATOR})


def may_release(person: Person, project: Project | None = None) -> bool:
    """True for whoever informs, publishes, schedules and hides."""
    return has_role(person, Role.COORDINATOR)


def may_create(person: Person) -> bool:
    """True for whoever may begin a new sheet."""
    return has_role(person, Role.COORDINATOR) or has_role(person, Role.CLERK)


def may_see_desk(person: Person) -> bool:
    """True for whoever sees drafts: all staff, because projects meet each other before they are public."""
    return is_staff_member(person)


def owners_for(person: Person) -> Any:
    """The organisations for which a person may begin a project, as a queryset."""
    group = (Organisation.Kind.TOWN, Organisation.Kind.UTILITY, Organisation.Kind.COMPANY)
    found = Organisation.objects.filter(kind__in=group)
    if has_role(person, Role.COORDINATOR):
        return found
    return found.filter(pk__in=unit_ids(person)) if may_create(person) else found.none()


def own_projects(person: Person) -> Q:
    """The projects a clerk works on, as a condition."""
    ids = unit_ids(person)
    return Q(owner_id__in=ids) | Q(unit_id__in=ids)


for _name, _question in (("edit", may_edit), ("release", may_release), ("create", may_create)):
    add_perm(f"projects.{_name}_project", predicate(_question))  # type: ignore[no-untyped-call]
