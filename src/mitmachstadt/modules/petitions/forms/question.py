"""The form of a question for question time."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.petitions.actions.questions import AskedWords
from mitmachstadt.modules.petitions.forms.person import PERSON_FIELDS, PersonForm
from mitmachstadt.modules.petitions.rules.questions import MAX_BACKGROUND, MAX_QUESTION
from mitmachstadt.modules.petitions.rules.town import AuthorRule
from mitmachstadt.spine.accounts.models import User


class QuestionForm(PersonForm):
    """One question, to which body, and who asks."""

    field_order = ("body", "text", "background", *PERSON_FIELDS)
    body = forms.ChoiceField(
        label=_("Which session?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Please choose a session."),
            "invalid_choice": _("Please choose a session."),
        },
    )
    text = forms.CharField(
        label=_("Your question"),
        help_text=_("One question. Everybody reads it once it is admitted."),
        max_length=MAX_QUESTION,
        widget=forms.Textarea(attrs={"rows": 4, "data-counter": "text-left", "data-privacy": "text-private"}),
        error_messages={"required": _("Please write your question.")},
    )
    background = forms.CharField(
        label=_("What lies behind it?"),
        help_text=_("Whatever helps to answer well."),
        max_length=MAX_BACKGROUND,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self,
        rule: AuthorRule,
        town: str,
        choices: Sequence[tuple[str, str]],
        *args: object,
        person: User | None = None,
        **kwargs: object,
    ) -> None:
        super().__init__(rule, town, *args, person=person, **kwargs)
        # The answer is read in public anyway, so nobody has to choose a way for it.
        self.fields.pop("answer", None)
        self.fields["email"].help_text = _("For your receipt and the answer. Never public.")
        body = self.fields["body"]
        if isinstance(body, forms.ChoiceField):
            body.choices = list(choices)
        if len(choices) < 2:
            del self.fields["body"]
        else:
            body.initial = choices[0][0]

    def words(self) -> AskedWords:
        """The cleaned form as the action wants it."""
        data = self.cleaned_data
        return AskedWords(text=data["text"], background=data["background"], body=data.get("body", ""))
