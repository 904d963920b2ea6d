"""Messages on this device: a page for people, and small answers for its script; no account, no cookie needed."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from mitmachstadt.spine.moderation.limits import client_address, too_many
from mitmachstadt.spine.notify import devices, push, targets
from mitmachstadt.spine.notify.models import Device
from mitmachstadt.spine.notify.push import Address
from mitmachstadt.spine.problems import Refused

Answer = dict[str, Any]
HOUR = 3600
# A school class behind one address follows and changes its mind; one machine does not write a thousand devices.
PER_PLACE, TRIALS = 400, 10


@require_safe
def device(request: HttpRequest) -> HttpResponse:
    """`/folgen/geraet/`: what this device is told, when it may ring, a try, and the end of it."""
    return render(request, "notify/device.html", {"push_key": settings.PUSH_PUBLIC_KEY})


def from_device(
    view: Callable[[HttpRequest, Address, Answer], Answer],
) -> Callable[[HttpRequest], HttpResponse]:
    """Reads what a device says about itself; whoever knows its secret speaks for it, so no cookie is asked.

    Only JSON is taken, which pages of others can not send without asking first.
    """

    @wraps(view)
    @csrf_exempt
    @never_cache
    @require_POST
    def answer(request: HttpRequest) -> HttpResponse:
        if request.content_type != "application/json" or len(request.body) > 5000:
            return said(gettext("This request can not be read."), 400)
        if not push.possible():
            return said(gettext("This town does not send messages to devices yet."), 503)
        if too_many("push.place", client_address(request), limit=PER_PLACE, seconds=HOUR):
            return said(gettext("That was a lot at once. Please try again in an hour."), 429)
        try:
            given = json.loads(request.body)
            known = given.get("subscription")
            address = devices.address_of(known if isinstance(known, dict) else {})
            return JsonResponse(view(request, address, given))
        except (ValueError, AttributeError, RecursionError):
            return said(gettext("This request can not be read."), 400)
        except Refused as refused:
            return said(str(refused), 422)

    return answer


def said(sentence: str, status: int) -> JsonResponse:
    """A refusal as a sentence for people."""
    return JsonResponse({"error": sentence}, status=status)


def state_of(row: Device | None) -> Answer:
    """What the page shows about a device."""
    if row is None:
        return {"follows": []}
    follows = row.follows.order_by("label").values("target_kind", "target", "label")
    return {
        "follows": [
            {"art": each["target_kind"], "ziel": each["target"], "label": each["label"]} for each in follows
        ],
        "quiet_from": f"{row.quiet_from:%H:%M}",
        "quiet_until": f"{row.quiet_until:%H:%M}",
        "arrived": row.arrived_at.isoformat() if row.arrived_at else "",
    }


@from_device
def state(request: HttpRequest, address: Address, given: Answer) -> Answer:
    """`/folgen/geraet/stand.json`: what this device follows."""
    return state_of(devices.known(address))


@from_device
def start(request: HttpRequest, address: Address, given: Answer) -> Answer:
    """`/folgen/geraet/an.json`: follow one thing on this device."""
    target = targets.resolve(str(given.get("art", "")), str(given.get("ziel", ""))[:200])
    if target is None or target.kind in ("search", "newsletter"):
        raise ValueError
    return state_of(devices.follow(address, target, language=get_language() or "de"))


@from_device
def end(request: HttpRequest, address: Address, given: Answer) -> Answer:
    """`/folgen/geraet/aus.json`: end one thing, or everything; pressing twice is no mistake."""
    row = devices.known(address)
    if row and given.get("art"):
        devices.unfollow(row, str(given["art"]), str(given.get("ziel", "")))
    elif row:
        devices.forget(row)
    return state_of(devices.known(address))


@from_device
def quiet(request: HttpRequest, address: Address, given: Answer) -> Answer:
    """`/folgen/geraet/ruhe.json`: between which hours nothing rings."""
    row = devices.known(address)
    if row:
        devices.set_quiet_hours(row, str(given.get("von", "")), str(given.get("bis", "")))
    return state_of(row)


@from_device
def trial(request: HttpRequest, address: Address, given: Answer) -> Answer:
    """`/folgen/geraet/probe.json`: a message at once, to see whether it works."""
    row = devices.known(address)
    if row and not too_many("push.trial", row.endpoint_hash, limit=TRIALS, seconds=HOUR):
        devices.queue_trial(row)
    return state_of(row)
