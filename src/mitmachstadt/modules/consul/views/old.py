"""Whoever follows an old link comes to the page here; 404 for what was not carried over."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from mitmachstadt.modules.consul.queries import archive, listing
from mitmachstadt.modules.proposals import interface as proposals
from mitmachstadt.spine.talk.queries import path_of as comment_path


def _target(kind: str, old_id: int) -> str:
    found = archive.target_of(kind, old_id)
    if not found:
        raise Http404
    return found


@require_safe
def proposal(request: HttpRequest, old_id: int) -> HttpResponse:
    """`/proposals/123-title`."""
    return HttpResponsePermanentRedirect(proposals.path_of(_target("proposal", old_id)))


@require_safe
def debate(request: HttpRequest, old_id: int) -> HttpResponse:
    """`/debates/123-title`."""
    return HttpResponsePermanentRedirect(archive.path_of(_target("debate", old_id)))


@require_safe
def investment(request: HttpRequest, budget: str, old_id: int) -> HttpResponse:
    """`/budgets/1-name/investments/123`; the number of the investment alone says which one."""
    return HttpResponsePermanentRedirect(archive.path_of(_target("investment", old_id)))


@require_safe
def comment(request: HttpRequest, old_id: int) -> HttpResponse:
    """`/comments/123`."""
    return HttpResponsePermanentRedirect(comment_path(_target("comment", old_id)))


@require_safe
def proposals_list(request: HttpRequest) -> HttpResponse:
    """`/proposals`."""
    return HttpResponsePermanentRedirect(reverse("proposals:list"))


@require_safe
def debates(request: HttpRequest) -> HttpResponse:
    """`/debates`."""
    return HttpResponsePermanentRedirect(reverse("consul:list"))


@require_safe
def budget(request: HttpRequest, budget: str) -> HttpResponse:
    """`/budgets/1-name/investments` and `/budgets/1-name/results`: the projects of that budget in the archive."""
    return _listed(listing.Filters(sort="projekte", budget=archive.budget_named(budget)))


@require_safe
def polls(request: HttpRequest) -> HttpResponse:
    """`/polls`."""
    return _listed(listing.Filters(sort="umfragen"))


@require_safe
def poll(request: HttpRequest, word: str) -> HttpResponse:
    """`/polls/1` and `/polls/name`, also with `/results`."""
    found = archive.poll_of(word)
    if not found:
        raise Http404
    return HttpResponsePermanentRedirect(archive.path_of(found))


@require_safe
def processes(request: HttpRequest) -> HttpResponse:
    """`/legislation/processes`."""
    return _listed(listing.Filters(sort="texte"))


@require_safe
def process(request: HttpRequest, old_id: int, part: str = "") -> HttpResponse:
    """`/legislation/processes/1` and every phase, question and version below it."""
    return HttpResponsePermanentRedirect(archive.path_of(_target("legislation", old_id)))


@require_safe
def suggestion(request: HttpRequest, process: int, old_id: int) -> HttpResponse:
    """`/legislation/processes/1/proposals/2`."""
    return HttpResponsePermanentRedirect(archive.path_of(_target("suggestion", old_id)))


def _listed(filters: listing.Filters) -> HttpResponse:
    return HttpResponsePermanentRedirect(f"{reverse('consul:list')}?{filters.query()}")
