"""Forms of the desk for meetings and agendas."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mitmachstadt.modules.council.models import Outcome
from mitmachstadt.spine.city.models import Organisation
from mitmachstadt.spine.fields import in_our_time

MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
MOMENTS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%d.%m.%Y %H:%M"]
AREA = forms.Textarea(attrs={"rows": 3})
#: Fields that offer what fits while somebody types; without scripts the number is typed.
PICK = forms.TextInput(attrs={"data-suggest": "/schreibtisch/sitzungen/vorschlaege.json", "data-fill": ""})
PICK_PAPER = forms.TextInput(
    attrs={"data-suggest": "/schreibtisch/sitzungen/vorschlaege.json?nur=vorlagen", "data-fill": ""}
)


class MeetingForm(forms.Form):
    """A new meeting."""

    body = forms.ModelChoiceField(Organisation.objects.none(), label=_("Body"), empty_label=None)
    starts_at = forms.DateTimeField(
        label=pgettext_lazy("meeting", "Start"),
        widget=MOMENT,
        input_formats=MOMENTS,
        validators=[in_our_time],
    )
    place = forms.CharField(label=_("Place"), max_length=200, required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        kinds = (Organisation.Kind.BODY, Organisation.Kind.BOARD)
        self.fields["body"].queryset = Organisation.objects.filter(kind__in=kinds)  # type: ignore[attr-defined]


class MoveForm(forms.Form):
    """Another time or place for a meeting."""

    starts_at = forms.DateTimeField(
        label=pgettext_lazy("meeting", "Start"),
        widget=MOMENT,
        input_formats=MOMENTS,
        validators=[in_our_time],
    )
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    reason = forms.CharField(label=_("Why?"), max_length=500, required=False)


class ItemForm(forms.Form):
    """A new agenda item; what it is about is asked before it is written."""

    subject = forms.CharField(
        label=_("What is it about?"), max_length=200, required=False, widget=PICK,
        help_text=_(
            "A project, a petition, a text or a paper: type its number or words of its title and choose. Leave it empty "
            "for anything else."
        ),
    )  # fmt: skip
    title = forms.CharField(
        label=_("Title"), max_length=300, required=False,
        help_text=_("Left empty, the title of what you chose stands there, once everybody may read it."),
    )  # fmt: skip
    paper_reference = forms.CharField(
        label=_("Number of the paper"), max_length=40, required=False, widget=PICK_PAPER,
        help_text=_("A number that does not exist yet makes a new paper with this title."),
    )  # fmt: skip
    exception_reason = forms.CharField(
        label=_("Reason for an exception"), widget=AREA, required=False,
        help_text=_("Only when it may not be dealt with yet. Everybody reads it."),
    )  # fmt: skip
    tabled_by = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Tabled by"), required=False, empty_label=_("by no board"),
        help_text=_("Only boards that may table items in this body on that day."),
    )  # fmt: skip

    def __init__(self, boards: Any, *args: Any, **options: Any) -> None:
        """`boards` are those with the right there on that day; without one nobody is asked."""
        super().__init__(*args, **options)
        self.fields["tabled_by"].queryset = boards  # type: ignore[attr-defined]
        if not boards.exists():
            del self.fields["tabled_by"]


class ResultForm(forms.Form):
    """What was decided."""

    result = forms.CharField(label=_("Result"), widget=AREA)
    outcome = forms.ChoiceField(
        label=_("What it means"), required=False,
        choices=[("", _("as the words say")), *(one for one in Outcome.choices if one[0])],
    )  # fmt: skip
    vote = forms.CharField(
        label=_("Vote"), required=False, max_length=200, help_text=_("For example: 12 to 3, 1 abstention.")
    )
    resolution_text = forms.CharField(
        label=_("Words of the decision"),
        required=False,
        widget=AREA,
        help_text=_("Only when it is longer than the result."),
    )
