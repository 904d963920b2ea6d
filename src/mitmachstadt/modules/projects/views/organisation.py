"""Who is responsible: what an organisation of the town does, and the projects it plans, joins or deals with."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from mitmachstadt.modules.projects.presenters.rows import row_views
from mitmachstadt.modules.projects.queries import listing
from mitmachstadt.modules.projects.queries.filters import Filters
from mitmachstadt.spine.city.models import Organisation

MOST_ROWS = 12


@require_safe
def organisation(request: HttpRequest, key: str) -> HttpResponse:
    """`/vorhaben/wer/<key>/`: role, address and projects; what it plans first, then where it takes part."""
    row = get_object_or_404(Organisation.objects.select_related("parent"), key=key)
    today = timezone.localdate()
    plans = listing.page(Filters(owners=(row.key,)), today, 1, MOST_ROWS)
    joins = listing.joined_by(row, MOST_ROWS)
    context = {
        "organisation": row,
        "plans": row_views(plans.rows, today),
        "total": plans.total,
        "list_url": f"{reverse('projects:list')}?{urlencode({'traeger': row.key})}",
        "joins": row_views(listing.rows_of(joins, today), today),
    }
    return render(request, "projects/organisation.html", context)
