"""Pages of the newsletter: past issues for everybody, and the desk where editors write and send."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from mitmachstadt.spine.accounts.models import Role, User
from mitmachstadt.spine.accounts.rules import has_role
from mitmachstadt.spine.cases.desk import desk_context
from mitmachstadt.spine.moderation import traps
from mitmachstadt.spine.notify import newsletter
from mitmachstadt.spine.notify.models import Edition
from mitmachstadt.spine.problems import Refused, add_to_form

WRITERS = (Role.EDITOR, Role.COORDINATOR, Role.OPERATOR)
State = Edition.State


class EditionForm(forms.Form):
    """An issue of the newsletter."""

    subject = forms.CharField(
        label=_("Subject"),
        max_length=150,
        help_text=_("What readers see in their mailbox."),
        error_messages={"required": _("Please write a subject.")},
    )
    intro = forms.CharField(label=_("First words"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    body = forms.CharField(
        label=_("Text"),
        error_messages={"required": _("Please write the text.")},
        help_text=_("An empty line parts paragraphs. “## ” begins a heading, “- ” an item of a list."),
        widget=forms.Textarea(attrs={"rows": 16}),
    )


def writers_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Lets editors, coordinators and operators in."""

    @wraps(view)
    @never_cache
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not isinstance(request.user, User) or not any(has_role(request.user, role) for role in WRITERS):
            raise PermissionDenied(str(_("Only editors write the newsletter.")))
        return view(request, *args, **kwargs)

    return guarded


@require_safe
def issues(request: HttpRequest) -> HttpResponse:
    """`/newsletter/`: how to get it, and what was written so far."""
    sent = Edition.objects.filter(state__in=(State.SENDING, State.SENT)).order_by("-started_at")[:60]
    return render(request, "notify/newsletter.html", {"issues": sent})


@require_safe
def issue(request: HttpRequest, number: int) -> HttpResponse:
    """`/newsletter/<n>/`: one issue that was sent."""
    row = get_object_or_404(Edition, pk=number, state__in=(State.SENDING, State.SENT))
    return render(request, "notify/issue.html", {"edition": row, "blocks": newsletter.blocks(row.body)})


@writers_only
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """`/schreibtisch/newsletter/`: drafts, what is on its way, what was sent, and how many read it."""
    context = {
        **desk_context(request),
        "editions": Edition.objects.all()[:60],
        "readers": newsletter.readers().count(),
    }
    return render(request, "notify/desk_newsletter.html", context)


@writers_only
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """`/schreibtisch/newsletter/neu/` and `/<n>/`: write, look, try on oneself, send, throw away."""
    row = get_object_or_404(Edition, pk=number) if number else None
    if request.method == "POST":
        return act(request, row)
    body = ""
    if row is None and request.GET.get("neues") == "1":
        body = newsletter.news_as_text()
        if not body:
            messages.info(request, gettext("Nothing new was told in the last 14 days, so the text is empty."))
    start = {"subject": row.subject, "intro": row.intro, "body": row.body} if row else {"body": body}
    return page(request, EditionForm(initial=start), row)


def act(request: HttpRequest, row: Edition | None) -> HttpResponse:
    """Does what the pressed button says; saving comes before trying and sending, so that nothing typed is lost."""
    person = request.user
    if not isinstance(person, User):
        raise PermissionDenied
    form = EditionForm(request.POST)
    if not form.is_valid() and "weg" not in request.POST:
        return page(request, form, row)
    try:
        if "weg" in request.POST and row:
            newsletter.remove(row, by=person)
            messages.success(request, gettext("The draft is gone."))
            return redirect("notify:newsletter-desk")
        key = traps.read_token(request.POST.get("form_token", ""))
        words = {k: str(v) for k, v in form.cleaned_data.items()}
        row = newsletter.save(row, words, by=person, submission_key=key)
        if "probe" in request.POST:
            newsletter.send_trial(row, to=person)
            messages.success(request, gettext("A copy is on its way to %(email)s.") % {"email": person.email})
        elif "senden" in request.POST:
            if request.POST.get("sicher") != "1":
                form.add_error(None, gettext("Please tick that the issue may go to all readers."))
                return page(request, form, row)
            newsletter.send(row, by=person)
            messages.success(request, gettext("The issue is on its way to all readers."))
            return redirect("notify:newsletter-desk")
        else:
            messages.success(request, gettext("Saved."))
    except Refused as refused:
        add_to_form(form, refused)
        return page(request, form, row)
    return redirect("notify:newsletter-edit", row.pk)


def page(request: HttpRequest, form: EditionForm, row: Edition | None) -> HttpResponse:
    """The form of an issue beside how it will look."""
    context = {
        **desk_context(request),
        "form": form,
        "edition": row,
        "blocks": newsletter.blocks(row.body) if row else [],
        "readers": newsletter.readers().count(),
        "fixed": bool(row and row.state != State.DRAFT),
        "form_token": form.data.get("form_token") or traps.new_token(),
    }
    return render(request, "notify/desk_issue.html", context, status=422 if form.errors else 200)
