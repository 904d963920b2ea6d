"""Pages of the look itself: display settings, ground of the map, manifest, and the gallery of components."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from mitmachstadt.spine.ui.display import COOKIE, YEAR, clean, read_display, written
from mitmachstadt.spine.ui.gallery import examples
from mitmachstadt.spine.ui.ground import ground_svg, live_ground


def safe_way_back(request: HttpRequest, wanted: str) -> str:
    """The address to return to, or the start page when it would lead away from this server."""
    good = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if good and wanted.isprintable() else "/"


# Changes only how the sender's own browser sees the pages, so it needs no token (nor a cookie for it).
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def display(request: HttpRequest) -> HttpResponse:
    """Shows the choices, or keeps one choice and returns to the page it came from."""
    if request.method != "POST":
        return render(
            request, "ui/display.html", {"back": safe_way_back(request, request.GET.get("zurueck", "/"))}
        )
    chosen = {**read_display(request), **{name: str(value) for name, value in request.POST.items()}}
    kept = clean(chosen)
    response = HttpResponse(
        status=303, headers={"Location": safe_way_back(request, request.POST.get("zurueck", "/"))}
    )
    if kept:
        response.set_cookie(
            COOKIE, written(kept), max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
    else:
        response.delete_cookie(COOKIE, samesite="Lax")
    return response


@require_safe
@cache_control(public=True, max_age=86400)
def map_ground(request: HttpRequest) -> HttpResponse:
    """The still part of the drawn map, the same for every page."""
    return HttpResponse(ground_svg(), content_type="image/svg+xml; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=86400)
def map_style(request: HttpRequest) -> HttpResponse:
    """What the live map needs besides pins: worker, icons, the tiles if any, the ground as GeoJSON."""
    return JsonResponse(
        {
            "worker": static("ui/map-worker.js"),
            "icons": static("ui/icons.svg"),
            "tiles": settings.MAP_TILES,
            **live_ground(),
        }
    )


@require_safe
@cache_control(public=True, max_age=86400)
def manifest(request: HttpRequest) -> HttpResponse:
    """The web app manifest with the town's name."""
    town = settings.TOWN
    icons = [
        {
            "src": static(f"ui/icon-{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": purpose,
        }
        for size in (192, 512)
        for purpose in ("any", "maskable")
    ]
    data = {
        "name": f"{town['platform']} {town['name']}",
        "short_name": town["platform"], "lang": "de", "dir": "ltr",
        "id": "/", "start_url": "/", "scope": "/",
        "display": "minimal-ui", "background_color": "#FAF7F1", "theme_color": "#083E42", "icons": icons,
    }  # fmt: skip
    return JsonResponse(data, content_type="application/manifest+json")


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    return HttpResponsePermanentRedirect(static("ui/favicon.svg"))


@require_safe
def gallery(request: HttpRequest, part: str = "") -> HttpResponse:
    """Every component and pattern with made-up content; only in the demo and while developing."""
    if not (settings.DEBUG or settings.MITMACHSTADT_DEMO):
        raise Http404
    if part not in (
        "",
        "start",
        "liste",
        "detail",
        "formular",
        "beleg",
        "schreibtisch",
        "404",
        "500",
        "mail",
    ):
        raise Http404
    names = {"404": "404.html", "500": "500.html", "mail": "ui/mail_base.html"}
    template = names.get(part, f"ui/gallery/{part or 'index'}.html")
    return render(request, template, examples())
