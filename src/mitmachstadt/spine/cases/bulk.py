"""The same step for many cases in one go; each stands for itself, so one refusal never holds up the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.cases import actions, permissions, rules
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import Given, Transition, kind_of
from mitmachstadt.spine.city.models import Organisation
from mitmachstadt.spine.problems import Refused

MOST = 500


@dataclass
class BulkResult:
    """What became of each case: numbers done, and refusals as pairs of number and sentence."""

    done: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    #: What was said to the first that was refused.
    why: Refused | None = None

    @property
    def for_one_reason(self) -> Refused | None:
        """Why nothing at all was done, where all were refused with the same sentence: then the words are at fault."""
        return (
            self.why if not self.done and len({sentence for _number, sentence in self.refused}) == 1 else None
        )


def _each(ids: Iterable[int], by: User, do: Callable[[Case], object]) -> BulkResult:
    result = BulkResult()
    chosen = list(dict.fromkeys(ids))[:MOST]
    for case in permissions.visible_to(by).filter(pk__in=chosen).select_related("unit").order_by("id"):
        try:
            do(case)
        except Refused as refused:
            result.refused.append((case.number, str(refused)))
            result.why = result.why or refused
        else:
            result.done.append(case.number)
    return result


def hand_over(ids: Iterable[int], unit: Organisation, *, by: User, reason: str = "") -> BulkResult:
    """Gives all chosen cases to one unit."""
    return _each(
        ids, by, lambda case: actions.hand_over(case, unit, by=by, expect_version=case.version, reason=reason)
    )


def assign(ids: Iterable[int], person: User | None, *, by: User) -> BulkResult:
    """Puts all chosen cases on one person's list."""
    return _each(ids, by, lambda case: actions.assign(case, person, by=by, expect_version=case.version))


def target(case: Case, step: Transition, given: Given) -> str:
    """The state a step leads to here; the kind decides where there are several."""
    kind = kind_of(case)
    if len(step.targets) == 1 or kind.target_of is None:
        return step.targets[0]
    return kind.target_of(case, step, given)


def take(case: Case, step_key: str, given: Given, *, by: User, expect_version: int) -> Case:
    """Takes the step named `step_key`, wherever it leads; `Refused` when the case has no such step now."""
    step = next((step for step in kind_of(case).steps_from(case.state) if step.key == step_key), None)
    if step is None:
        raise Refused([rules.NOT_NOW])
    return actions.move(case, target(case, step, given), by=by, expect_version=expect_version, given=given)


def step(ids: list[int], step_key: str, given: Given, *, by: User) -> BulkResult:
    """Takes the same step with the same words on all chosen cases: release, hide, answer together."""
    numbers = Case.objects.filter(pk__in=ids).order_by("pk").values_list("number", flat=True)
    given = replace(given, together=tuple(numbers))
    return _each(ids, by, lambda case: take(case, step_key, given, by=by, expect_version=case.version))
