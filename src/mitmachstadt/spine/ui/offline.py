"""What the platform is without a network: the service worker, its pages, and which answers a device may keep."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.crypto import salted_hmac
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

Handler = Callable[[HttpRequest], HttpResponse]

#: Nothing below these addresses is ever kept on a device: they belong to one person or to the desk.
CLOSED = (
    "/konto/", "/meins/", "/meine-daten/", "/schreibtisch/", "/redaktion", "/hinweis/", "/vorgang/", "/folgen/",
    "/darstellung/", "/api/", "/datei/privat/", "/anmelden/", "/einspruch/", "/anmeldedienst/",
)  # fmt: skip
PAGES = ["/ohne-netz/", "/ohne-netz/postausgang/", "/en/ohne-netz/", "/en/ohne-netz/postausgang/"]
ASSETS = [
    "app.css", "kern.css", "app.js", "prefs.js", "outbox-page.js", "icons.svg", "favicon.svg", "icon-192.png",
    "fonts/fira-sans-400.woff2", "fonts/fira-sans-600.woff2",
]  # fmt: skip


def keep_from_the_start(page: str, *assets: str) -> None:
    """A page, in both languages, and its files that a device keeps before anybody has opened them: a form that is needed
    where there is no network. Call it once in `AppConfig.ready`."""
    for path in (page, f"/en{page}"):
        if path not in PAGES:
            PAGES.append(path)
    ASSETS.extend(name for name in assets if name not in ASSETS)


def keepable(request: HttpRequest, response: HttpResponse) -> str:
    """`1` for a whole public page as every guest sees it, `form` for an empty form of a guest, else nothing."""
    path = request.path[3:] if request.path.startswith("/en/") else request.path
    control = response.headers.get("Cache-Control", "")
    if not (
        request.method == "GET"
        and response.status_code == 200
        and response.headers.get("Content-Type", "").startswith("text/html")
        and not path.startswith(CLOSED)
        and "messages" not in request.COOKIES
    ):
        return ""
    form = getattr(response, "keep_as_form", False)
    if form:
        good = not {*response.cookies} - {settings.CSRF_COOKIE_NAME}
    else:
        good = not response.cookies and not ("private" in control or "no-store" in control)
    if not good or is_signed_in(request):
        return ""
    return "form" if form else "1"


def keep_as_form(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Lets the devices of guests keep this form, which holds nobody's words yet, so that it opens without network.

    The worker takes the token against foreign forms out; each sending brings a fresh one.
    """
    if request.method == "GET":
        response.keep_as_form = True  # type: ignore[attr-defined]
    return response


def whose(request: HttpRequest) -> str:
    """A mark of the account that is signed in, the same on every page and telling nothing; empty for guests.

    What waits on a device goes out under the account it was written under, and under no other.
    """
    key = getattr(request.user, "public_id", None) if is_signed_in(request) else None
    return salted_hmac("ui.whose", str(key)).hexdigest()[:16] if key else ""


def is_signed_in(request: HttpRequest) -> bool:
    """Asks the session only when there is one."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return False
    user = getattr(request, "user", None)
    return bool(user and user.is_authenticated)


def keeping(get_response: Handler) -> Handler:
    """Marks what the service worker may keep for a time without network; whatever carries no mark is never kept."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        kept = keepable(request, response)
        if kept:
            response.headers["X-Keep"] = kept
        return response

    return answer


def built(name: str) -> bytes:
    """A built file, collected or (while developing) where the build left it."""
    if staticfiles_storage.exists(name):
        with staticfiles_storage.open(name) as file:
            return bytes(file.read())
    found = finders.find(name)
    return Path(str(found)).read_bytes() if found else b""


@cache
def worker_script() -> bytes:
    """The worker with its list of files; another build is another version, which throws away what the last one kept."""
    names = [f"ui/{name}" for name in ASSETS]
    if settings.TOWN.get("palette"):
        names.append(f"ui/town-{settings.TOWN_DIR.name}.css")
    assets = [static(name) for name in names]
    source = built("ui/sw.js")
    mark = hashlib.sha256(source + "\n".join(assets).encode() + b"".join(built(name) for name in names))
    told = {"version": mark.hexdigest()[:12], "assets": assets, "pages": PAGES, "closed": CLOSED}
    return f"self.CONFIG={json.dumps(told)};\n".encode() + source


@require_safe
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    """`/sw.js`: at the root, because a worker rules only over what lies below it."""
    return HttpResponse(worker_script(), content_type="text/javascript; charset=utf-8")


@require_safe
def without_network(request: HttpRequest) -> HttpResponse:
    """`/ohne-netz/`: shown by the device when a page can not be reached and was not seen before."""
    return render(request, "ui/without_network.html")


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """`/ohne-netz/postausgang/`: what waits on the device; the server knows nothing of it."""
    return render(request, "ui/outbox.html")
