"""The form of a comment and the one that changes it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.moderation.rules import private_details
from mitmachstadt.spine.moderation.trapped import TrappedForm
from mitmachstadt.spine.talk.rules import MAX_NAME, Stance

#: Characters of a comment where no rule says another number.
MOST = 2000
TOO_LONG = _("Your text is %(show_value)d characters long, %(limit_value)d are possible.")


def words(most: int, label: Any) -> forms.CharField:
    """The words of a comment."""
    return forms.CharField(
        label=label,
        max_length=most,
        widget=forms.Textarea(attrs={"rows": 4, "data-counter": "text-left", "data-privacy": "text-private"}),
        error_messages={"required": _("Please write at least one sentence."), "max_length": TOO_LONG},
    )


class CommentForm(TrappedForm):
    """What somebody says, how they stand to it, and under which name."""

    stance = forms.ChoiceField(
        label=_("How do you stand to it?"),
        choices=Stance.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose how you stand to it.")},
    )
    name = forms.CharField(
        label=_("Your public name"),
        help_text=_("Everybody reads it beside your comment. First name and letter are enough."),
        max_length=MAX_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
        error_messages={"required": _("Please give the name under which everybody reads you.")},
    )
    official = forms.BooleanField(required=False)
    sure = forms.BooleanField(label=_("This may stand there. Show it as it is."), required=False)

    def __init__(self, *args: Any, most: int = MOST, organisation: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"] = words(most, _("Your comment"))
        self.order_fields(["stance", "text", "name", "official", "sure"])
        if organisation:
            self.fields["official"].label = _("Pin it as the answer of “%(unit)s”") % {"unit": organisation}
        else:
            del self.fields["official"]
        self.private = private_details(self.data.get("text", "")) if self.is_bound else []
        if not self.private:
            del self.fields["sure"]

    def clean(self) -> dict[str, Any]:
        """Private details are asked about once, because everybody reads a comment at once."""
        data = super().clean() or {}
        if self.private and not data.get("sure"):
            words = _("Your text contains “%(detail)s”. Please take it out, or tick that it may stand there.")
            self.add_error("text", words % {"detail": self.private[0].text})
        return data


class ChangeForm(forms.Form):
    """Other words for a comment; `revision` is the one they started from."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, most: int = MOST, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"] = words(most, _("Your comment"))
