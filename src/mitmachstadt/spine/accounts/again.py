"""What somebody had written when the session ended: kept until the same person is signed in again.

The words lie in the visitor's new session, sealed, for one hour at the most. Only the account that was signed in on this
device last sees them: at the desk above its next page, elsewhere on a page of their own, to which the sign-in leads. No script is
needed; files and passwords are not kept.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from urllib.parse import urlencode

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from mitmachstadt.spine.accounts import devices
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.accounts.sealing import seal, unseal
from mitmachstadt.spine.problems import Refused

KEY = "words_again"
SECONDS = 3600
MOST = 100_000
#: Answers after which a form is done, or stands on the page again with its words.
ARRIVED = (200, 302, 422)
#: What the new form brings along itself.
NOT_KEPT = ("csrfmiddlewaretoken",)
#: Forms of the sign-in itself, which hold nothing but secrets.
NEVER = ("/konto/", "/anmeldedienst/")


@dataclass(frozen=True)
class Again:
    """A form that reached nobody: where it was sent, all its fields, and the names of files that are not kept."""

    path: str
    fields: list[tuple[str, str]]
    files: list[str]

    @property
    def words(self) -> list[str]:
        """What a person recognises: texts, not the numbers and keys of a form."""
        return [value for _name, value in self.fields if len(value.split()) > 1]


def around(
    request: HttpRequest, get_response: Callable[[HttpRequest], HttpResponse], *, at_desk: bool
) -> HttpResponse:
    """Answers a request: keeps a form that only meets the sign-in, and forgets it once it was sent again."""
    if request.method != "POST" or request.path.removeprefix("/en").startswith(NEVER):
        return get_response(request)
    if not request.user.is_authenticated:
        response = get_response(request)
        if keep(request, response) and not at_desk:
            response.headers["Location"] = (
                f"{reverse('account_login')}?{urlencode({'next': reverse('accounts:words')})}"
            )
        return response
    again = waiting(request)
    sent = request.session.pop(KEY) if again and again.path.partition("?")[0] == request.path else None
    response = get_response(request)
    if sent and response.status_code not in ARRIVED:
        request.session[KEY] = sent
    return response


def keep(request: HttpRequest, response: HttpResponse) -> bool:
    """Keeps a form that was answered with the way to the sign-in, when something was written into it; True when it did."""
    if f"{REDIRECT_FIELD_NAME}=" not in response.headers.get("Location", ""):
        return False
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in NOT_KEPT and "password" not in name
        for value in values
    ]
    found = Again(
        request.get_full_path(), fields, [str(getattr(file, "name", "")) for file in request.FILES.values()]
    )
    whose, text = devices.known_for(request), json.dumps(asdict(found))
    if not whose or not found.words or len(text) > MOST:
        return False
    until = timezone.now().timestamp() + SECONDS
    request.session[KEY] = {"whose": whose, "sealed": seal(text), "until": until}
    request.session.set_expiry(SECONDS)
    return True


def waiting(request: HttpRequest) -> Again | None:
    """What waits for the signed-in person; whatever is not hers, too old or cannot be opened is thrown away."""
    kept = request.session.get(KEY)
    if not kept or not isinstance(request.user, User):
        return None
    if request.session.get("_session_expiry") == SECONDS:
        request.session.set_expiry(None)  # that was for a visitor; now it is a session like any other
    if kept["whose"] == str(request.user.public_id) and timezone.now().timestamp() <= kept["until"]:
        try:
            found = json.loads(unseal(kept["sealed"]))
            return Again(found["path"], [(name, value) for name, value in found["fields"]], found["files"])
        except Refused:
            pass
    del request.session[KEY]
    return None
