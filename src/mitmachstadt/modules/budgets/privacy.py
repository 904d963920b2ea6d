"""Who applies for money: the name of a person for everybody only where wanted, addresses and papers for nobody."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.budgets.actions.ballots import forget_voter
from mitmachstadt.modules.budgets.actions.counting import forget_voters
from mitmachstadt.modules.budgets.models import Voter
from mitmachstadt.modules.budgets.queries.ballots import Elector, own_ballot
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.privacy.registry import Activity, Item, Person, Section, register
from mitmachstadt.spine.ui.words import day as day_words

register.activity(
    Activity(
        key="budgets",
        title=_("Citizens' budgets"),
        purpose=_("Applications for money of a citizens' budget, from the check to the proof of use."),
        basis=_(
            "Task in the public interest (GDPR article 6 (1) e with GO NRW § 41 and the town's rules on the budget); "
            "the public name of a person: consent (a)"
        ),
        people=_("People and associations who apply, owners of ground in their consents"),
        recipients=_(
            "Everybody reads admitted applications, a person's name only where wanted. Address, consents and receipts "
            "are seen by the town alone. Whoever advises and the committee read what everybody reads."
        ),
        deletion=_(
            "Name, address, link and consents on the day that the receipt names: after the proof of use is checked. "
            "Applications that are not admitted or withdrawn: with their case."
        ),
        fields={
            "budgets.Application": (
                "text", "name", "label", "address", "geometry", "lat", "lon", "association", "postal", "proof", "missing",
            ),
            "budgets.ApplicationFile": ("upload",),
        },
        order=27,
    )
)  # fmt: skip
register.not_personal(
    "budgets.Budget", "The town's own words and rules.", "name", "text", "terms", "body_name"
)
register.not_personal(
    "budgets.Application", "The board's and the committee's own words, and lines of a cost plan.",
    "proposed_reason", "decided_by", "decision_reason", "early_reason", "costs", "complete_by",
)  # fmt: skip

register.activity(
    Activity(
        key="budget_votes",
        title=_("Votes on citizens' budgets"),
        purpose=_("One ballot a person or code on a citizens' budget, and how many took part."),
        basis=_(
            "Task in the public interest (GDPR article 6 (1) e with GO NRW § 41 and the town's rules on the budget); "
            "district and age group for the turnout: consent (a)"
        ),
        people=_("People who vote, and two people of the town who count paper ballots in"),
        recipients=_(
            "Who voted what is shown to nobody but the person. After the vote everybody reads the ballots without people, "
            "and how many took part, small numbers left out."
        ),
        deletion=_(
            "The way from a person to the ballot: as soon as the vote is over. That somebody voted: 180 days after. Ballots "
            "stay without people. Where an account is deleted before the end, its ballot goes too."
        ),
        fields={
            "budgets.Voter": ("user", "day", "district", "age_group"),
            "budgets.Ballot": ("choices", "receipt", "district"),
            "budgets.PaperBatch": ("counted_by", "confirmed_by"),
        },
        order=28,
    )
)
register.not_personal("budgets.Sheet", "The rule of a vote and its counted result.", "rule", "result")
register.not_personal(
    "budgets.Candidate", "Words of the count and of public applications.", "title", "reason", "key"
)
register.not_personal(
    "budgets.PaperBatch", "Numbers on paper ballots and a name for the pile.", "name", "first", "second"
)
register.not_personal("budgets.Code", "A keyed checksum of a drawn code.", "digest")


@register.finder
def find_votes(person: Person) -> Iterator[Section]:
    """On which budgets the person voted, and what as long as the ballot can be found."""
    if not isinstance(person.user, User):
        return
    rows = Voter.objects.filter(user=person.user).select_related("budget").order_by("-day", "-pk")
    items = []
    for row in rows:
        own = own_ballot(row.budget, Elector(user=person.user))
        facts = [(_t("You voted on"), day_words(row.day))]
        facts += [(_t("District"), row.district)] if row.district else []
        facts += [(_t("Age"), row.age_group)] if row.age_group else []
        facts += (
            [(_t("Chosen"), ", ".join(f"{key}: {value}" for key, value in own.choices.items()))]
            if own
            else []
        )
        items.append(Item(title=row.budget.name, facts=tuple(facts), url=row.budget.get_absolute_url()))
    if items:
        yield Section(activity="budget_votes", items=tuple(items))


@register.forgetter
def forget_votes(person: Person) -> None:
    """Takes running ballots back and the person out of all others."""
    if isinstance(person.user, User):
        forget_voter(person.user)


register.term("budget_votes", _("That somebody voted on a budget, 180 days after the count"), forget_voters)
