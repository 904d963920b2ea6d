"""Where somebody is signed in: the device in two words and the day, never an address; and ending it elsewhere."""

from __future__ import annotations

import re
from datetime import timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from mitmachstadt.spine.accounts.models import Device, User

#: Names that browsers give themselves, the more special one first, because all of them claim to be others too.
BROWSERS = (
    ("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"), ("Chrome", "Chrome"), ("CriOS", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
    ("Macintosh", "Mac"), ("CrOS", "Chromebook"), ("Linux", "Linux"),
)  # fmt: skip
KNOWN_COOKIE = "geraet"
KNOWN_DAYS = 180
SALT = "accounts.device"
SEEN = "device_seen"


def device_words(agent: str) -> str:
    """`Firefox, Android` from what a browser says about itself; empty when it says nothing known."""
    browser = next((name for mark, name in BROWSERS if re.search(rf"\b{mark}/", agent)), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    return ", ".join(part for part in (browser, system) if part)


def note(request: HttpRequest, user: User) -> None:
    """Writes down that this session was used today; once a day and session."""
    today = timezone.localdate()
    key = request.session.session_key or ""
    if request.session.get(SEEN) == f"{key[:8]} {today}":
        return
    request.session[SEEN] = f"{key[:8]} {today}"
    Device.objects.update_or_create(
        session_key=key,
        defaults={"user": user, "used_on": today},
        create_defaults={
            "user": user,
            "used_on": today,
            "since": today,
            "words": device_words(request.headers.get("User-Agent", "")),
        },
    )


def sessions() -> Any:
    """The store of sessions that the settings name."""
    return import_module(settings.SESSION_ENGINE).SessionStore


def signed_in(user: User) -> list[Device]:
    """Devices with a session that still lives, the newest use first; rows of ended ones are removed."""
    store = sessions()
    living = []
    for row in Device.objects.filter(user=user).order_by("-used_on", "-pk"):
        if store().exists(row.session_key):
            living.append(row)
        else:
            row.delete()
    return living


def end(rows: list[Device]) -> None:
    """Ends the sessions of `rows`."""
    store = sessions()
    for row in rows:
        store(row.session_key).delete(row.session_key)
        row.delete()


def forget_old() -> int:
    """Removes rows whose session is over by age; for the clock."""
    before = timezone.localdate() - timedelta(seconds=settings.SESSION_COOKIE_AGE) - timedelta(days=1)
    return Device.objects.filter(used_on__lt=before).delete()[0]


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Leaves a signed mark on the device, so that a stranger's wrong tries elsewhere never lock this one out."""
    if known_for(request) == str(user.public_id):
        return
    response.set_cookie(
        KNOWN_COOKIE,
        signing.dumps(str(user.public_id), salt=SALT),
        max_age=KNOWN_DAYS * 86400,
        path="/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def known_for(request: HttpRequest) -> str:
    """The public id of whoever was last signed in on this device; empty when nobody was."""
    try:
        return str(
            signing.loads(
                request.COOKIES.get(KNOWN_COOKIE, ""), salt=SALT, max_age=timedelta(days=KNOWN_DAYS)
            )
        )
    except signing.BadSignature:
        return ""
