"""What the pages of both kinds share: who is signed in, the receipt, an answer as PDF."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import kind_of
from mitmachstadt.spine.cases.rules import is_overdue
from mitmachstadt.spine.cases.timeline import lines


def signed_in(request: HttpRequest) -> User | None:
    """The person, or None for guests."""
    return request.user if isinstance(request.user, User) else None


def receipt_page(
    request: HttpRequest, template: str, case: Case, secret: str, context: dict[str, Any]
) -> HttpResponse:
    """A receipt: where it stands, what happened, and with `ahead` what comes next; search engines leave it out."""
    kind, today = kind_of(case), timezone.localdate()
    due_on = getattr(case, "due_on", None)
    happened = lines(case, internal=False, today=today)
    response = render(
        request,
        template,
        {
            "case": case,
            "kind": kind,
            "state": kind.state(case.state),
            "secret": secret,
            "base_url": settings.BASE_URL,
            "today": today,
            "overdue": is_overdue(due_on, today),
            "lines": [*happened, *context.get("ahead", ())],
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
