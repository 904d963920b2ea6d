"""What the town itself is, as open data: its districts, its population figures, its organisations."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.city.models import District, Organisation, OrganisationKind, Population
from mitmachstadt.spine.opendata.datasets import (
    Dataset,
    Field,
    Filter,
    Geometry,
    Rows,
    register,
    sample_field,
)
from mitmachstadt.spine.opendata.vocabularies import CC_BY


def district_shape(row: District) -> Geometry:
    """The area where the town has uploaded one, else the point people know the district by."""
    return row.area or {"type": "Point", "coordinates": [row.lon, row.lat]}


@register
class Districts(Dataset):
    slug = "stadtteile"
    title = _("Districts")
    description = _(
        "The parts of town by their everyday names, each with a point of reference. "
        "The points are taken from stops of public transport and are no boundaries."
    )
    licence = CC_BY
    attribution = (
        "Bezugspunkte nach Haltestellen: DB InfraGO AG (CC BY 4.0), © OpenStreetMap-Mitwirkende (ODbL)"
    )
    theme = "REGI"
    keywords = ("Stadtteile", "Ortsteile", "Geodaten")
    fields = (
        Field("schluessel", _("Key"), source="slug"),
        Field("name", _("Name")),
        Field("weitere_namen", _("Other names"), "list", source="aliases"),
        Field("breite", _("Latitude"), "number", _("Degrees, WGS84"), source="lat"),
        Field("laenge", _("Longitude"), "number", _("Degrees, WGS84"), source="lon"),
        Field("punkt_quelle", _("Source of the point"), source="point_source"),
        Field(
            "punkt_gesichert",
            _("Point is certain"),
            "boolean",
            _("No means: placed by assumption"),
            source="point_certain",
        ),
    )
    key = "schluessel"
    title_field = "name"
    search_fields = ("name",)
    order = ("order", "name", "pk")
    geometry = district_shape
    box = ("lon", "lat", "lon", "lat")

    def queryset(self) -> Rows:
        return District.objects.all()


def of_statistical_district(rows: Rows, values: list[str]) -> Rows:
    return rows.filter(district__slug__in=values)


@register
class Residents(Dataset):
    slug = "einwohner"
    title = _("Residents by statistical district")
    description = _(
        "Residents of each statistical district on a day, as published by the town. "
        "Statistical districts are units of the town's statistics "
        "and differ from the districts of everyday language."
    )
    theme = "SOCI"
    keywords = ("Bevölkerung", "Einwohner:innen", "Statistik")
    fields = (
        Field("kennung", _("Key"), "integer", source="pk"),
        Field("bezirk", _("Key of the statistical district"), source="district.slug"),
        Field("bezirk_name", _("Statistical district"), source="district.name"),
        Field("stichtag", _("Reference day"), "date", source="day"),
        Field("einwohner", _("Residents"), "integer", source="residents"),
        Field("quelle", _("Source"), source="source"),
    )
    key = "kennung"
    title_field = "bezirk_name"
    filters = (Filter("bezirk", _("Statistical district"), of_statistical_district),)
    order = ("-day", "district__name", "pk")

    def queryset(self) -> Rows:
        return Population.objects.select_related("district")


def of_kind(rows: Rows, values: list[str]) -> Rows:
    return rows.filter(kind__in=values)


def kind_in_words(row: Organisation) -> Any:
    return row.get_kind_display()


@register
class Organisations(Dataset):
    slug = "organisationen"
    title = _("Organisations and bodies")
    description = _(
        "Who plans, decides, advises or answers: units of the town, its companies, council and committees, "
        "advisory boards and partners."
    )
    theme = "GOVE"
    keywords = ("Verwaltung", "Ausschüsse", "Beiräte", "Stadtkonzern")
    fields = (
        Field("schluessel", _("Key"), source="key"),
        Field("name", _("Name")),
        Field("art", _("Kind (code)"), source="kind"),
        Field("art_name", _("Kind"), source=kind_in_words),
        Field("aufgabe", _("Task"), source="role"),
        Field("gehoert_zu", _("Belongs to (key)"), source="parent.key"),
        Field("antwortet", _("Answers cases"), "boolean", source="answers_cases"),
        Field("quelle", _("Source"), source="source"),
        sample_field(),
    )
    key = "schluessel"
    title_field = "name"
    summary_field = "aufgabe"
    filters = (Filter("art", _("Kind"), of_kind, choices=tuple(OrganisationKind.values)),)
    search_fields = ("name", "role")
    order = ("name", "pk")

    def queryset(self) -> Rows:
        return Organisation.objects.select_related("parent")
