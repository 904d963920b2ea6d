"""A small vote for tests: a budget that is voted on, what stands on its sheet, and people whose names tell their rights."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from mitmachstadt.modules.budgets.actions.counting import end_vote
from mitmachstadt.modules.budgets.models import Application, Budget, Phase
from mitmachstadt.modules.budgets.queries.ballots import Elector
from mitmachstadt.modules.budgets.queries.process import kept
from mitmachstadt.modules.budgets.queries.town import default_data
from mitmachstadt.spine.accounts.models import RoleAssignment, User
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.city.models import District, Organisation

KNAPSACK = {"kind": "knapsack"}


def office() -> Organisation:
    """The unit that answers."""
    found, _made = Organisation.objects.get_or_create(
        key="stadt", defaults={"name": "Stadt Ort", "kind": "town", "answers_cases": True}
    )
    return found


def person(name: str, role: str = "", organisation: Organisation | None = None) -> User:
    """Somebody with an account, with or without a role."""
    user = User.objects.create_user(f"{name}@example.org", "geheim-geheim", display_name=name.title())
    if role:
        RoleAssignment.objects.create(user=user, role=role, organisation=organisation)
    return user


def voters(number: int, start: int = 0) -> list[User]:
    """So many people with accounts."""
    return User.objects.bulk_create([User(email=f"w{n}@example.org") for n in range(start, start + number)])


def vote(
    ballot: dict[str, Any] | None = None, *, prices: tuple[int, ...] = (4000, 5000, 3000, 2000), total: int = 10_000,
    slug: str = "buergerbudget-2030", places: tuple[str, ...] = (), open_now: bool = True,
) -> Budget:  # fmt: skip
    """A public budget in its vote; its applications are named BB-2030-001 and so on."""
    office()
    terms = kept(default_data("buergerbudget")) | {"ballot": ballot or KNAPSACK}
    budget = Budget.objects.create(
        slug=slug, name="Bürgerbudget 2030", year=2030, total=total, terms=terms, public=True,
        published_at=timezone.now(),
    )  # fmt: skip
    now = timezone.now()
    first = now - timedelta(days=1) if open_now else now + timedelta(days=1)
    Phase.objects.create(budget=budget, key="vote", opens_at=first, closes_at=first + timedelta(days=10))
    for number, price in enumerate(prices, 1):
        place = places[number - 1] if places else ""
        add(budget, number, price, place)
    return Budget.objects.prefetch_related("phases").get(pk=budget.pk)


def add(budget: Budget, number: int, price: int, place: str = "") -> Application:
    """An application that is admitted to the vote."""
    name = (
        f"BB-2030-{number:03d}" if budget.slug == "buergerbudget-2030" else f"BC-{budget.pk:04d}-{number:03d}"
    )
    case = Case.objects.create(
        number=name, kind="application", state="admitted", title=f"Idee {number}", unit=office(), secret_hash=f"h{name}",
        public=True,
    )  # fmt: skip
    district = district_of(place) if place else None
    return Application.objects.create(
        case=case, budget=budget, title=f"Idee {number}", text="Etwas Gutes für alle.", applicant="person",
        requested=price, ceiling=5000, ground="none", on_ballot=True, district=district,
        lat=51.55, lon=7.31 + number / 100, label="Markt",
    )  # fmt: skip


def district_of(slug: str) -> District:
    """A district of that address."""
    found, _made = District.objects.get_or_create(
        slug=slug, defaults={"name": slug.title(), "lat": 51.55, "lon": 7.31}
    )
    return found


def key(number: int) -> str:
    """The key of an application by its number."""
    return f"BB-2030-{number:03d}"


def chosen(*numbers: int) -> dict[str, int]:
    """A ballot for these numbers."""
    return {key(number): 1 for number in numbers}


def by(user: User) -> Elector:
    """Somebody who votes with an account."""
    return Elector(user=user)


def close(budget: Budget) -> Budget:
    """The vote ends now, as if the days had passed, and is counted."""
    over(budget)
    end_vote(budget)
    return fresh(budget)


def over(budget: Budget) -> Budget:
    """The end of the vote has passed; nobody has counted yet."""
    now = timezone.now()
    budget.phases.update(opens_at=now - timedelta(days=11), closes_at=now - timedelta(seconds=1))
    return fresh(budget)


def fresh(budget: Budget) -> Budget:
    """As the database has it now."""
    return Budget.objects.prefetch_related("phases").get(pk=budget.pk)
