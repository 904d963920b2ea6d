"""The whole log for operators, as a page and as a table to take along."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from itertools import islice
from typing import cast

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from mitmachstadt.spine.accounts.models import Role
from mitmachstadt.spine.accounts.rules import has_role
from mitmachstadt.spine.audit import queries
from mitmachstadt.spine.audit.forms import FilterForm
from mitmachstadt.spine.audit.models import LogEntry
from mitmachstadt.spine.cases.desk import desk_context, staff_only
from mitmachstadt.spine.opendata.outputs.csv import cell

PER_PAGE = 50


def chosen(request: HttpRequest) -> tuple[FilterForm, QuerySet[LogEntry]]:
    """The filter and its entries; with an unreadable filter no entries, so that nobody trusts a wrong
    list."""
    if not has_role(request.user, Role.OPERATOR):
        raise PermissionDenied
    form = FilterForm(request.GET)
    if not form.is_valid():
        return form, LogEntry.objects.none()
    given = form.cleaned_data
    return form, queries.entries(
        kind=given["art"], person=given["person"], words=given["wort"], first=given["von"], last=given["bis"]
    )


@staff_only
@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """`/schreibtisch/protokoll/`: filter by kind, person, word and days; 50 entries a page."""
    form, entries = chosen(request)
    page = Paginator(entries, PER_PAGE).get_page(request.GET.get("seite"))
    context = {
        **desk_context(request),
        "form": form,
        "page": page,
        "query": request.GET.urlencode(),
        "filtered": any(form.cleaned_data.values()) if form.is_valid() else True,
    }
    return render(request, "audit/log.html", context)


@staff_only
@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """`/schreibtisch/protokoll.csv`: the same entries, streamed, semicolons and BOM so that Excel reads
    it."""
    form, entries = chosen(request)
    if not form.is_valid():
        return render(request, "audit/log.html", {**desk_context(request), "form": form}, status=400)
    response = StreamingHttpResponse(rows(entries), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = "attachment; filename=protokoll.csv"
    # The desk's guard only sets a header, which every kind of answer has.
    return cast(HttpResponse, response)


def read_together(entries: QuerySet[LogEntry], size: int = 500) -> Iterator[LogEntry]:
    """All entries as a stream, each `size` of them with their names in one question."""
    stream = entries.iterator(chunk_size=size)
    while chunk := list(islice(stream, size)):
        for entry in chunk:
            entry._together = chunk
        yield from chunk


def rows(entries: QuerySet[LogEntry]) -> Iterator[bytes]:
    """Lines of the table; times in town time."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    buffer.write("\ufeff")
    writer.writerow(
        [
            gettext("Time"),
            gettext("Person"),
            gettext("Action"),
            gettext("Kind"),
            gettext("Id"),
            gettext("Title"),
            gettext("Summary"),
            gettext("Changes"),
            gettext("Reason"),
            gettext("Public"),
            gettext("Sample"),
        ]
    )
    for entry in read_together(entries):
        writer.writerow(
            cell(value)
            for value in (
                timezone.localtime(entry.at).strftime("%Y-%m-%d %H:%M:%S"),
                entry.actor_name,
                entry.action,
                entry.object_kind,
                entry.object_id,
                entry.subject_name,
                entry.summary,
                json.dumps(entry.changes, ensure_ascii=False) if entry.changes else "",
                entry.reason,
                entry.public,
                entry.sample,
            )
        )
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue().encode()
