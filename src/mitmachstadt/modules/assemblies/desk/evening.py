"""The evening: wishes as they come, released and gathered by the organisers, and shown on the hall's screen."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from mitmachstadt.modules.assemblies.actions import wishes as actions
from mitmachstadt.modules.assemblies.desk.common import frame, organised, person_of
from mitmachstadt.modules.assemblies.desk.forms import GatherForm
from mitmachstadt.modules.assemblies.models import Assembly, Wish
from mitmachstadt.spine.asked import number as as_number
from mitmachstadt.spine.cases import bulk
from mitmachstadt.spine.cases.desk import staff_only
from mitmachstadt.spine.cases.registry import Given, kind_of
from mitmachstadt.spine.moderation.rules import private_details
from mitmachstadt.spine.problems import Refused

ON_SCREEN = 12


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def wishes(request: HttpRequest, number: str) -> HttpResponse:
    """`/schreibtisch/versammlungen/<number>/wuensche/`: release and gather, many at once."""
    assembly, person = organised(request, number), person_of(request)
    if request.method == "POST":
        chosen = [as_number(text) for text in request.POST.getlist("wunsch")]
        rows = Wish.objects.filter(assembly=assembly, pk__in=chosen)
        if request.POST.get("was") == "release":
            ids = list(rows.filter(case__state="received").values_list("case_id", flat=True))
            done = bulk.step(ids, "release", Given(), by=person)
            said = ngettext("%(n)s wish is public now.", "%(n)s wishes are public now.", len(done.done))
            messages.success(request, said % {"n": len(done.done)})
            for refused_number, why in done.refused:
                messages.error(request, f"{refused_number}: {why}")
        else:
            form = GatherForm(request.POST)
            try:
                title = form.cleaned_data["title"] if form.is_valid() else ""
                actions.gather(assembly, chosen, title, by=person)
            except Refused as refused:
                messages.error(request, str(refused))
            else:
                messages.success(request, _("Kept."))
        return redirect("assemblies:desk-wishes", number=assembly.number)
    context = {
        **frame(request, assembly),
        "rows": _rows(assembly),
        "form": GatherForm(),
        "groups": assembly.groups.all(),
    }
    return render(request, "assemblies/desk/wishes.html", context)


def _rows(assembly: Assembly) -> list[dict[str, Any]]:
    """All wishes with their state, those that nobody has read first."""
    found = Wish.objects.filter(assembly=assembly).select_related("case__unit", "group")
    rows = [
        {
            "wish": wish,
            "state": kind_of(wish.case).state(wish.case.state),
            "private": private_details(wish.text),
            "new": wish.case.state == "received",
        }
        for wish in found
    ]
    return sorted(rows, key=lambda row: (not row["new"], row["wish"].pk))


def _screen(assembly: Assembly) -> dict[str, Any]:
    """What the screen shows: the newest released wishes, equal ones under one heading with their number."""
    shown: list[dict[str, Any]] = []
    found = Wish.objects.public().filter(assembly=assembly).select_related("group")
    for wish in found.order_by("-pk"):
        title = wish.group.title if wish.group else ""
        known = next((one for one in shown if title and one["title"] == title), None)
        if known:
            known["count"] += 1
        else:
            shown.append({"title": title, "text": wish.text, "count": 1, "key": wish.pk})
    return {"shown": shown[:ON_SCREEN], "total": found.count()}


@staff_only
@require_safe
def screen(request: HttpRequest, number: str) -> HttpResponse:
    """`/schreibtisch/versammlungen/<number>/leinwand/`: for the projector, in large type, with the code."""
    assembly = organised(request, number)
    path = reverse("assemblies:by-code", args=[assembly.code or ""]) if assembly.code else ""
    host, _slash, way = (settings.BASE_URL + reverse("assemblies:code")).partition("//")[2].partition("/")
    context = {
        **_screen(assembly),
        "assembly": assembly,
        "address": settings.BASE_URL + path,
        "entry_host": host,
        "entry_path": way.rstrip("/"),
    }
    return render(request, "assemblies/desk/screen.html", context)
