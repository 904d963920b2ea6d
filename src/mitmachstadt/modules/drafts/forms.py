"""The form with which residents comment on a paragraph."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.drafts.rules import MAX_NAME, MAX_TEXT
from mitmachstadt.spine.moderation.trapped import TrappedForm, mail_for_the_answer

TOO_LONG = _("Your text is %(show_value)d characters long, %(limit_value)d are possible.")


class CommentForm(TrappedForm):
    """What to say about the paragraph, and how it should read instead."""

    text = forms.CharField(
        label=_("What do you want to say about this paragraph?"),
        help_text=_("One sentence is enough. Your text becomes public after a check."),
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Please write at least one sentence."), "max_length": TOO_LONG},
    )
    wording = forms.CharField(
        label=_("How should it read instead?"),
        help_text=_("Write the whole paragraph as you would like it. The differences are shown beside it."),
        max_length=MAX_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"max_length": TOO_LONG},
    )
    name = forms.CharField(
        label=_("Your name, if everybody may read it"),
        help_text=_("It then stands beside your comment, and where the text changed because of you."),
        max_length=MAX_NAME,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = mail_for_the_answer()
