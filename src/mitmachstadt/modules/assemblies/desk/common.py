"""What the desk's pages of assemblies share: who may, which assembly, and back to it with a word."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from mitmachstadt.modules.assemblies.models import Assembly
from mitmachstadt.modules.assemblies.permissions import may_organise
from mitmachstadt.modules.assemblies.views.common import chip_of, kind_name
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.cases.desk import desk_context


def person_of(request: HttpRequest) -> User:
    """The signed-in member of staff."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def organised(request: HttpRequest, number: str) -> Assembly:
    """The assembly, when the person organises it; 404 for others."""
    found: Assembly | None = (
        Assembly.objects.select_related("organiser", "minutes_file").filter(number=number).first()
    )
    if found is None or not may_organise(person_of(request), found):
        raise Http404
    return found


def frame(request: HttpRequest, assembly: Assembly) -> dict[str, Any]:
    """Context of every page of one assembly at the desk."""
    now = timezone.now()
    return {
        **desk_context(request),
        "assembly": assembly,
        "chip": chip_of(assembly, now),
        "kind_name": kind_name(assembly),
        "now": now,
        "today": timezone.localdate(now),
        "begun": assembly.starts_at <= now,
    }


def back(request: HttpRequest, assembly: Assembly, said: str) -> HttpResponse:
    """To the page of the assembly, with a word on what was done."""
    messages.success(request, said)
    return redirect("assemblies:desk-assembly", number=assembly.number)
