"""The two small forms of following: how often, and where to."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.notify import rules
from mitmachstadt.spine.notify.models import Subscription


class FrequencyForm(forms.Form):
    """How often somebody with an account wants to hear."""

    frequency = forms.ChoiceField(
        label=_("How often?"),
        choices=Subscription.Frequency.choices,
        initial=Subscription.Frequency.NOW,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Please choose how often you want to hear from us."),
            "invalid_choice": _("Please choose how often you want to hear from us."),
        },
    )

    def without_frequency(self) -> None:
        """The newsletter comes when it is written."""
        del self.fields["frequency"]


class FollowForm(FrequencyForm):
    """The same without an account: with an address, and a field that only machines fill."""

    email = forms.CharField(
        label=_("Your e-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
        error_messages={
            "required": _("Please give your e-mail address."),
            "max_length": _("This address is too long."),
        },
    )
    website = forms.CharField(required=False, widget=forms.HiddenInput)

    field_order = ["email", "frequency"]

    def clean_email(self) -> str:
        """The address in small letters, or the first problem with it."""
        email = str(self.cleaned_data["email"]).strip().lower()
        for problem in rules.problems_with_address(email):
            raise forms.ValidationError(problem.message, code=problem.code)
        return email
