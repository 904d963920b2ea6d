"""What has to be asked at every request of a person: from which device, and whether staff has its second step."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from mitmachstadt.spine.accounts import again
from mitmachstadt.spine.accounts import devices as known
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.accounts.rules import needs_second_factor

Handler = Callable[[HttpRequest], HttpResponse]

#: German beginnings of every address that only people with a role may open.
STAFF_PATHS = ("/schreibtisch/", "/redaktion/", "/redaktion-dokumente/")
#: So long after it was first opened the desk asks for a new sign-in, however busy somebody is.
DESK_SECONDS = 12 * 3600
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def devices(get_response: Handler) -> Handler:
    """Notes once a day that a signed-in device was used, and remembers the device for the brakes."""

    def answer(request: HttpRequest) -> HttpResponse:
        # Without a session nobody is signed in, and nothing needs to be read.
        if request.session.session_key and isinstance(request.user, User):
            known.note(request, request.user)
        response = get_response(request)
        if request.session.session_key and isinstance(request.user, User):
            known.remember(request, response, request.user)
        return response

    return answer


def second_factor(get_response: Handler) -> Handler:
    """Leads staff without a second step to setting one up, before anything of the desk is shown."""

    def answer(request: HttpRequest) -> HttpResponse:
        path = request.path.removeprefix("/en")
        if not path.startswith(STAFF_PATHS):
            return again.around(request, get_response, at_desk=False)
        user = request.user
        if isinstance(user, User) and needs_second_factor(user) and desk_is_over(request):
            logout(request)
            user = request.user
        if not settings.STAFF_SECOND_FACTOR:
            return again.around(request, get_response, at_desk=True)
        if not isinstance(user, User) or not needs_second_factor(user) or has_second_factor(user):
            return again.around(request, get_response, at_desk=True)
        return redirect(f"{reverse('accounts:second-factor')}?{urlencode({'next': request.get_full_path()})}")

    return answer


def desk_is_over(request: HttpRequest) -> bool:
    """True when this session has had the desk for twelve hours; the first visit starts the clock."""
    now = timezone.now().timestamp()
    if "desk_until" not in request.session:
        request.session["desk_until"] = now + DESK_SECONDS
    return bool(now > request.session["desk_until"])


def has_second_factor(user: User) -> bool:
    """True when signing in asks for an app's code or a key; allauth asks at every sign-in once there is one."""
    return bool(Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS).exists())
