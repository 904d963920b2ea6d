"""Saved searches: what the public search finds now and did not find before."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.utils.html import strip_tags

from mitmachstadt.spine.notify.models import Subscription
from mitmachstadt.spine.search.queries import find

PAGE, MAX_PAGES = 100, 5
MAX_SEEN = 5000


@dataclass(frozen=True)
class Find:
    """One thing that a search found; `key` is `kind:id`."""

    key: str
    title: str
    summary: str
    path: str


def finds(text: str) -> list[Find]:
    """Up to 500 things that hold all words of `text`; nothing when the search had to drop or change words."""
    found: list[Find] = []
    for page in range(1, MAX_PAGES + 1):
        results = find(text, page=page, per_page=PAGE)
        if results.relaxed:
            return []
        found += [
            Find(f"{hit.kind}:{hit.object_id}", hit.title, strip_tags(hit.summary_html), hit.url)
            for hit in results.hits
        ]
        if page >= results.pages:
            break
    return found


def new_finds(row: Subscription) -> list[Find]:
    """What the followed search finds for the first time."""
    seen = set(row.seen)
    return [found for found in finds(row.target) if found.key not in seen]


def grown(seen: list[str], finds: list[Find]) -> list[str]:
    """The memory of a search with the new finds; the oldest go first when it is full."""
    return [*seen, *(found.key for found in finds)][-MAX_SEEN:]


def fingerprint(finds: list[Find]) -> str:
    """A name for exactly these finds."""
    return hashlib.sha256("\n".join(found.key for found in finds).encode()).hexdigest()[:32]
