"""The list of projects with its filters, and the number of hits that the filter sheet asks for."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from mitmachstadt.modules.projects.presenters.rows import RowView, choices, row_views
from mitmachstadt.modules.projects.queries import listing
from mitmachstadt.modules.projects.queries.filters import Filters, read_filters, read_page
from mitmachstadt.modules.projects.queries.words import words
from mitmachstadt.modules.projects.views.common import follow_address, optional_url, town_focus
from mitmachstadt.spine.audit.kept import keep_for_guests, kept
from mitmachstadt.spine.ui.paging import page_links


@require_safe
@keep_for_guests
def project_list(request: HttpRequest) -> HttpResponse:
    """`/vorhaben/`: a page of the list beside its map."""
    filters, number = read_filters(request.GET), read_page(request.GET)
    key = ("list", filters, number, get_language())
    context = kept(key, lambda: list_context(request, filters, number))
    return render(request, "projects/list.html", context)


def list_context(request: HttpRequest, filters: Filters, number: int) -> dict[str, Any]:
    """All that the list prints; the same for everybody who reads it in this language."""
    today = timezone.localdate()
    stamp = listing.stamp()
    page = listing.page(filters, today, number, at=stamp)
    rows = row_views(page.rows, today, page.first, follow=optional_url("notify:follow"))
    counted = listing.facets(today, stamp)
    chosen = {
        "districts": filters.districts,
        "topics": filters.topics,
        "states": filters.states,
        "owners": filters.owners,
    }
    context = {
        "filters": filters,
        "page": page,
        "rows": rows,
        "pins": pins_of(rows, chosen=True),
        "card": next((row for row in rows if row.point), None),
        "map_districts": list(words().districts.values()),
        "map_focus": town_focus(),
        "choices": choices(counted, chosen),
        "open_count": counted["all"]["open"],
        "sorts": sort_links(filters),
        "pages": page_links(page.number, page.pages, lambda number: "?" + filters.query(page=number)),
        "empty": empty_words(filters) if not rows else None,
        "idea_url": optional_url("projects:propose"),
        "follow": follow_link(filters),
        "query": filters.query(),
        "reset_url": reverse("projects:list"),
        "placeless_url": "?" + filters.query(without_place=True)
        if page.placeless and not filters.without_place
        else "",
        "feed_title": _("Projects in %(town)s") % {"town": settings.TOWN["name"]},
    }
    context["main"] = render_to_string("projects/parts/list_main.html", context, request=request)
    return context


@require_safe
@cache_control(max_age=0, no_cache=True)
def count(request: HttpRequest) -> JsonResponse:
    """`/vorhaben/anzahl.json`: how many projects the filters would show, with the words for the button."""
    number = listing.count(read_filters(request.GET), timezone.localdate())
    label = (
        ngettext("Show %(n)s project", "Show %(n)s projects", number) % {"n": number}
        if number
        else _("Nothing found")
    )
    return JsonResponse({"count": number, "label": label})


def pins_of(rows: list[RowView], *, chosen: bool = False) -> list[dict[str, Any]]:
    """Pins for the drawn map, numbered like the rows; `chosen` makes the first one the big one."""
    first = next((row.n for row in rows if row.point), 0) if chosen else 0
    return [
        {
            "key": row.key,
            "title": row.title,
            "lon": row.point[0],
            "lat": row.point[1],
            "url": row.url,
            "kind": "open" if row.open else "project",
            "number": row.n,
            "chosen": row.n == first,
        }
        for row in rows
        if row.point
    ]


def sort_links(filters: Filters) -> list[dict[str, Any]]:
    """The three orders; each link keeps the filters."""
    named = {"frist": _("Next deadline first"), "neu": _("Newest first"), "titel": _("By title")}
    return [
        {
            "label": label,
            "said": label[:1].lower() + label[1:],
            "url": "?" + filters.query(sort=key),
            "chosen": filters.sort == key,
        }
        for key, label in named.items()
    ]


def follow_link(filters: Filters) -> dict[str, str]:
    """Where one follows what the list is narrowed to, with its words; empty unless it is one district or topic alone."""
    if filters.active != 1 or filters.text:
        return {}
    known = words()
    names = [("district", one.slug, one.name) for one in known.districts.values()]
    names += [("topic", one.slug, one.label) for one in known.topics.values()]
    for kind, slug, name in names:
        if [slug] == list(filters.districts if kind == "district" else filters.topics):
            label = _("Follow %(district)s") % {"district": name}
            return {"url": follow_address(kind, slug), "label": label}
    return {}


def empty_words(filters: Filters) -> dict[str, str]:
    """What an empty list says, and the way on."""
    known = {word.slug: word.name for word in words().districts.values()}
    if (
        len(filters.districts) == 1
        and filters.active == 1
        and not filters.text
        and filters.districts[0] in known
    ):
        slug = filters.districts[0]
        name = known[slug]
        return {
            "title": _("Nothing is planned in %(district)s right now.") % {"district": name},
            "text": _("Would you like to be told when that changes?"),
            "follow_url": follow_address("district", slug),
            "follow_label": _("Follow %(district)s") % {"district": name},
        }
    if filters.text:
        return {
            "title": _("Nothing found for “%(text)s”.") % {"text": filters.text},
            "text": _("Perhaps another word helps, or the search over the whole platform."),
            "search_url": "/suche/",
        }
    if filters.only_open:
        return {
            "title": _("No window for suggestions is open here right now."),
            "text": _(
                "You can hand in a suggestion on every project all the same; it is kept for the next step."
            ),
        }
    return {
        "title": _("No project matches these filters."),
        "text": _("Take a filter away, or look at all projects."),
    }
