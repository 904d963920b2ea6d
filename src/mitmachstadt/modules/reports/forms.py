"""The form of a report, and the small one for whoever noticed the same."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.reports.queries.town import said
from mitmachstadt.modules.reports.rules import MAX_TEXT, Category, Question, Reported, ReportRules
from mitmachstadt.spine.files.fields import PICTURES, FilesField
from mitmachstadt.spine.moderation.trapped import TrappedForm
from mitmachstadt.spine.places.queries import tapped

FINE = "fine_"


def field_of(question: Question) -> forms.Field:
    """The field for one question of a category; what is wrong with an answer is said by the rule."""
    label = said(question)
    if question.kind == "many":
        return forms.MultipleChoiceField(
            label=label,
            required=False,
            choices=[(one.key, said(one)) for one in question.choices],
            widget=forms.CheckboxSelectMultiple,
        )
    if question.kind == "one":
        return forms.ChoiceField(
            label=label,
            required=False,
            choices=[(one.key, said(one)) for one in question.choices],
            widget=forms.RadioSelect,
        )
    attributes = {"inputmode": "numeric"} if question.kind == "number" else {}
    return forms.CharField(
        label=label, required=False, max_length=500, widget=forms.TextInput(attrs=attributes)
    )


class AnswerForm(TrappedForm):
    """How somebody wants to hear of it."""

    answer = forms.ChoiceField(
        label=_("Shall we let you know?"),
        choices=[("mail", _("Yes, by e-mail")), ("none", _("No, the number is enough"))],
        initial="mail",
        required=False,
        widget=forms.RadioSelect,
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("If you like. It is never public."),
        required=False,
        error_messages={"invalid": _("The part after the @ is missing, for example web.de.")},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("answer") == "none":
            data["email"] = ""
            self.errors.pop("email", None)
        return data


class ReportForm(AnswerForm):
    """Where it is, what it is, photos, and how to answer. The tile is `group`, the finer category `fine_<group>`."""

    place = forms.CharField(
        label=_("Address or place"),
        help_text=_("Street and number, a square, a stop, or tap the map."),
        max_length=200,
        error_messages={"required": _("Please say where it is: tap the map or write an address.")},
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    place_words = forms.CharField(
        label=_("How is it found there?"),
        help_text=_("If you like, for example: opposite the bakery."),
        max_length=150,
        required=False,
    )
    group = forms.ChoiceField(
        label=_("What is it about?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Please choose what it is about."),
            "invalid_choice": _("This is no longer taken here. Please choose what fits best."),
        },
    )
    text = forms.CharField(
        label=_("Would you like to say something about it?"),
        required=False,
        max_length=MAX_TEXT,
        error_messages={
            "max_length": _("Your text is %(show_value)d characters long, %(limit_value)d are possible.")
        },
        widget=forms.Textarea(attrs={"rows": 3, "data-counter": "text-left", "data-privacy": "text-private"}),
    )
    photos = FilesField(
        label=_("Photos"),
        help_text=_("Up to five. We delete place and device data from them."),
        accept=PICTURES,
    )
    seen_at = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    same = forms.CharField(max_length=5, required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        rules: ReportRules,
        *args: Any,
        email: str = "",
        start: dict[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, initial=start, **kwargs)
        self.rules = rules
        group = self.fields["group"]
        if isinstance(group, forms.ChoiceField):
            group.choices = [(one.key, said(one)) for one in rules.groups]
        for one in rules.groups:
            finer = rules.of_group(one.key)[1:]
            if finer:
                self.fields[FINE + one.key] = forms.ChoiceField(
                    label=_("More exactly"),
                    required=False,
                    choices=[("", _("I do not know")), *((each.key, said(each)) for each in finer)],
                    error_messages={
                        "invalid_choice": _("This is no longer taken here. Please choose what fits best.")
                    },
                )
        self.fields["email"].initial = email
        category = self.chosen()
        for question in category.questions if category else ():
            self.fields[f"q_{question.key}"] = field_of(question)

    def chosen(self) -> Category | None:
        """The category that the data name, None as long as there is none."""
        if not self.is_bound:
            return None
        group = str(self.data.get("group", ""))
        finer = str(self.data.get(FINE + group, ""))
        found = self.rules.category(finer) if finer else None
        if found is not None and found.group == group:
            return found
        return next(iter(self.rules.of_group(group)), None) if group else None

    def tiles(self) -> list[dict[str, Any]]:
        """The tiles with their finer choice, for the page."""
        chosen = self.data.get("group", "") if self.is_bound else self.initial.get("group", "")
        return [
            {
                "key": one.key,
                "name": said(one),
                "icon": one.icon,
                "chosen": one.key == chosen,
                "finer": self[FINE + one.key] if FINE + one.key in self.fields else None,
            }
            for one in self.rules.groups
        ]

    def questions(self) -> list[Any]:
        """The bound fields of the category's own questions."""
        return [self[name] for name in self.fields if name.startswith("q_")]

    def carried(self) -> list[tuple[str, str]]:
        """Everything that was entered, as pairs for hidden fields of the question in between."""
        names = [name for name in self.fields if name not in ("form_token", "photos", "same")]
        getlist = getattr(self.data, "getlist", lambda name: [self.data[name]] if name in self.data else [])
        return [(name, str(value)) for name in names for value in getlist(name)]

    def reported(self) -> Reported:
        """The cleaned form as the action wants it."""
        data = self.cleaned_data
        category = self.chosen()
        place, lat, lon = tapped(data["place"])
        words = " ".join(data["place_words"].split())
        answers = {
            name.removeprefix("q_"): data[name]
            for name in self.fields
            if name.startswith("q_") and data.get(name)
        }
        return Reported(
            category=category.key if category else "", text=data["text"].replace("\r\n", "\n").strip(), answers=answers,
            lat=lat, lon=lon, label=", ".join(part for part in (place, words) if part),
            observed_at=seen(data.get("seen_at", "")),
        )  # fmt: skip


def seen(text: str) -> datetime | None:
    """The moment at which it was written on a device without network; None where none is said or it makes no sense."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})", text):
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return min(found, timezone.now())
