"""Who moderates, and who may decide about an objection."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

from mitmachstadt.spine.accounts.models import Role, RoleAssignment, User
from mitmachstadt.spine.accounts.rules import Person, has_role

MODERATORS = (Role.MODERATOR, Role.COORDINATOR)


def may_moderate(person: Person) -> bool:
    """True for moderators and coordinators."""
    return any(has_role(person, role) for role in MODERATORS)


def others_moderate(person: User) -> bool:
    """True when somebody else could decide today."""
    today = timezone.localdate()
    return (
        RoleAssignment.objects.filter(role__in=MODERATORS, user__is_active=True, since__lte=today)
        .filter(Q(until__isnull=True) | Q(until__gte=today))
        .exclude(user=person)
        .exists()
    )
