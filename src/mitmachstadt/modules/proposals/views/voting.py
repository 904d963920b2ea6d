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
from mitmachstadt.modules.proposals.forms import VoteForm
from mitmachstadt.modules.proposals.models import Proposal
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.problems import Refused


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
    back = f"{reverse('proposals:detail', args=[number])}#abstimmen"
    wants_json = "application/json" in request.headers.get("Accept", "")
    if not isinstance(request.user, User):
        where = f"{reverse('account_login')}?next={quote(reverse('proposals:detail', args=[number]))}"
        return JsonResponse({"login": where}, status=401) if wants_json else redirect(where)
    form = VoteForm(request.POST)
    if not form.is_valid():
        return _refused(request, str(next(iter(form.errors.values()))[0]), back, wants_json)
    row = Proposal.objects.filter(case__number=number).only("pk").first()
    if row is None:
        raise Http404
    data = form.cleaned_data
    against = data["vote"] < 0
    try:
        now = cast(
            row, request.user, data["vote"], reason=data["reason"] if against else "",
            text=data["text"] if against else "",
        )  # fmt: skip
    except Proposal.DoesNotExist:
        raise Http404 from None
    except Refused as refused:
        return _refused(request, str(refused), back, wants_json)
    if wants_json:
        return JsonResponse(
            {"up": now.up, "down": now.down, "vote": data["vote"], "said": said(data["vote"])}
        )
    messages.success(request, said(data["vote"]))
    return redirect(back)


def _refused(request: HttpRequest, sentence: str, back: str, wants_json: bool) -> HttpResponse:
    if wants_json:
        return JsonResponse({"said": str(sentence)}, status=422)
    messages.error(request, str(sentence))
    return redirect(back)
