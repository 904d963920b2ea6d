"""The form for a barrier of these pages."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.moderation.traps import TRAP_FIELD


class BarrierForm(forms.Form):
    """What does not work, where, and how to answer."""

    form_token = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("What can you not use?"),
        help_text=_("One sentence is enough. Only the town reads it."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={
            "required": _("Please write at least one sentence."),
            "max_length": _("Your text is %(show_value)d characters long, %(limit_value)d are possible."),
        },
    )
    page = forms.CharField(
        label=_("On which page?"), help_text=_("If you like."), max_length=300, required=False
    )
    email = forms.EmailField(
        label=_("E-mail address for the answer"),
        help_text=_("If you like. Without it you read the answer with your link."),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("The part after the @ is missing, for example web.de.")},
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        # A field for machines only; people neither see nor reach it.
        self.fields[TRAP_FIELD] = forms.CharField(required=False, max_length=200)
