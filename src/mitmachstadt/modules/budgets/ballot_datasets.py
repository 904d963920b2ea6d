"""Votes that are over as open data: rules, items with their result, and ballots without people, so that everybody recounts."""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.budgets.models import Ballot, Candidate, Sheet
from mitmachstadt.spine.opendata.datasets import (
    Dataset,
    Field,
    Filter,
    Rows,
    WrongValue,
    register,
    sample_field,
)


def over() -> Rows:
    """Sheets of public budgets whose vote is over and counted."""
    rows: Rows = Sheet.objects.filter(cut_at__isnull=False, counted_at__isnull=False, budget__public=True)
    return rows


def checked(values: list[str]) -> list[str]:
    """Addresses of budgets as a database takes them."""
    if any("\0" in value for value in values):
        raise WrongValue(_("There is no such budget."))
    return values


def by_sheet(rows: Rows, values: list[str]) -> Rows:
    return rows.filter(budget__slug__in=checked(values))


def by_candidate(rows: Rows, values: list[str]) -> Rows:
    return rows.filter(sheet__budget__slug__in=checked(values))


def rule_json(row: Sheet) -> str:
    return json.dumps(row.rule, ensure_ascii=False, sort_keys=True)


def valid_of(row: Sheet) -> Any:
    return row.result.get("valid")


def choices_of(row: Ballot) -> str:
    return ",".join(f"{key}:{value}" for key, value in sorted(row.choices.items()))


@register
class VoteRules(Dataset):
    slug = "budget-regeln"
    title = _("Rules of votes on citizens' budgets")
    description = _("Each line is a vote that is over, with the rule by which it was counted.")
    frequency = "ANNUAL"
    keywords = ("Bürgerbeteiligung", "Bürgerbudget", "Abstimmung")
    fields = (
        Field("budget", _("Address of the budget"), source="budget.slug"),
        Field("name", _("Name"), source="budget.name"),
        Field("regel", _("Rule as JSON"), source=rule_json),
        Field("stimmzettel", _("Ballots counted"), "integer", source=valid_of),
        Field("gezaehlt", _("Counted at"), "datetime", source="counted_at"),
        Field("festgestellt", _("Declared at"), "datetime", source="final_at"),
        sample_field("budget.sample"),
    )
    key = "budget"
    title_field = "name"
    filters = (Filter("budget", _("Address of the budget"), by_sheet),)
    order = ("-counted_at", "-pk")
    updated = "counted_at"
    page = "/budgets/"

    def queryset(self) -> Rows:
        return over().select_related("budget")


@register
class VoteResults(Dataset):
    slug = "budget-abstimmung"
    title = _("Results of votes on citizens' budgets")
    description = _(
        "Each line is one idea that was voted on, with its price, its votes, its place and why it is put forward or not."
    )
    frequency = "ANNUAL"
    keywords = ("Bürgerbeteiligung", "Bürgerbudget", "Abstimmung")
    fields = (
        Field("budget", _("Address of the budget"), source="sheet.budget.slug"),
        Field("antrag", _("Number of the application"), source="key"),
        Field("nummer", _("Number on the ballot"), "integer", source="number"),
        Field("titel", _("Name"), source="title"),
        Field("preis", _("Price (EUR)"), "integer", source="price"),
        Field("stadtteil", _("District"), source="district"),
        Field("stimmen", _("Votes or points"), "integer", source="votes"),
        Field("dagegen", _("Votes against"), "integer", source="against"),
        Field("zettel", _("Ballots that name it"), "integer", source="ballots"),
        Field("platz", _("Place in its pot"), "integer", source="place"),
        Field("grund", _("Why (code)"), source="reason"),
        Field("gleichstand", _("Tie (code)"), source="tie"),
        Field("uebrig", _("Left when its turn came (EUR)"), "integer", source="left"),
        Field("gleiche_anteile", _("By equal shares (code)"), source="advice"),
        Field("gestrichen", _("Taken off the ballot"), "boolean", source="removed"),
        sample_field("sheet.budget.sample"),
    )
    key = "antrag"
    title_field = "titel"
    filters = (Filter("budget", _("Address of the budget"), by_candidate),)
    order = ("sheet_id", "number", "pk")
    page = "/budgets/"

    def queryset(self) -> Rows:
        rows: Rows = Candidate.objects.filter(sheet__in=over().values("pk")).select_related("sheet__budget")
        return rows


@register
class Ballots(Dataset):
    slug = "budget-stimmzettel"
    title = _("Ballots of citizens' budgets")
    description = _(
        "Each line is one ballot of a vote that is over, without the person, the day and the hour. Counted by the rule they "
        "give the result."
    )
    frequency = "ANNUAL"
    keywords = ("Bürgerbeteiligung", "Bürgerbudget", "Abstimmung")
    fields = (
        Field("zettel", _("Ballot (drawn name)"), source="id"),
        Field("budget", _("Address of the budget"), source="budget.slug"),
        Field("stadtteil", _("District voted in"), source="district"),
        Field("auswahl", _("Choices (number of the application:value)"), source=choices_of),
        sample_field("budget.sample"),
    )
    key = "zettel"
    title_field = "zettel"
    filters = (Filter("budget", _("Address of the budget"), by_sheet),)
    order = ("budget_id", "pk")
    page = "/budgets/"

    def queryset(self) -> Rows:
        rows: Rows = Ballot.objects.filter(budget__in=over().values("budget_id")).select_related("budget")
        return rows
