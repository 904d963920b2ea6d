"""From ballots to the items that are put forward: votes, order with its ties, and "does not fit, the next one may"."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mitmachstadt.modules.budgets.rules.ballots import BallotRule, Item, ballot_problems, pot_of

#: Why an item is put forward or not.
WON, NO_VOTES, TOO_FEW, MORE_AGAINST, INCOMPATIBLE, DOES_NOT_FIT = REASONS = (
    "won", "no_votes", "too_few", "more_against", "incompatible", "does_not_fit",
)  # fmt: skip
#: What decided the place of an item among those with the same votes; "" where votes alone did.
FEWER_AGAINST, CHEAPER, LOT = TIES = ("fewer_against", "cheaper", "lot")


@dataclass(frozen=True)
class Vote:
    """A ballot as it is counted: values by item id, and the district it was handed in for ("" for the town)."""

    choices: Mapping[str, int]
    district: str = ""


@dataclass(frozen=True)
class Tally:
    """`votes` for an item (points where points are given), `against` it, and the number of ballots that name it."""

    votes: int = 0
    against: int = 0
    ballots: int = 0


@dataclass(frozen=True)
class Place:
    """One item in the order of its pot. `left` are the euros that were left when its turn came; `rival` is the winner
    with which it can not stand together."""

    item: Item
    place: int
    tally: Tally
    left: int
    reason: str
    tie: str = ""
    rival: str = ""

    @property
    def won(self) -> bool:
        return self.reason == WON


def valid_votes(rule: BallotRule, items: Sequence[Item], votes: Iterable[Vote]) -> list[Vote]:
    """Only what the rule allows: a ballot with anything wrong counts nothing, as a paper ballot would."""
    return [vote for vote in votes if not ballot_problems(rule, items, vote.choices, vote.district)]


def tally(items: Sequence[Item], votes: Iterable[Vote]) -> dict[str, Tally]:
    """Votes by item id, for every item on the ballot."""
    sums = {item.id: [0, 0, 0] for item in items}
    for vote in votes:
        for key, value in vote.choices.items():
            row = sums[key]
            row[0] += max(value, 0)
            row[1] += max(-value, 0)
            row[2] += 1
    return {key: Tally(*row) for key, row in sums.items()}


def lot(seed: str, item_id: str) -> str:
    """The lot of an item: SHA-256 of "seed:item" in hexadecimal; the smallest comes first. Everybody can draw it again."""
    return hashlib.sha256(f"{seed}:{item_id}".encode()).hexdigest()


def order(rule: BallotRule, items: Iterable[Item], counted: Mapping[str, Tally]) -> list[Item]:
    """The most votes first; then fewer against, the cheaper one, and the lot."""

    def key(item: Item) -> tuple[int, int, int, str]:
        row = counted[item.id]
        return (-row.votes, row.against, item.price, lot(rule.seed, item.id))

    return sorted(items, key=key)


def _tie(before: Item | None, item: Item, after: Item | None, counted: Mapping[str, Tally]) -> str:
    """The last thing that had to be asked to tell the item from its neighbours with the same votes."""
    asked = ""
    for other in (before, after):
        if other is None or counted[other.id].votes != counted[item.id].votes:
            continue
        if counted[other.id].against != counted[item.id].against:
            found = FEWER_AGAINST
        else:
            found = CHEAPER if other.price != item.price else LOT
        asked = max(asked, found, key=lambda one: ("", *TIES).index(one))
    return asked


def _refused(rule: BallotRule, row: Tally) -> str:
    """Why an item is not put forward whatever the money; "" when it may be."""
    if not row.votes:
        return NO_VOTES
    if row.votes < rule.min_votes:
        return TOO_FEW
    return MORE_AGAINST if row.against > row.votes else ""


def rival_of(rule: BallotRule, item_id: str, won: Iterable[str]) -> str:
    """The winner with which an item can not stand together, "" for none."""
    taken = set(won)
    for pair in rule.incompatible:
        if item_id in pair:
            (other,) = pair - {item_id}
            if other in taken:
                return other
    return ""


def places(rule: BallotRule, items: Sequence[Item], counted: Mapping[str, Tally]) -> dict[str, list[Place]]:
    """The order of every pot and who is put forward: what does not fit is passed over, and the next that fits may win.

    Pots are filled in the order of their key, the town's first, so that a winner there bars its rivals in all others.
    """
    found: dict[str, list[Place]] = {}
    won: list[str] = []
    for pot in sorted(rule.pots):
        listed = order(rule, [item for item in items if pot_of(rule, item) == pot], counted)
        left, rows = rule.pots[pot], []
        for at, item in enumerate(listed):
            row = counted[item.id]
            rival = rival_of(rule, item.id, won)
            reason = (
                _refused(rule, row)
                or (INCOMPATIBLE if rival else "")
                or (DOES_NOT_FIT if item.price > left else WON)
            )
            before, after = listed[at - 1] if at else None, listed[at + 1] if at + 1 < len(listed) else None
            tie = _tie(before, item, after, counted) if row.votes else ""
            rows.append(Place(item, at + 1, row, left, reason, tie, rival if reason == INCOMPATIBLE else ""))
            if reason == WON:
                won.append(item.id)
                left -= item.price
        found[pot] = rows
    return found


def winners(found: Mapping[str, Sequence[Place]]) -> list[str]:
    """Ids of the items that are put forward, pot by pot in their order."""
    return [row.item.id for pot in sorted(found) for row in found[pot] if row.won]
