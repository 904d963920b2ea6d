"""`/budgets/<slug>/abstimmen/`: the ballot, with or without scripts, and its receipt; nothing that was chosen gets lost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from mitmachstadt.modules.budgets.actions.ballots import cast, withdraw
from mitmachstadt.modules.budgets.models import Budget, Candidate, Code
from mitmachstadt.modules.budgets.queries import ballots
from mitmachstadt.modules.budgets.queries.ballots import Elector, Vote
from mitmachstadt.modules.budgets.rules import explaining
from mitmachstadt.modules.budgets.rules.ballots import (
    KNAPSACK,
    POINTS,
    TOWN,
    UPDOWN,
    WHOLE,
    Item,
    pot_of,
    pots_of,
    spent,
)
from mitmachstadt.modules.budgets.rules.counting import lot
from mitmachstadt.modules.budgets.views.public import last_moment
from mitmachstadt.spine import asked
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.city.models import District
from mitmachstadt.spine.moderation.limits import client_address, too_many
from mitmachstadt.spine.problems import Problem, Refused

FIELD = re.compile(r"^i([1-9]\d{0,3})$")
#: Codes typed from one address in ten minutes: a library with one connection passes, trying out does not.
CODES_PER_ADDRESS = 60
MOST_FIELDS = 1000


def public_budget(slug: str) -> Budget:
    """The budget of that address, if everybody may see it."""
    found = ballots.public_budget(slug)
    if found is None:
        raise Http404
    return found


def when(budget: Budget) -> dict[str, Any]:
    """Beginning and end of the vote for a page: moments, the last day, and the end in words."""
    times = ballots.vote_times(budget)
    last = times[1] - timedelta(seconds=1) if times else None
    return {"times": times, "last": last, "end": last_moment(times[1]) if times else ""}


def _key(budget: Budget, what: str) -> str:
    return f"ballot.{what}.{budget.pk}"


def elector_of(request: HttpRequest, budget: Budget) -> Elector:
    """The account; for guests the code that was typed in this browser."""
    if isinstance(request.user, User):
        return Elector(user=request.user)
    pk = request.session.get(_key(budget, "code"))
    return Elector(code=Code.objects.filter(budget=budget, pk=pk).first()) if pk else Elector()


def read_choices(data: Mapping[str, Any], items: Iterable[Item]) -> dict[str, int]:
    """What the form says: `i3=1` is the item with the number 3. Nonsense becomes a value that the rule refuses by name."""
    found, keys = {}, {one.number: one.id for one in items}
    for name in list(data)[:MOST_FIELDS]:
        hit = FIELD.match(name)
        value = str(data[name]).strip()
        if not hit or value in ("", "0"):
            continue
        number = int(hit.group(1))
        right = re.fullmatch(r"-?\d{1,4}", value, re.ASCII)
        found[keys.get(number, f"?{number}")] = int(value) if right else -9999
    return found


def _district(request: HttpRequest, vote: Vote, saved: str) -> str:
    """The district voted in, where the rule asks for one: what the page says, the ballot said, or the account."""
    if vote.rule.scope == TOWN:
        return ""
    home = request.user.home_district if isinstance(request.user, User) else None
    given = asked.word(request.POST, "district", 60) or asked.word(request.GET, "stadtteil", 60)
    return next(
        (one for one in (given, saved, home.slug if home else "") if one and one in vote.rule.pots), ""
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ballot(request: HttpRequest, slug: str) -> HttpResponse:
    """Shows the ballot; `do` says what the button does: cast, reckon, code, leave or withdraw."""
    budget = public_budget(slug)
    if ballots.vote_phase(budget, timezone.now()) == "none":
        raise Http404
    do = request.POST.get("do", "reckon") if request.method == "POST" else ""
    if do == "code":
        return _take_code(request, budget)
    if do == "leave":
        request.session.pop(_key(budget, "code"), None)
        return redirect("budgets:ballot", slug=slug)
    elector = elector_of(request, budget)
    if do == "withdraw":
        return _withdraw(request, budget, elector)
    if do == "cast":
        return _cast(request, budget, elector)
    vote = ballots.vote_of(budget)
    own = ballots.own_ballot(budget, elector)
    district = _district(request, vote, own.district if own else "")
    if not do:
        draft = request.session.get(_key(budget, "draft"), {}) if elector.user or elector.code else {}
        choices = draft.get("choices") or (own.choices if own else {})
        district = district or draft.get("district", "")
        return _page(
            request, budget, vote, elector, choices, district, voted=own is not None, draft=bool(draft)
        )
    choices = read_choices(request.POST, vote.items)
    return _page(request, budget, vote, elector, choices, district, voted=own is not None)


def _cast(request: HttpRequest, budget: Budget, elector: Elector) -> HttpResponse:
    """Hands the ballot in; what is wrong with it is said beside what was chosen."""
    vote = ballots.vote_of(budget, lean=True, sheet=getattr(budget, "sheet", None))
    choices = read_choices(request.POST, vote.items)
    district = _district(request, vote, "")
    try:
        cast(
            budget, elector, choices, district=district, home=asked.word(request.POST, "home", 60),
            age_group=asked.word(request.POST, "age", 10), vote=vote,
        )  # fmt: skip
    except Refused as refused:
        if refused.codes == ("not_signed_in",):
            # Kept until they come back from signing in.
            request.session[_key(budget, "draft")] = {"choices": choices, "district": district}
        vote, voted = ballots.vote_of(budget), ballots.own_ballot(budget, elector) is not None
        return _page(
            request, budget, vote, elector, choices, district, voted=voted, problems=refused.problems
        )
    request.session.pop(_key(budget, "draft"), None)
    return redirect("budgets:ballot-receipt", slug=budget.slug)


def _take_code(request: HttpRequest, budget: Budget) -> HttpResponse:
    if too_many("ballot-code", client_address(request), limit=CODES_PER_ADDRESS, seconds=600):
        messages.error(request, _("Too many codes were typed from this address. Please wait ten minutes."))
        return redirect("budgets:ballot", slug=budget.slug)
    code = ballots.code_of(budget, asked.word(request.POST, "code", 60))
    if code is None:
        messages.error(request, _("This code is none of this vote. Please look at its letters again."))
    else:
        request.session[_key(budget, "code")] = code.pk
        messages.success(request, _("Your code is right. Please choose."))
    return redirect("budgets:ballot", slug=budget.slug)


def _withdraw(request: HttpRequest, budget: Budget, elector: Elector) -> HttpResponse:
    try:
        withdraw(budget, elector)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        request.session.pop(_key(budget, "draft"), None)
        messages.success(request, _("Your ballot is taken back."))
    return redirect("budgets:ballot", slug=budget.slug)


def card_of(vote: Vote, one: Candidate, value: int) -> dict[str, Any]:
    """One item as the page shows it."""
    application = one.application
    return {
        "number": one.number,
        "title": one.title,
        "text": application.text,
        "price": one.price,
        "place": application.label or (application.district.name if application.district else ""),
        "url": application.get_absolute_url(),
        "value": value,
        "pot": (pot_of(vote.rule, ballots.item_of(one)) or WHOLE) if vote.rule.kind == KNAPSACK else WHOLE,
        "points": range(vote.rule.most_on_one + 1) if vote.rule.kind == POINTS else (),
    }


def reckoning(vote: Vote, choices: Mapping[str, int], district: str) -> dict[str, Any]:
    """What is used and what is left: euros, votes or points; `most` 0 where nothing runs out."""
    rule = vote.rule
    if rule.kind == KNAPSACK:
        sums = spent(rule, vote.items, choices)
        parts = [
            {"pot": pot, "used": sums[pot], "most": rule.pots[pot], "left": rule.pots[pot] - sums[pot]}
            for pot in pots_of(rule, district)
        ]
        return {"unit": "euros", "parts": parts}
    if rule.kind == POINTS:
        used, most = sum(value for value in choices.values() if value > 0), rule.points
    else:
        used, most = len(choices), rule.max_number
    return {
        "unit": "points" if rule.kind == POINTS else "votes",
        "parts": [{"pot": WHOLE, "used": used, "most": most, "left": most - used}],
    }


def _page(
    request: HttpRequest, budget: Budget, vote: Vote, elector: Elector, choices: Mapping[str, int], district: str, *,
    voted: bool, draft: bool = False, problems: tuple[Problem, ...] = (),
) -> HttpResponse:  # fmt: skip
    now, rule = timezone.now(), vote.rule
    today = timezone.localdate(now)
    hindrance = ballots.elector_problems(budget, rule, elector, now)
    pots = pots_of(rule, district)
    shown = [
        one
        for one in sorted(vote.candidates, key=lambda each: lot(f"{rule.seed} {today}", each.key))
        if ballots.stands(one) and pot_of(rule, ballots.item_of(one)) in pots
    ]
    names = dict(District.objects.values_list("slug", "name"))
    phase = ballots.vote_phase(budget, now)
    login = f"{reverse('account_login')}?next={quote(request.path)}"
    context = {
        "budget": budget,
        "rule": rule,
        "cards": [card_of(vote, one, choices.get(one.key, 0)) for one in shown],
        "kind": rule.kind,
        "updown": rule.kind == UPDOWN,
        "reckoning": reckoning(vote, choices, district),
        "how": explaining.how_to_vote(rule),
        "who": explaining.who_votes(rule),
        "counted": explaining.how_it_is_counted(rule),
        "phase": phase,
        **when(budget),
        "hindrance": hindrance[0] if hindrance else None,
        "problems": problems,
        "login": login,
        "voted": voted,
        "draft": draft,
        "by_code": elector.code is not None,
        "codes": rule.codes and elector.user is None,
        "district": district,
        "district_name": names.get(district, district),
        "places": [(key, names.get(key, key)) for key in rule.pots if key != WHOLE],
        "pot_names": names,
        "names": sorted(names.items(), key=lambda pair: pair[1]),
        "ages": [(key, words) for key, _from, words in ballots.AGE_GROUPS],
        "home": asked.word(request.POST, "home", 60) or _home(request),
        "age": asked.word(request.POST, "age", 10),
        "open": phase == "open",
        "votable": phase == "open" and (not hindrance or hindrance[0].code == "not_signed_in"),
    }
    return render(request, "budgets/ballot.html", context, status=422 if problems else 200)


def _home(request: HttpRequest) -> str:
    home = request.user.home_district if isinstance(request.user, User) else None
    return home.slug if home else ""


@never_cache
@require_safe
def receipt(request: HttpRequest, slug: str) -> HttpResponse:
    """`/budgets/<slug>/abstimmen/beleg/`: the own ballot as it is kept, and how far it is secret."""
    budget = public_budget(slug)
    elector = elector_of(request, budget)
    own = ballots.own_ballot(budget, elector)
    if own is None:
        return redirect("budgets:ballot", slug=slug)
    vote = ballots.vote_of(budget)
    chosen = [card_of(vote, one, own.choices[one.key]) for one in vote.candidates if one.key in own.choices]
    context = {
        "budget": budget,
        "chosen": chosen,
        "kind": vote.rule.kind,
        "spent": sum(card["price"] for card in chosen if card["value"] > 0),
        **when(budget),
        "open": ballots.vote_phase(budget, timezone.now()) == "open",
        "by_code": elector.code is not None,
        "district_name": District.objects.filter(slug=own.district).values_list("name", flat=True).first(),
    }
    return render(request, "budgets/ballot_receipt.html", context)
