"""Assemblies and the wishes made there, as open data."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mitmachstadt.modules.assemblies.models import Assembly, Wish
from mitmachstadt.spine.opendata.datasets import (
    Dataset,
    Field,
    Filter,
    Geometry,
    Rows,
    WrongValue,
    register,
    sample_field,
)

STATES = {"published": "angekuendigt", "cancelled": "abgesagt", "closed": "stattgefunden"}


def by_district(rows: Rows, values: list[str]) -> Rows:
    return rows.filter(pk__in=Assembly.objects.filter(districts__slug__in=values).values("pk"))


def by_kind(rows: Rows, values: list[str]) -> Rows:
    return rows.filter(kind__in=values)


def by_assembly(rows: Rows, values: list[str]) -> Rows:
    if any("\0" in value for value in values):
        raise WrongValue(_("This is no number of an assembly."))
    return rows.filter(assembly__number__in=values)


def districts(row: Assembly) -> list[str]:
    return [one.name for one in row.districts.all()]


def state_word(row: Assembly) -> str:
    return STATES[row.state]


def free_seats(row: Assembly) -> int | None:
    return None if row.capacity is None else row.capacity - row.taken


def minutes(row: Assembly) -> str:
    return row.minutes if row.minutes_published_at else ""


def point(row: Any) -> Geometry:
    if row.lon is None or row.lat is None:
        return None
    return {"type": "Point", "coordinates": [row.lon, row.lat]}


@register
class Assemblies(Dataset):
    slug = "versammlungen"
    title = _("Assemblies of residents")
    description = _(
        "When and where assemblies of residents are, how one gets in, how many seats are left, and the minutes. "
        "Who signs up is not part of it."
    )
    frequency = "CONT"
    keywords = ("Stadtteilversammlung", "Bürgerbeteiligung", "Termine")
    fields = (
        Field("nummer", _("Number"), source="number"),
        Field("art", _("Kind (code)"), source="kind"),
        Field("titel", _("Title"), source="title"),
        Field("kurz", _("In one sentence"), source="summary"),
        Field("beschreibung", _("What it is about"), source="text"),
        Field("tagesordnung", _("Agenda"), source="agenda"),
        Field("veranstalter", _("Who invites"), source="organiser.name"),
        Field("stadtteile", _("Districts"), "list", source=districts),
        Field("beginn", pgettext_lazy("meeting", "Start"), "datetime", source="starts_at"),
        Field("ende", pgettext_lazy("meeting", "End"), "datetime", source="ends_at"),
        Field("ort", _("Place"), source="place"),
        Field("adresse", _("Street and number"), source="address"),
        Field("stufenfrei", _("Step-free (yes, partly, no)"), source="step_free"),
        Field("eingang", _("Entrance"), source="entrance"),
        Field("toilette", _("Toilet"), source="toilet"),
        Field("induktionsschleife", _("Hearing loop"), source="hearing_loop"),
        Field("parken", _("Parking"), source="parking"),
        Field("haltestelle", _("Nearest stop"), source="stop"),
        Field("live", _("Address of the live stream"), source="stream_url"),
        Field("anmeldung", _("People sign up"), "boolean", source="signup"),
        Field("plaetze", _("Seats"), "integer", source="capacity"),
        Field("plaetze_frei", _("Free seats"), "integer", source=free_seats),
        Field("stand", _("State"), source=state_word),
        Field("stand_grund", _("Reason of the state"), source="state_reason"),
        Field("niederschrift", _("Minutes"), source=minutes),
        Field("geaendert", _("Last change"), "datetime", source="updated_at"),
        sample_field(),
    )  # fmt: skip
    key = "nummer"
    title_field = "titel"
    summary_field = "kurz"
    filters = (
        Filter("stadtteil", _("District"), by_district, _("Keys of the dataset “stadtteile”")),
        Filter("art", _("Kind (code)"), by_kind),
    )
    search_fields = ("title", "summary", "text", "place")
    order = ("-starts_at", "-pk")
    updated = "updated_at"
    feed_date = "published_at"
    geometry = point
    box = ("lon", "lat", "lon", "lat")
    page = "/versammlungen/"

    def queryset(self) -> Rows:
        rows: Rows = Assembly.objects.public().select_related("organiser").prefetch_related("districts")
        return rows

    def item_url(self, row: Assembly) -> str:
        return row.get_absolute_url()


def group_title(row: Wish) -> str:
    return row.group.title if row.group else ""


@register
class Wishes(Dataset):
    slug = "wuensche"
    title = _("Wishes at assemblies")
    description = _(
        "What residents wished at assemblies, as far as it is released, and what became of it, with the reason. "
        "Who wished it is not part of it."
    )
    frequency = "CONT"
    keywords = ("Stadtteilversammlung", "Wünsche", "Bürgerbeteiligung")
    fields = (
        Field("nummer", _("Number"), source="case.number"),
        Field("versammlung", _("Number of the assembly"), source="assembly.number"),
        Field("zeitpunkt", _("Before the assembly or on the evening"), source="phase"),
        Field("thema", _("Gathered under"), source=group_title),
        Field("text", _("Text")),
        Field("eingegangen", _("Received"), "datetime", source="case.received_at"),
        Field("stelle", _("Unit in charge"), source="case.unit.name"),
        Field("stand", _("State (code)"), source="case.state"),
        Field("ergebnis", _("Outcome (code)"), source="outcome"),
        Field("antwort", _("Answer"), source="answer"),
        Field("beantwortet", _("Answered on"), "date", source="answered_on"),
        Field("zugesagt_bis", _("Will be done by"), "date", source="promised_on"),
        sample_field("case.sample"),
    )  # fmt: skip
    key = "nummer"
    title_field = "text"
    summary_field = "antwort"
    filters = (Filter("versammlung", _("Number of the assembly"), by_assembly),)
    search_fields = ("text", "answer")
    order = ("-case__received_at", "-pk")
    version = "case__version"
    feed_date = "case.received_at"
    page = "/versammlungen/"

    def queryset(self) -> Rows:
        rows: Rows = Wish.objects.public().select_related("case__unit", "assembly", "group")
        return rows
