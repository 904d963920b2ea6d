"""Proofs at the desk: the counter, the batches of letters, the register's list."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods

from mitmachstadt.spine.accounts import proof_actions as actions
from mitmachstadt.spine.accounts import queries
from mitmachstadt.spine.accounts.models import LetterBatch, User
from mitmachstadt.spine.accounts.proof_forms import CounterForm, RegisterListForm
from mitmachstadt.spine.cases.desk import desk_context, staff_only
from mitmachstadt.spine.problems import Refused, add_to_form

View = Callable[..., HttpResponse]


def only(allowed: Callable[[User], bool]) -> Callable[[View], View]:
    """Lets staff in for whom `allowed` says yes."""

    def wrap(view: View) -> View:
        @staff_only
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not isinstance(request.user, User) or not allowed(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return wrap


def context_of(request: HttpRequest, here: str) -> dict[str, Any]:
    """The desk's frame and which of the three pages this is."""
    assert isinstance(request.user, User)
    return {**desk_context(request), "here": here, "register": actions.may_load_register(request.user)}


@only(actions.may_prove_others)
@require_http_methods(["GET", "HEAD", "POST"])
def counter(request: HttpRequest) -> HttpResponse:
    """`/schreibtisch/nachweise/`: a clerk confirms what the identity card says."""
    user = request.user
    assert isinstance(user, User)
    form = CounterForm(request.POST or None, steps=queries.take_part_on(timezone.localdate()).age_steps)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.confirm_at_counter(
                given["email"],
                by=user,
                resident=given["resident"],
                age=given["age"],
                consent=given["consent"],
            )
        except Refused as refused:
            add_to_form(form, refused)
        else:
            messages.success(request, gettext("Confirmed. The person gets a mail about it."))
            return redirect("accounts:desk-proofs")
    context = {**context_of(request, "counter"), "form": form}
    return render(request, "accounts/desk_counter.html", context, status=422 if form.errors else 200)


@only(actions.may_prove_others)
@require_http_methods(["GET", "HEAD", "POST"])
def letters(request: HttpRequest) -> HttpResponse:
    """`/schreibtisch/nachweise/briefe/`: gather waiting letters, print a batch, report it as posted."""
    user = request.user
    assert isinstance(user, User)
    if request.method == "POST":
        try:
            return letter_step(request, user)
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect("accounts:desk-letters")
    context = {
        **context_of(request, "letters"),
        "waiting": queries.waiting_letters().count(),
        "batches": queries.open_batches(),
    }
    return render(request, "accounts/desk_letters.html", context)


def letter_step(request: HttpRequest, by: User) -> HttpResponse:
    """One press on the page of letters."""
    if "sammeln" in request.POST:
        actions.gather_letters(by=by)
        return redirect("accounts:desk-letters")
    step = "drucken" if "drucken" in request.POST else "verschickt"
    number = request.POST.get(step, "")
    if not number.isdigit():
        raise Http404
    batch = get_object_or_404(LetterBatch, pk=int(number))
    if step == "drucken":
        answer = HttpResponse(actions.print_letters(batch, by=by), content_type="application/pdf")
        answer.headers["Content-Disposition"] = f'attachment; filename="briefe-{batch.pk}.pdf"'
        return answer
    count = actions.post_letters(batch, by=by)
    words = ngettext("%(n)s address is forgotten.", "%(n)s addresses are forgotten.", count) % {"n": count}
    messages.success(request, words)
    return redirect("accounts:desk-letters")


@only(actions.may_load_register)
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """`/schreibtisch/nachweise/melderegister/`: puts a new list of hashes into force; shows its day and size only."""
    user = request.user
    assert isinstance(user, User)
    form = RegisterListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        lines = (line.decode("ascii", "replace") for line in given["file"])
        try:
            made = actions.load_register(lines, as_of=given["as_of"], by=user)
        except Refused as refused:
            add_to_form(form, refused)
        else:
            messages.success(request, gettext("The list is in force: %(n)s entries.") % {"n": made.entries})
            return redirect("accounts:desk-register")
    context = {**context_of(request, "register"), "form": form, "present": queries.register_list()}
    return render(request, "accounts/desk_register.html", context, status=422 if form.errors else 200)
