"""What leaves the site: calendars, prints, and the small list for other people's pages."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from mitmachstadt.modules.projects.booklet import booklet_pdf
from mitmachstadt.modules.projects.calendars import calendar_of
from mitmachstadt.modules.projects.digest import digest_pdf, meeting_digest, project_suggestions_pdf
from mitmachstadt.modules.projects.models import Project
from mitmachstadt.modules.projects.presenters.rows import choices, row_views
from mitmachstadt.modules.projects.queries import listing
from mitmachstadt.modules.projects.queries.filters import read_filters
from mitmachstadt.modules.projects.queries.words import words
from mitmachstadt.modules.projects.views.common import project_or_404
from mitmachstadt.spine.audit.kept import keep_for_guests

EMBED_DEFAULT = 5
EMBED_MOST = 20


@require_safe
@cache_control(public=True, max_age=600)
@keep_for_guests
def calendar(request: HttpRequest) -> HttpResponse:
    """`/vorhaben/termine.ics`: windows and meetings of the list, narrowed by the list's filters."""
    today = timezone.localdate()
    filters = read_filters(request.GET)
    names = [word.name for word in words().districts.values() if word.slug in filters.districts]
    where = ", ".join(names) or settings.TOWN["name"]
    name = _("Projects in %(where)s") % {"where": where}
    return _ics(calendar_of(listing.matching(filters, today), name, today), "vorhaben-termine")


@require_safe
@cache_control(public=True, max_age=600)
def project_calendar(request: HttpRequest, number: str) -> HttpResponse:
    """`/vorhaben/<number>/termine.ics`."""
    project = project_or_404(number)
    only = Project.objects.public().filter(pk=project.pk)
    return _ics(calendar_of(only, project.title, timezone.localdate()), f"{project.number}-termine")


def _ics(body: bytes, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{name}.ics"'
    return response


@require_safe
def booklet(request: HttpRequest) -> HttpResponse:
    """`/vorhaben/heft.pdf`: the list for paper, narrowed by the list's filters."""
    return _pdf(booklet_pdf(read_filters(request.GET), timezone.localdate()), "vorhaben")


@require_safe
def suggestions_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """`/vorhaben/<number>/hinweise.pdf`."""
    project = project_or_404(number)
    return _pdf(project_suggestions_pdf(project, timezone.localdate()), f"{project.number}-hinweise")


@require_safe
def digest(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """`/sitzungen/<id>/hinweise/`: what residents said, agenda item by item."""
    found = meeting_digest(meeting_id, timezone.localdate())
    if found is None:
        raise Http404
    pdf_url = reverse("projects_machine:digest-pdf", args=[meeting_id])
    return render(request, "projects/digest.html", {"digest": found, "pdf_url": pdf_url})


@require_safe
def digest_as_pdf(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """`/sitzungen/<id>/hinweise.pdf`."""
    today = timezone.localdate()
    found = meeting_digest(meeting_id, today)
    if found is None:
        raise Http404
    return _pdf(digest_pdf(found, today), f"sitzung-{meeting_id}-hinweise")


def _pdf(body: bytes, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response


@require_safe
@xframe_options_exempt
@cache_control(public=True, max_age=300)
def embedded(request: HttpRequest) -> HttpResponse:
    """`/einbetten/vorhaben/?stadtteil=&thema=&anzahl=`: the newest projects as a page that any site may frame."""
    today = timezone.localdate()
    filters = read_filters(request.GET)
    page = listing.page(filters, today, 1, _amount(request))
    context = {
        "rows": row_views(page.rows, today),
        "total": page.total,
        "all_url": settings.BASE_URL
        + reverse("projects:list")
        + (f"?{filters.query()}" if filters.query() else ""),
        "base_url": settings.BASE_URL,
    }
    return render(request, "projects/embed.html", context)


@require_safe
def embed_help(request: HttpRequest) -> HttpResponse:
    """`/vorhaben/einbetten/`: chooses what the piece shows, with its code and a preview."""
    today = timezone.localdate()
    filters = read_filters(request.GET)
    amount = _amount(request)
    chosen: dict[str, Any] = {
        "districts": filters.districts,
        "topics": filters.topics,
        "states": (),
        "owners": (),
    }
    query = "&".join(part for part in (filters.query(), f"anzahl={amount}") if part)
    path = f"{reverse('projects_machine:embed')}?{query}"
    title = _("Projects in %(where)s") % {"where": settings.TOWN["name"]}
    context = {
        "choices": choices(listing.facets(today), chosen),
        "amounts": [(number, number == amount) for number in (3, 5, 10, 20)],
        "preview_url": path,
        "address": settings.BASE_URL + path,
        "frame_title": title,
        "height": 140 + 120 * amount,
    }
    return render(request, "projects/embed_help.html", context)


def _amount(request: HttpRequest) -> int:
    text = request.GET.get("anzahl", "")
    return (
        min(max(int(text), 1), EMBED_MOST)
        if text.isascii() and text.isdigit() and len(text) < 4
        else EMBED_DEFAULT
    )
