"""Who hears of what happens to a proposal: followers through their news, everybody who writes it by mail."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, gettext, ngettext, override

from mitmachstadt.modules.proposals.actions.finding import KIND, path_of
from mitmachstadt.modules.proposals.models import CoAuthor, Proposal
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.cases import letters
from mitmachstadt.spine.cases.actions import write_event
from mitmachstadt.spine.cases.registry import Given, Transition
from mitmachstadt.spine.notify.actions import queue_mail, tell
from mitmachstadt.spine.ui.words import day as day_words

#: Steps of which everybody who follows the proposal hears.
TOLD = frozenset({"reach", "answer", "progress", "build", "expire"})


def of_step(proposal: Proposal, step: Transition, given: Given) -> None:
    """News for followers, and a mail for each co-author wherever the author gets one."""
    if proposal.case.public and step.key in TOLD:
        with override(settings.LANGUAGE_CODE):
            words = {
                "reach": gettext("Enough votes: %(title)s"),
                "answer": gettext("The town answered: %(title)s"),
                "progress": gettext("It goes on: %(title)s"),
                "build": gettext("It is done: %(title)s"),
                "expire": gettext("The vote has ended: %(title)s"),
            }
        _news(proposal, words[step.key], given.text)
    if step.mail:
        outcome = proposal.get_outcome_display() if step.key == "answer" else ""
        context = {"said": step.said, "outcome": outcome, "text": given.text, "reason": given.reason}
        _mail_co_authors(proposal, "proposal_step", context, f"v{proposal.case.version}")


def of_lost_days(proposal: Proposal, days: int, until: date) -> None:
    """Everybody reads in the course of the proposal, and followers hear, that and why the vote goes on longer."""
    with override(settings.LANGUAGE_CODE):
        words = ngettext(
            "Nobody could vote for %(n)d day. The vote therefore goes on until %(day)s.",
            "Nobody could vote for %(n)d days. The vote therefore goes on until %(day)s.",
            days,
        )
        text = words % {"n": days, "day": day_words(until)}
        title = gettext("The vote goes on longer: %(title)s")
    write_event(proposal.case, "time_added", public=True, text=text)
    if proposal.case.public:
        _news(proposal, title, text)


def of_words(proposal: Proposal, *, by: User | None, addition: bool) -> None:
    """Tells everybody who writes the proposal but the one who just did, and followers of what was added."""
    if addition and proposal.case.public:
        with override(settings.LANGUAGE_CODE):
            title = gettext("Something was added: %(title)s")
        _news(proposal, title, "")
    key = f"words{proposal.revision}"
    _mail_co_authors(proposal, "proposal_words", {"addition": addition}, key, but=by)
    case = proposal.case
    if by is not None and by.pk != case.sender_id and letters.may_write(case):
        context = {**letters.base_context(case), "addition": addition, "own": True}
        _queue(case.sender_email, "proposal_words", context, case.language, f"{case.number}:{key}:sender")


def invite(proposal: Proposal, email: str, link: str, days: int, *, key: str) -> None:
    """The invitation; it says the same whether that address has an account or not, and no words of a proposal that
    nobody has looked at yet."""
    context = {
        "number": proposal.case.number,
        "title": proposal.title if proposal.case.public else "",
        "author": proposal.name if proposal.case.public else "",
        "url": link,
        "days": days,
    }
    _queue(email, "proposal_invitation", context, get_language() or settings.LANGUAGE_CODE, key)


def _news(proposal: Proposal, title: str, text: str) -> None:
    number = proposal.case.number
    tell(
        [f"{KIND}:{number}"], title=title % {"title": proposal.title}, text=text, path=path_of(number),
        sample=proposal.case.sample,
    )  # fmt: skip


def _mail_co_authors(
    proposal: Proposal, template: str, context: dict[str, Any], key: str, *, but: User | None = None
) -> None:
    if proposal.case.sample:
        return
    number = proposal.case.number
    base = {
        "number": number,
        "title": proposal.title,
        "url": settings.BASE_URL + path_of(number),
        "own": False,
    }
    for one in CoAuthor.objects.joined().filter(proposal=proposal).select_related("user"):
        if one.user is not None and (but is None or one.user_id != but.pk) and one.user.is_active:
            _queue(
                one.user.email,
                template,
                {**base, **context},
                settings.LANGUAGE_CODE,
                f"{number}:{key}:{one.user_id}",
            )


def _queue(to: str, template: str, context: dict[str, Any], language: str, key: str) -> None:
    queue_mail(to, template, context, language=language, dedupe_key=f"proposal:{key}")
