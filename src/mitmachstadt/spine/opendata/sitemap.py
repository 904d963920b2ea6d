"""All public addresses for search engines, in parts that stay small however large the town's lists grow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from django.conf import settings
from django.urls import Resolver404, resolve, reverse
from django.utils import translation

from mitmachstadt.spine.opendata.datasets import Dataset

PER_PART = 10_000
PAGES = "seiten"
_pages: list[str] = []


@dataclass(frozen=True)
class Entry:
    """One address (path) in the town's language, with its last change if known."""

    path: str
    modified: datetime | None = None


def register_pages(*paths: str) -> None:
    """Adds pages that belong to no dataset, such as `/vorhaben/`; call it in an app's `ready`."""
    _pages.extend(path for path in paths if path not in _pages)


def parts(datasets: Iterable[Dataset]) -> list[tuple[str, int]]:
    """Names and numbers (from 1) of the parts; one count per dataset whose rows have pages."""
    found = [(PAGES, 1)]
    for dataset in datasets:
        if dataset.has_links():
            count = dataset.queryset().order_by().count()
            found += [(dataset.slug, number) for number in range(1, ceil(count / PER_PART) + 1)]
    return found


def entries(datasets: Iterable[Dataset], name: str, number: int) -> list[Entry] | None:
    """Up to 10,000 addresses of one part; None when there is no such part. One query at most."""
    with translation.override(settings.LANGUAGE_CODE):
        by_slug = {dataset.slug: dataset for dataset in datasets}
        if name == PAGES:
            return _page_entries(by_slug) if number == 1 else None
        dataset = by_slug.get(name)
        if dataset is None or not dataset.has_links() or not 1 <= number <= 10_000:
            return None
        rows = dataset.queryset().select_related(None).prefetch_related(None).order_by("pk")
        chunk = rows[(number - 1) * PER_PART : number * PER_PART]
        found = [
            Entry(dataset.item_url(row), getattr(row, dataset.updated, None) if dataset.updated else None)
            for row in chunk
        ]
        return [one for one in found if one.path] or None


def _page_entries(by_slug: dict[str, Dataset]) -> list[Entry]:
    known = [path for path in ("/", *_pages) if _exists(path)]
    data = [reverse("opendata:index"), *(reverse("opendata:detail", args=[slug]) for slug in by_slug)]
    return [Entry(path) for path in [*known, *data]]


def _exists(path: str) -> bool:
    """A registered page that an installation does not have is left out."""
    try:
        resolve(path)
    except Resolver404:
        return False
    return True
