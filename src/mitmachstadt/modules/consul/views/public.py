"""The archive: what was said and decided on the former platform as a list, and each page of it with its comments."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from mitmachstadt.modules.consul.models import Page
from mitmachstadt.modules.consul.queries import archive, listing
from mitmachstadt.spine.cases.registry import kind_of
from mitmachstadt.spine.cases.timeline import lines
from mitmachstadt.spine.talk import showing as talk

PER_PAGE = 20
FEASIBLE = {
    "ja": pgettext_lazy("archive", "can be done"), "nein": pgettext_lazy("archive", "can not be done"),
    "offen": pgettext_lazy("archive", "not looked at yet"),
}  # fmt: skip
RESULTS = {
    "bewilligt": pgettext_lazy("archive", "granted"), "abstimmung": pgettext_lazy("archive", "put to the vote"),
    "nicht": pgettext_lazy("archive", "not granted"),
}  # fmt: skip
SORTS = {
    "debatten": pgettext_lazy("archive", "Debates"), "projekte": pgettext_lazy("archive", "Projects of citizens' budgets"),
    "umfragen": pgettext_lazy("archive", "Polls"), "texte": pgettext_lazy("archive", "Consultations on texts"),
    "textvorschlaege": pgettext_lazy("archive", "Proposals on texts"),
}  # fmt: skip
ORDERS = {"": _("Newest"), "kosten": _("Highest cost"), "stimmen": _("Most supported")}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """`/archiv/`: newest first, by sort and word; projects also by budget, heading and result, with their sums."""
    filters = listing.read(request.GET)
    page = Paginator(listing.rows(filters), PER_PAGE).get_page(request.GET.get("seite"))
    counts = listing.counts()
    context: dict[str, Any] = {
        "page": page, "filters": filters,
        "sorts": [(key, SORTS[key], number) for key, number in counts.items()],
        "all": sum(counts.values()),
        "orders": [
            (key, label, filters.query(folge=key))
            for key, label in ORDERS.items()
            if filters.projects or key != "kosten"
        ],
    }  # fmt: skip
    if filters.projects:
        budgets, headings = listing.choices(filters.budget)
        total, by = listing.sums(filters)
        context |= {
            "budgets": budgets, "headings": headings, "feasible": FEASIBLE.items(), "results": RESULTS.items(),
            "total": total, "by": by,
        }  # fmt: skip
    return render(request, "consul/list.html", context)


@require_safe
def page(request: HttpRequest, number: str) -> HttpResponse:
    """`/archiv/<number>/`: exactly what the former platform said of it."""
    found = archive.page_of(number)
    if found is None:
        raise Http404
    drafts = [one for one in found.sections if one["kind"] == "draft"]
    context = {
        "page": found, "case": found.case, "state": kind_of(found.case).state(found.case.state),
        "lines": lines(found.case, internal=False, today=timezone.localdate()), "shown": True,
        "talk_box": talk.box(request, found.case), "pictures": [one.upload for one in archive.PICTURES(found.pk)],
        # The last version is the one that counts; it stands open, the others can be opened.
        "drafts": drafts[::-1], "questions": [question(one) for one in found.sections if one["kind"] == "question"],
        "pins": [pin(found)] if found.lat is not None else [],
        "focus": [found.lon, found.lat] if found.lat is not None else None,
    }  # fmt: skip
    return render(request, "consul/page.html", context)


def question(section: dict[str, Any]) -> dict[str, Any]:
    """A question with the share of each answer, for its bars."""
    total = sum(row[1] or 0 for row in section["rows"])
    most = max((row[1] or 0 for row in section["rows"]), default=0)
    rows = [
        {
            "name": name, "total": number, "online": online, "paper": paper, "most": most,
            "percent": round(100 * number / total) if number is not None and total else None,
        }
        for name, number, online, paper in section["rows"]
    ]  # fmt: skip
    return {**section, "rows": rows, "total": total}


def pin(page: Page) -> dict[str, Any]:
    """The one pin of its map."""
    return {"key": page.case.number, "title": page.title, "lon": page.lon, "lat": page.lat, "kind": "project"}
