"""`/rat/`: what the council deals with next, what it decided last, and the ways into its papers."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.views.decorators.http import require_safe

from mitmachstadt.modules.council.models import AgendaItem
from mitmachstadt.modules.council.presenters import meeting_row, outcome_chip
from mitmachstadt.modules.council.queries import meetings
from mitmachstadt.spine.audit.kept import keep_for_guests, kept
from mitmachstadt.spine.ui.context import Entry, listed

NEXT = 4
#: Ways on that other modules offer; they are words, no imports: one may be absent.
WAYS = (
    Entry("petitions", pgettext_lazy("council", "Petitions"), "hand", ("/antraege/",)),
    Entry("questions", pgettext_lazy("council", "Question time"), "message-2", ("/fragestunde/",)),
    Entry("assemblies", pgettext_lazy("council", "Assemblies"), "users", ("/versammlungen/",)),
    Entry("drafts", pgettext_lazy("council", "Texts to write together"), "pencil", ("/entwuerfe/",)),
    Entry("climate", pgettext_lazy("council", "Climate check of papers"), "leaf", ("/klima/vorlagencheck/",)),
)


def decision_row(item: AgendaItem) -> dict[str, Any]:
    """A decision in a list: what, by whom, when, with what outcome."""
    meeting = item.meeting
    return {
        "title": item.title,
        "url": reverse("council:meeting", args=[meeting.pk]) + f"#top-{item.pk}",
        "body": meeting.body.name,
        "day": timezone.localdate(meeting.begins),
        "chip": outcome_chip(item),
        "sample": item.sample or meeting.sample,
    }


@require_safe
@keep_for_guests
def front(request: HttpRequest) -> HttpResponse:
    """`/rat/`."""
    now = timezone.now()
    context = kept(("council-front", timezone.localdate(now), get_language()), lambda: front_context())
    prefix = "/en" if get_language() == "en" else ""
    return render(request, "council/front.html", {**context, "ways": listed(WAYS, "", prefix)})


def front_context() -> dict[str, Any]:
    """What the page shows; the same for everybody."""
    now = timezone.now()
    return {
        "today": timezone.localdate(now),
        "coming": [meeting_row(row, now) for row in meetings.coming(now, most=NEXT)],
        "decisions": [decision_row(item) for item in meetings.newest_decisions()],
    }
