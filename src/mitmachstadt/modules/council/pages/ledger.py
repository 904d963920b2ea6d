"""`/rat/hinweise/`: per body, what it treated, what is open and what is late, and the cases behind each figure."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from mitmachstadt.modules.council.queries import bodies, ledger
from mitmachstadt.spine import asked
from mitmachstadt.spine.audit.kept import keep_for_guests, kept
from mitmachstadt.spine.ui.paging import page_links

FEW, PAGE = 10, 25
#: The words of `?stand=` and the figure each opens.
FIGURES = {"behandelt": "treated", "offen": "open", "ueberfaellig": "overdue"}


@require_safe
@keep_for_guests
def overview(request: HttpRequest) -> HttpResponse:
    """`/rat/hinweise/`."""
    today = timezone.localdate()
    return render(
        request, "council/ledger.html", kept(("council-ledger", today, get_language()), overview_context)
    )


def overview_context() -> dict[str, Any]:
    """The figures, and what waits longest; the same for everybody."""
    today = timezone.localdate()
    rows = ledger.figures(today)
    return {
        "rows": rows,
        "total": {name: sum(getattr(row, name) for row in rows) for name in ("treated", "open", "overdue")},
        "sample": ledger.counts_samples(),
        "late": ledger.late(today, FEW),
    }


@require_safe
@keep_for_guests
def of_body(request: HttpRequest, key: str) -> HttpResponse:
    """`/rat/hinweise/<body>/?stand=`: the cases behind a figure of a body, the newest first."""
    word, number = asked.word(request.GET, "stand", 20), max(1, asked.number(request.GET.get("seite", "")))
    word = word if word in FIGURES else "offen"
    today = timezone.localdate()
    name = ("council-ledger-body", key, word, number, today, get_language())
    context = kept(name, lambda: body_context(key, word, number))
    if context is None:
        raise Http404
    return render(request, "council/ledger_body.html", context)


def body_context(key: str, word: str, number: int) -> dict[str, Any] | None:
    """One page of the cases behind a figure; None for an unknown body."""
    today = timezone.localdate()
    body = bodies.body(key)
    if body is None:
        return None
    nothing = ledger.BodyFigures(key, body.name, 0, 0, 0)
    figures = next((row for row in ledger.figures(today) if row.key == key), nothing)
    cases = ledger.behind(key, FIGURES[word], today)
    total = cases.count()
    pages = max(1, -(-total // PAGE))
    number = min(number, pages)
    return {
        "figures": figures,
        "word": word,
        "picks": [(one, getattr(figures, name)) for one, name in FIGURES.items()],
        "rows": ledger.entries(cases[(number - 1) * PAGE : number * PAGE]),
        "unseen": max(0, getattr(figures, FIGURES[word]) - total),
        "pages": page_links(number, pages, lambda page: f"?stand={word}&seite={page}"),
        "number": number,
        "today": today,
    }
