"""Forms of the desk: the sheet, the steps, minutes, photos, and groups of wishes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.assemblies import queries
from mitmachstadt.modules.assemblies.models import Assembly, State, StepFree
from mitmachstadt.spine.accounts.models import Role, User
from mitmachstadt.spine.accounts.rules import has_role
from mitmachstadt.spine.cases.permissions import own_units
from mitmachstadt.spine.city.models import District, Organisation
from mitmachstadt.spine.fields import Several, in_our_time

MOMENTS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%d.%m.%Y %H:%M"]
MISSING = {"required": _("Please fill this in.")}


def moment(**more: Any) -> forms.DateTimeField:
    """A day with a time."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(
        widget=widget, input_formats=MOMENTS, error_messages=MISSING, validators=[in_our_time], **more
    )


def area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class SheetForm(forms.Form):
    """All that is known of an assembly before the evening."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Kind"))
    title = forms.CharField(label=_("Title"), max_length=160, error_messages=MISSING)
    summary = forms.CharField(label=_("In one sentence"), max_length=300, required=False)
    organiser = forms.ModelChoiceField(Organisation.objects.none(), label=_("Who invites"), empty_label=None)
    districts = Several(
        District.objects.all(),
        label=_("Districts"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None means: for the whole town."),
    )
    starts_at = moment(label=pgettext_lazy("meeting", "Start"))
    ends_at = moment(label=pgettext_lazy("meeting", "End"))
    place = forms.CharField(label=_("Place"), max_length=160, required=False)
    address = forms.CharField(label=_("Street and number"), max_length=200, required=False)
    lat = forms.FloatField(
        label=_("Latitude"), required=False, min_value=-90, max_value=90, localize=False,
        help_text=_("For the map. Without it the assembly stands in the list only."),
    )  # fmt: skip
    lon = forms.FloatField(label=_("Longitude"), required=False, min_value=-180, max_value=180)
    step_free = forms.ChoiceField(label=_("Steps"), choices=StepFree.choices, required=False)
    entrance = forms.CharField(label=_("Entrance"), max_length=300, required=False)
    toilet = forms.CharField(label=_("Toilet"), max_length=300, required=False)
    hearing_loop = forms.CharField(label=_("Hearing loop"), max_length=300, required=False)
    stop = forms.CharField(label=_("Nearest stop"), max_length=300, required=False)
    parking = forms.CharField(label=_("Parking"), max_length=300, required=False)
    text = forms.CharField(label=_("What it is about"), required=False, widget=area(6))
    agenda = forms.CharField(
        label=_("Agenda"), required=False, widget=area(6), help_text=_("One item a line.")
    )
    stream_url = forms.URLField(
        label=_("Address of the live stream"), required=False, max_length=300, assume_scheme="https"
    )
    signup = forms.BooleanField(label=_("People sign up"), required=False, initial=True)
    capacity = forms.IntegerField(
        label=_("Seats"), required=False, min_value=1, max_value=20_000, help_text=_("Empty: nobody counts.")
    )
    signup_until = moment(label=_("Sign-up until"), required=False)

    def __init__(self, person: User, assembly: Assembly | None, data: Any = None) -> None:
        super().__init__(data, initial=start_of(assembly))
        language = get_language() or "de"
        kinds = [(kind.key, kind.name(language)) for kind in queries.kinds_now()]
        if assembly is not None and assembly.kind not in dict(kinds):
            kinds.append((assembly.kind, assembly.kind))
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        units = Organisation.objects.filter(answers_cases=True)
        if not has_role(person, Role.COORDINATOR):
            units = units.filter(pk__in=own_units(person))
        self.fields["organiser"].queryset = units.order_by("name")  # type: ignore[attr-defined]
        if assembly is not None and assembly.state != State.DRAFT:
            # People arranged themselves by these: another time or place is a step that tells everyone.
            for name in ("starts_at", "ends_at", "place", "address"):
                del self.fields[name]

    def values(self) -> dict[str, Any]:
        """Columns for the action."""
        return {
            name: value for name, value in self.cleaned_data.items() if name not in ("version", "districts")
        }


def start_of(assembly: Assembly | None) -> dict[str, Any]:
    """The values of a sheet that is changed."""
    if assembly is None:
        return {}
    names = [name for name in SheetForm.base_fields if name not in ("version", "districts")]
    values = {name: getattr(assembly, name) for name in names}
    values |= {name: local(values[name]) for name in ("starts_at", "ends_at", "signup_until")}
    return {**values, "version": assembly.version, "districts": list(assembly.districts.all())}


def local(value: datetime | None) -> datetime | None:
    """The moment in the town's time, as the field shows it."""
    return timezone.localtime(value) if value else None


class MoveForm(forms.Form):
    """Another time or place."""

    starts_at = moment(label=pgettext_lazy("meeting", "Start"))
    ends_at = moment(label=pgettext_lazy("meeting", "End"))
    place = forms.CharField(label=_("Place"), max_length=160, error_messages=MISSING)
    address = forms.CharField(label=_("Street and number"), max_length=200, required=False)
    reason = forms.CharField(label=_("Why?"), max_length=500, required=False)


class CancelForm(forms.Form):
    """Why it does not take place."""

    reason = forms.CharField(
        label=_("Why is it cancelled?"),
        help_text=_("Everyone who signed up reads it, and it stands on the page."),
        widget=area(3),
        max_length=2000,
        error_messages={"required": _("Please give the reason in at least one sentence.")},
    )


class MinutesForm(forms.Form):
    """The minutes in words, and the signed PDF."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    minutes = forms.CharField(
        label=_("What was said"),
        help_text=_("An empty line begins a new paragraph. No names of residents."),
        required=False,
        max_length=60_000,
        widget=area(16),
    )
    file = forms.FileField(
        label=_("As a PDF too"),
        required=False,
        help_text=_("A PDF, up to 10 MB."),
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
    )


class PhotoForm(forms.Form):
    """A picture with its words."""

    file = forms.FileField(
        label=_("Picture"),
        help_text=_("Place and device data are removed. It stays hidden until the consent is recorded."),
        widget=forms.FileInput(attrs={"accept": "image/*"}),
        error_messages={"required": _("Please choose a picture.")},
    )
    alt = forms.CharField(
        label=_("What does the picture show?"),
        max_length=300,
        error_messages={
            "required": _("Please say in a few words what the picture shows. People who can not see it will hear that.")
        },
    )  # fmt: skip


class ConsentForm(forms.Form):
    """Who agreed to what."""

    agreed = forms.BooleanField(
        label=_("Everybody who can be recognised agreed, children with their parents."),
        error_messages={"required": _("Without the consent the picture stays hidden.")},
    )
    consent_by = forms.CharField(
        label=_("Who asked them?"),
        max_length=120,
        error_messages={"required": _("Who asked the people in the picture?")},
    )
    consent_for = forms.CharField(
        label=_("What did they agree to?"),
        help_text=_("For example: shown on these pages and in the newspaper."),
        max_length=300,
        error_messages={"required": _("What did they agree to?")},
    )


class GatherForm(forms.Form):
    """One heading for wishes that mean the same."""

    title = forms.CharField(
        label=_("Common heading"),
        help_text=_("Empty: the chosen ones stand alone again."),
        max_length=120,
        required=False,
    )
