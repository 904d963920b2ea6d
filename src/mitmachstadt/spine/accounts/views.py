"""The person's own page: what I sent, what I follow, where I live, and how I leave."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from mitmachstadt.spine.accounts import actions
from mitmachstadt.spine.accounts.forms import DeleteForm, DetailsForm
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.accounts.rules import is_staff_member, roles_of
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import find_kind
from mitmachstadt.spine.moderation.limits import too_many
from mitmachstadt.spine.notify.models import Subscription
from mitmachstadt.spine.problems import Refused, add_to_form
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
        {"case": case, "kind": kind, "state": kind.state(case.state), "duty": duty_of(case)}
        for case in Case.objects.filter(sender=user)
        .prefetch_related("duties")
        .order_by("-received_at")[:MAX_CASES]
        if (kind := find_kind(case.kind))
    ]
    held = beside.parts("role", sorted({role for role, _unit in roles_of(user)}))
    context = {
        "cases": cases,
        "parts": [part for found in held.values() for part in found],
        "rows": Subscription.objects.filter(email=user.email, confirmed_at__isnull=False).order_by("label"),
        "staff": is_staff_member(user),
        "district": user.home_district,
        "oidc": settings.OIDC,
    }
    return render(request, "accounts/mine.html", context)


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
    """`/meins/loeschen/`: says what goes and what stays, and asks for the password."""
    user = request.user
    assert isinstance(user, User)
    form = DeleteForm(request.POST or None, user=user)
    if request.method == "POST":
        if too_many("account.delete", str(user.pk), limit=10, seconds=3600):
            form.add_error(None, gettext("That was a lot at once. Please try again in an hour."))
        elif form.is_valid():
            try:
                actions.delete_account(user)
            except Refused as refused:
                add_to_form(form, refused)
            else:
                logout(request)
                return render(request, "accounts/deleted.html")
    public = Case.objects.filter(sender=user, public=True).count()
    context = {"form": form, "public": public}
    return render(request, "accounts/delete.html", context, status=422 if form.errors else 200)
