"""The form with which somebody takes former contributions over."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.consul.actions.claims import MAX_NAME


class ClaimForm(forms.Form):
    """Only the name that everybody reads."""

    name = forms.CharField(
        label=_("Name that everybody reads"),
        max_length=MAX_NAME,
        help_text=_("It replaces the former name at all your old contributions."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
