"""The report for paper."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mitmachstadt.modules.drafts.models import Draft
from mitmachstadt.modules.drafts.views import common
from mitmachstadt.modules.drafts.views.public import report_of
from mitmachstadt.spine.files.printing import codes_for, make_pdf
from mitmachstadt.spine.ui.words import day

SHEET = Path(__file__).parent.parent / "templates" / "drafts" / "print" / "report.typ"


@require_safe
def report(request: HttpRequest, number: str) -> HttpResponse:
    """`/entwuerfe/<number>/bericht.pdf`."""
    draft = common.draft_or_404(number)
    data = report_data(draft)
    body = make_pdf(SHEET, data, codes=codes_for(data["url"]))
    response = HttpResponse(body, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{draft.number}-bericht.pdf"'
    return response


def report_data(draft: Draft) -> dict[str, Any]:
    """What the sheet prints: title, lines, report, text of the newest version, comments with answers."""
    found = report_of(draft)
    counts = found["counts"]
    url = settings.BASE_URL + reverse("drafts:report", args=[draft.number])
    platform = f"{settings.TOWN['platform']} {settings.TOWN['name']}"
    title = f"{draft.title} ({_('Sample')})" if draft.sample else draft.title
    version = found["versions"][-1] if found["versions"] else None
    lines = [
        common.kind_name(draft),
        draft.unit.name,
        _("%(all)s comments: %(over)s taken over, %(part)s in part, %(not)s not, %(open)s open")
        % {"all": counts["all"], "over": counts["taken_over"], "part": counts["in_part"],
           "not": counts["not_taken"], "open": counts["open"]},
    ]  # fmt: skip
    if draft.window_start and draft.window_end:
        span = {"start": day(draft.window_start), "end": day(draft.window_end)}
        lines.insert(2, _("Comments from %(start)s to %(end)s") % span)
    return {
        "title": _("Report: %(title)s") % {"title": title},
        "lang": get_language() or "de",
        "foot": f"{platform}, {day(timezone.localdate())}",
        "url": url,
        "url_words": url.partition("//")[2],
        "lines": lines,
        "report": [part.strip() for part in draft.report.split("\n\n") if part.strip()],
        "text": [
            {"level": row.level, "label": row.label, "text": row.text}
            for row in (version.paragraphs.all() if version else [])
        ],
        "comments": [
            {
                "head": f"{row['comment'].case.number}: {row['state'].name}",
                "where": row["comment"].paragraph.label,
                "name": row["comment"].name,
                "text": row["comment"].text,
                "wording": row["comment"].wording,
                "answer": row["comment"].answer,
            }
            for row in found["rows"]
        ],
        "words": {
            "code": _("QR code to the page"),
            "report": _("What becomes of the text"),
            "text": _("The text, version %(n)s") % {"n": version.number if version else 0},
            "comments": _("Comments and answers"),
            "where": _("On paragraph"),
            "wording": _("Proposed wording:"),
            "answer": _("Answer of the town:"),
        },
    }
