"""Forms about oneself, about proofs, and the operators' form for roles."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.accounts.models import Role, User
from mitmachstadt.spine.city.models import District, Organisation


class DetailsForm(forms.Form):
    """Both may stay empty."""

    display_name = forms.CharField(
        label=_("Your name"),
        required=False,
        max_length=100,
        help_text=_("Only the town hall sees it. You may leave it empty."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    home_district = forms.ModelChoiceField(
        label=_("Your district"),
        queryset=District.objects.all(),
        required=False,
        empty_label=_("not given"),
        help_text=_("Then you see first what is planned near you."),
    )


class LeaveCodeForm(forms.Form):
    """Leaving needs the code from the mail where there is no password, or none that is remembered."""

    code = forms.CharField(
        label=_("Code from the mail"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}),
        error_messages={"required": _("Please type the code from the mail.")},
    )


class DeleteForm(forms.Form):
    """Leaving needs the password, so that a phone left lying about is not enough."""

    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Please give your password.")},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        """Compares with the account's password."""
        password = str(self.cleaned_data["password"])
        if not self.user.check_password(password):
            raise forms.ValidationError(_("This is not your password."), code="wrong")
        return password


class RoleForm(forms.Form):
    """Who gets which role, where, until when."""

    email = forms.EmailField(
        label=_("E-mail of the account"),
        help_text=_("The person needs an account first."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=_("Role"), choices=[("", _("Please choose")), *Role.choices])
    organisation = forms.ModelChoiceField(
        label=_("Unit or body"),
        queryset=Organisation.objects.all(),
        required=False,
        empty_label=_("whole town"),
        help_text=_("Needed for clerks and council members."),
    )
    until = forms.DateField(
        label=_("Until"),
        required=False,
        help_text=_("Last day, for example the end of a term. Empty: without an end."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def clean_email(self) -> User:
        """The account of this address."""
        user = User.objects.filter(email__iexact=self.cleaned_data["email"], is_active=True).first()
        if user is None:
            raise forms.ValidationError(_("There is no account with this address yet."), code="unknown")
        return user
