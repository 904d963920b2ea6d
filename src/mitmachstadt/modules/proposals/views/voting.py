"""`/vorschlaege/<number>/stimme/`: for, against, or none; changeable until the end."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from mitmachstadt.modules.proposals.actions.voting import cast
from mitmachstadt.modules.proposals.models import Proposal
from mitmachstadt.spine import asked
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.problems import Refused

VALUES = {"1": 1, "-1": -1, "0": 0}


def said(value: int) -> str:
    """What the page says after a vote."""
    if value > 0:
        return _("You are for it. Thank you.")
    if value < 0:
        return _("You are against it. Thank you.")
    return _("Your vote is taken back.")


@never_cache
@require_POST
def vote(request: HttpRequest, number: str) -> HttpResponse:
    """Takes a vote; a script gets the numbers as JSON, everybody else the page again."""
    wants_json = "application/json" in request.headers.get("Accept", "")
    if not isinstance(request.user, User):
        where = f"{reverse('account_login')}?next={quote(reverse('proposals:detail', args=[number]))}"
        return JsonResponse({"login": where}, status=401) if wants_json else redirect(where)
    value = VALUES.get(request.POST.get("vote", ""))
    reason, text = request.POST.get("reason", ""), request.POST.get("text", "")
    if value is None or "\0" in reason + text:
        return _refused(request, number, _("A vote is for, against, or none."), wants_json)
    if value >= 0:
        reason = text = ""
    try:
        words = asked.number(request.POST.get("fassung", "")) or None
        now = cast(number, request.user, value, reason=reason, text=text, words=words)
    except Proposal.DoesNotExist:
        raise Http404 from None
    except Refused as refused:
        return _refused(request, number, str(refused), wants_json)
    if wants_json:
        return JsonResponse({"up": now.up, "down": now.down, "vote": value, "said": said(value)})
    messages.success(request, said(value))
    return redirect(_back(number))


def _back(number: str) -> str:
    return f"{reverse('proposals:detail', args=[number])}#abstimmen"


def _refused(request: HttpRequest, number: str, sentence: str, wants_json: bool) -> HttpResponse:
    if wants_json:
        return JsonResponse({"said": sentence}, status=422)
    messages.error(request, sentence)
    return redirect(_back(number))
