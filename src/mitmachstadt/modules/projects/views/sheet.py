"""One project's sheet, all its suggestions, and its whole change log."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from mitmachstadt.modules.projects.models import PaperLink, Project
from mitmachstadt.modules.projects.presenters import sheet as present
from mitmachstadt.modules.projects.presenters.suggestions import suggestion_views
from mitmachstadt.modules.projects.presenters.timeline import timeline
from mitmachstadt.modules.projects.queries import sheet as queries
from mitmachstadt.modules.projects.queries.filters import read_page
from mitmachstadt.modules.projects.queries.rules_now import outside_window
from mitmachstadt.modules.projects.queries.words import words
from mitmachstadt.modules.projects.views.common import follow_address, optional_url, project_or_404
from mitmachstadt.spine.audit.kept import keep_for_guests, kept
from mitmachstadt.spine.files.models import Upload
from mitmachstadt.spine.files.queries import address
from mitmachstadt.spine.ui import beside, subjects

CLOSE_UP = 5.0


@require_safe
@keep_for_guests
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """`/vorhaben/<number>/`, with `?leicht=1` in plain language."""
    easy = request.GET.get("leicht") == "1"
    key = ("sheet", number, easy, get_language())
    context = kept(key, lambda: detail_context(request, number, easy), proven=True)
    return render(request, "projects/detail.html", context)


def detail_context(request: HttpRequest, number: str, easy: bool) -> dict[str, Any]:
    """All that the sheet prints; the same for everybody who reads it in this language."""
    today = timezone.localdate()
    project = project_or_404(number)
    found = queries.sheet(project, today)
    costs = present.cost_views(found.parts.costs)
    drawn = map_context(project, found, today)
    on_agenda = agenda_papers(found)
    context: dict[str, Any] = {
        "project": project,
        "today": today,
        "easy": easy,
        "chips": present.chips(found, today),
        "minutes": present.minutes(project),
        "stops": timeline(project, found.readings, today),
        "readings": present.reading_views(found.readings),
        "resting": present.resting_words(project),
        "open_points": [p for p in found.parts.points if p.is_open],
        "fixed_points": [p for p in found.parts.points if not p.is_open],
        "map": drawn,
        "places": [present.place_words(p, beside_a_map=drawn is not None) for p in found.parts.places],
        "cost": costs[0] if costs else None,
        "earlier_costs": costs[1:],
        "shares": present.shares(found.parts.funding),
        "percents": [share.percent for share in found.parts.funding],
        "milestones": found.parts.milestones,
        "tally": found.tally,
        "suggestions": suggestion_views(found.suggestions, today),
        "changes": found.changes,
        "more_changes": found.more_changes,
        "papers": paper_views(found.parts.papers, {paper["reference"] for paper in on_agenda}),
        "agenda_papers": on_agenda,
        "box": present.side_box(project, found, today, outside=outside_window(today)),
        "facts": present.facts(found),
        "followers": queries.follower_count(project),
        "public_url": settings.BASE_URL + project.get_absolute_url(),
        "photo_url": picture_address(project.photo) if project.photo and project.photo.public else "",
        "suggest_url": optional_url("projects:suggest", project.number),
        "follow_url": follow_address("project", project.number),
        "parts": beside.parts("project", [project.number]).get(project.number, []),
    }
    context["main"] = render_to_string("projects/parts/detail_main.html", context, request=request)
    return context


@require_safe
@keep_for_guests
def suggestions(request: HttpRequest, number: str) -> HttpResponse:
    """`/vorhaben/<number>/hinweise/`: all public suggestions, newest first, with every answer."""
    today = timezone.localdate()
    project = project_or_404(number)
    paginator = Paginator(queries.public_suggestions(project), queries.SUGGESTIONS_PER_PAGE)
    page = paginator.get_page(read_page(request.GET))
    context = {
        "project": project,
        "tally": queries.tally(project, today),
        "page": page,
        "suggestions": suggestion_views(page.object_list, today),
        "suggest_url": optional_url("projects:suggest", project.number),
    }
    return render(request, "projects/suggestions.html", context)


@require_safe
@keep_for_guests
def history(request: HttpRequest, number: str) -> HttpResponse:
    """`/vorhaben/<number>/verlauf/`: the whole public change log."""
    project = project_or_404(number)
    paginator = Paginator(queries.public_changes(project), queries.CHANGES_PER_PAGE)
    page = paginator.get_page(read_page(request.GET))
    return render(request, "projects/history.html", {"project": project, "page": page})


def map_context(project: Project, found: queries.Sheet, today: date) -> dict[str, Any] | None:
    """What the drawn map of the sheet needs; None when no place is sure."""
    drawn = [place for place in found.parts.places if place.lon is not None and place.lat is not None]
    if not drawn:
        return None
    known = words().topics
    icon = known[project.main_topic_id].icon if project.main_topic_id in known else "pin"
    opened = project.open_on(today)
    pins = [
        {
            "key": f"place-{place.pk}",
            "title": place.label,
            "lon": place.lon,
            "lat": place.lat,
            "kind": "open" if opened else "project",
            "icon": icon,
            "number": at if len(found.parts.places) > 1 else None,
        }
        for at, place in enumerate(found.parts.places, start=1)
        if place in drawn
    ]
    shapes = [p.geometry for p in drawn if p.geometry and p.geometry.get("type") != "Point"]
    far = _spread(drawn)
    return {
        "pins": pins,
        "geometries": shapes,
        "focus": None if shapes and len(drawn) == 1 else (far[0], far[1]),
        "zoom": far[2],
        "districts": list(words().districts.values()),
        "legend": " ".join(
            sorted(
                {
                    "zone" if s["type"].endswith("Polygon") else "way"
                    for s in shapes
                    if "Point" not in s["type"]
                }
            )
        ),
    }


def _spread(places: list[Any]) -> tuple[float, float, float]:
    """Middle of the places and a zoom that shows them all."""
    west = min(p.west if p.west is not None else p.lon for p in places)
    east = max(p.east if p.east is not None else p.lon for p in places)
    south = min(p.south if p.south is not None else p.lat for p in places)
    north = max(p.north if p.north is not None else p.lat for p in places)
    size = max((east - west) * 0.62, north - south, 0.008)
    return (west + east) / 2, (south + north) / 2, max(1.0, min(CLOSE_UP, 0.09 / size))


def agenda_papers(found: queries.Sheet) -> list[dict[str, str]]:
    """Public papers of the project's agenda items, each once, with their own page, or else the address they name."""
    named = {
        paper.pk: paper for reading in found.readings if (paper := reading.agenda_item.paper) and paper.public
    }
    pages = subjects.links([("paper", str(pk)) for pk in named])
    return [
        {
            "title": str(paper),
            "reference": paper.reference,
            "url": page.path if (page := pages.get(("paper", str(pk)))) else paper.url,
        }
        for pk, paper in named.items()
    ]


def paper_views(papers: list[PaperLink], known: Collection[str]) -> list[dict[str, str]]:
    """Papers as title, address and note; an upload that is not public has no address.

    One without a file of its own whose reference is among `known` is left out: it stands there already.
    """
    found = []
    for paper in papers:
        upload = paper.upload if paper.upload and paper.upload.public else None
        if upload is None and paper.reference and paper.reference in known:
            continue
        size = f"PDF, {filesizeformat(upload.size)}" if upload else ""
        note = ", ".join(part for part in (paper.reference, size) if part)
        found.append(
            {"title": paper.title, "address": address(upload) if upload else paper.url, "note": note}
        )
    return found


def picture_address(upload: Upload) -> str:
    """Address of a picture at reading width."""
    return address(upload, width=960)
