"""The list of texts, the whole text, the comparison of two versions, and the report at the end."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from mitmachstadt.modules.drafts import queries, rules
from mitmachstadt.modules.drafts.models import Draft, Version
from mitmachstadt.modules.drafts.views import common
from mitmachstadt.spine.asked import number as as_number
from mitmachstadt.spine.audit.kept import keep_for_guests

MOST = 100


@require_safe
@keep_for_guests
def listing(request: HttpRequest) -> HttpResponse:
    """`/entwuerfe/`: texts that are written together, those open for comments first."""
    today = timezone.localdate()
    found = list(Draft.objects.public().select_related("unit")[:MOST])
    order = {"open": 0, "coming": 1, "over": 2, "finished": 3}
    found.sort(key=lambda draft: order[rules.window_word(queries.window_of(draft), today)])
    rows = [
        {
            "draft": draft,
            "chip": common.chip_of(draft, today),
            "kind": queries.kind_of(draft),
            "kind_name": common.kind_name(draft),
            "comments": queries.comments_on(draft).count(),
        }
        for draft in found
    ]
    return render(request, "drafts/list.html", {"rows": rows, "today": today})


@require_safe
@keep_for_guests
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """`/entwuerfe/<number>/`: the text by paragraphs with the number of comments on each; `?fassung=` an older version."""
    draft, today = common.draft_or_404(number), timezone.localdate()
    versions = queries.public_versions(draft)
    asked = as_number(request.GET.get("fassung"))
    version = next((one for one in versions if one.number == asked), versions[-1] if versions else None)
    if version is None:
        raise Http404
    counts, because = queries.comment_counts(draft), queries.because_of(version)
    context = {
        **_frame(draft),
        "version": version,
        "versions": versions,
        "newest": version == versions[-1],
        "paragraphs": [
            {"paragraph": row, "comments": counts.get(row.key, 0), "because": because.get(row.key)}
            for row in version.paragraphs.all()
        ],
        "comments": sum(counts.values()),
        "word": rules.window_word(queries.window_of(draft), today),
        "today": today,
    }
    return render(request, "drafts/detail.html", context)


def _frame(draft: Draft) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "draft": draft,
        "chip": common.chip_of(draft, today),
        "kind": queries.kind_of(draft),
        "kind_name": common.kind_name(draft),
    }


@require_safe
@keep_for_guests
def comparison(request: HttpRequest, number: str) -> HttpResponse:
    """`/entwuerfe/<number>/vergleich/`: two versions word by word, and because of whom each paragraph changed."""
    draft = common.draft_or_404(number)
    versions = queries.public_versions(draft)
    if len(versions) < 2:
        raise Http404
    by_number = {one.number: one for one in versions}
    old = by_number.get(as_number(request.GET.get("von")), versions[-2])
    new = by_number.get(as_number(request.GET.get("bis")), versions[-1])
    if old.number > new.number:
        old, new = new, old
    because = queries.because_of(new)
    rows: list[dict[str, Any]] = [
        {"change": change, "because": because.get(change.key)}
        for change in rules.compare(queries.rows_of(old), queries.rows_of(new))
    ]
    context = {
        **_frame(draft),
        "versions": versions,
        "old": old,
        "new": new,
        "rows": rows,
        "changed": sum(1 for row in rows if row["change"].kind != "same"),
        "only_changed": request.GET.get("alles") != "1",
    }
    return render(request, "drafts/compare.html", context)


def report_of(draft: Draft) -> dict[str, Any]:
    """What page and print of the report show: `counts` by outcome, `agreements`, and each comment with its answer."""
    found = list(queries.comments_on(draft).order_by("paragraph__order", "id"))
    versions = queries.public_versions(draft)
    return {
        "counts": rules.outcome_counts(one.outcome for one in found),
        "agreements": sum(one.agreements for one in found),
        "rows": [common.comment_row(one, set()) for one in found],
        "versions": versions,
        "changes": _changes(versions),
    }


def _changes(versions: list[Version]) -> int:
    """Paragraphs of the newest version that read otherwise than in the first."""
    if len(versions) < 2:
        return 0
    rows = rules.compare(queries.rows_of(versions[0]), queries.rows_of(versions[-1]))
    return sum(1 for row in rows if row.kind != "same")


@require_safe
@keep_for_guests
def report(request: HttpRequest, number: str) -> HttpResponse:
    """`/entwuerfe/<number>/bericht/`: what was said, what became of it, and what becomes of the text."""
    draft = common.draft_or_404(number)
    context = {**_frame(draft), **report_of(draft), "today": timezone.localdate()}
    return render(request, "drafts/report.html", context)
