"""Makes the examples of assemblies by the real actions, lets time pass for them, and takes them away without a trace."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from mitmachstadt.modules.assemblies.actions import common, sheet, signups, wishes
from mitmachstadt.modules.assemblies.models import Assembly, Wish, WishGroup
from mitmachstadt.modules.assemblies.samples import content
from mitmachstadt.spine.accounts.models import Role, User
from mitmachstadt.spine.audit.models import LogEntry
from mitmachstadt.spine.cases import bulk
from mitmachstadt.spine.cases.models import Case, CaseEvent, Duty
from mitmachstadt.spine.cases.registry import Given
from mitmachstadt.spine.city.models import District, NumberSeries, Organisation
from mitmachstadt.spine.notify.models import News
from mitmachstadt.spine.search.actions import clean_vocabulary, remove_entry

HOURS = timedelta(hours=2)


def _at(days: int, hour: int = 18) -> datetime:
    day = timezone.localdate() + timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time(hour)))


def _unit() -> Organisation | None:
    """The example unit, or the first of the town that answers cases."""
    units = Organisation.objects.filter(answers_cases=True)
    return units.filter(sample=True).order_by("pk").first() or units.order_by("pk").first()


@transaction.atomic
def seed() -> str:
    """Makes the examples once; needs the example people and the town's rules."""
    if Assembly.objects.filter(sample=True).exists():
        return "Die Beispiel-Versammlungen gibt es schon."
    person = User.objects.filter(sample=True, roles__role=Role.COORDINATOR).order_by("pk").first()
    unit = _unit()
    if person is None or unit is None:
        return "Keine Beispiel-Zugänge, deshalb keine Beispiel-Versammlungen."
    _coming(person, unit)
    _past(person, unit)
    return "Zwei Beispiel-Versammlungen angelegt, eine davon mit beantworteten Wünschen."


def _make(values: dict[str, Any], slug: str, starts_at: datetime, unit: Organisation, by: User) -> Assembly:
    district = District.objects.filter(slug=slug).first()
    point = {"lon": district.lon, "lat": district.lat} if district else {}
    values = {**values, **point, "starts_at": starts_at, "ends_at": starts_at + HOURS, "organiser": unit}
    row = sheet.prepare(values, [district] if district else [], by=by, sample=True)
    return sheet.publish(row, by=by, expect_version=row.version)


def _coming(by: User, unit: Organisation) -> None:
    row = _make(content.COMING, "ickern", _at(20), unit, by)
    for place, (name, persons, interpreter, children, signs, other) in enumerate(content.GUESTS):
        guest = signups.Guest(
            name=name, persons=persons, interpreter=interpreter, childcare=children,
            sign_language=signs, other_needs=other,
        )  # fmt: skip
        signups.sign_up(row, guest, token=f"sample-{place}", sample=True)
    first, second = content.COMING_WISHES
    case, _secret = wishes.hand_in(row, first, with_code=False, sample=True)
    bulk.take(Case.objects.get(pk=case.pk), "release", Given(), by=by, expect_version=1)
    wishes.hand_in(row, second, with_code=False, sample=True)


def _past(by: User, unit: Organisation) -> None:
    """An evening six weeks ago: made for tomorrow by the real actions, then moved into the past with all that hangs on it."""
    row = _make(content.PAST, "habinghorst", _at(1), unit, by)
    cases = [
        (wishes.hand_in(row, told.text, with_code=False, sample=True)[0], told) for told in content.WISHES
    ]
    for case, told in cases:
        _take(case, "release", Given(), by)
        if told.outcome:
            until = timezone.localdate() + timedelta(days=told.promised_in_days)
            _take(case, "assign", Given(more={"unit": unit}), by)
            more = {"until": until} if told.outcome == "promised" else {}
            _take(case, "answer", Given(outcome=told.outcome, text=told.answer, more=more), by)
        if told.group:
            group, _made = WishGroup.objects.get_or_create(assembly=row, title=told.group)
            Wish.objects.filter(case=case).update(group=group)
    days = timedelta(days=43)
    Assembly.objects.filter(pk=row.pk).update(
        starts_at=row.starts_at - days, ends_at=row.ends_at - days, published_at=timezone.now() - 2 * days
    )
    Wish.objects.filter(assembly=row).update(phase="evening")
    _let_pass([case.pk for case, _told in cases], timedelta(days=30))
    row.refresh_from_db()
    row = sheet.close(row, by=by, expect_version=row.version)
    row = sheet.keep_minutes(row, content.MINUTES, None, by=by, expect_version=row.version)
    sheet.publish_minutes(row, by=by, expect_version=row.version)


def _take(case: Case, step: str, given: Given, by: User) -> None:
    fresh = Case.objects.get(pk=case.pk)
    bulk.take(fresh, step, given, by=by, expect_version=fresh.version)


def _let_pass(ids: list[int], span: timedelta) -> None:
    """Moves what happened so far into the past; days that were promised stay where they are."""
    for case in Case.objects.filter(pk__in=ids):
        closed = case.closed_at - span / 2 if case.closed_at else None
        Case.objects.filter(pk=case.pk).update(received_at=case.received_at - span, closed_at=closed)
    for event in CaseEvent.objects.filter(case_id__in=ids):
        CaseEvent.objects.filter(pk=event.pk).update(at=event.at - span)
    for duty in Duty.objects.filter(case_id__in=ids, done_at__isnull=False):
        Duty.objects.filter(pk=duty.pk).update(opened_at=duty.opened_at - span)


@transaction.atomic
def remove() -> str:
    """Takes every example away, with what people tried on it, its log, news, search entries and numbers."""
    rows = Assembly.objects.filter(sample=True)
    number = rows.count()
    on_examples = Q(sample=True) | Q(wish__assembly__sample=True)
    cases = Case.objects.filter(on_examples, kind=wishes.KIND)
    ids = list(cases.values_list("pk", flat=True))
    for name in list(cases.values_list("number", flat=True)):
        remove_entry(wishes.KIND, name)
        News.objects.filter(sample=True, path__contains=f"/vorgang/{name}/").delete()
    for pk, name in list(rows.values_list("pk", "number")):
        remove_entry(common.KIND, name)
        LogEntry.objects.filter(sample=True, object_kind="assembly", object_id=str(pk)).delete()
        News.objects.filter(sample=True, path__contains=f"/{name}/").delete()
    LogEntry.objects.filter(sample=True, object_kind="case", object_id__in=[str(pk) for pk in ids]).delete()
    Case.objects.filter(pk__in=ids).delete()
    rows.delete()
    NumberSeries.objects.filter(prefix=sheet.SAMPLE_PREFIX).delete()
    for series in NumberSeries.objects.filter(prefix="W"):
        if not Case.objects.filter(number__startswith=f"W-{series.year}-").exists():
            series.delete()
    clean_vocabulary()
    return f"{number} Beispiel-Versammlungen entfernt."
