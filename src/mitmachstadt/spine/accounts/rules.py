"""Who holds which role; every module's permissions build on these questions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.accounts.models import Proof, Role, RoleAssignment, User
from mitmachstadt.spine.city.models import Organisation
from mitmachstadt.spine.prepared import Prepared
from mitmachstadt.spine.problems import Problem

Person = User | AnonymousUser
ROLES = Prepared(lambda user: RoleAssignment.objects.filter(user_id=user))


def roles_of(person: Person) -> list[tuple[str, int | None]]:
    """Pairs of role and organisation id that `person` holds today; read once per request and person."""
    if not isinstance(person, User) or not person.is_active:
        return []
    cached: list[tuple[str, int | None]] | None = getattr(person, "_roles_today", None)
    if cached is None:
        fetched = "roles" in getattr(person, "_prefetched_objects_cache", {})
        cached = remember_roles(person, person.roles.all() if fetched else ROLES(person.pk))
    return cached


def remember_roles(person: User, rows: Iterable[RoleAssignment]) -> list[tuple[str, int | None]]:
    """Keeps those of a person's `ROLES` that hold today, for the rest of the request."""
    today = timezone.localdate()
    found = [
        (row.role, row.organisation_id) for row in rows if row.since <= today and holds_on(row.until, today)
    ]
    person._roles_today = found  # type: ignore[attr-defined]
    return found


def holds_on(until: date | None, day: date) -> bool:
    """True when something that ends on `until` (None: never) still holds on `day`."""
    return until is None or until >= day


def has_role(person: Person, role: str, organisation: Organisation | None = None) -> bool:
    """True when `person` holds `role`; with `organisation`, only for it (coordinators act for all)."""
    if isinstance(person, User) and person.is_superuser:
        return True
    return any(
        held == role and (organisation is None or org_id is None or org_id == organisation.pk)
        for held, org_id in roles_of(person)
    )


def is_staff_member(person: Person) -> bool:
    """True for whoever works at the desk: clerks, moderators, coordinators, operators."""
    return any(
        has_role(person, role) for role in (Role.CLERK, Role.MODERATOR, Role.COORDINATOR, Role.OPERATOR)
    )


def needs_second_factor(person: Person) -> bool:
    """True for whoever works for the town or runs the platform; council members and residents may have one."""
    return is_staff_member(person) or has_role(person, Role.EDITOR)


def unit_ids(person: Person) -> list[int]:
    """Ids of the organisations for which `person` is clerk."""
    return [org for role, org in roles_of(person) if role == Role.CLERK and org is not None]


def problems_with_granting(by: Person | None) -> list[Problem]:
    """Only operators give and take roles; None is the command line of the installation."""
    if by is None or has_role(by, Role.OPERATOR):
        return []
    return [Problem("", "not_operator", _("Only operators give and take roles."))]


def problems_with_role(
    role: str, organisation: Organisation | None, until: date | None, today: date
) -> list[Problem]:
    """Why a role can not be given like that: clerks belong to a unit, council members to a body."""
    found = []
    if role not in Role.values:
        found.append(Problem("role", "unknown", _("Please choose a role.")))
    if role == Role.CLERK and (organisation is None or organisation.is_body):
        found.append(Problem("organisation", "needs_unit", _("A clerk needs the unit he or she works for.")))
    if role == Role.COUNCIL_MEMBER and (organisation is None or not organisation.is_body):
        found.append(
            Problem("organisation", "needs_body", _("A council member needs a council or committee."))
        )
    if role in NO_ORGANISATION and organisation is not None:
        found.append(
            Problem("organisation", "no_unit", _("This role holds for the whole town, without a unit."))
        )
    if until is not None and until < today:
        found.append(Problem("until", "past", _("The end lies in the past.")))
    return found


def problems_with_losing_operator(role: str, others: int) -> list[Problem]:
    """Somebody has to keep the keys."""
    if role != Role.OPERATOR or others:
        return []
    sentence = _("This is the last operator. Please make somebody else an operator first.")
    return [Problem("", "last_operator", sentence)]


def problems_with_reset(user: User, by: User, reason: str) -> list[Problem]:
    """A lost device is replaced by another operator than the one who lost it, and with a reason."""
    found = problems_with_granting(by)
    if by.pk == user.pk:
        found.append(Problem("", "own", _("Another operator has to do this for you.")))
    if not reason.strip():
        found.append(Problem("reason", "reason", _("Please give the reason.")))
    return found


def proofs_of(person: Person) -> list[Proof]:
    """What `person` proved; read once per request and person."""
    if not isinstance(person, User) or not person.is_active:
        return []
    cached: list[Proof] | None = getattr(person, "_proofs", None)
    if cached is None:
        cached = list(person.proofs.all())
        person._proofs = cached  # type: ignore[attr-defined]
    return cached


def proven_resident(person: Person, day: date) -> bool:
    """True when `person` proved to live in this town and the proof holds on `day`."""
    return any(
        proof.resident and proof.day <= day and holds_on(proof.valid_until, day)
        for proof in proofs_of(person)
    )


def proven_age(person: Person, day: date) -> int:
    """The age that `person` has on `day` at least, as far as it was proved; 0 without any proof.

    Years since the proof count, because nobody gets younger; the birthday itself is never kept.
    """
    ages = [
        proof.age_at_least + full_years(proof.day, day)
        for proof in proofs_of(person)
        if proof.age_at_least is not None and proof.day <= day
    ]
    return max(ages, default=0)


def old_enough(person: Person, age: int, day: date) -> bool:
    """True when `person` proved to be at least `age` years old on `day`."""
    return proven_age(person, day) >= age


def problems_with_age(person: Person, age: int, day: date, consent_below: int) -> list[Problem]:
    """Why `person` may not take part where one has to be `age` years old and, below `consent_below` years,
    needs the parents' consent."""
    if not old_enough(person, age, day):
        words = _("Please prove first that you are at least %(age)s years old.") % {"age": age}
        return [Problem("", "age_not_proven", words)]
    if not old_enough(person, consent_below, day) and not any(p.consent for p in proofs_of(person)):
        words = _("Below the age of %(age)s your parents have to agree. They do so at the counter.") % {
            "age": consent_below
        }
        return [Problem("", "needs_consent", words)]
    return []


def full_years(start: date, day: date) -> int:
    """Whole years from `start` to `day`; somebody born on 29 February has the birthday on 1 March."""
    return day.year - start.year - ((day.month, day.day) < (start.month, start.day))


NO_ORGANISATION = (Role.MODERATOR, Role.COORDINATOR, Role.EDITOR, Role.OPERATOR)
