"""Operators register services, change them, give them a new secret, and end them."""

from __future__ import annotations

from typing import Any

from allauth.idp.oidc.models import Client
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from mitmachstadt.spine.accounts.models import Role, User
from mitmachstadt.spine.accounts.rules import has_role
from mitmachstadt.spine.cases.desk import desk_context, staff_only
from mitmachstadt.spine.problems import Refused, add_to_form
from mitmachstadt.spine.signon import actions
from mitmachstadt.spine.signon.forms import ServiceForm
from mitmachstadt.spine.signon.rules import ALWAYS
from mitmachstadt.spine.signon.views import policy_of, present


def operator(request: HttpRequest) -> User:
    """The signed-in operator; others are told that this is not theirs."""
    if not isinstance(request.user, User) or not has_role(request.user, Role.OPERATOR):
        raise PermissionDenied(str(gettext("Only operators register services.")))
    present()
    return request.user


@never_cache
@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def services(request: HttpRequest) -> HttpResponse:
    """`/schreibtisch/anmeldedienste/`: all services, and a form for a new one."""
    person = operator(request)
    form = ServiceForm(request.POST or None, initial={"scopes": ["email"]})
    if request.method == "POST" and form.is_valid():
        try:
            client, secret = actions.register_service(form.wish(), by=person)
        except Refused as refused:
            add_to_form(form, refused)
        else:
            return shown_once(request, client, secret)
    released = Count("grants", filter=Q(grants__ended_on__isnull=True))
    context = {
        **desk_context(request),
        "form": form,
        "services": Client.objects.annotate(people=released).order_by("name"),
    }
    return render(request, "signon/services.html", context, status=422 if form.errors else 200)


def shown_once(request: HttpRequest, client: Client, secret: str) -> HttpResponse:
    """The page that shows a secret; it is nowhere else, so it is no redirect."""
    context = {**desk_context(request), "client": client, "secret": secret}
    return render(request, "signon/secret.html", context)


@never_cache
@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def service(request: HttpRequest, key: str) -> HttpResponse:
    """`/schreibtisch/anmeldedienste/<key>/`: one service: its addresses and data, a new secret, its end."""
    person = operator(request)
    client = get_object_or_404(Client, pk=key)
    step = request.POST.get("schritt", "")
    form = ServiceForm(request.POST if step == "aendern" else None, initial=of(client))
    problem = ""
    try:
        if step == "geheimnis":
            return shown_once(request, client, actions.renew_secret(client, by=person))
        if step == "beenden":
            name, number = client.name, actions.end_service(client, by=person)
            words = ngettext(
                "%(name)s is off the list. %(n)s person had released something.",
                "%(name)s is off the list. %(n)s people had released something.",
                number,
            )
            messages.success(request, words % {"name": name, "n": number})
            return redirect("signon:services")
        if step == "aendern" and form.is_valid():
            actions.change_service(client, form.wish(), by=person)
            messages.success(request, gettext("Saved."))
            return redirect("signon:service", key=client.pk)
    except Refused as refused:
        if step == "aendern":
            add_to_form(form, refused)
        problem = str(refused)
    context = {
        **desk_context(request),
        "client": client,
        "form": form,
        "problem": problem if step == "geheimnis" else "",
        "secret_kept": client.type == Client.Type.CONFIDENTIAL,
        "back": reverse("signon:services"),
    }
    return render(request, "signon/service.html", context, status=422 if form.errors or problem else 200)


def of(client: Client) -> dict[str, Any]:
    """What the form shows of a service."""
    return {
        "name": client.name,
        "redirects": "\n".join(client.get_redirect_uris()),
        "logouts": "\n".join(client.get_post_logout_redirect_uris()),
        "policy": policy_of(client),
        "scopes": [one for one in client.get_scopes() if one != ALWAYS],
        "public": client.type == Client.Type.PUBLIC,
    }
