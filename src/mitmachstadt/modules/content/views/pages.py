"""Pages that editors write, the map of the site and the barrier feedback."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language

from mitmachstadt.modules.content.models import ContentPage
from mitmachstadt.spine.city.models import District, Topic


def page(request: HttpRequest, slug: str) -> HttpResponse:
    """One page, in plain language with `?leicht=1`, in English where it is written."""
    row = get_object_or_404(ContentPage.objects.public(), slug=slug)
    english = get_language() == "en"
    easy = request.GET.get("leicht") == "1"
    body = row.body
    if easy and row.easy_body:
        body = row.easy_body
    elif english and row.body_en:
        body = row.body_en
    context = {
        "page": row,
        "page_title": row.title_en if english and row.title_en else row.title,
        "page_body": body,
        "only_german": english and not row.body_en,
        "easy": easy,
        "contact": settings.TOWN["contact"],
    }
    return render(request, "content/page.html", context)


def site_map(request: HttpRequest) -> HttpResponse:
    """Every part of the site on one page."""
    context = {
        "pages": ContentPage.objects.public(),
        "districts": District.objects.all(),
        "topics": Topic.objects.all(),
    }
    return render(request, "content/site_map.html", context)
