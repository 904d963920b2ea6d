"""The form of a proposal."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mitmachstadt.modules.proposals.actions.proposals import Words
from mitmachstadt.modules.proposals.rules import MAX_ADDITION, MAX_NAME, MAX_TEXT, MAX_TITLE
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.city.models import District, Topic
from mitmachstadt.spine.fields import know, name_field
from mitmachstadt.spine.files.fields import PICTURES, FilesField
from mitmachstadt.spine.moderation.trapped import TrappedForm, mail_for_the_answer
from mitmachstadt.spine.places.queries import tapped

TOO_LONG = _("Your text is %(show_value)d characters long, %(limit_value)d are possible.")


def _title(hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=_("What do you propose?"),
        help_text=hint,
        max_length=MAX_TITLE,
        error_messages={"required": _("Please give your proposal a short name.")},
    )


def _area(rows: int) -> forms.Textarea:
    """Words that everybody reads: counted, and looked through for private details."""
    return forms.Textarea(attrs={"rows": rows, "data-counter": "text-left", "data-privacy": "text-private"})


def _text(rows: int, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=_("What should be different, and why?"),
        help_text=hint,
        max_length=MAX_TEXT,
        widget=_area(rows),
        error_messages={
            "required": _("Please write what should be different, and why."),
            "max_length": TOO_LONG,
        },
    )


class ProposalForm(TrappedForm):
    """What should be different, where, about what, and by whom."""

    title = _title(_("A short name, for example: Benches and green at the market."))
    text = _text(6, _("A few sentences are enough. Everybody reads them."))
    photos = FilesField(
        label=_("Photos"),
        help_text=_("Up to five. We delete place and device data from them."),
        accept=PICTURES,
    )
    place = forms.CharField(
        label=_("Where?"),
        help_text=_("A street, a square, or tap the map. Leave it empty for the whole town."),
        max_length=200,
        required=False,
    )
    district = forms.ModelChoiceField(
        District.objects.all(),
        label=_("District"),
        to_field_name="slug",
        required=False,
        empty_label=_("the whole town"),
    )
    topic = forms.ModelChoiceField(
        Topic.objects.all(),
        label=_("Topic"),
        to_field_name="slug",
        required=False,
        empty_label=pgettext_lazy("topic", "none"),
    )
    name = name_field(
        most=MAX_NAME,
        required=False,
        help_text=_("If it may stand with the proposal. A first name is enough."),
    )
    email = mail_for_the_answer()

    def __init__(self, *args: Any, person: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        know(self, person)

    def words(self) -> Words:
        """The cleaned form as the action wants it."""
        data = self.cleaned_data
        label, lat, lon = tapped(data["place"])
        return Words(
            title=data["title"], text=data["text"].replace("\r\n", "\n"), name=data["name"], label=label, lat=lat,
            lon=lon, district=data["district"], topic=data["topic"],
        )  # fmt: skip


class RewriteForm(forms.Form):
    """Name and text anew; `revision` says which proposal the writer has seen."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    title = _title()
    text = _text(10)


class AdditionForm(forms.Form):
    """Words below the text."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    addition = forms.CharField(
        label=_("What do you want to add?"),
        help_text=_("It stands below your text, with its day and the votes of today."),
        max_length=MAX_ADDITION,
        widget=_area(6),
        error_messages={
            "required": _("Please write at least one whole sentence."),
            "max_length": TOO_LONG,
        },
    )


class InvitationForm(forms.Form):
    """Whom to invite."""

    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("We send a link there. The address is forgotten as soon as it is used or has run out."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": _("Please give an e-mail address."),
            "invalid": _("The part after the @ is missing, for example web.de."),
        },
    )


class JoinForm(forms.Form):
    """By which name somebody is named as a co-author."""

    name = forms.CharField(
        label=_("Your name for everybody"),
        help_text=_("It stands with the proposal. A first name is enough."),
        max_length=MAX_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Please say by which name you want to be named.")},
    )


class EasyForm(forms.Form):
    """What the proposal says in plain language."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    easy_text = forms.CharField(
        label=_("Text in plain language"),
        max_length=MAX_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 10, "data-no-dictation": ""}),
    )
