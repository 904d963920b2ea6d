"""One project's sheet with all that belongs to it, in a fixed number of queries whatever its size."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cache

from django.db.models import Count, Prefetch, Q, QuerySet

from mitmachstadt.modules.projects.models import (
    CostEstimate,
    FundingShare,
    Milestone,
    PaperLink,
    Point,
    Project,
    ProjectPlace,
    Reading,
    Suggestion,
    Treatment,
)
from mitmachstadt.modules.projects.queries.rules_now import criteria_texts
from mitmachstadt.spine.audit.models import LogEntry
from mitmachstadt.spine.cases.models import Duty
from mitmachstadt.spine.city.models import Organisation
from mitmachstadt.spine.notify.models import Subscription
from mitmachstadt.spine.prepared import Prepared
from mitmachstadt.spine.ui.words import as_day

FIRST_SUGGESTIONS = 3
FIRST_CHANGES = 5
SUGGESTIONS_PER_PAGE = 20
CHANGES_PER_PAGE = 50


@dataclass(frozen=True)
class Tally:
    """Public suggestions on a project by what became of them; `others` counts handed-in ones still being checked."""

    received: int = 0
    taken_up: int = 0
    refused: int = 0
    referred: int = 0
    waiting: int = 0
    overdue: int = 0


@dataclass(frozen=True)
class Parts:
    """The rows that change only with the sheet itself."""

    district_ids: list[int]
    topic_ids: list[int]
    partners: list[str]
    places: list[ProjectPlace]
    costs: list[CostEstimate]
    funding: list[FundingShare]
    milestones: list[Milestone]
    points: list[Point]
    papers: list[PaperLink]
    criteria: list[str]


@dataclass(frozen=True)
class Sheet:
    """Everything the page of a project shows."""

    project: Project
    parts: Parts
    readings: list[Reading]
    tally: Tally
    suggestions: list[Suggestion] = field(default_factory=list)
    changes: list[LogEntry] = field(default_factory=list)
    more_changes: bool = False


PROJECT = Prepared(
    lambda number: (
        Project.objects.public().filter(number=number).select_related("owner", "unit", "main_topic", "photo")
    )
)


def public_project(number: str) -> Project:
    """The project everybody may see under this number.

    Raises:
        Project.DoesNotExist: for drafts and hidden ones just as for numbers that were never given out.
    """
    for project in PROJECT(number):
        return project
    raise Project.DoesNotExist


CHANGES = Prepared(lambda pk: LogEntry.objects.public().about("project", pk)[: FIRST_CHANGES + 1])


def sheet(project: Project, today: date) -> Sheet:
    """The sheet of a public project."""
    changes = CHANGES(str(project.pk))
    return Sheet(
        project=project,
        parts=parts_of(project, today),
        readings=READINGS(project.pk),
        tally=tally(project, today),
        suggestions=with_answers(SUGGESTIONS(project.pk)),
        changes=changes[:FIRST_CHANGES],
        more_changes=len(changes) > FIRST_CHANGES,
    )


DISTRICTS = Prepared(
    lambda pk: (
        Project.districts.through.objects.filter(project_id=pk)
        .order_by("district__order", "id")
        .values_list("district_id", flat=True)
    )
)
TOPICS = Prepared(
    lambda pk: (
        Project.topics.through.objects.filter(project_id=pk)
        .order_by("topic__order", "id")
        .values_list("topic_id", flat=True)
    )
)
PARTNERS = Prepared(
    lambda pk: (
        Organisation.objects.filter(partner_projects=pk).order_by("name").values_list("name", flat=True)
    )
)
PLACES = Prepared(lambda pk: ProjectPlace.objects.filter(project_id=pk))
COSTS = Prepared(lambda pk: CostEstimate.objects.filter(project_id=pk))
FUNDING = Prepared(lambda pk: FundingShare.objects.filter(project_id=pk))
MILESTONES = Prepared(lambda pk: Milestone.objects.filter(project_id=pk))
POINTS = Prepared(lambda pk: Point.objects.filter(project_id=pk))
PAPERS = Prepared(lambda pk: PaperLink.objects.filter(project_id=pk).select_related("upload"))


def parts_of(project: Project, today: date) -> Parts:
    """The parts of a sheet."""
    pk = project.pk
    return Parts(
        district_ids=DISTRICTS(pk),
        topic_ids=TOPICS(pk),
        partners=PARTNERS(pk),
        places=PLACES(pk),
        costs=COSTS(pk),
        funding=FUNDING(pk),
        milestones=MILESTONES(pk),
        points=POINTS(pk),
        papers=PAPERS(pk),
        criteria=criteria_words(project, today),
    )


#: Handlings in public meetings, earliest first.
READINGS = Prepared(
    lambda pk: (
        Reading.objects.filter(project_id=pk, agenda_item__meeting__public=True)
        .select_related("body", "agenda_item__meeting", "agenda_item__paper")
        .order_by("day", "id")
    )
)


def public_suggestions(project: Project) -> QuerySet[Suggestion]:
    """Released suggestions with their answers, newest first."""
    found: QuerySet[Suggestion] = _on_project(project.pk).prefetch_related(  # type: ignore[no-redef]
        Prefetch("treatments", queryset=Treatment.objects.select_related("by"), to_attr="answers"),
        Prefetch(
            "case__duties",
            queryset=Duty.objects.filter(done_at__isnull=True).select_related("unit"),
            to_attr="open_duties",
        ),
    )
    return found


def _on_project(pk: int) -> QuerySet[Suggestion]:
    found: QuerySet[Suggestion] = Suggestion.objects.public().filter(project_id=pk)
    return found.select_related("case", "point").order_by("-case__received_at", "-id")


SUGGESTIONS = Prepared(lambda pk: _on_project(pk)[:FIRST_SUGGESTIONS])
ANSWERS = Prepared(lambda *ids: Treatment.objects.filter(suggestion_id__in=ids).select_related("by"))
DUTIES = Prepared(
    lambda *ids: Duty.objects.filter(case_id__in=ids, done_at__isnull=True).select_related("unit")
)


def with_answers(suggestions: list[Suggestion]) -> list[Suggestion]:
    """A few suggestions, each with what `public_suggestions` gives many."""
    if suggestions:
        answers, duties = (
            ANSWERS(*(one.pk for one in suggestions)),
            DUTIES(*(one.case_id for one in suggestions)),
        )
        for one in suggestions:
            one.answers = [answer for answer in answers if answer.suggestion_id == one.pk]
            one.case.open_duties = [duty for duty in duties if duty.case_id == one.case_id]
    return suggestions


@cache
def _answered(most: int) -> Prepared[Suggestion]:
    return Prepared(
        lambda today: (
            Suggestion.objects.public()
            .filter(project__isnull=False, outcome_on__lte=today)
            .exclude(outcome="")
            .select_related("case", "point", "project")
            .order_by("-outcome_on", "-id")[:most]
        )
    )


def newest_answered(today: date, most: int) -> list[Suggestion]:
    """The public suggestions on projects that were answered last."""
    return _answered(most)(today)


TALLY = Prepared(
    lambda pk: (
        Suggestion.objects.public()
        .filter(project_id=pk)
        .order_by()
        .values("project_id")
        .annotate(
            received=Count("id"),
            taken_up=Count("id", filter=Q(outcome__in=("taken_up", "in_part"))),
            refused=Count("id", filter=Q(outcome="not_taken_up")),
            referred=Count("id", filter=Q(outcome="referred")),
            waiting=Count("id", filter=Q(outcome="")),
        )
        .values("received", "taken_up", "refused", "referred", "waiting")
    )
)
OVERDUE = Prepared(
    lambda pk, today: (
        Duty.objects.filter(
            case__suggestion__project_id=pk,
            case__public=True,
            case__hidden=False,
            done_at__isnull=True,
            due_on__lt=today,
        )
        .order_by()
        .values("case__suggestion__project_id")
        .annotate(n=Count("id"))
        .values_list("n", flat=True)
    )
)


def tally(project: Project, today: date) -> Tally:
    """Counts of the public suggestions on a project."""
    for found in TALLY(project.pk):
        overdue = OVERDUE(project.pk, today) if found["waiting"] else []
        return Tally(overdue=sum(overdue), **found)
    return Tally()


def public_changes(project: Project) -> QuerySet[LogEntry]:
    """The public part of a project's log, newest first."""
    found: QuerySet[LogEntry] = LogEntry.objects.public().about("project", project.pk)
    return found


def criteria_words(project: Project, today: date) -> list[str]:
    """The criteria a project meets, in the words of the rule of the day it was listed."""
    if not project.criteria:
        return []
    texts = criteria_texts(as_day(project.published_at) if project.published_at else today, today)
    return [texts.get(str(key), str(key)) for key in project.criteria]


FOLLOWERS = Prepared(
    lambda number: (
        Subscription.objects.filter(target_kind="project", target=number, confirmed_at__isnull=False)
        .values("target")
        .annotate(n=Count("id"))
        .order_by()
        .values_list("n", flat=True)
    )
)


def follower_count(project: Project) -> int:
    """How many people follow a project, confirmed ones only."""
    return sum(FOLLOWERS(project.number))
