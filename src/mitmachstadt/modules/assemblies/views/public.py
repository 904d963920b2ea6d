"""The list of assemblies, the page of one, and what became of the wishes made there."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from mitmachstadt.modules.assemblies import queries, rules
from mitmachstadt.modules.assemblies.models import Wish
from mitmachstadt.modules.assemblies.views import common
from mitmachstadt.spine.asked import number as as_number
from mitmachstadt.spine.audit.kept import keep_for_guests
from mitmachstadt.spine.cases.registry import kind_of
from mitmachstadt.spine.city.models import District

PER_PAGE = 30


@require_safe
@keep_for_guests
def listing(request: HttpRequest) -> HttpResponse:
    """`/versammlungen/`: to come or past, by district and kind, beside a map with the same places."""
    now = timezone.now()
    filters = queries.Filters.of(request.GET)
    page = Paginator(queries.listed(filters, now), PER_PAGE).get_page(
        as_number(request.GET.get("seite")) or 1
    )
    rows = [
        common.row_of(assembly, now, place)
        for place, assembly in enumerate(page.object_list, start=page.start_index() or 1)
    ]
    language = get_language() or "de"
    context = {
        "filters": filters,
        "page": page,
        "rows": rows,
        "pins": _pins(rows),
        "placeless": sum(1 for row in rows if not row["point"]),
        "districts": District.objects.all(),
        "kinds": [(kind.key, kind.name(language)) for kind in queries.kinds_now()],
        "today": timezone.localdate(now),
    }
    return render(request, "assemblies/list.html", context)


def _pins(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "key": row["assembly"].number,
            "title": row["assembly"].title,
            "lon": row["assembly"].lon,
            "lat": row["assembly"].lat,
            "url": row["assembly"].get_absolute_url(),
            "kind": "open" if row["chip"].tone in ("petrol", "sun") else "project",
            "number": row["n"],
        }
        for row in rows
        if row["point"]
    ]


@require_safe
@keep_for_guests
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """`/versammlungen/<number>/`: when, where, how one gets in, what it is about, and what can be done now."""
    now = timezone.now()
    assembly = common.assembly_or_404(number)
    evening = queries.evening_of(assembly)
    hours = queries.wishes_hours()
    wishes = _rows(queries.wishes_of(assembly))
    context = {
        "assembly": assembly,
        "chip": common.chip_of(assembly, now),
        "kind": common.kind_of(assembly),
        "kind_name": common.kind_name(assembly),
        "where": common.districts_words(assembly),
        "access": common.access_rows(assembly),
        "agenda": common.agenda_lines(assembly),
        "closed": rules.signup_closed(evening, now),
        "free": evening.free,
        "takes_wishes": rules.wish_phase(evening, now, hours, with_code=False) == "before",
        "evening": rules.wish_phase(evening, now, hours, with_code=True) == "evening",
        "over": assembly.ends_at < now,
        "pins": _pins([common.row_of(assembly, now, 1)]),
        "focus": [assembly.lon, assembly.lat],
        "photos": assembly.photos.shown().select_related("upload"),
        "wishes": wishes[:6],
        "wish_count": len(wishes),
        "counts": rules.followed_up(row["wish"].case.state for row in wishes),
        "today": timezone.localdate(now),
    }
    return render(request, "assemblies/detail.html", context)


@require_safe
@keep_for_guests
def followed_up(request: HttpRequest, number: str) -> HttpResponse:
    """`/versammlungen/<number>/ergebnisse/`: every wish with its answer, and how many are done, promised, open."""
    assembly = common.assembly_or_404(number)
    rows = _rows(queries.wishes_of(assembly))
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row["wish"].group.title if row["wish"].group else "", []).append(row)
    context = {
        "assembly": assembly,
        "groups": [(title, groups[title]) for title in groups if title],
        "alone": groups.get("", []),
        "counts": rules.followed_up(row["wish"].case.state for row in rows),
        "today": timezone.localdate(),
    }
    return render(request, "assemblies/followed_up.html", context)


def _rows(wishes: list[Wish]) -> list[dict[str, Any]]:
    return [{"wish": wish, "state": kind_of(wish.case).state(wish.case.state)} for wish in wishes]
