"""Comments as open data: words, stance and numbers, without the names of residents."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mitmachstadt.spine.opendata.datasets import (
    Dataset,
    Field,
    Filter,
    Rows,
    WrongValue,
    register,
    sample_field,
)
from mitmachstadt.spine.talk.models import Comment, TalkQuarter
from mitmachstadt.spine.talk.queries import path_of
from mitmachstadt.spine.talk.rules import Stance


def by_about(rows: Rows, values: list[str]) -> Rows:
    if any("\0" in value for value in values):
        raise WrongValue(_("This is no number of a case."))
    return rows.filter(about__number__in=values)


def by_stance(rows: Rows, values: list[str]) -> Rows:
    return rows.filter(stance__in=values)


@register
class Comments(Dataset):
    slug = "kommentare"
    title = pgettext_lazy("comments", "Comments")
    description = _(
        "What residents and units say about proposals: words, stance, and how many find it helpful. Names of residents "
        "are left out."
    )
    frequency = "CONT"
    keywords = ("Bürgerbeteiligung", "Kommentare")
    fields = (
        Field("nummer", _("Number"), source="case.number"),
        Field("zu", _("Number of what it is about"), source="about.number"),
        Field("art", _("Kind of what it is about (code)"), source="about.kind"),
        Field("antwort_auf", _("Answer to the comment"), source="parent.case.number"),
        Field("haltung", _("Stance (code)"), source="stance"),
        Field("text", _("Text")),
        Field("stelle", _("Unit that answers officially"), source="organisation"),
        Field("hilfreich", _("People who find it helpful"), "integer", source="helpful"),
        Field("geschrieben", _("Written"), "datetime", source="at"),
        Field("bearbeitet", _("Changed by the author"), "datetime", source="edited_at"),
        sample_field("case.sample"),
    )  # fmt: skip
    key = "nummer"
    title_field = "nummer"
    summary_field = "text"
    filters = (
        Filter("zu", _("Number of what it is about"), by_about),
        Filter("haltung", _("Stance (code)"), by_stance, choices=tuple(Stance.values)),
    )
    order = ("-at", "-pk")
    updated = "updated_at"
    version = "revision"
    feed_date = "at"

    def queryset(self) -> Rows:
        columns = ("stance", "text", "organisation", "helpful", "at", "edited_at", "updated_at", "revision")
        named = ("case__number", "case__sample", "about__number", "about__kind", "parent__case__number")
        rows: Rows = (
            Comment.objects.public().select_related("case", "about", "parent__case").only(*columns, *named)
        )
        return rows

    def item_url(self, row: Comment) -> str:
        return path_of(row.case.number)


@register
class TalkFigures(Dataset):
    slug = "gespraech-zahlen"
    title = _("Comments by quarter")
    description = _(
        "How many comments were written, held back for a look, hidden, and shown again after an objection, and how long a "
        "look took. Counts only; examples are left out, and numbers from 1 to 4 are empty."
    )
    theme = "GOVE"
    keywords = ("Moderation", "Transparenz", "Kommentare")
    fields = (
        Field("quartal", _("Quarter"), source="key"),
        Field("geschrieben", pgettext_lazy("comments", "Written"), "integer", source="written"),
        Field("zurueckgehalten", _("Held back for a look"), "integer", source="held"),
        Field("angesehen", _("Decided after a look"), "integer", source="looked_at"),
        Field("verborgen", _("Hidden"), "integer", source="hidden"),
        Field("einsprueche", _("Objections against hiding"), "integer", source="objections"),
        Field("wieder_gezeigt", _("Shown again after an objection"), "integer", source="restored"),
        Field("stunden_bis_entscheidung", _("Median hours until a look"), "integer", source="median_hours"),
        Field("unter_fuenf", _("Columns with a number from 1 to 4 (names in the program)"), source="small"),
    )
    key = "quartal"
    title_field = "quartal"
    frequency = "QUARTERLY"
    order = ("-key", "-pk")
    page = "/moderation/"

    def queryset(self) -> Rows:
        return TalkQuarter.objects.public()
