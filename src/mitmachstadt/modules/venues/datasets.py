"""Accessible places as open data and as a layer of maps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.venues.models import KIND, Answer, Venue, VenueKind
from mitmachstadt.modules.venues.rules import FACTS, KEYS
from mitmachstadt.spine.opendata.datasets import Dataset, Field, Filter, Rows, register, sample_field


def by_district(rows: Rows, values: list[str]) -> Rows:
    return rows.filter(district__slug__in=values)


def by_kind(rows: Rows, values: list[str]) -> Rows:
    return rows.filter(kind__in=values)


def by_need(rows: Rows, values: list[str]) -> Rows:
    for key in values:
        rows = rows.filter(**{f"facts__{key}": Answer.YES})
    return rows


def kind_name(row: Venue) -> str:
    return str(row.get_kind_display())


def answer(key: str) -> Callable[[Any], object]:
    """Reads one fact; empty means that nobody has looked."""
    return lambda row: row.facts.get(key, "")


def shape(row: Venue) -> dict[str, Any] | None:
    return row.geometry


@register
class Venues(Dataset):
    slug = "barrierefreie-orte"
    title = _("Accessible places")
    description = _(
        "Places of the town with what is known of getting into and using them. Empty means that nobody has looked yet, "
        "neither yes nor no."
    )
    theme = "SOCI"
    frequency = "CONT"
    keywords = ("Barrierefreiheit", "Rollstuhl", "Orte")
    fields = (
        Field("kennung", _("Key"), source="slug"),
        Field("name", _("Name of the place"), source="label"),
        Field("art", _("Kind (key)"), source="kind"),
        Field("art_name", _("Kind of place"), source=kind_name),
        Field("adresse", _("Street and number"), source="address"),
        Field("stadtteil", _("District"), source="district.name"),
        *(Field(one.key, one.label, source=answer(one.key)) for one in FACTS),
        Field("hinweis", _("Good to know"), source="note"),
        Field("quelle", _("Where the facts come from"), source="source"),
        Field("geprueft_am", _("Looked at on"), "date", source="checked_on"),
        Field("geaendert", _("Last change"), "datetime", source="updated_at"),
        sample_field(),
    )
    key = "kennung"
    title_field = "name"
    summary_field = "hinweis"
    geometry = shape
    box = ("west", "south", "east", "north")
    filters = (
        Filter("art", _("Kind of place"), by_kind, choices=tuple(VenueKind.values)),
        Filter("stadtteil", _("District"), by_district, _("Slugs of the dataset “stadtteile”")),
        Filter("braucht", _("What must be there"), by_need, choices=KEYS),
    )
    search_kind = KIND
    search_key = "slug"
    order = ("label", "pk")
    updated = "updated_at"
    version = "version"
    feed_date = "updated_at"
    page = "/barrierefreie-orte/"

    def queryset(self) -> Rows:
        rows: Rows = Venue.objects.public().select_related("district")
        return rows

    def item_url(self, row: Venue) -> str:
        return f"/barrierefreie-orte/{row.slug}/"
