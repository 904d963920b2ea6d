"""The frame of every desk page: rail, bottom bar and who is signed in; other rooms add their own areas to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mitmachstadt.spine.accounts import again
from mitmachstadt.spine.accounts.models import Role, User
from mitmachstadt.spine.accounts.rules import has_role, is_staff_member, roles_of
from mitmachstadt.spine.cases import queries, registry
from mitmachstadt.spine.ui.context import exists
from mitmachstadt.spine.ui.templatetags.ui import in_language

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Area:
    """A further place at the desk; `path` is its German address, `roles` who sees it (empty: all staff)."""

    label: Promise | str
    icon: str
    path: str
    roles: tuple[str, ...] = ()


_areas: list[Area] = []


def add_area(area: Area) -> None:
    """Adds a line to the rail; modules call it when they are ready."""
    if area not in _areas:
        _areas.append(area)


#: Places other rooms of the house have at the desk; a place without an address is not shown.
KNOWN = (
    Area(_("Projects"), "flag", "/schreibtisch/vorhaben/"),
    Area(_("Meetings"), "gavel", "/schreibtisch/sitzungen/"),
    Area(_("People and roles"), "people", "/schreibtisch/personen/", (Role.OPERATOR,)),
    Area(_("Log"), "history", "/schreibtisch/protokoll/", (Role.OPERATOR,)),
    Area(pgettext_lazy("desk", "Editing"), "pencil", "/redaktion/", (Role.EDITOR, Role.OPERATOR)),
)


def staff_only(view: View) -> View:
    """Lets staff in; sends others to sign in, and tells signed-in people that this desk is not theirs."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not is_staff_member(request.user):
            raise PermissionDenied(str(_("This desk is for staff of the town.")))
        response = view(request, *args, **kwargs)
        if response.status_code == 405 and "text/html" in request.headers.get("Accept", ""):
            # Somebody signed in again after a form was sent, or opened the address that a refused form had.
            return redirect(page_above(request.path))
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return guarded


def page_above(path: str) -> str:
    """The page whose forms are sent to this address: that of the one thing it names, else the inbox."""
    start, _desk, rest = path.partition("/schreibtisch/")
    parts = rest.split("/")[:-1]
    return f"{start}/schreibtisch/{'/'.join(parts[:2])}/" if len(parts) > 2 else f"{start}/schreibtisch/"


def desk_context(request: HttpRequest) -> dict[str, Any]:
    """`{"desk": …}` for templates that extend `ui/desk_base.html`; counts in one query."""
    person = request.user
    if not isinstance(person, User):
        raise PermissionDenied
    counts = queries.rail_counts(person)
    here = in_language(request.path, "de")
    asked = request.GET if here == "/schreibtisch/" else {}
    home, kind, mine = reverse("cases:desk"), asked.get("art", ""), asked.get("meins") == "1"
    at_inbox = here == "/schreibtisch/" or here.startswith("/schreibtisch/vorgang/")

    def entry(label: Any, icon: str, url: str, current: bool, count: int | None = None) -> dict[str, Any]:
        return {"label": label, "icon": icon, "url": url, "current": current, "count": count}

    top = [
        entry(
            pgettext_lazy("desk", "Everything"), "inbox", home, at_inbox and not kind and not mine, counts.all
        ),
        entry(pgettext_lazy("desk", "Mine"), "person", f"{home}?meins=1", mine, counts.mine),
    ]
    areas = [
        entry(one.plural, one.icon, f"{home}?art={one.key}", kind == one.key, counts.by_kind.get(one.key, 0))
        for one in registry.kinds()
    ]
    for area in (*KNOWN, *_areas):
        if exists(area.path) and (not area.roles or any(has_role(person, role) for role in area.roles)):
            areas.append(entry(area.label, area.icon, area.path, here.startswith(area.path)))
    bar = [
        entry(pgettext_lazy("desk", "Inbox"), "inbox", home, at_inbox and not mine and "suche" not in asked),
        entry(pgettext_lazy("desk", "Mine"), "person", f"{home}?meins=1", mine),
        entry(pgettext_lazy("desk", "Search"), "search", f"{home}?suche=1#suche", "suche" in asked),
        entry(pgettext_lazy("desk", "More"), "more", reverse("cases:more"), here == "/schreibtisch/mehr/"),
    ]
    return {
        "desk": {
            "url": home,
            "top": top,
            "areas": areas,
            "bar": bar,
            "person": str(person),
            "role": role_words(person),
            "again": again.waiting(request),
        }
    }


def role_words(person: User) -> str:
    """The roles a person holds at the desk, as words."""
    names = dict(Role.choices)
    return ", ".join(dict.fromkeys(str(names[role]) for role, _org in roles_of(person)))
