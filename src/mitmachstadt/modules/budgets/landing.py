"""What the rest of the house reads of this module: things to follow, kinds of hits, subjects of agenda items, pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from mitmachstadt.modules.budgets.actions import agenda
from mitmachstadt.modules.budgets.actions.shown import budget_path, path_of
from mitmachstadt.modules.budgets.models import Application, Budget
from mitmachstadt.modules.budgets.queries import process
from mitmachstadt.modules.budgets.queries.applications import BUDGET, KIND
from mitmachstadt.modules.budgets.states import WAITING
from mitmachstadt.spine.cases.desk import Area, add_area
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.city.signals import agenda_entry_asked, agenda_entry_removed, agenda_entry_written
from mitmachstadt.spine.notify import targets
from mitmachstadt.spine.opendata.sitemap import register_pages
from mitmachstadt.spine.search.kinds import name_kind
from mitmachstadt.spine.talk.registry import Subject
from mitmachstadt.spine.talk.registry import register as register_subject
from mitmachstadt.spine.ui import subjects

LABEL = pgettext_lazy("agenda item", "Citizens' budget")
ONE = pgettext_lazy("agenda item", "Application to a citizens' budget")


def connect() -> None:
    """Makes them known; called when the module is ready."""
    name_kind(BUDGET, pgettext_lazy("kind of hit", "Citizens' budgets"))
    name_kind(KIND, pgettext_lazy("kind of hit", "Applications to citizens' budgets"))
    targets.register(BUDGET, _budget_target)
    targets.register(KIND, _application_target)
    subjects.register(BUDGET, _budgets, seek=_seek)
    subjects.register(KIND, _applications)
    agenda_entry_asked.connect(_asked, dispatch_uid="budgets.asked")
    agenda_entry_written.connect(_written, dispatch_uid="budgets.written")
    agenda_entry_removed.connect(_removed, dispatch_uid="budgets.removed")
    register_subject(
        Subject(kind=KIND, path_of=lambda case: path_of(case.application), is_open=_talk_is_open)
    )
    register_pages("/budgets/")
    add_area(Area(pgettext_lazy("desk", "Keeping budgets"), "euro", "/schreibtisch/budgets/"))


def _talk_is_open(case: Case) -> bool:
    """People talk about an application that waits for its decision, in the phases that allow it."""
    return case.state in WAITING and process.may(case.application.budget, "discuss", timezone.now())


def _budget_target(slug: str) -> targets.Target | None:
    found = Budget.objects.public().filter(slug=slug).first()
    return targets.Target(BUDGET, slug, found.name, budget_path(found), lang="de") if found else None


def _application_target(number: str) -> targets.Target | None:
    found = Application.objects.public().select_related("case", "budget").filter(case__number=number).first()
    return targets.Target(KIND, number, found.title, path_of(found), lang="de") if found else None


def _budgets(slugs: Sequence[str]) -> Mapping[str, subjects.Link]:
    rows = Budget.objects.public().filter(slug__in=slugs)
    return {row.slug: subjects.Link(LABEL, row.name, budget_path(row), "euro") for row in rows}


def _applications(numbers: Sequence[str]) -> Mapping[str, subjects.Link]:
    rows = Application.objects.public().filter(case__number__in=numbers).select_related("case", "budget")
    return {row.case.number: subjects.Link(ONE, row.title, path_of(row), "euro") for row in rows}


def _seek(text: str, most: int) -> list[subjects.Choice]:
    """Public budgets by name."""
    rows = (
        Budget.objects.public()
        .filter(Q(slug__icontains=text) | Q(name__icontains=text))
        .order_by("-year", "name")
    )
    return [subjects.Choice(BUDGET, row.slug, row.name, LABEL) for row in rows[:most]]


def _asked(*, subject_kind: str, subject_id: str, **kwargs: Any) -> None:
    if subject_kind == BUDGET:
        agenda.ask_agenda(subject_id)


def _written(*, item: Any, subject_kind: str, subject_id: str, **kwargs: Any) -> None:
    if subject_kind == BUDGET:
        meeting = item.meeting
        facts = agenda.ItemFacts(
            item_id=item.pk,
            body_name=meeting.body.name,
            starts_at=meeting.starts_at,
            cancelled=meeting.cancelled,
        )
        agenda.follow_item(subject_id, facts)


def _removed(*, subject_kind: str, subject_id: str, item_id: int, **kwargs: Any) -> None:
    if subject_kind == BUDGET:
        agenda.leave_item(subject_id, item_id)
