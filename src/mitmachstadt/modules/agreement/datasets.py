"""The agreement's commitments as open data."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.agreement.models import Commitment, Kind
from mitmachstadt.spine.opendata.datasets import Dataset, Field, Filter, Rows, register


def kind_word(row: Any) -> str:
    """The kind in words."""
    return str(row.get_kind_display())


def of_kind(rows: Rows, values: list[str]) -> Rows:
    return rows.filter(kind__in=values)


def of_area(rows: Rows, values: list[str]) -> Rows:
    return rows.filter(area__in=values)


@register
class Commitments(Dataset):
    slug = "vereinbarung"
    title = _("Commitments of the coalition agreement")
    description = _(
        "All commitments of the coalition agreement 2021–2025, read by hand. Titles and summaries are in our own "
        "words; the lines say where each one stands."
    )
    keywords = ("Koalitionsvereinbarung", "Zusagen")
    fields = (
        Field("kennung", _("Reference"), source="reference"),
        Field("titel", _("Title"), source="title"),
        Field("inhalt", _("Content"), source="summary"),
        Field("art", _("Kind"), source=kind_word),
        Field("bereich", _("Chapter"), source="area"),
        Field("stadtteile", _("Districts"), source="districts"),
        Field("orte", _("Places"), source="places"),
        Field("zustaendig", _("Responsible"), source="responsible"),
        Field("messgroesse", _("Measure"), source="metric"),
        Field("zielwert", _("Target value"), source="target_value"),
        Field("einheit", _("Unit of measure"), source="unit"),
        Field("zieljahr", _("Target year"), "number", source="target_year"),
        Field("zeilen", _("Lines"), source="lines"),
    )
    key = "kennung"
    title_field = "titel"
    summary_field = "inhalt"
    search_fields = ("title", "summary")
    filters = (
        Filter("art", _("Kind"), of_kind, choices=tuple(Kind.values)),
        Filter("bereich", _("Chapter"), of_area),
    )

    def queryset(self) -> Rows:
        rows: Rows = Commitment.objects.all()
        return rows

    def item_url(self, row: Any) -> str:
        return row.get_absolute_url() if isinstance(row, Commitment) else ""
