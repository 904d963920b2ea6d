"""`/schreibtisch/meldungen/regeln/`: who gets what, with a dry run on past reports before a line holds."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from mitmachstadt.modules.reports.actions import routing as actions
from mitmachstadt.modules.reports.models import RoutingRule
from mitmachstadt.modules.reports.queries import routing as queries
from mitmachstadt.modules.reports.queries import town
from mitmachstadt.modules.reports.views.desk import person_of
from mitmachstadt.spine.accounts.rules import has_role
from mitmachstadt.spine.cases.desk import desk_context, staff_only
from mitmachstadt.spine.cases.forms import DAY
from mitmachstadt.spine.city.models import District, Organisation
from mitmachstadt.spine.city.queries import answering_unit
from mitmachstadt.spine.places.queries import town_area
from mitmachstadt.spine.places.rules import check_geometry
from mitmachstadt.spine.problems import Refused, add_to_form

#: So many moved reports are listed, the rest is counted.
SHOWN = 100


class LineForm(forms.ModelForm[RoutingRule]):
    """A new line: conditions, unit, days."""

    category = forms.ChoiceField(label=gettext_lazy("Category"), required=False)
    area = forms.CharField(
        label=gettext_lazy("Area (GeoJSON)"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("A polygon in degrees, for example of a railway site."),
    )  # fmt: skip

    class Meta:
        model = RoutingRule
        fields = (
            "category", "district", "words", "area", "unit", "position", "valid_from", "valid_until", "source",
        )  # fmt: skip
        widgets = {"valid_from": DAY, "valid_until": DAY}
        labels = {
            "district": gettext_lazy("District"), "words": gettext_lazy("Words in text or place"),
            "unit": gettext_lazy("Goes to"), "position": pgettext_lazy("routing", "Position"),
            "valid_from": gettext_lazy("Holds from"), "valid_until": gettext_lazy("Holds until"),
            "source": gettext_lazy("Who decided it?"),
        }  # fmt: skip
        help_texts = {
            "words": gettext_lazy("Separated by commas; one of them is enough."),
            "position": gettext_lazy("The lowest number is read first; the first line that fits wins."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(one.key, town.said(one)) for one in town.report_rules().categories]
        self.fields["category"].choices = [("", _("any")), *names]  # type: ignore[attr-defined]
        self.fields["district"].queryset = District.objects.order_by("name")  # type: ignore[attr-defined]
        units = Organisation.objects.filter(answers_cases=True).order_by("name")
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["unit"].empty_label = _("Please choose")  # type: ignore[attr-defined]
        self.fields["district"].empty_label = _("any")  # type: ignore[attr-defined]

    def clean_area(self) -> Any:
        """The area as a checked geometry, None without one."""
        text = self.cleaned_data["area"].strip()
        if not text:
            return None
        try:
            area = json.loads(text)
            kind = area.get("type") if isinstance(area, dict) else ""
            wrong = check_geometry(area, town_area()) if kind in ("Polygon", "MultiPolygon") else [None]
        except (ValueError, TypeError, KeyError):
            wrong = [None]
        if wrong:
            said = wrong[0].message if wrong[0] else _("This is no GeoJSON polygon.")
            raise forms.ValidationError(str(said))
        return area


def _coordinators(request: HttpRequest) -> None:
    if not has_role(person_of(request), "coordinator"):
        raise PermissionDenied(_("Only coordinators decide who gets what."))


@staff_only
@require_http_methods(["GET", "POST"])
def lines(request: HttpRequest) -> HttpResponse:
    """The lines that hold; a new one is tried (`probe`) on past reports, then set (`los`)."""
    _coordinators(request)
    today = timezone.localdate()
    data = (request.POST,) if request.method == "POST" else ()
    form = LineForm(*data, initial={"valid_from": today, "position": 10})
    trial = None
    if form.is_valid():
        line = form.save(commit=False)
        if "los" in request.POST:
            try:
                actions.add_line(line, by=person_of(request), today=today)
            except Refused as refused:
                add_to_form(form, refused)
            else:
                messages.success(request, _("The line is set."))
                return redirect("reports:desk-rules")
        else:
            for one in actions.problems_with_line(line, today):
                form.add_error(one.field or None, str(one.message))
            trial = queries.dry_run(today, line) if not form.errors else None
    context = _context(today) | {"form": form, "trial": trial, "shown": trial.moved[:SHOWN] if trial else []}
    answer = {**desk_context(request), **context}
    return render(request, "reports/desk_rules.html", answer, status=422 if form.errors else 200)


def _context(today: date) -> dict[str, Any]:
    rules = town.report_rules(today)
    state = queries.dry_run(today)
    return {
        "today": today,
        "lines": [
            (row, town.category_name(row.category, rules) if row.category else "")
            for row in queries.holding(today)
        ],
        "over": [
            (row, town.category_name(row.category, rules) if row.category else "")
            for row in queries.over(today)
        ],
        "gaps": queries.gaps(rules),
        "ties": state.ties[:SHOWN],
        "ties_all": len(state.ties),
        "triage": answering_unit(),
    }


@staff_only
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """`…/regeln/<pk>/ende/`: the line holds no more from today on."""
    _coordinators(request)
    line = get_object_or_404(RoutingRule, pk=pk)
    actions.end_line(line, by=person_of(request), today=timezone.localdate())
    messages.success(request, _("The line has ended."))
    return redirect("reports:desk-rules")
