"""Desk pages of the council system that is read: how far it is, start and pause, and the report on the quality of its data."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from mitmachstadt.modules.council.desk.common import keepers_only
from mitmachstadt.modules.council.importers.oparl import findings, jobs, running
from mitmachstadt.modules.council.models import File, Finding, Run, Source, TextState
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.asked import number
from mitmachstadt.spine.cases.desk import desk_context
from mitmachstadt.spine.opendata.outputs.csv import cell
from mitmachstadt.spine.problems import Refused
from mitmachstadt.spine.ui.paging import page_links
from mitmachstadt.spine.work import actions
from mitmachstadt.spine.work.models import Job
from mitmachstadt.spine.work.registry import kind_of

OURS = (jobs.UPDATE, jobs.FULL, jobs.TEXTS)
EXAMPLES = 3
RUNS = 8
SHOWN = 100


class _Line:
    """What a spreadsheet line is written into: csv wants something to write to."""

    def write(self, line: str) -> str:
        return line


@keepers_only
@require_http_methods(["GET", "HEAD", "POST"])
def overview(request: HttpRequest, *, by: User) -> HttpResponse:
    """`/schreibtisch/ratsimport/`: sources with their runs and findings; POST `start`, `stop` or `go_on`."""
    if request.method == "POST":
        try:
            messages.success(request, act(request, by))
        except Refused as refused:
            messages.error(request, str(refused))
        return redirect("council:desk-reading")
    last = {key: Job.objects.filter(kind=key).order_by("-pk").first() for key in OURS}
    works = [(kind, last[key]) for key in OURS if (kind := kind_of(key)) is not None]
    files = File.objects.filter(deleted_at=None, stub=False).exclude(source_id="")
    context = {
        **desk_context(request),
        "works": works,
        "endpoint": running.town_endpoint(),
        "sources": [(source, source.runs.all()[:RUNS], report(source)) for source in Source.objects.all()],
        "waiting": files.filter(text_state=TextState.WAITING).count(),
        "unread": files.filter(text_state=TextState.FAILED).count(),
        "busy": any(job is not None and job.is_open for job in last.values()),
        "states": Run.State,
    }
    return render(request, "council/desk/reading.html", context)


def act(request: HttpRequest, by: User) -> str:
    """Does what the pressed button says; returns the sentence for the person.

    Raises:
        Refused: when such work is under way already.
    """
    if request.POST.get("start") in OURS:
        actions.start(request.POST["start"], by=by)
        return _("The work has been asked for and starts in a moment.")
    wanted = "stop" if "stop" in request.POST else "go_on"
    job = get_object_or_404(Job, pk=number(request.POST.get(wanted)), kind__in=OURS)
    if wanted == "stop":
        actions.stop(job, by=by)
        return _("The work ends after its present step. It can go on later.")
    actions.go_on(job, by=by)
    return _("The work goes on where it was.")


def report(source: Source) -> list[dict[str, Any]]:
    """The findings of a source by kind, in the order of their weight, with examples."""
    rows = Finding.objects.filter(source=source).order_by().values("kind").annotate(n=Count("pk"))
    counts = {row["kind"]: row["n"] for row in rows}
    return [
        {
            "key": key,
            "kind": kind,
            "count": counts[key],
            "examples": Finding.objects.filter(source=source, kind=key).order_by("pk")[:EXAMPLES],
        }
        for key, kind in findings.KINDS.items()
        if key in counts
    ]


@keepers_only
@require_GET
def of_kind(request: HttpRequest, pk: int, kind: str, *, by: User) -> HttpResponse:
    """`/schreibtisch/ratsimport/<source>/<kind>/`: every finding of one kind, 100 a page."""
    source = get_object_or_404(Source, pk=pk)
    if kind not in findings.KINDS:
        raise Http404
    pages = Paginator(Finding.objects.filter(source=source, kind=kind), SHOWN)
    shown = pages.get_page(request.GET.get("seite"))
    here = reverse("council:desk-findings", args=[pk, kind])
    context = {
        **desk_context(request),
        "source": source,
        "kind": findings.KINDS[kind],
        "count": pages.count,
        "rows": shown.object_list,
        "pages": page_links(shown.number, pages.num_pages, lambda page: f"{here}?seite={page}"),
    }
    return render(request, "council/desk/findings.html", context)


@keepers_only
@require_GET
def as_table(request: HttpRequest, pk: int, *, by: User) -> HttpResponse:
    """`/schreibtisch/ratsimport/<source>/befunde.csv`: the whole report as a table."""
    source = get_object_or_404(Source, pk=pk)
    answer = StreamingHttpResponse(_lines(source), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="befunde.csv"'
    # The desk's guard only sets a header, which every kind of answer has.
    return cast(HttpResponse, answer)


def _lines(source: Source) -> Iterator[str]:
    writer = csv.writer(_Line(), delimiter=";")
    labels = {key: str(kind.label) for key, kind in findings.KINDS.items()}
    yield "\ufeff"
    yield writer.writerow(
        [_("Finding"), _("Type"), _("Address"), _("Field"), _("What stood there"), _("Found on")]
    )
    for row in Finding.objects.filter(source=source).iterator(chunk_size=2000):
        cells = (
            labels.get(row.kind, row.kind),
            row.object_type,
            row.url,
            row.field,
            row.message,
            row.found_at.isoformat(),
        )
        yield writer.writerow([cell(one) for one in cells])
