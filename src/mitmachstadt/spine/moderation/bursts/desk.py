"""The moderators' page about bursts of votes; all that follows from it is a note."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mitmachstadt.spine.cases.actions import add_note
from mitmachstadt.spine.cases.desk import desk_context, staff_only
from mitmachstadt.spine.cases.forms import NoteForm
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.moderation.bursts import showing
from mitmachstadt.spine.moderation.bursts.town import burst_rules
from mitmachstadt.spine.moderation.desk import moderator
from mitmachstadt.spine.problems import Refused, add_to_form


@staff_only
@require_safe
def patterns(request: HttpRequest) -> HttpResponse:
    """`/schreibtisch/moderation/muster/`: proposals whose votes stick out in the days that are kept."""
    moderator(request)
    rules = burst_rules()
    context = {
        **desk_context(request),
        "rows": showing.conspicuous(rules, timezone.now()),
        "rules": rules,
    }
    return render(request, "moderation/patterns.html", context)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def pattern(request: HttpRequest, number: str) -> HttpResponse:
    """`/schreibtisch/moderation/muster/<number>/`: one proposal: bursts, networks, hours, and a note."""
    person = moderator(request)
    case = get_object_or_404(Case.objects.select_related("unit"), number=number)
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_note(case, form.cleaned_data["note"], by=person)
        except Refused as refused:
            add_to_form(form, refused)
        else:
            messages.success(request, _("The note is kept with the case. Only staff can see it."))
            return redirect("moderation:pattern", number=number)
    rules = burst_rules()
    context = {
        **desk_context(request),
        "case": case,
        "picture": showing.picture(number, rules, timezone.now()),
        "rules": rules,
        "form": form,
        "notes": case.events.filter(kind="note").order_by("-at")[:20],
    }
    return render(request, "moderation/pattern.html", context, status=422 if form.errors else 200)
