"""Counts and pages of all texts whose plain version is watched, over every kind at once, without reading them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Count, IntegerField, QuerySet, Value, When
from django.db.models.functions import Cast, Lower

from mitmachstadt.spine.plain.registry import STATES, Row, Source


@dataclass(frozen=True)
class Listed:
    """One text on the page that is shown."""

    source: Source
    state: str
    row: Row


def counts(sources: list[Source]) -> dict[str, int]:
    """How many texts are in which state; one question a kind."""
    found: Counter[str] = Counter()
    for source in sources:
        for each in source.texts().order_by().values("plain_state").annotate(number=Count("pk")):
            found[each["plain_state"]] += each["number"]
    return {state: found[state] for state in STATES}


def ordered(sources: list[Source], state: str) -> QuerySet[Any, Any]:
    """Keys of texts in the order of the list (out of date first, then by title) as rows of kind, state and number.

    An empty `state` means every one.
    """
    parts = [keys(source, state) for source in sources]
    return (
        parts[0]
        .union(*parts[1:], all=True)
        .order_by("plain_rank", "plain_sorting", "plain_kind", "plain_key")
    )


def keys(source: Source, state: str) -> QuerySet[Any, Any]:
    """One kind's part of `ordered`."""
    texts = source.texts().order_by()
    if state:
        texts = texts.filter(plain_state=state)
    rank = Case(
        *(When(plain_state=name, then=Value(number)) for number, name in enumerate(STATES)),
        output_field=IntegerField(),
    )
    found: QuerySet[Any, Any] = texts.annotate(
        plain_rank=rank,
        plain_sorting=Lower("plain_title"),
        plain_kind=Value(source.key, output_field=CharField()),
        plain_key=Cast("pk", CharField()),
    ).values("plain_rank", "plain_sorting", "plain_kind", "plain_state", "plain_key")
    return found


def read(sources: list[Source], chosen: list[dict[str, Any]]) -> list[Listed]:
    """The texts behind `chosen` keys, in their order; one question a kind."""
    rows: dict[tuple[str, str], tuple[Source, Row]] = {}
    for source in sources:
        wanted = [each["plain_key"] for each in chosen if each["plain_kind"] == source.key]
        for one in source.texts().filter(pk__in=wanted) if wanted else ():
            rows[source.key, str(one.pk)] = (source, source.row(one))
    # What went away between the two questions is left out.
    found = [
        (rows[each["plain_kind"], each["plain_key"]], each["plain_state"])
        for each in chosen
        if (each["plain_kind"], each["plain_key"]) in rows
    ]
    return [Listed(source, state, row) for (source, row), state in found]
