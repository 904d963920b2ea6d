"""Budgets and their admitted applications, with sums, decisions and what became of them, as open data."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.budgets.actions.shown import budget_path, path_of
from mitmachstadt.modules.budgets.models import Application, Budget
from mitmachstadt.modules.budgets.queries.process import phase_of, terms_of
from mitmachstadt.spine.opendata.datasets import (
    Dataset,
    Field,
    Filter,
    Rows,
    WrongValue,
    register,
    sample_field,
)


def ceiling_of(row: Budget) -> int:
    """The most that one project can get."""
    return terms_of(row).apply.ceiling


def moment_of(key: str, end: bool) -> Any:
    """A column for the beginning or the end of a phase, empty where a budget has no such phase."""

    def value(row: Budget) -> str | None:
        phase = phase_of(row, key)
        if phase is None:
            return None
        return timezone.localtime(phase.closes_at if end else phase.opens_at).isoformat()

    return value


@register
class Budgets(Dataset):
    slug = "budgets"
    title = _("Citizens' budgets")
    description = _(
        "The citizens' budgets of the town and of its districts: how much money, when one can apply and vote, and how much "
        "is granted."
    )
    frequency = "CONT"
    keywords = ("Bürgerbudget", "Stadtteilbudget", "Bürgerbeteiligung")
    fields = (
        Field("budget", _("Budget (address)"), source="slug"),
        Field("name", _("Name")),
        Field("jahr", _("Year"), "integer", source="year"),
        Field("art", _("Kind (code)"), source="kind"),
        Field("stadtteil", _("District"), source="district.slug"),
        Field("summe", _("Sum (EUR)"), "integer", source="total"),
        Field("bewilligt", _("Granted (EUR)"), "integer", source="granted"),
        Field("hoechstens", _("Most for one project (EUR)"), "integer", source=ceiling_of),
        Field("antraege_ab", _("Applications from"), "datetime", source=moment_of("collect", False)),
        Field("antraege_bis", _("Applications until"), "datetime", source=moment_of("collect", True)),
        Field("abstimmung_ab", _("Vote from"), "datetime", source=moment_of("vote", False)),
        Field("abstimmung_bis", _("Vote until"), "datetime", source=moment_of("vote", True)),
        Field("veroeffentlicht", _("Published"), "datetime", source="published_at"),
        Field("geaendert", _("Last change"), "datetime", source="updated_at"),
        sample_field("sample"),
    )  # fmt: skip
    key = "budget"
    title_field = "name"
    search_kind = "budget"
    search_key = "slug"
    order = ("-year", "-pk")
    updated = "updated_at"
    version = "revision"
    feed_date = "published_at"
    page = "/budgets/"

    def queryset(self) -> Rows:
        rows: Rows = Budget.objects.public().select_related("district").prefetch_related("phases")
        return rows

    def item_url(self, row: Budget) -> str:
        return budget_path(row)


def shape(row: Application) -> dict[str, Any] | None:
    """The point, None where only words say where it is."""
    return row.geometry


def by_budget(rows: Rows, values: list[str]) -> Rows:
    if any("\0" in value for value in values):
        raise WrongValue(_("There is no such budget."))
    return rows.filter(budget__slug__in=values)


@register
class Applications(Dataset):
    slug = "antraege-budget"
    title = _("Applications to citizens' budgets")
    description = _(
        "What residents and associations applied for, what was proposed, what the committee granted, and what was "
        "spent in the end."
    )
    frequency = "CONT"
    keywords = ("Bürgerbudget", "Stadtteilbudget", "Zuwendungen")
    fields = (
        Field("nummer", _("Number"), source="case.number"),
        Field("budget", _("Budget (address)"), source="budget.slug"),
        Field("titel", _("Name"), source="title"),
        Field("text", _("Text")),
        Field("antrag_von", _("Who applies, where public"), source="shown_name"),
        Field("art", _("Person or association (code)"), source="applicant"),
        Field("thema", _("Topic"), source="topic.slug"),
        Field("stadtteil", _("District"), source="district.slug"),
        Field("ort", _("Place"), source="label"),
        Field("stand", _("State (code)"), source="case.state"),
        Field("beantragt", _("Applied for (EUR)"), "integer", source="requested"),
        Field("platz_beirat", _("Place in the proposal"), "integer", source="rank"),
        Field("vorgeschlagen", _("Proposed (EUR)"), "integer", source="proposed"),
        Field("ergebnis", _("Decision (code)"), source="outcome"),
        Field("bewilligt", _("Granted (EUR)"), "integer", source="granted"),
        Field("entschieden", _("Decided on"), "date", source="decided_on"),
        Field("entschieden_von", _("Who decided"), source="decided_by"),
        Field("begruendung", _("Reason"), source="decision_reason"),
        Field("bescheid", _("Notice on"), "date", source="notice_on"),
        Field("ausgezahlt", _("Paid (EUR)"), "integer", source="paid"),
        Field("nachgewiesen", _("Proven costs (EUR)"), "integer", source="proved"),
        Field("zurueckgezahlt", _("Paid back (EUR)"), "integer", source="recovered"),
        Field("zugelassen", _("Admitted on"), "date", source="admitted_on"),
        Field("geaendert", _("Last change"), "datetime", source="updated_at"),
        sample_field("case.sample"),
    )  # fmt: skip
    key = "nummer"
    title_field = "titel"
    summary_field = "text"
    geometry = shape
    box = ("west", "south", "east", "north")
    search_kind = "application"
    search_key = "case__number"
    filters = (Filter("budget", _("Budget (address)"), by_budget),)
    order = ("-admitted_on", "-pk")
    updated = "updated_at"
    version = "revision"
    feed_date = "admitted_on"
    page = "/budgets/"

    def queryset(self) -> Rows:
        rows: Rows = Application.objects.public().select_related("case", "topic", "district", "budget")
        return rows

    def item_url(self, row: Application) -> str:
        return path_of(row)
