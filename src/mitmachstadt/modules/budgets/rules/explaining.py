"""Every rule of a vote in one sentence for people, as it stands beside the ballot and beside the result."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mitmachstadt.modules.budgets.rules import counting
from mitmachstadt.modules.budgets.rules.ballots import (
    APPROVAL,
    BOTH,
    DISTRICT,
    KNAPSACK,
    POINTS,
    RESIDENTS,
    UPDOWN,
    WHOLE,
    BallotRule,
)
from mitmachstadt.spine.ui.words import firm, money


def how_to_vote(rule: BallotRule) -> list[str]:
    """What may stand on a ballot, the main sentence first."""
    found = [_main(rule)]
    if rule.scope == DISTRICT:
        found.append(_("You vote in one district, on what is planned there."))
    if rule.scope == BOTH:
        found.append(_("You vote on what is for the whole town, and on what is planned in one district."))
    if rule.min_share:
        words = _("Your choice has to use at least %(share)s of the money.")
        found.append(words % {"share": firm(f"{rule.min_share} %")})
    if rule.min_number:
        words = ngettext("Choose at least %(n)s idea.", "Choose at least %(n)s ideas.", rule.min_number)
        found.append(words % {"n": rule.min_number})
    if rule.max_number and rule.kind != APPROVAL:
        words = ngettext("Choose at most %(n)s idea.", "Choose at most %(n)s ideas.", rule.max_number)
        found.append(words % {"n": rule.max_number})
    return found


def _main(rule: BallotRule) -> str:
    if rule.kind == KNAPSACK:
        if rule.scope != DISTRICT and len(rule.pots) == 1:
            words = _("Choose as many ideas as you like, as long as together they cost at most %(money)s.")
            return words % {"money": money(rule.pots[WHOLE])}
        return _("Choose as many ideas as you like, as long as together they cost no more than there is.")
    if rule.kind == APPROVAL:
        words = ngettext(
            "You have one vote, for one idea.",
            "You have %(n)s votes, one for each idea that you choose.",
            rule.max_number,
        )
        return words % {"n": rule.max_number}
    if rule.kind == POINTS:
        words = _("You share out %(points)s points, at most %(most)s to one idea.")
        return words % {"points": rule.points, "most": rule.most_on_one}
    assert rule.kind == UPDOWN
    return _("On each idea you say whether you are for it or against it, or nothing.")


def who_votes(rule: BallotRule) -> str:
    """Who may vote."""
    if rule.who == RESIDENTS:
        found = _("People vote who have proven that they live in the town.")
    else:
        found = _("Everybody with an account can vote.")
    if rule.min_age:
        found += " " + _("From %(n)s years on.") % {"n": rule.min_age}
    if rule.codes:
        found += " " + _("Without an account one votes with a code from the town.")
    return found


def how_it_is_counted(rule: BallotRule) -> list[str]:
    """How votes become a result, step by step."""
    if rule.kind == UPDOWN:
        found = [
            _("The most votes for it come first; what has more against it than for it is not put forward.")
        ]
        ties = _(
            "With the same votes the one with fewer against comes first, then the cheaper one, then the lot decides."
        )
    else:
        found = [_("The most votes come first.") if rule.kind != POINTS else _("The most points come first.")]
        ties = _(
            "With the same votes the cheaper idea comes first; where the price is the same, the lot decides."
        )
    found.append(
        _(
            "What does not fit into the money that is left is passed over, and the next one that fits comes up."
        )
    )
    found.append(ties)
    found.append(
        _("The lot was fixed before the vote by the words “%(seed)s”, so that everybody can draw it again.")
        % {"seed": rule.seed}
    )
    if rule.min_votes:
        words = ngettext(
            "Put forward is only what has at least %(n)s vote.",
            "Put forward is only what has at least %(n)s votes.",
            rule.min_votes,
        )
        found.append(words % {"n": rule.min_votes})
    if rule.incompatible:
        found.append(
            _("Of two ideas that exclude each other only the one with more votes can be put forward.")
        )
    return found


def equal_shares_sentence() -> str:
    """The method of equal shares in one sentence."""
    return _(
        "Everybody who voted gets the same share of the money; an idea is put forward when those who voted for it can pay for "
        "it together, the one that costs each of them least first."
    )


def completion_sentence() -> str:
    """What happens with the rest."""
    return _(
        "If money is left, all shares grow by one hundredth at a time until the next step would cost too much; the rest goes "
        "to the most votes that still fit."
    )


def reason_words(place: counting.Place) -> str:
    """Why an item is put forward or not."""
    if place.reason == counting.DOES_NOT_FIT:
        return _("does not fit: %(left)s were left") % {"left": money(place.left)}
    if place.reason == counting.INCOMPATIBLE:
        return _("excluded by %(rival)s") % {"rival": place.rival}
    return {
        counting.WON: _("put forward"),
        counting.NO_VOTES: _("no votes"),
        counting.TOO_FEW: _("too few votes"),
        counting.MORE_AGAINST: _("more against than for"),
    }[place.reason]


def tie_words(tie: str) -> str:
    """What decided among the same votes; "" where votes did."""
    return {
        "": "",
        counting.FEWER_AGAINST: _("same votes: fewer against"),
        counting.CHEAPER: _("same votes: the price decided"),
        counting.LOT: _("same votes and price: the lot decided"),
    }[tie]
