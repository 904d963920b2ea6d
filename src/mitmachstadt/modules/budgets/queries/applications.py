"""Applications as pages, cases and actions ask for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from mitmachstadt.modules.budgets.models import Application, Budget
from mitmachstadt.modules.budgets.states import GRANTED
from mitmachstadt.spine.cases.models import Case

KIND = "application"
BUDGET = "budget"
ORDERS = ("zufall", "neu", "summe", "stadtteil")


def application_of(case: Case) -> Application:
    """The application behind a case, with its budget and phases."""
    rows = Application.objects.select_related("budget__district", "district", "topic")
    found: Application = rows.prefetch_related("budget__phases").get(case=case)
    found.case = case
    return found


def one(slug: str, number: str) -> Application | None:
    """The public application of that number in that budget."""
    rows = Application.objects.public().select_related("case__unit", "district", "topic", "budget__district")
    found: Application | None = (
        rows.prefetch_related("budget__phases", "files__upload")
        .filter(budget__slug=slug, case__number=number)
        .first()
    )
    return found


def listed(budget: Budget, order: str, district: str = "") -> QuerySet[Application]:
    """The public applications of a budget in the order asked for; equal ones by their number, so paging holds still."""
    rows = (
        Application.objects.public()
        .filter(budget=budget)
        .select_related("case", "district", "topic", "budget")
    )
    if district:
        rows = rows.filter(district__slug=district)
    by: dict[str, tuple[Any, ...]] = {
        "neu": ("-admitted_on", "-id"),
        "summe": ("-requested", "-id"),
        "stadtteil": (F("district__name").asc(nulls_last=True), "-id"),
    }
    found: QuerySet[Application] = rows.order_by(*by.get(order, ("draw", "id")))
    return found


@dataclass(frozen=True)
class Share:
    """How one district stands: applications and euros asked for, proposed by the board, granted now and in earlier years."""

    name: str
    number: int
    requested: int
    proposed: int
    granted: int
    earlier: int


def spread(budget: Budget) -> list[Share]:
    """The applications of a budget by district, the town as a whole last; earlier years are budgets of the same kind."""
    shown = Application.objects.filter(case__hidden=False).exclude(
        case__state__in=("received", "completing", "refused", "withdrawn")
    )
    now = _by_district(shown.filter(budget=budget))
    earlier = _by_district(
        Application.objects.filter(
            budget__kind=budget.kind, budget__district=budget.district_id, budget__year__lt=budget.year,
            budget__sample=budget.sample, case__state__in=GRANTED,
        )
    )  # fmt: skip
    none = dict.fromkeys(("number", "requested", "proposed", "granted"), 0)

    def share(name: str) -> Share:
        mine = now.get(name, none)
        return Share(
            name=name, number=mine["number"] or 0, requested=mine["requested"] or 0, proposed=mine["proposed"] or 0,
            granted=mine["granted"] or 0, earlier=earlier.get(name, none)["granted"] or 0,
        )  # fmt: skip

    names = sorted({*now, *earlier}, key=lambda name: (name == "", name))
    return [share(name) for name in names]


def _by_district(rows: QuerySet[Application]) -> dict[str, dict[str, Any]]:
    found: Any = (
        rows.order_by()
        .values("district__name")
        .annotate(
            number=Count("pk"), requested=Sum("requested"), proposed=Sum("proposed"), granted=Sum("granted")
        )
    )
    return {row["district__name"] or "": dict(row) for row in found}


def figures(budget: Budget) -> dict[str, int]:
    """Public numbers of a budget: applications, euros asked for, granted, how many are granted and how many are done."""
    rows = Application.objects.public().filter(budget=budget)
    found: dict[str, int] = rows.aggregate(
        number=Count("pk"),
        requested=Sum("requested", default=0),
        granted_number=Count("pk", filter=Q(case__state__in=GRANTED)),
        done=Count("pk", filter=Q(case__state="closed")),
        recovered=Sum("recovered", default=0),
    )
    return found
