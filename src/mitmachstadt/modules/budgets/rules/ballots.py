"""What a ballot of a citizens' budget may hold, who may hand one in, and why not: the rule as data, and every refusal by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.problems import Problem, Refused, refuse_if
from mitmachstadt.spine.ui.words import money as euros

KNAPSACK, APPROVAL, POINTS, UPDOWN = KINDS = ("knapsack", "approval", "points", "updown")
TOWN, DISTRICT, BOTH = SCOPES = ("town", "district", "both")
SIGNED_IN, RESIDENTS = WHO = ("signed_in", "residents")
MOST_ITEMS, MOST_POINTS, MOST_MONEY = 500, 1000, 10**9
#: The whole town's pot of money; those of districts bear the district's slug.
WHOLE = ""


@dataclass(frozen=True)
class BallotRule:
    """How one budget is voted on. Money in whole euros; 0 in a number means that the rule does not ask for it.

    `pots` are the sums by district (`WHOLE` for the town's), `min_share` per cent of the money that a ballot has to spend,
    `min_votes` what an item needs to be put forward at all, `incompatible` pairs of items of which at most one wins.
    `seed` is known before the vote and decides where votes and price are the same.
    """

    kind: str
    pots: Mapping[str, int]
    scope: str = TOWN
    who: str = SIGNED_IN
    min_age: int = 0
    codes: bool = False
    min_number: int = 0
    max_number: int = 0
    min_share: int = 0
    points: int = 0
    most_on_one: int = 0
    min_votes: int = 0
    seed: str = ""
    incompatible: tuple[frozenset[str], ...] = ()

    def kept(self) -> dict[str, Any]:
        """As a table keeps it; `ballot_rule` reads it again."""
        return {
            "kind": self.kind, "money": self.pots.get(WHOLE, 0),
            "pots": {key: money for key, money in self.pots.items() if key != WHOLE},
            "scope": self.scope, "who": self.who, "min_age": self.min_age, "codes": self.codes,
            "min_number": self.min_number, "max_number": self.max_number, "min_share": self.min_share,
            "points": self.points, "most_on_one": self.most_on_one, "min_votes": self.min_votes, "seed": self.seed,
            "incompatible": [sorted(pair) for pair in self.incompatible],
        }  # fmt: skip


@dataclass(frozen=True)
class Item:
    """Something to vote on: its number on the ballot (1 and up), price in whole euros, district slug or ""."""

    id: str
    price: int
    district: str = ""
    number: int = 0
    title: str = field(default="", compare=False)


_NUMBERS = {
    "min_age": 120, "min_number": MOST_ITEMS, "max_number": MOST_ITEMS, "min_share": 100, "points": MOST_POINTS,
    "most_on_one": MOST_POINTS, "min_votes": MOST_MONEY,
}  # fmt: skip


def ballot_rule(data: Mapping[str, Any], money: int = 0) -> BallotRule:
    """The rule from its data; `money` is the town's pot where the data name none.

    Raises:
        Refused: a value is missing or makes no sense; `field` of each problem names it.
    """
    found = [_senseless(key) for key in sorted(set(data) - _KEYS)]
    chosen = {key: data.get(key, usual) for key, (usual, _values) in _WORDS.items()}
    found += [_senseless(key) for key, (_usual, values) in _WORDS.items() if chosen[key] not in values]
    numbers = {key: data.get(key, 0) for key in _NUMBERS}
    found += [_senseless(key) for key, most in _NUMBERS.items() if not _whole(numbers[key], most)]
    codes, seed, pots, pairs = (
        data.get("codes", False), data.get("seed", ""), data.get("pots", {}), data.get("incompatible", []),
    )  # fmt: skip
    whole = data.get("money", money)
    if type(codes) is not bool:
        found.append(_senseless("codes"))
    if not isinstance(seed, str) or len(seed) > 100:
        found.append(_senseless("seed"))
    if not _is_pots(pots) or not _whole(whole, MOST_MONEY):
        found.append(_senseless("pots"))
    if not _is_pairs(pairs):
        found.append(_senseless("incompatible"))
    refuse_if(found)
    shared = {} if chosen["scope"] == DISTRICT else {WHOLE: whole}
    own = {} if chosen["scope"] == TOWN else pots
    rule = BallotRule(
        **chosen, **numbers, codes=codes, seed=seed, pots=shared | own,
        incompatible=tuple(frozenset(pair) for pair in pairs),
    )  # fmt: skip
    refuse_if(_contradictions(rule))
    return rule


_WORDS: dict[str, tuple[str | None, tuple[str, ...]]] = {
    "kind": (None, KINDS),
    "scope": (TOWN, SCOPES),
    "who": (SIGNED_IN, WHO),
}
_KEYS = {*_WORDS, *_NUMBERS, "codes", "seed", "money", "pots", "incompatible"}


def _senseless(key: str) -> Problem:
    words = _("This value of the ballot's rule is missing or makes no sense: %(name)s.") % {"name": key}
    return Problem(key, "rule", words)


def _whole(value: object, most: int) -> bool:
    return type(value) is int and 0 <= value <= most


def _is_pots(value: object) -> bool:
    return isinstance(value, Mapping) and all(
        isinstance(key, str) and key != WHOLE and _whole(money, MOST_MONEY) for key, money in value.items()
    )


def _is_pairs(value: object) -> bool:
    return isinstance(value, list | tuple) and all(
        isinstance(pair, list | tuple)
        and len(pair) == len(set(pair)) == 2
        and all(isinstance(one, str) for one in pair)
        for pair in value
    )


def _contradictions(rule: BallotRule) -> list[Problem]:
    """Values that make sense alone and none together."""
    wrong = []
    if rule.kind == POINTS:
        wrong += [key for key in ("points", "most_on_one") if not getattr(rule, key)]
        wrong += ["most_on_one"] if rule.most_on_one > rule.points else []
    elif rule.points or rule.most_on_one:
        wrong.append("points")
    if rule.kind == APPROVAL and not rule.max_number:
        wrong.append("max_number")
    if rule.max_number and rule.min_number > rule.max_number:
        wrong.append("min_number")
    if rule.min_share and rule.kind != KNAPSACK:
        wrong.append("min_share")
    if not rule.pots or not all(rule.pots.values()):
        wrong.append("pots")
    return [_senseless(key) for key in dict.fromkeys(wrong)]


def pot_of(rule: BallotRule, item: Item) -> str | None:
    """The pot that pays for an item; None where no pot of this budget does."""
    if rule.scope == TOWN:
        return WHOLE
    if item.district in rule.pots and item.district != WHOLE:
        return item.district
    return WHOLE if rule.scope == BOTH and not item.district else None


def pots_of(rule: BallotRule, district: str) -> tuple[str, ...]:
    """The pots on which somebody who votes in `district` has a say."""
    return tuple(key for key in dict.fromkeys((WHOLE, district)) if key in rule.pots)


def money_of(rule: BallotRule, district: str) -> int:
    """All the money on which somebody who votes in `district` has a say."""
    return sum(rule.pots[key] for key in pots_of(rule, district))


def offered(rule: BallotRule, items: Iterable[Item], district: str) -> list[Item]:
    """What stands on the ballot of somebody who votes in `district`."""
    pots = pots_of(rule, district)
    return [item for item in items if pot_of(rule, item) in pots]


def setup_problems(rule: BallotRule, items: Sequence[Item]) -> list[Problem]:
    """Why nobody could hand in a ballot by this rule: nothing on it, an item without a pot, or a minimum out of reach."""
    if not items:
        return [Problem("", "nothing", _("Nothing stands on the ballot yet."))]
    found = []
    for item in items:
        pot = pot_of(rule, item)
        if pot is None or not 0 < item.price <= rule.pots[pot]:
            words = _("%(item)s can not stand on this ballot: its price or its district does not fit.")
            found.append(Problem("", "item", words % {"item": item.title or item.id}))
    places = [key for key in rule.pots if key != WHOLE] or [""]
    if not found and not all(_reachable(rule, items, place) for place in places):
        words = _("No choice among these items fulfils the minimum and the maximum of the rule.")
        found.append(Problem("", "out_of_reach", words))
    return found


def _reachable(rule: BallotRule, items: Sequence[Item], district: str) -> bool:
    """True when some choice fulfils minimum and maximum; sums that can be reached are the bits of one number per count."""
    mine = offered(rule, items, district)
    most = min(len(mine), rule.max_number or len(mine))
    if rule.kind == POINTS:
        most = min(most, rule.points)
    if most < max(1, rule.min_number):
        return False
    if rule.kind != KNAPSACK:
        return True
    for pot in pots_of(rule, district):
        sums = [1] + [0] * most
        for item in mine:
            if pot_of(rule, item) == pot:
                for count in range(most, 0, -1):
                    sums[count] |= sums[count - 1] << item.price
        least, end = _least(rule, pot), rule.pots[pot] + 1
        counts = range(rule.min_number if len(pots_of(rule, district)) == 1 else 0, most + 1)
        if not any((sums[count] & ((1 << end) - 1)) >> least for count in counts):
            return False
    return True


def _least(rule: BallotRule, pot: str) -> int:
    """Euros that a ballot has to spend from this pot at least, rounded up."""
    return -(-rule.pots[pot] * rule.min_share // 100)


def spent(rule: BallotRule, items: Iterable[Item], choices: Mapping[str, int]) -> dict[str, int]:
    """Euros that a ballot spends, by pot; votes against spend nothing."""
    found = dict.fromkeys(rule.pots, 0)
    for item in items:
        pot = pot_of(rule, item)
        if choices.get(item.id, 0) > 0 and pot is not None:
            found[pot] += item.price
    return found


def ballot_problems(
    rule: BallotRule, items: Sequence[Item], choices: Mapping[str, int], district: str = ""
) -> list[Problem]:
    """What is wrong with a ballot; empty when it counts. `choices` are values by item id: 1, points, or 1 and -1."""
    if rule.scope != TOWN and (district == WHOLE or district not in rule.pots):
        return [Problem("district", "district_missing", _("Please say first in which district you vote."))]
    mine = {item.id: item for item in offered(rule, items, district)}
    known = {item.id for item in items}
    if any(key not in mine for key in choices):
        other = all(key in known for key in choices)
        words = (
            _("Your ballot holds something of another district. One votes in one district only.")
            if other
            else _("Your ballot holds something that one can not vote on here.")
        )
        return [Problem("", "other_district" if other else "not_on_ballot", words)]
    if not choices:
        return [Problem("", "empty", _("Your ballot is empty. Please choose at least one idea."))]
    return [
        *_value_problems(rule, mine, choices),
        *_number_problems(rule, choices),
        *_money_problems(rule, items, choices, district),
    ]


def _value_problems(rule: BallotRule, mine: Mapping[str, Item], choices: Mapping[str, int]) -> list[Problem]:
    allowed = {
        KNAPSACK: (1,), APPROVAL: (1,), UPDOWN: (1, -1), POINTS: tuple(range(1, rule.most_on_one + 1)),
    }[rule.kind]  # fmt: skip
    found = []
    for key, value in choices.items():
        if type(value) is not int or value not in allowed:
            if rule.kind == POINTS:
                words = _("“%(item)s” takes 1 to %(most)s points.")
            else:
                words = _("“%(item)s” does not take this vote.")
            names = {"item": mine[key].title or key, "most": rule.most_on_one}
            found.append(Problem(key, "value", words % names))
    given = sum(value for value in choices.values() if type(value) is int)
    if rule.kind == POINTS and not found and given > rule.points:
        words = _("You gave %(given)s points, you have %(points)s. Please take %(over)s back.")
        numbers = {"given": given, "points": rule.points, "over": given - rule.points}
        found.append(Problem("", "no_votes_left", words % numbers))
    return found


def _number_problems(rule: BallotRule, choices: Mapping[str, int]) -> list[Problem]:
    number = len(choices)
    if rule.max_number and number > rule.max_number:
        words = _("You chose %(number)s, at most %(most)s are possible. Please take %(over)s back.")
        numbers = {"number": number, "most": rule.max_number, "over": number - rule.max_number}
        return [Problem("", "no_votes_left", words % numbers)]
    if number < rule.min_number:
        words = _("You chose %(number)s, at least %(least)s are asked for.")
        return [Problem("", "too_few", words % {"number": number, "least": rule.min_number})]
    return []


def _money_problems(
    rule: BallotRule, items: Sequence[Item], choices: Mapping[str, int], district: str
) -> list[Problem]:
    if rule.kind != KNAPSACK:
        return []
    found, sums = [], spent(rule, items, choices)
    for pot in pots_of(rule, district):
        money, least = rule.pots[pot], _least(rule, pot)
        if sums[pot] > money:
            words = _(
                "Your choice costs %(over)s more than the %(money)s there are. Please take something out."
            )
            numbers = {"over": euros(sums[pot] - money), "money": euros(money)}
            found.append(Problem("", "too_expensive", words % numbers))
        elif sums[pot] < least:
            words = _("Your choice costs %(spent)s; at least %(least)s of %(money)s are asked for.")
            numbers = {"spent": euros(sums[pot]), "least": euros(least), "money": euros(money)}
            found.append(Problem("", "below_share", words % numbers))
    return found


def voting_problems(
    rule: BallotRule, *, phase: str, signed_in: bool, by_code: bool, resident: bool, old_enough: bool
) -> list[Problem]:
    """Why somebody may not vote now; empty when they may. `phase` is "before", "open" or "over"."""
    if phase != "open":
        words = _("The vote has ended.") if phase == "over" else _("The vote has not begun yet.")
        return [Problem("", phase, words)]
    if by_code and rule.codes:
        return []
    if not signed_in:
        return [Problem("", "not_signed_in", _("Please sign in to vote."))]
    if rule.who == RESIDENTS and not resident:
        words = _("Here only people vote who have proven that they live in the town.")
        return [Problem("", "not_proven", words)]
    if rule.min_age and not old_enough:
        age = _("Please prove first that you are at least %(age)s years old.") % {"age": rule.min_age}
        return [Problem("", "age_not_proven", age)]
    return []


def read_line(rule: BallotRule, items: Sequence[Item], line: str) -> dict[str, int]:
    """One paper ballot as it is typed: numbers of the ballot apart by blanks, "3" or "3:2" for two points, "-3" for against.

    Raises:
        Refused: something in the line is no number of the ballot, or stands there twice.
    """
    by_number = {item.number: item for item in items}
    choices: dict[str, int] = {}
    for word in line.replace(",", " ").split():
        against, body = word.startswith("-"), word.removeprefix("-")
        number, colon, points = body.partition(":")
        item = (
            by_number.get(int(number)) if number.isascii() and number.isdigit() and len(number) < 5 else None
        )
        fine = points.isascii() and points.isdigit() and len(points) < 5 if colon else True
        if item is None or not fine or item.id in choices:
            raise Refused(
                [Problem("lines", "line", _("“%(word)s” is no number of this ballot.") % {"word": word[:20]})]
            )
        choices[item.id] = -1 if against else int(points) if colon else 1
    return choices
