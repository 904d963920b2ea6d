"""The operators' form for a service."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.signon.rules import ALWAYS, LONGEST, MOST_ADDRESSES, SHORT, Wish

LINES = MOST_ADDRESSES * (LONGEST + 2)


class ServiceForm(forms.Form):
    """Name, addresses and what it may ask for; addresses one a line."""

    name = forms.CharField(
        label=_("Name of the service"),
        max_length=100,
        help_text=_("People read it when they decide, for example “CONSUL, the town's consultations”."),
        error_messages={"required": _("Please give the name of the service: 2 to 100 characters.")},
    )
    redirects = forms.CharField(
        label=_("Addresses to return to"),
        max_length=LINES,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "data-no-dictation": ""}),
        help_text=_("One a line, letter by letter as the service names them."),
        error_messages={"required": _("Please give at least one address to return to.")},
    )
    logouts = forms.CharField(
        label=_("Addresses after signing out"),
        max_length=LINES,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false", "data-no-dictation": ""}),
        help_text=_("One a line."),
    )
    policy = forms.CharField(
        label=_("Data protection notice of the service"), max_length=LONGEST, required=False
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may ask for"),
        choices=list(SHORT.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    public = forms.BooleanField(
        label=_("It keeps no secret (an app, or a page without a server of its own)"), required=False
    )

    def wish(self) -> Wish:
        """What was filled in."""
        given = self.cleaned_data
        return Wish(
            name=given["name"],
            redirects=lines(given["redirects"]),
            logouts=lines(given["logouts"]),
            scopes=(ALWAYS, *given["scopes"]),
            public=given["public"],
            policy=given["policy"].strip(),
        )


def lines(text: str) -> tuple[str, ...]:
    """Filled lines without blanks around them, each once."""
    return tuple(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
