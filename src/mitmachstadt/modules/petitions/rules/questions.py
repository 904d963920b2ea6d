"""Decisions about question time: which session a question belongs to, and whether it may be asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from mitmachstadt.modules.petitions.rules.petitions import who_problems
from mitmachstadt.modules.petitions.rules.town import QuestionRules
from mitmachstadt.spine.problems import Problem

MAX_QUESTION, MAX_BACKGROUND = 1000, 3000


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What somebody asks; `earlier` are the person's other questions for the same session."""

    text: str
    background: str
    name: str
    address: str
    resident: bool
    earlier: int = 0


@dataclass(frozen=True)
class Session:
    """A meeting with question time."""

    id: int
    day: date


@dataclass(frozen=True)
class Place:
    """Where a question of a day belongs: its session (None when none is fixed yet), and the one it came too late for."""

    session: Session | None
    last_day: date | None
    missed: Session | None

    @property
    def rolled_over(self) -> bool:
        """True when it came too late for an earlier session."""
        return self.missed is not None


def last_day_for(session: date, rules: QuestionRules) -> date:
    """The last day on which a question for that session must be there."""
    return session - timedelta(days=rules.session.days_before)


def place_for(day: date, sessions: Iterable[Session], rules: QuestionRules) -> Place:
    """The first session whose deadline has not passed on `day`; earlier ones still to come are missed.

    The deadline ends at the end of its day. Where every deadline has passed, the question waits for the session that is
    fixed next.
    """
    missed = None
    for session in sorted(sessions, key=lambda one: (one.day, one.id)):
        if session.day < day:
            continue
        last = last_day_for(session.day, rules)
        if day <= last:
            return Place(session, last, missed)
        missed = missed or session
    return Place(None, None, missed)


def question_ahead(state: str, *, held: bool) -> tuple[str, ...]:
    """The stages that still lie before a question; `held`: its session is over."""
    if state not in ("received", "admitted"):
        return ()
    return (
        *(("check",) if state == "received" else ()),
        *(() if held else ("session",)),
        "answer",
    )


def may_ask(one: Asked, rules: QuestionRules) -> list[Problem]:
    """Everything that stands against a question, each at its field."""
    found = []
    if not one.text.strip():
        found.append(Problem("text", "missing", _("Please write your question.")))
    elif len(one.text) > MAX_QUESTION:
        found.append(Problem("text", "too_long", _("Please ask in fewer words.")))
    if len(one.background) > MAX_BACKGROUND:
        found.append(Problem("background", "too_long", _("Please write less about the background.")))
    found += who_problems(one.name, one.address, one.resident, rules.author)
    if one.earlier >= rules.ask.most:
        found.append(limit_reached(rules.ask.most))
    return found


def limit_reached(most: int) -> Problem:
    """Why one more question of the same person does not fit into a session."""
    text = ngettext_lazy(
        "One person may ask %(n)d question in a session. You have already asked it.",
        "One person may ask %(n)d questions in a session. You have already asked them.",
        "n",
    )
    return Problem("", "limit", text % {"n": most})
