"""Forms with which residents hand in a suggestion on a project or an idea for the list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core import signing
from django.utils.html import format_html
from django.utils.text import format_lazy
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.projects.models import Point, Project
from mitmachstadt.modules.projects.rules import ABOUT_A_PROJECT, Kind, ListRules
from mitmachstadt.modules.projects.rules.list_rules import SuggestionKind
from mitmachstadt.modules.projects.suggest_actions import MAX_TEXT, MAX_TITLE, Words
from mitmachstadt.spine.files.models import Upload
from mitmachstadt.spine.moderation.traps import TRAP_FIELD

PHOTO_SALT = "suggestion-photo"
PHOTO_MAX_AGE = 60 * 60 * 24 * 2
OTHER = "other"

#: What both forms ask at their end, in this order.
LAST_FIELDS = (
    "photo", "photo_alt", "signatures", "age", "resident", "organisation", "answer", "email",
)  # fmt: skip
EMAIL_ERRORS = {
    "invalid": _("The part after the @ is missing, for example web.de."),
    "required": _("Please give your e-mail address, or choose “Not at all”."),
}


def in_words(kind: SuggestionKind) -> Any:
    """The town's own words for a kind, which are German; elsewhere those of the catalogue, so that all can choose."""
    return kind.text if (get_language() or "de").startswith("de") else Kind(kind.key).label


class AnswerForm(forms.Form):
    """What both forms ask: the words, a photo, how to answer, and what the town's rules want to know."""

    form_token = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)
    photo_kept = forms.CharField(max_length=300, required=False, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Your suggestion"),
        help_text=_("One sentence is enough. Your text becomes public after a check."),
        max_length=MAX_TEXT,
        error_messages={
            "required": _("Please write at least one sentence."),
            "max_length": _("Your text is %(show_value)d characters long, %(limit_value)d are possible."),
        },
        widget=forms.Textarea(attrs={"rows": 6, "data-counter": "text-left", "data-privacy": "text-private"}),
    )
    photo = forms.FileField(
        label=_("Photo or sketch"),
        help_text=_("If you like. We delete place and device data."),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )
    photo_alt = forms.CharField(
        label=_("What does the picture show?"),
        help_text=_("A few words for people who do not see it. Needed only with a picture."),
        max_length=300,
        required=False,
    )
    answer = forms.ChoiceField(
        label=_("How may we answer?"),
        help_text=_("For the answer only, not public."),
        choices=[("mail", _("By e-mail")), ("none", _("Not at all"))],
        initial="mail",
        widget=forms.RadioSelect,
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        error_messages=EMAIL_ERRORS,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "placeholder": ""}),
    )
    signatures = forms.IntegerField(
        label=_("How many people support it?"),
        min_value=1,
        max_value=1_000_000,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    age = forms.IntegerField(
        label=_("Your age"),
        min_value=1,
        max_value=120,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    resident = forms.ChoiceField(label=_("Where do you live?"), widget=forms.RadioSelect)
    organisation = forms.CharField(
        label=_("Club, company or initiative"),
        help_text=_("Only if you write for one. The name becomes public."),
        max_length=100,
        required=False,
    )

    def __init__(self, rules: ListRules, town: str, *args: Any, email: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rules = rules
        # A field for machines only; people neither see nor reach it.
        self.fields[TRAP_FIELD] = forms.CharField(required=False, max_length=200)
        if rules.senders.minimum_age is None:
            del self.fields["age"]
        else:
            self.fields["age"].help_text = _("From the age of {age}.").format(age=rules.senders.minimum_age)
        if rules.senders.residents_only:
            here = format_lazy(_("In {town}"), town=town)
            resident = self.fields["resident"]
            if isinstance(resident, forms.ChoiceField):
                resident.choices = [("yes", here), ("no", pgettext_lazy("place", "Somewhere else"))]
        else:
            del self.fields["resident"]
        asks_person = "age" in self.fields or "resident" in self.fields
        if not rules.senders.organisations or not asks_person:
            del self.fields["organisation"]
        self.fields["email"].initial = email
        self._relax_for_organisations()

    def _relax_for_organisations(self) -> None:
        """Age and residence are asked of persons, not of a club or company."""
        if self.is_bound and self.data.get("organisation", "").strip() and "organisation" in self.fields:
            for name in ("age", "resident"):
                if name in self.fields:
                    self.fields[name].required = False

    def clean_text(self) -> str:
        """Text without the blanks around it; only blanks count as nothing."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n").strip()

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("answer") == "mail" and not data.get("email") and "email" not in self.errors:
            self.add_error("email", forms.ValidationError(EMAIL_ERRORS["required"], code="required"))
        if data.get("answer") == "none":
            data["email"] = ""
            self.errors.pop("email", None)
        return data

    @property
    def trapped(self) -> bool:
        """True when the field nobody sees was filled in."""
        return bool(str(self.data.get(TRAP_FIELD, "")).strip())

    def common_words(self, photo: Upload | None) -> dict[str, Any]:
        """What the cleaned form says, as far as both kinds share it."""
        data = self.cleaned_data
        resident = data.get("resident")
        return {
            "text": data["text"],
            "photo": photo,
            "age": data.get("age"),
            "resident": None if not resident else resident == "yes",
            "organisation": data.get("organisation", ""),
            "signatures": data.get("signatures") or 1,
        }


class SuggestForm(AnswerForm):
    """A suggestion on a project; the open questions are answers to choose from."""

    field_order = ("about", "text", *LAST_FIELDS)
    about = forms.ChoiceField(
        label=_("What is it about?"),
        help_text=_("This is still open. Choose one."),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Please choose what it is about."),
            "invalid_choice": _("Please choose what it is about."),
        },
    )

    def __init__(self, project: Project, rules: ListRules, town: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(rules, town, *args, **kwargs)
        self.project = project
        self.points = {str(point.pk): point for point in project.points.all() if point.is_open}
        choices: list[tuple[str, Any]] = [
            (key, format_html('<span lang="de">{}</span>', point.short or point.text))
            for key, point in self.points.items()
        ]
        choices += [(f"art:{kind.key}", in_words(kind)) for kind in self._kinds()]
        if self.rules.suggestions.kind(Kind.PLAIN):
            choices.append((OTHER, _("Something else") if choices else _("The project as a whole")))
        about = self.fields["about"]
        if isinstance(about, forms.ChoiceField):
            about.choices = choices
            about.help_text = about.help_text if self.points else ""
        if len(choices) == 1:
            about.required = False
            about.initial = choices[0][0]
            about.widget = forms.HiddenInput()
        self.only_choice = choices[0][0] if len(choices) == 1 else ""
        plain = self.rules.suggestions.kind(Kind.PLAIN)
        offered = [*self._kinds(), *([plain] if plain else [])]
        counted = [kind for kind in offered if kind.needs_quorum]
        if not counted:
            del self.fields["signatures"]
        elif len(counted) < len(offered):
            self.fields["signatures"].required = False
            names = ", ".join(kind.text for kind in counted)
            self.fields["signatures"].help_text = format_lazy(_("Asked only for: {kinds}"), kinds=names)

    def _kinds(self) -> list[Any]:
        """Kinds beside the plain one that fit this project: participation, or more of it where there is some."""
        fitting = {Kind.MORE_PARTICIPATION if self.project.participation == "yes" else Kind.PARTICIPATION}
        about = [
            kind
            for kind in self.rules.suggestions.kinds
            if kind.key in ABOUT_A_PROJECT and kind.key != str(Kind.PLAIN)
        ]
        # A town that takes no plain suggestions offers all its kinds, so that everybody finds a place for the words.
        return [kind for kind in about if kind.key in fitting or not self.rules.suggestions.kind(Kind.PLAIN)]

    def words(self, photo: Upload | None) -> Words:
        """The cleaned form as the action wants it."""
        about = self.cleaned_data.get("about") or self.only_choice
        kind = about.removeprefix("art:") if about.startswith("art:") else str(Kind.PLAIN)
        point: Point | None = self.points.get(about)
        if point is not None and not self.rules.suggestions.kind(Kind.PLAIN):
            kind = str(Kind.PARTICIPATION)
        return Words(kind=kind, point=point, **self.common_words(photo))


class IdeaForm(AnswerForm):
    """An idea for the list of projects itself."""

    field_order = ("kind", "title", "text", "place_text", *LAST_FIELDS)
    kind = forms.ChoiceField(
        label=_("What do you propose?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Please choose what you propose."),
            "invalid_choice": _("Please choose what you propose."),
        },
    )
    title = forms.CharField(
        label=_("Name of your idea"),
        max_length=MAX_TITLE,
        error_messages={
            "required": _("Please give your idea a short name."),
            "max_length": _("Your text is %(show_value)d characters long, %(limit_value)d are possible."),
        },
    )
    place_text = forms.CharField(
        label=_("Where?"), help_text=_("A street, a square or a district."), max_length=200, required=False
    )

    def __init__(self, rules: ListRules, town: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(rules, town, *args, **kwargs)
        self.fields["text"].label = _("Your idea")
        kinds = [kind for kind in rules.suggestions.kinds if kind.key not in ABOUT_A_PROJECT]
        kind_field = self.fields["kind"]
        if isinstance(kind_field, forms.ChoiceField):
            kind_field.choices = [(kind.key, in_words(kind)) for kind in kinds]
        if len(kinds) == 1:
            kind_field.required = False
            kind_field.widget = forms.HiddenInput()
        self.only_kind = kinds[0].key if len(kinds) == 1 else ""
        way = rules.ways.way("residents")
        if not any(kind.needs_quorum for kind in kinds) and not (way and way.needs_quorum):
            del self.fields["signatures"]

    def words(self, photo: Upload | None) -> Words:
        """The cleaned form as the action wants it."""
        data = self.cleaned_data
        return Words(
            kind=data.get("kind") or self.only_kind,
            title=data["title"],
            place_text=data.get("place_text", ""),
            **self.common_words(photo),
        )


def keep_photo(upload: Upload) -> str:
    """A signed name of a stored photo, so that it survives an error elsewhere in the form."""
    return signing.dumps(str(upload.pk), salt=PHOTO_SALT)


def kept_photo(token: str) -> Upload | None:
    """The photo that `keep_photo` named at most two days ago, None otherwise."""
    try:
        key = signing.loads(token, salt=PHOTO_SALT, max_age=PHOTO_MAX_AGE)
    except signing.BadSignature:
        return None
    return Upload.objects.filter(pk=key).first()
