"""`/meldungen/stelle/<token>/`: a unit with a system of its own answers without an account; and the desk's list of mailboxes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from mitmachstadt.modules.reports.actions import outside as actions
from mitmachstadt.modules.reports.models import OutsideUnit
from mitmachstadt.modules.reports.queries import reports as queries
from mitmachstadt.modules.reports.queries import town
from mitmachstadt.modules.reports.rules import ReportRules
from mitmachstadt.modules.reports.rules.outside import may_answer
from mitmachstadt.modules.reports.views.desk import person_of
from mitmachstadt.spine.accounts.rules import has_role
from mitmachstadt.spine.cases.desk import desk_context, staff_only
from mitmachstadt.spine.cases.forms import DAY
from mitmachstadt.spine.cases.registry import kind_of
from mitmachstadt.spine.city.models import Organisation
from mitmachstadt.spine.problems import Refused, add_to_form


class OutsideForm(forms.Form):
    """What became of it: taken with a day, mended with the day and a sentence, or not mended with the reason."""

    answer = forms.ChoiceField(
        label=gettext_lazy("What becomes of it?"),
        choices=(
            ("taken", gettext_lazy("We take care of it")),
            ("fixed", gettext_lazy("It is mended")),
            ("not_fixed", gettext_lazy("It is closed without repair")),
        ),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please say what becomes of it.")},
    )
    day = forms.DateField(
        label=gettext_lazy("Day"), required=False, widget=DAY,
        help_text=gettext_lazy("Until when it is to be mended, or the day on which it was."),
    )  # fmt: skip
    closing_reason = forms.ChoiceField(
        label=gettext_lazy("Reason"), required=False, help_text=gettext_lazy("Only where it is closed.")
    )
    text = forms.CharField(
        label=gettext_lazy("One sentence for everybody"), required=False, max_length=2000,
        help_text=gettext_lazy("Needed where it is closed. It is public and goes to whoever reported it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, rules: ReportRules | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules = rules or town.report_rules()
        reasons = [(one.key, town.said(one)) for one in rules.reasons]
        self.fields["closing_reason"].choices = [("", _("Please choose")), *reasons]  # type: ignore[attr-defined]


@never_cache
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The report as the unit needs it, and its answer; opening the link changes nothing."""
    found = actions.read_token(token)
    if found is None:
        return _told(request, "reports/outside.html", {"expired": True}, 404)
    report, theirs = found
    case, rules = report.case, town.rules_of(report.case)
    data = (request.POST,) if request.method == "POST" else ()
    form = OutsideForm(*data, rules=rules, initial={"version": case.version})
    if form.is_valid():
        values = form.cleaned_data
        try:
            actions.answer(
                report, values["answer"], still_theirs=theirs, version=values["version"], text=values["text"],
                reason=values["closing_reason"], day=values["day"],
            )  # fmt: skip
        except Refused as refused:
            add_to_form(form, refused)
        else:
            messages.success(request, _("Thank you. Whoever reported it has been told."))
            return redirect("reports:outside", token=token)
    over = may_answer("fixed", case.state, theirs, case.hidden)
    context: dict[str, Any] = {"case": case, "over": over[0].message if over else ""}
    if theirs and not case.hidden:
        context |= {
            "report": report,
            "form": form,
            "state": kind_of(case).state(case.state),
            "category_name": town.category_name(report.category, rules),
            "answers": queries.answers_in_words(report, rules),
            "photos": queries.shown_photos(report),
            "all_photos": report.photos.count(),
        }
    return _told(request, "reports/outside.html", context, 422 if form.errors else 200)


def _told(request: HttpRequest, template: str, context: dict[str, Any], status: int) -> HttpResponse:
    response = render(request, template, context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response


class MailboxForm(forms.Form):
    """A unit and its mailbox; an empty one means the desk here."""

    unit = forms.ModelChoiceField(
        label=gettext_lazy("Unit"), queryset=Organisation.objects.none(), to_field_name="key",
        empty_label=gettext_lazy("Please choose"),
        error_messages={"required": gettext_lazy("Please choose the unit.")},
    )  # fmt: skip
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"), required=False,
        help_text=gettext_lazy("Empty: the unit works at the desk here."),
        error_messages={"invalid": gettext_lazy("The part after the @ is missing, for example web.de.")},
    )  # fmt: skip

    address = forms.URLField(
        label=gettext_lazy("Address of the server"), required=False, assume_scheme="https", max_length=300,
        help_text=gettext_lazy("Up to and with v2, for example https://stadtwerke.example/georeport/v2."),
        error_messages={"invalid": gettext_lazy("Please give the whole address, for example https://example.org/v2.")},
    )  # fmt: skip
    api_key = forms.CharField(
        label=gettext_lazy("Key"), required=False, max_length=300,
        help_text=gettext_lazy("Is kept sealed and never shown again. Empty: the one that is kept stays."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    jurisdiction = forms.CharField(
        label=gettext_lazy("Jurisdiction"), required=False, max_length=100,
        help_text=gettext_lazy("Only where the server asks for one."),
    )  # fmt: skip
    codes = forms.CharField(
        label=gettext_lazy("Its codes"), required=False, max_length=8000,
        help_text=gettext_lazy("One a line: category = code. * = code holds for all others."),
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "data-no-dictation": ""}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Organisation.objects.filter(answers_cases=True).order_by("name")
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


@staff_only
@require_http_methods(["GET", "POST"])
def mailboxes(request: HttpRequest) -> HttpResponse:
    """`/schreibtisch/meldungen/stellen/`: which units get their reports by mail or into a server of their own."""
    person = person_of(request)
    if not has_role(person, "coordinator"):
        raise PermissionDenied(_("Only coordinators decide who gets what."))
    form = MailboxForm(*((request.POST,) if request.method == "POST" else ()))
    if form.is_valid():
        said = form.cleaned_data
        server = actions.Server(
            address=said["address"],
            api_key=said["api_key"],
            jurisdiction=said["jurisdiction"],
            codes=said["codes"],
        )
        try:
            actions.set_mailbox(
                said["unit"], said["email"], by=person, server=server if server.address else None
            )
        except Refused as refused:
            add_to_form(form, refused)
        else:
            messages.success(request, _("Kept."))
            return redirect("reports:desk-units")
    context = {"form": form, "rows": OutsideUnit.objects.select_related("unit")}
    answer = {**desk_context(request), **context}
    return render(request, "reports/desk_units.html", answer, status=422 if form.errors else 200)
