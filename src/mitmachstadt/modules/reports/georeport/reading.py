"""Reports as GeoReport tells them: one page in a fixed number of questions, public ones only."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mitmachstadt.modules.reports.georeport.asking import Place, Question
from mitmachstadt.modules.reports.models import Companion, Photo, Report
from mitmachstadt.modules.reports.queries import town
from mitmachstadt.modules.reports.queries.reports import OPEN
from mitmachstadt.modules.reports.rules import ReportRules
from mitmachstadt.spine.places.clusters import within
from mitmachstadt.spine.prepared import Prepared

COLUMNS = (
    "pk", "case_id", "case__number", "case__state", "case__received_at", "case__unit__name", "case__sample", "category", "text",
    "reason", "closing", "passed_to", "expected_on", "updated_at", "label", "address", "lat", "lon", "district__name",
    "disputed_at", "merged_into__case__number", "merged_into__case__public", "merged_into__case__hidden",
    "merged_into__private",
)  # fmt: skip
#: Asked for each page anew with other numbers, so their SQL is written once.
PHOTOS: Prepared[tuple[int, bool, Any, list[int]]] = Prepared(
    lambda *keys: (
        Photo.objects.filter(report_id__in=keys, upload__public=True, internal=False)
        .order_by("after", "place", "id")
        .values_list("report_id", "after", "upload_id", "upload__widths")
    )
)
COMPANIONS: Prepared[tuple[int, int]] = Prepared(
    lambda *keys: (
        Companion.objects.filter(report_id__in=keys)
        .order_by()
        .values_list("report_id")
        .annotate(number=Count("pk"))
    )
)
#: Beyond so long ago a good part of all reports has changed.
MUCH = timedelta(days=30)
#: The words of CitySDK for states, which many apps of German towns read.
DETAILED = {
    "received": "PENDING", "open": "RECEIVED", "in_work": "IN_PROCESS", "passed_on": "IN_PROCESS",
    "fixed": "PROCESSED", "closed": "REJECTED", "merged": "PROCESSED",
}  # fmt: skip


def matching(question: Question) -> QuerySet[Report]:
    """The public reports that a question is about, all of them, in no order."""
    found: QuerySet[Report] = Report.objects.public().order_by()
    if question.ids:
        return found.filter(case__number__in=question.ids)
    if question.codes:
        found = found.filter(category__in=question.codes)
    if question.start:
        found = found.filter(case__received_at__gte=question.start)
    if question.end:
        # a moment given to the second means all of that second
        end = question.end if question.end.microsecond else question.end + timedelta(seconds=1)
        found = found.filter(case__received_at__lt=end)
    if len(question.status) == 1:
        opened = Q(case__state__in=OPEN)
        found = found.filter(opened if question.status == ("open",) else ~opened)
    if question.updated_after:
        # of much that changed a page is found faster in the order of the list than by the index on the change
        much = question.updated_after < timezone.now() - MUCH
        changed = Coalesce("updated_at", "updated_at") if much else F("updated_at")
        found = found.alias(changed=changed).filter(changed__gt=question.updated_after)
    return within(found, question.box) if question.box else found


def page(question: Question) -> tuple[list[dict[str, Any]], Place | None]:
    """The requests of one page, and the place of its last one where more follow."""
    found = matching(question)
    if question.after:
        came, key = question.after
        found = found.filter(case__received_at__gte=came).exclude(case__received_at=came, case_id__lte=key)
    if question.before:
        came, key = question.before
        found = found.filter(case__received_at__lte=came).exclude(case__received_at=came, case_id__gte=key)
    first = (max(question.page, 1) - 1) * question.size
    # the order of the index on the moment, so that no page sorts the whole list
    order = ("case__received_at", "case_id") if question.oldest_first else ("-case__received_at", "-case_id")
    rows = list(found.order_by(*order).values(*COLUMNS)[first : first + question.size + 1])
    shown = rows[: question.size]
    last = (shown[-1]["case__received_at"], shown[-1]["case_id"]) if len(rows) > question.size else None
    return requests(shown, extensions=question.extensions), last


def total(question: Question) -> int:
    """How many requests the whole list has, counted at most once a minute."""
    days = tuple(one and one.replace(second=0, microsecond=0) for one in (question.start, question.end))
    what = (question.ids, question.codes, days, question.status, question.updated_after, question.box)
    key = f"georeport.total.{hashlib.blake2b(repr(what).encode(), digest_size=16).hexdigest()}"
    found = cache.get(key)
    if found is None:
        found = matching(question).count()
        cache.set(key, found, 60)
    return int(found)


def requests(rows: Sequence[Mapping[str, Any]], *, extensions: bool) -> list[dict[str, Any]]:
    """Rows of `COLUMNS` as the specification wants them; every field is always there."""
    if not rows:
        return []
    keys = [row["pk"] for row in rows]
    pictures = photos_of(keys)
    rules, names = town.rules_of_days(), dict[tuple[date, str], str]()
    found, zone = [], timezone.get_current_timezone()
    days, example = list[date](), _("Example, not a real report.")
    for row in rows:
        received = row["case__received_at"].astimezone(zone)
        day = received.date()
        days.append(day)
        name = names.get((day, row["category"]))
        if name is None:
            name = names[day, row["category"]] = town.category_name(row["category"], rules(day))
        shown = pictures.get(row["pk"], [])
        first = next((one["url"] for one in shown if not one["after_repair"]), None)
        found.append(
            {
                "service_request_id": row["case__number"],
                "status": "open" if row["case__state"] in OPEN else "closed",
                "status_notes": notes_of(row),
                "service_name": name,
                "service_code": row["category"],
                "description": row["text"] or None,
                "agency_responsible": row["passed_to"]
                if row["case__state"] == "passed_on"
                else row["case__unit__name"],
                "service_notice": example if row["case__sample"] else None,
                "requested_datetime": received.isoformat(timespec="seconds"),
                "updated_datetime": row["updated_at"].astimezone(zone).isoformat(timespec="seconds"),
                "expected_datetime": end_of(row["expected_on"]) if row["case__state"] == "in_work" else None,
                "address": row["address"] or row["label"] or None,
                "address_id": None,
                "zipcode": None,
                "lat": row["lat"],
                "long": row["lon"],
                "media_url": first,
            }
        )
    if extensions:
        waiting = companions_of(keys)
        for row, one, day in zip(rows, found, days, strict=True):
            one["extended_attributes"] = extended(
                row, pictures.get(row["pk"], []), waiting.get(row["pk"], 0), rules(day)
            )
    return found


def extended(
    row: Mapping[str, Any], photos: list[dict[str, Any]], companions: int, rules: ReportRules
) -> dict[str, Any]:
    """What the specification has no field for."""
    reason = rules.reason(row["reason"]) if row["reason"] else None
    return {
        "detailed_status": DETAILED.get(row["case__state"], "PENDING"),
        "reason": town.said(reason) if reason else None,
        "disputed": row["disputed_at"] is not None,
        "merged_into": other_of(row) or None,
        "companions": companions,
        "district": row["district__name"],
        "sample": row["case__sample"],
        "photos": photos,
    }


def notes_of(row: Mapping[str, Any]) -> str | None:
    """Why it stands as it stands: the town's sentence at the end, or where it goes on."""
    if row["case__state"] == "passed_on":
        return _("Passed on to %(name)s.") % {"name": row["passed_to"]}
    if row["case__state"] == "merged":
        other = other_of(row)
        return _("Goes on in report %(number)s.") % {"number": other} if other else None
    return (row["closing"] or None) if row["case__state"] in ("fixed", "closed") else None


def other_of(row: Mapping[str, Any]) -> str:
    """The number of the report that goes on for this one, where everybody may see that one, too."""
    seen = row["merged_into__case__public"] and not row["merged_into__case__hidden"]
    return str(row["merged_into__case__number"]) if seen and not row["merged_into__private"] else ""


def photos_of(keys: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """The released photos by report, those of the repair last."""
    found: dict[int, list[dict[str, Any]]] = {}
    for key, after, upload, widths in PHOTOS(*keys):
        if widths:
            path = reverse("files:picture", args=[upload, max(widths)])
            found.setdefault(key, []).append({"url": f"{settings.BASE_URL}{path}", "after_repair": after})
    return found


def companions_of(keys: Iterable[int]) -> dict[int, int]:
    """How many people noticed the same, by report."""
    return dict(COMPANIONS(*keys))


def end_of(day: date | None) -> str | None:
    """The last second of a day."""
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59))).isoformat() if day else None
