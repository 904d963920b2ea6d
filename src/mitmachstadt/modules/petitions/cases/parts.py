"""What both kinds of case share: states, the steps of moderation, and form fields of the desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mitmachstadt.modules.petitions.queries import town
from mitmachstadt.modules.petitions.rules import PetitionRules, QuestionRules
from mitmachstadt.spine.cases.registry import State, Transition
from mitmachstadt.spine.cases.usual import STAFF, state


def received() -> State:
    """Where everything begins."""
    return state("received", pgettext_lazy("case state", "Arrived"), "grey inbox", public=False)


def closed_states() -> tuple[State, ...]:
    """Ends that nobody outside reads."""
    return (
        state("inadmissible", pgettext_lazy("case state", "Not admitted"), "grey cross-circle", public=False, final=True),
        state("withdrawn", pgettext_lazy("case state", "Withdrawn"), "grey minus", public=False, final=True),
        state("hidden", pgettext_lazy("case state", "Hidden"), "grey eye-off", public=False, final=True, hidden=True),
    )  # fmt: skip


def refuse(mail: str) -> Transition:
    """Not admitted, with a ground of the town's rules and the reason in words."""
    return Transition(
        key="refuse",
        label=pgettext_lazy("case step", "Do not admit"),
        sources=("received",),
        targets=("inadmissible",),
        roles=STAFF,
        needs=frozenset({"reason"}),
        said=_("Not admitted, with a reason"),
        icon="cross-circle",
        mail=mail,
    )


def ground_field(rules: PetitionRules | QuestionRules) -> forms.ChoiceField:
    """The grounds of the town's rules to choose from."""
    choices = [("", _("Please choose")), *((one.key, one.text) for one in rules.refusals.items)]
    return forms.ChoiceField(
        label=_("Ground"),
        choices=choices,
        error_messages={"required": _("Please choose a ground.")},
    )


def body_field(chosen: Any, label: Any, *, required: bool) -> forms.ModelChoiceField[Any]:
    """A body that can deal with it."""
    return forms.ModelChoiceField(
        town.bodies(),
        label=label,
        to_field_name="key",
        required=required,
        initial=chosen.key if chosen else None,
        empty_label=None if required else _("stays as it is"),
    )
