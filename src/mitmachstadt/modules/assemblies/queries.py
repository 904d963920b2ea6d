"""Questions about assemblies that pages, actions and cases share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from mitmachstadt.modules.assemblies import rules
from mitmachstadt.modules.assemblies.models import Assembly, Seat, SignUp, State, Wish
from mitmachstadt.spine.asked import word
from mitmachstadt.spine.cases import links
from mitmachstadt.spine.city.models import Organisation
from mitmachstadt.spine.city.queries import answering_unit as town_unit
from mitmachstadt.spine.city.queries import rule_on
from mitmachstadt.spine.problems import Problem, Refused

RULE = "versammlungen"
#: Where the town has no rule yet: sign-ups must go some day in any case.
KEEP_DAYS = 14


def town_rules(day: date) -> rules.AssemblyRules:
    """The rule set that holds on `day`; `Refused` when the town has none."""
    record = rule_on(RULE, day)
    if record is None:
        raise Refused([Problem("", "no_rules", _("The town has no rules for assemblies yet."))])
    return rules.parse_rules(record.data)


def rules_now() -> rules.AssemblyRules | None:
    """The rule set of today, None where the town has none yet."""
    record = rule_on(RULE, timezone.localdate())
    return rules.parse_rules(record.data) if record else None


def wishes_hours() -> int:
    """For how many hours after the end the hall's code takes wishes; 0 without rules."""
    found = rules_now()
    return found.wishes_hours if found else 0


def confirm_hours() -> int:
    """For how many hours a seat is held for an address that is not confirmed yet."""
    found = rules_now()
    return found.confirm_hours if found else rules.CONFIRM_HOURS


def keep_days() -> int:
    """For how many days after the end sign-ups are kept."""
    found = rules_now()
    return found.keep_signups_days if found else KEEP_DAYS


def kinds_now() -> tuple[rules.Kind, ...]:
    """The kinds of today; empty where the town has no rules yet."""
    found = rules_now()
    return found.kinds if found else ()


def evening_of(assembly: Assembly) -> rules.Evening:
    """What the rules need to know of it."""
    free = None if assembly.capacity is None else assembly.capacity - assembly.taken
    return rules.Evening(
        state=assembly.state,
        starts_at=assembly.starts_at,
        ends_at=assembly.ends_at,
        signup=assembly.signup,
        signup_until=assembly.signup_until,
        free=free,
    )


def answering_unit(assembly: Assembly) -> Organisation:
    """Who answers wishes first: whoever invites, or the town where that one answers no cases.

    Raises `Refused` when the town has no unit that answers cases.
    """
    if assembly.organiser.answers_cases:
        return assembly.organiser
    unit = town_unit()
    if unit is None:
        raise Refused([Problem("", "no_unit", _("The town has not named a unit that answers wishes yet."))])
    return unit


@dataclass(frozen=True)
class Filters:
    """What a reader of the list asked for; empty shows everything."""

    district: str = ""
    kind: str = ""
    past: bool = False

    @classmethod
    def of(cls, query: Mapping[str, Any]) -> Filters:
        """From the address (`stadtteil`, `art`, `zeit=vorbei`)."""
        return cls(
            district=word(query, "stadtteil", 50),
            kind=word(query, "art", 40),
            past=word(query, "zeit", 10) == "vorbei",
        )

    @property
    def narrowed(self) -> bool:
        """True when something is left out beside the time."""
        return bool(self.district or self.kind)


def listed(filters: Filters, now: datetime) -> QuerySet[Assembly]:
    """Public assemblies to come, the next first, or past ones, the newest first; one still running has not passed."""
    rows: QuerySet[Assembly] = Assembly.objects.public().select_related("organiser")
    rows = rows.prefetch_related("districts")
    if filters.district:
        # an assembly without a district is for the whole town
        rows = rows.filter(
            pk__in=Assembly.objects.filter(
                Q(districts__slug=filters.district) | Q(districts__isnull=True)
            ).values("pk")
        )
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.past:
        return rows.filter(ends_at__lt=now).order_by("-starts_at", "-id")
    return rows.filter(ends_at__gte=now).order_by("starts_at", "id")


def public_assembly(number: str) -> Assembly | None:
    """The assembly of that number when everybody may see it."""
    found: Assembly | None = (
        Assembly.objects.public()
        .select_related("organiser", "minutes_file")
        .prefetch_related("districts")
        .filter(number=number)
        .first()
    )
    return found


def by_code(code: str) -> Assembly | None:
    """The announced assembly whose hall shows this code."""
    found: Assembly | None = (
        Assembly.objects.filter(code=code, state=State.PUBLISHED).first() if code else None
    )
    return found


@dataclass(frozen=True)
class Needs:
    """Sums over all seats of an assembly: people, and what they need."""

    persons: int
    waiting: int
    children: int
    sign_language: int
    interpreters: tuple[tuple[str, int], ...]
    others: tuple[str, ...]


def needs_of(assembly: Assembly) -> Needs:
    """The sums that organisers arrange things by; whoever waits is counted in `waiting` only."""
    seated = assembly.signups.filter(seat=Seat.SEATED)
    waiting = assembly.signups.filter(seat=Seat.WAITING).aggregate(n=Sum("persons"))["n"] or 0
    languages: dict[str, int] = {}
    others = []
    persons = children = signers = 0
    for row in seated:
        persons += row.persons
        children += row.childcare
        signers += 1 if row.sign_language else 0
        if row.interpreter.strip():
            name = row.interpreter.strip().capitalize()
            languages[name] = languages.get(name, 0) + 1
        if row.other_needs.strip():
            others.append(row.other_needs.strip())
    return Needs(persons, waiting, children, signers, tuple(sorted(languages.items())), tuple(others))


def own_path(row: SignUp) -> str:
    """The address that only the person who signed up knows, in the language of the sign-up."""
    with override(row.language):
        return reverse("assemblies:own", args=[row.assembly.number, links.secret_for(row.submission_key)])


def own_url(row: SignUp) -> str:
    """The full address for mails."""
    return str(settings.BASE_URL) + own_path(row)


def confirm_url(token: str) -> str:
    """The full address under which a mail address is confirmed."""
    with override(settings.LANGUAGE_CODE):
        return str(settings.BASE_URL) + reverse("assemblies:confirm", args=[token])


def wishes_of(assembly: Assembly) -> list[Wish]:
    """The released wishes of an assembly, grouped ones beside each other, the oldest first."""
    rows = Wish.objects.public().filter(assembly=assembly).select_related("case__unit", "group")
    return sorted(
        rows, key=lambda wish: (wish.group is None, wish.group.title if wish.group else "", wish.pk)
    )
