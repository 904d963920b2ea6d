"""Roles at the desk: operators see who may do what, give roles and take them."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from mitmachstadt.spine.accounts import actions
from mitmachstadt.spine.accounts.forms import RoleForm
from mitmachstadt.spine.accounts.models import Role, RoleAssignment, User
from mitmachstadt.spine.accounts.rules import has_role, holds_on
from mitmachstadt.spine.cases.desk import desk_context, staff_only
from mitmachstadt.spine.problems import Refused, add_to_form


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """`/schreibtisch/personen/`: everybody with a role; residents without one are nobody's business here."""
    user = request.user
    assert isinstance(user, User)
    if not has_role(user, Role.OPERATOR):
        raise PermissionDenied
    if "entziehen" in request.POST:
        return revoke(request, user)
    form = RoleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        person = given["email"]
        try:
            row = actions.assign_role(
                person, given["role"], given["organisation"], by=user, until=given["until"]
            )
        except Refused as refused:
            add_to_form(form, refused)
        else:
            words = {"person": str(person), "role": actions.describe(row)}
            messages.success(request, gettext("%(person)s has the role now: %(role)s") % words)
            return redirect("accounts:people")
    context = {**desk_context(request), "form": form, "people": holders()}
    return render(request, "accounts/people.html", context, status=422 if form.errors else 200)


def revoke(request: HttpRequest, by: User) -> HttpResponse:
    """Takes the role of one press on the page."""
    number = request.POST["entziehen"]
    if not number.isdigit():
        raise Http404
    row = get_object_or_404(RoleAssignment.objects.select_related("user", "organisation"), pk=int(number))
    words = {"person": str(row.user), "role": actions.describe(row)}
    try:
        actions.revoke_role(row, by=by)
        messages.success(request, gettext("%(person)s no longer has the role: %(role)s") % words)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("accounts:people")


def holders() -> list[dict[str, object]]:
    """People with roles by name: `{"person", "roles": [{"row", "over"}]}`."""
    today = timezone.localdate()
    rows = RoleAssignment.objects.select_related("user", "organisation").order_by(
        "user__display_name", "user__email", "role"
    )
    found: dict[int, dict[str, object]] = {}
    for row in rows:
        entry = found.setdefault(row.user_id, {"person": row.user, "roles": []})
        roles = entry["roles"]
        assert isinstance(roles, list)
        roles.append({"row": row, "over": not holds_on(row.until, today)})
    return list(found.values())
