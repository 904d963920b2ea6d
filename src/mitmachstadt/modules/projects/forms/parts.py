"""Forms for places, papers and the photo; a place comes by map, coordinates, stop or name, with and without scripts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.places.queries import COORDINATES, locate

SHAPES = (("Point", _("a point")), ("LineString", _("a line, such as a street")), ("Polygon", _("an area")))
LEAST = {"Point": 1, "LineString": 2, "Polygon": 3}


class PlaceForm(forms.Form):
    """A place: its name, and where it is; each line of `where` is one corner."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    label = forms.CharField(
        label=_("Name of the place"), max_length=200, help_text=_("For example: Mill Street, from 1 to 20.")
    )
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    shape = forms.ChoiceField(
        label=_("What is drawn?"), choices=SHAPES, initial="Point", widget=forms.RadioSelect
    )
    where = forms.CharField(
        label=_("Where?"), required=False, max_length=100_000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "Click on the map, or write here: a stop, a known place or coordinates (latitude, longitude). "
            "For a line or an area one corner a line. Leave it empty when the spot is not known."
        ),
    )  # fmt: skip

    def clean_where(self) -> list[tuple[float, float]]:
        """The corners as (longitude, latitude).

        Raises:
            ValidationError: naming the first line that nobody knows.
        """
        corners = []
        for line in filter(None, (part.strip() for part in self.cleaned_data["where"].splitlines())):
            found = locate(line)
            if found is None and COORDINATES.match(line):
                raise forms.ValidationError(_("“%(line)s” lies nowhere on earth.") % {"line": line[:60]})
            if found is None:
                raise forms.ValidationError(
                    _(
                        "“%(line)s” is no stop and no place we know. Please click on the map or give coordinates."
                    )
                    % {"line": line[:60]}
                )
            corners.append((found.lon, found.lat))
        return corners

    def geometry(self) -> dict[str, Any] | None:
        """The drawing as GeoJSON; None when nothing was drawn."""
        corners = [list(corner) for corner in self.cleaned_data.get("where") or []]
        if not corners:
            return None
        kind = self.cleaned_data["shape"]
        if kind == "Point":
            return {"type": "Point", "coordinates": corners[0]}
        if kind == "LineString":
            return {"type": "LineString", "coordinates": corners}
        return {"type": "Polygon", "coordinates": [[*corners, corners[0]]]}

    def clean(self) -> dict[str, Any]:
        """A line needs two corners, an area three, a point exactly one."""
        data: dict[str, Any] = super().clean() or {}
        corners, kind = data.get("where"), data.get("shape")
        if corners and kind in LEAST:
            if len(corners) < LEAST[kind]:
                self.add_error("where", _("A line needs at least two corners, an area three."))
            elif kind == "Point" and len(corners) > 1:
                self.add_error(
                    "where", _("A point is one spot. Please choose line or area, or keep one line.")
                )
        return data


class PaperForm(forms.Form):
    """A paper: by its number, an address, or as a PDF."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(label=_("Title of the paper"), max_length=300)
    reference = forms.CharField(label=_("Number"), max_length=40, required=False)
    url = forms.URLField(label=_("Address on the web"), required=False, max_length=200, assume_scheme="https")
    file = forms.FileField(label=_("PDF"), required=False, help_text=_("At most 10 MB."))


class PhotoForm(forms.Form):
    """A picture with words for people who do not see it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    photo = forms.FileField(
        label=_("Picture"),
        help_text=_("JPEG, PNG or WebP, at most 10 MB. Where and when it was taken is removed."),
    )
    alt = forms.CharField(
        label=_("What can be seen?"),
        max_length=300,
        help_text=_("One sentence for people who do not see the picture."),
    )
