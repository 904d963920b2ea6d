"""`/schreibtisch/uebernahme/`: the readings of former platforms and their reports, for coordinators and operators."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from mitmachstadt.modules.consul.models import Run
from mitmachstadt.modules.consul.queries.reports import blocks
from mitmachstadt.spine.accounts.models import Role
from mitmachstadt.spine.accounts.rules import has_role
from mitmachstadt.spine.cases.desk import desk_context, staff_only

MOST = 50


def _refuse_others(request: HttpRequest) -> None:
    if not (has_role(request.user, Role.OPERATOR) or has_role(request.user, Role.COORDINATOR)):
        raise PermissionDenied


@staff_only
@require_safe
def runs(request: HttpRequest) -> HttpResponse:
    """The readings, newest first."""
    _refuse_others(request)
    rows = list(Run.objects.select_related("source").defer("report")[:MOST])
    return render(request, "consul/desk.html", {**desk_context(request), "runs": rows})


@staff_only
@require_safe
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """The report of one reading; `?form=md` gives it as a file."""
    _refuse_others(request)
    run = get_object_or_404(Run.objects.select_related("source"), pk=pk)
    if request.GET.get("form") == "md":
        answer = HttpResponse(run.report, content_type="text/markdown; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="uebernahme-{run.pk}.md"'
        return answer
    return render(
        request, "consul/report.html", {**desk_context(request), "run": run, "blocks": blocks(run.report)}
    )
