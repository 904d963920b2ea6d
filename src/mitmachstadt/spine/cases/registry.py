"""What a kind of case declares, in one place: states, steps, duties, and the few functions of its module."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.utils.functional import Promise

from mitmachstadt.spine.accounts.models import Role, User
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.city.models import Organisation

Words = Promise | str
Context = dict[str, Any]
Found = TypeVar("Found")

COLOURS = frozenset({"petrol", "sun", "leaf", "plum", "sky", "danger", "grey"})
#: What a step can ask for; each is a field of `Given`.
NEEDS = frozenset({"text", "reason", "outcome", "day", "file"})
#: "sender" is whoever holds the secret link, "house" what happened elsewhere in the house, such as a decision of the
#: council; the rest are roles of accounts.
ROLES = frozenset({*Role.values, "sender", "house"})


@dataclass(frozen=True, kw_only=True)
class State:
    """Where a case can stand; `name` is shown to everybody, always together with colour and icon."""

    key: str
    name: Words
    colour: str
    icon: str
    public: bool = False
    hidden: bool = False
    final: bool = False


@dataclass(frozen=True, kw_only=True)
class DutyKind:
    """Something that is owed; `working_days` holds where no dated rule names another number."""

    key: str
    name: Words
    working_days: int


@dataclass(frozen=True)
class Owed:
    """What the present state of a case asks for: which duty, of whom, until the end of which day."""

    key: str
    unit: Organisation
    due_on: date


@dataclass(frozen=True, kw_only=True)
class Transition:
    """One step: from any of `sources` to one of `targets`.

    `said` is the sentence of the timeline, `mail` the template that tells the sender ("" tells nothing),
    `public` whether everybody may read the step in the timeline of a public case. `takes_back` is the key of the step
    whose result it takes back, because it was recorded wrongly.
    """

    key: str
    label: Words
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    roles: tuple[str, ...]
    said: Words
    icon: str = "check"
    needs: frozenset[str] = frozenset()
    takes: frozenset[str] = frozenset()
    mail: str = ""
    public: bool = True
    together: bool = False
    takes_back: str = ""


@dataclass(frozen=True, kw_only=True)
class Given:
    """What a person gives with a step. `text` and `reason` may become public, `letter` goes to the sender alone;
    `together` are the numbers of all cases that get the same answer. `file` is what was uploaded, a picture needs
    `file_alt`; `held_on` is the day of the meeting whose result is entered; `more` holds the values of the kind's own
    fields."""

    text: str = ""
    reason: str = ""
    outcome: str = ""
    vote: str = ""
    effect: str = ""
    day: date | None = None
    file: Any = None
    file_alt: str = ""
    letter: str = ""
    passed_to: str = ""
    together: tuple[str, ...] = ()
    held_on: date | None = None
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class NextStep:
    """The proposal on the desk: what to do now, why, the letter already written, and the outcome where it is known.

    `mine` is False when somebody else takes the primary step and only others are left to the person at the desk.
    """

    title: Words
    why: Words
    primary: Transition
    others: tuple[Transition, ...] = ()
    letter: str = ""
    outcomes: tuple[tuple[str, Words], ...] = ()
    outcome: str = ""
    mine: bool = True


@dataclass(frozen=True, kw_only=True)
class OwnField:
    """One more text of the sender beside the main one, how it is called and how long it may be; one line stands above it."""

    name: str
    label: Words
    most: int
    lines: int = 1
    required: bool = True


@dataclass(frozen=True, kw_only=True)
class CaseKind:
    """A kind of case. The functions belong to its module, so that the spine need not know any module.

    Functions, all plain: `duty_of(case, day)` what is owed from `day` on in the case's present state (see
    `deadlines.owed` for the usual way); `allows(case, transition, person)` forbids a step beyond what roles say;
    `target_of(case, transition, given)` picks among several targets; `on_move(case, transition, given, by)` writes the
    module's own rows inside the transaction; `next_step(case, person)` the desk's proposal; `desk_view(case)` and
    `public_view(case)` context for the two templates; `own_text` and `change_own_text(case, text)` the sender's words,
    `own_text_label` and `own_text_most` what they are called and how long they may be; `own_more` are further texts that
    the sender may change with them, `own_values(case)` what stands there and `change_own_more(case, texts)` their writer;
    `forget(case)` removes personal data of the module; `on_confirmed(case)` follows the proof of a mail address;
    `follow_many(cases)` brings the module's own rows into line after many cases were hidden or shown at once, in a
    number of questions that does not grow with them;
    `on_handed_over(case)` follows a change of unit; `public_ids()` ids of the cases whose subject the public may see;
    `mail_context(case)` more words for mails; `sweep(dry_run)` removes (or only counts) what was
    begun and never handed in, once a night.
    `text_path` is where the sender's words stand, as a path of columns from the case.
    `more_fields(transition, person)` form fields, by name, that a step asks for beside the common ones, and
    `case_fields(case, transition, person)` those that depend on the case and are asked at its own desk page. `more_lines`
    names the kind's own lines of the timeline that are no steps: words and icon by key. `ready_texts(case, transition)`
    are texts to start from at a step that takes one: key, title, words.
    Errors are raised as `problems.Refused`.
    """

    key: str
    prefix: str
    title: Words
    plural: Words
    icon: str
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]
    duties: tuple[DutyKind, ...]
    duty_of: Callable[[Case, date], Owed | None]
    delete_after_days: int
    rule_key: str
    desk_template: str
    public_template: str
    received_mail: str
    confirm_mail: str
    colour: str = "petrol"
    allows: Callable[[Case, Transition, User], bool] | None = None
    target_of: Callable[[Case, Transition, Given], str] | None = None
    on_move: Callable[[Case, Transition, Given, User | None], None] | None = None
    next_step: Callable[[Case, User], NextStep | None] | None = None
    desk_view: Callable[[Case], Context] | None = None
    public_view: Callable[[Case], Context] | None = None
    own_text: Callable[[Case], str] | None = None
    change_own_text: Callable[[Case, str], None] | None = None
    own_text_label: Words = ""
    own_text_most: int = 2000
    own_more: tuple[OwnField, ...] = ()
    own_values: Callable[[Case], dict[str, str]] | None = None
    change_own_more: Callable[[Case, Mapping[str, str]], None] | None = None
    forget: Callable[[Case], None] | None = None
    on_confirmed: Callable[[Case], None] | None = None
    follow_many: Callable[[list[Case]], None] | None = None
    text_path: str = ""
    on_handed_over: Callable[[Case], None] | None = None
    public_ids: Callable[[], QuerySet[Any]] | None = None
    more_fields: Callable[[Transition, User], Mapping[str, Any]] | None = None
    case_fields: Callable[[Case, Transition, User], Mapping[str, Any]] | None = None
    ready_texts: Callable[[Case, Transition], Iterable[tuple[str, Words, str]]] | None = None
    mail_context: Callable[[Case], Context] | None = None
    sweep: Callable[[bool], int] | None = None
    more_lines: Mapping[str, tuple[Words, str]] = field(default_factory=dict)
    _states: dict[str, State] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_states", {state.key: state for state in self.states})

    @property
    def initial(self) -> State:
        """The state of a case that just arrived: the first one."""
        return self.states[0]

    def state(self, key: str) -> State:
        """The state of that key; KeyError for an unknown one."""
        return self._states[key]

    def transition(self, key: str) -> Transition:
        """The step of that key; KeyError for an unknown one."""
        return next_or_key_error((step for step in self.transitions if step.key == key), key)

    def duty(self, key: str) -> DutyKind:
        """The duty of that key; KeyError for an unknown one."""
        return next_or_key_error((duty for duty in self.duties if duty.key == key), key)

    def asks(self, step: Transition, person: User, case: Case | None = None) -> Mapping[str, Any]:
        """The kind's own form fields for this step, on this case where one is given."""
        fields = dict(self.more_fields(step, person)) if self.more_fields else {}
        if case is not None and self.case_fields:
            fields.update(self.case_fields(case, step, person))
        return fields

    def steps_from(self, state: str) -> list[Transition]:
        """The steps that lead on from `state`."""
        return [step for step in self.transitions if state in step.sources]

    def step_to(self, source: str, target: str) -> Transition | None:
        """The step from `source` to `target`, None where there is none."""
        return next((step for step in self.steps_from(source) if target in step.targets), None)


def next_or_key_error(found: Iterator[Found], key: str) -> Found:
    """The first of `found`, or KeyError(key)."""
    for item in found:
        return item
    raise KeyError(key)


_kinds: dict[str, CaseKind] = {}


def register(kind: CaseKind) -> CaseKind:
    """Adds a kind; registering the same key again replaces it, so that reloading is harmless."""
    _kinds[kind.key] = kind
    return kind


def kinds() -> list[CaseKind]:
    """All kinds in the order of their registration."""
    return list(_kinds.values())


def kind_of(case: Case) -> CaseKind:
    """The kind of `case`; KeyError when no module declares it any more."""
    return _kinds[case.kind]


def find_kind(key: str) -> CaseKind | None:
    """The kind of that key, or None."""
    return _kinds.get(key)


def faults(kind: CaseKind, others: Iterable[CaseKind] = ()) -> list[str]:
    """What is wrong with a declaration, a sentence each (English, for developers); empty when it holds together."""
    found: list[str] = []
    keys = [state.key for state in kind.states]
    if len(set(keys)) != len(keys):
        found.append("a state stands twice")
    steps = [step.key for step in kind.transitions]
    if len(set(steps)) != len(steps):
        found.append("a step stands twice")
    for state in kind.states:
        if state.colour not in COLOURS:
            found.append(f"state {state.key} has the unknown colour {state.colour}")
        if state.public and state.hidden:
            found.append(f"state {state.key} is public and hidden at once")
    pairs: set[tuple[str, str]] = set()
    for step in kind.transitions:
        found += [
            f"step {step.key} names the unknown state {key}"
            for key in (*step.sources, *step.targets)
            if key not in keys
        ]
        found += [
            f"step {step.key} is for the unknown role {role}" for role in step.roles if role not in ROLES
        ]
        found += [
            f"step {step.key} asks for unknown {need}"
            for need in (step.needs | step.takes) - NEEDS - {"vote", "effect", "passed_to"}
        ]
        if step.together and "file" in step.needs:
            found.append(f"step {step.key} needs a file of its own and can not be taken for many")
        if not step.roles:
            found.append(f"nobody may take step {step.key}")
        if len(step.targets) > 1 and kind.target_of is None:
            found.append(f"step {step.key} has several targets but the kind has no target_of")
        for pair in ((source, target) for source in step.sources for target in step.targets):
            if pair in pairs:
                found.append(f"two steps lead from {pair[0]} to {pair[1]}")
            pairs.add(pair)
    reached = reachable(kind)
    found += [f"state {key} can never be reached" for key in keys if key not in reached]
    found += [
        f"state {state.key} is no end but leads nowhere"
        for state in kind.states
        if not state.final and not kind.steps_from(state.key)
    ]
    if any(other.prefix == kind.prefix and other.key != kind.key for other in others):
        found.append(f"prefix {kind.prefix} belongs to another kind")
    return found


def reachable(kind: CaseKind) -> set[str]:
    """Keys of the states that a new case can come to, the first included."""
    seen, waiting = set(), [kind.initial.key]
    while waiting:
        key = waiting.pop()
        if key in seen:
            continue
        seen.add(key)
        waiting += [target for step in kind.steps_from(key) for target in step.targets]
    return seen
