"""The list of the archive: what is asked for, the pages that fit, and the sums of projects by budget and heading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Q, Sum

from mitmachstadt.modules.consul.models import Page, Record, Sort
from mitmachstadt.modules.consul.queries.archive import KIND
from mitmachstadt.spine import asked
from mitmachstadt.spine.search.queries import matching_ids

#: Sorts as addresses name them.
SORTS = {
    "debatten": Sort.DEBATE, "projekte": Sort.INVESTMENT, "umfragen": Sort.POLL, "texte": Sort.LEGISLATION,
    "textvorschlaege": Sort.SUGGESTION,
}  # fmt: skip
FEASIBLE = {"ja": "feasible", "nein": "unfeasible", "offen": "undecided"}
RESULTS = {"bewilligt": Q(won=True), "abstimmung": Q(selected=True), "nicht": Q(won=False)}
ORDERS = {"": "written_at", "kosten": "price", "stimmen": "up"}


@dataclass(frozen=True)
class Filters:
    """What an address asks for; nonsense asks for nothing."""

    sort: str = ""
    text: str = ""
    budget: str = ""
    heading: str = ""
    feasible: str = ""
    result: str = ""
    order: str = ""

    @property
    def projects(self) -> bool:
        """Whether the list is one of projects alone, so that sums say something."""
        return self.sort == "projekte"

    @property
    def active(self) -> bool:
        """Whether anything is left out."""
        return self != Filters(order=self.order)

    def query(self, **change: str) -> str:
        """The same question as part of an address, with some of it changed."""
        said = {
            "art": self.sort, "q": self.text, "budget": self.budget, "bereich": self.heading, "umsetzbar": self.feasible,
            "ergebnis": self.result, "folge": self.order,
        } | change  # fmt: skip
        return urlencode({name: words for name, words in said.items() if words})


def read(query: Mapping[str, Any]) -> Filters:
    """The filters of an address; those of projects count only among projects."""
    sort = asked.word(query, "art", 20)
    sort = sort if sort in SORTS else ""
    text, order = asked.word(query, "q", 200).strip(), asked.word(query, "folge", 20)
    order = order if order in ORDERS else ""
    if sort != "projekte":
        return Filters(sort=sort, text=text, order="" if order == "kosten" else order)
    feasible, result = asked.word(query, "umsetzbar", 20), asked.word(query, "ergebnis", 20)
    return Filters(
        sort=sort, text=text, budget=asked.word(query, "budget", 120), heading=asked.word(query, "bereich", 100),
        feasible=feasible if feasible in FEASIBLE else "", result=result if result in RESULTS else "", order=order,
    )  # fmt: skip


def rows(filters: Filters) -> Any:
    """The public pages that fit, in order."""
    found = Page.objects.public().select_related("case")
    if filters.sort:
        found = found.filter(sort=SORTS[filters.sort])
    if filters.text:
        found = found.filter(case__number__in=matching_ids(KIND, filters.text))
    if filters.budget:
        found = found.filter(budget=filters.budget)
    if filters.heading:
        found = found.filter(heading=filters.heading)
    if filters.feasible:
        found = found.filter(feasibility=FEASIBLE[filters.feasible])
    if filters.result:
        found = found.filter(RESULTS[filters.result])
    # What has no number or day comes last in every database.
    return found.order_by(F(ORDERS[filters.order]).desc(nulls_last=True), "-id")


SUMS = {
    "n": Count("id"), "costs": Sum("price"), "put": Count("id", filter=Q(selected=True)),
    "granted": Count("id", filter=Q(won=True)), "granted_costs": Sum("price", filter=Q(won=True)),
}  # fmt: skip


def sums(filters: Filters) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What the projects that fit come to, and the same by budget and heading with the money that was there for each."""
    found = rows(filters).order_by()
    by = list(found.values("budget", "heading").annotate(**SUMS).order_by("-budget", "heading"))
    money = {
        (data.get("title"), heading): price
        for data in Record.objects.filter(kind="budget", gone_at__isnull=True).values_list("data", flat=True)
        for heading, price in data.get("headings") or ()
    }
    for one in by:
        one["money"] = money.get((one["budget"], one["heading"]))
    return found.aggregate(**SUMS), by


def choices(budget: str) -> tuple[list[str], list[str]]:
    """Budgets with public projects, newest name first, and headings of the chosen one or of all."""
    found = Page.objects.public().filter(sort=Sort.INVESTMENT).order_by()
    budgets = found.exclude(budget="").values_list("budget", flat=True).distinct()
    headings = found.exclude(heading="").values_list("heading", flat=True).distinct()
    if budget:
        headings = headings.filter(budget=budget)
    return sorted(budgets, reverse=True), sorted(headings)


def counts() -> dict[str, int]:
    """How many public pages there are of each sort, by its word in addresses; sorts without any are left out."""
    found = dict(Page.objects.public().order_by().values_list("sort").annotate(n=Count("id")))
    return {word: found[sort.value] for word, sort in SORTS.items() if found.get(sort.value)}
