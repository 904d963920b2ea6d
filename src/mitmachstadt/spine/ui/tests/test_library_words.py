"""Django's own sentences are said in the words of the platform, on every form."""

import pytest
from django import forms
from django.utils.translation import override


class Sheet(forms.Form):
    title = forms.CharField(max_length=5)
    kind = forms.ChoiceField(choices=[("a", "A")])


@pytest.mark.parametrize(
    ("data", "field", "sentence"),
    [
        ({}, "title", "Füllen Sie dieses Feld bitte aus."),
        ({"title": "x" * 9}, "title", "Das sind 9 Zeichen, hier passen höchstens 5."),
        ({"kind": "b"}, "kind", "„b“ steht hier nicht zur Wahl. Wählen Sie bitte aus der Liste."),
    ],
)
def test_the_sentence_beside_a_field_is_ours(data, field, sentence):
    with override("de"):
        assert Sheet(data).errors[field] == [sentence]
    with override("en"):
        assert Sheet(data).errors[field] != [sentence]
