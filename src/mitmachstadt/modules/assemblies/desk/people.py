"""Who comes and what they need: a list that can be printed and taken along."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mitmachstadt.modules.assemblies import queries
from mitmachstadt.modules.assemblies.desk.common import frame, organised
from mitmachstadt.modules.assemblies.models import Seat
from mitmachstadt.spine.cases.desk import staff_only


@staff_only
@require_safe
def signups(request: HttpRequest, number: str) -> HttpResponse:
    """`/schreibtisch/versammlungen/<number>/anmeldungen/`."""
    assembly = organised(request, number)
    context = {
        **frame(request, assembly),
        "needs": queries.needs_of(assembly),
        "seated": assembly.signups.filter(seat=Seat.SEATED).order_by("name", "id"),
        "waiting": assembly.signups.filter(seat=Seat.WAITING),
        "keep_days": queries.keep_days(),
    }
    return render(request, "assemblies/desk/signups.html", context)
