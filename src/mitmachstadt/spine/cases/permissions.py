"""Who sees and moves which cases: clerks those of their units, moderators and coordinators all."""

from __future__ import annotations

from django.db.models import Q

from mitmachstadt.spine.accounts.models import Role, User
from mitmachstadt.spine.accounts.rules import Person, has_role, roles_of, unit_ids
from mitmachstadt.spine.cases import rules
from mitmachstadt.spine.cases.models import Case, CaseQuerySet
from mitmachstadt.spine.cases.registry import Transition, kind_of
from mitmachstadt.spine.city.models import Organisation

EVERYWHERE = (Role.COORDINATOR, Role.MODERATOR, Role.OPERATOR)


def sees_all(person: Person) -> bool:
    """True for those who work for the whole town."""
    return any(has_role(person, role) for role in EVERYWHERE)


def own_units(person: Person) -> set[int]:
    """Ids of the units whose cases a clerk works on: the own ones and those directly below them."""
    ids = unit_ids(person)
    if not ids:
        return set()
    return set(ids) | set(Organisation.objects.filter(parent_id__in=ids).values_list("id", flat=True))


def visible_to(person: Person) -> CaseQuerySet:
    """The cases that `person` may work on at the desk; none for whoever is no staff."""
    cases: CaseQuerySet = Case.objects.all()
    if sees_all(person):
        return cases
    ids = own_units(person)
    if not ids:
        return cases.none()
    owed = Q(pk__in=Case.objects.filter(duties__done_at__isnull=True, duties__unit_id__in=ids).values("pk"))
    return cases.filter(Q(unit_id__in=ids) | owed | Q(assignee_id=person.pk))


def units_of(case: Case) -> list[int]:
    """The unit in charge, the unit that owes the open duty, and the units above them."""
    ids = {case.unit_id}
    ids |= {duty.unit_id for duty in case.duties.all() if duty.done_at is None}
    above = Organisation.objects.filter(pk__in=ids, parent__isnull=False).values_list("parent_id", flat=True)
    return [*ids, *(parent for parent in above if parent is not None)]


def may_take(person: Person, case: Case, step: Transition) -> bool:
    """True when `person` may take `step` on `case` now, as far as roles decide."""
    if not isinstance(person, User) or set(step.roles) <= {"sender", "house"}:
        return False
    kind = kind_of(case)
    if kind.allows and not kind.allows(case, step, person):
        return False
    return person.is_superuser or rules.may_take(step, roles_of(person), units_of(case))


def may_see(person: Person, case: Case) -> bool:
    """True when `case` stands on the desk of `person`."""
    return visible_to(person).filter(pk=case.pk).exists()
