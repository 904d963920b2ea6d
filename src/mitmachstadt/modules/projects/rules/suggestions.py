"""Who may hand in what: kinds, age, residence and signatures, judged before a suggestion is accepted."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from django.db.models import TextChoices
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from mitmachstadt.modules.projects.rules.list_rules import ABOUT_A_PROJECT, ListRules, Quorum
from mitmachstadt.modules.projects.rules.texts import is_reasoned
from mitmachstadt.modules.projects.states import PUBLIC_STATES, State
from mitmachstadt.spine.problems import Problem


class Kind(TextChoices):
    """The five kinds of suggestion; the four after the first are those of Detmold."""

    PLAIN = "plain", pgettext_lazy("suggestion kind", "Suggestion on a project")
    LIST_KNOWN_PLAN = "list_known_plan", pgettext_lazy("suggestion kind", "Put a known plan on the list")
    PARTICIPATION = "participation", pgettext_lazy("suggestion kind", "Participation for a project")
    MORE_PARTICIPATION = "more_participation", pgettext_lazy("suggestion kind", "Other or more participation")
    NEW_PROJECT = "new_project", pgettext_lazy("suggestion kind", "A new project")


@dataclass(frozen=True, kw_only=True)
class HandIn:
    """What a rule must know of a suggestion before it is accepted.

    `age` in years and `resident` are what the sender declares; None means not said. `project_state` is ""
    when it speaks of no listed project, `project_public` whether everybody may see that one. `signatures`
    counts the sender too; `residents_of_area` are the residents of the area who are old enough for the
    quorum. `repeats_decided` says that the same was decided before; `new_facts` is what is new about it
    since.
    """

    kind: str
    sender: Literal["person", "organisation"] = "person"
    age: int | None = None
    resident: bool | None = None
    project_state: str = ""
    project_public: bool = False
    signatures: int = 1
    residents_of_area: int | None = None
    repeats_decided: bool = False
    new_facts: str = ""


def may_hand_in(hand_in: HandIn, rules: ListRules) -> list[Problem]:
    """What forbids accepting this suggestion under the rules of its day; empty when it may be handed in."""
    kind = rules.suggestions.kind(hand_in.kind)
    if kind is None:
        return [Problem("kind", "unknown_kind", _("This kind of suggestion is not taken here."))]
    problems = [*_sender(hand_in, rules), *_project(hand_in)]
    if kind.needs_quorum:
        problems += quorum_problems(hand_in.signatures, rules.quorum, hand_in.residents_of_area)
    if (
        hand_in.repeats_decided
        and rules.answer.no_repeat_without_new_facts
        and not is_reasoned(hand_in.new_facts)
    ):
        message = _("This was decided before. Please say which facts are new since then.")
        problems.append(Problem("new_facts", "repeat", message))
    return problems


def may_propose(
    way_key: str, rules: ListRules, *, signatures: int = 0, residents_of_area: int | None = None
) -> list[Problem]:
    """What forbids proposing a project for the list on this way; the ways are those of the town's rules."""
    way = rules.ways.way(way_key)
    if way is None:
        return [Problem("way", "unknown_way", _("Projects are not proposed on this way here."))]
    if not way.needs_quorum:
        return []
    return quorum_problems(signatures, rules.quorum, residents_of_area)


def quorum_needed(quorum: Quorum, residents_of_area: int | None) -> int | None:
    """How many signatures are needed, at least one and rounded up; None when its figures are missing."""
    if quorum.kind == "absolute":
        return quorum.count
    if quorum.kind == "percent" and quorum.percent is not None and residents_of_area is not None:
        return max(1, -(-residents_of_area * quorum.percent // 100))
    return None


def quorum_problems(signatures: int, quorum: Quorum | None, residents_of_area: int | None) -> list[Problem]:
    """What is missing to the quorum; a quorum whose figures are unknown is never reached."""
    if quorum is None:
        return []
    needed = quorum_needed(quorum, residents_of_area)
    if needed is None:
        message = _("The number of signatures needed is not recorded in the rules, so it cannot be checked.")
        return [Problem("signatures", "quorum_unknown", message)]
    if signatures >= needed:
        return []
    form = ngettext_lazy(
        "{needed} signature is needed, {signatures} are there.",
        "{needed} signatures are needed, {signatures} are there.",
        needed,
    )
    message = format_lazy(form, needed=needed, signatures=signatures)
    return [Problem("signatures", "quorum_missed", message)]


def _sender(hand_in: HandIn, rules: ListRules) -> Iterable[Problem]:
    if hand_in.sender == "organisation":
        if not rules.senders.organisations:
            yield Problem("sender", "no_organisations", _("Only persons can hand in suggestions here."))
        return
    least = rules.senders.minimum_age
    if least is not None and hand_in.age is None:
        message = format_lazy(_("Please confirm that you are at least {age} years old."), age=least)
        yield Problem("age", "age_missing", message)
    elif least is not None and hand_in.age is not None and hand_in.age < least:
        message = format_lazy(_("Suggestions can be handed in from the age of {age}."), age=least)
        yield Problem("age", "too_young", message)
    if rules.senders.residents_only and not hand_in.resident:
        if hand_in.resident is None:
            yield Problem("resident", "residence_missing", _("Please confirm that you live in the town."))
        else:
            yield Problem(
                "resident", "no_resident", _("Suggestions can be handed in by residents of the town.")
            )


def _project(hand_in: HandIn) -> Iterable[Problem]:
    if hand_in.kind not in ABOUT_A_PROJECT:
        if hand_in.project_state:
            message = _("A suggestion for the list does not belong to a project that is on it.")
            yield Problem("project", "project_not_wanted", message)
        return
    # A project that is not public is treated as one that does not exist: the answer must not give it away.
    if hand_in.project_state not in PUBLIC_STATES or not hand_in.project_public:
        yield Problem("project", "no_project", _("Please choose a project from the list."))
    elif hand_in.project_state in (State.DONE, State.STOPPED):
        message = _("This project has ended, suggestions on it are no longer taken.")
        yield Problem("project", "project_ended", message)
