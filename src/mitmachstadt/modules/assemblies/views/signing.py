"""Signing up without an account, and the page by which one changes or cancels it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from mitmachstadt.modules.assemblies import queries, rules
from mitmachstadt.modules.assemblies.actions import signups
from mitmachstadt.modules.assemblies.forms import SignUpForm
from mitmachstadt.modules.assemblies.models import SignUp
from mitmachstadt.modules.assemblies.views import common
from mitmachstadt.spine.cases import links
from mitmachstadt.spine.moderation import traps
from mitmachstadt.spine.moderation.trapped import page, stopped
from mitmachstadt.spine.problems import Refused, add_to_form
from mitmachstadt.spine.ui.gone import LinkGone

PER_ADDRESS = 100


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest, number: str) -> HttpResponse:
    """`/versammlungen/<number>/anmelden/`: the form; a good one leads to the person's own page."""
    assembly, now = common.assembly_or_404(number), timezone.now()
    evening = queries.evening_of(assembly)
    context = {
        "assembly": assembly,
        "free": evening.free,
        "confirm_hours": queries.confirm_hours(),
        "needs_until": _needs_until(assembly.starts_at),
        "today": timezone.localdate(now),
    }
    closed = rules.signup_closed(evening, now)
    if closed:
        return render(request, "assemblies/closed.html", {**context, "problem": closed})
    person = common.person_of(request)
    start = {"persons": 1, "childcare": 0, "email": person.email if person else "", "name": str(person or "")}
    form = SignUpForm(request.POST) if request.method == "POST" else SignUpForm(initial=start)
    if form.is_valid() and not stopped(request, form, "signup", limit=PER_ADDRESS):
        token = traps.read_token(form.cleaned_data["form_token"]) or ""
        try:
            made, secret = signups.sign_up(
                assembly, form.guest(get_language() or "de", person), token=token, sample=False
            )
        except Refused as refused:
            add_to_form(form, refused)
        else:
            return redirect("assemblies:own", number=made.assembly.number, secret=secret)
    return page(request, "assemblies/sign_up.html", form, context)


def _needs_until(starts_at: datetime) -> date:
    """The last day on which interpreters and childcare can be arranged for sure."""
    found = queries.rules_now()
    return timezone.localdate(starts_at) - timedelta(days=found.needs_days if found else 0)


def _own(number: str, secret: str) -> SignUp:
    row = signups.by_secret(number, secret)
    if row is None:
        raise LinkGone
    return row


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest, number: str, secret: str) -> HttpResponse:
    """`/versammlungen/<number>/anmeldung/<secret>/`: seat or waiting list, and the form to change it."""
    row, now = _own(number, secret), timezone.now()
    form = SignUpForm(request.POST or None, initial=SignUpForm.start_of(row), auto_id="aendern-%s")
    if request.method == "POST" and form.is_valid():
        try:
            signups.change(row, form.guest(row.language, row.user))
        except Refused as refused:
            add_to_form(form, refused)
        else:
            messages.success(request, _("Your sign-up is changed."))
            return redirect("assemblies:own", number=number, secret=secret)
    waiting = list(row.assembly.signups.filter(seat="waiting", held_until=None).values_list("pk", flat=True))
    context = {
        "signup": row,
        "assembly": row.assembly,
        "form": form,
        "secret": secret,
        "place": waiting.index(row.pk) + 1 if row.pk in waiting else 0,
        "closed": rules.signup_closed(queries.evening_of(row.assembly), now),
        "own_url": queries.own_url(row),
        "lapsed": row.held_until is not None and row.held_until < now,
        "today": timezone.localdate(now),
    }
    response = render(request, "assemblies/own.html", context, status=422 if form.errors else 200)
    response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """`/versammlungen/bestaetigen/<token>/`: a button confirms the address, since mail scanners open links by themselves."""
    row = signups.by_token(token)
    if row is not None and request.method == "POST":
        try:
            row = signups.confirm(token)
        except Refused:
            row = None
        else:
            messages.success(request, _("Thank you, your address is confirmed."))
            secret = links.secret_for(row.submission_key)
            return redirect("assemblies:own", number=row.assembly.number, secret=secret)
    context = {"signup": row, "today": timezone.localdate(), "now": timezone.now()}
    response = render(request, "assemblies/confirm.html", context, status=200 if row else 404)
    response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@require_POST
def withdraw(request: HttpRequest, number: str, secret: str) -> HttpResponse:
    """Cancels: the sign-up is deleted, the seats go to whoever waits."""
    signups.withdraw(_own(number, secret))
    messages.success(request, _("Cancelled. Everything you wrote is deleted. Thank you for telling us."))
    return redirect("assemblies:detail", number=common.assembly_or_404(number).number)
