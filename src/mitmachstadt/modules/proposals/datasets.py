"""Proposals, and the log of votes from which everybody can recount them, as open data."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.proposals.actions.finding import path_of
from mitmachstadt.modules.proposals.models import Proposal, Version, VoteLine
from mitmachstadt.modules.proposals.rules import terms_of
from mitmachstadt.spine.opendata.datasets import (
    Dataset,
    Field,
    Filter,
    Rows,
    WrongValue,
    register,
    sample_field,
)

#: The columns of a proposal that any output reads.
COLUMNS = (
    *(
        "title",
        "text",
        "name",
        "label",
        "up",
        "down",
        "terms",
        "ends_on",
        "outcome",
        "answer",
        "answered_on",
        "answered_by",
    ),
    *(
        "planned_on",
        "cost",
        "built_on",
        "cost_final",
        "project",
        "built",
        "budget",
        "paper",
        "words",
        "easy_text",
        "released_at",
        "updated_at",
        "revision",
        "geometry",
    ),
    *("west", "south", "east", "north"),
)


@cache
def _start() -> str:
    return path_of("BV-2000-001").removesuffix("BV-2000-001/")


def page_of(number: str) -> str:
    """As `path_of`, for very many."""
    return f"{_start()}{number}/"


def threshold_of(row: Proposal) -> int | None:
    """The votes that the highest threshold asks for."""
    thresholds = terms_of(row.terms).thresholds if row.terms else ()
    return thresholds[-1].votes if thresholds else None


def former_up(row: Proposal) -> int | None:
    """What a former system showed; None for proposals that began here."""
    return row.legacy.up if hasattr(row, "legacy") else None


def former_down(row: Proposal) -> int | None:
    """As `former_up`, against."""
    return row.legacy.down if hasattr(row, "legacy") else None


def shape(row: Proposal) -> dict[str, Any] | None:
    """The point, None where only words say where it is."""
    return row.geometry


@register
class Proposals(Dataset):
    slug = "vorschlaege"
    title = _("Proposals of residents")
    description = _(
        "What residents propose, how many are for and how many against, and what the town answered. Both numbers stand "
        "for themselves."
    )
    frequency = "CONT"
    keywords = ("Bürgerbeteiligung", "Vorschläge", "Abstimmung")
    fields = (
        Field("nummer", _("Number"), source="case.number"),
        Field("titel", _("Name"), source="title"),
        Field("text", _("Text")),
        Field("name", _("Name of the author, where wanted")),
        Field("thema", _("Topic"), source="topic.slug"),
        Field("stadtteil", _("District"), source="district.slug"),
        Field("ort", _("Place"), source="label"),
        Field("stand", _("State (code)"), source="case.state"),
        Field("dafuer", _("Votes for"), "integer", source="up"),
        Field("dagegen", _("Votes against"), "integer", source="down"),
        Field("frueher_dafuer", _("Votes for in the former system"), "integer", source=former_up),
        Field("frueher_dagegen", _("Votes against in the former system"), "integer", source=former_down),
        Field("schwelle", _("Votes the highest threshold asks for"), "integer", source=threshold_of),
        Field("abstimmung_bis", _("Vote until"), "date", source="ends_on"),
        Field("ergebnis", _("Answer (code)"), source="outcome"),
        Field("antwort", _("Answer"), source="answer"),
        Field("beantwortet", _("Answered on"), "date", source="answered_on"),
        Field("beantwortet_von", _("Who answered"), source="answered_by"),
        Field("geplant_bis", _("To be done by"), "date", source="planned_on"),
        Field("kosten", _("Expected cost (EUR)"), "integer", source="cost"),
        Field("umgesetzt", _("Done on"), "date", source="built_on"),
        Field("kosten_am_ende", _("Cost (EUR)"), "integer", source="cost_final"),
        Field("vorhaben", _("Number of the project"), source="project"),
        Field("veroeffentlicht", _("Published"), "datetime", source="released_at"),
        Field("geaendert", _("Last change"), "datetime", source="updated_at"),
        Field("fassung", _("Number of the newest version"), "integer", source="words"),
        Field("leicht", _("Text in plain language"), source="easy_text"),
        Field("gebaut", _("What was done"), source="built"),
        Field("budgetantrag", _("Number of the application to a citizens' budget"), source="budget"),
        Field("vorlage", _("Number of the council's paper"), source="paper"),
        sample_field("case.sample"),
    )  # fmt: skip
    key = "nummer"
    title_field = "titel"
    summary_field = "text"
    geometry = shape
    box = ("west", "south", "east", "north")
    search_kind = "proposal"
    search_key = "case__number"
    order = ("-released_at", "-pk")
    updated = "updated_at"
    version = "revision"
    feed_date = "released_at"
    page = "/vorschlaege/"

    def queryset(self) -> Rows:
        rows: Rows = (
            Proposal.objects.public()
            .select_related("case", "topic", "district", "legacy")
            .only(
                *COLUMNS,
                *("case__number", "case__state", "case__sample", "topic__slug", "district__slug"),
                *("legacy__proposal", "legacy__up", "legacy__down"),
            )
        )
        return rows

    def item_url(self, row: Proposal) -> str:
        return page_of(row.case.number)


def by_proposal(rows: Rows, values: list[str]) -> Rows:
    if any("\0" in value for value in values):
        raise WrongValue(_("This is no number of a proposal."))
    return rows.filter(proposal__case__number__in=values)


@register
class Votes(Dataset):
    slug = "stimmen"
    title = _("Log of votes on proposals")
    description = _(
        "Each line is one vote that was given, changed or taken back, without the person and without the hour. Added up "
        "they give the numbers of each proposal."
    )
    frequency = "CONT"
    keywords = ("Bürgerbeteiligung", "Abstimmung")
    fields = (
        Field("zeile", _("Line"), source="name"),
        Field("vorschlag", _("Number of the proposal"), source="proposal.case.number"),
        Field("nummer", _("Number of the line within the proposal"), "integer", source="number"),
        Field("vorher", _("Vote before (1 for, 0 none, -1 against)"), "integer", source="before"),
        Field("nachher", _("Vote after (1 for, 0 none, -1 against)"), "integer", source="after"),
        Field("grund", _("Reason (code)"), source="reason"),
        Field("tag", _("Day"), "date", source="day"),
        sample_field("proposal.case.sample"),
    )  # fmt: skip
    key = "zeile"
    title_field = "zeile"
    filters = (Filter("vorschlag", _("Number of the proposal"), by_proposal),)
    order = ("proposal_id", "number", "pk")
    page = "/vorschlaege/"

    def queryset(self) -> Rows:
        # A line names its proposal and no more: reading all columns of it took five times as long.
        columns = ("name", "number", "before", "after", "reason", "day")
        rows: Rows = (
            VoteLine.objects.public()
            .select_related("proposal__case")
            .only(*columns, "proposal__case__number", "proposal__case__sample")
        )
        return rows


@register
class Versions(Dataset):
    slug = "vorschlagsfassungen"
    title = _("Versions of proposals")
    description = _(
        "Every version of the words that everybody could read, and what was added below them, with the votes that stood "
        "that day. Words that were hidden are left out."
    )
    frequency = "CONT"
    keywords = ("Bürgerbeteiligung", "Vorschläge", "Fassungen")
    fields = (
        Field("kennung", _("Version"), source="name"),
        Field("vorschlag", _("Number of the proposal"), source="proposal.case.number"),
        Field("nummer", _("Number of the version"), "integer", source="number"),
        Field("titel", _("Name"), source="title"),
        Field("text", _("Text")),
        Field("ergaenzung", _("Addition below the text"), source="addition"),
        Field("oeffentlich_seit", _("Public since"), "datetime", source="shown_at"),
        Field("dafuer", _("Votes for at that time"), "integer", source="up"),
        Field("dagegen", _("Votes against at that time"), "integer", source="down"),
        sample_field("proposal.case.sample"),
    )  # fmt: skip
    key = "kennung"
    title_field = "kennung"
    summary_field = "titel"
    filters = (Filter("vorschlag", _("Number of the proposal"), by_proposal),)
    order = ("proposal_id", "number", "pk")
    page = "/vorschlaege/"

    def queryset(self) -> Rows:
        rows: Rows = Version.objects.public().select_related("proposal__case")
        return rows
