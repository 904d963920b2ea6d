"""Data protection at the desk: the record of processing, what was deleted on which day, and what would go today."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mitmachstadt.spine.accounts.models import Role
from mitmachstadt.spine.accounts.rules import has_role
from mitmachstadt.spine.cases.desk import desk_context, staff_only
from mitmachstadt.spine.files.printing import make_pdf
from mitmachstadt.spine.privacy import record, terms
from mitmachstadt.spine.privacy.models import TermRun
from mitmachstadt.spine.privacy.registry import register
from mitmachstadt.spine.privacy.views import SHEET

RUNS = 30


def operators_only(request: HttpRequest) -> None:
    """Others are told that this is not theirs."""
    if not has_role(request.user, Role.OPERATOR):
        raise PermissionDenied(str(_("This page is for operators.")))


@staff_only
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """`/schreibtisch/datenschutz/`: runs of the last month in counts, a dry run on request, and the whole record."""
    operators_only(request)
    due = terms.preview() if request.GET.get("probe") == "1" else {}
    runs = [
        {"run": run, "rows": [(title_of(key), number) for key, number in run.counts.items() if number],
         "failed": [title_of(key) for key in run.failed]}
        for run in TermRun.objects.all()[:RUNS]
    ]  # fmt: skip
    context = {
        **desk_context(request),
        "controller": record.controller_rows(),
        "activities": [(one, record.rows_of(one)) for one in register.ordered()],
        "runs": runs,
        "tried": request.GET.get("probe") == "1",
        "due": [(title_of(key), number) for key, number in due.items()],
    }
    return render(request, "privacy/desk.html", context)


def title_of(key: str) -> str:
    """The name of a period; its key when no app declares it any more."""
    term = register.terms.get(key)
    return str(term.title) if term else key


@staff_only
@require_safe
def printed(request: HttpRequest) -> HttpResponse:
    """`/schreibtisch/datenschutz/verzeichnis.pdf`: the record of processing for the supervisory authority."""
    operators_only(request)
    response = HttpResponse(make_pdf(SHEET, record.sheet()), content_type="application/pdf")
    response["Content-Disposition"] = "attachment; filename=verzeichnis.pdf"
    return response
