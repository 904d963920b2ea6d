"""Makes the examples by the real actions, gives their steps the days they are said to have, and takes them away again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from shapely.geometry import Point

from mitmachstadt.modules.reports.actions import photos as photo_actions
from mitmachstadt.modules.reports.actions.joining import join
from mitmachstadt.modules.reports.actions.reports import KIND, Reporter, hand_in, index, report_of
from mitmachstadt.modules.reports.models import Photo, Report
from mitmachstadt.modules.reports.queries import town
from mitmachstadt.modules.reports.rules import Reported, ReportRules
from mitmachstadt.modules.reports.samples.content import EXAMPLES, Example
from mitmachstadt.modules.reports.samples.pictures import drawing
from mitmachstadt.spine.accounts.models import Role, User
from mitmachstadt.spine.audit.models import LogEntry
from mitmachstadt.spine.cases import bulk
from mitmachstadt.spine.cases.actions import move
from mitmachstadt.spine.cases.models import Case, CaseEvent, Duty
from mitmachstadt.spine.cases.registry import Given, kind_of
from mitmachstadt.spine.city.models import District, NumberSeries
from mitmachstadt.spine.files.actions import delete_upload, store_upload
from mitmachstadt.spine.files.models import Upload
from mitmachstadt.spine.notify.models import News
from mitmachstadt.spine.places.queries import named_points, town_outline
from mitmachstadt.spine.problems import Refused
from mitmachstadt.spine.search.actions import clean_vocabulary, remove_entry

ALT = "Beispielbild, gezeichnet"


def seed() -> str:
    """Makes the examples once; needs a sample coordinator and places in town."""
    if Case.objects.filter(sample=True, kind=KIND).exists():
        return "Beispiel-Meldungen sind schon da."
    by = User.objects.filter(sample=True, roles__role=Role.COORDINATOR).first()
    places, rules = _places(), town.report_rules()
    if by is None or not places:
        return "Keine Beispiel-Koordination oder kein Ort, deshalb keine Beispiel-Meldungen."
    made: list[Case] = []
    with transaction.atomic():
        for number, example in enumerate(EXAMPLES):
            place = places[(example.merged_into if example.merged_into is not None else number) % len(places)]
            case = _one(example, place, rules, by, made)
            if case is not None:
                made.append(case)
    return f"{len(made)} Beispiel-Meldungen angelegt."


def _places() -> list[tuple[str, float, float]]:
    """Names and points (lat, lon) spread over the town: stops within it, else its districts."""
    outline = town_outline()
    known = [(one.name, one.lat, one.lon) for one in named_points().values() if one.name]
    if outline is not None:
        known = [one for one in known if outline.covers(Point(one[2], one[1]))]
    known.sort()
    if len(known) >= len(EXAMPLES):
        step = len(known) // len(EXAMPLES)
        return known[::step][: len(EXAMPLES)]
    return [(one.name, one.lat, one.lon) for one in District.objects.order_by("name")]


def _one(
    example: Example, place: tuple[str, float, float], rules: ReportRules, by: User, made: list[Case]
) -> Case | None:
    category = rules.category(example.category)
    if category is None and example.category == "menschen":
        category = next((one for one in rules.categories if one.release == "never"), None)
        if category is None:
            return None
    key = category.key if category else rules.categories[0].key
    _name, lat, lon = place
    shift = 0.0002 if example.merged_into is not None else 0.0
    what = Reported(category=key, text=example.text, lat=lat + shift, lon=lon, label="")
    uploads = [
        store_upload(drawing(kind), alt=ALT, name="beispiel.png", sample=True) for kind, _ in example.pictures
    ]
    try:
        case, _secret = hand_in(what, Reporter(), photos=uploads, now=_moment(example.days), sample=True)
    except Refused:
        for upload in uploads:
            delete_upload(upload)
        return None
    for photo, (_kind, released) in zip(
        Photo.objects.filter(report__case=case), example.pictures, strict=True
    ):
        if released:
            photo_actions.release(photo, by=by)
    case.refresh_from_db()
    if example.steps and case.state == "received":
        case = bulk.take(case, "release", Given(), by=by, expect_version=case.version)
    _walk(case, example, by, made)
    return Case.objects.get(pk=case.pk)


def _walk(case: Case, example: Example, by: User, made: list[Case]) -> None:
    days = [example.days] * CaseEvent.objects.filter(case=case).count()
    report = Report.objects.select_related("case").get(case=case)
    for number in range(example.companions):
        join(report, Reporter(), token=f"beispiel-{number}")
    if example.after:
        photo = photo_actions.add(report, drawing(example.after), by=by, alt=ALT, after=True, internal=False)
        photo_actions.release(photo, by=by)
    for key, given, ago in example.steps:
        case = _step(case, key, given, ago, example, by)
        days.append(ago)
    if example.merged_into is not None:
        given = Given(more={"merge_with": made[example.merged_into].number})
        case = bulk.take(case, "merge", given, by=by, expect_version=case.version)
        days.append(0)
    _date(case, days)


def _step(case: Case, key: str, given: Given, ago: int, example: Example, by: User) -> Case:
    if key == "dispute":
        # Said about an end of today: the days are set afterwards.
        return move(case, "open", by=None, expect_version=case.version, given=given, as_sender=True)
    if key == "start" and example.promised is not None:
        given = replace(given, day=timezone.localdate() + timedelta(days=example.promised))
    if key == "fix":
        given = replace(given, day=timezone.localdate() - timedelta(days=ago))
    return bulk.take(case, key, given, by=by, expect_version=case.version)


def _moment(days: int, minute: int = 0) -> datetime:
    moment = timezone.make_aware(
        datetime.combine(timezone.localdate() - timedelta(days=days), time(8, minute))
    )
    return min(moment, timezone.now())


def _date(case: Case, days: list[int]) -> None:
    """Gives the steps the days of the example, and the duties what follows from them."""
    moments = [_moment(one, place) for place, one in enumerate(days)]
    events = list(CaseEvent.objects.filter(case=case).order_by("at", "id"))
    for event, moment in zip(events, moments, strict=False):
        CaseEvent.objects.filter(pk=event.pk).update(at=moment)
    fresh = Case.objects.select_related("unit").get(pk=case.pk)
    for duty in Duty.objects.filter(case=fresh).order_by("opened_at", "id"):
        if duty.done_at is None:
            owed = kind_of(fresh).duty_of(fresh, timezone.localdate(moments[-1]))
            due = owed.due_on if owed else duty.due_on
            Duty.objects.filter(pk=duty.pk).update(opened_at=moments[-1], due_on=due)
        else:
            Duty.objects.filter(pk=duty.pk).update(opened_at=moments[0], done_at=moments[-1])
    if fresh.closed_at:
        Case.objects.filter(pk=fresh.pk).update(closed_at=moments[-1])
    report = Report.objects.filter(case=fresh)
    report.update(updated_at=moments[-1])
    report.filter(disputed_at__isnull=False).update(disputed_at=moments[-1])
    fresh.refresh_from_db()
    index(report_of(fresh))


@transaction.atomic
def remove() -> str:
    """Takes every example away with its photos, log, news, search entries and numbers."""
    examples = Case.objects.filter(sample=True, kind=KIND)
    rows = list(examples.values_list("pk", "number"))
    for _pk, number in rows:
        remove_entry(KIND, number)
        News.objects.filter(sample=True, path__contains=f"/{number}/").delete()
    keys = [str(pk) for pk, _number in rows]
    LogEntry.objects.filter(sample=True, object_kind="case", object_id__in=keys).delete()
    for upload in Upload.objects.filter(report_photo__report__case__in=examples):
        delete_upload(upload)
    Report.objects.filter(case__in=examples).delete()
    examples.delete()
    for series in NumberSeries.objects.filter(prefix="M"):
        if not Case.objects.filter(number__startswith=f"M-{series.year}-").exists():
            series.delete()
    clean_vocabulary()
    return f"{len(rows)} Beispiel-Meldungen entfernt."
