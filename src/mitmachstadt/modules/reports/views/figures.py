"""`/meldungen/zahlen/`: how long it takes, how it ends, what is still open; the same for everybody."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mitmachstadt.modules.reports.queries import figures as queries
from mitmachstadt.modules.reports.queries import town
from mitmachstadt.modules.reports.rules.figures import AGES, LEAST, Counts
from mitmachstadt.spine.audit.kept import keep_for_guests, kept
from mitmachstadt.spine.city.models import District


@require_safe
@keep_for_guests
def index(request: HttpRequest) -> HttpResponse:
    """The figures of the last twelve months, by category and by district."""
    today = timezone.localdate()
    context = kept(("reports.figures", today, get_language()), _context)
    return render(request, "reports/figures.html", context)


def _context() -> dict[str, Any]:
    found, rules = queries.figures(timezone.localdate()), town.report_rules()
    names = dict(District.objects.values_list("slug", "name"))
    ages = [
        _("up to %(most)s days") % {"most": AGES[0]}, _("to %(most)s") % {"most": AGES[1]},
        _("to %(most)s") % {"most": AGES[2]}, _("older"),
    ]  # fmt: skip
    return {
        "whole": found.whole,
        "categories": _sorted({town.category_name(key, rules): one for key, one in found.categories.items()}),
        "districts": _sorted({names.get(key, _("not known")): one for key, one in found.districts.items()}),
        "ages": list(zip(ages, found.ages, strict=True)),
        "open": sum(found.ages),
        "samples": found.samples,
        "least": LEAST,
    }


def _sorted(rows: dict[str, Counts]) -> list[tuple[str, Counts]]:
    return sorted(rows.items(), key=lambda one: (-one[1].received, one[0]))
