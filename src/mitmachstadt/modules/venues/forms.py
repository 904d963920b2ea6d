"""The desk's form of a place."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mitmachstadt.modules.venues.models import Answer, Venue, VenueKind
from mitmachstadt.modules.venues.rules import FACTS, KEYS, LONGEST_NOTE
from mitmachstadt.spine.fields import in_our_time

MISSING = {"required": _("Please fill this in.")}
ANSWERS = [("", pgettext_lazy("fact", "unknown")), *Answer.choices]


class VenueForm(forms.Form):
    """Name, kind and point of a place, one answer for each thing people ask of it, and where the answers come from."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    label = forms.CharField(label=_("Name of the place"), max_length=200, error_messages=MISSING)
    kind = forms.ChoiceField(label=_("Kind of place"), choices=VenueKind.choices)
    address = forms.CharField(label=_("Street and number"), max_length=200, required=False)
    lat = forms.FloatField(
        label=_("Latitude"), required=False, min_value=-90, max_value=90, localize=False,
        help_text=_("For the map. Without it the place stands in the list only."),
    )  # fmt: skip
    lon = forms.FloatField(
        label=_("Longitude"), required=False, min_value=-180, max_value=180, localize=False
    )
    note = forms.CharField(
        label=_("Good to know"),
        help_text=_("For example: bell at the side entrance, key at the reception."),
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    source = forms.CharField(
        label=_("Where the facts come from"),
        help_text=_("For example: visit by the department, message of the operator."),
        max_length=200,
        required=False,
    )
    checked_on = forms.DateField(
        label=_("Looked at on"),
        required=False,
        validators=[in_our_time],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    shown = forms.BooleanField(label=_("Everybody sees this place"), required=False, initial=True)

    def __init__(self, venue: Venue | None, data: Any = None) -> None:
        super().__init__(data, initial=start_of(venue) if venue else None)
        for one in FACTS:
            self.fields[one.key] = forms.ChoiceField(
                label=one.label, choices=ANSWERS, required=False, widget=forms.RadioSelect
            )
        self.order_fields(
            [
                "version",
                "label",
                "kind",
                "address",
                "lat",
                "lon",
                *KEYS,
                "note",
                "source",
                "checked_on",
                "shown",
            ]
        )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and (data.get("lat") is None) != (data.get("lon") is None):
            self.add_error("lat", _("Please give both numbers of the point, or none."))
        return data

    def values(self) -> dict[str, Any]:
        """The columns as the action wants them."""
        names = ("label", "kind", "address", "note", "source", "checked_on", "shown")
        return {name: self.cleaned_data[name] for name in names}

    def facts(self) -> dict[str, str]:
        """What is known; what is unknown is left out."""
        return {key: self.cleaned_data[key] for key in KEYS if self.cleaned_data.get(key)}

    def questions(self) -> list[Any]:
        """The bound fields of the facts."""
        return [self[key] for key in KEYS]


def start_of(venue: Venue) -> dict[str, Any]:
    """The values of a place that is changed."""
    names = ("version", "label", "kind", "address", "lat", "lon", "note", "source", "checked_on", "shown")
    return {**{name: getattr(venue, name) for name in names}, **venue.facts}
