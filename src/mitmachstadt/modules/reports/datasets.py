"""Reports of defects and barriers as open data; no names, no addresses of people, no private reports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.reports.models import Figure, Report
from mitmachstadt.modules.reports.queries import town
from mitmachstadt.modules.reports.queries.reports import STATES
from mitmachstadt.spine.cases import registry
from mitmachstadt.spine.opendata.datasets import Dataset, Field, Filter, Rows, register, sample_field


def state_name(row: Any) -> Any:
    """The state as people read it."""
    kind = registry.find_kind(row.case.kind)
    return kind.state(row.case.state).name if kind else row.case.state


def category_name(row: Any) -> str:
    """The category in words; its key where today's rules do not know it any more."""
    return str(getattr(row, "words", row.category))


def with_words(rows: Sequence[Any]) -> Sequence[Any]:
    """The rows, each with its category in words; the rules of the town are asked once for all of them."""
    names = {one.key: town.said(one) for one in town.report_rules().categories}
    for row in rows:
        row.words = names.get(row.category, row.category)
    return rows


def disputed(row: Report) -> bool:
    """Whether the reporter said that it is not mended."""
    return row.disputed_at is not None


def shape(row: Report) -> dict[str, Any] | None:
    """The point, None where only words say where it is."""
    return row.geometry


def by_state(rows: Rows, values: list[str]) -> Rows:
    states = [state for value in values for state in STATES.get(value, ())]
    return rows.filter(case__state__in=states)


def by_category(rows: Rows, values: list[str]) -> Rows:
    return rows.filter(category__in=values)


def by_district(rows: Rows, values: list[str]) -> Rows:
    return rows.filter(district__slug__in=values)


def by_year(rows: Rows, values: list[str]) -> Rows:
    years = [int(value) for value in values if value.isascii() and value.isdigit() and len(value) == 4]
    return rows.filter(case__received_at__year__in=years)


def by_number(rows: Rows, values: list[str]) -> Rows:
    return rows.filter(case__number__in=values)


@register
class Reports(Dataset):
    slug = "meldungen"
    title = _("Reports of defects and barriers")
    description = _(
        "What people report as broken or in the way, where, who takes care of it and what became of it, with the reason. "
        "Names and addresses of people are not part of it."
    )
    frequency = "CONT"
    keywords = ("Mängelmelder", "Barrieren", "Open311")
    fields = (
        Field("nummer", _("Number"), source="case.number"),
        Field("titel", _("Title"), source="case.title"),
        Field("text", _("What is wrong"), source="text"),
        Field("kategorie", _("Category (key)"), source="category"),
        Field("kategorie_name", _("Category"), source=category_name),
        Field("ort", _("Place in words"), source="label"),
        Field("stadtteil", _("District"), source="district.name"),
        Field("gemeldet", _("Received"), "datetime", source="case.received_at"),
        Field("geaendert", _("Changed"), "datetime", source="updated_at"),
        Field("stand", _("State (key)"), source="case.state"),
        Field("stand_name", _("State"), source=state_name),
        Field("zustaendig", _("In charge"), source="case.unit.name"),
        Field("zugesagt_bis", _("Promised until"), "date", source="expected_on"),
        Field("grund", _("Reason of the end (key)"), source="reason"),
        Field("antwort", _("What the town says of it"), source="closing"),
        Field("behoben_am", _("Mended on"), "date", source="fixed_on"),
        Field("bestritten", _("Disputed by the reporter"), "boolean", source=disputed),
        Field("weitergegeben_an", _("Passed on to"), source="passed_to"),
        Field("auch_aufgefallen", _("People who noticed it, too"), "integer", source="waiting"),
        sample_field("case.sample"),
    )
    key = "nummer"
    title_field = "titel"
    summary_field = "text"
    geometry = shape
    box = ("west", "south", "east", "north")
    filters = (
        Filter("stand", _("State"), by_state, choices=tuple(STATES)),
        Filter("kategorie", _("Category"), by_category),
        Filter("stadtteil", _("District"), by_district, _("Slugs of the dataset “stadtteile”")),
        Filter("jahr", _("Year of receipt"), by_year),
        Filter("nummer", _("Number"), by_number),
    )
    search_kind = "report"
    search_key = "case__number"
    order = ("-case__received_at", "-pk")
    version = "case__version"
    feed_date = "case.received_at"
    page = "/meldungen/"

    def queryset(self) -> Rows:
        rows: Rows = (
            Report.objects.public()
            .select_related("case__unit", "district")
            .annotate(waiting=Count("companions"))
        )
        return rows

    def values_of(self, rows: Sequence[Any], *, geometry: bool = False) -> Iterator[dict[str, Any]]:
        return super().values_of(with_words(rows), geometry=geometry)

    def item_url(self, row: Report) -> str:
        return f"/meldungen/{row.case.number}/"


@register
class Figures(Dataset):
    slug = "meldungen-zahlen"
    title = _("Figures on the reports")
    description = _(
        "How long reports took by quarter of receipt, category and district, how they ended and how many reporters "
        "objected. Medians in days, left out below five reports. Reports about people and examples are not counted."
    )
    frequency = "CONT"
    keywords = ("Mängelmelder", "Bearbeitungszeit", "Transparenz")
    fields = (
        Field("id", _("Key"), source="key"),
        Field("quartal", _("Quarter of receipt"), source="quarter"),
        Field("kategorie", _("Category (key)"), source="category"),
        Field("kategorie_name", _("Category"), source=category_name),
        Field("stadtteil", _("District (key)"), source="district"),
        Field("gemeldet", _("Received"), "integer", source="received"),
        Field("offen", _("Still open"), "integer", source="open"),
        Field("behoben", _("Mended"), "integer", source="fixed"),
        Field("ohne_reparatur", _("Closed without repair"), "integer", source="closed"),
        Field("bestritten", _("Disputed by the reporter"), "integer", source="disputed"),
        Field("tage_bis_antwort", _("Days to the first answer (median)"), "number", source="days_to_answer"),
        Field("tage_bis_ende", _("Days to the end (median)"), "number", source="days_to_end"),
    )
    key = "id"
    title_field = "id"
    order = ("-quarter", "category", "district", "pk")
    updated = "updated_at"
    page = "/meldungen/zahlen/"

    def queryset(self) -> Rows:
        rows: Rows = Figure.objects.public()
        return rows

    def values_of(self, rows: Sequence[Any], *, geometry: bool = False) -> Iterator[dict[str, Any]]:
        return super().values_of(with_words(rows), geometry=geometry)
