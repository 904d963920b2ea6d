"""The two clothes of every answer: JSON, and XML without namespaces that any parser takes; and reports as GeoJSON."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

from mitmachstadt.spine.opendata.outputs.csv import cell

#: What XML 1.0 can not say at all, not even escaped.
UNSAID = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: Letters that can not stand in XML as they are; most words have none, and then nothing is done to them.
SPECIAL = re.compile("[^\t\n\u0020-\u0025\u0027-;=?-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
#: How the members of a list are called in XML.
MEMBERS = {
    "services": "service", "service_requests": "request", "errors": "error", "attributes": "attribute",
    "values": "value", "endpoints": "endpoint", "formats": "format", "photos": "photo",
    "service_requests_updates": "request_update",
}  # fmt: skip
JSON, XML, GEOJSON = "application/json; charset=utf-8", "text/xml; charset=utf-8", "application/geo+json"
TYPES = {"json": JSON, "xml": XML, "geojson": GEOJSON, "csv": "text/csv; charset=utf-8; header=present"}
#: The columns of a table: the fields of the specification, then ours.
COLUMNS = (
    "service_request_id", "status", "status_notes", "service_name", "service_code", "description", "agency_responsible",
    "service_notice", "requested_datetime", "updated_datetime", "expected_datetime", "address", "address_id", "zipcode",
    "lat", "long", "media_url",
)  # fmt: skip
MORE_COLUMNS = (
    "detailed_status", "reason", "disputed", "merged_into", "companions", "district", "sample", "photos",
)  # fmt: skip


def text_of(root: str, found: Any, form: str) -> str:
    """`found` (plain dicts and lists) in that format; `root` is the outermost element of XML, JSON has none."""
    if form == "xml":
        return HEAD + element(root, found)
    if form == "csv":
        return table(found)
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def element(name: str, value: Any) -> str:
    """One element with all below it. What is not there is an empty element."""
    if isinstance(value, dict):
        return f"<{name}>{''.join(_members(value))}</{name}>"
    if isinstance(value, list | tuple):
        member = MEMBERS[name]
        return f"<{name}>{''.join([element(member, one) for one in value])}</{name}>"
    return "".join(_members({name: value}))


def _members(values: Mapping[str, Any]) -> list[str]:
    """The elements of an object; simple values here and not by a call each, a page of requests has thousands of them."""
    found = []
    for name, value in values.items():
        if value is None or value == "":
            found.append(f"<{name}/>")
        elif isinstance(value, str):
            found.append(f"<{name}>{said(value) if SPECIAL.search(value) else value}</{name}>")
        elif isinstance(value, dict | list | tuple):
            found.append(element(name, value))
        elif isinstance(value, bool):
            found.append(f"<{name}>{'true' if value else 'false'}</{name}>")
        else:
            found.append(f"<{name}>{value}</{name}>")
    return found


def said(text: str) -> str:
    """Words as XML takes them; a lone carriage return is written so that parsers keep it."""
    return escape(UNSAID.sub("", text)).replace("\r", "&#13;")


def table(rows: Sequence[Mapping[str, Any]]) -> str:
    """Requests as a table with commas, points in numbers, and nothing that a spreadsheet would run."""
    more = MORE_COLUMNS if rows and "extended_attributes" in rows[0] else ()
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow((*COLUMNS, *more))
    for row in rows:
        extended = row.get("extended_attributes") or {}
        values = [row[name] for name in COLUMNS] + [extended[name] for name in more]
        writer.writerow([in_cell(one) for one in values])
    return out.getvalue()


def in_cell(value: Any) -> str:
    """One value of a table."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list):
        return " ".join(one["url"] for one in value)
    return cell(value)


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
