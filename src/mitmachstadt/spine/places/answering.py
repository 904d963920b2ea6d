"""What every large map of the house asks and gets: a box and a zoom, then single points and cells as GeoJSON."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _

from mitmachstadt.spine import asked
from mitmachstadt.spine.places.clusters import Cell
from mitmachstadt.spine.places.rules import Box

Feature = dict[str, Any]


def question(request: HttpRequest) -> tuple[Box | None, float] | JsonResponse:
    """The box (west, south, east, north; None: everything) and the zoom of the address, or the answer that refuses it."""
    box = asked.box(request.GET["bbox"]) if "bbox" in request.GET else None
    zoom = asked.zoom(request.GET.get("zoom", ""))
    if ("bbox" in request.GET and box is None) or zoom is None:
        text = _("Please give bbox as west,south,east,north in degrees and zoom as a number from 0 to 22.")
        title = _("This question can not be answered")
        return JsonResponse({"title": title, "detail": text, "status": 400}, status=400)
    return box, zoom


def collection(features: list[Feature]) -> JsonResponse:
    """The features as compact GeoJSON."""
    return JsonResponse(
        {"type": "FeatureCollection", "features": features},
        content_type="application/geo+json",
        json_dumps_params={"ensure_ascii": False, "separators": (",", ":")},
    )


def heap(found: Cell, title: str, **more: Any) -> Feature:
    """A cell of the map, named by `title`."""
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [round(found.lon, 5), round(found.lat, 5)]},
        "bbox": [round(value, 5) for value in (found.west, found.south, found.east, found.north)],
        "properties": {"kind": "cluster", "count": found.number, **more, "title": title},
    }


def spot(lon: float | None, lat: float | None, *, sample: bool, **properties: Any) -> Feature:
    """A single thing at its point; samples say so."""
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [round(lon or 0, 6), round(lat or 0, 6)]},
        "properties": {**properties, "sample": True} if sample else properties,
    }
