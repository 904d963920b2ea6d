"""Form fields that several forms share, and that take whatever is sent: numbers beyond every database and years beyond every
calendar are mere mistakes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

#: The highest key that every database holds.
MOST_KEY = 2**63 - 1


def in_our_time(value: Any) -> None:
    """Validator of a day or moment: a year that a plan or a record can mean, 1900 to 2100."""
    if not 1900 <= value.year <= 2100:
        raise forms.ValidationError(_("Please look at the year again."), code="year")


class Several(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # no subscript at run time
    """Several rows by their keys; Django hands numbers of any length on to the database, which breaks at them."""

    def clean(self, value: Any) -> Any:
        for one in value if isinstance(value, list | tuple) else ():
            if not (
                str(one).isascii() and str(one).isdigit() and len(str(one)) < 20 and int(one) <= MOST_KEY
            ):
                raise forms.ValidationError(
                    self.error_messages["invalid_pk_value"],
                    code="invalid_pk_value",
                    params={"pk": str(one)[:40]},
                )
        return super().clean(value)


def name_field(*, most: int, **change: Any) -> forms.CharField:
    """The name of whoever writes; asked for unless `required` says otherwise."""
    values: dict[str, Any] = {
        "label": _("Your name"), "max_length": most, "widget": forms.TextInput(attrs={"autocomplete": "name"}),
        "error_messages": {"required": _("Please give your name.")},
    }  # fmt: skip
    return forms.CharField(**{**values, **change})


def know(form: forms.BaseForm, person: Any) -> None:
    """Fills in the name and the address that the account of `person` knows; None for guests."""
    if person is not None:
        form.fields["email"].initial = person.email
        form.fields["name"].initial = person.display_name
