"""A resident's words with the answer that stays attached to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from mitmachstadt.modules.projects.models import Suggestion
from mitmachstadt.modules.projects.presenters.words import Chip, days_late, near_day, status_chip
from mitmachstadt.spine.cases.registry import kind_of
from mitmachstadt.spine.ui.words import day

OUTCOME_STATUS = {"taken_up": "accepted", "in_part": "partly_accepted", "not_taken_up": "rejected"}


@dataclass(frozen=True)
class Answer:
    """One step of the treatment: who said what, when."""

    head: str
    chip: Chip | None
    text: str
    by: str
    on: str
    vote: str = ""
    effect: str = ""


@dataclass(frozen=True)
class SuggestionView:
    """A public suggestion; `last` is the newest answer, `answers` all of them, oldest first."""

    number: str
    title: str
    text: str
    sender: str
    on: str
    place: str
    point: str
    in_window: bool
    chip: Chip
    pending: str
    unit: str
    sample: bool
    reason: str = ""
    answers: list[Answer] = field(default_factory=list)

    @property
    def last(self) -> Answer | None:
        return self.answers[-1] if self.answers else None


def step_words(step: str) -> str:
    """The name of a step of the treatment."""
    named = {
        "statement": pgettext("treatment", "Statement of the department"),
        "recommendation": pgettext("treatment", "Recommendation"),
        "decision": pgettext("treatment", "Decision"),
    }
    return named.get(step, pgettext("treatment", "Answer"))


def outcome_chip(outcome: str) -> Chip:
    """The chip of what became of a suggestion."""
    if outcome == "referred":
        return Chip("sky", "arrow-right", _("Passed on"))
    return status_chip(OUTCOME_STATUS.get(outcome, "in_check"))


def standing_chip(suggestion: Suggestion) -> Chip:
    """What became of a suggestion; before that, the state of its case in the words of its own page."""
    if suggestion.outcome:
        return outcome_chip(suggestion.outcome)
    state = kind_of(suggestion.case).state(suggestion.case.state)
    return Chip(state.colour, state.icon, str(state.name))


def suggestion_views(suggestions: Iterable[Suggestion], today: date) -> list[SuggestionView]:
    """Views of public suggestions, read with their answers, in the order given."""
    return [_view(suggestion, today) for suggestion in suggestions]


def _view(suggestion: Suggestion, today: date) -> SuggestionView:
    duty = next(iter(suggestion.case.open_duties), None)
    chip, pending = standing_chip(suggestion), ""
    if not suggestion.outcome and duty and duty.due_on < today:
        chip = status_chip("overdue", days_late((today - duty.due_on).days))
        pending = _("The answer was promised by %(day)s.") % {"day": day(duty.due_on)}
    elif not suggestion.outcome and duty:
        pending = _("Answer by %(day)s at the latest.") % {"day": day(duty.due_on)}
    answers = [
        Answer(
            head=step_words(treatment.step),
            chip=outcome_chip(treatment.outcome) if treatment.outcome else None,
            text=treatment.text,
            by=treatment.by.name,
            on=day(treatment.held_on or treatment.at),
            vote=treatment.vote,
            effect=treatment.effect,
        )
        for treatment in suggestion.answers
    ]
    return SuggestionView(
        number=suggestion.case.number,
        title=suggestion.title,
        text=suggestion.text,
        sender=suggestion.author_note or _("Name is hidden"),
        on=near_day(suggestion.case.received_at, today),
        place=suggestion.place_text,
        point=suggestion.point.text if suggestion.point else "",
        in_window=suggestion.in_window,
        chip=chip,
        pending=pending,
        unit=duty.unit.name if duty else "",
        sample=suggestion.case.sample,
        reason=suggestion.outcome_reason,
        answers=answers,
    )
