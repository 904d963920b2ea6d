"""A project as a row, a pin and a chip."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from mitmachstadt.modules.projects.models import State
from mitmachstadt.modules.projects.presenters.words import Chip, near_day, status_chip, time_left
from mitmachstadt.modules.projects.queries.filters import STATE_WORDS
from mitmachstadt.modules.projects.queries.listing import Row
from mitmachstadt.modules.projects.queries.words import Words, words
from mitmachstadt.modules.projects.states import counts_on

#: What `is_open` and `project_chip` must know of a project.
WINDOW_FIELDS = ("participation", "state", "window_start", "window_end")
MOST_DISTRICTS = 2


@dataclass(frozen=True)
class RowView:
    """One row of a list; `n` is its number on the page and on the map, `key` joins row and pin."""

    n: int
    key: str
    number: str
    title: str
    summary: str
    url: str
    icon: str
    topic: str
    where: str
    chip: Chip
    open: bool
    sample: bool
    point: tuple[float, float] | None
    suggestions: int
    days_left: int | None
    follow_url: str = ""


def is_open(values: Mapping[str, Any], today: date) -> bool:
    """Whether the window for suggestions is open today, of a row's values."""
    return counts_on(today, *(values[name] for name in WINDOW_FIELDS))


def project_chip(values: Mapping[str, Any], today: date, reading: date | None = None) -> Chip:
    """Open windows first, then a coming meeting, then the state."""
    if is_open(values, today):
        return status_chip("open", time_left(values["window_end"], today))
    if reading and values["state"] == State.PUBLISHED:
        return status_chip("first_reading", _("on %(day)s") % {"day": near_day(reading, today)})
    return status_chip(values["state"])


def where_words(district_ids: Iterable[int], whole_town: bool, known: Words) -> str:
    """`Rauxel`, `Ickern, Habinghorst und 2 weitere`, `Ganze Stadt`."""
    names = [known.districts[pk].name for pk in district_ids if pk in known.districts]
    if not names:
        return _("Whole town") if whole_town else _("No district named")
    if len(names) > MOST_DISTRICTS + 1:
        more = len(names) - MOST_DISTRICTS
        return _("%(names)s and %(n)s more") % {"names": ", ".join(names[:MOST_DISTRICTS]), "n": more}
    return ", ".join(names)


def row_views(rows: Iterable[Row], today: date, first: int = 1, *, follow: str = "") -> list[RowView]:
    """Rows of a page, numbered from `first`; `follow` is the address of the page where one follows things."""
    known = words()
    views = []
    for offset, row in enumerate(rows):
        values = row.values
        topic = known.topics.get(values["main_topic_id"])
        opened = is_open(values, today)
        views.append(
            RowView(
                n=first + offset,
                key=values["number"],
                number=values["number"],
                title=values["title"],
                summary=values["summary"],
                url=reverse("projects:detail", args=[values["number"]]),
                icon=topic.icon if topic else "pin",
                topic=topic.label if topic else "",
                where=where_words(row.districts, values["whole_town"], known),
                chip=project_chip(values, today, row.reading),
                open=opened,
                sample=values["sample"],
                point=row.point,
                suggestions=values["suggestion_count"],
                days_left=(values["window_end"] - today).days if opened and values["window_end"] else None,
                follow_url=f"{follow}?art=project&ziel={values['number']}" if follow else "",
            )
        )
    return views


@dataclass(frozen=True)
class Choice:
    """One value of a filter with its number of projects."""

    value: str
    label: str
    count: int
    chosen: bool


def choices(
    counted: Mapping[str, Mapping[str, int]], chosen: Mapping[str, tuple[str, ...]]
) -> dict[str, list[Choice]]:
    """Values of the four filters; those without a project are left out unless they are chosen."""
    known = words()
    named: dict[str, list[tuple[str, str]]] = {
        "districts": [("gesamt", _("Whole town")), *((d.slug, d.name) for d in known.districts.values())],
        "topics": [(t.slug, t.label) for t in known.topics.values()],
        "states": [(word, status_chip(state).text) for word, state in STATE_WORDS.items()],
        "owners": sorted(((o.key, o.name) for o in known.owners.values()), key=lambda pair: pair[1]),
    }
    return {
        group: [
            Choice(value, label, counted[group].get(value, 0), value in chosen[group])
            for value, label in pairs
            if counted[group].get(value) or value in chosen[group]
        ]
        for group, pairs in named.items()
    }
