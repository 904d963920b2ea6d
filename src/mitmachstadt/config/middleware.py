"""Headers that every answer carries, and the few plain answers that need no session, language or database."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from mitmachstadt.config import views
from mitmachstadt.config.operation import metrics
from mitmachstadt.spine.problems import Refused
from mitmachstadt.spine.ui.offline import CLOSED, is_signed_in

Handler = Callable[[HttpRequest], HttpResponse]

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; worker-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'; manifest-src 'self'"
)
# The editors' back office is Wagtail, whose pages carry inline styles and scripts.
BACK_OFFICE_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)
# Django sets some of them as well, but not on answers that are given before it, such as files and probes.
EVERYWHERE = {
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=(self), interest-cohort=()",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
EMBED_POLICY = POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")


def plain_answers(get_response: Handler) -> Handler:
    """`/healthz`, `/readyz` and `/metrics` are answered before anything else runs.

    The probes of a proxy or a container come over plain http and by number, not by a name of `HOSTS`.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")
        if request.path == "/readyz":
            return views.ready(request)
        if request.path == "/metrics":
            return metrics.page(request)
        return get_response(request)

    return answer


def without_nul(get_response: Handler) -> Handler:
    """404 for an address with the sign NUL: PostgreSQL stores none and refuses to look for one."""

    def answer(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path:
            raise Http404
        return get_response(request)

    return answer


def back_office(get_response: Handler) -> Handler:
    """Tells a signed-in person without rights at the back office so (403).

    By itself it sends everybody to the sign-in, which sends the signed-in back to it, and on without an end.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/redaktion/"):
            user = request.user
            if user.is_authenticated and not user.has_perm("wagtailadmin.access_admin"):
                raise PermissionDenied
        return get_response(request)

    return answer


def security_headers(get_response: Handler) -> Handler:
    """Content security policy without inline code, and no permissions for the page's scripts beyond location."""
    policy = POLICY
    tiles = settings.MAP_TILES
    if tiles.startswith("https://"):
        origin = "/".join(tiles.split("/")[:3])
        policy = policy.replace("connect-src 'self'", f"connect-src 'self' {origin}")
        policy = policy.replace("img-src 'self'", f"img-src 'self' {origin}")

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path.startswith("/redaktion/"):
            chosen = BACK_OFFICE_POLICY
        elif request.path.startswith("/einbetten/"):
            chosen = EMBED_POLICY
        else:
            chosen = policy
            # Browsers also follow where a form's answer leads: a page may name the one place it goes to.
            beyond = getattr(response, "form_leads_to", "")
            if beyond:
                chosen = policy.replace("form-action 'self'", f"form-action 'self' {beyond}")
        response.headers.setdefault("Content-Security-Policy", chosen)
        for name, value in EVERYWHERE.items():
            response.headers.setdefault(name, value)
        # What other sites may read or embed they may also load; everything else stays among our own pages.
        open_to_others = chosen is EMBED_POLICY or "Access-Control-Allow-Origin" in response.headers
        response.headers.setdefault(
            "Cross-Origin-Resource-Policy", "cross-origin" if open_to_others else "same-origin"
        )
        keep_private(request, response)
        return response

    return answer


def keep_private(request: HttpRequest, response: HttpResponse) -> None:
    """Nothing that belongs to one person or to the desk stays in a cache, unless the page itself said more."""
    if "Cache-Control" in response.headers:
        return
    path = request.path.removeprefix("/en")
    if path.startswith(CLOSED):
        response.headers["Cache-Control"] = "private, no-store"
    elif is_signed_in(request) or response.cookies:
        response.headers["Cache-Control"] = "private, no-cache"


class Refusals:
    """Turns a refusal that no view put beside a field into a page with its sentences; nothing was written then."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Called by Django for whatever a view raises; None leaves it to the next."""
        return views.refused(request, exception) if isinstance(exception, Refused) else None
