"""The climate check on the page of its paper, for everybody and at the desk."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from mitmachstadt.modules.climate import queries
from mitmachstadt.modules.climate.models import Opinion
from mitmachstadt.modules.climate.presenters import check_view, light_view
from mitmachstadt.modules.council import interface as council
from mitmachstadt.spine.ui import beside
from mitmachstadt.spine.ui.beside import Part


def connect() -> None:
    """Registers the pieces; called when the module is ready."""
    beside.register("paper", of_papers)
    beside.register("paper_desk", at_the_desk)


def at_the_desk(ids: Sequence[str]) -> dict[str, Part]:
    """Where the check of a paper stands, also a draft's, what keeps it from being released, and the way to it; asked
    for one paper at a time because a page shows one."""
    found = {}
    for key in ids:
        paper = council.paper(int(key))
        if paper is None:
            continue
        check = queries.check_of(paper.id)
        context = {
            "paper": paper,
            "light": light_view(check.light) if check else None,
            "opinion": Opinion(check.opinion) if check and check.opinion else None,
            "problems": [] if paper.public else queries.problems_with_release(paper.id),
        }
        found[key] = Part(template="climate/parts/at_the_desk.html", context=context, order=20)
    return found


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
