"""What residents said, printable: for one project, or for the agenda of a meeting item by item."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from mitmachstadt.modules.projects.models import Project, Reading
from mitmachstadt.modules.projects.presenters.suggestions import SuggestionView, suggestion_views
from mitmachstadt.modules.projects.queries.sheet import public_suggestions
from mitmachstadt.spine.files.printing import codes_for, make_pdf
from mitmachstadt.spine.ui.words import clock, day, weekday_and_day

SHEETS = Path(__file__).parent / "templates" / "projects" / "print"
MOST_SUGGESTIONS = 1000


@dataclass(frozen=True)
class DigestItem:
    """One agenda item with the public suggestions on its project."""

    number: int
    title: str
    project: Project
    paper: str
    suggestions: list[SuggestionView]
    more: int


@dataclass(frozen=True)
class Digest:
    """The digest of a meeting."""

    body: str
    when: str
    place: str
    cancelled: bool
    items: list[DigestItem]
    meeting_id: int = 0


def meeting_digest(meeting_id: int, today: date) -> Digest | None:
    """Public suggestions on every public project of a public meeting; None when there is no such agenda.

    Council members see the same as everybody: suggestions that are not released stay out.
    """
    readings = list(
        Reading.objects.filter(
            # By the row's own key: Django knows that none is beyond the column's range.
            agenda_item__meeting__pk=meeting_id,
            agenda_item__meeting__public=True,
            project__in=Project.objects.public(),
        )
        .select_related("project", "body", "agenda_item__meeting__body", "agenda_item__paper")
        .order_by("agenda_item__number")
    )
    if not readings:
        return None
    meeting = readings[0].agenda_item.meeting
    items = []
    for reading in readings:
        query = public_suggestions(reading.project)
        total = query.count()
        paper = reading.agenda_item.paper
        items.append(
            DigestItem(
                number=reading.agenda_item.number,
                title=reading.agenda_item.title or reading.project.title,
                project=reading.project,
                paper=str(paper) if paper and paper.public else "",
                suggestions=suggestion_views(query[:MOST_SUGGESTIONS], today),
                more=max(0, total - MOST_SUGGESTIONS),
            )
        )
    when = f"{weekday_and_day(meeting.begins, today)}, {clock(meeting.begins)}"
    return Digest(meeting.body.name, when, meeting.place, meeting.cancelled, items, meeting.pk)


def digest_pdf(digest: Digest, today: date) -> bytes:
    """The digest as PDF/UA-1."""
    lines = [f"{digest.body}, {digest.when}", *([digest.place] if digest.place else [])]
    if digest.cancelled:
        lines.append(_("This meeting was cancelled."))
    items = [
        {
            "title": _("Item %(n)s: %(title)s") % {"n": item.number, "title": item.title},
            "url": settings.BASE_URL + item.project.get_absolute_url(),
            "facts": [[_("Project"), f"{item.project.title} ({item.project.number})"], *_paper(item.paper)],
            "suggestions": [_printed(view) for view in item.suggestions],
        }
        for item in digest.items
    ]
    url = settings.BASE_URL + reverse("projects:digest", args=[digest.meeting_id])
    return _pdf(_("Suggestions of residents for the meeting"), lines, items, today, url)


def project_suggestions_pdf(project: Project, today: date) -> bytes:
    """All public suggestions on one project (the newest `MOST_SUGGESTIONS`) as PDF/UA-1."""
    query = public_suggestions(project)
    number = query.count()
    views = suggestion_views(query[:MOST_SUGGESTIONS], today)
    lines = [
        _("%(number)s, as of %(day)s") % {"number": project.number, "day": day(today)},
        ngettext("%(n)s public suggestion", "%(n)s public suggestions", number) % {"n": number},
    ]
    url = settings.BASE_URL + reverse("projects:suggestions", args=[project.number])
    item = {"title": project.title, "url": "", "facts": [], "suggestions": [_printed(view) for view in views]}
    return _pdf(_("Suggestions on “%(title)s”") % {"title": project.title}, lines, [item], today, url)


def _pdf(title: str, lines: list[str], items: list[dict[str, Any]], today: date, url: str) -> bytes:
    addresses = [url, *(item["url"] for item in items if item["url"])]
    return make_pdf(
        SHEETS / "suggestions.typ",
        {
            "title": title,
            "lines": lines,
            "items": items,
            "url": url,
            "url_words": url.partition("//")[2],
            "lang": get_language() or "de",
            "foot": f"{settings.TOWN['platform']} {settings.TOWN['name']}, {day(today)}",
            "words": {"none": _("No public suggestion so far."), "code": _("QR code to the page")},
        },
        codes=codes_for(*addresses),
    )


def _paper(paper: str) -> list[list[str]]:
    return [[_("Paper"), paper]] if paper else []


def _printed(view: SuggestionView) -> dict[str, Any]:
    head = f"{view.number}, {view.title}" if view.title else view.number
    facts = [[_("From"), f"{view.sender}, {view.on}"], [_("What became of it"), view.chip.text]]
    if view.place:
        facts.append([_("Where"), view.place])
    if view.point:
        facts.append([_("About"), view.point])
    if view.reason:
        facts.append([_("Reason"), view.reason])
    answers = [
        {
            "head": answer.head,
            "meta": ", ".join(part for part in (answer.by, answer.on, answer.vote) if part),
            "text": " ".join(part for part in (answer.text, answer.effect) if part),
        }
        for answer in view.answers
    ]
    return {
        "head": head + (f" ({_('Sample')})" if view.sample else ""),
        "text": view.text,
        "facts": facts,
        "answers": answers,
        "pending": view.pending,
    }
