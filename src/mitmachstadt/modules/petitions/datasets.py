"""The register of petitions and the questions of question time as open data; no names, no addresses."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.petitions.models import Petition, Question
from mitmachstadt.modules.petitions.queries.register import KIND, STATE_WORDS
from mitmachstadt.spine.cases import registry
from mitmachstadt.spine.opendata.datasets import Dataset, Field, Filter, Rows, register, sample_field


def state_word(row: Any) -> str:
    """The word of the filter for a petition's state."""
    return next((word for word, states in STATE_WORDS.items() if row.case.state in states), row.case.state)


def state_name(row: Any) -> Any:
    """The state as people read it."""
    kind = registry.find_kind(row.case.kind)
    return kind.state(row.case.state).name if kind else row.case.state


def outcome_name(row: Petition) -> Any:
    return row.get_outcome_display()  # type: ignore[attr-defined]


def by_state(rows: Rows, values: list[str]) -> Rows:
    states = [state for value in values for state in STATE_WORDS.get(value, ())]
    return rows.filter(case__state__in=states)


def by_year(rows: Rows, values: list[str]) -> Rows:
    years = [int(value) for value in values if value.isascii() and value.isdigit() and len(value) == 4]
    return rows.filter(case__received_at__year__in=years)


def by_body(rows: Rows, values: list[str]) -> Rows:
    return rows.filter(body__key__in=values)


def by_number(rows: Rows, values: list[str]) -> Rows:
    return rows.filter(case__number__in=values)


def answered(rows: Rows, values: list[str]) -> Rows:
    return rows.exclude(answer="") if "1" in values else rows.filter(answer="")


SAMPLE = sample_field("case.sample")


@register
class Petitions(Dataset):
    slug = "antraege"
    title = _("Petitions to the council")
    description = _(
        "What residents asked of the council by right, as far as it is admitted, and what became of it, with the reason. "
        "Names and addresses are not part of it."
    )
    frequency = "CONT"
    keywords = ("Bürgerantrag", "Anregungen und Beschwerden", "Rat")
    fields = (
        Field("nummer", _("Number"), source="case.number"),
        Field("titel", _("Title"), source="title"),
        Field("anliegen", _("What the town should do"), source="wish"),
        Field("begruendung", _("Why"), source="reason"),
        Field("ort", _("Place in words"), source="place"),
        Field("stadtteil", _("District"), source="district.name"),
        Field("eingegangen", _("Received"), "datetime", source="case.received_at"),
        Field("zulaessig_seit", _("Admitted on"), "date", source="admitted_on"),
        Field("mitunterzeichnende", _("People who sign with the author"), "integer", source="signed"),
        Field("stand", _("State (word of the filter)"), source=state_word),
        Field("stand_name", _("State"), source=state_name),
        Field("gremium", _("Body (key)"), source="body.key"),
        Field("gremium_name", _("Body"), source="body.name"),
        Field("sitzung", _("Meeting"), "datetime", source="meeting_at"),
        Field("beschluss", _("What the body decided"), source="result"),
        Field("abstimmung", _("Vote"), source="vote"),
        Field("ergebnis", _("Outcome (code)"), source="outcome"),
        Field("ergebnis_name", _("Outcome"), source=outcome_name),
        Field("ergebnis_grund", _("Reason of the outcome"), source="outcome_reason"),
        Field("entschieden_von", _("Decided by"), source="outcome_by"),
        Field("entschieden_am", _("Decided on"), "date", source="outcome_on"),
        SAMPLE,
    )
    key = "nummer"
    title_field = "titel"
    summary_field = "anliegen"
    filters = (
        Filter("stand", _("State"), by_state, choices=tuple(STATE_WORDS)),
        Filter("jahr", _("Year of receipt"), by_year),
        Filter("gremium", _("Body"), by_body, _("Keys of the dataset “organisationen”")),
        Filter("nummer", _("Number"), by_number),
    )
    search_kind = KIND
    search_key = "case__number"
    order = ("-case__received_at", "-pk")
    version = "case__version"
    feed_date = "case.received_at"
    page = "/antraege/"

    def queryset(self) -> Rows:
        rows: Rows = (
            Petition.objects.public()
            .select_related("case", "body", "district")
            .annotate(signed=Count("signatories"))
        )
        return rows

    def item_url(self, row: Petition) -> str:
        return f"/antraege/{row.case.number}/"


@register
class Questions(Dataset):
    slug = "fragen"
    title = _("Question time")
    description = _(
        "Questions that residents asked in question time, with the answers given in public. "
        "Names and addresses are not part of it."
    )
    frequency = "CONT"
    keywords = ("Einwohnerfragestunde", "Rat")
    fields = (
        Field("nummer", _("Number"), source="case.number"),
        Field("frage", _("Question"), source="text"),
        Field("hintergrund", _("What lies behind it"), source="background"),
        Field("eingegangen", _("Received"), "datetime", source="case.received_at"),
        Field("stand_name", _("State"), source=state_name),
        Field("gremium", _("Body (key)"), source="body.key"),
        Field("gremium_name", _("Body"), source="body.name"),
        Field("sitzung", _("Session"), "datetime", source="meeting_at"),
        Field("verschoben", _("Moved on from an earlier session"), "boolean", source="rolled_over"),
        Field("antwort", _("Answer"), source="answer"),
        Field("beantwortet_von", _("Answered by"), source="answered_by"),
        Field("beantwortet_am", _("Answered on"), "date", source="answered_on"),
        Field("schriftlich", _("In writing"), "boolean", source="in_writing"),
        Field("nachfrage", _("Follow-up question"), source="follow_up"),
        Field("antwort_nachfrage", _("Answer to the follow-up question"), source="follow_up_answer"),
        SAMPLE,
    )
    key = "nummer"
    title_field = "frage"
    summary_field = "antwort"
    filters = (
        Filter("beantwortet", _("Answered"), answered, choices=("1", "0")),
        Filter("jahr", _("Year of receipt"), by_year),
        Filter("nummer", _("Number"), by_number),
    )
    search_kind = "question"
    search_key = "case__number"
    order = ("-case__received_at", "-pk")
    version = "case__version"
    feed_date = "case.received_at"
    page = "/fragestunde/"

    def queryset(self) -> Rows:
        rows: Rows = Question.objects.public().select_related("case", "body")
        return rows

    def item_url(self, row: Question) -> str:
        return f"/fragestunde/{row.case.number}/"
