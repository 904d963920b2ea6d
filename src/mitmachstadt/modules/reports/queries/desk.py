"""What the desk asks of reports: those that wait on somebody's desk, within filters, the most urgent first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet

from mitmachstadt.modules.reports.models import Photo, Report
from mitmachstadt.modules.reports.queries.reports import OPEN, keys_of
from mitmachstadt.modules.reports.rules import ReportRules
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.cases import permissions
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.queries import with_open_duty
from mitmachstadt.spine.city.models import Organisation

KIND = "report"
#: Words of the filter "stand" at the desk.
STATES = ("offen", "neu", "ueberfaellig", "fotos", "bestritten", "weiter")


@dataclass(frozen=True)
class DeskFilters:
    """What a clerk asked for; empty values ask for nothing."""

    unit: str = ""
    group: str = ""
    district: str = ""
    state: str = "offen"
    barrier: bool = False

    @property
    def active(self) -> bool:
        """True when anything but all open reports was asked for."""
        return self != DeskFilters()


def cases_of(person: User) -> Any:
    """The reports on somebody's desk, closed ones included."""
    return with_open_duty(permissions.visible_to(person).filter(kind=KIND))


def waiting(person: User, filters: DeskFilters, rules: ReportRules, today: date) -> Any:
    """The cases of the reports that wait on this desk, overdue first; hidden ones are left out."""
    hidden_photos = Photo.objects.filter(report__case=OuterRef("pk"), released_at=None, internal=False)
    found = cases_of(person).filter(hidden=False).annotate(unseen=Exists(hidden_photos))
    if filters.state == "fotos":
        found = found.filter(unseen=True)
    else:
        found = found.filter(state__in=("received", *OPEN))
    if filters.state == "neu":
        found = found.filter(state="received")
    elif filters.state == "ueberfaellig":
        found = found.filter(due_on__lt=today)
    elif filters.state == "bestritten":
        found = found.filter(report__disputed_at__isnull=False)
    elif filters.state == "weiter":
        found = found.filter(state="passed_on")
    if filters.unit:
        found = found.filter(unit__key=filters.unit)
    if filters.district:
        found = found.filter(report__district__slug=filters.district)
    keys = keys_of(rules, filters.group, barrier=filters.barrier)
    if keys is not None:
        found = found.filter(report__category__in=keys)
    return found.order_by(F("due_on").asc(nulls_last=True), "-received_at", "pk")


def with_reports(cases: Any) -> Any:
    """The same with what a row shows; one question more, however many they are."""
    return cases.select_related("unit", "report__district").annotate(
        companions=Count("report__companions", distinct=True)
    )


def late_reports(today: date) -> Any:
    """The open reports whose day has passed, examples and hidden ones left out, the longest overdue first."""
    late = Q(case__duties__done_at__isnull=True, case__duties__due_on__lt=today)
    found = Report.objects.open().filter(late, case__hidden=False, case__sample=False)
    return (
        found.annotate(due_on=Min("case__duties__due_on", filter=Q(case__duties__done_at__isnull=True)))
        .select_related("case__unit")
        .order_by("due_on", "pk")
    )


def late_at_desk(person: User, today: date) -> int:
    """How many open reports of this desk are overdue, whatever filters show."""
    return int(cases_of(person).filter(hidden=False, state__in=("received", *OPEN), due_on__lt=today).count())


def units_of(person: User) -> QuerySet[Organisation]:
    """The units whose reports stand on this desk."""
    ids = permissions.visible_to(person).filter(kind=KIND).order_by().values("unit_id")
    return Organisation.objects.filter(pk__in=ids).order_by("name")


def chosen(person: User, ids: Sequence[int]) -> list[Case]:
    """Reports of this desk by the numbers of their cases, in the order given; others are left out."""
    found: dict[int, Any] = {one.pk: one for one in with_reports(cases_of(person).filter(pk__in=ids))}
    return [found[pk] for pk in ids if pk in found]


def one(person: User, number: str) -> Report | None:
    """The report of that number on this desk; None when it stands on no desk of this person."""
    case = permissions.visible_to(person).filter(kind=KIND, number=number).first()
    found: Report | None = (
        Report.objects.select_related("case__unit", "district").filter(case=case).first() if case else None
    )
    return found
