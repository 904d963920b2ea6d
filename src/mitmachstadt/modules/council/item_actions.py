"""The writers of an agenda as a whole: many items at once, other words or another place for one, and who tabled it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from mitmachstadt.modules.council import rules
from mitmachstadt.modules.council.actions import add_agenda_item, day_of
from mitmachstadt.modules.council.models import AgendaItem, Meeting, TablingRight
from mitmachstadt.modules.council.permissions import refuse_stranger
from mitmachstadt.modules.council.queries.papers import paper_numbered
from mitmachstadt.modules.council.touch import touch
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.audit.actions import differences, record
from mitmachstadt.spine.city.models import Organisation
from mitmachstadt.spine.problems import Problem, Refused, refuse_if

LABELS = {
    "title": _("Title"), "label": _("Number on the agenda"), "public": _("Public"), "tabled_by": _("Tabled by"),
    "number": _("Place in the order"),
}  # fmt: skip
#: Between the title and the number of its paper in a line of many items.
SEPARATOR = "|"
#: What is moved out of the way, so that two items never have one number meanwhile.
ASIDE = 1_000_000


@transaction.atomic
def add_items(meeting: Meeting, lines: str, *, by: User) -> list[AgendaItem]:
    """Many items at once, one a line, at the end of the agenda: `Title` or `Title | number of its paper`.

    All or none: a line that can not be taken is named with its number.

    Raises:
        Refused: without a line, for a paper that nobody knows, or as `actions.add_agenda_item`.
    """
    refuse_stranger(by)
    problems: list[Problem] = []
    found = []
    for place, line in enumerate(lines.splitlines(), 1):
        if not line.strip():
            continue
        title, _bar, reference = (part.strip() for part in line.partition(SEPARATOR))
        paper = paper_numbered(reference)
        if reference and paper is None:
            sentence = format_lazy(_("Line {n}: there is no paper “{name}”."), n=place, name=reference)
            problems.append(Problem("lines", "unknown_paper", sentence))
            continue
        try:
            found.append(add_agenda_item(meeting, title, by=by, paper=paper))
        except Refused as refused:
            words = str(refused)
            problems.append(
                Problem("lines", "line", format_lazy(_("Line {n}: {words}"), n=place, words=words))
            )
    if not found and not problems:
        problems.append(Problem("lines", "missing", _("Please write at least one line.")))
    refuse_if(problems)
    return found


@transaction.atomic
def change_item(
    item: AgendaItem,
    *,
    by: User,
    title: str,
    label: str,
    public: bool,
    tabled_by: Organisation | None,
    number: int,
) -> AgendaItem:
    """Other words, another place in the order, public or not, and which board tabled it by its own right.

    Raises:
        Refused: without a title, for a place that is none, or for a board without the right there on that day.
    """
    refuse_stranger(by)
    item = AgendaItem.objects.select_for_update(of=("self",)).select_related("meeting__body").get(pk=item.pk)
    problems = rules.problems_with_item(
        title, cancelled=False, subject_present=False, number=number, numbers=(), most=1000
    )
    if tabled_by is not None and tabled_by.pk != item.tabled_by_id:
        problems += rules.problems_with_tabling(may_table(tabled_by, item.meeting))
    refuse_if(problems)
    values: dict[str, Any] = {
        "title": title.strip(), "label": label.strip()[:50], "public": public, "tabled_by": tabled_by,
    }  # fmt: skip
    with override("de"):
        words = {name: str(label) for name, label in LABELS.items()}
        old = {name: getattr(item, name) for name in values} | {"number": item.number}
        changes = differences(old, values | {"number": number}, words)
    if not changes:
        return item
    was_public = item.was_public or item.public
    for name, value in values.items():
        setattr(item, name, value)
    item.was_public = was_public
    item.save(update_fields=[*values, "was_public"])
    if number != item.number:
        _put(item, number)
    touch(AgendaItem, [item.pk], comes_or_goes=True)
    with override("de"):
        record(
            "agenda_item_changed", item.meeting, by=by, summary=f"{item.number}. {item.title}"[:300], changes=changes,
            public=item.meeting.public and item.public, sample=item.meeting.sample,
        )  # fmt: skip
    return item


def _put(item: AgendaItem, number: int) -> None:
    """Another place in the order; the items in between make room."""
    agenda = AgendaItem.objects.filter(meeting=item.meeting_id, deleted_at=None)
    last = agenda.count()
    target = min(number, max(last, 1))
    order = [one for one in agenda.order_by("number", "pk").values_list("pk", flat=True) if one != item.pk]
    order.insert(target - 1, item.pk)
    agenda.filter(pk__in=order).update(number=F("number") + ASIDE)
    for place, one in enumerate(order, 1):
        agenda.filter(pk=one).update(number=place)
    item.number = target
    touch(AgendaItem, order)


def may_table(board: Organisation, meeting: Meeting) -> bool:
    """Whether a board has the right to table items in that meeting's body on its day."""
    if meeting.starts_at is None:
        return False
    day = day_of(meeting)
    rights = TablingRight.objects.filter(board=board, committee=meeting.body, valid_from__lte=day)
    return rights.filter(Q(valid_until=None) | Q(valid_until__gte=day)).exists()
