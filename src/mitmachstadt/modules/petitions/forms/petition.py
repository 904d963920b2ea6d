"""The form of a petition."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.petitions.actions.petitions import Words
from mitmachstadt.modules.petitions.forms.person import PERSON_FIELDS, PersonForm
from mitmachstadt.modules.petitions.rules.petitions import MAX_FILES, MAX_SIGNATORIES, MAX_TEXT, MAX_TITLE
from mitmachstadt.spine.city.models import District
from mitmachstadt.spine.files.fields import FilesField
from mitmachstadt.spine.files.models import Upload

MAX_LINES = 40_000


def _area(rows: int, counter: str = "") -> forms.Textarea:
    attrs: dict[str, Any] = {"rows": rows}
    if counter:
        attrs |= {"data-counter": f"{counter}-left", "data-privacy": f"{counter}-private"}
    return forms.Textarea(attrs=attrs)


class PetitionForm(PersonForm):
    """What the town should do and why, where, with whom, and who asks."""

    field_order = (
        "title", "wish", "reason", "district", "place", "attachments", "attachments_alt", "signatories", *PERSON_FIELDS,
    )  # fmt: skip
    title = forms.CharField(
        label=_("What is it about?"),
        help_text=_("A short name for your petition."),
        max_length=MAX_TITLE,
        error_messages={"required": _("Please give your petition a short name.")},
    )
    wish = forms.CharField(
        label=_("What should the town do?"),
        help_text=_("One or two sentences are enough. Everybody reads it once it is admitted."),
        max_length=MAX_TEXT,
        widget=_area(6, "wish"),
        error_messages={"required": _("Please write what the town should do.")},
    )
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("What is the matter now, and what would be better?"),
        max_length=MAX_TEXT,
        widget=_area(6, "reason"),
        error_messages={"required": _("Please write why you want this.")},
    )
    district = forms.ModelChoiceField(
        District.objects.all(),
        label=_("District"),
        to_field_name="slug",
        required=False,
        empty_label=_("the whole town, or none"),
    )
    place = forms.CharField(
        label=_("Where exactly?"), help_text=_("A street or a square."), max_length=200, required=False
    )
    attachments = FilesField(
        label=_("Attachments"),
        help_text=format_lazy(_("Up to {n} PDFs or pictures of 10 MB each."), n=MAX_FILES),
    )
    attachments_alt = forms.CharField(
        label=_("What do the pictures show?"),
        help_text=_("A few words for people who do not see them. Needed only with pictures."),
        max_length=300,
        required=False,
    )
    signatories = forms.CharField(
        label=_("Who signs with you?"),
        help_text=_("One person a line: name, address. Only the number becomes public."),
        required=False,
        max_length=MAX_LINES,
        widget=forms.Textarea(attrs={"rows": 3, "data-no-dictation": ""}),
    )

    def clean_signatories(self) -> tuple[tuple[str, str], ...]:
        """Pairs of name and address, one a line; the same line counts once."""
        pairs: dict[tuple[str, str], None] = {}
        for line in str(self.cleaned_data["signatories"]).splitlines():
            name, _comma, address = line.partition(",")
            if name.strip():
                pairs[(name.strip()[:150], address.strip()[:300])] = None
        if len(pairs) > MAX_SIGNATORIES:
            message = format_lazy(_("At most {n} people can sign online."), n=MAX_SIGNATORIES)
            raise forms.ValidationError(message, code="too_many")
        return tuple(pairs)

    def words(self, files: tuple[Upload, ...]) -> Words:
        """The cleaned form as the action wants it."""
        data = self.cleaned_data
        return Words(
            title=data["title"], wish=data["wish"], reason=data["reason"], place=data["place"],
            district=data["district"], signatories=data["signatories"], files=files,
        )  # fmt: skip
