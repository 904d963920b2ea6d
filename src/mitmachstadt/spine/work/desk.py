"""Long work at the desk: operators see how far it is, start it, stop it and let it go on."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from mitmachstadt.spine.accounts.models import Role, User
from mitmachstadt.spine.accounts.rules import has_role
from mitmachstadt.spine.cases.desk import desk_context, staff_only
from mitmachstadt.spine.problems import Refused
from mitmachstadt.spine.work import actions, registry
from mitmachstadt.spine.work.heartbeat import alive
from mitmachstadt.spine.work.models import Job


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def jobs(request: HttpRequest) -> HttpResponse:
    """`/schreibtisch/arbeiten/`: kinds of long work and the last 20 jobs; POST `start`, `stop` or `go_on`."""
    person = request.user
    if not isinstance(person, User) or not has_role(person, Role.OPERATOR):
        raise PermissionDenied
    if request.method == "POST":
        try:
            messages.success(request, act(request, person))
        except Refused as refused:
            messages.error(request, " ".join(str(problem.message) for problem in refused.problems))
        return redirect("work:jobs")
    rows = [(job, registry.kind_of(job.kind)) for job in Job.objects.order_by("-id")[:20]]
    busy = {job.kind for job, _kind in rows if job.is_open}
    context = {
        **desk_context(request),
        "kinds": [(kind, kind.key in busy) for kind in registry.kinds()],
        "rows": rows,
        "busy": bool(busy),
        "workers": len(alive()),
    }
    return render(request, "work/jobs.html", context)


def act(request: HttpRequest, person: User) -> str:
    """Does what the pressed button says; returns the sentence for the operator."""
    if "start" in request.POST:
        actions.start(request.POST["start"], by=person)
        return gettext("The work has been asked for and starts in a moment.")
    wanted = "stop" if "stop" in request.POST else "go_on"
    number = request.POST.get(wanted, "")
    job = get_object_or_404(Job, pk=int(number) if number.isdigit() else 0)
    if wanted == "stop":
        done = actions.stop(job, by=person)
        return (
            gettext("The work ends after its present step. It can go on later.")
            if done
            else gettext("The work was over already.")
        )
    done = actions.go_on(job, by=person)
    return gettext("The work goes on where it was.") if done else gettext("The work is under way already.")
