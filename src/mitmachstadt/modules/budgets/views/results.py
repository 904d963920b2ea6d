"""`/budgets/<slug>/ergebnis/`: what the vote brought, hidden until it has ended, with a second count for advice."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mitmachstadt.modules.budgets.models import Budget, Candidate, Channel
from mitmachstadt.modules.budgets.queries import ballots
from mitmachstadt.modules.budgets.queries.ballots import Vote
from mitmachstadt.modules.budgets.rules import counting, explaining
from mitmachstadt.modules.budgets.rules.ballots import POINTS, UPDOWN, pot_of
from mitmachstadt.modules.budgets.views.ballot import public_budget, when
from mitmachstadt.spine.audit.kept import keep_for_guests, kept
from mitmachstadt.spine.city.models import District

#: Bars in the drawn chart; the list and the table have all.
MOST_BARS = 10


@require_safe
@keep_for_guests
def result(request: HttpRequest, slug: str) -> HttpResponse:
    """The result as it was counted last; before that only when it comes."""
    budget = public_budget(slug)
    now = timezone.now()
    phase = ballots.vote_phase(budget, now)
    if phase == "none":
        raise Http404
    sheet = getattr(budget, "sheet", None) if phase == "over" else None
    context: dict[str, Any] = {
        "budget": budget,
        "phase": phase,
        **when(budget),
        "ready": False,
    }
    if sheet is not None and sheet.counted_at:
        key = ("budget-result", budget.pk, sheet.counted_at, sheet.final_at, get_language())
        context |= kept(key, lambda: result_context(budget))
    return render(request, "budgets/result.html", context)


def result_context(budget: Budget) -> dict[str, Any]:
    """All that the page shows of a counted vote."""
    vote = ballots.vote_of(budget)
    sheet = vote.sheet
    assert sheet is not None
    names = dict(District.objects.values_list("slug", "name"))
    pots = [pot_context(vote, pot, sheet.result["advice"].get(pot), names) for pot in sorted(vote.rule.pots)]
    turnout = sheet.result["turnout"]
    ages = {key: str(words) for key, _from, words in ballots.AGE_GROUPS}
    channels = dict(Channel.choices)
    return {
        "ready": True,
        "sheet": sheet,
        "pots": [pot for pot in pots if pot["rows"]],
        "removed": [one for one in vote.candidates if one.removed],
        "kind": vote.rule.kind,
        "points": vote.rule.kind == POINTS,
        "updown": vote.rule.kind == UPDOWN,
        "how": explaining.how_to_vote(vote.rule),
        "counted": explaining.how_it_is_counted(vote.rule),
        "shares": [explaining.equal_shares_sentence(), explaining.completion_sentence()],
        "result": sheet.result,
        "channels": named(sheet.result["channels"], channels),
        "people": turnout["people"],
        "districts": named(turnout["districts"], names),
        "ages": named(turnout["ages"], ages),
        "pins": pins_of(vote),
        "seed": vote.rule.seed,
    }


def named(numbers: Mapping[str, int | None], names: Mapping[str, Any]) -> list[tuple[str, int | None]]:
    """Rows of a table in the order of the names; what was not said comes last."""
    known = [(str(words), numbers[key]) for key, words in names.items() if key in numbers]
    others = [(key, number) for key, number in numbers.items() if key and key not in names]
    return [*known, *others, *((_("not said"), numbers[key]) for key in numbers if not key)]


def row_of(one: Candidate, most: int) -> dict[str, Any]:
    """One item of the result."""
    place = counting.Place(
        ballots.item_of(one), one.place or 0, counting.Tally(one.votes, one.against, one.ballots), one.left, one.reason,
        one.tie, one.rival,
    )  # fmt: skip
    return {
        "number": one.number,
        "title": one.title,
        "url": one.application.get_absolute_url(),
        "price": one.price,
        "votes": one.votes,
        "against": one.against,
        "most": most,
        "won": place.won,
        "why": explaining.reason_words(place),
        "tie": explaining.tie_words(one.tie),
        "advice": one.advice,
        "key": one.key,
        "place": one.place,
    }


def pot_context(vote: Vote, pot: str, advised: Any, names: Mapping[str, str]) -> dict[str, Any]:
    """One pot: its items in their order, how much goes to the winners, and what equal shares would do."""
    mine = [one for one in vote.candidates if one.place and pot_of(vote.rule, ballots.item_of(one)) == pot]
    mine.sort(key=lambda one: one.place or 0)
    most = max((one.votes for one in mine), default=0) or 1
    rows = [row_of(one, most) for one in mine]
    used = sum(row["price"] for row in rows if row["won"])
    by_key = {row["key"]: row for row in rows}
    bought = [by_key[key] for key in (advised or {}).get("order", []) if key in by_key]
    won, other = {row["key"] for row in rows if row["won"]}, {row["key"] for row in bought}
    return {
        "name": names.get(pot, pot) if pot else (_("For the whole town") if len(vote.rule.pots) > 1 else ""),
        "money": vote.rule.pots[pot],
        "used": used,
        "left": vote.rule.pots[pot] - used,
        "rows": rows,
        "winners": [row for row in rows if row["won"]],
        "bars": [(_("No. %(n)s") % {"n": row["number"]}, row["votes"]) for row in rows[:MOST_BARS]][::-1],
        "shares": bought,
        "shares_used": sum(row["price"] for row in bought),
        "share": Decimal(advised["share"]) if advised else None,
        "same": won == other,
    }


def pins_of(vote: Vote) -> list[dict[str, Any]]:
    """The winners on the map, with the numbers of the list."""
    return [
        {
            "key": one.key, "title": one.title, "lon": one.application.lon, "lat": one.application.lat, "kind": "project",
            "url": one.application.get_absolute_url(), "number": one.number,
        }
        for one in vote.candidates
        if one.reason == counting.WON and one.application.lon is not None
    ]  # fmt: skip
