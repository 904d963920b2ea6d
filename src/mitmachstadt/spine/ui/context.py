"""What every page knows: town, navigation, how the person wants to see, how many answers are overdue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.core.cache import cache as store
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mitmachstadt.spine.ui.display import read_display
from mitmachstadt.spine.ui.offline import whose

# Seconds for which the public counter of overdue answers may be old.
OVERDUE_AGE = 60

Counter = Callable[[], tuple[int, int]]
_counters: list[Counter] = []


@dataclass(frozen=True)
class Entry:
    """A place one can go to; the first of `paths` that the platform has is its address, pages under `also` belong to it."""

    key: str
    label: Promise
    icon: str
    paths: tuple[str, ...]
    also: tuple[str, ...] = ()


NAV = (
    Entry("start", pgettext_lazy("navigation", "Start page"), "home", ("/",)),
    Entry("map", pgettext_lazy("navigation", "Map"), "map", ("/karte/", "/vorhaben/karte/")),
    Entry("projects", pgettext_lazy("navigation", "Projects"), "flag", ("/vorhaben/",)),
    Entry(
        "council",
        pgettext_lazy("navigation", "Council"),
        "gavel",
        ("/rat/",),
        ("/beiraete/", "/klima/vorlagencheck/"),
    ),
    Entry("take_part", pgettext_lazy("navigation", "Take part"), "message", ("/mitmachen/",)),
    Entry("report", pgettext_lazy("navigation", "Report"), "plus", ("/melden/",)),
    Entry("results", pgettext_lazy("navigation", "Results"), "chart", ("/ergebnisse/",)),
)
MINE = Entry("mine", pgettext_lazy("navigation", "Mine"), "person", ("/meins/",))
SEARCH = Entry("search", _("Search"), "search", ("/suche/",))
HELP = (
    Entry("easy", _("Plain language"), "easy-language", ("/leichte-sprache/",)),
    Entry("sign", _("Sign language"), "hand", ("/gebaerdensprache/",)),
    Entry(
        "barrier",
        _("Report a barrier"),
        "accessible",
        ("/barriere-melden/", "/barrierefreiheit/melden/", "/barrierefreiheit/#barriere-melden"),
    ),
)
OPEN_DATA = (
    Entry("data", _("CSV, JSON, GeoJSON"), "download", ("/daten/",)),
    Entry("api", _("Interfaces"), "settings", ("/schnittstellen/", "/daten/#schnittstelle")),
)
LEGAL = (
    Entry("imprint", _("Legal notice"), "info", ("/impressum/",)),
    Entry("privacy", _("Data protection"), "lock", ("/datenschutz/",)),
    Entry("accessibility", _("Accessibility statement"), "accessible", ("/barrierefreiheit/",)),
)
BAR = ("start", "map", "report", "take_part", "mine")


def register_overdue(counter: Counter) -> None:
    """Adds a source of the public counter: a callable giving (overdue answers, all answers owed or given)."""
    _counters.append(counter)


def overdue_numbers() -> dict[str, int] | None:
    """Overdue and all answers of every source, at most a minute old; None while no source is registered."""
    if not _counters:
        return None
    known = store.get("ui:overdue")
    if known is None:
        pairs = [counter() for counter in _counters]
        known = {"overdue": sum(pair[0] for pair in pairs), "all": sum(pair[1] for pair in pairs)}
        store.set("ui:overdue", known, OVERDUE_AGE)
    return {"overdue": int(known["overdue"]), "all": int(known["all"])}


@cache
def exists(path: str) -> bool:
    """True when the platform itself answers at this German address; not the editors' catch-all page."""
    try:
        with translation.override("de"):
            match = resolve(path.split("#")[0])
    except Resolver404:
        return False
    return not str(getattr(match.func, "__module__", "")).startswith("wagtail")


def address(entry: Entry) -> str:
    return next((path for path in entry.paths if exists(path)), "")


def here(entry: Entry, path: str) -> int:
    """How exactly the entry names this page: its length when the page lies under it, else 0."""
    own, _, part = address(entry).partition("#")
    if part or not own:
        return 0
    under = (one for one in (own, *entry.also) if path == one or (one != "/" and path.startswith(one)))
    return max((len(one) for one in under), default=0)


def listed(entries: tuple[Entry, ...], path: str, prefix: str) -> list[dict[str, Any]]:
    """Entries that exist, with their address in the page's language; the most exact one is `current`."""
    best = max((here(entry, path) for entry in entries), default=0)
    return [
        {
            "key": entry.key,
            "label": entry.label,
            "icon": entry.icon,
            "url": prefix + address(entry),
            "current": bool(best) and here(entry, path) == best,
            "exact": path == address(entry),
        }
        for entry in entries
        if address(entry)
    ]


def ui(request: HttpRequest) -> dict[str, Any]:
    """The context of every page; templates use `ui.nav`, `ui.bar`, `ui.display` and so on."""
    english = request.path.startswith("/en/")
    plain, prefix = (request.path[3:], "/en") if english else (request.path, "")
    everywhere = {entry.key: entry for entry in (*NAV, MINE)}
    bar = tuple(everywhere[key] for key in BAR)
    single = {entry.key: listed((entry,), plain, prefix) for entry in (MINE, SEARCH)}
    other = "" if english else "/en"
    query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
    return {
        "town": settings.TOWN,
        "LANGUAGE_CODE": translation.get_language() or settings.LANGUAGE_CODE,
        "map_ground": "/karte/grund.svg",
        "ui": {
            "nav": listed(NAV, plain, prefix),
            "bar": listed(bar, plain, prefix),
            "mine": next(iter(single["mine"]), None),
            "search": next(iter(single["search"]), None),
            "help": listed(HELP, plain, prefix),
            "open_data": listed(OPEN_DATA, plain, prefix),
            "legal": listed(LEGAL, plain, prefix),
            "display": read_display(request),
            "overdue": SimpleLazyObject(overdue_numbers) if _counters else None,
            "german_url": settings.BASE_URL + plain,
            "english_url": f"{settings.BASE_URL}/en{plain}",
            "other_language_url": other + plain + query,
            "here": request.get_full_path(),
            "whose": whose(request),
            "english": english,
            "demo": settings.MITMACHSTADT_DEMO,
            "town_css": f"ui/town-{settings.TOWN_DIR.name}.css" if settings.TOWN.get("palette") else "",
        },
    }
