"""The filter of the log."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.audit import queries
from mitmachstadt.spine.audit.words import kind_words


class FilterForm(forms.Form):
    """Everything is optional; a day that can not be read is said at its field."""

    art = forms.ChoiceField(label=_("Kind"), required=False)
    person = forms.CharField(label=_("Person"), required=False, max_length=100)
    wort = forms.CharField(label=_("Word, number or action"), required=False, max_length=100)
    von = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    bis = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["art"]
        assert isinstance(field, forms.ChoiceField)
        kinds = [(kind, str(kind_words().get(kind, kind))) for kind in queries.kinds()]
        field.choices = [("", _("All kinds")), *sorted(kinds, key=lambda pair: pair[1])]
