"""What the pages of both kinds share: who is signed in, the receipt, an answer as PDF."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.cases import sender
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import kind_of


def signed_in(request: HttpRequest) -> User | None:
    """The person, or None for guests."""
    return request.user if isinstance(request.user, User) else None


def receipt_page(
    request: HttpRequest, template: str, case: Case, secret: str, context: dict[str, Any]
) -> HttpResponse:
    """A receipt; search engines leave it out."""
    response = render(
        request,
        template,
        {
            "case": case,
            "kind": kind_of(case),
            "secret": secret,
            "changeable": sender.may_change(case),
            "base_url": settings.BASE_URL,
            **context,
        },
    )
    response["X-Robots-Tag"] = "noindex"
    return response


def pdf(content: bytes, name: str) -> HttpResponse:
    """A PDF that browsers show; private ones stay out of every memory."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["X-Robots-Tag"] = "noindex"
    return response
