"""Keeps what is derived from a project in step with it: its search entry and the next day something ends."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils import timezone
from django.utils.translation import override

from mitmachstadt.modules.projects.models import Participation, Project
from mitmachstadt.modules.projects.rules import RUNNING_STATES
from mitmachstadt.modules.projects.suggest_actions import follow_visibility
from mitmachstadt.spine.search.actions import Entry, index_entries

KIND = "project"


def next_deadline(project: Project) -> date | None:
    """The last day of the window of a project that runs; it sorts the list by what ends next."""
    if project.participation != Participation.YES or project.state not in RUNNING_STATES:
        return None
    return project.window_end


def search_entry(
    project: Project, districts: Iterable[str], topics: Iterable[str], words: Iterable[str] = ()
) -> Entry:
    """What the search holds of a project; `words` are texts of the rows that belong to it."""
    with override("de"):
        path = project.get_absolute_url()
    return Entry(
        kind=KIND,
        object_id=str(project.pk),
        title=project.title,
        summary=project.summary,
        text="\n".join(
            part
            for part in (
                project.description, project.benefit, project.affected, project.present_state,
                project.participation_form, project.number, *words,
            )
            if part
        ),
        url=path,
        districts=tuple(districts),
        topics=tuple(topics),
        date=timezone.localdate(project.published_at) if project.published_at else None,
        public=project.is_public,
    )  # fmt: skip


def refresh(project: Project) -> None:
    """Brings search entry and next deadline up to the state of the project and its rows; call it in the same transaction.

    Saves the project, so that its day of change moves even where only a row that hangs on it changed.
    """
    project.next_deadline = next_deadline(project)
    project.save(update_fields=["next_deadline", "updated_at"])
    words = [
        *project.places.values_list("label", flat=True),
        *project.points.values_list("text", flat=True),
        *project.milestones.values_list("title", flat=True),
        *project.papers.values_list("title", flat=True),
        project.owner.name,
    ]
    districts = project.districts.values_list("slug", flat=True)
    topics = project.topics.values_list("slug", flat=True)
    index_entries([search_entry(project, districts, topics, words)])
    follow_visibility(project)
