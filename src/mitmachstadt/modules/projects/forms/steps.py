"""Forms of the path: one step with what it needs, a reading, a result, hiding."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.council.interface import MeetingInfo
from mitmachstadt.modules.projects.rules import Given, Transition
from mitmachstadt.spine.ui.words import clock, weekday_and_day

AREA = forms.Textarea(attrs={"rows": 3})
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
#: What a step of the path needs -> fields of its form.
FIELDS = {
    "reason": ("reason",),
    "informed": ("informed_at", "informed_how"),
    "decisions": ("decisions",),
    "reading": ("reading_on",),
}


def moment_now() -> datetime:
    """The present minute, as a start for the field."""
    return timezone.localtime().replace(second=0, microsecond=0)


class InformedForm(forms.Form):
    """When and how the members of the council were informed."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    informed_at = forms.DateTimeField(
        label=_("When were the members informed?"), widget=MOMENT,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%d.%m.%Y %H:%M"],
    )  # fmt: skip
    informed_how = forms.CharField(
        label=_("How?"),
        max_length=200,
        help_text=_("For example: by e-mail to all, with the link to the sheet."),
    )


class StepForm(forms.Form):
    """One step of the path; only the fields the step needs are kept."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    informed_at = InformedForm.base_fields["informed_at"]
    informed_how = InformedForm.base_fields["informed_how"]
    decisions = forms.MultipleChoiceField(
        label=_("Who has decided?"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick each body whose decision is there."),
    )  # fmt: skip
    reading_on = forms.DateField(
        label=_("On which day did the body deal with it?"), required=False,
        help_text=_("Leave it empty when the reading stands in the list above."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Why?"), widget=AREA,
        help_text=_("At least 20 characters; on a public project everybody reads it."),
    )  # fmt: skip

    def __init__(
        self, step: Transition, version: int, bodies: Sequence[str] = (), data: Any = None, *, label: str = ""
    ) -> None:
        super().__init__(
            data, auto_id=f"{step.target}-%s", initial={"version": version, "informed_at": moment_now()}
        )
        self.step = step
        self.label = label
        wanted = {"version"} | {name for need in step.needs for name in FIELDS.get(need, ())}
        for name in list(self.fields):
            if name not in wanted:
                del self.fields[name]
        if "decisions" in self.fields:
            self.fields["decisions"].choices = [(body, body) for body in bodies]  # type: ignore[attr-defined]

    def given(self) -> Given:
        """The cleaned values as the rules want them."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "version" and value}
        if "decisions" in data:
            data["decisions"] = tuple(data["decisions"])
        return Given(**data)


class ReadingForm(forms.Form):
    """Puts the project on the agenda of a coming meeting."""

    meeting = forms.TypedChoiceField(label=_("Meeting"), coerce=int, choices=())
    title = forms.CharField(label=_("Title on the agenda"), max_length=300, required=False)
    paper_reference = forms.CharField(label=_("Number of the paper"), max_length=40, required=False)
    exception_reason = forms.CharField(
        label=_("Reason for an exception"), widget=AREA, required=False,
        help_text=_("Only before the earliest day: why it can not wait. Everybody reads it."),
    )  # fmt: skip

    def __init__(self, meetings: Sequence[MeetingInfo], earliest: Any, data: Any = None) -> None:
        super().__init__(data, auto_id="beratung-%s")
        today = timezone.localdate()
        self.fields["meeting"].choices = [  # type: ignore[attr-defined]
            (meeting.id, self._words(meeting, earliest, today)) for meeting in meetings
        ]

    @staticmethod
    def _words(meeting: MeetingInfo, earliest: Any, today: Any) -> str:
        when = f"{weekday_and_day(meeting.day, today)}, {clock(meeting.starts_at)}"
        words = f"{when}: {meeting.body_name}"
        if meeting.day >= earliest:
            return words
        return str(_("%(meeting)s (only with a public exception)") % {"meeting": words})


class ResultForm(forms.Form):
    """What a body decided."""

    result = forms.CharField(label=_("Result"), widget=AREA, help_text=_("Everybody reads it."))
    vote = forms.CharField(
        label=_("Vote"), required=False, max_length=200, help_text=_("For example: 12 to 3, 1 abstention.")
    )


class HideForm(forms.Form):
    """Takes a project off every public page."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why?"), widget=AREA, help_text=_("At least 20 characters; only staff read it.")
    )
