"""The archive of the former platform as open data: exactly what it said, without names of residents."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.consul.models import Page
from mitmachstadt.modules.consul.queries.archive import path_of
from mitmachstadt.spine.opendata.datasets import Dataset, Field, Rows, register, sample_field


def facts_of(row: Page) -> str:
    """Facts as one text: name and words, one a line."""
    return "\n".join(f"{name}: {words}" for name, words in row.facts)


def results_of(row: Page) -> str:
    """The published numbers of a poll as one text: question, answer and number, one a line."""
    return "\n".join(
        f"{one['title']}: {answer[0]}: {answer[1]}"
        for one in row.sections
        if one.get("shown")
        for answer in one["rows"]
    )


@register
class Archive(Dataset):
    slug = "archiv"
    title = _("Archive of the former platform")
    description = _(
        "Debates, polls, consultations and projects of citizens' budgets as they stood on the former platform, with the "
        "numbers that it showed."
    )
    frequency = "IRREG"
    keywords = ("Bürgerbeteiligung", "Archiv")
    fields = (
        Field("nummer", _("Number"), source="case.number"),
        Field("art", _("What it was there (code)"), source="sort"),
        Field("titel", _("Name"), source="title"),
        Field("text", _("Text")),
        Field("geschrieben", _("Written"), "datetime", source="written_at"),
        Field("frueher_dafuer", _("Votes for in the former system"), "integer", source="up"),
        Field("frueher_dagegen", _("Votes against in the former system"), "integer", source="down"),
        Field("budget", _("Citizens' budget"), source="budget"),
        Field("bereich", _("Heading of the budget"), source="heading"),
        Field("kosten", _("Expected cost in euros"), "integer", source="price"),
        Field("umsetzbar", _("Feasibility in the former system (code)"), source="feasibility"),
        Field("zur_abstimmung", _("Put to the vote"), "boolean", source="selected"),
        Field("bewilligt", _("Granted"), "boolean", source="won"),
        Field("ergebnisse", _("Results of polls: question, answer and number"), source=results_of),
        Field("angaben", _("Facts of the former system"), source=facts_of),
        Field("dort_weg_seit", _("No longer to be found there since"), "date", source="gone_on"),
        Field("geaendert", _("Last change"), "datetime", source="updated_at"),
        sample_field("case.sample"),
    )  # fmt: skip
    key = "nummer"
    title_field = "titel"
    summary_field = "text"
    search_kind = "archive"
    search_key = "case__number"
    order = ("-written_at", "-pk")
    updated = "updated_at"
    version = "revision"
    feed_date = "updated_at"
    page = "/archiv/"

    def queryset(self) -> Rows:
        rows: Rows = Page.objects.public().select_related("case")
        return rows

    def item_url(self, row: Page) -> str:
        return path_of(row.case.number)
