"""Forms that residents fill in: sign up, wish something, type the code of the hall."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.assemblies.actions.signups import Guest
from mitmachstadt.modules.assemblies.models import SignUp
from mitmachstadt.modules.assemblies.rules import MAX_CHILDREN, MAX_PERSONS, MAX_WISH
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.moderation.trapped import TrappedForm, mail_for_the_answer

NUMBERS = {
    "invalid": _("Please give a number."),
    "required": _("Please give a number."),
    "max_value": _("At most %(limit_value)d are possible."),
    "min_value": _("At least %(limit_value)d is needed."),
}


class SignUpForm(TrappedForm):
    """Who comes, with how many, and what is needed; no need has to be named."""

    name = forms.CharField(
        label=_("Name"),
        help_text=_("Only the organisers read it."),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Please give a name, so that we can greet you.")},
    )
    persons = forms.IntegerField(
        label=_("How many come with this sign-up?"),
        min_value=1,
        max_value=MAX_PERSONS,
        initial=1,
        error_messages=NUMBERS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("For your link, a reminder, and news if the date changes. Deleted soon afterwards."),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("The part after the @ is missing, for example web.de.")},
    )
    interpreter = forms.CharField(label=_("Interpreter for which language?"), max_length=60, required=False)
    sign_language = forms.BooleanField(label=_("Sign language interpreting"), required=False)
    childcare = forms.IntegerField(
        label=_("How many children need care?"),
        min_value=0,
        max_value=MAX_CHILDREN,
        initial=0,
        required=False,
        error_messages=NUMBERS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    other_needs = forms.CharField(
        label=_("Something else we should prepare"),
        help_text=_("For example a place for a wheelchair, or a seat in front."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def guest(self, language: str, user: User | None) -> Guest:
        """The cleaned form as the action wants it."""
        data = self.cleaned_data
        return Guest(
            name=data["name"],
            email=data["email"],
            persons=data["persons"],
            interpreter=data["interpreter"],
            childcare=data["childcare"] or 0,
            sign_language=data["sign_language"],
            other_needs=data["other_needs"],
            language=language,
            user=user,
        )

    @staticmethod
    def start_of(row: SignUp) -> dict[str, Any]:
        """The values of a sign-up that is changed."""
        names = ("name", "persons", "email", "interpreter", "sign_language", "childcare", "other_needs")
        return {name: getattr(row, name) for name in names}


class WishForm(TrappedForm):
    """A wish in one's own words."""

    text = forms.CharField(
        label=_("Your wish"),
        help_text=_("One sentence is enough. Your text becomes public after a check."),
        max_length=MAX_WISH,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": _("Please write at least one sentence."),
            "max_length": _("Your text is %(show_value)d characters long, %(limit_value)d are possible."),
        },
    )
    email = mail_for_the_answer()


class CodeForm(forms.Form):
    """The code that the screen in the hall shows."""

    code = forms.CharField(
        label=_("Code"),
        help_text=_("Five letters and digits. They stand on the screen in the hall."),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": _("Please type the code.")},
    )
