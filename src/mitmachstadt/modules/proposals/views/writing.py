"""Writing on after a proposal was handed in: change the words, add to them, write together; by account or secret link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from mitmachstadt.modules.proposals.actions import co_authors
from mitmachstadt.modules.proposals.actions import words as actions
from mitmachstadt.modules.proposals.actions.finding import KIND
from mitmachstadt.modules.proposals.forms import AdditionForm, InvitationForm, JoinForm, RewriteForm
from mitmachstadt.modules.proposals.models import CoAuthor, Proposal
from mitmachstadt.modules.proposals.queries import town, writers
from mitmachstadt.modules.proposals.rules.authors import JOINABLE, last_day
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.asked import number as as_number
from mitmachstadt.spine.cases.views_public import case_by_secret
from mitmachstadt.spine.moderation.limits import client_address, too_many
from mitmachstadt.spine.problems import Refused, add_to_form
from mitmachstadt.spine.ui.gone import LinkGone


@dataclass(frozen=True)
class Writer:
    """Somebody who may write on a proposal: by account (`user`), or by the author's link (`secret`)."""

    proposal: Proposal
    user: User | None
    secret: str
    author: bool

    def address(self, name: str) -> str:
        """The address of a page of this proposal, in the way the writer came."""
        args = [self.proposal.case.number, *([self.secret] if self.secret else [])]
        return reverse(f"proposals:{name}{'-by-link' if self.secret else ''}", args=args)

    @property
    def home(self) -> str:
        """Where the writer goes back to: the public page, else the receipt or the page of those who write."""
        case = self.proposal.case
        if case.public and not case.hidden:
            return reverse("proposals:detail", args=[case.number])
        if self.secret:
            return reverse("proposals:receipt", args=[case.number, self.secret])
        return self.address("together")


def writer_of(request: HttpRequest, number: str, secret: str) -> Writer | HttpResponse:
    """Who writes here; an answer that leads to the sign-in for guests; 404 for everybody else."""
    if secret:
        case = case_by_secret(number, secret)
        if case.kind != KIND:
            raise Http404
        return Writer(Proposal.objects.select_related("case__unit").get(case=case), None, secret, True)
    if not isinstance(request.user, User):
        return redirect_to_login(request.get_full_path())
    found = writers.own(number, request.user)
    if found is None:
        raise Http404
    return Writer(found, request.user, "", writers.is_author(found, request.user))


def _quiet(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, number: str, secret: str = "") -> HttpResponse:
    """`/vorschlaege/<number>/aendern/`: name and text anew, or an addition, whatever the rule still allows."""
    writer = writer_of(request, number, secret)
    if isinstance(writer, HttpResponse):
        return writer
    proposal = writer.proposal
    way = writers.way_now(proposal, timezone.localdate())
    start = {"revision": proposal.revision, "title": proposal.title, "text": proposal.text}
    form = (AdditionForm if way == "add" else RewriteForm)(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            if "addition" in data:
                now = actions.add(
                    proposal.case, data["addition"], by=writer.user, expect_revision=data["revision"]
                )
            else:
                now = actions.rewrite(
                    proposal.case,
                    data["title"],
                    data["text"],
                    by=writer.user,
                    expect_revision=data["revision"],
                )
        except Refused as refused:
            add_to_form(form, refused)
            way = way or "gone"
        else:
            checked = _("Kept. Somebody looks at it first, then everybody reads it.")
            messages.success(request, _("Kept. Everybody reads it now.") if now.case.public else checked)
            return redirect(writer.home if now.case.public == proposal.case.public else _after(writer))
    context = {
        "form": form,
        "way": way,
        "proposal": proposal,
        "case": proposal.case,
        "writer": writer,
        "rule": town.rules_of(proposal.case).writing,
        "home": writer.home,
    }
    return _quiet(render(request, "proposals/edit.html", context, status=422 if form.errors else 200))


def _after(writer: Writer) -> str:
    """Where to go when the words went back to the desk and nobody outside sees them for now."""
    if writer.secret:
        return reverse("proposals:receipt", args=[writer.proposal.case.number, writer.secret])
    return writer.address("together")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def together(request: HttpRequest, number: str, secret: str = "") -> HttpResponse:
    """`/vorschlaege/<number>/mitschreiben/`: who writes along; the author invites and lets go, a co-author leaves."""
    writer = writer_of(request, number, secret)
    if isinstance(writer, HttpResponse):
        return writer
    proposal = writer.proposal
    was = request.POST.get("was", "")
    form = InvitationForm(request.POST if was == "invite" else None)
    if request.method == "POST" and was != "invite":
        return _change(request, writer, was)
    if request.method == "POST" and writer.author and form.is_valid():
        try:
            co_authors.invite(proposal.case, form.cleaned_data["email"], by=writer.user)
        except Refused as refused:
            add_to_form(form, refused)
        else:
            messages.success(request, _("The invitation is on its way."))
            return redirect(writer.address("together"))
    elif request.method == "POST" and not writer.author:
        raise Http404
    rule, rows = town.rules_of(proposal.case).co_authors, list(CoAuthor.objects.filter(proposal=proposal))
    joined = [one for one in rows if one.user_id is not None]
    context = {
        "form": form,
        "proposal": proposal,
        "case": proposal.case,
        "writer": writer,
        "joined": joined,
        "waiting": [
            (one, last_day(rule, timezone.localdate(one.invited_at))) for one in rows if one.user_id is None
        ],
        "left": max(0, rule.most - len(rows)),
        "rule": rule,
        "open": proposal.case.state in JOINABLE and not proposal.case.hidden,
        "edit_url": writer.address("edit"),
        "home": writer.home if writer.home != writer.address("together") else reverse("proposals:list"),
        "changed": proposal.case.state == "received" and proposal.words > 0,
    }
    return _quiet(render(request, "proposals/together.html", context, status=422 if form.errors else 200))


def _change(request: HttpRequest, writer: Writer, was: str) -> HttpResponse:
    proposal = writer.proposal
    if was == "leave" and writer.user is not None and not writer.author:
        co_authors.leave(proposal, writer.user)
        messages.success(request, _("You no longer write along. Your name is gone."))
        return redirect("proposals:list")
    if was == "remove" and writer.author:
        co_authors.take_out(proposal, as_number(request.POST.get("platz")), by=writer.user)
        messages.success(request, _("Done. The place is free."))
        return redirect(writer.address("together"))
    raise Http404


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """`/vorschlaege/einladung/<token>/`: what one is invited to; accept with an account and a name, or decline."""
    if too_many("proposal.invitation", client_address(request), limit=120, seconds=600):
        raise LinkGone
    found = co_authors.invitation_of(token)
    if found is None:
        raise LinkGone
    person = request.user if isinstance(request.user, User) else None
    was = request.POST.get("was", "")
    form = JoinForm(
        request.POST if was == "accept" else None, initial={"name": person.display_name if person else ""}
    )
    if was == "decline":
        co_authors.decline(token)
        messages.success(request, _("You have declined. Your address is forgotten."))
        return _quiet(redirect("proposals:list"))
    if was == "accept" and person is None:
        return _quiet(redirect_to_login(request.get_full_path()))
    if was == "accept" and person is not None and form.is_valid():
        try:
            row = co_authors.accept(token, person, form.cleaned_data["name"])
        except Refused as refused:
            add_to_form(form, refused)
        else:
            messages.success(request, _("You write along now."))
            return _quiet(redirect("proposals:together", number=row.case.number))
    rule = town.rules_of(found.proposal.case).co_authors
    context: dict[str, Any] = {
        "form": form,
        "proposal": found.proposal,
        "case": found.proposal.case,
        "person": person,
        "until": last_day(rule, timezone.localdate(found.row.invited_at)),
        "next": request.get_full_path(),
    }
    return _quiet(render(request, "proposals/invitation.html", context, status=422 if form.errors else 200))
