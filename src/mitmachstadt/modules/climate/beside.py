"""The climate check on the page of its paper."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from mitmachstadt.modules.climate import queries
from mitmachstadt.modules.climate.presenters import check_view
from mitmachstadt.spine.ui import beside
from mitmachstadt.spine.ui.beside import Part


def connect() -> None:
    """Registers the piece; called when the module is ready."""
    beside.register("paper", of_papers)


def of_papers(ids: Sequence[str]) -> dict[str, Part]:
    """Every paper has the piece: with its check, or with the word that there is none yet."""
    checks = {str(row.paper_id): row for row in queries.newest([int(one) for one in ids if one.isdigit()])}
    found = {}
    for key in ids:
        check = checks.get(key)
        day = timezone.localdate(check.submitted_at) if check and check.submitted_at else timezone.localdate()
        context = check_view(check, queries.rules_on(day)) if check else {"check": None}
        found[key] = Part(template="climate/parts/check.html", context=context, order=20)
    return found
