"""Forms of the desk: the sheet and the text."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.drafts import queries
from mitmachstadt.modules.drafts.models import Draft
from mitmachstadt.spine.accounts.models import Role, User
from mitmachstadt.spine.accounts.rules import has_role
from mitmachstadt.spine.cases.permissions import own_units
from mitmachstadt.spine.city.models import Organisation, OrganisationKind

MISSING = {"required": _("Please fill this in.")}


def day(**more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, required=False, **more)


class SheetForm(forms.Form):
    """What the text is, who writes it, and when people can comment."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Kind"))
    title = forms.CharField(label=_("Title"), max_length=160, error_messages=MISSING)
    summary = forms.CharField(label=_("In one sentence"), max_length=300, required=False)
    unit = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Who writes and answers"), empty_label=None
    )
    body = forms.ModelChoiceField(
        Organisation.objects.filter(kind__in=(OrganisationKind.BODY, OrganisationKind.BOARD)),
        label=_("Who decides"),
        required=False,
        empty_label=_("not settled yet"),
    )
    window_start = day(label=_("Comments from"))
    window_end = day(
        label=_("Comments until"), help_text=_("Until 24:00 of this day. Empty: until further notice.")
    )
    report = forms.CharField(
        label=_("What becomes of the text"),
        help_text=_("The closing words of the report. Needed before the consultation is finished."),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, person: User, draft: Draft | None, data: Any = None) -> None:
        names = [name for name in self.base_fields if name != "revision"]
        initial = {name: getattr(draft, name) for name in names} if draft else {}
        super().__init__(data, initial={**initial, "revision": draft.revision if draft else 0})
        language = get_language() or "de"
        kinds = [(kind.key, kind.name(language)) for kind in queries.kinds_now()]
        if draft is not None and draft.kind not in dict(kinds):
            kinds.append((draft.kind, draft.kind))
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        units = Organisation.objects.filter(answers_cases=True)
        if not has_role(person, Role.COORDINATOR):
            units = units.filter(pk__in=own_units(person))
        self.fields["unit"].queryset = units.order_by("name")  # type: ignore[attr-defined]
        if draft is None:
            del self.fields["report"]

    def values(self) -> dict[str, Any]:
        """Columns for the action."""
        return {name: value for name, value in self.cleaned_data.items() if name != "revision"}


class TextForm(forms.Form):
    """The text, pasted or in Markdown."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    source = forms.CharField(
        label=_("The text"),
        help_text=_(
            "An empty line parts paragraphs. “# ” begins a heading, “§ 3 Name” on a line of its own too. "
            "Numbers such as (2) stay, others are counted."
        ),
        max_length=400_000,
        widget=forms.Textarea(attrs={"rows": 22}),
        error_messages=MISSING,
    )
    note = forms.CharField(
        label=_("What is new in this version?"),
        help_text=_("One or two sentences, for everybody."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
