"""Marks in the examples which suggestions were treated at which meeting, so that their story can be read to its end."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from mitmachstadt.modules.council import findable
from mitmachstadt.modules.council.models import AgendaItem, Meeting, Paper, Treated
from mitmachstadt.modules.council.placing import find_places
from mitmachstadt.modules.council.queries.ledger import on_subjects
from mitmachstadt.spine.cases import registry


@transaction.atomic
def seed() -> str:
    """Ties answered examples to the past example meeting of their subject, and makes all examples findable."""
    items = list(
        AgendaItem.objects.filter(
            meeting__sample=True, meeting__starts_at__lt=timezone.now(), deleted_at=None
        )
        .exclude(subject_kind="")
        .select_related("meeting")
    )
    by_thing = on_subjects(items)
    made = 0
    for item in items:
        for case in by_thing.get((item.subject_kind, item.subject_id), []):
            kind = registry.kind_of(case)
            step = next((one for one in kind.transitions if "outcome" in one.needs and one.together), None)
            if case.sample and step and kind.state(case.state).final and not case.treated_at.exists():
                Treated.objects.create(item=item, case=case, step=step.key, at=item.meeting.begins)
                made += 1
    find_places(Paper.objects.filter(sample=True).values_list("pk", flat=True))
    findable.index_meetings(Meeting.objects.filter(sample=True).values_list("pk", flat=True))
    words = "Ein Beispiel-Hinweis" if made == 1 else f"{made} Beispiel-Hinweise"
    return f"{words} in einer Sitzung behandelt." if made else ""


@transaction.atomic
def remove() -> str:
    """Takes the marks away; meetings, papers and cases go with their own examples."""
    Treated.objects.filter(case__sample=True).delete()
    papers = list(Paper.objects.filter(sample=True).values_list("pk", flat=True))
    meetings = list(Meeting.objects.filter(sample=True).values_list("pk", flat=True))
    findable.forget(papers, meetings)
    return ""
