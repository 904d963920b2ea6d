"""`/schreibtisch/meldungen/<number>/kategorie/`: another category for a report; the guess from its words stands first."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from mitmachstadt.modules.reports.actions.refiling import refile
from mitmachstadt.modules.reports.queries import desk, guessing, town
from mitmachstadt.modules.reports.rules import ReportRules
from mitmachstadt.modules.reports.views.desk import person_of, report_at_desk
from mitmachstadt.modules.reports.views.photos import may_look_after
from mitmachstadt.spine.cases.desk import desk_context, staff_only
from mitmachstadt.spine.problems import Refused, add_to_form


class CategoryForm(forms.Form):
    """The category, by its tile; the version of the case says whether somebody was faster."""

    category = forms.ChoiceField(
        label=gettext_lazy("Category"),
        error_messages={"required": gettext_lazy("Please choose what it is about.")},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, rules: ReportRules, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = [  # type: ignore[attr-defined]
            (town.said(group), [(one.key, town.said(one)) for one in rules.of_group(group.key)])
            for group in rules.groups
        ]


@staff_only
@require_http_methods(["GET", "POST"])
def index(request: HttpRequest, number: str) -> HttpResponse:
    """The form; the unit of the new category gets the report."""
    report = report_at_desk(request, number)
    if not may_look_after(request, report):
        raise PermissionDenied(_("Another role decides about the category."))
    rules = town.rules_of(report.case)
    data = (request.POST,) if request.method == "POST" else ()
    guess = guessing.guess(report.text, rules)
    first = guess.category.key if guess else report.category
    form = CategoryForm(rules, *data, initial={"category": first, "version": report.case.version})
    if form.is_valid():
        try:
            found = refile(
                report, form.cleaned_data["category"], by=person_of(request),
                expect_version=form.cleaned_data["version"],
            )  # fmt: skip
        except Refused as refused:
            add_to_form(form, refused)
        else:
            messages.success(
                request,
                _("Category changed. In charge now: %(unit)s.") % {"unit": found.case.unit.name},
            )
            # It may stand on another desk now.
            still_here = desk.one(person_of(request), number) is not None
            return redirect("cases:desk_case", number=number) if still_here else redirect("reports:desk-list")
    context = {
        "form": form, "report": report, "case": report.case, "guess": guess,
        "category_name": town.category_name(report.category, rules),
    }  # fmt: skip
    answer = {**desk_context(request), **context}
    return render(request, "reports/desk_category.html", answer, status=422 if form.errors else 200)
