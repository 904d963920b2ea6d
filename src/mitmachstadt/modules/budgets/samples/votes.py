"""A vote of last year for the examples: ballots made up by dice that always fall the same way, counted like real ones."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from mitmachstadt.modules.budgets.actions.counting import count
from mitmachstadt.modules.budgets.models import Ballot, Budget, Candidate, Channel, Sheet, Voter
from mitmachstadt.modules.budgets.queries import ballots
from mitmachstadt.modules.budgets.rules.ballots import Item, ballot_problems, ballot_rule, setup_problems
from mitmachstadt.spine.city.models import District

PEOPLE = 143
TRIES = 40


def seed() -> str:
    """Gives each example whose vote is over its ballots and result; others stay empty, so that people can vote there."""
    now, made = timezone.now(), 0
    rows = Budget.objects.filter(sample=True, public=True, sheet__isnull=True).prefetch_related("phases")
    for budget in rows.order_by("pk"):
        times = ballots.vote_times(budget)
        if times and ballots.vote_phase(budget, now) == "over":
            made += _vote(budget, *times)
    return f"{made} Beispiel-Stimmzettel gezählt." if made else ""


@transaction.atomic
def _vote(budget: Budget, opened: datetime, closed: datetime) -> int:
    rule = ballots.rule_of(budget)
    candidates = ballots.new_candidates(ballots.on_the_ballot(budget))
    items = [ballots.item_of(one) for one in candidates]
    if setup_problems(rule, items):
        return 0
    sheet = Sheet.objects.create(budget=budget, rule=rule.kept(), opened_at=opened, cut_at=closed)
    for one in candidates:
        one.sheet = sheet
    Candidate.objects.bulk_create(candidates)
    dice = random.Random(20301)  # noqa: S311  the same examples every time
    places = list(District.objects.order_by("order", "name").values_list("slug", flat=True)[:5])
    found = [one for one in (_filled(dice, rule.kept(), items) for _one in range(PEOPLE)) if one]
    Ballot.objects.bulk_create(
        [Ballot(budget=budget, choices=one, channel=Channel.ACCOUNT, money=budget.total) for one in found]
    )
    ages = [key for key, _from, _words in ballots.AGE_GROUPS]
    Voter.objects.bulk_create(
        [
            Voter(
                budget=budget, day=timezone.localdate(closed), district=dice.choice([*places, ""]),
                age_group=dice.choice([*ages, "", ""]),
            )
            for _one in found
        ]
    )  # fmt: skip
    count(sheet)
    told = min(closed + timedelta(days=2), timezone.now())
    Sheet.objects.filter(pk=sheet.pk).update(counted_at=told, final_at=told)
    return len(found)


def _filled(dice: random.Random, kept: dict[str, object], items: list[Item]) -> dict[str, int]:
    """A ballot that the rule allows: ideas in an order of chance, the first ones more likely; {} where none came out."""
    rule = ballot_rule(kept)
    for _try in range(TRIES):
        most = min(len(items), rule.max_number or len(items))
        weights = [len(items) - at for at in range(len(items))]
        chosen = {one.id: 1 for one in dice.choices(items, weights, k=dice.randint(1, most))}
        if not ballot_problems(rule, items, chosen):
            return chosen
    return {}


def remove() -> str:
    """The votes go with their budgets."""
    return ""
