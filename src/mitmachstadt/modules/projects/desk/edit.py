"""The sheet as a form: all sections at once, saved together or not at all."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mitmachstadt.modules.projects import actions
from mitmachstadt.modules.projects.actions.common import rules_today
from mitmachstadt.modules.projects.desk.page import done, editable, person_of
from mitmachstadt.modules.projects.forms.rows import LISTS, row_sets, rows_of
from mitmachstadt.modules.projects.forms.sheet import SheetForm
from mitmachstadt.modules.projects.models import Project
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.audit.models import LogEntry
from mitmachstadt.spine.cases.desk import desk_context, staff_only
from mitmachstadt.spine.problems import Problem, Refused, add_to_form


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, number: str) -> HttpResponse:
    """`/schreibtisch/vorhaben/<number>/blatt/`: reads and saves the sheet."""
    project, person = editable(request, number), person_of(request)
    data = request.POST if request.method == "POST" else None
    form = SheetForm(project, person, rules_today(), data)
    sets = row_sets(project, data)
    meanwhile: list[LogEntry] = []
    # Both are asked, so that every error stands on the page at once.
    rows_fit = [rows.is_valid() for rows in sets.values()] if data is not None else []
    if data is not None and form.is_valid() and all(rows_fit):
        try:
            saved = save(project, form, sets, person)
        except Refused as refused:
            add_to_form(form, refused)
            if "changed_meanwhile" in refused.codes:
                project = editable(request, number)
                meanwhile = list(LogEntry.objects.about("project", project.pk)[:3])
                # The next press saves over the other version, now that the person has seen it.
                retyped = data.copy()
                retyped["version"] = str(project.version)
                form.data = retyped
        else:
            return done(request, saved, _("Saved."))
    wrong = bool(form.errors) or any(rows.total_error_count() for rows in sets.values())
    context = {
        **desk_context(request),
        "project": project,
        "form": form,
        "lists": [(anchor, heading, name, sets[name]) for name, (_form, heading, anchor) in LISTS.items()],
        "row_errors": [
            (heading, anchor)
            for name, (_form, heading, anchor) in LISTS.items()
            if sets[name].total_error_count()
        ],
        "meanwhile": meanwhile,
    }
    return render(
        request, "projects/desk/sheet.html", context, status=422 if data is not None and wrong else 200
    )


@transaction.atomic
def save(project: Project, form: SheetForm, sets: dict[str, Any], person: User) -> Project:
    """Sheet, costs and rows in one transaction; raises `Refused` with nothing written."""
    reason = form.cleaned_data["reason"]
    project = actions.edit_sheet(
        project, form.values(), by=person, expect_version=form.cleaned_data["version"], reason=reason,
        costs=form.costs(),
    )  # fmt: skip
    for name, rows in sets.items():
        try:
            project = actions.set_rows(
                project, name, rows_of(rows), by=person, expect_version=project.version, reason=reason
            )
        except Refused as refused:
            heading = LISTS[name][1]
            raise Refused(
                Problem("", problem.code, f"{heading}: {problem.message}") for problem in refused.problems
            ) from None
    return project
