"""What is asked for of each type, the cost of a question, and the order in which it is tried to ask for less."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

#: The limits that CONSUL 2.2.1 and later set; older ones have none and answer all the same.
PAGE = 25
DEPTH = 8
COMPLEXITY = 2_500
#: Space for what a fork counts differently.
CAREFUL = 2_200


@dataclass(frozen=True)
class Part:
    """A field with fields of its own; `first` of them where it is a list, 0 where it is one thing."""

    name: str
    fields: tuple[str, ...]
    first: int = 0


@dataclass(frozen=True)
class Wanted:
    """One kind of thing: how the list and the single one are called, its type, and what is read of it."""

    kind: str
    many: str
    one: str
    type: str
    fields: tuple[str, ...]
    parts: tuple[Part, ...] = ()


AUTHOR = Part("publicAuthor", ("id", "username"))
TAGS = Part("tags", ("name",), 10)
MILESTONES = Part("milestones", ("id", "title", "description", "publicationDate"), 3)
PROPOSALS = Wanted(
    "proposal", "proposals", "proposal", "Proposal",
    ("id", "title", "summary", "description", "videoUrl", "cachedVotesUp", "commentsCount", "publicCreatedAt", "retiredAt",
     "retiredReason", "retiredExplanation", "geozoneId"),
    (AUTHOR, Part("geozone", ("name",)), TAGS),
)  # fmt: skip
DEBATES = Wanted(
    "debate", "debates", "debate", "Debate",
    ("id", "title", "description", "cachedVotesTotal", "cachedVotesUp", "cachedVotesDown", "commentsCount",
     "publicCreatedAt"),
    (AUTHOR, TAGS),
)  # fmt: skip
COMMENTS = Wanted(
    "comment", "comments", "comment", "Comment",
    ("id", "body", "ancestry", "commentableId", "commentableType", "cachedVotesTotal", "cachedVotesUp", "cachedVotesDown",
     "publicCreatedAt"),
    (AUTHOR,),
)  # fmt: skip
NOTIFICATIONS = Wanted(
    "notification", "proposalNotifications", "proposalNotification", "ProposalNotification",
    ("id", "title", "body", "proposalId", "publicCreatedAt"),
)  # fmt: skip
VOTES = Wanted("vote", "votes", "vote", "Vote", ("id", "votableId", "votableType", "voteFlag"))
BUDGETS = Wanted("budget", "budgets", "budget", "Budget", ("id", "name", "phase"))
INVESTMENTS = Wanted(
    "investment", "investments", "investment", "BudgetInvestment",
    ("id", "title", "description", "location", "price", "feasibility", "commentsCount"), (AUTHOR,),
)  # fmt: skip
#: Read from the top of the schema, in this order; investments hang below a budget, milestones below both.
LISTS = (PROPOSALS, DEBATES, BUDGETS, COMMENTS, NOTIFICATIONS, VOTES)


def snake(name: str) -> str:
    """`publicCreatedAt` as `public_created_at`."""
    return re.sub(r"(?<!^)([A-Z])", lambda found: "_" + found.group(1).lower(), name)


def offered_as(name: str, offered: Iterable[str] | None) -> str:
    """How the source calls a field, "" where it has none; without knowing its fields, the old names are the safe ones."""
    if offered is None:
        return snake(name)
    known = set(offered)
    return name if name in known else snake(name) if snake(name) in known else ""


def cost_of_one(wanted: Wanted) -> int:
    """What one thing counts in the usual rule: a point a field, and a list as often as it is long."""
    total = len(wanted.fields)
    for part in wanted.parts:
        total += 1 + len(part.fields) + (2 + part.first * (len(part.fields) + 2) if part.first else 0)
    return total


def cost_of_page(wanted: Wanted, first: int = PAGE) -> int:
    """What a page of them counts."""
    return 6 + first * (cost_of_one(wanted) + 2)


def pages_at_once(wanted: Wanted, most: int) -> int:
    """How many pages one question may hold."""
    return max(1, min(most, CAREFUL // cost_of_page(wanted)))


def singles_at_once(wanted: Wanted) -> int:
    """How many single ones one question may hold."""
    return max(1, min(60, CAREFUL // (cost_of_one(wanted) + 1)))
