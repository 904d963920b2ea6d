"""What was read while something was made. Asked again, the same answers prove that it would be made the same again.

Asking twenty questions costs a fraction of making objects and a page of their answers, and says for certain what a mark of
the whole town can only fear: that the change concerned this page. Only `answers` is heard; a page that asked the database in
any other way while it was made has no proof and is made anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial, wraps
from typing import Any, NamedTuple, ParamSpec, TypeVar

from django.db import connection

T = TypeVar("T")
P = ParamSpec("P")
Rows = list[tuple[Any, ...]]
#: More rows than this are not kept as a proof.
MOST_ROWS = 2000


class Question(NamedTuple):
    """A statement as it goes to the database."""

    sql: str
    params: tuple[Any, ...]


class Proof:
    """Questions with their answers, and values that keep themselves up to date. `whole` is False once something was read
    that can not be asked again. `fresh` are answers of a moment ago, by statement and values, that need no second way."""

    def __init__(self) -> None:
        self.questions: list[Question] = []
        self.rows: list[Rows] = []
        self.noted: list[tuple[Callable[[], Any], Any]] = []
        self.whole = True
        self.asking = False
        self.fresh: dict[str, list[tuple[tuple[Any, ...], Rows]]] = {}
        self._batch = ""

    def holds(self, told: Proof | None = None) -> bool:
        """Whether everything would be answered as it was; `told` gets the answers that were read to find out."""
        if not self.whole:
            return False
        with unheard():
            return all(ask() == value for ask, value in self.noted) and self._same_rows(told)

    def _same_rows(self, told: Proof | None) -> bool:
        found = []
        for question, rows, now in zip(self.questions, self.rows, self._read(), strict=False):
            found.append((question, now))
            if now != rows and connection.vendor != "postgresql":
                break
        same = [now for _question, now in found] == self.rows
        if told is not None and not same:
            for question, now in found:
                told.fresh.setdefault(question.sql, []).append((question.params, now))
        return same

    def _read(self) -> Iterable[Rows]:
        """All answers as they are now; on SQLite one after the other, because each way there costs next to nothing."""
        if connection.vendor == "postgresql" and self.questions:
            self._batch = self._batch or as_one(self.questions)
            return read_batch(self._batch, len(self.questions))
        return map(read, self.questions)

    def just_told(self, question: Question) -> Rows | None:
        """The answer of a moment ago, if there was one."""
        for params, rows in self.fresh.get(question.sql, ()):
            if params == question.params:
                return rows
        return None

    def hear(self, question: Question, rows: Rows) -> None:
        """Adds a question with its answer."""
        self.questions.append(question)
        self.rows.append(rows)

    def take(self, other: Proof) -> None:
        """Adds all that something read of which this is made."""
        self.questions += other.questions
        self.rows += other.rows
        self.noted += other.noted
        self.whole = self.whole and other.whole

    def overheard(self, execute: Callable[..., Any], *given: Any) -> Any:
        """Stands around each statement of this connection."""
        heard = _heard.get()
        if heard is not None and not heard.asking:
            heard.whole = False
        return execute(*given)


#: What is being made just now, if anything.
_heard: ContextVar[Proof | None] = ContextVar("heard", default=None)


@contextmanager
def unheard() -> Iterator[Proof | None]:
    """Whoever listens does not hear what is asked in between, and gets it in another way."""
    heard = _heard.get()
    was = heard.asking if heard is not None else False
    if heard is not None:
        heard.asking = True
    try:
        yield heard
    finally:
        if heard is not None:
            heard.asking = was


@contextmanager
def listening(proof: Proof) -> Iterator[Proof]:
    """Lets `proof` hear all questions until the end; something made within something else counts for both."""
    outer = _heard.get()
    token = _heard.set(proof)
    try:
        if outer is None:
            with connection.execute_wrapper(proof.overheard):
                yield proof
        else:
            yield proof
    finally:
        _heard.reset(token)
        if outer is not None:
            outer.take(proof)
    proof.fresh = {}
    proof.whole = proof.whole and sum(map(len, proof.rows)) <= MOST_ROWS


def rely_on(proof: Proof | None) -> None:
    """Says that what is being made uses something made before, with its proof."""
    heard = _heard.get()
    if heard is None:
        return
    if proof is None:
        heard.whole = False
    else:
        heard.take(proof)


def noted(ask: Callable[P, T]) -> Callable[P, T]:
    """For a function that answers from a memory with a bound of its own: what it gives is part of a proof, and is compared
    when the proof is tried; what it asks in between is its own matter."""

    @wraps(ask)
    def told(*args: P.args, **kwargs: P.kwargs) -> T:
        with unheard() as heard:
            value = ask(*args, **kwargs)
        if heard is not None and not heard.asking:
            heard.noted.append((partial(ask, *args, **kwargs), value))
        return value

    return told


def answers(question: Question) -> Rows:
    """The rows as the database gives them, heard by whoever listens."""
    heard = _heard.get()
    told = heard.just_told(question) if heard is not None and heard.fresh else None
    if told is None:
        with unheard():
            told = read(question)
    if heard is not None and not heard.asking:
        heard.hear(question, told)
    return told


def answers_together(questions: Sequence[Question]) -> list[Rows]:
    """The rows of several questions, on PostgreSQL in one way there and back."""
    if connection.vendor != "postgresql" or len(questions) < 2:
        return [answers(one) for one in questions]
    with unheard() as heard:
        found = read_batch(as_one(questions), len(questions))
    if heard is not None and not heard.asking:
        for question, rows in zip(questions, found, strict=True):
            heard.hear(question, rows)
    return found


def read(question: Question) -> Rows:
    """Asks the database."""
    with connection.cursor() as cursor:
        cursor.execute(question.sql, question.params)
        return list(cursor.fetchall())


def as_one(questions: Sequence[Question]) -> str:
    """Several questions in one message to PostgreSQL, their values written out by its driver."""
    with connection.cursor() as cursor:
        return ";\n".join(cursor.mogrify(*question) for question in questions)


def read_batch(batch: str, number: int) -> list[Rows]:
    """The rows of each of so many questions of `as_one`."""
    with connection.cursor() as cursor:
        cursor.execute(batch)
        found = [list(cursor.fetchall())]
        while len(found) < number and cursor.nextset():
            found.append(list(cursor.fetchall()))
        return found
