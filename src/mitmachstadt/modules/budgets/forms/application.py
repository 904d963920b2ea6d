"""The forms of whoever applies: an application, its completion, the beginning, the proof of use."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mitmachstadt.modules.budgets.actions.applications import Person, Proof, Words
from mitmachstadt.modules.budgets.models import Applicant, Budget, Ground
from mitmachstadt.modules.budgets.rules import (
    MAX_ASSOCIATION,
    MAX_LINES,
    MAX_NAME,
    MAX_POSTAL,
    MAX_TEXT,
    MAX_TITLE,
    Asked,
    BudgetRules,
    applying_problems,
    cost_lines,
    euros,
    money,
)
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.city.models import District, Topic
from mitmachstadt.spine.fields import know, name_field
from mitmachstadt.spine.files.fields import PICTURES, FilesField
from mitmachstadt.spine.moderation.trapped import TrappedForm, mail_for_the_answer
from mitmachstadt.spine.places.queries import tapped

#: Lines of the cost plan that a fresh form shows.
ROWS = 4
EUROS = _("Please write whole euros, for example 1,200.")
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class EurosField(forms.CharField):
    """Whole euros as people write them."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}))
        super().__init__(max_length=20, **kwargs)

    def to_python(self, value: Any) -> Any:
        text = str(super().to_python(value) or "")
        if not text.strip():
            return None
        amount = euros(text)
        if amount is None:
            raise forms.ValidationError(EUROS, code="euros")
        return amount

    def validate(self, value: Any) -> None:
        if value is None and self.required:
            raise forms.ValidationError(self.error_messages["required"], code="required")

    def run_validators(self, value: Any) -> None:
        """A number has no length."""


class Lines(forms.MultipleHiddenInput):
    """The cost plan as one list of words: what, euros, what, euros; its rows are drawn by the template."""

    use_fieldset = True


class CostsField(forms.Field):
    """The cost plan; cleaned it is a list of lines (what, whole euros)."""

    widget = Lines
    hidden_widget = Lines

    def clean(self, value: Any) -> Any:
        lines, problems = cost_lines(pairs_of(value))
        if problems:
            raise forms.ValidationError(
                [forms.ValidationError(one.message, code=one.code) for one in problems]
            )
        return lines


def pairs_of(value: Any) -> list[tuple[str, str]]:
    """Words of a cost plan in pairs."""
    words = [str(one) for one in value or []][: 2 * MAX_LINES + 2]
    return list(zip(words[0::2], words[1::2], strict=False))


class ApplicationForm(TrappedForm):
    """What somebody wants to do, what it costs, where, and who they are."""

    title = forms.CharField(
        label=_("What do you want to do?"),
        help_text=_("A short name, for example: Raised beds for all in the park."),
        max_length=MAX_TITLE,
        error_messages={"required": _("Please give your project a short name.")},
    )
    text = forms.CharField(
        label=_("What exactly, and who gains from it?"),
        help_text=_("A few sentences are enough. Everybody reads them."),
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 6, "data-counter": "text-left", "data-privacy": "text-private"}),
        error_messages={
            "required": _("Please write what you want to do, and for whom."),
            "max_length": _("Your text is %(show_value)d characters long, %(limit_value)d are possible."),
        },
    )
    topic = forms.ModelChoiceField(
        Topic.objects.all(),
        label=_("Topic"),
        to_field_name="slug",
        required=False,
        empty_label=pgettext_lazy("topic", "none"),
    )
    photo = FilesField(
        label=_("Photos"),
        help_text=_("Of the place or the idea. Up to 3 pictures of 10 MB each."),
        accept=PICTURES,
    )
    costs = CostsField(
        label=_("What does it cost?"),
        required=False,
        help_text=_("One line each: what the money is for, and how many euros."),
    )
    requested = EurosField(
        label=_("How many euros do you apply for?"),
        error_messages={"required": _("Please write how many euros you apply for.")},
    )
    place = forms.CharField(
        label=_("Where?"),
        help_text=_("A street, a square, or tap the map. It has to lie in the town."),
        max_length=200,
        required=False,
    )
    district = forms.ModelChoiceField(
        District.objects.all(),
        label=_("District"),
        to_field_name="slug",
        required=False,
        empty_label=_("the whole town"),
    )
    ground = forms.ChoiceField(
        label=_("Whose ground is it?"),
        choices=Ground.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please say whether you need the ground of somebody else.")},
    )
    consent = FilesField(
        label=_("Consent of the owner"), help_text=_("A PDF or a picture of the signed paper. Never public.")
    )
    applicant = forms.ChoiceField(
        label=_("Who applies?"),
        choices=Applicant.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please say who applies.")},
    )
    association = forms.CharField(
        label=_("Name of the association"),
        help_text=_("Only for associations and groups. It is public."),
        max_length=MAX_ASSOCIATION,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    name = name_field(most=MAX_NAME)
    name_public = forms.BooleanField(label=_("My name may stand with the application"), required=False)
    postal = forms.CharField(
        label=_("Your address"),
        help_text=_("Street, number, postcode and town, for the notice. Never public."),
        max_length=MAX_POSTAL,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
        error_messages={"required": _("Please give the address for the notice.")},
    )
    email = mail_for_the_answer()
    old_enough = forms.BooleanField(required=False)
    resident = forms.BooleanField(
        required=True,
        error_messages={
            "required": _("Please confirm that you live here, or that the association has its seat here.")
        },
    )

    def __init__(
        self,
        budget: Budget,
        rules: BudgetRules,
        town: str,
        *args: Any,
        person: User | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.budget, self.rules, self.more_rows = budget, rules, False
        most = money(min(rules.apply.ceiling, budget.total))
        self.fields["requested"].help_text = format_lazy(_("At most {most} euros."), most=most)
        self.fields["resident"].label = format_lazy(
            _("I live in {town}, or the association has its seat here"), town=town
        )
        self.fields["old_enough"].label = format_lazy(_("I am at least {n} years old"), n=rules.apply.min_age)
        if rules.apply.email_needed:
            self.fields["email"].required = True
            self.fields["email"].label = _("E-mail address")
            self.fields["email"].help_text = _("We send a link to it. It is never public.")
            self.fields["email"].error_messages["required"] = _("Please give your e-mail address.")
        if not rules.apply.associations:
            del self.fields["association"]
            who = self.fields["applicant"]
            assert isinstance(who, forms.ChoiceField)
            who.choices = Applicant.choices[:1]
        if not rules.apply.min_age:
            del self.fields["old_enough"]
        if budget.district_id:
            del self.fields["district"]
        know(self, person)

    def clean(self) -> dict[str, Any]:
        """What the rules say stands beside whatever else is missing, not one page later; papers are judged by the view."""
        data: dict[str, Any] = super().clean() or {}
        asked = Asked(
            title=data.get("title", ""), text=data.get("text", ""), association=data.get("association", ""),
            is_association=data.get("applicant") == Applicant.ASSOCIATION, name=data.get("name", ""),
            postal=data.get("postal", ""), old_enough=bool(data.get("old_enough")),
            resident=bool(data.get("resident")), requested=data.get("requested"), costs=data.get("costs") or (),
            foreign_ground=False, consent=True, email=data.get("email", ""),
        )  # fmt: skip
        for one in applying_problems(asked, self.rules, self.budget.total):
            if one.field in self.fields and one.field not in self.errors:
                self.add_error(one.field, forms.ValidationError(one.message, code=one.code))
        return data

    def cost_rows(self) -> list[tuple[int, str, str, str]]:
        """The rows of the cost plan as the form shows them: number, what, euros, and which of the two is wrong ("what",
        "amount" or ""); always one more than is filled."""
        shown = list(pairs_of(self["costs"].value()))
        pairs = [(what, amount) for what, amount in shown if what.strip() or amount.strip()]
        number = max(ROWS, len(pairs) + 1, len(shown) + ROWS if self.more_rows else 0)
        rows = [*pairs, *[("", "")] * (number - len(pairs))][:MAX_LINES]
        wrong = [
            next((one.code for one in cost_lines([row])[1]), "") if self["costs"].errors else ""
            for row in rows
        ]
        return [(number, *row, why) for number, (row, why) in enumerate(zip(rows, wrong, strict=True), 1)]

    def words(self) -> Words:
        """The cleaned project as the action wants it."""
        data = self.cleaned_data
        label, lat, lon = tapped(data["place"])
        return Words(
            title=data["title"], text=data["text"].replace("\r\n", "\n"), requested=data["requested"],
            costs=tuple(data["costs"]), ground=data["ground"], label=label, lat=lat, lon=lon,
            district=data.get("district"), topic=data["topic"],
        )  # fmt: skip

    def who(self, person: User | None, language: str) -> Person:
        """The cleaned person as the action wants it."""
        data = self.cleaned_data
        return Person(
            name=data["name"], postal=data["postal"], association=data.get("association", ""),
            is_association=data["applicant"] == Applicant.ASSOCIATION, name_public=data["name_public"],
            old_enough=bool(data.get("old_enough")), resident=data["resident"], user=person,
            email=data["email"], language=language,
        )  # fmt: skip


class CompleteForm(forms.Form):
    """What the town asked for."""

    text = forms.CharField(
        label=_("Your answer"), max_length=MAX_TEXT, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    consent = FilesField(
        label=_("Papers"), help_text=_("A PDF or a picture of the signed paper. Never public.")
    )
    photo = FilesField(
        label=_("Photos"),
        help_text=_("Of the place or the idea. Up to 3 pictures of 10 MB each."),
        accept=PICTURES,
    )


class StartForm(forms.Form):
    """The day on which work began."""

    day = forms.DateField(
        label=_("Work began on"), widget=DAY, error_messages={"required": _("Please give a date.")}
    )


class ProofForm(forms.Form):
    """The proof of use."""

    text = forms.CharField(
        label=_("What was done?"),
        help_text=_("One or two sentences. Everybody reads them."),
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Please write in one or two sentences what was done.")},
    )
    costs = EurosField(
        label=_("What did it cost, in euros?"),
        error_messages={"required": _("Please write what it cost, in whole euros.")},
    )
    started_on = forms.DateField(
        label=_("Work began on"),
        widget=DAY,
        error_messages={"required": _("Please give the day on which work began.")},
    )
    done_on = forms.DateField(
        label=_("It was done on"),
        widget=DAY,
        error_messages={"required": _("Please give the day on which it was done.")},
    )
    receipt = FilesField(
        label=_("Receipts"), help_text=_("PDFs or pictures, up to 20 of 10 MB each. Only the town sees them.")
    )
    result = FilesField(
        label=_("Photos of what was done"),
        help_text=_("Up to 8 pictures. The town shows them once they are checked."),
        accept=PICTURES,
    )

    came_on = forms.DateField(
        label=_("It came on"),
        widget=DAY,
        error_messages={"required": _("Please give the day on which it came.")},
    )

    def __init__(self, *args: Any, on_paper: bool = False, **kwargs: Any) -> None:
        """`on_paper` for staff who enter what came by letter."""
        super().__init__(*args, **kwargs)
        if not on_paper:
            del self.fields["came_on"]

    def proof(self) -> Proof:
        """The cleaned form as the action wants it."""
        data = self.cleaned_data
        return Proof(
            text=data["text"], costs=data["costs"], started_on=data["started_on"], done_on=data["done_on"]
        )
