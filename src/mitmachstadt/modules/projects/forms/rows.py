"""Rows of the sheet that are edited as lists: milestones, open and fixed points, who pays."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mitmachstadt.modules.projects.forms.sheet import day_field
from mitmachstadt.modules.projects.models import Project

EXTRA = 2


class RowForm(forms.Form):
    """One row; empty ones are left out, and a tick takes one away."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    main = ""

    def row(self) -> dict[str, Any] | None:
        """The row as `set_rows` wants it; None for an empty or removed one."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "DELETE"}
        if self.cleaned_data.get("DELETE") or not str(data.get(self.main) or "").strip():
            return None
        return data


class MilestoneForm(RowForm):
    main = "title"
    title = forms.CharField(required=False, max_length=200, label=_("Step"))
    day = day_field()
    when_note = forms.CharField(
        required=False, max_length=100, label=_("or in words"), help_text=_("For example: in spring.")
    )
    done = forms.BooleanField(required=False, label=pgettext_lazy("milestone", "done"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].label = _("Day")


class PointForm(RowForm):
    main = "text"
    text = forms.CharField(required=False, max_length=300, label=_("Question or thing"))
    is_open = forms.TypedChoiceField(
        choices=(("1", _("open to shape")), ("0", _("already fixed"))), coerce=lambda value: value == "1",
        required=False, label=_("Open or fixed"),
    )  # fmt: skip
    fixed_by = forms.CharField(
        required=False,
        max_length=200,
        label=_("fixed by"),
        help_text=_("For example: law, council, funding."),
    )

    def row(self) -> dict[str, Any] | None:
        """A row that does not say is open."""
        found = super().row()
        return {**found, "is_open": found["is_open"] is not False} if found else None


class ShareForm(RowForm):
    main = "source"
    source = forms.CharField(required=False, max_length=200, label=_("Who pays"))
    percent = forms.IntegerField(required=False, min_value=0, max_value=100, label=_("Share in per cent"))

    def clean(self) -> dict[str, Any]:
        """A payer needs a share."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("source") and data.get("percent") is None and "percent" not in self.errors:
            self.add_error("percent", _("Please give the share in per cent."))
        return data


#: Name of the rows -> their form, heading and anchor.
LISTS: dict[str, tuple[type[RowForm], Any, str]] = {
    "milestones": (MilestoneForm, pgettext_lazy("sheet section", "Milestones"), "schritte"),
    "points": (PointForm, pgettext_lazy("sheet section", "What is open, what is fixed"), "offen"),
    "funding": (ShareForm, pgettext_lazy("sheet section", "Who pays"), "finanzierung"),
}


def row_sets(project: Project, data: Any = None) -> dict[str, Any]:
    """A formset for each list of the sheet, with two empty rows at its end."""
    sets = {}
    for name, (form, _heading, _anchor) in LISTS.items():
        factory = forms.formset_factory(form, extra=EXTRA, can_delete=True, max_num=80)
        sets[name] = factory(
            data, prefix=name, initial=None if data is not None else _initial(project, name, form)
        )
    return sets


def _initial(project: Project, name: str, form: type[RowForm]) -> list[dict[str, Any]]:
    fields = list(form.base_fields)
    rows = []
    for row in getattr(project, name).all():
        values = {field: getattr(row, field) for field in fields}
        if "is_open" in values:
            values["is_open"] = "1" if row.is_open else "0"
        rows.append(values)
    return rows


def rows_of(formset: Any) -> list[dict[str, Any]]:
    """The rows of a valid formset as `set_rows` wants them."""
    return [row for row in (form.row() for form in formset.forms) if row is not None]
