"""What can be talked about: a kind of case says where its talk stands and how long it is open."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from mitmachstadt.spine.cases.models import Case


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A kind of case with comments.

    `path_of(case)` is its German page, `is_open(case)` whether new comments are taken.
    """

    kind: str
    path_of: Callable[[Case], str]
    is_open: Callable[[Case], bool]


_subjects: dict[str, Subject] = {}


def register(subject: Subject) -> None:
    """Adds a kind; the same key again replaces it."""
    _subjects[subject.kind] = subject


def subject_of(case: Case) -> Subject | None:
    """How this case is talked about; None where there is no talk."""
    return _subjects.get(case.kind)


def kinds() -> Iterable[str]:
    """Keys of the kinds with comments."""
    return _subjects.keys()
