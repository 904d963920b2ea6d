"""The big map with its equal list, and the GeoJSON it draws: clusters made on the server, never more than a screenful."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import hypot
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from mitmachstadt.modules.projects.models import Project
from mitmachstadt.modules.projects.presenters.rows import choices, row_views
from mitmachstadt.modules.projects.presenters.words import status_chip
from mitmachstadt.modules.projects.queries import geo, listing
from mitmachstadt.modules.projects.queries.filters import Filters, read_filters, read_page
from mitmachstadt.modules.projects.queries.words import words
from mitmachstadt.modules.projects.views.common import optional_url, town_focus
from mitmachstadt.modules.projects.views.listing import pins_of
from mitmachstadt.spine.audit.kept import keep_for_guests, kept
from mitmachstadt.spine.places import answering
from mitmachstadt.spine.places.clusters import Cell
from mitmachstadt.spine.ui.paging import page_links


@require_safe
@keep_for_guests
def project_map(request: HttpRequest) -> HttpResponse:
    """`/vorhaben/karte/`: the live map where scripts run, else the drawn one; the same projects as a list below."""
    filters, number = read_filters(request.GET), read_page(request.GET)
    key = ("map", filters, number, get_language())
    context = kept(key, lambda: map_context(request, filters, number))
    return render(request, "projects/map.html", context)


def map_context(request: HttpRequest, filters: Filters, number: int) -> dict[str, Any]:
    """All that the map's page prints; the same for everybody who reads it in this language."""
    today = timezone.localdate()
    stamp = listing.stamp()
    # Unless somebody chose an order, what the map shows comes first.
    shown = replace(filters, sort="ort") if filters.sort == "frist" else filters
    page = listing.page(shown, today, number, at=stamp)
    rows = row_views(page.rows, today, page.first, follow=optional_url("notify:follow"))
    chosen = {
        "districts": filters.districts,
        "topics": filters.topics,
        "states": filters.states,
        "owners": filters.owners,
    }
    query = filters.query()
    context = {
        "filters": filters,
        "page": page,
        "rows": rows,
        "pins": pins_of(rows),
        "map_districts": list(words().districts.values()),
        "map_focus": town_focus(),
        "choices": choices(listing.facets(today, stamp), chosen),
        "pages": page_links(page.number, page.pages, lambda number: "?" + filters.query(page=number)),
        "query": query,
        "data_url": reverse("projects:geojson") + (f"?{query}" if query else ""),
        "placeless_url": f"{reverse('projects:list')}?{filters.query(without_place=True)}"
        if page.placeless
        else "",
    }
    context["main"] = render_to_string("projects/parts/map_main.html", context, request=request)
    return context


@require_safe
@cache_control(public=True, max_age=60)
def geojson(request: HttpRequest) -> HttpResponse:
    """`/vorhaben/karte.geojson?bbox=west,south,east,north&zoom=11` and the list's filters.

    Features are single places (`kind` "project" or "open", with number, title, url) or clusters (`kind` "cluster",
    with `count`, the `district` next to it and the `bbox` that separates them). A `bbox` or `zoom` that is none is
    refused with 400.
    """
    today = timezone.localdate()
    wanted = answering.question(request)
    if isinstance(wanted, JsonResponse):
        return wanted
    box, zoom = wanted
    clusters, single = geo.spots(read_filters(request.GET), today, box, zoom)
    facts = geo.facts_of(spot.project_id for spot in single)
    features = [_cluster(cluster) for cluster in clusters]
    features += [_spot(spot, facts[spot.project_id], today) for spot in single if spot.project_id in facts]
    return answering.collection(features)


def _cluster(cluster: Cell) -> answering.Feature:
    here = min(
        words().districts.values(),
        key=lambda one: hypot((one.lon - cluster.lon) * 0.62, one.lat - cluster.lat),
        default=None,
    )
    title = ngettext("%(n)s project", "%(n)s projects", cluster.number) % {"n": cluster.number}
    return answering.heap(cluster, title, district=here.name if here else "")


def _spot(spot: geo.Spot, project: Project, today: date) -> answering.Feature:
    topic = words().topics.get(project.main_topic_id or 0)
    opened = project.open_on(today)
    return answering.spot(
        spot.lon,
        spot.lat,
        sample=project.sample,
        kind="open" if opened else "project",
        key=project.number,
        title=project.title,
        place=spot.label,
        url=reverse("projects:detail", args=[project.number]),
        icon=topic.icon if topic else "pin",
        status=status_chip("open" if opened else project.state).text,
    )
