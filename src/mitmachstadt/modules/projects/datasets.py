"""The list of projects and what residents suggest on it, as open data; the filters are those of the pages."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.projects.models import Participation, Project, Reading, State, Suggestion
from mitmachstadt.modules.projects.queries.filters import STATE_WORDS, WHOLE_TOWN, Filters
from mitmachstadt.modules.projects.queries.listing import matching
from mitmachstadt.spine.city.models import District
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
from mitmachstadt.spine.ui.words import money_range

WORD_OF_STATE = {state: word for word, state in STATE_WORDS.items()}


def within(rows: Rows, **chosen: Any) -> Rows:
    """The rows that the pages show for these filters."""
    return rows.filter(pk__in=matching(Filters(**chosen), timezone.localdate()).order_by().values("pk"))


def by_district(rows: Rows, values: list[str]) -> Rows:
    known = {*District.objects.values_list("slug", flat=True), WHOLE_TOWN}
    for value in values:
        if value not in known:
            message = _("There is no district “%(value)s”. There is: %(known)s.")
            raise WrongValue(message % {"value": value, "known": ", ".join(sorted(known))})
    return within(rows, districts=tuple(values))


def by_topic(rows: Rows, values: list[str]) -> Rows:
    return within(rows, topics=tuple(values))


def by_state(rows: Rows, values: list[str]) -> Rows:
    return within(rows, states=tuple(values))


def by_owner(rows: Rows, values: list[str]) -> Rows:
    return within(rows, owners=tuple(values))


def only_open(rows: Rows, values: list[str]) -> Rows:
    return within(rows, only_open=True) if "1" in values else rows


def by_number(rows: Rows, values: list[str]) -> Rows:
    return rows.filter(number__in=values)


def is_open(row: Project) -> bool:
    return row.open_on(timezone.localdate())


def state_word(row: Project) -> str:
    return WORD_OF_STATE[row.state]


def state_in_words(row: Project) -> Any:
    return State(row.state).label


def participation_in_words(row: Project) -> Any:
    return Participation(row.participation).label


def topics(row: Any) -> list[str]:
    return [topic.name for topic in row.its_topics]


def districts(row: Any) -> list[str]:
    return [district.name for district in row.its_districts]


def partners(row: Any) -> list[str]:
    return [organisation.name for organisation in row.its_partners]


def places(row: Any) -> list[str]:
    return [place.label for place in row.its_places]


def newest_cost(row: Any) -> Any:
    """The estimate that holds; the rows come newest first."""
    return next(iter(row.its_costs), None)


def cost_low(row: Any) -> Any:
    cost = newest_cost(row)
    return cost.low if cost else None


def cost_high(row: Any) -> Any:
    cost = newest_cost(row)
    return cost.high if cost else None


def cost_year(row: Any) -> Any:
    cost = newest_cost(row)
    return cost.price_year if cost else None


def cost_history(row: Any) -> list[str]:
    """Older estimates, newest first, each with its day and reason."""
    older = row.its_costs[1:]
    return [
        f"{one.stated_on:%d.%m.%Y}: {money_range(one.low, one.high)} {one.reason}".strip() for one in older
    ]


def funding(row: Any) -> list[str]:
    return [f"{share.source}: {share.percent} %" for share in row.its_funding]


def milestones(row: Any) -> list[str]:
    return [
        f"{one.day:%d.%m.%Y}: {one.title}" if one.day else f"{one.when_note}: {one.title}"
        for one in row.its_milestones
    ]


def open_points(row: Any) -> list[str]:
    return [point.text for point in row.its_points if point.is_open]


def fixed_points(row: Any) -> list[str]:
    return [point.text for point in row.its_points if not point.is_open]


def papers(row: Any) -> list[str]:
    return [" ".join(filter(None, (paper.reference, paper.title, paper.url))) for paper in row.its_papers]


def readings(row: Any) -> list[str]:
    """Day, body and result of each reading, with the reason where the gate was passed by exception."""
    found = []
    for one in row.its_readings:
        words = f"{one.day:%d.%m.%Y}: {one.body.name}" + (f", {one.result}" if one.result else "")
        found.append(words + (f" (Ausnahme: {one.exception_reason})" if one.exception_reason else ""))
    return found


def shape(row: Any) -> Geometry:
    """The one place, a collection of several, None where none is sure."""
    found = [place.geometry for place in row.its_places if place.geometry]
    if len(found) > 1:
        return {"type": "GeometryCollection", "geometries": found}
    return found[0] if found else None


def related_rows() -> list[Any]:
    """What hangs on a project, as plain lists `its_…`: Django's managers would cost most of a large export."""
    names = (
        "topics",
        "districts",
        "partners",
        "places",
        "costs",
        "funding",
        "milestones",
        "points",
        "papers",
    )
    readings = Prefetch("readings", Reading.objects.select_related("body"), to_attr="its_readings")
    return [*(Prefetch(name, to_attr=f"its_{name}") for name in names), readings]


@register
class Projects(Dataset):
    slug = "vorhaben"
    title = _("Projects")
    description = _(
        "What the town and its companies plan: purpose, place, state, dates, costs and how to take part."
    )
    frequency = "CONT"
    keywords = ("Vorhabenliste", "Bürgerbeteiligung", "Planung")
    fields = (
        Field("nummer", _("Number"), source="number"),
        Field("titel", _("Title"), source="title"),
        Field("kurz", _("In one sentence"), source="summary"),
        Field("beschreibung", _("Description and purpose"), source="description"),
        Field("nutzen", _("Expected benefit"), source="benefit"),
        Field("betroffen", _("Who is affected"), source="affected"),
        Field("leichte_sprache", _("Plain-language text"), source="easy_text"),
        Field("traeger", _("Who plans (key)"), source="owner.key"),
        Field("traeger_name", _("Who plans"), source="owner.name"),
        Field("stelle", _("Responsible unit"), source="unit.name"),
        Field("partner", _("Partners"), "list", source=partners),
        Field("themen", _("Topics"), "list", source=topics),
        Field("stadtteile", _("Districts"), "list", source=districts),
        Field("ganze_stadt", _("Concerns the whole town"), "boolean", source="whole_town"),
        Field("orte", _("Places"), "list", source=places),
        Field("stand", _("State (word of the filter)"), source=state_word),
        Field("stand_name", _("State"), source=state_in_words),
        Field("stand_seit", _("In this state since"), "datetime", source="state_since"),
        Field("stand_grund", _("Reason of the state"), source="state_reason"),
        Field("derzeit", _("Present state in words"), source="present_state"),
        Field("rat_informiert", _("Council members informed"), "datetime", source="members_informed_at"),
        Field("veroeffentlicht", _("Listed since"), "datetime", source="published_at"),
        Field("ausnahme", _("Exception for the listing, with reason"), source="listing_exception"),
        Field("beginn", _("Planned start"), "date", source="planned_start"),
        Field("ende", _("Planned end"), "date", source="planned_end"),
        Field("dauer", _("Duration in words"), source="duration_note"),
        Field("meilensteine", _("Milestones"), "list", source=milestones),
        Field("kosten_von", _("Costs from"), "number", _("Euros"), source=cost_low),
        Field("kosten_bis", _("Costs to"), "number", _("Euros"), source=cost_high),
        Field("kosten_preisstand", _("Prices of the year"), "integer", source=cost_year),
        Field("kosten_vorher", _("Earlier estimates"), "list", source=cost_history),
        Field("foerderung", _("Funding"), "list", source=funding),
        Field("beteiligung", _("Participation"), source=participation_in_words),
        Field("beteiligung_form", _("Form of participation"), source="participation_form"),
        Field("beteiligung_grund", _("Reason why there is none"), source="participation_reason"),
        Field(
            "beteiligung_pflicht",
            _("Participation required by law"),
            "boolean",
            source="participation_required",
        ),
        Field("hinweise_von", _("Suggestions from"), "date", source="window_start"),
        Field(
            "hinweise_bis",
            _("Suggestions until"),
            "date",
            _("Empty although “offen” says yes: open until further notice"),
            source="window_end",
        ),
        Field("offen", _("Open for suggestions today"), "boolean", source=is_open),
        Field("hinweise", _("Number of suggestions"), "integer", source="suggestion_count"),
        Field("noch_offen", _("Still open to shape"), "list", source=open_points),
        Field("schon_fest", _("Already fixed"), "list", source=fixed_points),
        Field("papiere", _("Papers"), "list", source=papers),
        Field("beratungen", _("Readings"), "list", source=readings),
        Field("kontakt", _("Contact"), source="contact_name"),
        Field("kontakt_telefon", _("Phone of the contact"), source="contact_phone"),
        Field("kontakt_mail", _("E-mail of the contact"), source="contact_email"),
        Field("fundstelle", _("Passage it comes from"), source="source_ref"),
        Field("geaendert", _("Last change"), "datetime", source="updated_at"),
        sample_field(),
    )
    key = "nummer"
    title_field = "titel"
    summary_field = "kurz"
    filters = (
        Filter("stadtteil", _("District"), by_district, _("Keys of the dataset “stadtteile”, or “gesamt”")),
        Filter("thema", _("Topic"), by_topic),
        Filter("stand", _("State"), by_state, choices=tuple(STATE_WORDS)),
        Filter("traeger", _("Who plans"), by_owner, _("Keys of the dataset “organisationen”")),
        Filter("offen", _("Open for suggestions today"), only_open, choices=("1", "0")),
        Filter("nummer", _("Number"), by_number),
    )
    search_kind = "project"
    order = ("-published_at", "-pk")
    updated = "updated_at"
    feed_date = "published_at"
    geometry = shape
    box = ("places__west", "places__south", "places__east", "places__north")
    page = "/vorhaben/"

    def queryset(self) -> Rows:
        rows: Rows = (
            Project.objects.public().select_related("owner", "unit").prefetch_related(*related_rows())
        )
        return rows

    def item_url(self, row: Project) -> str:
        return row.get_absolute_url()


def outcome_in_words(row: Suggestion) -> Any:
    return row.get_outcome_display()


def became_number(row: Suggestion) -> str | None:
    return row.became.number if row.became and row.became.is_public else None


@register
class Suggestions(Dataset):
    slug = "hinweise"
    title = _("Suggestions")
    description = _(
        "What residents suggested on projects or for the list, as far as it is released, "
        "and what became of it, with the reason. Names and addresses of the senders are not part of it."
    )
    frequency = "CONT"
    keywords = ("Hinweise", "Bürgerbeteiligung")
    fields = (
        Field("nummer", _("Number"), source="case.number"),
        Field("vorhaben", _("Number of the project"), source="project.number"),
        Field("art", _("Kind (code)"), source="kind"),
        Field("titel", _("Title"), source="title"),
        Field("text", _("Text")),
        Field("ort", _("Place in words"), source="place_text"),
        Field("zu", _("Concerns the open point"), source="point.text"),
        Field("eingegangen", _("Received"), "datetime", source="case.received_at"),
        Field("in_frist", _("Within the window"), "boolean", source="in_window"),
        Field("unterstuetzt", _("Supporters"), "integer", source="supporters"),
        Field("daraus_vorhaben", _("Became the project"), source=became_number),
        Field("ergebnis", _("Outcome (code)"), source="outcome"),
        Field("ergebnis_name", _("Outcome"), source=outcome_in_words),
        Field("begruendung", _("Reason of the outcome"), source="outcome_reason"),
        Field("entschieden_von", _("Decided by"), source="outcome_by"),
        Field("entschieden_am", _("Decided on"), "date", source="outcome_on"),
        sample_field("case.sample"),
    )
    key = "nummer"
    title_field = "titel"
    summary_field = "text"
    search_fields = ("title", "text")
    order = ("-case__received_at", "-pk")
    version = "case__version"
    feed_date = "case.received_at"

    def queryset(self) -> Rows:
        rows: Rows = Suggestion.objects.public().select_related("case", "project", "point", "became")
        return rows
