"""Moderation by quarter as open data: counts, no persons."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.moderation.models import Quarter
from mitmachstadt.spine.opendata.datasets import Dataset, Field, Rows, register


@register
class Moderation(Dataset):
    slug = "moderation"
    title = _("Moderation by quarter")
    description = _(
        "How many contributions were reported, hidden and shown again, how objections were decided, and how long the "
        "answer to a report took. Counts only; examples are left out."
    )
    theme = "GOVE"
    keywords = ("Moderation", "Transparenz", "Meldungen")
    fields = (
        Field("quartal", _("Quarter"), source="key"),
        Field("meldungen", _("Reports"), "integer", source="reports"),
        Field("meldungen_verborgen", _("Reports that led to hiding"), "integer", source="upheld"),
        Field("meldungen_unbegruendet", _("Reports without consequence"), "integer", source="dismissed"),
        Field("verborgen", _("Hidden"), "integer", source="hidden"),
        Field("davon_gesammelt", _("Hidden together with others"), "integer", source="hidden_together"),
        Field("wieder_gezeigt", _("Shown again"), "integer", source="restored"),
        Field("sperren", _("Authors blocked"), "integer", source="blocks"),
        Field("einsprueche", _("Objections"), "integer", source="objections"),
        Field("einsprueche_erfolgreich", _("Objections granted"), "integer", source="granted"),
        Field("einsprueche_abgelehnt", _("Objections rejected"), "integer", source="rejected"),
        Field(
            "stunden_bis_antwort",
            _("Median hours until a report was decided"),
            "integer",
            source="median_hours",
        ),
    )
    key = "quartal"
    title_field = "quartal"
    frequency = "QUARTERLY"
    order = ("-key", "-pk")
    page = "/moderation/"

    def queryset(self) -> Rows:
        return Quarter.objects.public()
