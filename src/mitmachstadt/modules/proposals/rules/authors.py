"""Decisions about who writes a proposal together: who may be invited, who may accept, and by which name."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.proposals.rules.town import CoAuthorRule
from mitmachstadt.modules.proposals.rules.writing import MAX_NAME
from mitmachstadt.modules.proposals.states import OPEN
from mitmachstadt.spine.moderation.rules import private_details
from mitmachstadt.spine.problems import Problem

#: States in which people may still join.
JOINABLE = ("received", *OPEN)


def invitation_problems(
    rule: CoAuthorRule, *, state: str, places: int, proven: bool, own_address: bool
) -> list[Problem]:
    """Why nobody can be invited now; `places` counts co-authors and waiting invitations, `proven` says that whoever
    invites has an account or a confirmed address."""
    if state not in JOINABLE:
        return [Problem("", "closed", _("This proposal has come to its end. Nobody can join any more."))]
    if not proven:
        return [Problem("", "not_proven", _("Please confirm your own e-mail address first."))]
    if own_address:
        return [Problem("email", "own", _("This is your own address."))]
    if places >= rule.most:
        words = _("At most %(n)d people write along. Take an invitation back first.") % {"n": rule.most}
        return [Problem("", "full", words)]
    return []


def acceptance_problems(
    rule: CoAuthorRule, *, state: str, invited_at: datetime, now: datetime, author: bool, already: bool
) -> list[Problem]:
    """Why this person can not accept this invitation."""
    if state not in JOINABLE:
        return [Problem("", "closed", _("This proposal has come to its end. Nobody can join any more."))]
    if expired(rule, invited_at, now):
        return [Problem("", "expired", _("This invitation is no longer valid. Ask for a new one."))]
    if author:
        return [Problem("", "own", _("This is your own proposal."))]
    if already:
        return [Problem("", "already", _("You write this proposal along already."))]
    return []


def expired(rule: CoAuthorRule, invited_at: datetime, now: datetime) -> bool:
    """True once an invitation has waited longer than the rule says."""
    return now - invited_at > timedelta(days=rule.days)


def last_day(rule: CoAuthorRule, invited_on: date) -> date:
    """The last day on which an invitation is good."""
    return invited_on + timedelta(days=rule.days)


def public_name_problems(name: str) -> list[Problem]:
    """What is wrong with the name that everybody reads."""
    if not name.strip():
        return [Problem("name", "missing", _("Please say by which name you want to be named."))]
    if len(name) > MAX_NAME:
        return [Problem("name", "too_long", _("The name is too long."))]
    if private_details(name):
        words = _("Please give a name. Phone numbers and addresses would be seen by everybody.")
        return [Problem("name", "private", words)]
    return []
