"""The archive: debates and projects of the former platform as a list, and each with its comments."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from mitmachstadt.modules.consul.models import Page, Sort
from mitmachstadt.modules.consul.queries import archive
from mitmachstadt.spine import asked
from mitmachstadt.spine.cases.registry import kind_of
from mitmachstadt.spine.cases.timeline import lines
from mitmachstadt.spine.search.queries import matching_ids
from mitmachstadt.spine.talk import showing as talk

PER_PAGE = 20
#: Sorts as addresses name them.
SORTS = {"debatten": Sort.DEBATE, "projekte": Sort.INVESTMENT}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """`/archiv/`: newest first, by sort and word."""
    sort, text = asked.word(request.GET, "art", 20), asked.word(request.GET, "q", 200).strip()
    rows = Page.objects.public().select_related("case")
    if sort in SORTS:
        rows = rows.filter(sort=SORTS[sort])
    if text:
        rows = rows.filter(case__number__in=matching_ids(archive.KIND, text))
    page = Paginator(rows.order_by("-written_at", "-id"), PER_PAGE).get_page(request.GET.get("seite"))
    chosen = sort if sort in SORTS else ""
    context = {
        "page": page,
        "sort": chosen,
        "text": text,
        "sorts": [(key, one.label) for key, one in SORTS.items()],
    }
    return render(request, "consul/list.html", context)


@require_safe
def page(request: HttpRequest, number: str) -> HttpResponse:
    """`/archiv/<number>/`: exactly what the former platform said of it."""
    found = archive.page_of(number)
    if found is None:
        raise Http404
    context = {
        "page": found,
        "case": found.case,
        "state": kind_of(found.case).state(found.case.state),
        "lines": lines(found.case, internal=False, today=timezone.localdate()),
        "talk_box": talk.box(request, found.case),
    }
    return render(request, "consul/page.html", context)
