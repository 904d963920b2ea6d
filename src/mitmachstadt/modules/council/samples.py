"""Marks in the examples which suggestions were treated at which meeting, so that their story can be read to its end."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from mitmachstadt.modules.council import findable
from mitmachstadt.modules.council.models import AgendaItem, Meeting, Paper, Treated
from mitmachstadt.modules.council.placing import find_places
from mitmachstadt.modules.council.queries.ledger import on_subjects, treats
from mitmachstadt.spine.cases import registry
from mitmachstadt.spine.cases.models import CaseEvent, Duty


@transaction.atomic
def seed() -> str:
    """Ties what a body did with examples to its meeting on that day, and makes all examples findable."""
    items = list(
        AgendaItem.objects.filter(
            meeting__sample=True, meeting__starts_at__lt=timezone.now(), deleted_at=None
        )
        .exclude(subject_kind="")
        .select_related("meeting")
    )
    by_thing = on_subjects(items)
    cases = [case for rows in by_thing.values() for case in rows if case.sample]
    keys = {step.key for case in cases for step in registry.kind_of(case).transitions if treats(step)}
    steps = CaseEvent.objects.filter(case__in=cases, kind__in=keys).select_related("case")
    made: set[int] = set()
    for item in items:
        body, day = item.meeting.body_id, timezone.localdate(item.meeting.begins)
        for step in steps:
            about = (step.case.subject_kind, step.case.subject_id) == (item.subject_kind, item.subject_id)
            taken_by = Duty.objects.filter(case=step.case, done_at__date=day, unit_id=body)
            if about and timezone.localdate(step.at) == day and taken_by.exists():
                Treated.objects.get_or_create(
                    item=item, case=step.case, step=step.kind, defaults={"at": step.at}
                )
                made.add(step.case_id)
    find_places(Paper.objects.filter(sample=True).values_list("pk", flat=True))
    findable.index_meetings(Meeting.objects.filter(sample=True).values_list("pk", flat=True))
    words = "Ein Beispiel-Hinweis" if len(made) == 1 else f"{len(made)} Beispiel-Hinweise"
    return f"{words} in einer Sitzung behandelt." if made else ""


@transaction.atomic
def remove() -> str:
    """Takes the marks away; meetings, papers and cases go with their own examples."""
    Treated.objects.filter(case__sample=True).delete()
    papers = list(Paper.objects.filter(sample=True).values_list("pk", flat=True))
    meetings = list(Meeting.objects.filter(sample=True).values_list("pk", flat=True))
    findable.forget(papers, meetings)
    return ""
