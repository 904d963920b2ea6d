"""Forms of moderation: report a contribution, object, and the moderator's reason."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.moderation.models import Ground
from mitmachstadt.spine.moderation.trapped import TrappedForm, mail_for_the_answer

TOO_LONG = _("Your text is %(show_value)d characters long, %(limit_value)d are possible.")


class ReportForm(TrappedForm):
    """What is wrong with a contribution."""

    ground = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=Ground.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose what is wrong.")},
    )
    text = forms.CharField(
        label=_("Please explain it in a sentence"),
        help_text=_("Only the moderators read it. The author does not learn who reported."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Please write at least one sentence."), "max_length": TOO_LONG},
    )
    email = mail_for_the_answer()


class ObjectionForm(TrappedForm):
    """Why the author thinks that the contribution belongs here."""

    text = forms.CharField(
        label=_("Why should it be shown?"),
        help_text=_(
            "You can object once. Somebody else than before decides, where the town has somebody else."
        ),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Please write at least one sentence."), "max_length": TOO_LONG},
    )


class ReasonForm(forms.Form):
    """The reason authors read; a ready one stands there, because a wave of spam needs no essay."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Each author reads this sentence."),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Please give the reason in at least one sentence.")},
    )
