"""The area of a district as editors paste it: whatever a mapping program writes, kept as one drawing that pages can use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from shapely.errors import ShapelyError
from shapely.geometry import mapping, shape
from shapely.ops import unary_union

from mitmachstadt.spine.places.queries import town_area
from mitmachstadt.spine.places.rules import check_geometry

SHAPES = ("Polygon", "MultiPolygon")


class AreaInput:
    """Joins a form that has the field `area`."""

    cleaned_data: dict[str, Any]

    def clean_area(self) -> dict[str, Any] | None:
        given = self.cleaned_data.get("area")
        return area_of(given) if given else None


def area_of(given: object) -> dict[str, Any]:
    """The one area (GeoJSON geometry) in a geometry, a feature or a collection of features.

    Raises:
        ValidationError: for points and lines, open or crossing rings, and places outside the town.
    """
    found = list(_geometries(given))
    if not found or any(not isinstance(one, Mapping) or one.get("type") not in SHAPES for one in found):
        raise ValidationError(_("A district needs an area: a GeoJSON of kind Polygon or MultiPolygon."))
    for one in found:
        problems = check_geometry(one, town_area())
        if problems:
            raise ValidationError([str(problem.message) for problem in problems])
    if len(found) == 1:
        return dict(found[0])
    try:
        joined = mapping(unary_union([shape(one) for one in found]))
    except ShapelyError as error:
        raise ValidationError(_("These areas cannot be joined to one.")) from error
    return dict(joined)


def _geometries(given: object) -> list[Any]:
    """What a feature or a collection of features draws; anything else stands for itself."""
    if not isinstance(given, Mapping):
        return [given]
    if given.get("type") == "Feature":
        return [given.get("geometry")]
    if given.get("type") == "FeatureCollection":
        features = given.get("features")
        rows = features if isinstance(features, list) else []
        return [row.get("geometry") if isinstance(row, Mapping) else None for row in rows]
    return [given]
