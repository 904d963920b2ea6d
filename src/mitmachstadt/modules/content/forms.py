"""The form for a barrier of these pages."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.moderation.trapped import TrappedForm, mail_for_the_answer


class BarrierForm(TrappedForm):
    """What does not work, where, and how to answer."""

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
    email = mail_for_the_answer()
