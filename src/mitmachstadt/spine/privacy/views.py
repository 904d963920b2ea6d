"""Pages where people see what is kept about them, take it along and delete it, with an account or with their mailbox."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django import forms
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.files.printing import make_pdf
from mitmachstadt.spine.moderation.limits import client_address, too_many
from mitmachstadt.spine.privacy import finding, leaving
from mitmachstadt.spine.privacy.registry import Person
from mitmachstadt.spine.problems import Problem, Refused, add_to_form
from mitmachstadt.spine.ui.gone import LinkGone

SHEET = Path(__file__).parent / "templates" / "privacy" / "print" / "data.typ"
#: Links per hour from one address: a class may ask at once, a machine that tries mailboxes may not.
PER_ADDRESS, SPAN = 60, 3600


class MailboxForm(forms.Form):
    """The mailbox whose owner asks."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("The one you gave with a suggestion, a report or a subscription."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Please give your e-mail address."),
            "invalid": _("The part after the @ is missing, for example web.de."),
        },
    )


def person_of(request: HttpRequest) -> Person:
    """The signed-in person."""
    assert isinstance(request.user, User)
    return finding.of_account(request.user)


def person_by(token: str) -> Person:
    """The owner of the mailbox the link was sent to; 404 for a wrong or old link."""
    email = leaving.mailbox_of(token)
    if not email:
        raise LinkGone
    return finding.of_mailbox(email)


@never_cache
@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """`/meins/daten/`: everything that is kept, why and how long, with the ways to correct, take along and delete it."""
    return shown(request, person_of(request), {"account": True})


@never_cache
@login_required
@require_safe
def mine_json(request: HttpRequest) -> HttpResponse:
    """`/meins/daten.json`."""
    return as_json(person_of(request))


@never_cache
@login_required
@require_safe
def mine_pdf(request: HttpRequest) -> HttpResponse:
    """`/meins/daten.pdf`."""
    return as_pdf(person_of(request))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """`/meine-daten/`: without an account, a link to one's own mailbox opens what is kept."""
    form = MailboxForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if too_many("privacy.ask", client_address(request), limit=PER_ADDRESS, seconds=SPAN):
            wait = Problem("email", "too_many", _("Too many at once. Please try again in an hour."))
            add_to_form(form, Refused([wait]))
            return render(request, "privacy/ask.html", {"form": form}, status=429)
        leaving.send_link(form.cleaned_data["email"], language=get_language() or "de")
        return render(
            request, "privacy/sent.html", {"email": form.cleaned_data["email"], "hours": leaving.HOURS}
        )
    return render(request, "privacy/ask.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mailbox(request: HttpRequest, token: str) -> HttpResponse:
    """`/meine-daten/<token>/`: everything behind the mailbox; a press on the button deletes it."""
    person = person_by(token)
    context: dict[str, Any] = {"token": token}
    if request.method == "POST":
        try:
            leaving.forget(person)
        except Refused as refused:
            context["problem"] = str(refused)
        else:
            if isinstance(request.user, User) and request.user.email.lower() == person.email:
                logout(request)
            return render(request, "privacy/gone.html", {"account": person.user is not None})
    return shown(request, person, context)


@never_cache
@require_safe
def mailbox_json(request: HttpRequest, token: str) -> HttpResponse:
    """`/meine-daten/<token>/daten.json`."""
    return as_json(person_by(token))


@never_cache
@require_safe
def mailbox_pdf(request: HttpRequest, token: str) -> HttpResponse:
    """`/meine-daten/<token>/daten.pdf`."""
    return as_pdf(person_by(token))


def shown(request: HttpRequest, person: Person, context: dict[str, Any]) -> HttpResponse:
    """The page, not for search engines."""
    pairs = finding.sections_of(person)
    response = render(
        request,
        "privacy/data.html",
        {**context, "person": person, "pairs": pairs},
        status=422 if context.get("problem") else 200,
    )
    response["X-Robots-Tag"] = "noindex"
    return response


def as_json(person: Person) -> HttpResponse:
    """To take along, readable for programs."""
    response = JsonResponse(finding.as_data(person), json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = "attachment; filename=meine-daten.json"
    return response


def as_pdf(person: Person) -> HttpResponse:
    """To take along, readable for people and screen readers."""
    response = HttpResponse(make_pdf(SHEET, finding.as_sheet(person)), content_type="application/pdf")
    response["Content-Disposition"] = "attachment; filename=meine-daten.pdf"
    return response
