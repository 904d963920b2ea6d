"""The desk page on which places that a machine found in a paper are confirmed or taken off."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mitmachstadt.modules.council.models import Paper
from mitmachstadt.modules.council.permissions import may_keep_meetings
from mitmachstadt.modules.council.placing import judge_place
from mitmachstadt.spine import asked
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.cases.desk import desk_context, staff_only


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def places(request: HttpRequest, pk: int) -> HttpResponse:
    """`/schreibtisch/rat/vorlagen/<id>/orte/`."""
    person = request.user
    if not isinstance(person, User) or not may_keep_meetings(person):
        raise Http404
    paper = get_object_or_404(Paper.objects.filter(deleted_at=None), pk=pk)
    if request.method == "POST":
        place = paper.places.filter(pk=asked.number(request.POST.get("ort", ""))).first()
        if place is None:
            raise Http404
        right = request.POST.get("urteil") == "richtig"
        judge_place(place, right=right, by=person)
        messages.success(request, _("Confirmed.") if right else _("Taken off."))
        return redirect("council:desk-places", pk=pk)
    context = {**desk_context(request), "paper": paper, "places": paper.places.select_related("district")}
    return render(request, "council/desk/places.html", context)
