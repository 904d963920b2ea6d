"""Who proposes and who votes: names for everybody only where wanted, votes for nobody."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.proposals.actions.proposals import path_of
from mitmachstadt.modules.proposals.actions.voting import forget_votes
from mitmachstadt.modules.proposals.models import Vote
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.privacy.registry import Activity, Item, Person, Section, register

register.activity(
    Activity(
        key="proposals",
        title=_("Proposals and votes"),
        purpose=_("Proposals of residents, one vote a person on each, and the answer of the town."),
        basis=_("Task in the public interest (GDPR article 6 (1) e with GO NRW § 23); the name: consent (a)"),
        people=_("People who propose something or vote"),
        recipients=_(
            "Everybody reads released words, the name only where wanted. Who voted how is never shown; everybody reads "
            "how many."
        ),
        deletion=_(
            "Address, link and name on the day that the receipt names. Votes: taken back with the account, or without "
            "the person once the vote has ended."
        ),
        fields={
            "proposals.Proposal": (
                "text",
                "name",
                "label",
                "address",
                "geometry",
                "lat",
                "lon",
                "asked_back",
            ),
            "proposals.Legacy": ("facts",),
            "proposals.Vote": ("user", "value", "reason", "text", "at"),
        },
        order=26,
    )
)
register.not_personal(
    "proposals.Proposal", "The town's own words and rules.", "answer", "answered_by", "terms"
)
register.not_personal("proposals.Legacy", "The name of the former system.", "source")
register.not_personal(
    "proposals.VoteLine", "Knows no person and no hour.", "name", "before", "after", "reason", "day"
)


@register.finder
def find(person: Person) -> Iterator[Section]:
    """Each vote of the person; own proposals are found as cases."""
    if not isinstance(person.user, User):
        return
    rows = Vote.objects.filter(user=person.user).select_related("proposal__case").order_by("-at")
    items = tuple(
        Item(
            title=f"{row.proposal.case.number}: {row.proposal.title}",
            facts=(
                (_t("Your vote"), _t("for") if row.value > 0 else _t("against")),
                *(((_t("Your reason"), row.text),) if row.text else ()),
            ),
            url=path_of(row.proposal.case.number),
        )
        for row in rows
    )
    if items:
        yield Section(activity="proposals", items=items)


@register.forgetter
def forget(person: Person) -> None:
    """Takes running votes back and the person out of all others."""
    if isinstance(person.user, User):
        forget_votes(person.user)
