"""A refusal reaches people at the field it belongs to, and none of its sentences gets lost."""

import pytest
from django import forms
from django.utils import translation
from django.utils.translation import gettext_lazy

from mitmachstadt.spine.problems import Problem, Refused, add_to_form, refuse_if


class TitleForm(forms.Form):
    title = forms.CharField()


def test_problems_stand_beside_their_field_and_the_rest_on_top() -> None:
    form = TitleForm({"title": "Radweg"})
    assert form.is_valid()
    refused = Refused(
        [Problem("title", "double", "Den Titel gibt es schon."), Problem("", "late", "Zu spät."),
         Problem("unknown", "odd", "Das passt nicht.")]
    )  # fmt: skip
    add_to_form(form, refused)
    assert form.errors == {"title": ["Den Titel gibt es schon."], "__all__": ["Zu spät.", "Das passt nicht."]}
    assert form.errors.as_data()["title"][0].code == "double"
    assert refused.codes == ("double", "late", "odd")
    assert str(refused) == "Den Titel gibt es schon. Zu spät. Das passt nicht."


def test_a_sentence_is_said_in_the_language_of_the_reader() -> None:
    problem = Problem("", "x", gettext_lazy("Yes"))
    with translation.override("en"):
        english = str(problem)
    with translation.override("de"):
        assert (english, str(problem)) == ("Yes", "Ja")


def test_a_refusal_without_a_problem_is_an_error_of_the_program() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Refused([])
    refuse_if([])
    with pytest.raises(Refused):
        refuse_if(iter([Problem("", "x", "Nein.")]))
