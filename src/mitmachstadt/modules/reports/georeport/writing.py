"""The two clothes of every answer: JSON, and XML without namespaces that any parser takes; and reports as GeoJSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any
from xml.sax.saxutils import escape

#: What XML 1.0 can not say at all, not even escaped.
UNSAID = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
#: How the members of a list are called in XML.
MEMBERS = {
    "services": "service", "service_requests": "request", "errors": "error", "attributes": "attribute",
    "values": "value", "endpoints": "endpoint", "formats": "format", "photos": "photo",
}  # fmt: skip
JSON, XML, GEOJSON = "application/json; charset=utf-8", "text/xml; charset=utf-8", "application/geo+json"
TYPES = {"json": JSON, "xml": XML, "geojson": GEOJSON}


def text_of(root: str, found: Any, form: str) -> str:
    """`found` (plain dicts and lists) in that format; `root` is the outermost element of XML, JSON has none."""
    if form == "xml":
        return HEAD + element(root, found)
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def element(name: str, value: Any) -> str:
    """One element with all below it. What is not there is an empty element."""
    if value is None or value == "":
        return f"<{name}/>"
    if isinstance(value, Mapping):
        return f"<{name}>{''.join([element(key, one) for key, one in value.items()])}</{name}>"
    if isinstance(value, list | tuple):
        member = MEMBERS[name]
        return f"<{name}>{''.join([element(member, one) for one in value])}</{name}>"
    if isinstance(value, bool):
        return f"<{name}>{'true' if value else 'false'}</{name}>"
    return f"<{name}>{said(str(value))}</{name}>"


def said(text: str) -> str:
    """Words as XML takes them; a lone carriage return is written so that parsers keep it."""
    return escape(UNSAID.sub("", text)).replace("\r", "&#13;")


def collection(rows: Iterable[Mapping[str, Any]], total: int | None, following: str) -> dict[str, Any]:
    """Requests as GeoJSON; those without a point have no geometry."""
    features = [
        {
            "type": "Feature",
            "id": row["service_request_id"],
            "geometry": None
            if row["long"] is None or row["lat"] is None
            else {"type": "Point", "coordinates": [row["long"], row["lat"]]},
            "properties": {name: value for name, value in row.items() if name not in ("lat", "long")},
        }
        for row in rows
    ]
    found: dict[str, Any] = {
        "type": "FeatureCollection",
        "numberReturned": len(features),
        "features": features,
    }
    if total is not None:
        found["numberMatched"] = total
    if following:
        found["links"] = [{"rel": "next", "href": following, "type": GEOJSON}]
    return found
