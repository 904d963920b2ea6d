"""The forms of a budget at the desk: a new one, its plan, and the meeting for the list of its board."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mitmachstadt.modules.budgets.forms.application import DAY, EurosField
from mitmachstadt.modules.budgets.models import Budget, BudgetKind, PhaseKey
from mitmachstadt.modules.budgets.rules import Span, money
from mitmachstadt.spine.city.models import District
from mitmachstadt.spine.fields import in_our_time


class BudgetForm(forms.Form):
    """A new budget, or the words and the sum of a known one."""

    name = forms.CharField(
        label=_("Name"),
        help_text=_("With its year, for example: Bürger:innenbudget 2027."),
        max_length=120,
        error_messages={"required": _("Please give the budget a name.")},
    )
    kind = forms.ChoiceField(
        label=pgettext_lazy("budget", "For whom?"), choices=BudgetKind.choices, widget=forms.RadioSelect,
        initial=BudgetKind.TOWN,
    )  # fmt: skip
    district = forms.ModelChoiceField(
        District.objects.all(),
        label=_("District"),
        to_field_name="slug",
        required=False,
        empty_label=pgettext_lazy("district", "none"),
    )
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    total = EurosField(
        label=_("Sum in euros"), error_messages={"required": _("Please write the sum in whole euros.")}
    )
    first = forms.DateField(
        label=_("It begins on"),
        widget=DAY,
        validators=[in_our_time],
        help_text=_(
            "The phases follow one after the other as the town's rules say. You can move each afterwards."
        ),
        error_messages={"required": _("Please give a date.")},
    )
    text = forms.CharField(
        label=_("What is it for?"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )


MOMENT = "%Y-%m-%dT%H:%M"


def _moment(label: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        required=False,
        validators=[in_our_time],
        input_formats=[MOMENT, "%Y-%m-%d %H:%M", "%d.%m.%Y %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
    )


class PlanForm(forms.Form):
    """Name, sum and phases of a budget; a phase without both moments is none of this budget."""

    revision = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("Name"), max_length=120, error_messages={"required": _("Please give the budget a name.")}
    )
    total = EurosField(
        label=_("Sum in euros"), error_messages={"required": _("Please write the sum in whole euros.")}
    )
    text = forms.CharField(
        label=_("What is it for?"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, label in PhaseKey.choices:
            self.fields[f"{key}-opens"] = _moment(format_lazy(_("{phase}: from"), phase=label))
            self.fields[f"{key}-closes"] = _moment(format_lazy(_("{phase}: until"), phase=label))

    def rows(self) -> list[tuple[str, Any, Any]]:
        """Each phase with its two fields."""
        return [(str(label), self[f"{key}-opens"], self[f"{key}-closes"]) for key, label in PhaseKey.choices]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for key in PhaseKey.values:
            opens, closes = data.get(f"{key}-opens"), data.get(f"{key}-closes")
            half = f"{key}-closes" if opens else f"{key}-opens"
            if bool(opens) != bool(closes) and half not in self.errors:
                self.add_error(
                    half, forms.ValidationError(_("Please give both moments, or none."), code="half")
                )
        return data

    def spans(self) -> list[Span]:
        """The phases that have both moments."""
        data = self.cleaned_data
        return [
            Span(key, data[f"{key}-opens"], data[f"{key}-closes"])
            for key in PhaseKey.values
            if data.get(f"{key}-opens") and data.get(f"{key}-closes")
        ]


def plan_initial(budget: Budget, phases: Sequence[Any]) -> dict[str, Any]:
    """What the form shows of a budget as it stands."""
    found: dict[str, Any] = {
        "revision": budget.revision, "name": budget.name, "total": money(budget.total), "text": budget.text,
    }  # fmt: skip
    for one in phases:
        found[f"{one.key}-opens"] = timezone.localtime(one.opens_at)
        found[f"{one.key}-closes"] = timezone.localtime(one.closes_at)
    return found


class AgendaForm(forms.Form):
    """A coming meeting for the list of the board."""

    meeting = forms.ChoiceField(
        label=_("Meeting"),
        error_messages={
            "required": _("Please choose a meeting."),
            "invalid_choice": _("Please choose a meeting."),
        },
    )

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["meeting"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Please choose")), *choices]
