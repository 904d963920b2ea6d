"""Forms of the climate check: the two stages for the department, and the words of the climate manager."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mitmachstadt.modules.climate.models import Opinion, PaperCheck
from mitmachstadt.modules.climate.rules import CheckRules
from mitmachstadt.modules.climate.words import Direction, Strength

YES_NO = (("yes", pgettext_lazy("screening", "Yes")), ("no", pgettext_lazy("screening", "No")))
LONGEST = 4000


def words(rows: int = 3) -> forms.Textarea:
    """A field for sentences."""
    return forms.Textarea(attrs={"rows": rows})


class CheckForm(forms.Form):
    """Both stages on one page: eight questions first, the estimate only when one of them is answered with yes."""

    no_effect_reason = forms.CharField(
        label=_("Why does the paper have no effect?"),
        help_text=_("Only when every question above is answered with no. Others should be able to follow it."),
        required=False, max_length=LONGEST, widget=words(),
    )  # fmt: skip
    field = forms.ChoiceField(label=_("Main field of action"), required=False)
    direction = forms.ChoiceField(
        label=_("What happens to emissions?"),
        required=False,
        choices=Direction.choices,
        widget=forms.RadioSelect,
    )
    mid = forms.DecimalField(
        label=_("Tonnes of CO₂e a year, most probable"),
        help_text=_("As a number from 0 on; whether it is saved or caused says the answer above."),
        required=False, localize=True, max_digits=12, decimal_places=2,
    )  # fmt: skip
    low = forms.DecimalField(
        label=_("At least"), required=False, localize=True, max_digits=12, decimal_places=2
    )
    high = forms.DecimalField(
        label=_("At most"), required=False, localize=True, max_digits=12, decimal_places=2
    )
    years = forms.IntegerField(
        label=_("For how many years?"),
        help_text=_("For example 25 for a building, 1 for an event."),
        required=False,
    )
    factor_set = forms.CharField(
        label=_("Factors or source of the estimate"),
        help_text=_("A figure without its set of factors says nothing: name set and year."),
        required=False, max_length=300,
    )  # fmt: skip
    not_estimable_reason = forms.CharField(
        label=_("Can not be estimated because"), help_text=_("Only when you give no tonnes."),
        required=False, max_length=LONGEST, widget=words(),
    )  # fmt: skip
    strength = forms.ChoiceField(
        label=_("How strong is the effect?"), help_text=_("Only when you give no tonnes; else it is computed."),
        required=False, choices=[("", _("not said")), *Strength.choices],
    )  # fmt: skip
    energy = forms.CharField(label=_("Energy"), help_text=_("What changes in use or generation, in MWh a year where known."),
                             required=False, max_length=LONGEST, widget=words())  # fmt: skip
    adaptation = forms.CharField(
        label=_("Heat, heavy rain, drought"), required=False, max_length=LONGEST, widget=words()
    )
    alternatives = forms.CharField(
        label=_("Which alternatives were considered, and why are they not proposed?"),
        help_text=_("Needed when the paper burdens the climate much."),
        required=False, max_length=LONGEST, widget=words(4),
    )  # fmt: skip
    compensation = forms.CharField(
        label=_("How is it made up for?"), required=False, max_length=LONGEST, widget=words()
    )

    def __init__(self, rule: CheckRules, *args: Any, check: PaperCheck | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": values_of(check) if check else None, **kwargs})
        self.rule = rule
        for one in rule.questions:
            self.fields[f"q_{one.key}"] = forms.ChoiceField(
                label=one.text,
                help_text=one.example,
                error_messages={"required": _("Please answer with yes or no.")},
                choices=YES_NO,
                widget=forms.RadioSelect,
            )
        choice = self.fields["field"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [("", _("not said")), *rule.fields]

    @property
    def first(self) -> list[forms.BoundField]:
        """The questions of the first stage."""
        return [self[f"q_{one.key}"] for one in self.rule.questions]

    @property
    def second(self) -> list[forms.BoundField]:
        """The fields of the second stage."""
        questions = {f"q_{one.key}" for one in self.rule.questions}
        return [self[name] for name in self.fields if name not in questions and name != "no_effect_reason"]

    def values(self) -> dict[str, Any]:
        """The cleaned values by the names of the columns."""
        data = self.cleaned_data
        found = {name: value for name, value in data.items() if not name.startswith("q_")}
        found["screening"] = {
            one.key: data[f"q_{one.key}"] == "yes" for one in self.rule.questions if data.get(f"q_{one.key}")
        }
        return found


def values_of(check: PaperCheck) -> dict[str, Any]:
    """What was handed in before, as the beginning of the next version."""
    names = [name for name in CheckForm.base_fields if hasattr(check, name)]
    found = {name: getattr(check, name) for name in names}
    return found | {f"q_{key}": "yes" if value else "no" for key, value in check.screening.items()}


class OpinionForm(forms.Form):
    """What the climate manager says."""

    opinion = forms.ChoiceField(
        label=_("Do you agree?"), choices=[one for one in Opinion.choices if one[0]], widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("Words for everybody"), help_text=_("Needed when you see it differently."),
        required=False, max_length=LONGEST, widget=words(4),
    )  # fmt: skip
    direction = forms.ChoiceField(
        label=_("Own estimate: direction"), required=False, choices=[("", _("not said")), *Direction.choices]
    )
    mid = forms.DecimalField(
        label=_("Own estimate: tonnes of CO₂e a year"),
        required=False,
        localize=True,
        max_digits=12,
        decimal_places=2,
    )
