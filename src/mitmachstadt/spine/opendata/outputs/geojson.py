"""The rows as a map layer (RFC 7946); a row without a sure place is a feature without geometry."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import shapely

from mitmachstadt.spine.opendata.outputs.json import dump
from mitmachstadt.spine.opendata.reading import Selection


def write_geojson(selection: Selection) -> Iterator[str]:
    """A FeatureCollection; `numberMatched`, `numberReturned` and `links` are named as in OGC API Features.

    Coordinates are WGS84 degrees, longitude first; outer rings run counterclockwise (RFC 7946, 3.1.6).
    """
    returned = selection.total if selection.everything else _on_page(selection)
    links = [
        {"rel": rel, "type": "application/geo+json", "href": href}
        for rel, href in (("next", selection.next_address()), ("prev", selection.previous_address()))
        if href
    ]
    head = {
        "type": "FeatureCollection",
        "numberMatched": selection.total,
        "numberReturned": returned,
        "links": links,
    }
    yield dump(head)[:-1] + ',"features":['
    comma = ""
    for batch in selection.batches(geometry=True):
        if batch:
            yield comma + ",".join(dump(_feature(selection.dataset.key, values)) for values in batch)
            comma = ","
    yield "]}"


def _on_page(selection: Selection) -> int:
    return max(0, min(selection.per_page, selection.total - (selection.page - 1) * selection.per_page))


def _feature(key: str, values: dict[str, Any]) -> dict[str, Any]:
    geometry = values.pop("geometrie")
    return {"type": "Feature", "id": values[key], "geometry": _wound(geometry), "properties": values}


def _wound(geometry: dict[str, Any] | None) -> dict[str, Any] | None:
    """Areas with their outer ring counterclockwise; everything else as it is."""
    if geometry is None or geometry.get("type") not in {"Polygon", "MultiPolygon"}:
        return geometry
    shape = shapely.from_geojson(dump(geometry))
    return dict(shapely.geometry.mapping(shapely.orient_polygons(shape)))
