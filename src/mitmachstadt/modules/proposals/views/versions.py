"""`/vorschlaege/<number>/fassungen/`: every public version of a proposal, and two of them word by word."""

from __future__ import annotations

from functools import lru_cache

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mitmachstadt.modules.proposals.queries import listing, writers
from mitmachstadt.modules.proposals.rules import Compared, Words, compare_words
from mitmachstadt.spine.asked import number as as_number
from mitmachstadt.spine.audit.kept import keep_for_guests


@lru_cache(maxsize=256)
def compared(old: Words, new: Words) -> Compared:
    """Versions never change, so neither does what lies between them."""
    return compare_words(old, new)


@require_safe
@keep_for_guests
def versions(request: HttpRequest, number: str) -> HttpResponse:
    """All versions with their day; `?von=1&bis=3` two of them beside each other, at first the last two."""
    proposal = listing.one(number)
    if proposal is None:
        raise Http404
    rows = list(writers.VERSIONS(proposal.pk))
    said = writers.words_of(rows)
    known = sorted(said)
    context = {"proposal": proposal, "case": proposal.case, "versions": rows[::-1], "readable": known}
    if len(known) > 1:
        new = said.get(as_number(request.GET.get("bis")), said[known[-1]])
        before = [one for one in known if one < new.number]
        old = said.get(as_number(request.GET.get("von")), said[before[-1] if before else known[0]])
        if old.number > new.number:
            old, new = new, old
        context |= {"old": old, "new": new, "compared": compared(old, new)}
    return render(request, "proposals/versions.html", context)
