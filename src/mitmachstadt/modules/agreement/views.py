"""The agreement's commitments as pages that a project can point to."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from mitmachstadt.modules.agreement.models import Commitment, Kind
from mitmachstadt.modules.projects.interface import project_of_source


def overview(request: HttpRequest) -> HttpResponse:
    """All commitments by area, optionally of one kind or area."""
    rows = Commitment.objects.all()
    kind = request.GET.get("art", "")
    area = request.GET.get("bereich", "")
    areas = settings.TOWN["areas"]
    if kind in Kind.values:
        rows = rows.filter(kind=kind)
    if area in areas:
        rows = rows.filter(area=area)
    groups: dict[str, list[Commitment]] = {}
    for row in rows:
        groups.setdefault(areas.get(row.area, {}).get("name", row.area), []).append(row)
    context = {
        "groups": sorted(groups.items()),
        "total": len(rows),
        "kinds": Kind.choices,
        "chosen_kind": kind,
        "areas": [(key, value["name"]) for key, value in areas.items()],
        "chosen_area": area,
    }
    return render(request, "agreement/overview.html", context)


def commitment(request: HttpRequest, reference: str) -> HttpResponse:
    """One commitment: its words, where it stands, and the project it became."""
    row = get_object_or_404(Commitment, reference=reference)
    area = settings.TOWN["areas"].get(row.area, {"name": row.area, "icon": "map-pin"})
    context = {"row": row, "area": area, "project": project_of_source(reference)}
    return render(request, "agreement/commitment.html", context)
