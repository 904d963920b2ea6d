"""Texts under consultation and the comments on them, as open data."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.drafts.comments import draft_of
from mitmachstadt.modules.drafts.models import Comment, Draft
from mitmachstadt.spine.opendata.datasets import (
    Dataset,
    Field,
    Filter,
    Rows,
    WrongValue,
    register,
    sample_field,
)

STATES = {"published": "oeffentlich", "closed": "abgeschlossen"}


def newest_number(row: Draft) -> int | None:
    numbers = [one.number for one in row.versions.all() if one.published_at]
    return max(numbers) if numbers else None


def state_word(row: Draft) -> str:
    return STATES[row.state]


@register
class Drafts(Dataset):
    slug = "entwuerfe"
    title = _("Texts to write together")
    description = _("Concepts, guiding principles and statutes that the town writes with its residents.")
    frequency = "CONT"
    keywords = ("Bürgerbeteiligung", "Satzung", "Leitbild", "Konzept")
    fields = (
        Field("nummer", _("Number"), source="number"),
        Field("art", _("Kind (code)"), source="kind"),
        Field("titel", _("Title"), source="title"),
        Field("kurz", _("In one sentence"), source="summary"),
        Field("stelle", _("Responsible unit"), source="unit.name"),
        Field("gremium", _("Who decides"), source="body.name"),
        Field("anmerkungen_von", _("Comments from"), "date", source="window_start"),
        Field("anmerkungen_bis", _("Comments until"), "date", source="window_end"),
        Field("fassung", _("Newest version"), "integer", source=newest_number),
        Field("stand", _("State"), source=state_word),
        Field("bericht", _("What becomes of the text"), source="report"),
        Field("veroeffentlicht", _("Published"), "datetime", source="published_at"),
        Field("geaendert", _("Last change"), "datetime", source="updated_at"),
        sample_field(),
    )  # fmt: skip
    key = "nummer"
    title_field = "titel"
    summary_field = "kurz"
    search_fields = ("title", "summary")
    order = ("-published_at", "-pk")
    updated = "updated_at"
    version = "revision"
    feed_date = "published_at"
    page = "/entwuerfe/"

    def queryset(self) -> Rows:
        rows: Rows = Draft.objects.public().select_related("unit", "body").prefetch_related("versions")
        return rows

    def item_url(self, row: Draft) -> str:
        return row.get_absolute_url()


def by_draft(rows: Rows, values: list[str]) -> Rows:
    if any("\0" in value for value in values):
        raise WrongValue(_("This is no number of a text."))
    return rows.filter(paragraph__version__draft__number__in=values)


def number_of(row: Comment) -> str:
    return draft_of(row).number


@register
class Comments(Dataset):
    slug = "anmerkungen"
    title = _("Comments on texts to write together")
    description = _(
        "What residents say about a paragraph, how many agree, and what the town took over, with the reason. "
        "A name only where its owner wants it."
    )
    frequency = "CONT"
    keywords = ("Bürgerbeteiligung", "Anmerkungen")
    fields = (
        Field("nummer", _("Number"), source="case.number"),
        Field("entwurf", _("Number of the text"), source=number_of),
        Field("fassung", _("Version"), "integer", source="paragraph.version.number"),
        Field("absatz", _("Key of the paragraph"), "integer", source="paragraph.key"),
        Field("absatz_nummer", _("Number of the paragraph"), source="paragraph.label"),
        Field("text", _("Text")),
        Field("formulierung", _("Proposed wording"), source="wording"),
        Field("name", _("Name, where wanted")),
        Field("zustimmungen", _("Agreements"), "integer", source="agreements"),
        Field("eingegangen", _("Received"), "datetime", source="case.received_at"),
        Field("stand", _("State (code)"), source="case.state"),
        Field("ergebnis", _("Outcome (code)"), source="outcome"),
        Field("antwort", _("Answer"), source="answer"),
        Field("beantwortet", _("Answered on"), "date", source="answered_on"),
        sample_field("case.sample"),
    )  # fmt: skip
    key = "nummer"
    title_field = "text"
    summary_field = "antwort"
    filters = (Filter("entwurf", _("Number of the text"), by_draft),)
    search_fields = ("text", "wording", "answer")
    order = ("-case__received_at", "-pk")
    feed_date = "case.received_at"
    page = "/entwuerfe/"

    def queryset(self) -> Rows:
        rows: Rows = Comment.objects.public().select_related("case", "paragraph__version__draft")
        return rows
