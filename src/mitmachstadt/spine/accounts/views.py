"""The person's own page: what I sent, what I follow, where I live, and how I leave."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from mitmachstadt.spine.accounts import actions, again, leave_code
from mitmachstadt.spine.accounts.forms import DeleteForm, DetailsForm, LeaveCodeForm
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.accounts.rules import is_staff_member, roles_of
from mitmachstadt.spine.cases.links import secret_of
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import find_kind
from mitmachstadt.spine.moderation.limits import too_many
from mitmachstadt.spine.notify.models import Subscription
from mitmachstadt.spine.problems import Problem, Refused, add_to_form, refuse_if
from mitmachstadt.spine.ui import beside

MAX_CASES = 100


@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """`/meins/`: with an account everything about oneself, without one the ways that need none."""
    if not isinstance(request.user, User):
        return render(request, "accounts/visitor.html")
    user = request.user
    cases = [
        {
            "case": case,
            "kind": kind,
            "state": kind.state(case.state),
            "duty": duty_of(case),
            "url": own_page(case),
        }
        for case in Case.objects.filter(sender=user)
        .prefetch_related("duties")
        .order_by("-received_at")[:MAX_CASES]
        if (kind := find_kind(case.kind))
    ]
    held = beside.parts("role", sorted({role for role, _unit in roles_of(user)}))
    context = {
        "cases": cases,
        "parts": [part for found in held.values() for part in found],
        "account_parts": beside.parts("account", [user.pk]).get(str(user.pk)),
        "rows": Subscription.objects.filter(email=user.email, confirmed_at__isnull=False).order_by("label"),
        "staff": is_staff_member(user),
        "district": user.home_district,
        "oidc": settings.OIDC,
        "sign_on": settings.SIGN_ON,
    }
    return render(request, "accounts/mine.html", context)


@never_cache
@login_required
@require_safe
def words(request: HttpRequest) -> HttpResponse:
    """`/meins/worte/`: what was written when the session ended, to be sent now; the own page when nothing waits."""
    found = again.waiting(request)
    if found is None:
        return redirect("accounts:mine")
    return render(request, "accounts/words.html", {"again": found})


def own_page(case: Case) -> str:
    """Where its sender reads a case, also while it is not released or is hidden; the public page once the link is gone."""
    secret = secret_of(case)
    return (
        reverse("cases:sender", args=[case.number, secret])
        if secret
        else reverse("cases:public", args=[case.number])
    )


def duty_of(case: Case) -> object | None:
    """The open duty from the rows that were read together."""
    return next((duty for duty in case.duties.all() if duty.done_at is None), None)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def details(request: HttpRequest) -> HttpResponse:
    """`/meins/angaben/`: name for the town hall and home district."""
    user = request.user
    assert isinstance(user, User)
    form = DetailsForm(
        request.POST or None,
        initial={"display_name": user.display_name, "home_district": user.home_district_id},
    )
    if request.method == "POST" and form.is_valid():
        actions.change_details(user, **form.cleaned_data)
        messages.success(request, gettext("Saved."))
        return redirect("accounts:mine")
    return render(request, "accounts/details.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest) -> HttpResponse:
    """`/meins/loeschen/`: says what goes and what stays, and asks for the password or for a code by mail."""
    user = request.user
    assert isinstance(user, User)
    by_code = leave_code.waits(request.session) or "code" in request.POST
    form: forms.Form | None = None
    if by_code:
        form = LeaveCodeForm(request.POST if "code" in request.POST else None)
    elif user.has_usable_password():
        form = DeleteForm(request.POST if "password" in request.POST else None, user=user)
    refused: Refused | None = None
    if request.method == "POST":
        try:
            if "send" in request.POST:
                leave_code.ask(request.session, user)
                return redirect("accounts:delete")
            if form is not None and may_leave(request, user, form):
                actions.delete_account(user)
                logout(request)
                return render(request, "accounts/deleted.html")
        except Refused as error:
            refused = error
            if form is not None and form.is_bound:
                add_to_form(form, error)
    context = {
        "form": form,
        "by_code": by_code,
        "refused": refused if form is None or not form.is_bound else None,
        "public": Case.objects.filter(sender=user, public=True).count(),
    }
    wrong = refused or (form is not None and form.errors)
    return render(request, "accounts/delete.html", context, status=422 if wrong else 200)


def may_leave(request: HttpRequest, user: User, form: forms.Form) -> bool:
    """True when password or code are right.

    Raises:
        Refused: a wrong code, or too many tries.
    """
    if too_many("account.delete", str(user.pk), limit=10, seconds=3600):
        raise Refused([Problem("", "too_many", _("That was a lot at once. Please try again in an hour."))])
    if not form.is_valid():
        return False
    if isinstance(form, LeaveCodeForm):
        refuse_if(leave_code.problems_with(request.session, user, form.cleaned_data["code"]))
    return True
