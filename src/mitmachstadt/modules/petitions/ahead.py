"""What still comes for a petition or a question, as lines below those of what happened, in the receipts of both."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mitmachstadt.modules.petitions.models import Petition, Question
from mitmachstadt.modules.petitions.queries import sessions
from mitmachstadt.modules.petitions.rules import PetitionRules, QuestionRules, petition_ahead, question_ahead
from mitmachstadt.spine.cases.timeline import Line
from mitmachstadt.spine.ui.words import clock, day, weekday_and_day


def of_petition(case: Any, petition: Petition, rules: PetitionRules, now: datetime) -> list[Line]:
    """The stages before a petition; the first bears the day of its duty, as `case.due_on` says."""
    makers = {"check": _check, "agenda": _agenda, "meeting": _meeting, "notice": _notice}
    stages = petition_ahead(case.state)
    return [makers[stage](petition, rules, _promised(case, n == 0), now) for n, stage in enumerate(stages)]


def of_question(case: Any, question: Question, rules: QuestionRules, now: datetime) -> list[Line]:
    """The stages before a question, likewise."""
    held = question.meeting_at is not None and question.meeting_at <= now
    found = []
    for n, stage in enumerate(question_ahead(case.state, held=held)):
        if stage == "check":
            text = _("We check whether it can be asked. A no comes with its reason.")
            found.append(Line(_by(_promised(case, n == 0)), "search", text=text))
        elif stage == "session":
            found.append(_session(question))
        else:
            found.append(_answer(_promised(case, case.state == "admitted"), rules))
    return found


def _promised(case: Any, first: bool) -> date | None:
    due: date | None = getattr(case, "due_on", None)
    return due if first else None


def _by(due: date | None) -> str:
    if due is None:
        return _("Then")
    words = _("By %(day)s") if due >= timezone.localdate() else _("Promised by %(day)s")
    return words % {"day": day(due)}


def _check(petition: Petition, rules: PetitionRules, due: date | None, now: datetime) -> Line:
    text = _("The town checks whether it may be dealt with. A no comes with its reason.")
    return Line(_by(due), "search", text=text)


def _agenda(petition: Petition, rules: PetitionRules, due: date | None, now: datetime) -> Line:
    most = rules.days.agenda
    later = ngettext("At most %(n)s working day after that", "At most %(n)s working days after that", most)
    text = (
        _("It stands on an agenda of: %(body)s. You get an invitation.") % {"body": petition.body.name}
        if petition.body
        else _("It stands on an agenda. You get an invitation.")
    )
    return Line(_by(due) if due else later % {"n": most}, "calendar", text=text)


def _meeting(petition: Petition, rules: PetitionRules, due: date | None, now: datetime) -> Line:
    at = petition.meeting_at
    if at is None or at <= now:
        return Line(_by(due), "gavel", text=_("The result of the meeting is recorded."))
    text = " · ".join(
        part for part in (petition.body.name if petition.body else "", petition.meeting_place) if part
    )
    return Line(_moment(at), "calendar", "now", text=text)


def _notice(petition: Petition, rules: PetitionRules, due: date | None, now: datetime) -> Line:
    most = rules.days.notice
    later = ngettext(
        "At most %(n)s working day after the meeting", "At most %(n)s working days after the meeting", most
    )
    text = _("You get the notice: what was decided, by how many votes, and why.")
    return Line(_by(due) if due else later % {"n": most}, "mail", text=text)


def _session(question: Question) -> Line:
    if sessions.session_gone(question):
        text = _("The session was cancelled or moved. The question goes to another one.")
        return Line(_("In the next session"), "calendar", text=text)
    text = _("It is answered in public. You may come and ask a follow-up question.")
    if question.meeting_at is None:
        return Line(_("In the next session"), "calendar", text=text)
    return Line(_moment(question.meeting_at), "calendar", "now", text=text)


def _answer(due: date | None, rules: QuestionRules) -> Line:
    most = rules.days.answer
    later = ngettext("At most %(n)s working day after that", "At most %(n)s working days after that", most)
    text = _("The answer stands on the page and in your mail.")
    return Line(_by(due) if due else later % {"n": most}, "message", text=text)


def _moment(at: datetime) -> str:
    return f"{weekday_and_day(timezone.localdate(at), timezone.localdate())}, {clock(at)}"
