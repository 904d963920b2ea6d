"""`/schreibtisch/vorschlaege/<number>/`: plain language for editors, versions and names for whoever moderates."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mitmachstadt.modules.proposals.actions import co_authors
from mitmachstadt.modules.proposals.actions import words as actions
from mitmachstadt.modules.proposals.forms import EasyForm
from mitmachstadt.modules.proposals.models import CoAuthor, Proposal, Version
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.asked import number as as_number
from mitmachstadt.spine.cases.desk import desk_context, staff_only
from mitmachstadt.spine.cases.permissions import may_see, may_take
from mitmachstadt.spine.cases.registry import kind_of
from mitmachstadt.spine.plain.desk import writers_only
from mitmachstadt.spine.problems import Problem, Refused, add_to_form


def _public(number: str) -> Proposal:
    found = Proposal.objects.public().select_related("case__unit").filter(case__number=number).first()
    if not isinstance(found, Proposal):
        raise Http404
    return found


@writers_only
@require_http_methods(["GET", "HEAD", "POST"])
def easy(request: HttpRequest, number: str) -> HttpResponse:
    """`/schreibtisch/vorschlaege/<number>/leicht/`: the public words, and what they say in plain language."""
    proposal, person = _public(number), request.user
    assert isinstance(person, User)
    start = {"revision": proposal.revision, "easy_text": proposal.easy_text}
    form = EasyForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.set_easy_text(proposal, data["easy_text"], by=person, expect_revision=data["revision"])
        except Refused as refused:
            add_to_form(form, refused)
        else:
            messages.success(request, _("Kept."))
            return redirect("proposals:desk-easy", number=number)
    context = {
        **desk_context(request),
        "form": form,
        "proposal": proposal,
        "case": proposal.case,
        "additions": Version.objects.public().filter(proposal=proposal).exclude(addition=""),
        "outdated": bool(proposal.easy_text) and proposal.easy_words < proposal.words,
    }
    return render(request, "proposals/desk_easy.html", context, status=422 if form.errors else 200)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def words(request: HttpRequest, number: str) -> HttpResponse:
    """`/schreibtisch/vorschlaege/<number>/`: all versions and everybody who writes; hide words, take a name out."""
    found = Proposal.objects.select_related("case__unit").filter(case__number=number).first()
    person = request.user
    if not isinstance(found, Proposal) or not isinstance(person, User) or not may_see(person, found.case):
        raise Http404
    proposal, case = found, found.case
    moderates = _moderates(person, proposal)
    wrong: Refused | None = None
    if request.method == "POST":
        if not moderates:
            raise PermissionDenied
        try:
            _do(request, proposal, person)
        except Refused as refused:
            wrong = refused
        else:
            messages.success(request, _("Done."))
            return redirect("proposals:desk-words", number=number)
    context = {
        **desk_context(request),
        "proposal": proposal,
        "case": case,
        "versions": Version.objects.filter(proposal=proposal).order_by("-number"),
        "co_authors": CoAuthor.objects.joined().filter(proposal=proposal),
        "moderates": moderates,
        "wrong": str(wrong) if wrong else "",
        "reason": request.POST.get("reason", "")[:500],
        "at": as_number(request.POST.get("fassung")),
    }
    return render(request, "proposals/desk_words.html", context, status=422 if wrong else 200)


def _moderates(person: User, proposal: Proposal) -> bool:
    """Whoever may hide or look at the proposal again may hide single versions of its words."""
    kind = kind_of(proposal.case)
    return any(
        may_take(person, proposal.case, kind.transition(key)) for key in ("hide", "release", "restore")
    )


def _do(request: HttpRequest, proposal: Proposal, person: User) -> None:
    was, reason = request.POST.get("was", ""), request.POST.get("reason", "")[:500]
    if "\0" in reason:
        raise Http404
    if was == "hide":
        actions.hide_version(proposal, as_number(request.POST.get("fassung")), reason, by=person)
    elif was == "show":
        actions.show_version(proposal, as_number(request.POST.get("fassung")), by=person)
    elif was == "remove":
        place = as_number(request.POST.get("platz"))
        co_authors.take_out(proposal, place, by=person, reason=_("Taken out by the desk."))
    else:
        raise Refused([Problem("", "unknown", _("Please press one of the buttons."))])
