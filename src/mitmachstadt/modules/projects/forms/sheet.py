"""The sheet as one form in sections: everything that was typed comes back with its error beside it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mitmachstadt.modules.projects.actions.fields import LABELS, SHEET_FIELDS, Costs, values_of
from mitmachstadt.modules.projects.models import Participation, Project
from mitmachstadt.modules.projects.permissions import owners_for
from mitmachstadt.modules.projects.rules import ListRules
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.city.models import District, Organisation, Topic
from mitmachstadt.spine.fields import Several
from mitmachstadt.spine.moderation.traps import new_token

YES_NO = (("", _("not said yet")), ("yes", _("yes")), ("no", _("no")))
#: Sections of the form: anchor, heading, fields.
SECTIONS: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
    ("was", pgettext_lazy("sheet section", "What it is about"),
     ("title", "summary", "description", "benefit", "affected", "criteria")),
    ("wer", pgettext_lazy("sheet section", "Who does it"),
     ("owner", "unit", "partners", "contact_name", "contact_phone", "contact_email")),
    ("wo", pgettext_lazy("sheet section", "Where and on what"), ("main_topic", "topics", "districts", "whole_town")),
    ("wann", pgettext_lazy("sheet section", "When, and where it stands"),
     ("planned_start", "planned_end", "duration_note", "present_state")),
    ("geld", pgettext_lazy("sheet section", "What it costs"), ("cost_low", "cost_high", "cost_year", "cost_reason")),
    ("beteiligung", pgettext_lazy("sheet section", "How people can take part"),
     ("participation", "participation_form", "participation_required", "window_start", "window_end",
      "participation_reason", "board_involved")),
    ("leicht", pgettext_lazy("sheet section", "Plain language"), ("easy_text",)),
)  # fmt: skip
LONG = {
    "description": 8,
    "benefit": 3,
    "affected": 3,
    "present_state": 3,
    "participation_reason": 3,
    "easy_text": 6,
}
HINTS = {
    "title": _("Say what happens and where, at most 200 characters."),
    "summary": _("One sentence that a stranger understands."),
    "duration_note": _("For example: about two years."),
    "cost_low": _("In euros, without cents: 240000 or 240.000."),
    "cost_high": _("Leave it empty when it is one amount."),
    "cost_reason": _("Everybody reads it beside the new sum."),
    "window_start": _("Leave both days empty and the town's rules set them on publication."),
    "participation_reason": _("At least 20 characters; everybody reads it."),
    "easy_text": _("Short sentences, one thought a line."),
}
DAY = {"type": "date"}


def day_field() -> forms.DateField:
    """A day as the browser's own calendar gives it; also `5.12.2026`."""
    return forms.DateField(
        required=False,
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
    )


class EuroField(forms.DecimalField):
    """An amount as people write it: `240.000`, `240000`, `1.250.000,50`."""

    def to_python(self, value: Any) -> Any:
        """The amount; dots between groups of three are separators, a comma begins the cents."""
        text = str(value or "").strip().replace("€", "").replace(" ", "").replace("\u00a0", "")
        groups = text.split(",")[0].split(".")
        if len(groups) > 1 and all(len(group) == 3 for group in groups[1:]):
            text = text.replace(".", "")
        return super().to_python(text.replace(",", ".") or None)


class SheetForm(forms.Form):
    """All plain fields of the sheet; `version` is the one the person saw, `reason` goes into the change log."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(max_length=200)
    summary = forms.CharField(max_length=400, required=False)
    description = forms.CharField(required=False, max_length=20_000)
    benefit = forms.CharField(required=False, max_length=20_000)
    affected = forms.CharField(required=False, max_length=20_000)
    criteria = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    owner = forms.ModelChoiceField(Organisation.objects.none(), empty_label=None)
    unit = forms.ModelChoiceField(Organisation.objects.none(), required=False, empty_label=_("not said yet"))
    partners = Several(Organisation.objects.none(), required=False)
    contact_name = forms.CharField(max_length=200, required=False)
    contact_phone = forms.CharField(max_length=50, required=False)
    contact_email = forms.EmailField(max_length=254, required=False)
    main_topic = forms.ModelChoiceField(Topic.objects.none(), required=False, empty_label=_("not said yet"))
    topics = Several(Topic.objects.none(), required=False, widget=forms.CheckboxSelectMultiple)
    districts = Several(District.objects.none(), required=False, widget=forms.CheckboxSelectMultiple)
    whole_town = forms.BooleanField(required=False)
    planned_start = day_field()
    planned_end = day_field()
    duration_note = forms.CharField(max_length=200, required=False)
    present_state = forms.CharField(required=False, max_length=20_000)
    cost_low = EuroField(
        required=False, min_value=0, max_digits=14, decimal_places=2, label=_("Costs, or from")
    )
    cost_high = EuroField(required=False, min_value=0, max_digits=14, decimal_places=2, label=_("to"))
    cost_year = forms.IntegerField(
        required=False, min_value=1990, max_value=2100, label=_("Prices of the year")
    )
    cost_reason = forms.CharField(required=False, max_length=300, label=_("Why the costs changed"))
    participation = forms.ChoiceField(choices=Participation.choices, widget=forms.RadioSelect)
    participation_form = forms.CharField(max_length=300, required=False)
    participation_required = forms.ChoiceField(choices=YES_NO, required=False)
    window_start = day_field()
    window_end = day_field()
    participation_reason = forms.CharField(required=False, max_length=20_000)
    board_involved = forms.ChoiceField(choices=YES_NO, required=False)
    easy_text = forms.CharField(required=False, max_length=20_000)
    reason = forms.CharField(
        required=False, max_length=500, label=_("Why you change it"),
        help_text=_("One sentence for the change log; on a public project everybody reads it."),
    )  # fmt: skip

    def __init__(self, project: Project, person: User, rules: ListRules, data: Any = None) -> None:
        super().__init__(data, initial=initial_of(project))
        self.project = project
        owners = owners_for(person) | Organisation.objects.filter(pk=project.owner_id)
        choices: dict[str, Any] = {
            "owner": owners.distinct(),
            "unit": Organisation.objects.filter(answers_cases=True),
            "partners": Organisation.objects.filter(sample=False) | Organisation.objects.filter(partner_projects=project),
            "main_topic": Topic.objects.all(), "topics": Topic.objects.all(), "districts": District.objects.all(),
        }  # fmt: skip
        for name, rows in choices.items():
            self.fields[name].queryset = rows.distinct()  # type: ignore[attr-defined]
        known = [(item.key, item.text) for item in rules.criteria.items]
        kept = [(key, key) for key in project.criteria if key not in dict(known)]
        self.fields["criteria"].choices = known + kept  # type: ignore[attr-defined]
        for name, field in self.fields.items():
            if name in LABELS:
                field.label = LABELS[name]
            if name in HINTS:
                field.help_text = HINTS[name]
            if name in LONG:
                field.widget = forms.Textarea(attrs={"rows": LONG[name]})

    def sections(self) -> list[tuple[str, Any, list[forms.BoundField]]]:
        """Anchor, heading and bound fields of every section."""
        return [(anchor, heading, [self[name] for name in names]) for anchor, heading, names in SECTIONS]

    def values(self) -> dict[str, Any]:
        """The cleaned values as `edit_sheet` wants them."""
        found: dict[str, Any] = {}
        for name in SHEET_FIELDS:
            value = self.cleaned_data[name]
            if name in ("participation_required", "board_involved"):
                value = {"yes": True, "no": False}.get(value)
            elif name in ("partners", "topics", "districts"):
                value = list(value)
            found[name] = value
        if found["main_topic"] is not None and found["main_topic"] not in found["topics"]:
            found["topics"] = [found["main_topic"], *found["topics"]]
        return found

    def costs(self) -> Costs | None:
        """The estimate, where one was given; the year of prices is this year when nobody says otherwise."""
        low, high = self.cleaned_data.get("cost_low"), self.cleaned_data.get("cost_high")
        if low is None and high is None:
            return None
        first, last = low if low is not None else high, high if high is not None else low
        assert first is not None and last is not None  # one of the two is there
        year = self.cleaned_data.get("cost_year") or timezone.localdate().year
        return Costs(first, last, year, self.cleaned_data.get("cost_reason", ""))

    def clean(self) -> dict[str, Any]:
        """A known sum can not simply be deleted: the history of the costs stays whole."""
        data: dict[str, Any] = super().clean() or {}
        wrong = "cost_low" in self.errors or "cost_high" in self.errors
        if not wrong and self.costs() is None and self.project.costs.exists():
            message = _("The costs that were named stay. Please give the sum that holds now.")
            self.add_error("cost_low", message)
        return data


def initial_of(project: Project) -> dict[str, Any]:
    """The form as the sheet stands."""
    initial = values_of(project)
    for name in ("participation_required", "board_involved"):
        initial[name] = {True: "yes", False: "no"}.get(initial[name], "")
    newest = project.costs.first()
    if newest is not None:
        same = newest.low == newest.high
        initial |= {
            "cost_low": whole(newest.low), "cost_high": "" if same else whole(newest.high),
            "cost_year": newest.price_year,
        }  # fmt: skip
    return initial | {"version": project.version}


def whole(amount: Decimal) -> str:
    """An amount without cents where there are none."""
    return str(int(amount)) if amount == int(amount) else str(amount).replace(".", ",")


class NewProjectForm(forms.Form):
    """What a draft begins with; `form_token` tells a form that was sent twice."""

    form_token = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput, initial=new_token)
    title = forms.CharField(max_length=200, label=LABELS["title"], help_text=HINTS["title"])
    summary = forms.CharField(
        max_length=400, required=False, label=LABELS["summary"], help_text=HINTS["summary"]
    )
    owner = forms.ModelChoiceField(
        Organisation.objects.none(), label=LABELS["owner"], empty_label=_("please choose")
    )
    unit = forms.ModelChoiceField(
        Organisation.objects.none(), label=LABELS["unit"], required=False, empty_label=_("not said yet")
    )
    main_topic = forms.ModelChoiceField(
        Topic.objects.all(), label=LABELS["main_topic"], required=False, empty_label=_("not said yet")
    )

    def __init__(self, person: User, data: Any = None) -> None:
        super().__init__(data)
        self.fields["owner"].queryset = owners = owners_for(person)  # type: ignore[attr-defined]
        # Who plans for one organisation only need not choose; for many, the first of the alphabet would be a guess.
        self.fields["owner"].initial = owners.first() if owners.count() == 1 else None
        self.fields["unit"].queryset = Organisation.objects.filter(answers_cases=True)  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """The cleaned values as `create_project` wants them."""
        found = {name: value for name, value in self.cleaned_data.items() if name != "form_token"}
        found["topics"] = [found["main_topic"]] if found["main_topic"] else []
        return found
