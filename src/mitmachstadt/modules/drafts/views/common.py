"""What several pages of texts show the same way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mitmachstadt.modules.drafts import queries, rules
from mitmachstadt.modules.drafts.models import Comment, Draft, State
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.cases.registry import kind_of
from mitmachstadt.spine.ui.words import days_left, weekday_and_day


@dataclass(frozen=True)
class Chip:
    """Colour, icon and words."""

    tone: str
    icon: str
    text: str


def draft_or_404(number: str) -> Draft:
    """The text, when everybody may read it."""
    found = queries.public_draft(number)
    if found is None:
        raise Http404
    return found


def person_of(request: HttpRequest) -> User | None:
    """The signed-in person, or None."""
    return request.user if isinstance(request.user, User) else None


def kind_name(draft: Draft) -> str:
    """The name of its kind in the language of the page."""
    return queries.kind_of(draft).name(get_language() or "de")


def chip_of(draft: Draft, today: date) -> Chip:
    """Where it stands, in colour, icon and words."""
    if draft.state == State.DRAFT:
        return Chip("grey", "eye-off", _("Draft"))
    word = rules.window_word(queries.window_of(draft), today)
    if word == "finished":
        return Chip("leaf", "check-circle", _("Finished"))
    if word == "open":
        left = f", {days_left(draft.window_end, today)}" if draft.window_end else ""
        return Chip("petrol", "message", _("Open for comments") + left)
    if word == "coming":
        start = draft.window_start
        when = weekday_and_day(start, today) if start else ""
        return Chip("sky", "calendar", _("Comments from %(day)s on") % {"day": when})
    return Chip("grey", "clock", _("Comments are being answered"))


def comment_row(comment: Comment, agreed: set[int]) -> dict[str, Any]:
    """A comment with its state and, where another wording is proposed, the differences word by word."""
    parts = rules.differences(comment.paragraph.text, comment.wording) if comment.wording else []
    return {
        "comment": comment,
        "state": kind_of(comment.case).state(comment.case.state),
        "parts": parts,
        "agreed": comment.pk in agreed,
    }
