"""`/rat/hinweise/`: per body, what it treated, what is open and what is late."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from mitmachstadt.modules.council.queries import ledger
from mitmachstadt.spine.audit.kept import keep_for_guests, kept

FEW = 10


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
