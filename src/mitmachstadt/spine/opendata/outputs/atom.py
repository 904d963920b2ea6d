"""The newest rows as a feed, with ids that survive a change of address."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from mitmachstadt.spine.opendata.outputs.csv import UNPRINTABLE
from mitmachstadt.spine.opendata.reading import Selection

NEWEST = 50


def write_atom(selection: Selection) -> Iterator[str]:
    """Atom (RFC 4287) with the newest 50 rows by the dataset's feed date; rows without it are left out."""
    dataset = selection.dataset
    column = dataset.feed_date.replace(".", "__")
    page = settings.BASE_URL + (dataset.page or f"/daten/{dataset.slug}/")
    with translation.override(settings.LANGUAGE_CODE):
        feed = Atom1Feed(
            title=printable(dataset.title),
            link=page,
            description=None,
            subtitle=printable(dataset.description),
            language=settings.LANGUAGE_CODE,
            author_name=dataset.publisher_name(),
            feed_url=selection.address(),
            feed_guid=stable_id(dataset.slug),
            feed_copyright=f"{dataset.attribution_text()}, {dataset.licence_uri()}",
        )
        dated = replace(selection, rows=selection.rows.filter(**{f"{column}__isnull": False}))
        rows = dated.in_order(f"-{column}", "-pk", start=0, stop=NEWEST)
        for row, values in zip(rows, dataset.values_of(rows), strict=True):
            begun = moment(_follow(row, dataset.feed_date))
            changed = moment(_follow(row, dataset.updated)) if dataset.updated else begun
            summary = values[dataset.summary_field] if dataset.summary_field else ""
            feed.add_item(
                title=printable(values[dataset.title_field]),
                link=values.get("link") or page,
                description=escape(printable(summary or "")),
                pubdate=begun,
                updateddate=max(begun, changed),
                unique_id=stable_id(f"{dataset.slug}/{values[dataset.key]}"),
            )
    yield feed.writeString("utf-8")


def stable_id(name: str) -> str:
    """An id made of the municipality key and the name, whatever the server is called."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"https://ags/{settings.TOWN['ags']}/{name}").urn


def moment(value: Any) -> datetime:
    """A day as its first minute in the town's time; a moment as it is."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return timezone.make_aware(datetime.combine(value, time()))
    return value  # type: ignore[no-any-return]


def printable(text: Any) -> str:
    """Text without the characters that XML refuses."""
    return UNPRINTABLE.sub("", str(text))


def _follow(row: Any, path: str) -> Any:
    for name in path.split("."):
        row = getattr(row, name)
    return row
