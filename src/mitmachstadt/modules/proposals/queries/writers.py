"""Who writes a proposal, what its versions say, and where it stands for whoever wants to change it."""

from __future__ import annotations

from datetime import date

from mitmachstadt.modules.proposals.models import CoAuthor, Proposal, Version
from mitmachstadt.modules.proposals.queries import town
from mitmachstadt.modules.proposals.rules import Standing, Words, versions_in_words, way_of_writing
from mitmachstadt.modules.proposals.states import OPEN
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.prepared import Prepared

#: Versions that were public, the oldest first.
VERSIONS = Prepared(lambda proposal: Version.objects.shown().filter(proposal_id=proposal).order_by("number"))
CO_AUTHORS = Prepared(
    lambda proposal: (
        CoAuthor.objects.joined()
        .filter(proposal_id=proposal)
        .order_by("place")
        .values_list("user_id", "name")
    )
)


def is_author(proposal: Proposal, user: User) -> bool:
    """True for the account from which the proposal was sent."""
    return proposal.case.sender_id == user.pk


def writes(proposal: Proposal, user: User) -> bool:
    """True for the author and everybody who accepted to write along."""
    return is_author(proposal, user) or CoAuthor.objects.filter(proposal=proposal, user=user).exists()


def own(number: str, user: User) -> Proposal | None:
    """The proposal of that number, public or not, for whoever writes it; None for everybody else."""
    rows = Proposal.objects.select_related("case__unit", "district", "topic")
    found: Proposal | None = rows.filter(case__number=number, case__hidden=False).first()
    return found if found is not None and writes(found, user) else None


def standing(proposal: Proposal, today: date) -> Standing:
    """What the rule about writing asks."""
    rows = list(Version.objects.filter(proposal=proposal).order_by("number"))
    kept = [one for one in rows if one.shown_at or not one.hidden_at]
    case = proposal.case
    running = proposal.ends_on is not None and proposal.ends_on >= today
    return Standing(
        checked=bool(rows),
        in_check=case.state == "received",
        voting=case.state in OPEN and running,
        asked_to_change=bool(rows) and rows[-1].hidden_at is not None and rows[-1].shown_at is not None,
        cast=proposal.cast,
        additions=sum(1 for one in kept if one.addition),
        versions=len(rows),
    )


def way_now(proposal: Proposal, today: date) -> str:
    """What whoever writes it may do today: "rewrite", "add", or "" for nothing."""
    return way_of_writing(town.rules_of(proposal.case).writing, standing(proposal, today))


def words_of(versions: list[Version]) -> dict[int, Words]:
    """What each of these versions says, by its number."""
    return versions_in_words(
        [(one.number, one.title, one.text, one.addition, one.hidden_at is not None) for one in versions]
    )


def whole_text(proposal: Proposal) -> str:
    """All words of a proposal as they stand: for the search and whoever judges them."""
    rows = Version.objects.filter(proposal=proposal, hidden_at=None).exclude(addition="")
    added = rows.order_by("number").values_list("addition", flat=True)
    return "\n\n".join((proposal.title, proposal.text, *added))
