"""The method of equal shares, for advice beside the result: everybody who voted gets the same part of the money.

Source: Peters, Pierczyński, Skowron, "Proportional Participatory Budgeting with Additive Utilities" (NeurIPS 2021); here with the
value 1 for each item on a ballot (its points where points are given), completed by larger shares and then by votes. All amounts
are exact fractions of euros.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from mitmachstadt.modules.budgets.rules.ballots import BallotRule, Item, pot_of
from mitmachstadt.modules.budgets.rules.counting import Tally, Vote, order, rival_of

#: The share grows by so many hundredths of the money at a time, at most to the double; then votes fill up what is left.
STEP, STEPS = Fraction(1, 100), 100


@dataclass
class Group:
    """People whose ballots say the same: how many, what each of them has left, and what each gave for an item."""

    values: Mapping[str, int]
    size: int
    left: Fraction
    paid: dict[str, Fraction]


@dataclass(frozen=True)
class Shares:
    """Item ids in the order in which they were bought, the groups with what they paid, and the share of each person."""

    bought: tuple[str, ...]
    groups: tuple[Group, ...]
    share: Fraction


@dataclass(frozen=True)
class Advice:
    """What equal shares would put forward in one pot: bought by shares, then filled up by votes; `share` in euros."""

    bought: tuple[str, ...]
    filled: tuple[str, ...]
    share: Fraction
    people: int


def _groups(items: Sequence[Item], votes: Iterable[Vote]) -> Counter[tuple[tuple[str, int], ...]]:
    """How many ballots name the same items of one pot with the same values; votes against give nothing."""
    mine = {item.id for item in items}
    found: Counter[tuple[tuple[str, int], ...]] = Counter()
    for vote in votes:
        values = tuple(
            sorted((key, value) for key, value in vote.choices.items() if key in mine and value > 0)
        )
        if values:
            found[values] += 1
    return found


def price_per_value(cost: int, supporters: Sequence[Group], item_id: str) -> Fraction | None:
    """What each supporter pays for one unit of value when nobody pays more than is left; None where they can not pay."""
    if sum(group.left * group.size for group in supporters) < cost:
        return None
    rest, value = Fraction(cost), sum(group.values[item_id] * group.size for group in supporters)
    for group in sorted(supporters, key=lambda one: one.left / one.values[item_id]):
        rate = rest / value
        if rate * group.values[item_id] <= group.left:
            return rate
        rest -= group.left * group.size
        value -= group.values[item_id] * group.size
    return rest / value if value else Fraction(0)


def equal_shares(
    rule: BallotRule, items: Sequence[Item], kinds: Mapping[tuple[tuple[str, int], ...], int], money: Fraction,
    before: Iterable[str] = (),
) -> Shares:  # fmt: skip
    """Buys, one after another, the item whose supporters pay least for it, until no supporters can pay for one more.

    Where two cost their supporters the same, the order in `items` decides. `before` are winners of other pots, which bar
    their rivals.
    """
    people = sum(kinds.values())
    share = money / people if people else Fraction(0)
    groups = [Group(dict(values), size, share, {}) for values, size in sorted(kinds.items())]
    supporters = {item.id: [group for group in groups if item.id in group.values] for item in items}
    # Shares only shrink, so an item never gets cheaper: what it cost last time is the least it can cost now.
    least: dict[str, Fraction] = {item.id: Fraction(0) for item in items if supporters[item.id]}
    rank, price = {item.id: at for at, item in enumerate(items)}, {item.id: item.price for item in items}
    bought: list[str] = []
    while least:
        best: tuple[Fraction, int, str] | None = None
        for key in sorted(least, key=lambda one: (least[one], rank[one])):
            if best is not None and (least[key], rank[key]) > best[:2]:
                break
            rate = price_per_value(price[key], supporters[key], key)
            if rate is None or rival_of(rule, key, (*before, *bought)):
                del least[key]
                continue
            least[key] = rate
            best = min(best, (rate, rank[key], key)) if best else (rate, rank[key], key)
        if best is None:
            break
        rate, _rank, key = best
        for group in supporters[key]:
            group.paid[key] = min(group.left, rate * group.values[key])
            group.left -= group.paid[key]
        bought.append(key)
        del least[key]
    return Shares(tuple(bought), tuple(groups), share)


def advice(
    rule: BallotRule, items: Sequence[Item], votes: Iterable[Vote], counted: Mapping[str, Tally]
) -> dict[str, Advice]:
    """What equal shares would put forward in each pot, never for more than its money."""
    found: dict[str, Advice] = {}
    won: list[str] = []
    listed_votes = list(votes)
    for pot in sorted(rule.pots):
        mine = order(rule, [item for item in items if pot_of(rule, item) == pot], counted)
        one = _advice_of_pot(rule, mine, _groups(mine, listed_votes), rule.pots[pot], counted, won)
        won += [*one.bought, *one.filled]
        found[pot] = one
    return found


def _advice_of_pot(
    rule: BallotRule, items: Sequence[Item], kinds: Mapping[tuple[tuple[str, int], ...], int], money: int,
    counted: Mapping[str, Tally], before: Sequence[str],
) -> Advice:  # fmt: skip
    price = {item.id: item.price for item in items}
    allowed = [item for item in items if 0 < item.price <= money and may_win(rule, counted[item.id])]

    def cost(one: Shares) -> int:
        return sum(price[key] for key in one.bought)

    best = equal_shares(rule, allowed, kinds, Fraction(money), before)
    for step in range(1, STEPS + 1):
        if len(best.bought) == len(allowed):
            break
        more = equal_shares(rule, allowed, kinds, money * (1 + step * STEP), before)
        if cost(more) > money:
            break
        best = more
    left = money - cost(best)
    filled: list[str] = []
    for item in allowed:
        taken = (*before, *best.bought, *filled)
        if item.id not in taken and item.price <= left and not rival_of(rule, item.id, taken):
            filled.append(item.id)
            left -= item.price
    return Advice(best.bought, tuple(filled), best.share, sum(kinds.values()))


def may_win(rule: BallotRule, row: Tally) -> bool:
    """As in the result by votes: enough votes, and not more against than for."""
    return row.votes > 0 and row.votes >= rule.min_votes and row.against <= row.votes
