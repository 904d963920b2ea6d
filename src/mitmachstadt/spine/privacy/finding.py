"""Everything that is kept about one person, section by section, and the same as data to take along."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.accounts.rules import roles_of
from mitmachstadt.spine.privacy.registry import Activity, Person, Section, register
from mitmachstadt.spine.ui.words import day


def of_account(user: User) -> Person:
    """The person behind an account."""
    return Person(user.email, user)


def of_mailbox(email: str) -> Person:
    """The person who reads this mailbox: with the account that belongs to it, unless that one works for the town.

    Accounts of staff open with a second factor only, and a mailbox is none.
    """
    address = email.strip().lower()
    user = User.objects.filter(email__iexact=address, is_active=True).first()
    if user is not None and (user.is_superuser or roles_of(user)):
        user = None
    return Person(address, user)


def sections_of(person: Person) -> list[tuple[Activity, Section]]:
    """What is kept, in the order of the record of processing; empty sections are left out."""
    found = [section for find in register.finders for section in find(person) if section.items]
    known = register.activities
    return sorted(
        ((known[section.activity], section) for section in found),
        key=lambda pair: (pair[0].order, pair[0].key),
    )


def as_data(person: Person) -> dict[str, Any]:
    """The same for programs (GDPR article 20): each section with purpose, period and everything that is kept."""
    return {
        "platform": f"{settings.TOWN['platform']} {settings.TOWN['name']}",
        "address": person.email,
        "as_of": timezone.localtime().isoformat(timespec="seconds"),
        "sections": [
            {
                "activity": activity.key,
                "title": str(activity.title),
                "purpose": str(activity.purpose),
                "legal_basis": str(activity.basis),
                "recipients": str(activity.recipients),
                "deletion": str(activity.deletion),
                "items": [
                    {
                        "title": item.title,
                        "facts": [{"name": n, "value": v} for n, v in item.facts],
                        "url": item.url,
                    }
                    for item in section.items
                ],
            }
            for activity, section in sections_of(person)
        ],
    }


def as_sheet(person: Person) -> dict[str, Any]:
    """The same for paper."""
    today = timezone.localdate()
    town = f"{settings.TOWN['platform']} {settings.TOWN['name']}"
    pairs = sections_of(person)
    return {
        "title": _("What is kept about you"),
        "lang": get_language() or "de",
        "foot": f"{town}, {day(today)}",
        "lines": [
            _("For %(email)s, as of %(day)s.") % {"email": person.email, "day": day(today)},
            *([] if pairs else [_("Nothing is kept about you here.")]),
        ],
        "sections": [
            {
                "title": str(activity.title),
                "facts": [
                    [_("What for"), str(activity.purpose)],
                    [_("Legal basis"), str(activity.basis)],
                    [_("Recipients"), str(activity.recipients)],
                    [_("Deleted"), str(activity.deletion)],
                ],
                "items": [
                    {"title": item.title or "–", "facts": [list(pair) for pair in item.facts]}
                    for item in section.items
                ],
            }
            for activity, section in pairs
        ],
    }
