"""Questions to the search: a page of hits, quick suggestions, and the filter by text for other lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast
from django.utils.safestring import SafeString

from mitmachstadt.spine.search import backend
from mitmachstadt.spine.search.expressions import (
    DISTRICT,
    KIND,
    TOPIC,
    Expression,
    Token,
    both,
    either,
    filter_token,
)
from mitmachstadt.spine.search.highlight import excerpt, marked, matcher
from mitmachstadt.spine.search.models import SearchEntry
from mitmachstadt.spine.search.plan import Plan, understand

MOST_PER_PAGE = 100
MOST_SUGGESTIONS = 8
FEW_HITS = 500


@dataclass(frozen=True)
class Hit:
    """One found thing; the `_html` texts are escaped and hold `<mark>` round found words."""

    kind: str
    object_id: str
    title: str
    title_html: SafeString
    summary_html: SafeString
    url: str
    date: date | None
    districts: tuple[str, ...]
    topics: tuple[str, ...]


@dataclass(frozen=True)
class Facet:
    """A filter value with the number of hits it would leave, and whether it is chosen now."""

    value: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Facets:
    """Filter values by number of hits, most first; each list counts with the other two filters applied."""

    kinds: list[Facet] = field(default_factory=list)
    districts: list[Facet] = field(default_factory=list)
    topics: list[Facet] = field(default_factory=list)


@dataclass(frozen=True)
class Results:
    """A page of hits.

    `total` counts all hits within the filters, `total_unfiltered` without them. `corrected` is the text that
    was looked for after mending typos, or None. `suggestion` is a text to try instead of words that stand
    nowhere (`missing`). `relaxed`: no entry holds all words, so the hits hold only some.
    """

    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    total_unfiltered: int = 0
    page: int = 1
    pages: int = 0
    suggestion: str | None = None
    corrected: str | None = None
    missing: tuple[str, ...] = ()
    relaxed: bool = False
    facets: Facets = field(default_factory=Facets)


def find(
    text: str,
    *,
    kinds: Iterable[str] = (),
    districts: Iterable[str] = (),
    topics: Iterable[str] = (),
    page: int = 1,
    per_page: int = 20,
) -> Results:
    """What everybody may find for `text` (at most 200 characters are read), best first, within the filters.

    Values of one filter widen each other, the three filters narrow each other. Order: points for the place of
    the words (title before text, whole word before compound before beginning), weight, date, number; the same
    on both databases. A page behind the last is empty.
    """
    chosen = (tuple(dict.fromkeys(kinds)), tuple(dict.fromkeys(districts)), tuple(dict.fromkeys(topics)))
    plan = understand(text)
    if plan.expression is None:
        return Results(suggestion=plan.suggestion, missing=plan.missing, page=page)
    groups = [(_facet_values(facets), count) for facets, count in backend.counts(plan.expression)]
    total = sum(count for values, count in groups if _passes(values, chosen))
    per_page = max(1, min(per_page, MOST_PER_PAGE))
    page = max(1, page)
    offset = (page - 1) * per_page
    numbers: list[int] = []
    if offset < total:
        numbers = _ranked(plan, _filters(chosen), total=total, limit=per_page, offset=offset)
    return Results(
        hits=_hits(numbers, plan),
        total=total,
        total_unfiltered=sum(count for _, count in groups),
        page=page,
        pages=-(-total // per_page),
        suggestion=plan.suggestion,
        corrected=plan.corrected,
        missing=plan.missing,
        relaxed=plan.relaxed,
        facets=_facets(groups, chosen),
    )


def suggest(text: str, *, limit: int = MOST_SUGGESTIONS) -> list[Hit]:
    """The first hits for a text that is still being typed; no counting, no filters."""
    plan = understand(text)
    if plan.expression is None:
        return []
    limit = max(1, min(limit, MOST_SUGGESTIONS))
    return _hits(_ranked(plan, [], total=None, limit=limit, offset=0), plan)


def matching_ids(kind: str, text: str, *, as_int: bool = False) -> QuerySet[SearchEntry, Any]:
    """The object ids of public entries of `kind` that match `text`, for `filter(id__in=...)`.

    Same words, typos and compounds as `find`; nothing matches an empty text. `as_int` gives them as numbers,
    for objects whose primary key is one.
    """
    scope = (Token(filter_token(KIND, kind)),)
    plan = understand(text, scope=scope)
    entries = SearchEntry.objects.public().filter(kind=kind)
    if plan.expression is None:
        entries = entries.none()
    else:
        sql, values = backend.matches(both([plan.expression, *scope]))
        entries = entries.filter(pk__in=RawSQL(sql, values))  # noqa: S611  # values are parameters
    if as_int:
        number = Cast("object_id", BigIntegerField())
        return entries.annotate(object_number=number).values_list("object_number", flat=True)
    return entries.values_list("object_id", flat=True)


def matching_keys(text: str) -> list[tuple[str, str]]:
    """Kind and object id of every public entry that holds all words of `text`, oldest entry first.

    For whoever follows a search: nothing where the search had to drop or change words, and no limit to the number.
    """
    plan = understand(text)
    if plan.expression is None or plan.relaxed:
        return []
    sql, values = backend.matches(plan.expression)
    entries = SearchEntry.objects.public().filter(pk__in=RawSQL(sql, values))  # noqa: S611  # values are parameters
    return list(entries.order_by("pk").values_list("kind", "object_id"))


def hits_of(text: str, keys: Iterable[tuple[str, str]]) -> list[Hit]:
    """The public ones among these entries in this order, marked like hits for `text`."""
    wanted = list(keys)
    some = SearchEntry.objects.public().filter(
        kind__in={kind for kind, _ in wanted}, object_id__in=[object_id for _, object_id in wanted]
    )
    numbers = {(kind, object_id): pk for pk, kind, object_id in some.values_list("pk", "kind", "object_id")}
    return _hits([numbers[key] for key in wanted if key in numbers], understand(text))


_Values = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]


def _ranked(
    plan: Plan, filters: list[Expression], *, total: int | None, limit: int, offset: int
) -> list[int]:
    """The entry numbers of a page from the narrowest tier that fills it; few hits are ranked at once."""
    tiers = plan.tiers()
    if total is not None and total <= FEW_HITS:
        tiers = tiers[-1:]
    numbers: list[int] = []
    for expression, bonuses in tiers:
        numbers = backend.ranked(both([expression, *filters]), bonuses, limit=limit, offset=offset)
        if len(numbers) == limit:
            break
    return numbers


def _filters(chosen: _Values) -> list[Expression]:
    """An expression for each filter in use."""
    return [
        either(Token(filter_token(kind, value)) for value in values)
        for kind, values in zip((KIND, DISTRICT, TOPIC), chosen, strict=True)
        if values
    ]


def _facet_values(facets: str) -> _Values:
    kind, districts, topics = facets.split("|")
    return (kind,), tuple(filter(None, districts.split(";"))), tuple(filter(None, topics.split(";")))


def _passes(values: _Values, chosen: _Values, skip: int = -1) -> bool:
    """Whether an entry with these values stays within the filters, the one numbered `skip` left out."""
    return all(
        number == skip or not wanted or not set(wanted).isdisjoint(values[number])
        for number, wanted in enumerate(chosen)
    )


def _facets(groups: Sequence[tuple[_Values, int]], chosen: _Values) -> Facets:
    lists = []
    for number in range(3):
        counter: Counter[str] = Counter(dict.fromkeys(chosen[number], 0))
        for values, count in groups:
            if _passes(values, chosen, skip=number):
                for value in values[number]:
                    counter[value] += count
        ordered = sorted(counter.items(), key=lambda pair: (-pair[1], pair[0]))
        lists.append([Facet(value, count, value in chosen[number]) for value, count in ordered])
    return Facets(*lists)


def _hits(numbers: Sequence[int], plan: Plan) -> list[Hit]:
    """The entries of these numbers in this order, marked; whatever is not public stays out once more."""
    entries = {entry.pk: entry for entry in SearchEntry.objects.public().filter(pk__in=numbers)}
    found = matcher(plan)
    return [
        Hit(
            kind=entry.kind,
            object_id=entry.object_id,
            title=entry.title,
            title_html=marked(entry.title, found),
            summary_html=excerpt(entry.summary, entry.text, found),
            url=entry.url,
            date=entry.date,
            districts=tuple(entry.districts),
            topics=tuple(entry.topics),
        )
        for number in numbers
        if (entry := entries.get(number))
    ]
