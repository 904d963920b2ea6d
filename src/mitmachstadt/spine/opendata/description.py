"""A dataset in words: what the pages, the catalogue, the interface and the documentation say about it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.utils import formats, translation
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from mitmachstadt.spine.opendata.datasets import Dataset, Field
from mitmachstadt.spine.opendata.outputs import Format, formats_of
from mitmachstadt.spine.opendata.reading import Selection, fingerprint
from mitmachstadt.spine.opendata.vocabularies import FREQUENCIES, KINDS, LICENCES, THEMES

PREVIEW_ROWS = 5


@dataclass(frozen=True)
class Description:
    """Words and addresses of one dataset, in the language of the moment."""

    dataset: Dataset
    total: int
    modified: Any
    licence_name: str
    licence_text: str
    theme: str
    frequency: str
    formats: list[tuple[Format, str]]
    fields: list[tuple[Field, str]]
    api: str
    columns: list[str] = field(default_factory=list)
    preview: list[list[str]] = field(default_factory=list)
    narrowed: bool = False
    found: int = 0
    examples: list[tuple[str, str]] = field(default_factory=list)


def describe(dataset: Dataset, *, preview: Selection | None = None) -> Description:
    """The words; one query for the number of rows, one more (and the prefetches) for the rows shown of `preview`.

    The files named are those of the same selection, so that what one sees is what one takes along.
    """
    total, modified, _tag = fingerprint(dataset, dataset.queryset())
    name, text = LICENCES[dataset.licence_uri()]
    columns, rows = _preview(dataset, preview) if preview else ([], [])
    query = preview.query() if preview else ""
    return Description(
        dataset=dataset,
        total=total,
        modified=modified,
        licence_name=name,
        licence_text=text,
        theme=str(THEMES[dataset.theme]),
        frequency=str(FREQUENCIES[dataset.frequency]),
        formats=[(one, file_path(dataset, one.name) + query) for one in formats_of(dataset)],
        fields=[(one, str(KINDS[one.kind][0])) for one in dataset.fields],
        api=f"/api/v1/{dataset.slug}",
        columns=columns,
        preview=rows,
        narrowed=bool(query),
        found=preview.total if preview else total,
        examples=examples(dataset) if preview else [],
    )


def file_path(dataset: Dataset, form: str) -> str:
    """`/daten/<slug>.<form>`, whatever language the page has."""
    with translation.override(settings.LANGUAGE_CODE):
        return f"/daten/{dataset.slug}.{form}"


def examples(dataset: Dataset) -> list[tuple[str, str]]:
    """Commands to copy, each with the sentence that says what it does."""
    base = settings.BASE_URL
    found = [(_("The whole table"), f"curl -OJ {base}/daten/{dataset.slug}.csv")]
    found.append((_("The first ten rows as JSON"), f"curl '{base}/api/v1/{dataset.slug}?per_page=10'"))
    for one in dataset.filters[:1]:
        value = one.choices[0] if one.choices else "…"
        found.append(
            (
                _("Only part of it: %s") % one.label,
                f"curl '{base}/daten/{dataset.slug}.csv?{one.name}={quote(value, safe='…')}'",
            )
        )
    if dataset.box:
        west, south = settings.TOWN["centre"][0] - 0.02, settings.TOWN["centre"][1] - 0.01
        box = f"{west:.3f},{south:.3f},{west + 0.04:.3f},{south + 0.02:.3f}"
        found.append(
            (_("What lies around the town hall"), f"curl '{base}/daten/{dataset.slug}.geojson?bbox={box}'")
        )
    found.append(
        (
            _("Only when something has changed (the answer is 304 otherwise)"),
            f"curl --etag-save stand.txt --etag-compare stand.txt -OJ {base}/daten/{dataset.slug}.csv",
        )
    )
    return found


def _preview(dataset: Dataset, selection: Selection) -> tuple[list[str], list[list[str]]]:
    names = [one.name for one in dataset.fields]
    values = replace(selection, page=1, per_page=PREVIEW_ROWS).entries()
    kinds = {one.name: one.kind for one in dataset.fields}
    return names, [[_shown(row[name], kinds[name]) for name in names] for row in values]


def _shown(value: Any, kind: str) -> str:
    """A value as people read it, at most 80 characters."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if kind == "date" and (day := parse_date(str(value))):
        return formats.date_format(day, "SHORT_DATE_FORMAT")
    if kind == "datetime" and (moment := parse_datetime(str(value))):
        return formats.date_format(moment, "SHORT_DATETIME_FORMAT")
    if isinstance(value, int | float):
        return formats.localize(value)
    text = ", ".join(value) if isinstance(value, list) else str(value)
    return text if len(text) <= 80 else text[:79].rstrip() + "…"
