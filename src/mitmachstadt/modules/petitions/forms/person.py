"""What both forms ask about a person, as far as the rules of the day want to know it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.petitions.actions.petitions import Person
from mitmachstadt.modules.petitions.rules.petitions import MAX_ADDRESS, MAX_NAME
from mitmachstadt.modules.petitions.rules.town import AuthorRule
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.fields import know, name_field
from mitmachstadt.spine.moderation.trapped import TrappedForm

PERSON_FIELDS = ("name", "address", "resident", "name_public", "answer", "email")
EMAIL_ERRORS = {
    "invalid": _("The part after the @ is missing, for example web.de."),
    "required": _("Please give your e-mail address, or choose an answer by letter."),
}


class PersonForm(TrappedForm):
    """Name, address, residence and the way of the answer."""

    name = name_field(most=MAX_NAME)
    address = forms.CharField(
        label=_("Your address"),
        help_text=_("Street, number, postcode and town. Never public."),
        max_length=MAX_ADDRESS,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
        error_messages={"required": _("Please give street, number and town.")},
    )
    resident = forms.BooleanField(
        required=True, error_messages={"required": _("Please confirm where you live, if it is true.")}
    )
    name_public = forms.BooleanField(
        label=_("My name may be shown"),
        help_text=_("Otherwise nobody outside the town hall reads it."),
        required=False,
    )
    answer = forms.ChoiceField(
        label=_("How may we answer?"),
        choices=[("mail", _("By e-mail")), ("letter", _("By letter to your address"))],
        initial="mail",
        widget=forms.RadioSelect,
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        error_messages=EMAIL_ERRORS,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(
        self, rule: AuthorRule, town: str, *args: object, person: User | None = None, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rule, self.person = rule, person
        if not rule.address:
            del self.fields["address"]
            del self.fields["answer"]
        if rule.who == "anyone":
            del self.fields["resident"]
        else:
            self.fields["resident"].label = residence_label(rule, town)
        know(self, person)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("answer") == "mail" and not data.get("email") and "email" not in self.errors:
            self.add_error("email", forms.ValidationError(EMAIL_ERRORS["required"], code="required"))
        if data.get("answer") == "letter":
            data["email"] = ""
            self.errors.pop("email", None)
        return data

    def who(self, language: str) -> Person:
        """The cleaned person as the action wants it."""
        data = self.cleaned_data
        return Person(
            name=data["name"],
            address=data.get("address", ""),
            resident=bool(data.get("resident")),
            name_public=data["name_public"],
            by_letter=data.get("answer") == "letter",
            user=self.person,
            email=data.get("email", ""),
            language=language,
        )


def residence_label(rule: AuthorRule, town: str) -> str:
    """What the person declares about living here."""
    if not rule.months:
        return gettext("I live in %(town)s") % {"town": town}
    words = ngettext(
        "I have lived in %(town)s for at least %(n)d month",
        "I have lived in %(town)s for at least %(n)d months",
        rule.months,
    )
    return words % {"n": rule.months, "town": town}
