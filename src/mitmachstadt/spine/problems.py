"""How a rule says no: one shape of refusal, so that forms, the API and importers speak the same sentence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.forms import BaseForm

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


@dataclass(frozen=True)
class Problem:
    """One reason why something may not be done.

    `field` names the input it belongs to ("" for the whole matter), `code` is stable and meant for programs,
    `message` is a lazily translated sentence for people.
    """

    field: str
    code: str
    message: _StrOrPromise

    def __str__(self) -> str:
        return str(self.message)


class Refused(Exception):  # noqa: N818 - it is an answer, not a fault
    """Raised by an action when its rule found problems; nothing has been written then."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        if not self.problems:
            raise ValueError("A refusal needs at least one problem.")
        super().__init__(self.problems)

    def __str__(self) -> str:
        return " ".join(str(problem) for problem in self.problems)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes in the order of the problems, for programs and tests."""
        return tuple(problem.code for problem in self.problems)


def refuse_if(problems: Iterable[Problem]) -> None:
    """Raise `Refused` when there is at least one problem; otherwise do nothing."""
    found = tuple(problems)
    if found:
        raise Refused(found)


def add_to_form(form: BaseForm, refused: Refused) -> None:
    """Put each problem beside its field; a problem of no field, or of one the form lacks, stands on top."""
    for problem in refused.problems:
        field = problem.field if problem.field in form.fields else None
        form.add_error(field, ValidationError(problem.message, code=problem.code))
