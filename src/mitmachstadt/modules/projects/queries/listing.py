"""The list: which projects, in which order, how many, and the little each row shows.

The ids of a list are kept in memory with the stamp of the newest change, so that a page costs the same with 550
projects and with 50,000. Rows are read through `public()` again, so that nothing hidden can come out of memory.
"""

from __future__ import annotations

import time
from array import array
from collections import Counter, OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db.models import Case, Count, F, Min, Q, QuerySet, When
from django.db.models.functions import Lower

from mitmachstadt.modules.projects.models import Project, ProjectPlace, Reading
from mitmachstadt.modules.projects.queries.filters import STATE_WORDS, WHOLE_TOWN, Filters
from mitmachstadt.modules.projects.queries.words import words
from mitmachstadt.spine.city.models import Organisation
from mitmachstadt.spine.prepared import Prepared
from mitmachstadt.spine.search.queries import matching_ids

PER_PAGE = 20
SECONDS = 60
MOST_LISTS = 64

ROW_FIELDS = (
    "id", "number", "title", "summary", "state", "state_since", "published_at", "participation", "window_start",
    "window_end", "main_topic_id", "whole_town", "sample", "suggestion_count", "next_deadline",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """What a list shows of one project; `point` is (lon, lat) of its first sure place, `reading` the next body's day."""

    values: dict[str, Any]
    districts: tuple[int, ...] = ()
    point: tuple[float, float] | None = None
    reading: date | None = None


@dataclass(frozen=True)
class Page:
    """One page of the list, `total` hits in all, of which `placeless` have no sure place on the map."""

    rows: list[Row]
    total: int
    number: int
    pages: int
    placeless: int = 0
    first: int = 1


@dataclass
class _List:
    stamp: tuple[Any, ...]
    at: float
    ids: array[int] = field(default_factory=lambda: array("q"))
    placeless: int = 0


_lists: OrderedDict[tuple[Filters, date], _List] = OrderedDict()
_facets: dict[str, tuple[tuple[Any, ...], float, dict[str, dict[str, int]]]] = {}


Stamp = tuple[Any, ...]


def forget() -> None:
    """Drops every kept list of this process."""
    _lists.clear()
    _facets.clear()


NEWEST = Prepared(lambda: Project.objects.order_by("-updated_at").values_list("updated_at", "id")[:1])


def stamp() -> tuple[Any, ...]:
    """Moves with every change of a project; one read at the end of an index."""
    return next(iter(NEWEST()), (None, None))


def matching(filters: Filters, today: date) -> QuerySet[Project]:
    """Public projects within the filters, in no order."""
    found = Project.objects.public()
    if filters.only_open:
        found = found.open_on(today)
    if filters.districts:
        named = [value for value in filters.districts if value != WHOLE_TOWN]
        through = Project.districts.through.objects.filter(district__slug__in=named).values("project_id")
        wanted = Q(id__in=through)
        if WHOLE_TOWN in filters.districts:
            wanted |= Q(whole_town=True)
        found = found.filter(wanted)
    if filters.topics:
        about = Project.topics.through.objects.filter(topic__slug__in=filters.topics).values("project_id")
        found = found.filter(id__in=about)
    if filters.states:
        found = found.filter(state__in=[STATE_WORDS[word] for word in filters.states])
    if filters.owners:
        found = found.filter(owner__key__in=filters.owners)
    if filters.without_place:
        found = found.exclude(id__in=ProjectPlace.objects.filter(lon__isnull=False).values("project_id"))
    if filters.text:
        found = found.filter(id__in=matching_ids("project", filters.text, as_int=True))
    return found  # type: ignore[no-any-return]


def ordered(found: QuerySet[Project], sort: str, today: date) -> QuerySet[Project]:
    """The list's order; the last key is the id, so that pages never overlap.

    "ende" is for open windows only; "ort" is the usual order with those that have a place before those that have none.
    """
    if sort == "neu":
        return found.order_by("-published_at", "-id")
    if sort == "ende":
        return found.order_by(F("window_end").asc(nulls_last=True), "-published_at", "-id")
    if sort == "titel":
        return found.order_by(Lower("title"), "id")
    coming = Case(When(next_deadline__gte=today, then=F("next_deadline")))
    return found.order_by(coming.asc(nulls_last=True), "-published_at", "-id")


def _kept(filters: Filters, today: date, now_stamp: tuple[Any, ...]) -> _List:
    key = (filters, today)
    kept = _lists.get(key)
    if kept and kept.stamp == now_stamp and time.monotonic() - kept.at < SECONDS:
        _lists.move_to_end(key)
        return kept
    found = matching(filters, today)
    ids = array("q", ordered(found, filters.sort, today).values_list("id", flat=True))
    placed = ProjectPlace.objects.filter(lon__isnull=False)
    if len(ids) <= 500:
        placed = placed.filter(project_id__in=ids)
    on_map = set(placed.values_list("project_id", flat=True).distinct())
    if filters.sort == "ort":
        ids = array("q", [*(pk for pk in ids if pk in on_map), *(pk for pk in ids if pk not in on_map)])
    kept = _List(now_stamp, time.monotonic(), ids, sum(1 for pk in ids if pk not in on_map))
    _lists[key] = kept
    while len(_lists) > MOST_LISTS:
        _lists.popitem(last=False)
    return kept


def count(filters: Filters, today: date) -> int:
    """How many public projects the filters leave."""
    return len(_kept(filters, today, stamp()).ids)


def first_ids(filters: Filters, today: date, most: int) -> list[int]:
    """The ids of the first projects of a list; whoever shows them reads them through `public()` again."""
    return _kept(filters, today, stamp()).ids[:most].tolist()


def page(
    filters: Filters, today: date, number: int = 1, per_page: int = PER_PAGE, at: Stamp | None = None
) -> Page:
    """Page `number` of the list; a number behind the end gives the last page. `at` spares asking for the stamp."""
    kept = _kept(filters, today, at or stamp())
    pages = max(1, -(-len(kept.ids) // per_page))
    number = min(max(number, 1), pages)
    start = (number - 1) * per_page
    chosen = kept.ids[start : start + per_page].tolist()
    return Page(rows_of(chosen, today), len(kept.ids), number, pages, kept.placeless, start + 1)


def public_among(ids: Iterable[int], *names: str) -> dict[int, Project]:
    """The public ones among these projects by id, with only the named columns loaded.

    They are read by primary key and judged one by one, because with the condition in the query SQLite walks the index
    of all public projects instead.
    """
    chosen = list(dict.fromkeys(ids))
    found: dict[int, Project] = {}
    for start in range(0, len(chosen), 500):
        rows = _by_id(names)(*chosen[start : start + 500])
        found |= {project.pk: project for project in rows if project.is_public}
    return found


@cache
def _by_id(names: tuple[str, ...]) -> Prepared[Project]:
    columns = {"id", "state", "published_at", "hidden", *names}
    return Prepared(lambda *ids: Project.objects.filter(id__in=ids).only(*columns))


def joined_by(organisation: Organisation, most: int) -> list[int]:
    """Projects in which an organisation takes part without owning them: in charge, as partner, or as a body that meets."""
    part = Q(unit=organisation) | Q(partners=organisation)
    part |= Q(readings__body=organisation, readings__agenda_item__meeting__public=True)
    found = Project.objects.public().filter(part).exclude(owner=organisation).order_by("-published_at", "-id")
    return list(found.values_list("id", flat=True).distinct()[:most])


DISTRICTS = Prepared(
    lambda *ids: (
        Project.districts.through.objects.filter(project_id__in=ids)
        .order_by("district__order", "id")
        .values_list("project_id", "district_id")
    )
)
POINTS = Prepared(
    lambda *ids: (
        ProjectPlace.objects.filter(project_id__in=ids, lon__isnull=False, lat__isnull=False)
        .order_by("order", "id")
        .values_list("project_id", "lon", "lat")
    )
)
COMING = Prepared(
    lambda today, *ids: (
        Reading.objects.filter(project_id__in=ids, day__gte=today, agenda_item__meeting__public=True)
        .values_list("project_id")
        .annotate(next=Min("day"))
        .order_by()
    )
)


def rows_of(ids: Sequence[int], today: date) -> list[Row]:
    """The rows of these projects in this order; whatever is not public stays out. Four queries."""
    if not ids:
        return []
    found = {
        pk: {name: getattr(project, name) for name in ROW_FIELDS}
        for pk, project in public_among(ids, *ROW_FIELDS).items()
    }
    wanted = [pk for pk in ids if pk in found]
    if not wanted:
        return []
    districts: dict[int, list[int]] = {pk: [] for pk in wanted}
    for project_id, district_id in DISTRICTS(*wanted):
        districts[project_id].append(district_id)
    points: dict[int, tuple[float, float]] = {}
    for project_id, lon, lat in POINTS(*wanted):
        if lon is not None and lat is not None:
            points.setdefault(project_id, (lon, lat))
    readings = dict(COMING(today, *wanted))
    return [Row(found[pk], tuple(districts[pk]), points.get(pk), readings.get(pk)) for pk in wanted]


def facets(today: date, at: Stamp | None = None) -> dict[str, dict[str, int]]:
    """Public projects per district, topic, state, planner and open now, for the numbers beside the filters."""
    now_stamp = (*(at or stamp()), today)
    kept = _facets.get("all")
    if kept and kept[0] == now_stamp and time.monotonic() - kept[1] < SECONDS:
        return kept[2]
    known = words()
    public = Project.objects.public()
    ids = public.values("id")
    groups = Counter[tuple[str, int, bool]]()
    for state, owner_id, whole_town, number in (
        public.values_list("state", "owner_id", "whole_town").annotate(number=Count("id")).order_by()
    ):
        groups[state, owner_id, whole_town] = number
    by_state: Counter[str] = Counter()
    by_owner: Counter[str] = Counter()
    for (state, owner_id, _), number in groups.items():
        by_state[state] += number
        by_owner[known.owners[owner_id].key] += number
    by_district = {
        known.districts[pk].slug: number for pk, number in _per(Project.districts.through, "district_id", ids)
    }
    by_district[WHOLE_TOWN] = sum(number for (_, _, whole), number in groups.items() if whole)
    counted: dict[str, dict[str, int]] = {
        "districts": by_district,
        "topics": {
            known.topics[pk].slug: number for pk, number in _per(Project.topics.through, "topic_id", ids)
        },
        "states": {word: by_state[state] for word, state in STATE_WORDS.items() if by_state[state]},
        "owners": dict(by_owner),
        "all": {"total": sum(by_state.values()), "open": public.open_on(today).count()},
    }
    _facets["all"] = (now_stamp, time.monotonic(), counted)
    return counted


def _per(through: Any, column: str, ids: QuerySet[Project, Any]) -> QuerySet[Any, tuple[int, int]]:
    counted: QuerySet[Any, tuple[int, int]] = (
        through.objects.filter(project_id__in=ids).values_list(column).annotate(n=Count("id")).order_by()
    )
    return counted


def newest_change() -> datetime | None:
    """When a project last changed, for conditional answers."""
    changed: datetime | None = stamp()[0]
    return changed
