"""`/mitmachen/` (what one can do now) and `/ergebnisse/` (what became of it), gathered from the modules."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from mitmachstadt.modules.assemblies import interface as assemblies
from mitmachstadt.modules.budgets import interface as budgets
from mitmachstadt.modules.drafts import interface as drafts
from mitmachstadt.modules.petitions import interface as petitions
from mitmachstadt.modules.projects import interface as projects
from mitmachstadt.modules.proposals import interface as proposals

MOST = 30


def take_part(request: HttpRequest) -> HttpResponse:
    """Open windows by their end, coming meetings, and the ways to bring in something of one's own."""
    today = timezone.localdate()
    context = {
        "windows": projects.open_windows(today, most=MOST),
        "meetings": projects.meetings_ahead(timezone.now(), most=MOST),
        "assemblies": assemblies.next_assemblies(timezone.now(), most=MOST),
        "texts": drafts.open_texts(today, most=MOST),
        "budgets": budgets.open_budgets(timezone.now(), most=MOST),
        "proposals": proposals.open_proposals(today, most=5),
        "total": projects.public_count(today)["total"],
        "session": petitions.next_session(today),
        "today": today,
    }
    return render(request, "content/take_part.html", context)


def results(request: HttpRequest) -> HttpResponse:
    """Decisions and answers, newest first, and how many answers are late."""
    today = timezone.localdate()
    context = {
        "decisions": projects.decisions(today, most=MOST),
        "petitions": petitions.decided_petitions(MOST),
        "figures": projects.suggestion_figures(today),
        "today": today,
    }
    return render(request, "content/results.html", context)
