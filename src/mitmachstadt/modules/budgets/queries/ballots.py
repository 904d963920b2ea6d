"""Reads of the vote: whether it is on, what stands on the sheet, who asks, and the ballot of whoever asks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.budgets.models import Application, Ballot, Budget, Candidate, Code, Sheet
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
from mitmachstadt.spine.problems import Problem

#: Age groups that people may name for the turnout, with the age at which each begins.
AGE_GROUPS = (
    ("unter18", 0, _("under 18")), ("18bis29", 18, _("18 to 29")), ("30bis44", 30, _("30 to 44")),
    ("45bis64", 45, _("45 to 64")), ("ab65", 65, _("65 and older")),
)  # fmt: skip


@dataclass(frozen=True)
class Elector:
    """Who asks to vote: an account or a code; neither of them is a guest."""

    user: User | None = None
    code: Code | None = None


@dataclass(frozen=True)
class Vote:
    """The vote of a budget as it stands: its rule, what is on the sheet in the order of the numbers, what was taken off."""

    rule: BallotRule
    candidates: Sequence[Candidate]
    sheet: Sheet | None

    @property
    def items(self) -> list[Item]:
        """Everything that was on the sheet when it was fixed."""
        return [item_of(one) for one in self.candidates]

    @property
    def standing(self) -> list[Item]:
        """What one can vote on now."""
        return [item_of(one) for one in self.candidates if stands(one)]


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


#: What the rules need of a candidate; pages show more.
LEAN = (
    "sheet_id", "number", "key", "title", "price", "district", "removed", "application__on_ballot",
    "application__case__public", "application__case__hidden",
)  # fmt: skip


def vote_of(budget: Budget, *, lean: bool = False) -> Vote:
    """The vote with the sheet as it was fixed, or as it would be if it began now; `lean` is enough for rules."""
    sheet = Sheet.objects.filter(budget=budget).first()
    if sheet is None:
        return Vote(rule_of(budget), new_candidates(on_the_ballot(budget)), None)
    if lean:
        rows = list(sheet.candidates.select_related("application__case").only(*LEAN))
    else:
        rows = list(sheet.candidates.select_related("application__case", "application__district"))
    for one in rows:
        one.application.budget = budget
    return Vote(ballot_rule(sheet.rule), rows, sheet)


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
