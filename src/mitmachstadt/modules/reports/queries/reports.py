"""Questions to the reports: what is near, the list within its filters, and what a page says of one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Prefetch, QuerySet
from django.urls import reverse
from django.utils import timezone

from mitmachstadt.modules.reports.models import Handed, Photo, Report
from mitmachstadt.modules.reports.queries import town
from mitmachstadt.modules.reports.rules import Known, ReportRules, likeness, plain_words
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.notify.models import Mail
from mitmachstadt.spine.places.queries import square
from mitmachstadt.spine.places.rules import metres_between

OPEN = ("open", "in_work", "passed_on")
#: More open reports than this within a few metres are no longer compared one by one.
MOST_NEAR = 200


@dataclass(frozen=True)
class Alike:
    """An open report that may be the same: how likely (0 to 1) and how far away in metres."""

    report: Report
    likeness: float
    metres: int
    photo: Any = None


def alike(
    *, lat: float, lon: float, category: str, text: str, rules: ReportRules, today: date, but: int = 0
) -> list[Alike]:
    """Open public reports that may be the same, the likeliest first, at most as many as the town shows."""
    limits = rules.duplicates
    asked = rules.category(category)
    group = asked.group if asked else ""
    first = today - timedelta(days=limits.days)
    # first by the index on the place alone: few are that near, while thousands are open
    here = Report.objects.filter(square(lat, lon, limits.metres)).order_by().values_list("pk", flat=True)
    keys = sorted(here, reverse=True)[: 5 * MOST_NEAR]
    if not keys:
        return []
    rows = (
        Report.objects.public()
        .filter(pk__in=keys, case__state__in=OPEN, case__received_at__date__gte=first)
        .exclude(pk=but)
        .select_related("case__unit", "district")
        .order_by("-id")[:MOST_NEAR]
    )
    words, found = plain_words(text), []
    for row in rows:
        theirs = rules.category(row.category)
        metres = metres_between(lat, lon, row.lat or 0.0, row.lon or 0.0)
        known = Known(
            number=row.case.number, category=row.category, group=theirs.group if theirs else "", metres=metres,
            age_days=max(0, (today - timezone.localdate(row.case.received_at)).days), words=plain_words(row.text),
        )  # fmt: skip
        how = likeness(category, group, words, known, rules)
        if how > 0:
            found.append((how, metres, row))
    found.sort(key=lambda one: (-one[0], one[1], one[2].pk))
    best = found[: limits.shown]
    photos = first_photos([row for _how, _metres, row in best])
    return [Alike(row, how, round(metres), photos.get(row.pk)) for how, metres, row in best]


def outside_mail(case: Case) -> Mail | None:
    """The last mail with which a report went to a unit that works elsewhere, while it lies there."""
    keys = f"report:{case.number}:outside:{case.unit_id}:v"
    found: Mail | None = Mail.objects.filter(dedupe_key__startswith=keys).order_by("-id").first()
    return found


def handed(case: Case) -> Handed | None:
    """The last time that a report went into the system of the unit with which it lies."""
    found: Handed | None = Handed.objects.filter(report__case=case, unit_id=case.unit_id).first()
    return found


def photo_path(upload: Any) -> str:
    """Where everybody sees a photo, as large as it is kept."""
    return reverse("files:picture", args=[upload.pk, max(upload.widths)])


def near(report: Report) -> list[Alike]:
    """What may be the same as a report that is there already; nothing without a point."""
    if report.lat is None or report.lon is None:
        return []
    rules = town.rules_of(report.case)
    return alike(
        lat=report.lat, lon=report.lon, category=report.category, text=report.text, rules=rules,
        today=timezone.localdate(), but=report.pk,
    )  # fmt: skip


def first_photos(reports: Sequence[Report]) -> dict[int, Any]:
    """The first public photo of each report, by its number in the table."""
    found: dict[int, Any] = {}
    rows = Photo.objects.filter(report__in=reports, upload__public=True, after=False, internal=False)
    for photo in rows.select_related("upload").order_by("place", "id"):
        found.setdefault(photo.report_id, photo.upload)
    return found


def shown_photos(report: Report) -> list[Photo]:
    """The photos of a report that everybody may see."""
    return list(
        Photo.objects.filter(report=report, upload__public=True, internal=False).select_related("upload")
    )


def answers_in_words(report: Report, rules: ReportRules) -> list[tuple[str, str]]:
    """The category's questions with the answers given, as people read them."""
    category = rules.category(report.category)
    found = []
    for question in category.questions if category else ():
        given = report.answers.get(question.key)
        values = given if isinstance(given, list) else [given]
        names = {choice.key: town.said(choice) for choice in question.choices}
        words = ", ".join(names.get(str(one), str(one)) for one in values if one not in (None, ""))
        if words:
            found.append((town.said(question), words))
    return found


def reason_in_words(report: Report, rules: ReportRules) -> str:
    """The reason of the end; "" while there is none."""
    reason = rules.reason(report.reason)
    return town.said(reason) if reason else ""


def objection_until(report: Report, rules: ReportRules) -> date | None:
    """The last day on which the reporter may object; None where that is over, used up, or nothing is closed."""
    if report.case.state not in ("fixed", "closed") or report.disputed_at or not report.case.closed_at:
        return None
    last: date = timezone.localdate(report.case.closed_at) + timedelta(days=rules.days.objection)
    return last if last >= timezone.localdate() else None


@dataclass(frozen=True)
class Filters:
    """What a reader asks of the list; empty means all. `state` is open, fixed or closed."""

    text: str = ""
    group: str = ""
    category: str = ""
    district: str = ""
    state: str = ""
    barrier: bool = False
    ids: tuple[str, ...] | None = field(default=None, compare=False)

    @property
    def active(self) -> bool:
        """True when anything was asked for."""
        return bool(self.text or self.used)

    @property
    def used(self) -> int:
        """How many filters beside the words."""
        return sum(bool(one) for one in (self.group, self.category, self.district, self.state, self.barrier))


STATES = {"open": OPEN, "fixed": ("fixed",), "closed": ("closed", "merged")}


def keys_of(rules: ReportRules, group: str, *, barrier: bool) -> list[str] | None:
    """The categories of a tile, of barriers, or of both at once; None where neither is asked for."""
    if not group and not barrier:
        return None
    of_group = rules.of_group(group) if group else rules.categories
    return [one.key for one in of_group if one.barrier or not barrier]


def matching(filters: Filters, rules: ReportRules) -> QuerySet[Report]:
    """The public reports within the filters, the newest first."""
    found: QuerySet[Report] = Report.objects.public()
    if filters.ids is not None:
        found = found.filter(case__number__in=filters.ids)
    keys = [filters.category] if filters.category else keys_of(rules, filters.group, barrier=filters.barrier)
    if keys is not None:
        found = found.filter(category__in=keys)
    if filters.district:
        found = found.filter(district__slug=filters.district)
    if filters.state:
        found = found.filter(case__state__in=STATES[filters.state])
    return found.order_by("-id")


def with_all(rows: QuerySet[Report]) -> QuerySet[Report]:
    """Rows with what a list shows of them, in a number of questions that does not grow."""
    public = Photo.objects.filter(upload__public=True, internal=False).select_related("upload")
    return (
        rows.select_related("case__unit", "district")
        .annotate(waiting=Count("companions"))
        .prefetch_related(Prefetch("photos", public, to_attr="shown"))
    )


def one(number: str) -> Report | None:
    """A public report by its number; one that was merged is public, too."""
    found: Report | None = (
        with_all(Report.objects.public().filter(case__number=number))
        .select_related("merged_into__case")
        .first()
    )
    return found
