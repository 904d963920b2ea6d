"""Forms for proving residence and age, by residents and at the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.accounts.models import User

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

LARGEST_LIST = 20_000_000
POSTAL = forms.TextInput(attrs={"autocomplete": "postal-code", "inputmode": "numeric"})


class LetterForm(forms.Form):
    """Where the letter goes; forgotten as soon as it is posted."""

    name = forms.CharField(
        label=_("First name and family name"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("As on your letter box."),
    )
    street = forms.CharField(
        label=_("Street and number"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    postal_code = forms.CharField(label=_("Postal code"), max_length=5, widget=POSTAL)


class CodeForm(forms.Form):
    """The code from the letter."""

    code = forms.CharField(
        label=_("Code from the letter"),
        max_length=30,
        help_text=_("Twelve letters and digits. Small letters and gaps do not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}),
    )


class RegisterForm(forms.Form):
    """What is compared with the register; nothing of it is kept."""

    first_name = forms.CharField(
        label=_("First name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    family_name = forms.CharField(
        label=_("Family name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )
    born = forms.DateField(
        label=_("Birthday"), widget=forms.DateInput(attrs={"type": "date", "autocomplete": "bday"})
    )
    postal_code = forms.CharField(label=_("Postal code"), max_length=5, widget=POSTAL)


class CounterForm(forms.Form):
    """What a clerk saw on the identity card."""

    email = forms.EmailField(
        label=_("E-mail of the account"),
        help_text=_("The person tells it to you."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    resident = forms.BooleanField(
        label=_("Lives in this town, according to the identity card"), required=False
    )
    age = forms.TypedChoiceField(label=_("Age"), required=False, coerce=int, empty_value=None)
    consent = forms.BooleanField(label=_("The parents have agreed in writing"), required=False)

    def __init__(self, *args: Any, steps: tuple[int, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(step), _("at least %(age)s years") % {"age": step}) for step in steps]
        field = self.fields["age"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", _("not looked at")), *choices]

    def clean_email(self) -> User:
        """The account of this address."""
        user = User.objects.filter(email__iexact=self.cleaned_data["email"], is_active=True).first()
        if user is None:
            raise forms.ValidationError(_("There is no account with this address yet."), code="unknown")
        return user


class RegisterListForm(forms.Form):
    """The list of hashes from the register office."""

    file = forms.FileField(
        label=_("List of hashes"), help_text=_("A text file with one hash in each line, without names.")
    )
    as_of = forms.DateField(label=_("As of"), widget=forms.DateInput(attrs={"type": "date"}))

    def clean_file(self) -> UploadedFile[bytes]:
        """Large enough for a big town, small enough for this server."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_LIST:
            raise forms.ValidationError(_("The file is larger than 20 MB."), code="large")
        return file
