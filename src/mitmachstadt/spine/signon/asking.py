"""Reads what a service asks of us, and answers it in the words of the library; every check that is stricter than the
library's stands here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from allauth.idp.oidc.internal.oauthlib.server import get_server
from allauth.idp.oidc.internal.oauthlib.utils import extract_headers, get_uri
from allauth.idp.oidc.models import Client
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from oauthlib.oauth2.rfc6749 import errors

from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.signon.models import Grant
from mitmachstadt.spine.signon.rules import ALWAYS

#: A challenge made with SHA-256: 43 signs of base64 for addresses (RFC 7636, section 4.2).
CHALLENGE_LENGTH = 43


class UnusableError(Exception):
    """A question that can not even be answered: nobody is sent anywhere."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """What a service wants: `scopes` in its order, `back` the address it named, `prompt` how to ask."""

    client: Client
    scopes: list[str]
    back: str
    state: str
    prompt: frozenset[str]
    info: dict[str, Any]


def read(request: HttpRequest) -> Question | HttpResponse:
    """The question, or the redirect that tells the service what is wrong with it.

    Raises:
        UnusableError: no such service, or an address that is not registered for it; telling it would help a thief.
    """
    asked = request.GET
    if any(len(values) > 1 or "\0" in values[0] for _name, values in asked.lists()):
        raise UnusableError("twice, or with signs that no database takes")
    client = Client.objects.filter(pk=asked.get("client_id", "")).first()
    back, state = asked.get("redirect_uri", ""), asked.get("state", "")
    # Letter by letter, as RFC 9700 asks; the library would let other ports and further words pass.
    if client is None or back not in client.get_redirect_uris():
        raise UnusableError("address")
    try:
        scopes, info = get_server().validate_authorization_request(
            get_uri(request), "GET", "", headers(request)
        )
    except errors.FatalClientError as error:
        raise UnusableError(error.error) from error
    except errors.OAuth2Error as error:
        return to_service(back, {"error": error.error}, state)
    inner = info["request"]
    if inner.code_challenge_method != "S256" or len(inner.code_challenge or "") != CHALLENGE_LENGTH:
        words = {"error": "invalid_request", "error_description": "PKCE with S256 is required."}
        return to_service(back, words, state)
    if (inner.response_mode or "query") != "query":
        return to_service(back, {"error": "invalid_request", "error_description": "response_mode"}, state)
    if ALWAYS not in scopes:
        return to_service(back, {"error": "invalid_scope"}, state)
    return Question(
        client=client,
        scopes=list(scopes),
        back=back,
        state=state,
        prompt=frozenset(inner.prompt.split() if isinstance(inner.prompt, str) else inner.prompt or ()),
        info=info,
    )


def headers(request: HttpRequest) -> dict[str, str]:
    """What the library reads of the head of a request."""
    found: dict[str, str] = extract_headers(request)
    return found


def to_service(back: str, words: dict[str, str], state: str) -> HttpResponse:
    """Sends the browser back with some words; `back` was checked before."""
    if state:
        words = {**words, "state": state}
    return HttpResponseRedirect(f"{back}{'&' if urlsplit(back).query else '?'}{urlencode(words)}")


def code_address(request: HttpRequest, question: Question, user: User, grant: Grant) -> str:
    """Makes a one-time code for what was released and returns the address that carries it to the service."""
    given = [one for one in question.scopes if one in grant.scopes.split()]
    info = {name: value for name, value in question.info.items() if name != "request"}
    head, _body, _status = get_server().create_authorization_response(
        get_uri(request), "GET", "", headers(request), scopes=given, credentials={**info, "user": user}
    )
    return str(head["Location"])


def origin(address: str) -> str:
    """`https://service.example:8443` of an address, for the policy that says where a form may lead."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
