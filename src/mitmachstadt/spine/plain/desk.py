"""Plain language at the desk: what is missing or out of date, and the checker, with and without scripts."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import wraps
from html import unescape
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mitmachstadt.spine.accounts.models import Role, User
from mitmachstadt.spine.accounts.rules import has_role, is_staff_member
from mitmachstadt.spine.cases.desk import desk_context
from mitmachstadt.spine.plain import queries, registry, rules

STATE_NAMES = {
    registry.OUTDATED: _("out of date"),
    registry.MISSING: _("missing"),
    registry.THERE: _("there"),
}
TONES = {registry.OUTDATED: "sun", registry.MISSING: "grey", registry.THERE: "leaf"}
View = Callable[..., HttpResponse]


def writers_only(view: View) -> View:
    """Lets staff and editors in."""

    @wraps(view)
    @never_cache
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        person = request.user
        if not isinstance(person, User):
            return redirect_to_login(request.get_full_path())
        if not (is_staff_member(person) or has_role(person, Role.EDITOR)):
            raise PermissionDenied(str(_("This page is for staff and editors.")))
        return view(request, *args, **kwargs)

    return guarded


@writers_only
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """`/schreibtisch/einfache-sprache/?stand=outdated&art=…`: every text with the state of its plain version."""
    chosen, wanted = request.GET.get("art", ""), request.GET.get("stand", "")
    wanted = wanted if wanted in registry.STATES else ""
    known = registry.sources()
    sources = [source for source in known if source.key == chosen] or known
    counts = queries.counts(sources)
    page = Paginator(queries.ordered(sources, wanted), 50).get_page(request.GET.get("seite"))
    context = {
        **desk_context(request),
        "page": page,
        "rows": [
            {
                "source": listed.source,
                "row": listed.row,
                "state": STATE_NAMES[listed.state],
                "tone": TONES[listed.state],
                "findings": len(rules.check(as_text(listed.row.text))) if listed.row.text else 0,
            }
            for listed in queries.read(sources, list(page))
        ],
        "states": [(key, STATE_NAMES[key], counts[key], key == wanted) for key in registry.STATES],
        "sources": [(source, source.key == chosen) for source in known],
        "chosen": chosen,
        "wanted": wanted,
    }
    return render(request, "plain/overview.html", context)


@writers_only
@require_http_methods(["GET", "HEAD", "POST"])
def checker(request: HttpRequest) -> HttpResponse:
    """`/schreibtisch/einfache-sprache/pruefen/`: a field for any text and what the rules ask about it."""
    text = request.POST.get("text", "")[: rules.MOST_TEXT].replace("\r\n", "\n")
    context = {
        **desk_context(request),
        "text": text,
        "asked": request.method == "POST",
        "findings": told(text),
    }
    return render(request, "plain/checker.html", context)


@writers_only
@require_POST
def findings(request: HttpRequest) -> HttpResponse:
    """`/schreibtisch/einfache-sprache/pruefen.json`: findings of `{"text": …}` for the script beside a field."""
    try:
        given = json.loads(request.body)
        text = str(given["text"])[: rules.MOST_TEXT]
    except (ValueError, KeyError, TypeError, RecursionError):
        return JsonResponse({"error": str(_("This request can not be read."))}, status=400)
    return JsonResponse({"findings": told(text)})


def told(text: str) -> list[dict[str, Any]]:
    """Findings with the words they are about, as pages and scripts show them."""
    return [
        {
            "start": one.start,
            "end": one.end,
            "code": one.code,
            "strong": one.strong,
            "words": shortened(text[one.start : one.end]),
            "advice": str(one.advice),
        }
        for one in rules.check(text)
    ]


def shortened(words: str) -> str:
    """The words of a finding on one line, at most 80 letters."""
    line = " ".join(words.split())
    return line if len(line) <= 80 else line[:79].rstrip() + "…"


def as_text(html: str) -> str:
    """The words of a rich text, a line for each paragraph."""
    if "<" not in html:
        return html
    return unescape(strip_tags(re.sub(r"</(?:p|li|h\d)>|<br\s*/?>", "\n", html))).strip()
