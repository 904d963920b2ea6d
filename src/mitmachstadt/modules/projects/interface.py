"""What other modules may ask about projects; plain data only, and only what everybody may see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from mitmachstadt.modules.projects.models import Point, Project, Reading, Suggestion
from mitmachstadt.modules.projects.presenters.rows import RowView, row_views
from mitmachstadt.modules.projects.presenters.suggestions import (
    SuggestionView,
    outcome_chip,
    suggestion_views,
)
from mitmachstadt.modules.projects.presenters.words import time_left
from mitmachstadt.modules.projects.queries import listing
from mitmachstadt.modules.projects.queries.filters import Filters
from mitmachstadt.modules.projects.queries.sheet import newest_answered, with_answers
from mitmachstadt.spine.cases.models import Case, Duty
from mitmachstadt.spine.prepared import Prepared


@dataclass(frozen=True)
class OpenWindow:
    """A project on which suggestions count now; `question` is its first open point, `days` counts to the last day.

    A window without an end has neither `last_day` nor `days`; `left` says either in words.
    """

    number: str
    title: str
    summary: str
    question: str
    url: str
    suggest_url: str
    last_day: date | None
    days: int | None
    left: str
    suggestions: int
    sample: bool


@dataclass(frozen=True)
class DecidedItem:
    """A body's result on a project, or the treatment of a suggestion by it."""

    title: str
    text: str
    body: str
    day: date
    url: str
    sample: bool


@dataclass(frozen=True)
class MeetingAhead:
    """A public meeting that deals with projects of the list."""

    meeting_id: int
    body_key: str
    body: str
    starts_at: datetime
    place: str
    items: int
    url: str
    sample: bool


def project_of_source(reference: str) -> dict[str, str] | None:
    """Number, title and address of the public project made from a passage of the agreement, or None."""
    if not reference:
        return None
    row = Project.objects.public().filter(source_ref=reference).values_list("number", "title").first()
    if row is None:
        return None
    number, title = row
    return {"number": number, "title": title, "path": reverse("projects:detail", args=[number])}


def open_windows(today: date, *, most: int = 5) -> list[OpenWindow]:
    """Projects open for suggestions, the nearest end first, those without an end last."""
    ids = listing.first_ids(Filters(only_open=True, sort="ende"), today, most)
    public = listing.public_among(
        ids,
        "number",
        "title",
        "summary",
        "participation",
        "window_start",
        "window_end",
        "suggestion_count",
        "sample",
    )
    rows = [public[pk] for pk in ids if pk in public and public[pk].open_on(today)]
    questions: dict[int, str] = {}
    points = Point.objects.filter(project_id__in=[row.pk for row in rows], is_open=True).order_by(
        "order", "id"
    )
    for project_id, text in points.values_list("project_id", "text"):
        questions.setdefault(project_id, text)
    return [
        OpenWindow(
            number=row.number,
            title=row.title,
            summary=row.summary,
            question=questions.get(row.pk, ""),
            url=row.get_absolute_url(),
            suggest_url=_suggest_url(row.number),
            last_day=row.window_end,
            days=(row.window_end - today).days if row.window_end else None,
            left=time_left(row.window_end, today),
            suggestions=row.suggestion_count,
            sample=row.sample,
        )
        for row in rows
    ]


def rows_near(district: str, today: date, *, most: int = 4) -> tuple[list[RowView], int]:
    """The first rows of the list for a district's slug (empty: the whole list), and how many there are.

    Those with a place come first, because a map stands beside them.
    """
    filters = Filters(districts=(district,) if district else (), sort="ort")
    page = listing.page(filters, today, 1, most)
    return row_views(page.rows, today), page.total


def public_count(today: date) -> dict[str, int]:
    """How many projects are public (`total`) and open for suggestions (`open`)."""
    return dict(listing.facets(today)["all"])


def districts_with_projects(today: date) -> dict[str, int]:
    """Number of public projects by district slug."""
    return {slug: number for slug, number in listing.facets(today)["districts"].items() if slug != "gesamt"}


@cache
def _with_result(most: int) -> Prepared[Reading]:
    return Prepared(
        lambda today: (
            Reading.objects.filter(agenda_item__meeting__public=True, day__lte=today)
            .exclude(result="")
            .select_related("project", "body")
            .order_by("-day", "-id")[:most]
        )
    )


def decisions(today: date, *, most: int = 4) -> list[DecidedItem]:
    """The newest results of bodies on public projects, and of their treatment of suggestions, newest first."""
    readings = _on_public_projects(_with_result(most * 10)(today))[:most]
    found = [
        DecidedItem(
            r.project.title, r.result, r.body.name, r.day, r.project.get_absolute_url(), r.project.sample
        )
        for r in readings
    ]
    found += [_treated(suggestion) for suggestion in newest_answered(today, most)]
    return sorted(found, key=lambda item: item.day, reverse=True)[:most]


def newest_answers(today: date, *, most: int = 3) -> list[SuggestionView]:
    """The suggestions whose outcome is newest, with their answers."""
    return suggestion_views(with_answers(newest_answered(today, most)), today)


RECEIVED = Prepared(
    lambda: (
        Suggestion.objects.public()
        .order_by()
        .values("outcome")
        .annotate(n=Count("id"))
        .values_list("outcome", "n")
    )
)
OVERDUE = Prepared(
    lambda today: (
        Duty.objects.filter(done_at__isnull=True, due_on__lt=today, case__suggestion__isnull=False)
        .order_by()
        .values("key")
        .annotate(n=Count("id"))
        .values_list("n", flat=True)
    )
)
ALL = Prepared(
    lambda: (
        Case.objects.filter(suggestion__isnull=False)
        .order_by()
        .values("kind")
        .annotate(n=Count("id"))
        .values_list("n", flat=True)
    )
)


def suggestion_figures(today: date) -> dict[str, int]:
    """Suggestions handed in: `received` (public ones), `answered`, and `overdue` (every open duty whose day is over).

    The counter of overdue ones covers cases that are not released yet too: silence must not be hidden by not releasing.
    """
    by_outcome = dict(RECEIVED())
    return {
        "received": sum(by_outcome.values()),
        "answered": sum(number for outcome, number in by_outcome.items() if outcome),
        "overdue": sum(OVERDUE(today)),
        "all": sum(ALL()),
    }


@cache
def _ahead(most: int, of_bodies: bool) -> Prepared[Reading]:
    return Prepared(
        lambda now, *keys: (
            Reading.objects.filter(
                Q(body__key__in=keys) if of_bodies else Q(),
                agenda_item__meeting__public=True,
                agenda_item__meeting__cancelled=False,
                agenda_item__meeting__starts_at__gte=now,
            )
            .select_related("body", "agenda_item__meeting")
            .order_by("agenda_item__meeting__starts_at", "agenda_item__number")[:most]
        )
    )


def meetings_ahead(now: datetime, *, most: int = 3, body_keys: Sequence[str] = ()) -> list[MeetingAhead]:
    """Coming public meetings that deal with public projects, the next one first."""
    rows = _on_public_projects(_ahead(most * 20, bool(body_keys))(now, *body_keys))
    grouped: dict[int, list[Any]] = {}
    for row in rows:
        grouped.setdefault(row.agenda_item.meeting_id, []).append(row)
    return [_meeting(found) for found in list(grouped.values())[:most]]


def project_titles(numbers: Iterable[str]) -> dict[str, str]:
    """Titles of the public ones among these project numbers."""
    return dict(Project.objects.public().filter(number__in=list(numbers)).values_list("number", "title"))


def _on_public_projects(readings: Iterable[Reading]) -> list[Reading]:
    """Those whose project everybody may see; asked by id, because a join over the whole list costs more."""
    found = list(readings)
    public = listing.public_among(row.project_id for row in found)
    return [row for row in found if row.project_id in public]


def _meeting(rows: list[Any]) -> MeetingAhead:
    meeting = rows[0].agenda_item.meeting
    return MeetingAhead(
        meeting_id=meeting.pk,
        body_key=rows[0].body.key,
        body=rows[0].body.name,
        starts_at=meeting.begins,
        place=meeting.place,
        items=len(rows),
        url=reverse("projects:digest", args=[meeting.pk]),
        sample=meeting.sample,
    )


def _treated(suggestion: Suggestion) -> DecidedItem:
    project = suggestion.project
    assert project is not None and suggestion.outcome_on is not None  # the query asked for both
    return DecidedItem(
        title=str(suggestion),
        text=suggestion.outcome_reason or outcome_chip(suggestion.outcome).text,
        body=suggestion.outcome_by,
        day=suggestion.outcome_on,
        url=f"{reverse('projects:suggestions', args=[project.number])}#{suggestion.case.number}",
        sample=suggestion.case.sample,
    )


def _suggest_url(number: str) -> str:
    from mitmachstadt.modules.projects.views.common import optional_url

    return optional_url("projects:suggest", number)
