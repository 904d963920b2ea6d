"""What follows when many suggestions are hidden or shown at once: photos, counters and search, in a fixed number of steps."""

from __future__ import annotations

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from mitmachstadt.modules.projects.models import Project, Suggestion
from mitmachstadt.modules.projects.suggest_actions import KIND, entry_of
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.files.models import Upload
from mitmachstadt.spine.search.actions import index_entries, remove_entries


def follow(cases: list[Case]) -> None:
    """Brings photos, the projects' counters and the search into line with these cases; runs in the caller's transaction."""
    rows = list(
        Suggestion.objects.filter(case__in=cases)
        .select_related("case", "project")
        .prefetch_related("project__districts", "project__topics")
    )
    shown: list[Suggestion] = []
    gone: list[Suggestion] = []
    for row in rows:
        seen = row.case.public and not row.case.hidden and (row.project is None or row.project.is_public)
        (shown if seen else gone).append(row)
    for public, group in ((True, shown), (False, gone)):
        photos = [row.photo_id for row in group if row.photo_id]
        if photos:
            Upload.objects.filter(pk__in=photos).update(public=public)
    recount_many({row.project_id for row in rows if row.project_id})
    remove_entries(KIND, [row.case.number for row in gone])
    index_entries(entry_of(row) for row in shown)


def recount_many(ids: set[int]) -> None:
    """The numbers of released suggestions of these projects; their rows are locked in order, so that nothing waits in a ring."""
    locked = list(
        Project.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk", flat=True)
    )
    released = (
        Suggestion.objects.filter(project=OuterRef("pk"), case__public=True, case__hidden=False)
        .order_by()
        .values("project")
        .annotate(number=Count("pk"))
        .values("number")
    )
    number = Coalesce(Subquery(released), 0, output_field=IntegerField())
    Project.objects.filter(pk__in=locked).update(suggestion_count=number)
