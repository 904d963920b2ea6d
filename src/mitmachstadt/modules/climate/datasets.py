"""The climate checks of public papers as open data."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mitmachstadt.modules.climate.models import Opinion, PaperCheck
from mitmachstadt.modules.climate.words import Light
from mitmachstadt.spine.opendata.datasets import Dataset, Field, Filter, Rows, register, sample_field


def by_light(rows: Rows, values: list[str]) -> Rows:
    return rows.filter(light__in=values)


def light_words(row: PaperCheck) -> Any:
    return Light(row.light).label if row.light else ""


def direction_words(row: PaperCheck) -> Any:
    return row.get_direction_display()


def opinion_words(row: PaperCheck) -> Any:
    return Opinion(row.opinion).label


def title_of(row: PaperCheck) -> str:
    return row.paper.title


def low_of(row: PaperCheck) -> Any:
    return row.low if row.direction else None


@register
class Checks(Dataset):
    slug = "klimacheck"
    title = _("Climate check of council papers")
    description = _(
        "What each paper of the council does to the climate, in tonnes a year where they can be estimated."
    )
    theme = "ENVI"
    frequency = "CONT"
    keywords = ("Klima", "CO2", "Vorlage")
    fields = (
        Field("id", _("Number"), "integer", source="pk"),
        Field("vorlage", pgettext_lazy("climate", "Paper"), source="paper.reference"),
        Field("vorlage_titel", _("Title of the paper"), source=title_of),
        Field("amt", _("Department"), source="department.name"),
        Field("stufe", _("Result (word of the filter)"), source="light"),
        Field("stufe_name", _("Result"), source=light_words),
        Field("kein_einfluss_weil", _("Why there is no effect"), source="no_effect_reason"),
        Field("handlungsfeld", _("Main field of action"), source="field"),
        Field("richtung", _("Direction"), source=direction_words),
        Field("tonnen_mindestens", _("t CO2e a year, at least"), "number", source=low_of),
        Field("tonnen", _("t CO2e a year, most probable"), "number", source="mid"),
        Field("tonnen_hoechstens", _("t CO2e a year, at most"), "number", source="high"),
        Field("jahre", _("Years of effect"), "integer", source="years"),
        Field("faktoren", _("Factors or source of the estimate"), source="factor_set"),
        Field("nicht_schaetzbar_weil", _("Why it can not be estimated"), source="not_estimable_reason"),
        Field("energie", _("Energy"), source="energy"),
        Field("anpassung", _("Heat, heavy rain, drought"), source="adaptation"),
        Field("alternativen", _("Alternatives considered"), source="alternatives"),
        Field("ausgleich", _("Compensation"), source="compensation"),
        Field("klimamanagement", _("Climate manager"), source=opinion_words),
        Field("klimamanagement_worte", _("Words of the climate manager"), source="opinion_text"),
        Field(
            "klimamanagement_tonnen",
            _("t CO2e a year, estimate of the climate manager"),
            "number",
            source="opinion_mid",
        ),
        Field("eingereicht", _("Handed in"), "datetime", source="submitted_at"),
        sample_field(),
    )
    filters = (Filter("stufe", _("Result"), by_light, choices=tuple(Light.values)),)
    key = "id"
    title_field = "vorlage_titel"
    summary_field = "alternativen"
    order = ("-pk",)
    updated = "modified_at"
    feed_date = "submitted_at"
    search_fields = ("paper__title", "paper__reference")
    page = "/klima/vorlagencheck/"

    def queryset(self) -> Rows:
        return PaperCheck.objects.public().select_related("paper", "department")

    def item_url(self, row: PaperCheck) -> str:
        return f"/rat/vorlagen/{row.paper_id}/"
