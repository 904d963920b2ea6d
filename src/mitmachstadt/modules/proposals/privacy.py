"""Who proposes and who votes: names for everybody only where wanted, votes for nobody."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.proposals.actions.co_authors import forget_invitations, leave_all
from mitmachstadt.modules.proposals.actions.finding import path_of
from mitmachstadt.modules.proposals.actions.voting import forget_votes
from mitmachstadt.modules.proposals.models import CoAuthor, Vote
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
            "proposals.Version": ("text", "addition"),
            "proposals.Vote": ("user", "value", "reason", "text", "at"),
        },
        order=26,
    )
)
register.activity(
    Activity(
        key="co_authors",
        title=_("Writing a proposal together"),
        purpose=_("The author invites others by mail; whoever accepts is named and may change the words."),
        basis=_(
            "Consent of whoever accepts (GDPR article 6 (1) a); the invitation: task in the public interest (e)"
        ),
        people=_("People who are invited to write along, and those who do"),
        recipients=_(
            "Everybody reads the name that a co-author chose; the author alone sees invited addresses."
        ),
        deletion=_(
            "The address when the invitation is accepted, declined or has run out. The name when the person leaves, with "
            "the account, and together with the name of the author."
        ),
        fields={"proposals.CoAuthor": ("email", "token_hash", "user", "name", "invited_at", "joined_at")},
        order=27,
    )
)
register.not_personal(
    "proposals.Proposal",
    "The town's own words and rules.",
    "answer",
    "answered_by",
    "terms",
    "built",
    "easy_text",
)
register.not_personal("proposals.Legacy", "The name of the former system.", "source")
register.not_personal(
    "proposals.VoteLine", "Knows no person and no hour.", "name", "before", "after", "reason", "day"
)
register.not_personal("proposals.Version", "The number of a version.", "name")


@register.finder
def find(person: Person) -> Iterator[Section]:
    """Each vote of the person, what they write along, and invitations that wait; own proposals are found as cases."""
    written = CoAuthor.objects.filter(email__iexact=person.email) if person.email else CoAuthor.objects.none()
    if isinstance(person.user, User):
        written = CoAuthor.objects.filter(Q(user=person.user) | Q(email__iexact=person.email, email__gt=""))
    together = tuple(
        Item(
            title=f"{row.proposal.case.number}: {row.proposal.title if row.user_id else _t('Invitation')}",
            facts=((_t("Your name there"), row.name),) if row.user_id else (),
            url=path_of(row.proposal.case.number) if row.user_id else "",
        )
        for row in written.select_related("proposal__case").order_by("pk")
    )
    if together:
        yield Section(activity="co_authors", items=together)
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
    """Takes running votes back and the person out of all others; leaves what was written together."""
    if isinstance(person.user, User):
        forget_votes(person.user)
        leave_all(person.user)
    if person.email:
        forget_invitations(person.email)
