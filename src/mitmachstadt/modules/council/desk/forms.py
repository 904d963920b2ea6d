"""Forms of the desk on which the council is kept by hand."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mitmachstadt.modules.council.forms import AREA
from mitmachstadt.modules.council.models import AgendaItem, Consultation, Meeting, Person
from mitmachstadt.modules.council.queries.bodies import seated_on
from mitmachstadt.spine.city.models import Organisation, OrganisationKind
from mitmachstadt.spine.fields import Several

MANY = forms.SelectMultiple(attrs={"size": 5})
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
DAYS = ["%Y-%m-%d", "%d.%m.%Y"]
CHOOSE = _("please choose")
YES_NO = [("", _("not said")), ("ja", _("yes")), ("nein", _("no"))]
ROLES = (
    "Vorberatung", "Beratung", "Anhörung", "Entscheidung", "Kenntnisnahme",
)  # fmt: skip


def day_field(label: Any, *, required: bool = False) -> forms.DateField:
    """A day, written in the browser's own way or as people write it."""
    return forms.DateField(label=label, required=required, widget=DAY, input_formats=DAYS)


def sitting() -> Any:
    """Organisations that hold meetings."""
    return Organisation.objects.filter(kind__in=(OrganisationKind.BODY, OrganisationKind.BOARD)).order_by(
        "name"
    )


def of_the_council() -> Any:
    """Organisations that the council knows: bodies, boards, groups with a profile, and who brought in or sent before."""
    known = Q(council__isnull=False, council__deleted_at=None)
    known |= Q(council_papers__isnull=False) | Q(sent_members__isnull=False)
    kinds = Q(kind__in=(OrganisationKind.BODY, OrganisationKind.BOARD))
    return Organisation.objects.filter(known | kinds).distinct().order_by("name")


class LinesField(forms.CharField):
    """A list, one word or name a line."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 2}), required=False, **options)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(str(one) for one in value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]


class PersonForm(forms.Form):
    """Somebody with a seat or an office."""

    name = forms.CharField(label=_("Name"), max_length=300, help_text=_("As it is read out, with titles."))
    family_name = forms.CharField(label=_("Family name"), max_length=150, required=False)
    given_name = forms.CharField(label=_("Given name"), max_length=150, required=False)
    affix = forms.CharField(label=_("Party or group"), max_length=100, required=False)
    offices = LinesField(label=_("Offices"), help_text=_("One a line, for example: first deputy mayor."))
    office_email = forms.EmailField(
        label=_("Official e-mail"), required=False,
        help_text=_("Everybody sees it. Private addresses have no place here."),
    )  # fmt: skip


class SeatForm(forms.Form):
    """A seat in a body, for some time."""

    person = forms.ModelChoiceField(Person.objects.none(), label=_("Person"), empty_label=CHOOSE)
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Body"), empty_label=CHOOSE)
    on_behalf_of = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Sent by"), required=False, empty_label=_("not said"),
        help_text=_("The group in the council or whoever else sends the person."),
    )  # fmt: skip
    role = forms.CharField(
        label=_("Role"), max_length=200, required=False, help_text=_("For example: member, chair.")
    )
    voting_right = forms.ChoiceField(label=_("May vote"), choices=YES_NO, required=False)
    start = day_field(_("First day"))
    end = day_field(_("Last day"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["person"].queryset = Person.objects.filter(deleted_at=None)  # type: ignore[attr-defined]
        self.fields["organisation"].queryset = sitting()  # type: ignore[attr-defined]
        self.fields["on_behalf_of"].queryset = of_the_council()  # type: ignore[attr-defined]

    def clean_voting_right(self) -> bool | None:
        return {"ja": True, "nein": False}.get(self.cleaned_data["voting_right"])


class BodyForm(forms.Form):
    """A body with its profile."""

    name = forms.CharField(label=_("Name"), max_length=200)
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[
            *((one.value, one.label) for one in (OrganisationKind.BODY, OrganisationKind.BOARD)),
            (OrganisationKind.PARTNER.value, _("group in the council, holds no meetings here")),
        ],
    )
    short_name = forms.CharField(label=_("Short name"), max_length=100, required=False)
    classification = forms.CharField(
        label=_("Classification"),
        max_length=100,
        required=False,
        help_text=_("For example: committee, board, group."),
    )
    mandate = forms.CharField(label=_("Mandate"), widget=AREA, required=False)
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")
    voting_member_count = forms.IntegerField(
        label=_("Members with a vote"), required=False, min_value=0, max_value=1000
    )
    on_start_page = forms.BooleanField(label=_("Shown on the start page"), required=False)
    start = day_field(_("First day"))
    end = day_field(_("Last day"))


class TermForm(forms.Form):
    """A legislative term."""

    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("For example: 2025 to 2030."))
    start = day_field(_("First day"))
    end = day_field(_("Last day"))


class PlaceForm(forms.Form):
    """A place of meetings."""

    description = forms.CharField(label=_("Name of the place"), max_length=300)
    room = forms.CharField(label=_("Room"), max_length=200, required=False)
    street_address = forms.CharField(label=_("Street and number"), max_length=300, required=False)
    postal_code = forms.CharField(label=_("Postal code"), max_length=20, required=False)
    locality = forms.CharField(label=_("Town"), max_length=200, required=False)
    lat = forms.FloatField(label=_("Latitude"), required=False)
    lon = forms.FloatField(label=_("Longitude"), required=False)


class RightForm(forms.Form):
    """The right of this board to table items in a committee."""

    committee = forms.ModelChoiceField(Organisation.objects.none(), label=_("Committee"), empty_label=CHOOSE)
    valid_from = day_field(_("First day"), required=True)
    valid_until = day_field(_("Last day"))
    may_speak = forms.BooleanField(label=_("May speak on it"), required=False, initial=True)
    source = forms.CharField(
        label=_("Source"), max_length=500, help_text=_("The decision or statute it comes from, with its day.")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["committee"].queryset = sitting()  # type: ignore[attr-defined]


class PaperForm(forms.Form):
    """A council paper."""

    reference = forms.CharField(
        label=_("Number of the paper"), max_length=100, help_text=_("For example 2026/031.")
    )
    title = forms.CharField(label=_("Title"), max_length=1000)
    paper_type = forms.CharField(
        label=_("Kind"),
        max_length=200,
        required=False,
        help_text=_("For example: proposal for a decision, report."),
    )
    date = day_field(_("Date"))
    departments = Several(
        Organisation.objects.none(), label=_("Written by"), required=False, widget=MANY,
    )  # fmt: skip
    originators = Several(
        Organisation.objects.none(), label=_("Brought in by bodies or groups"), required=False, widget=MANY,
    )  # fmt: skip
    originator_persons = Several(
        Person.objects.none(), label=_("Brought in by persons"), required=False, widget=MANY,
    )  # fmt: skip
    related = LinesField(
        label=_("Related papers"), help_text=_("Their numbers, one a line, for example 2026/031.")
    )
    summary = forms.CharField(
        label=_("In short"),
        widget=AREA,
        required=False,
        help_text=_("Two sentences that everybody understands."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        group = (OrganisationKind.TOWN, OrganisationKind.UTILITY, OrganisationKind.COMPANY)
        self.fields["departments"].queryset = Organisation.objects.filter(kind__in=group)  # type: ignore[attr-defined]
        self.fields["originators"].queryset = of_the_council()  # type: ignore[attr-defined]
        people = Person.objects.filter(deleted_at=None)
        self.fields["originator_persons"].queryset = people  # type: ignore[attr-defined]
        if not people.exists():
            del self.fields["originator_persons"]


class PresenceForm(forms.Form):
    """Who was there: those with a seat in the body on that day to tick, others of the council to choose."""

    seated = Several(
        Person.objects.none(), label=_("With a seat in the body"), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    others = Several(
        Person.objects.none(), label=_("Others of the council"), required=False, widget=MANY,
    )  # fmt: skip

    def __init__(self, meeting: Meeting, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        seated = seated_on(meeting)
        self.fields["seated"].queryset = seated  # type: ignore[attr-defined]
        others = Person.objects.filter(deleted_at=None).exclude(pk__in=seated.values("pk"))
        self.fields["others"].queryset = others  # type: ignore[attr-defined]
        for name, found in (("seated", seated), ("others", others)):
            if not found.exists():
                del self.fields[name]


class FileForm(forms.Form):
    """A document of a paper or a meeting."""

    file = forms.FileField(label=_("PDF"), help_text=_("At most 10 MB."))
    name = forms.CharField(label=_("Name"), max_length=300, required=False)
    place = forms.ChoiceField(label=_("What it is"))

    def __init__(self, places: list[tuple[str, Any]], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["place"].choices = places  # type: ignore[attr-defined]


class StationForm(forms.Form):
    """A body that deals with a paper."""

    body = forms.ModelChoiceField(Organisation.objects.none(), label=_("Body"), empty_label=CHOOSE)
    role = forms.CharField(label=_("Role"), max_length=200, required=False, help_text=", ".join(ROLES))
    authoritative = forms.BooleanField(label=_("decides in the end"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["body"].queryset = sitting()  # type: ignore[attr-defined]


class StationChangeForm(forms.Form):
    """What the body does with a paper, and at which item."""

    role = forms.CharField(label=_("Role"), max_length=200, required=False)
    authoritative = forms.BooleanField(label=_("decides in the end"), required=False)
    item = forms.ModelChoiceField(
        AgendaItem.objects.none(), label=_("Agenda item"), required=False, empty_label=_("no item yet")
    )

    def __init__(self, station: Consultation, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        bodies = list(station.organisations.all())
        items = AgendaItem.objects.filter(deleted_at=None, meeting__body__in=bodies).exclude(
            paper__isnull=False
        )
        items = items | AgendaItem.objects.filter(
            deleted_at=None, meeting__body__in=bodies, paper=station.paper
        )
        chosen = self.fields["item"]
        chosen.queryset = items.select_related("meeting__body").order_by("-meeting__starts_at", "number")  # type: ignore[attr-defined]
        chosen.label_from_instance = lambda item: f"{item.meeting}, {item.number}. {item.title}"[:120]  # type: ignore[attr-defined]


class TakeBackForm(forms.Form):
    """Why a paper is hidden again."""

    reason = forms.CharField(label=_("Why?"), max_length=500)


class LinesForm(forms.Form):
    """Many agenda items at once."""

    lines = forms.CharField(
        label=_("Agenda items"), widget=forms.Textarea(attrs={"rows": 8}), max_length=40_000,
        help_text=_("One a line. The number of a paper stands behind a bar: New cycle path | 2026/031"),
    )  # fmt: skip


class ItemChangeForm(forms.Form):
    """Words, place and origin of an agenda item."""

    title = forms.CharField(label=_("Title"), max_length=1000)
    number = forms.IntegerField(label=_("Place in the order"), min_value=1, max_value=9999)
    label = forms.CharField(
        label=_("Number on the agenda"), max_length=50, required=False, help_text=_("For example Ö 3.1.")
    )
    public = forms.BooleanField(
        label=pgettext_lazy("agenda item", "dealt with in public"), required=False,
        help_text=_("Without the tick nobody outside sees title, papers and result."),
    )  # fmt: skip
    tabled_by = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Tabled by"), required=False, empty_label=_("by no board"),
        help_text=_("Only boards that may table items in this body on that day."),
    )  # fmt: skip

    def __init__(self, boards: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["tabled_by"].queryset = boards  # type: ignore[attr-defined]
