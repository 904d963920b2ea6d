"""One project's sheet with all that belongs to it, in a fixed number of queries whatever its size."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

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


def public_project(number: str) -> Project:
    """The project everybody may see under this number.

    Raises:
        Project.DoesNotExist: for drafts and hidden ones just as for numbers that were never given out.
    """
    found = Project.objects.public().select_related("owner", "unit", "main_topic", "photo")
    project: Project = found.get(number=number)
    return project


def sheet(project: Project, today: date) -> Sheet:
    """The sheet of a public project."""
    changes = list(public_changes(project)[: FIRST_CHANGES + 1])
    return Sheet(
        project=project,
        parts=parts_of(project, today),
        readings=list(public_readings(project)),
        tally=tally(project, today),
        suggestions=list(public_suggestions(project)[:FIRST_SUGGESTIONS]),
        changes=changes[:FIRST_CHANGES],
        more_changes=len(changes) > FIRST_CHANGES,
    )


def parts_of(project: Project, today: date) -> Parts:
    """The parts of a sheet."""
    districts = Project.districts.through.objects.filter(project=project).order_by("district__order", "id")
    topics = Project.topics.through.objects.filter(project=project).order_by("topic__order", "id")
    partners = Organisation.objects.filter(partner_projects=project).order_by("name")
    return Parts(
        district_ids=list(districts.values_list("district_id", flat=True)),
        topic_ids=list(topics.values_list("topic_id", flat=True)),
        partners=list(partners.values_list("name", flat=True)),
        places=list(project.places.all()),
        costs=list(project.costs.all()),
        funding=list(project.funding.all()),
        milestones=list(project.milestones.all()),
        points=list(project.points.all()),
        papers=list(project.papers.select_related("upload")),
        criteria=criteria_words(project, today),
    )


def public_readings(project: Project) -> QuerySet[Reading]:
    """Handlings in public meetings, earliest first."""
    return (
        Reading.objects.filter(project=project, agenda_item__meeting__public=True)
        .select_related("body", "agenda_item__meeting", "agenda_item__paper")
        .order_by("day", "id")
    )


def public_suggestions(project: Project) -> QuerySet[Suggestion]:
    """Released suggestions with their answers, newest first."""
    found: QuerySet[Suggestion] = (
        Suggestion.objects.public()
        .filter(project=project)
        .select_related("case", "point")
        .prefetch_related(
            Prefetch("treatments", queryset=Treatment.objects.select_related("by")),
            Prefetch(
                "case__duties", queryset=Duty.objects.filter(done_at__isnull=True).select_related("unit")
            ),
        )
        .order_by("-case__received_at", "-id")
    )
    return found


def tally(project: Project, today: date) -> Tally:
    """Counts of the public suggestions on a project, in one query."""
    found: dict[str, int] = (
        Suggestion.objects.public()
        .filter(project=project)
        .order_by()
        .aggregate(
            received=Count("id"),
            taken_up=Count("id", filter=Q(outcome__in=("taken_up", "in_part"))),
            refused=Count("id", filter=Q(outcome="not_taken_up")),
            referred=Count("id", filter=Q(outcome="referred")),
            waiting=Count("id", filter=Q(outcome="")),
        )
    )
    overdue = (
        Duty.objects.filter(
            case__suggestion__project=project,
            case__public=True,
            case__hidden=False,
            done_at__isnull=True,
            due_on__lt=today,
        ).count()
        if found["waiting"]
        else 0
    )
    return Tally(overdue=overdue, **found)


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


def follower_count(project: Project) -> int:
    """How many people follow a project, confirmed ones only."""
    return Subscription.objects.filter(
        target_kind="project", target=project.number, confirmed_at__isnull=False
    ).count()
