"""`/schreibtisch/budgets/<slug>/abstimmung/`: codes on paper, paper ballots counted in by two, and the declared result."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from mitmachstadt.modules.budgets.actions import counting, paper
from mitmachstadt.modules.budgets.models import Ballot, Budget, Code, PaperBatch, Voter
from mitmachstadt.modules.budgets.queries import ballots
from mitmachstadt.modules.budgets.rules import explaining
from mitmachstadt.modules.budgets.rules.ballots import TOWN, WHOLE, setup_problems
from mitmachstadt.modules.budgets.views.ballot import when
from mitmachstadt.modules.budgets.views.vote_print import ballot_pdf, codes_pdf
from mitmachstadt.spine import asked
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.cases.desk import desk_context, staff_only
from mitmachstadt.spine.city.models import District
from mitmachstadt.spine.problems import Refused

MOST_TYPED = 300_000


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def vote(request: HttpRequest, slug: str) -> HttpResponse:
    """How the vote stands, and the steps that people of the town take; `do` says which."""
    person = request.user
    if not isinstance(person, User) or not paper.may_run_vote(person):
        raise PermissionDenied(str(_("Your role does not allow this.")))
    budget = get_object_or_404(Budget.objects.prefetch_related("phases"), slug=slug)
    if request.method != "POST":
        return _page(request, budget)
    try:
        return _step(request, budget, person)
    except Refused as refused:
        messages.error(request, str(refused))
        return _page(request, budget, typed=asked.word(request.POST, "lines", MOST_TYPED), status=422)


def _step(request: HttpRequest, budget: Budget, person: User) -> HttpResponse:
    do, lines = request.POST.get("do", ""), asked.word(request.POST, "lines", MOST_TYPED)
    if do == "codes":
        return codes_pdf(
            budget, paper.issue_codes(budget, asked.number(request.POST.get("number")), by=person)
        )
    if do == "sheet":
        return ballot_pdf(budget, asked.word(request.POST, "district", 60))
    if do == "revoke":
        gone = paper.revoke_codes(budget, asked.day(request.POST.get("day")), by=person)
        said = ngettext("%(n)s unused code holds no longer.", "%(n)s unused codes hold no longer.", gone)
        messages.success(request, said % {"n": gone})
    if do == "count":
        name, place = asked.word(request.POST, "name", 60), asked.word(request.POST, "district", 60)
        paper.count_paper(budget, name, lines, by=person, district=place)
        messages.success(request, _("Counted once. Somebody else has to count this pile too."))
    if do in ("confirm", "drop"):
        batch = get_object_or_404(PaperBatch, budget=budget, pk=asked.number(request.POST.get("batch")))
        if do == "drop":
            paper.drop_paper(batch, by=person)
            messages.success(request, _("The pile is taken back."))
        else:
            row = paper.confirm_paper(batch, lines, by=person)
            said = ngettext(
                "Both counts agree: %(n)s ballot counts.",
                "Both counts agree: %(n)s ballots count.",
                row.valid,
            )
            messages.success(request, said % {"n": row.valid})
    if do == "declare":
        counting.declare(budget, by=person)
        messages.success(request, _("The result is declared."))
    return redirect("budgets:desk-vote", slug=budget.slug)


def _page(request: HttpRequest, budget: Budget, *, typed: str = "", status: int = 200) -> HttpResponse:
    found, now = ballots.vote_of(budget), timezone.now()
    names = dict(District.objects.values_list("slug", "name"))
    wanted = asked.number(request.POST.get("batch"))
    context: dict[str, Any] = {
        **desk_context(request),
        "budget": budget,
        "phase": ballots.vote_phase(budget, now),
        **when(budget),
        "rule": found.rule,
        "how": explaining.how_to_vote(found.rule),
        "who": explaining.who_votes(found.rule),
        "sheet": found.sheet,
        "candidates": found.candidates,
        "wrong": [] if found.sheet else setup_problems(found.rule, found.items),
        "voters": Voter.objects.filter(budget=budget).count(),
        "ballots": Ballot.objects.filter(budget=budget).count(),
        "codes": Code.objects.filter(budget=budget).count(),
        "prints": paper.prints(budget),
        "used": Voter.objects.filter(budget=budget, code__isnull=False).count(),
        "most": paper.MOST_CODES,
        "batches": PaperBatch.objects.filter(budget=budget).select_related("counted_by", "confirmed_by"),
        "places": [(key, names.get(key, key)) for key in found.rule.pots if key != WHOLE]
        if found.rule.scope != TOWN
        else [],
        "typed": typed,
        "wanted": wanted,
        "name": asked.word(request.POST, "name", 60),
        "final": bool(found.sheet and found.sheet.final_at),
        "paper_open": found.sheet is not None and not found.sheet.final_at,
    }
    return render(request, "budgets/desk_vote.html", context, status=status)
