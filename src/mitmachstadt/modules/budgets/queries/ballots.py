"""Reads of the vote: whether it is on, what stands on the sheet, who asks, and the ballot of whoever asks."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.budgets.models import Application, Ballot, Budget, Candidate, Code, Phase, Sheet
from mitmachstadt.modules.budgets.queries.process import may, phases_of, terms_of
from mitmachstadt.modules.budgets.rules import allows
from mitmachstadt.modules.budgets.rules.ballots import (
    RESIDENTS,
    BallotRule,
    Item,
    ballot_rule,
    voting_problems,
)
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.accounts.rules import old_enough, proven_resident
from mitmachstadt.spine.prepared import Prepared
from mitmachstadt.spine.problems import Problem

#: Age groups that people may name for the turnout, with the age at which each begins.
AGE_GROUPS = (
    ("unter18", 0, _("under 18")), ("18bis29", 18, _("18 to 29")), ("30bis44", 30, _("30 to 44")),
    ("45bis64", 45, _("45 to 64")), ("ab65", 65, _("65 and older")),
)  # fmt: skip

PUBLIC = Prepared(
    lambda slug: Budget.objects.public().filter(slug=slug).select_related("district", "sheet").order_by()
)
PHASES = Prepared(lambda budget: Phase.objects.filter(budget_id=budget).order_by("opens_at"))
SHEET = Prepared(lambda budget: Sheet.objects.filter(budget_id=budget))
#: What the rules need of the candidates.
ITEMS = Prepared(
    lambda sheet: (
        Candidate.objects.filter(sheet_id=sheet)
        .order_by("number")
        .values_list(
            *("key", "price", "district", "number", "title", "removed", "application__on_ballot"),
            *("application__case__public", "application__case__hidden"),
        )
    )
)


@dataclass(frozen=True)
class Elector:
    """Who asks to vote: an account or a code; neither of them is a guest."""

    user: User | None = None
    code: Code | None = None


@dataclass(frozen=True)
class Vote:
    """The vote of a budget as it stands: its rule, `items` that were on the sheet when it was fixed in the order of the
    numbers, and `standing`, those on which one can vote now; `candidates` only where a page shows more of them."""

    rule: BallotRule
    items: Sequence[Item]
    standing: Sequence[Item]
    sheet: Sheet | None
    candidates: Sequence[Candidate] = ()


def item_of(candidate: Candidate) -> Item:
    """A candidate as the rules see it."""
    return Item(candidate.key, candidate.price, candidate.district, candidate.number, candidate.title)


def stands(candidate: Candidate) -> bool:
    """False once an application was withdrawn, taken off or hidden."""
    application = candidate.application
    case = application.case
    return not candidate.removed and application.on_ballot and case.public and not case.hidden


def rule_of(budget: Budget) -> BallotRule:
    """The rule by which a budget is voted on: its terms, its sum, and its address as the words of the lot."""
    return ballot_rule({"seed": budget.slug, **terms_of(budget).ballot}, budget.total)


def vote_phase(budget: Budget, at: datetime) -> str:
    """ "before", "open" or "over"; "none" where the budget knows no vote."""
    if may(budget, "vote", at):
        return "open"
    rules = terms_of(budget)
    spans = [one for one in phases_of(budget) if allows(rules, one.key, "vote")]
    if not spans:
        return "none"
    return "over" if max(one.closes_at for one in spans) <= at else "before"


def vote_times(budget: Budget) -> tuple[datetime, datetime] | None:
    """The first moment of the vote and its end; None where the budget knows no vote."""
    rules = terms_of(budget)
    spans = [one for one in phases_of(budget) if allows(rules, one.key, "vote")]
    return (min(one.opens_at for one in spans), max(one.closes_at for one in spans)) if spans else None


def on_the_ballot(budget: Budget) -> QuerySet[Application]:
    """What would stand on the sheet if the vote began now."""
    rows: QuerySet[Application] = (
        Application.objects.public()
        .filter(budget=budget, on_ballot=True)
        .select_related("case", "district", "budget")
        .order_by("case__number", "pk")
    )
    return rows


def new_candidates(applications: Iterable[Application]) -> list[Candidate]:
    """Unsaved rows of the sheet, numbered from 1."""
    return [
        Candidate(
            application=one, number=number, key=one.case.number, title=one.title, price=one.requested,
            district=one.district.slug if one.district else "",
        )
        for number, one in enumerate(applications, 1)
    ]  # fmt: skip


@lru_cache(maxsize=64)
def _fixed(rule: str) -> BallotRule:
    return ballot_rule(json.loads(rule))


def vote_of(budget: Budget, *, lean: bool = False, sheet: Sheet | None = None) -> Vote:
    """The vote with the sheet as it was fixed, or as it would be if it began now; `lean` is enough for rules, and `sheet`
    spares a question where it was read with the budget."""
    sheet = sheet or next(iter(SHEET(budget.pk)), None)
    if sheet is None:
        rows = new_candidates(on_the_ballot(budget))
        return _shown(rule_of(budget), rows, None)
    rule = _fixed(json.dumps(sheet.rule))
    if lean:
        found = [
            (Item(*values), not removed and on_ballot and public and not hidden)
            for *values, removed, on_ballot, public, hidden in ITEMS(sheet.pk)
        ]
        return Vote(rule, [item for item, _on in found], [item for item, on in found if on], sheet)
    rows = list(sheet.candidates.select_related("application__case", "application__district"))
    for one in rows:
        one.application.budget = budget
    return _shown(rule, rows, sheet)


def _shown(rule: BallotRule, rows: Sequence[Candidate], sheet: Sheet | None) -> Vote:
    return Vote(
        rule, [item_of(one) for one in rows], [item_of(one) for one in rows if stands(one)], sheet, rows
    )


def public_budget(slug: str) -> Budget | None:
    """The budget of that address with its phases, if everybody may see it."""
    found = next(iter(PUBLIC(slug)), None)
    if found is not None:
        found.plan = tuple(PHASES(found.pk))
    return found


def receipt_of(budget: Budget, elector: Elector) -> str:
    """The keyed checksum under which the ballot of somebody is found while the vote is on."""
    who = f"u{elector.user.pk}" if elector.user else f"c{elector.code.pk if elector.code else 0}"
    return salted_hmac("budgets.ballot", f"{budget.pk}:{who}", algorithm="sha256").hexdigest()


def own_ballot(budget: Budget, elector: Elector) -> Ballot | None:
    """The ballot of whoever asks, while the vote is on; afterwards nobody finds it."""
    if elector.user is None and elector.code is None:
        return None
    return Ballot.objects.filter(budget=budget, receipt=receipt_of(budget, elector)).first()


def elector_problems(budget: Budget, rule: BallotRule, elector: Elector, at: datetime) -> list[Problem]:
    """Why whoever asks may not vote at that moment."""
    phase, today, user = vote_phase(budget, at), timezone.localdate(at), elector.user
    return voting_problems(
        rule,
        phase="before" if phase == "none" else phase,
        signed_in=user is not None,
        by_code=elector.code is not None,
        resident=user is not None and (rule.who != RESIDENTS or proven_resident(user, today)),
        old_enough=user is not None and (not rule.min_age or old_enough(user, rule.min_age, today)),
    )


def code_digest(budget: Budget, code: str) -> str:
    """The checksum under which a code is kept; the key of the installation keeps it from being tried out elsewhere."""
    return salted_hmac("budgets.code", f"{budget.pk}:{code}", algorithm="sha256").hexdigest()


def code_of(budget: Budget, typed: str) -> Code | None:
    """The code that somebody typed, blanks and hyphens left aside."""
    tidy = "".join(letter for letter in typed.upper() if letter.isalnum())[:40]
    return Code.objects.filter(budget=budget, digest=code_digest(budget, tidy)).first() if tidy else None


def town_words() -> dict[str, Any]:
    """Names for sheets and sentences."""
    return {"platform": settings.TOWN["platform"], "town": settings.TOWN["name"]}
