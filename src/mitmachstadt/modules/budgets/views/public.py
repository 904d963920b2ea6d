"""The budgets of the town, one budget with its phases and applications, and one application."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from mitmachstadt.modules.budgets.models import Application, Budget


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """`/budgets/`: all budgets, the running one large."""
    return render(request, "budgets/index.html", {"budgets": list(Budget.objects.public())})


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """`/budgets/<slug>/`: phases, money, applications."""
    return render(
        request, "budgets/detail.html", {"budget": get_object_or_404(Budget.objects.public(), slug=slug)}
    )


@require_safe
def application(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """`/budgets/<slug>/<number>/`: one application."""
    found = Application.objects.public().select_related("budget", "case")
    row = found.filter(budget__slug=slug, case__number=number).first()
    if row is None:
        raise Http404
    return render(request, "budgets/application.html", {"application": row, "budget": row.budget})
