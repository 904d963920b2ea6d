"""What the interface answers, in the words of OpenAPI, made of a dataset's facts."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from mitmachstadt.spine.opendata.datasets import Dataset
from mitmachstadt.spine.opendata.reading import LAST_PAGE, LONGEST_VALUE, MOST_PER_PAGE
from mitmachstadt.spine.opendata.vocabularies import KINDS

Facts = dict[str, Any]
PRINTABLE = r"^[^\u0000-\u001f\u007f]*$"

PROBLEM: Facts = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "fehler": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["parameter", "hinweis"],
                "properties": {"parameter": {"type": "string"}, "hinweis": {"type": "string"}},
            },
        },
    },
}
TAG: Facts = {"ETag": {"schema": {"type": "string"}}}
GEOMETRY: Facts = {
    "type": ["object", "null"],
    "required": ["type", "coordinates"],
    "properties": {"type": {"type": "string"}, "coordinates": {"type": "array", "items": {}}},
}


def describe_list(dataset: Dataset) -> Facts:
    """The operation `GET /api/v1/<slug>`."""
    return {
        "summary": str(dataset.title),
        "description": str(dataset.description),
        "tags": [dataset.slug],
        "parameters": parameters(dataset),
        "responses": {
            200: answer(_("One page of the dataset"), page_of(entry(dataset)), headers=TAG),
            304: {"description": _("Nothing has changed since the answer with this ETag")},
            400: wrong(_("A parameter can not be used")),
        },
    }


def describe_item(dataset: Dataset) -> Facts:
    """The operation `GET /api/v1/<slug>/{key}`."""
    field = dataset.field(dataset.key)
    return {
        "summary": _("One entry: %s") % dataset.title,
        "tags": [dataset.slug],
        "parameters": [],
        "responses": {
            200: answer(_("The entry, its key being “%s”") % field.name, entry(dataset), headers=TAG),
            304: {"description": _("Nothing has changed since the answer with this ETag")},
            404: wrong(_("There is no such entry, or it is not public")),
        },
    }


def describe_overview() -> Facts:
    """The operation `GET /api/v1/`."""
    names = ("datensatz", "titel", "adresse")
    one = {
        "type": "object",
        "required": list(names),
        "properties": {name: {"type": "string"} for name in names},
    }
    body = {
        "type": "object",
        "required": ["datensaetze"],
        "properties": {"datensaetze": {"type": "array", "items": one}},
    }
    return {
        "summary": _("All datasets"),
        "responses": {200: answer(_("The list of datasets"), body, headers=TAG)},
    }


def parameters(dataset: Dataset) -> list[Facts]:
    """All parameters that a list understands."""
    found = [
        number("page", _("Page, from 1"), 1, LAST_PAGE),
        number("per_page", _("Entries per page"), 100, MOST_PER_PAGE),
        query(
            "alles",
            _("1 gives all entries in one stream instead of a page"),
            {"type": "string", "enum": ["0", "1"]},
        ),
    ]
    text: Facts = {"type": "string", "maxLength": LONGEST_VALUE, "pattern": PRINTABLE}
    if dataset.searchable():
        found.append(query("q", _("Words that must occur"), text))
    if dataset.box:
        found.append(
            query(
                "bbox",
                _("Section of the map: west,south,east,north in degrees"),
                {"type": "string", "pattern": r"^-?\d{1,3}(\.\d{1,15})?(,-?\d{1,3}(\.\d{1,15})?){3}$"},
            )
        )
    for one in dataset.filters:
        item: Facts = {"type": "string", "enum": list(one.choices)} if one.choices else text
        words = f"{one.label}. {one.help}".removesuffix(" ")
        found.append(query(one.name, words, {"type": "array", "items": item, "maxItems": 50}))
    return found


def entry(dataset: Dataset) -> Facts:
    """The JSON schema of one row; everything but the key may be unknown (null)."""
    properties: Facts = {}
    for field in dataset.fields:
        schema = dict(KINDS[field.kind][1])
        if field.name != dataset.key:
            schema["type"] = [schema["type"], "null"]
        schema["title"] = str(field.label)
        if field.help:
            schema["description"] = str(field.help)
        properties[field.name] = schema
    if dataset.has_links():
        properties["link"] = {"type": ["string", "null"], "format": "uri", "title": _("Page of the entry")}
    if dataset.geometry is not None:
        properties["geometrie"] = GEOMETRY
    return {
        "type": "object",
        "required": list(properties),
        "properties": properties,
        "additionalProperties": False,
    }


def page_of(one: Facts) -> Facts:
    """The JSON schema of a page of entries."""
    text, count = {"type": "string"}, {"type": "integer", "minimum": 0}
    address = {"type": ["string", "null"], "format": "uri"}
    properties: Facts = {
        "datensatz": text,
        "titel": text,
        "lizenz": text,
        "namensnennung": text,
        "stand": {"type": ["string", "null"], "format": "date-time"},
        "filter": {"type": "object", "additionalProperties": {"type": "array", "items": text}},
        "gesamt": count,
        "seite": count,
        "seiten": count,
        "pro_seite": {"type": ["integer", "null"]},
        "vorherige": address,
        "naechste": address,
        "eintraege": {"type": "array", "items": one},
    }
    return {
        "type": "object",
        "required": list(properties),
        "properties": properties,
        "additionalProperties": False,
    }


def answer(words: str, schema: Facts, headers: Facts) -> Facts:
    return {"description": words, "headers": headers, "content": {"application/json": {"schema": schema}}}


def wrong(words: str) -> Facts:
    return {"description": words, "content": {"application/problem+json": {"schema": PROBLEM}}}


def query(name: str, words: str, schema: Facts) -> Facts:
    return {"name": name, "in": "query", "required": False, "description": words, "schema": schema}


def number(name: str, words: str, default: int, most: int) -> Facts:
    return query(name, words, {"type": "integer", "minimum": 1, "maximum": most, "default": default})
