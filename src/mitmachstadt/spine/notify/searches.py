"""Saved searches: what the public search finds now and did not find before, however many hits it has."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from django.utils.html import strip_tags

from mitmachstadt.spine.notify.models import Subscription
from mitmachstadt.spine.search.queries import hits_of, matching_keys

MOST_SHOWN = 100

Key = tuple[str, str]


@dataclass(frozen=True)
class Find:
    """One thing that a search found."""

    title: str
    summary: str
    path: str


@dataclass(frozen=True)
class NewFinds:
    """What a search finds for the first time: all of it by `keys`, the newest in words, and how many `more`."""

    keys: list[Key] = field(default_factory=list)
    shown: list[Find] = field(default_factory=list)
    more: int = 0

    def __bool__(self) -> bool:
        return bool(self.keys)

    @property
    def fingerprint(self) -> str:
        """A name for exactly these finds."""
        return hashlib.sha256("\n".join(":".join(key) for key in self.keys).encode()).hexdigest()[:32]


def new_finds(row: Subscription) -> NewFinds:
    """What the followed search finds for the first time, newest entry first, at most `MOST_SHOWN` in words."""
    seen = unpacked(row.seen)
    keys = [key for key in matching_keys(row.target) if key not in seen]
    keys.reverse()
    shown = [
        Find(hit.title, strip_tags(hit.summary_html), hit.url)
        for hit in hits_of(row.target, keys[:MOST_SHOWN])
    ]
    return NewFinds(keys, shown, max(0, len(keys) - MOST_SHOWN))


def memory_of(text: str) -> list[str]:
    """The memory of somebody who has seen everything that the search finds now."""
    return packed(matching_keys(text))


def grown(seen: list[str], finds: NewFinds) -> list[str]:
    """The memory of a search with the new finds."""
    return packed([*unpacked(seen), *finds.keys]) if finds else seen


def packed(keys: Iterable[Key]) -> list[str]:
    """Keys as short texts: neighbouring numbers of a kind become `project#1-160`, others stay `suggestion:H-2026-014`."""
    numbers: dict[str, set[int]] = defaultdict(set)
    found: list[str] = []
    for kind, object_id in dict.fromkeys(keys):
        if object_id.isascii() and object_id.isdigit() and str(int(object_id)) == object_id:
            numbers[kind].add(int(object_id))
        else:
            found.append(f"{kind}:{object_id}")
    for kind, some in numbers.items():
        ordered = sorted(some)
        starts = [ordered[0], *(after for before, after in pairwise(ordered) if after != before + 1)]
        ends = [*(before for before, after in pairwise(ordered) if after != before + 1), ordered[-1]]
        found += [f"{kind}#{first}-{last}" for first, last in zip(starts, ends, strict=True)]
    return found


def unpacked(seen: Iterable[str]) -> set[Key]:
    """The keys of a memory."""
    found: set[Key] = set()
    for text in seen:
        kind, mark, span = text.rpartition("#")
        if mark and ":" not in kind:
            first, _, last = span.partition("-")
            found |= {(kind, str(number)) for number in range(int(first), int(last) + 1)}
        else:
            kind, _, object_id = text.partition(":")
            found.add((kind, object_id))
    return found
