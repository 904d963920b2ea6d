"""Forms of the desk and of the public pages of cases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mitmachstadt.spine.accounts.models import Role, User
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import CaseKind, Given, NextStep, OwnField, Transition
from mitmachstadt.spine.cases.rules import MISSING
from mitmachstadt.spine.city.models import Organisation

AREA = forms.Textarea(attrs={"rows": 5})
#: Common fields to which a kind may put its own words; what is given in them is kept as usual.
RENAMED = frozenset({"day", "passed_to", "file"})
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class StepForm(forms.Form):
    """One step of a case; only the fields the step asks for or takes are kept."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    outcome = forms.ChoiceField(label=_("Outcome"), required=False, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Words for everybody"),
        help_text=_("Will be public and goes to the sender."),
        required=False,
        widget=AREA,
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("One sentence that the sender understands."),
        required=False,
        widget=AREA,
    )
    day = forms.DateField(label=_("New day"), required=False, widget=DAY)
    vote = forms.CharField(
        label=_("Vote"), help_text=_("For example: 12 to 3, 1 abstention."), required=False, max_length=200
    )
    effect = forms.CharField(label=_("What changes now"), required=False, max_length=500)
    passed_to = forms.CharField(
        label=_("Passed on to"),
        help_text=_("Only when it is passed on."),
        required=False,
        max_length=200,
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("A PDF or a picture, up to 10 MB."),
        required=False,
        error_messages=dict.fromkeys(("required", "missing"), MISSING["file"].message),
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/*"}),
    )
    file_alt = forms.CharField(
        label=_("What does the picture show?"),
        help_text=_("Needed only with a picture, for people who do not see it."),
        required=False,
        max_length=300,
    )
    letter = forms.CharField(label=_("Letter to the sender"), required=False, widget=AREA)

    def __init__(
        self,
        step: Transition,
        *args: Any,
        outcomes: Any = (),
        letter: bool = True,
        more: Mapping[str, forms.Field] | None = None,
        many: bool = False,
        **kwargs: Any,
    ) -> None:
        """`more` are the kind's own fields; `many` leaves out what belongs to one case alone, its file.

        A field of `more` that is called like a common one (`RENAMED`) stands in its place with other words.
        """
        super().__init__(*args, **{**kwargs, "auto_id": f"{step.key}-%s"})
        self.step = step
        self.ready: list[tuple[str, Any]] = []
        self.asked = False
        self.more = tuple(name for name in more or () if name not in RENAMED)
        wanted = {"version", *step.needs, *step.takes} | ({"letter"} if letter else set())
        if many:
            wanted.discard("file")
        if "file" in wanted:
            wanted.add("file_alt")
        for name in list(self.fields):
            if name not in wanted:
                del self.fields[name]
        for name in step.needs & self.fields.keys():
            self.fields[name].required = True
        self.fields.update(
            {name: one for name, one in (more or {}).items() if name in self.more or name in wanted}
        )
        if self.files.get("file") and "file" in self.fields:
            self.fields["file"].help_text = _("Please choose the file again: browsers do not keep it.")
        outcome = self.fields.get("outcome")
        if isinstance(outcome, forms.ChoiceField):
            outcome.choices = list(outcomes)
            if "outcome" not in step.needs:
                # A proposal may be left open, so it stands small below the words.
                outcome.choices = [("", _("no outcome yet")), *outcomes]
                outcome.widget = forms.Select(choices=outcome.choices)
                outcome.label = _("Proposed outcome")
                self.order_fields(["version", "text", "outcome"])

    def given(self) -> Given:
        """The cleaned values as an action wants them."""
        data = {
            key: value
            for key, value in self.cleaned_data.items()
            if key != "version" and key not in self.more and value
        }
        return Given(**data, more={name: self.cleaned_data.get(name) for name in self.more})


class NoteForm(forms.Form):
    """An internal note."""

    note = forms.CharField(
        label=_("Internal note"), widget=forms.Textarea(attrs={"rows": 3}), max_length=8000
    )


class UnitField(forms.ModelChoiceField["Organisation"]):
    """A unit that answers cases."""

    def __init__(self, **kwargs: Any) -> None:
        units = Organisation.objects.filter(answers_cases=True).order_by("name")
        names = {"to_field_name": "key", "label": _("Unit"), "empty_label": _("please choose")}
        super().__init__(queryset=units, **{**names, **kwargs})


class PersonField(forms.ModelChoiceField["User"]):
    """Somebody who works at the desk; empty means nobody."""

    def __init__(self, **kwargs: Any) -> None:
        roles = (Role.CLERK, Role.MODERATOR, Role.COORDINATOR)
        people = (
            User.objects.filter(roles__role__in=roles, is_active=True)
            .distinct()
            .order_by("display_name", "email")
        )
        super().__init__(
            queryset=people,
            to_field_name="public_id",
            label=_("Person"),
            required=False,
            empty_label=pgettext_lazy("person", "nobody"),
            **kwargs,
        )


class HandOverForm(forms.Form):
    """Gives a case to another unit."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    unit = UnitField()
    note = forms.CharField(
        label=_("Note for the unit"),
        help_text=_("Stays internal."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class AssignForm(forms.Form):
    """Puts a case on somebody's list."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    person = PersonField()


class BulkAssignForm(forms.Form):
    """Puts many cases on somebody's list."""

    person = PersonField()


class BulkHandOverForm(forms.Form):
    """Gives many cases to another unit."""

    unit = UnitField()
    note = forms.CharField(
        label=_("Note for the unit"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class LookupForm(forms.Form):
    """The number from a receipt."""

    number = forms.CharField(
        label=_("Your number"),
        help_text=_("It stands in your receipt, for example H-2026-473."),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class OwnTextForm(forms.Form):
    """The sender's own words, until they are released."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, kind: CaseKind | None = None, **kwargs: Any) -> None:
        """`kind` says how its words are called and how long they may be."""
        super().__init__(*args, **kwargs)
        more = kind.own_more if kind else ()
        for field in (one for one in more if one.lines == 1):
            self.fields[field.name] = _own_field(field)
        self.fields["text"] = forms.CharField(
            label=str((kind and kind.own_text_label) or _("Your text")),
            max_length=(kind or CaseKind).own_text_most,
            widget=forms.Textarea(attrs={"rows": 6, "data-counter": "text-left"}),
        )
        for field in (one for one in more if one.lines > 1):
            self.fields[field.name] = _own_field(field)


def _own_field(field: OwnField) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": field.lines}) if field.lines > 1 else forms.TextInput()
    return forms.CharField(
        label=str(field.label), max_length=field.most, required=field.required, widget=widget
    )


def forms_for(
    proposal: NextStep, case: Case, *, letter: bool, kind: CaseKind, person: User, ready: str = ""
) -> list[StepForm]:
    """An unbound form for each step of a proposal, the main one first; `ready` is step and key of a text to start from."""
    found = []
    for step in (proposal.primary, *proposal.others):
        texts = list(kind.ready_texts(case, step)) if kind.ready_texts else []
        text = next((words for key, _title, words in texts if f"{step.key}:{key}" == ready), "")
        form = StepForm(
            step,
            outcomes=proposal.outcomes,
            letter=letter and step is proposal.primary,
            more=kind.asks(step, person, case),
            initial={
                "version": case.version,
                "letter": proposal.letter if step is proposal.primary else "",
                "outcome": proposal.outcome,
                "text": text,
            },
        )
        form.ready = [(f"{step.key}:{key}", title) for key, title, _words in texts]
        form.asked = bool(text)
        found.append(form)
    return found
