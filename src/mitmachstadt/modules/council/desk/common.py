"""What all desk pages of the council share: who may open them, and what happens when an action refuses."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse

from mitmachstadt.modules.council.permissions import may_keep_meetings
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.cases.desk import staff_only
from mitmachstadt.spine.problems import Refused, add_to_form

View = Callable[..., HttpResponse]


def keepers_only(view: View) -> View:
    """Lets those in who keep the council; for other staff the page does not exist. The view gets the person as `by`."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        person = request.user
        if not isinstance(person, User) or not may_keep_meetings(person):
            raise Http404
        return view(request, *args, by=person, **kwargs)

    return staff_only(guarded)


def attempt(form: forms.Form, act: Callable[[dict[str, Any]], Any]) -> Any:
    """What the action gives, or None when the form or the action found something wrong; it stands in the form then."""
    if not form.is_valid():
        return None
    try:
        return act(form.cleaned_data) or True
    except Refused as refused:
        add_to_form(form, refused)
        return None


def said(request: HttpRequest, act: Callable[[], object], words: str) -> None:
    """Runs an action of one press and says how it went."""
    try:
        act()
        messages.success(request, words)
    except Refused as refused:
        messages.error(request, str(refused))
