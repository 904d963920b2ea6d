"""Wishes before an assembly, and on the evening by the code that the hall's screen shows."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from mitmachstadt.modules.assemblies import queries, rules
from mitmachstadt.modules.assemblies.actions import wishes
from mitmachstadt.modules.assemblies.forms import CodeForm, WishForm
from mitmachstadt.modules.assemblies.models import Assembly
from mitmachstadt.modules.assemblies.views import common
from mitmachstadt.spine.moderation import traps
from mitmachstadt.spine.moderation.limits import client_address, too_many
from mitmachstadt.spine.moderation.trapped import page, stopped
from mitmachstadt.spine.problems import Refused, add_to_form

#: Per ten minutes. A full hall shares one address.
PER_ADDRESS, CODES = 300, 120


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def wish(request: HttpRequest, number: str) -> HttpResponse:
    """`/versammlungen/<number>/wunsch/`: a wish sent before the assembly."""
    assembly = common.assembly_or_404(number)
    return _wish(request, assembly, with_code=False)


@never_cache
@require_GET
def enter_code(request: HttpRequest) -> HttpResponse:
    """`/versammlungen/code/`: for whoever sits in the hall and does not photograph the QR code."""
    asked = "code" in request.GET
    form = CodeForm(request.GET if asked else None)
    if asked and form.is_valid():
        if too_many("assembly-code", client_address(request), limit=CODES, seconds=600):
            form.add_error("code", _("That were many tries at once. Please wait ten minutes."))
        else:
            found = queries.by_code(rules.tidy_code(form.cleaned_data["code"]))
            if found is not None and found.code:
                return redirect("assemblies:by-code", code=found.code)
            form.add_error("code", _("No assembly has this code right now. Please look at the screen again."))
    return render(
        request, "assemblies/code.html", {"form": form}, status=422 if asked and form.errors else 200
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def by_code(request: HttpRequest, code: str) -> HttpResponse:
    """`/versammlungen/code/<code>/`: a wish on the evening, by phone."""
    found = queries.by_code(rules.tidy_code(code))
    if found is None:
        raise Http404
    return _wish(request, found, with_code=True)


def _wish(request: HttpRequest, assembly: Assembly, *, with_code: bool) -> HttpResponse:
    now = timezone.now()
    hours = queries.wishes_hours()
    phase = rules.wish_phase(queries.evening_of(assembly), now, hours, with_code=with_code)
    context = {"assembly": assembly, "phase": phase, "with_code": with_code, "today": timezone.localdate(now)}
    if not phase:
        return render(request, "assemblies/wish_closed.html", context)
    person = common.person_of(request)
    start = {"email": person.email if person else ""}
    form = WishForm(request.POST) if request.method == "POST" else WishForm(initial=start)
    if form.is_valid() and not stopped(request, form, "wish", limit=PER_ADDRESS):
        try:
            case, secret = wishes.hand_in(
                assembly,
                form.cleaned_data["text"],
                with_code=with_code,
                user=person,
                email=form.cleaned_data["email"],
                language=get_language() or "de",
                token=traps.read_token(form.cleaned_data["form_token"]) or "",
            )
        except Refused as refused:
            add_to_form(form, refused)
        else:
            return redirect("cases:sender", number=case.number, secret=secret)
    return page(request, "assemblies/wish.html", form, context)
