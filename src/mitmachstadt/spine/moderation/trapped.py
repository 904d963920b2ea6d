"""A public form that machines and floods do not get through, and its page; for whatever people may send without an account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mitmachstadt.spine.moderation import traps
from mitmachstadt.spine.moderation.limits import client_address, too_many
from mitmachstadt.spine.problems import Problem, Refused, add_to_form
from mitmachstadt.spine.ui.offline import keep_as_form

SPAN = 600


class TrappedForm(forms.Form):
    """One field for machines that people neither see nor reach, one token that tells a double submit."""

    form_token = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields[traps.TRAP_FIELD] = forms.CharField(required=False, max_length=200)


def mail_for_the_answer() -> forms.EmailField:
    """The field for an address that nobody has to give."""
    return forms.EmailField(
        label=gettext_lazy("E-mail address for the answer"),
        help_text=gettext_lazy("If you like. Without it you read the answer with your link."),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": gettext_lazy("The part after the @ is missing, for example web.de.")},
    )


def stopped(request: HttpRequest, form: TrappedForm, name: str, *, limit: int) -> bool:
    """True, with a sentence in the valid form, for machines and for more than `limit` from one address in ten minutes."""
    token = form.cleaned_data["form_token"]
    problem = None
    if form.cleaned_data[traps.TRAP_FIELD] or traps.read_token(token) is None or traps.too_fast(token):
        problem = Problem("", "again", _("Please send the form once more."))
    elif too_many(name, client_address(request), limit=limit, seconds=SPAN):
        problem = Problem("", "too_many", _("Too many at once. Please try again in ten minutes."))
    if problem is not None:
        add_to_form(form, Refused([problem]))
    return problem is not None


def page(request: HttpRequest, template: str, form: TrappedForm, context: dict[str, Any]) -> HttpResponse:
    """The form, with its own token as long as that holds."""
    old = form.data.get("form_token", "") if form.is_bound else ""
    token = old if traps.read_token(old) else traps.new_token()
    many = form.is_bound and any(error.code == "too_many" for error in form.non_field_errors().as_data())
    shown = render(
        request,
        template,
        {**context, "form": form, "form_token": token, "trap": traps.TRAP_FIELD},
        status=429 if many else 422 if form.errors else 200,
    )
    return keep_as_form(request, shown)
