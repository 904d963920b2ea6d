"""Writes the example projects with everything a sheet can hold, takes them to their states, and takes them away again."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from mitmachstadt.modules.council import interface as council
from mitmachstadt.modules.projects.actions.common import log
from mitmachstadt.modules.projects.actions.readings import record_reading_result, schedule_reading
from mitmachstadt.modules.projects.actions.refresh import KIND, refresh
from mitmachstadt.modules.projects.actions.sheet import project_prefix
from mitmachstadt.modules.projects.models import (
    CostEstimate,
    FundingShare,
    Milestone,
    PaperLink,
    Point,
    Project,
    ProjectPlace,
)
from mitmachstadt.modules.projects.samples.content import EXAMPLES, LISTED, Example, Held, euros
from mitmachstadt.modules.projects.samples.people import CLERK, COORDINATOR, UNIT
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.audit.actions import examples_of
from mitmachstadt.spine.audit.models import LogEntry
from mitmachstadt.spine.city.actions import next_number
from mitmachstadt.spine.city.models import District, NumberSeries, Organisation, Topic
from mitmachstadt.spine.city.queries import holidays_of
from mitmachstadt.spine.city.workdays import is_working_day
from mitmachstadt.spine.files.actions import delete_upload
from mitmachstadt.spine.files.models import Upload
from mitmachstadt.spine.notify.models import News
from mitmachstadt.spine.places.queries import district_of, drawing_fields
from mitmachstadt.spine.problems import Refused
from mitmachstadt.spine.search.actions import remove_entry

HALL = "Rathaus, Ratssaal"
SOONER = "Beispiel: Der Termin lag schon fest, als diese Regeln zum Ausprobieren eingesetzt wurden."
MEETING_HOUR = 17


def moment(days: int) -> datetime:
    """Nine o'clock, so many days from today."""
    day = timezone.localdate() + timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time(9)))


def office_day(days: int) -> date:
    """That day, or the next one on which people work: no weekend, no holiday, not the days between the years."""
    day = timezone.localdate() + timedelta(days=days)
    while not is_office_day(day):
        day += timedelta(days=1)
    return day


def is_office_day(day: date) -> bool:
    """Whether people work on that day."""
    between_the_years = (day.month, day.day) >= (12, 22) or (day.month, day.day) <= (1, 2)
    return not between_the_years and is_working_day(day, lambda one: one in holidays_of(one.year))


def meeting_day(days: int) -> date:
    """The Thursday of the week of that day, or the nearest one further from today on which people work.

    Meetings behind us stay behind us.
    """
    day = timezone.localdate() + timedelta(days=days)
    day += timedelta(days=3 - day.weekday())
    while not is_office_day(day):
        day += timedelta(days=7 if days > 0 else -7)
    return day


@transaction.atomic
def seed() -> str:
    """Makes the examples once; needs the town's data and the example people."""
    if Project.objects.filter(sample=True).exists():
        return "Die Beispiel-Vorhaben gibt es schon."
    clerk, coordinator = User.objects.get(email=CLERK), User.objects.get(email=COORDINATOR)
    for example in EXAMPLES:
        project = _write(example)
        _rows(project, example)
        with examples_of(moment(_begun(example))):
            log("created", project, by=clerk, summary="Entwurf angelegt", public=False)
        if example.listed is not None:
            with examples_of(moment(example.listed)):
                log("published", project, by=coordinator, summary="Veröffentlicht", reason=LISTED)
        for change in example.costs[1:]:
            with examples_of(moment(change[4])):
                log("edited", project, by=clerk, summary="Kosten geändert", reason=change[3])
        for held in example.meetings:
            _hold(project, held, example, coordinator)
        _settle(project, example)
    return f"{len(EXAMPLES)} Beispiel-Vorhaben angelegt."


def _begun(example: Example) -> int:
    """The day, counted from today, on which somebody began the sheet: a week before the first thing that it tells."""
    told = (example.since, example.informed, example.listed, *(row[4] for row in example.costs))
    return min(day for day in told if day is not None) - 7


def _write(example: Example) -> Project:
    owner = Organisation.objects.filter(key="stadt").first() or Organisation.objects.get(key=UNIT)
    topic = Topic.objects.filter(slug=example.topic).first()
    project: Project = Project.objects.create(
        number=next_number(project_prefix(sample=True), timezone.localdate().year), sample=True,
        title=example.title, summary=example.summary, owner=owner, unit=Organisation.objects.get(key=UNIT),
        main_topic=topic, **example.values,
    )  # fmt: skip
    if topic is not None:
        project.topics.set([topic])
    project.districts.set(District.objects.filter(slug__in=example.districts))
    _settle(project, example)
    return project


def _settle(project: Project, example: Example) -> None:
    """State and dates as the example wants them; the readings went through the gate with these same dates."""
    project.refresh_from_db()
    project.state, project.state_since = example.state, moment(example.since)
    project.state_reason, project.resume_state = example.reason, example.resume
    if example.informed is not None:
        project.members_informed_at, project.members_informed_how = (
            moment(example.informed),
            "E-Mail an alle (Beispiel)",
        )
    if example.listed is not None:
        project.published_at = moment(example.listed)
    if example.window:
        first, last = example.window
        project.window_start = moment(first).date()
        project.window_end = office_day(last) if last > 0 else moment(last).date()
    if project.easy_text:
        project.easy_text_version = project.text_version
    project.save()
    refresh(project)


def _rows(project: Project, example: Example) -> None:
    for low, high, year, reason, days in example.costs:
        CostEstimate.objects.create(
            project=project, low=euros(low), high=euros(high), price_year=year, reason=reason,
            stated_on=moment(days).date(),
        )  # fmt: skip
    for order, (source, percent) in enumerate(example.funding, start=1):
        FundingShare.objects.create(project=project, source=source, percent=percent, order=order)
    for order, (title, days_from_now, words, done) in enumerate(example.milestones, start=1):
        on = _milestone_day(days_from_now) if days_from_now is not None else None
        Milestone.objects.create(
            project=project, title=title, day=on, when_note=words, done=done, order=order
        )
    for order, (text, is_open, fixed_by) in enumerate(example.points, start=1):
        Point.objects.create(project=project, text=text, is_open=is_open, fixed_by=fixed_by, order=order)
    for reference, title in example.papers:
        PaperLink.objects.create(project=project, reference=reference, title=title)
    for order, (label, geometry) in enumerate(example.places, start=1):
        drawn = drawing_fields(geometry)
        ProjectPlace.objects.create(
            project=project, label=label, order=order, source="Beispiel", district=district_of(drawn["lon"], drawn["lat"]),
            **drawn,
        )  # fmt: skip


def _milestone_day(days: int) -> date:
    """Steps to come fall on a day on which people work; what lies behind us stays where it was."""
    return office_day(days) if days > 0 else moment(days).date()


def _hold(project: Project, held: Held, example: Example, coordinator: User) -> None:
    """Puts the project on the agenda of an example meeting, through the gate, and keeps what was decided."""
    if not Organisation.objects.filter(key=held.body).exists():
        return
    day = meeting_day(held.days)
    starts_at = timezone.make_aware(datetime.combine(day, time(MEETING_HOUR)))
    found = [
        meeting
        for meeting in (
            *council.upcoming_meetings(day, [held.body]),
            *council.past_meetings(timezone.localdate(), 500),
        )
        if meeting.starts_at == starts_at and meeting.body_key == held.body
    ]
    reference, title = example.papers[0] if example.papers else ("", "")
    paper = {"paper_reference": reference, "paper_title": title}
    with examples_of(moment(_scheduled(held, example))):
        meeting = (
            found[0]
            if found
            else council.add_meeting(held.body, starts_at, by=coordinator, place=HALL, sample=True)
        )
        try:
            reading = schedule_reading(project, meeting.id, by=coordinator, **paper)
        except Refused:
            # Towns ask for different times before a reading; the examples show what an exception looks like there.
            reading = schedule_reading(project, meeting.id, by=coordinator, exception_reason=SOONER, **paper)
    if held.result:
        with examples_of(starts_at + timedelta(hours=2)):
            record_reading_result(reading, held.result, by=coordinator, vote=held.vote)


def _scheduled(held: Held, example: Example) -> int:
    """The day, counted from today, on which it came onto the agenda: three weeks before the meeting, or yesterday, and never
    before it was listed."""
    return max(example.listed or held.days, min(held.days - 21, -1))


@transaction.atomic
def remove() -> str:
    """Takes every example project away with all that hangs on it, and its meetings."""
    council.remove_samples()
    projects = Project.objects.filter(sample=True)
    number = projects.count()
    for pk in projects.values_list("pk", flat=True):
        remove_entry(KIND, pk)
    projects.delete()
    for upload in Upload.objects.filter(sample=True):
        delete_upload(upload)
    LogEntry.objects.filter(sample=True, object_kind="project").delete()
    News.objects.filter(sample=True).delete()
    NumberSeries.objects.filter(prefix=project_prefix(sample=True)).delete()
    return f"{number} Beispiel-Vorhaben entfernt."
