"""Meetings, papers, decisions and bodies as open data beside the interface of the council systems."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mitmachstadt.modules.council.models import AgendaItem, Meeting, Outcome, Paper, PaperPlace
from mitmachstadt.modules.council.presenters import place_words
from mitmachstadt.modules.council.queries.bodies import bodies
from mitmachstadt.spine.opendata.datasets import (
    Dataset,
    Field,
    Filter,
    Geometry,
    Rows,
    register,
    sample_field,
)

SAMPLE = sample_field()


def by_body_of_meeting(rows: Rows, values: list[str]) -> Rows:
    return rows.filter(body__key__in=values)


def by_body_of_item(rows: Rows, values: list[str]) -> Rows:
    return rows.filter(meeting__body__key__in=values)


def by_outcome(rows: Rows, values: list[str]) -> Rows:
    return rows.filter(outcome__in=values)


def place_of(row: Meeting) -> str:
    return place_words(row)


def point_of(row: Meeting) -> Geometry:
    place = row.location
    if place is None or place.lat is None or place.lon is None:
        return None
    return {"type": "Point", "coordinates": [place.lon, place.lat]}


def items_of(row: Any) -> int:
    return len(row.its_items)


def bodies_of(row: Any) -> list[str]:
    return list(dict.fromkeys(item.meeting.body.name for item in row.its_items))


def places_of(row: Any) -> list[str]:
    return [place.name for place in row.its_places]


def districts_of(row: Any) -> list[str]:
    return sorted({place.district.name for place in row.its_places if place.district})


def departments_of(row: Any) -> list[str]:
    return [unit.name for unit in row.its_departments]


def files_of(row: Any) -> int:
    return sum(one.public and one.deleted_at is None for one in [row.main_file, *row.its_files] if one)


def outcome_words(row: AgendaItem) -> Any:
    return Outcome(row.outcome).label if row.outcome else ""


def day_of(row: AgendaItem) -> Any:
    return timezone.localdate(row.meeting.begins)


def kind_of(row: Any) -> Any:
    return row.get_kind_display()


def mandate_of(row: Any) -> str:
    profile = getattr(row, "council", None)
    return (profile.mandate if profile else "") or row.role


@register
class Meetings(Dataset):
    slug = "sitzungen"
    title = pgettext_lazy("council", "Meetings")
    description = _("Meetings of the council, its committees and boards with day, place and agenda.")
    frequency = "CONT"
    keywords = ("Rat", "Sitzung", "Ausschuss")
    fields = (
        Field("id", _("Number"), "integer", source="pk"),
        Field("gremium", pgettext_lazy("council", "Body"), source="body.name"),
        Field("gremium_kennung", _("Body (key)"), source="body.key"),
        Field("name", _("Title"), source="name"),
        Field("beginn", _("Begins"), "datetime", source="starts_at"),
        Field("ende", _("Ends"), "datetime", source="ends_at"),
        Field("ort", _("Where"), source=place_of),
        Field("abgesagt", pgettext_lazy("meeting", "Cancelled"), "boolean", source="cancelled"),
        Field("punkte", _("Public agenda items"), "integer", source=items_of),
        SAMPLE,
    )
    filters = (Filter("gremium", _("Body (key)"), by_body_of_meeting),)
    key = "id"
    title_field = "gremium"
    order = ("-starts_at", "-pk")
    updated = "modified_at"
    feed_date = "starts_at"
    geometry = point_of
    box = ("location__lon", "location__lat", "location__lon", "location__lat")
    search_kind = "meeting"
    page = "/rat/sitzungen/"

    def queryset(self) -> Rows:
        items = Prefetch("items", AgendaItem.objects.public().only("pk", "meeting_id"), to_attr="its_items")
        found: Rows = Meeting.objects.public().filter(starts_at__isnull=False)
        return found.select_related("body", "location").prefetch_related(items)

    def item_url(self, row: Meeting) -> str:
        return f"/rat/sitzungen/{row.pk}/"


@register
class Papers(Dataset):
    slug = "vorlagen"
    title = pgettext_lazy("council", "Papers")
    description = _(
        "What the council and its committees decide on: reference, kind, date, bodies and named places."
    )
    frequency = "CONT"
    keywords = ("Rat", "Vorlage", "Drucksache")
    fields = (
        Field("id", _("Number"), "integer", source="pk"),
        Field("aktenzeichen", _("Reference"), source="reference"),
        Field("titel", _("Title"), source="title"),
        Field("art", pgettext_lazy("paper", "Kind"), source="paper_type"),
        Field("datum", pgettext_lazy("paper", "Date"), "date", source="date"),
        Field("kurz", _("In short"), source="summary"),
        Field("gremien", _("Bodies"), "list", source=bodies_of),
        Field("zustaendig", _("In charge"), "list", source=departments_of),
        Field("orte", _("Places it names (found by a program)"), "list", source=places_of),
        Field("stadtteile", _("Districts"), "list", source=districts_of),
        Field("dokumente", _("Number of documents"), "integer", source=files_of),
        SAMPLE,
    )
    key = "id"
    title_field = "titel"
    summary_field = "kurz"
    order = ("-pk",)
    updated = "modified_at"
    feed_date = "modified_at"
    search_kind = "paper"
    page = "/rat/vorlagen/"

    def queryset(self) -> Rows:
        items = (
            AgendaItem.objects.public()
            .filter(meeting__public=True, meeting__deleted_at=None)
            .select_related("meeting__body")
        )
        found: Rows = Paper.objects.public().filter(stub=False).select_related("main_file")
        return found.prefetch_related(
            Prefetch("items", items, to_attr="its_items"),
            Prefetch("departments", to_attr="its_departments"),
            Prefetch("files", to_attr="its_files"),
            Prefetch("places", places_queryset(), to_attr="its_places"),
        )

    def item_url(self, row: Paper) -> str:
        return f"/rat/vorlagen/{row.pk}/"


def places_queryset() -> Rows:
    """Places that nobody took off as wrong."""
    return PaperPlace.objects.filter(rejected=False).select_related("district")


@register
class Decisions(Dataset):
    slug = "beschluesse"
    title = _("Decisions")
    description = _("What council bodies decided at public agenda items, with outcome and vote.")
    frequency = "CONT"
    keywords = ("Rat", "Beschluss", "Abstimmung")
    fields = (
        Field("id", _("Number"), "integer", source="pk"),
        Field("gremium", pgettext_lazy("council", "Body"), source="meeting.body.name"),
        Field("gremium_kennung", _("Body (key)"), source="meeting.body.key"),
        Field("tag", _("Day"), "date", source=day_of),
        Field("punkt", _("Agenda item"), source="label"),
        Field("titel", _("Title"), source="title"),
        Field("vorlage", _("Paper"), source="paper_id", kind="integer"),
        Field("ergebnis", _("Result (word of the filter)"), source="outcome"),
        Field("ergebnis_name", _("Result"), source=outcome_words),
        Field("wortlaut", _("Words of the council"), source="result"),
        Field("abstimmung", _("Vote"), source="vote"),
        SAMPLE,
    )
    filters = (
        Filter("gremium", _("Body (key)"), by_body_of_item),
        Filter("ergebnis", _("Result"), by_outcome, choices=tuple(one for one in Outcome.values if one)),
    )
    key = "id"
    title_field = "titel"
    summary_field = "wortlaut"
    order = ("-meeting__starts_at", "-pk")
    updated = "modified_at"
    feed_date = "modified_at"
    search_fields = ("title", "result")
    page = "/rat/"

    def queryset(self) -> Rows:
        found: Rows = AgendaItem.objects.public().filter(
            meeting__public=True, meeting__deleted_at=None, meeting__starts_at__isnull=False
        )
        return found.exclude(outcome="", result="").select_related("meeting__body")

    def item_url(self, row: AgendaItem) -> str:
        return f"/rat/sitzungen/{row.meeting_id}/"


@register
class Bodies(Dataset):
    slug = "gremien"
    title = _("Council bodies")
    description = _("The council, its committees and boards with what they are for.")
    keywords = ("Rat", "Ausschuss", "Beirat")
    fields = (
        Field("kennung", _("Key"), source="key"),
        Field("name", _("Name"), source="name"),
        Field("art", _("Kind"), source=kind_of),
        Field("auftrag", _("Mandate"), source=mandate_of),
        SAMPLE,
    )
    key = "kennung"
    title_field = "name"
    summary_field = "auftrag"
    order = ("name", "pk")
    search_fields = ("name", "role")
    page = "/rat/gremien/"

    def queryset(self) -> Rows:
        return bodies()

    def item_url(self, row: Any) -> str:
        return f"/rat/gremien/{row.key}/"
