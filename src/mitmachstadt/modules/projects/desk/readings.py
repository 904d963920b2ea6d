"""Readings from the desk: onto an agenda, off it, and what was decided."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mitmachstadt.modules.council.interface import upcoming_meetings
from mitmachstadt.modules.projects import actions
from mitmachstadt.modules.projects.actions.common import rules_today
from mitmachstadt.modules.projects.desk.page import done, person_of, project_of, said_no, show_page
from mitmachstadt.modules.projects.desk.steps import gate_view
from mitmachstadt.modules.projects.forms.steps import ReadingForm, ResultForm
from mitmachstadt.modules.projects.models import Project, Reading
from mitmachstadt.spine.cases.desk import staff_only
from mitmachstadt.spine.problems import Problem, Refused, add_to_form

#: What council and gate call a field -> how the form calls it.
FIELDS = {
    "meeting_on": "meeting",
    "paper_reference": "paper_reference",
    "exception_reason": "exception_reason",
}


def _reading(project: Project, pk: int) -> Reading:
    found = Reading.objects.select_related("project", "body").filter(project=project, pk=pk).first()
    if found is None:
        raise Http404
    return found


@staff_only
@require_POST
def schedule(request: HttpRequest, number: str) -> HttpResponse:
    """Puts the project on the agenda of the chosen meeting, through the gate."""
    project, today = project_of(number), timezone.localdate()
    form = ReadingForm(
        upcoming_meetings(today), gate_view(project, rules_today(), today).earliest, request.POST
    )
    if not form.is_valid():
        return show_page(request, project, form)
    data = form.cleaned_data
    try:
        reading = actions.schedule_reading(
            project, data["meeting"], by=person_of(request), title=data["title"],
            exception_reason=data["exception_reason"], paper_reference=data["paper_reference"],
        )  # fmt: skip
    except Refused as refused:
        found = [Problem(FIELDS.get(p.field, p.field), p.code, p.message) for p in refused.problems]
        add_to_form(form, Refused(found))
        return show_page(request, project, form)
    return done(request, project, _("It is on the agenda: %(body)s.") % {"body": reading.body.name})


@staff_only
@require_POST
def cancel(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Takes the project off that agenda."""
    project = project_of(number)
    reading = Reading.objects.select_related("project").filter(project=project, pk=pk).first()
    if reading is not None:
        try:
            actions.cancel_reading(reading, by=person_of(request))
        except Refused as refused:
            return said_no(request, project, refused)
    return done(request, project, _("It is off the agenda."))


@staff_only
@require_POST
def result(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Keeps what the body decided."""
    project = project_of(number)
    reading = _reading(project, pk)
    form = ResultForm(request.POST, auto_id=f"ergebnis-{pk}-%s")
    if not form.is_valid():
        return show_page(request, project, form, at=pk)
    try:
        actions.record_reading_result(
            reading, form.cleaned_data["result"], by=person_of(request), vote=form.cleaned_data["vote"]
        )
    except Refused as refused:
        add_to_form(form, refused)
        return show_page(request, project, form, at=pk)
    return done(request, project, _("The result is kept."))
