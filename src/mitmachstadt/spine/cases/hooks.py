"""Where other rooms of the spine listen to cases without cases knowing them: plain lists that apps fill when ready.

`opening_gates(kind, sender, email)` and `step_gates(case, step, given, by)` give problems that refuse; `opened(case)`,
`hidden(case, source, reason, by, now)`, `shown(case, by, now)` and `taken_back(case, step)` run inside the transaction
after it was written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import CaseKind, Given, Transition
from mitmachstadt.spine.problems import Problem, refuse_if

opening_gates: list[Callable[[CaseKind, User | None, str], Iterable[Problem]]] = []
step_gates: list[Callable[[Case, Transition, Given, User | None], Iterable[Problem]]] = []
opened: list[Callable[[Case], object]] = []
hidden: list[Callable[[Case, str, str, User | None, datetime], None]] = []
shown: list[Callable[[Case, User | None, datetime], None]] = []
taken_back: list[Callable[[Case, str], None]] = []


def ask_before_opening(kind: CaseKind, sender: User | None, email: str) -> None:
    """Raises `Refused` when somebody has a reason against a case of this sender."""
    refuse_if(problem for gate in opening_gates for problem in gate(kind, sender, email))


def ask_before_step(case: Case, step: Transition, given: Given, by: User | None) -> None:
    """Raises `Refused` when somebody has a reason against this step."""
    refuse_if(problem for gate in step_gates for problem in gate(case, step, given, by))


def say_opened(case: Case) -> None:
    """Tells whoever listens that a case was opened."""
    for listener in opened:
        listener(case)


def say_moved(
    case: Case, source: str, *, was_hidden: bool, reason: str, by: User | None, now: datetime
) -> None:
    """Tells whoever listens that a case was hidden or came back from there."""
    if case.hidden and not was_hidden:
        for listener in hidden:
            listener(case, source, reason, by, now)
    elif was_hidden and not case.hidden:
        for teller in shown:
            teller(case, by, now)


def say_taken_back(case: Case, step: str) -> None:
    """Tells whoever listens that what was recorded by this step no longer holds."""
    for listener in taken_back:
        listener(case, step)
