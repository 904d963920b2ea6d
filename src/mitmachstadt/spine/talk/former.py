"""Comments of a former system, carried over in bulk: names as words, threads two deep, nobody told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Max
from django.utils import timezone

from mitmachstadt.spine.cases.former import Former, let_go, open_former
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.usual import short_title
from mitmachstadt.spine.talk.actions import KIND
from mitmachstadt.spine.talk.models import Comment, Talk
from mitmachstadt.spine.talk.rules import MAX_NAME, Stance

PIECE = 500


@dataclass(frozen=True, kw_only=True)
class FormerComment:
    """One comment; `about` and `parent` are numbers of cases here, `parent` "" for the head of a thread.

    `organisation` is the house in whose name it was said, "" for a person.
    """

    key: str
    about: str
    text: str
    name: str
    at: datetime
    parent: str = ""
    organisation: str = ""


@transaction.atomic
def take_over(rows: Sequence[FormerComment]) -> dict[str, str]:
    """Writes comments and gives their numbers by key; those about something that is not here are left out.

    Former systems knew no stance, so these stand as neutral. Rows come in the order in which they were written.
    """
    about = {
        case.number: case
        for case in Case.objects.filter(number__in={row.about for row in rows}).select_related("unit")
    }
    heads = {
        one.case.number: one
        for one in Comment.objects.filter(case__number__in={row.parent for row in rows if row.parent})
        .select_related("case").only("case__number", "about_id", "parent_id")
    }  # fmt: skip
    chosen = [row for row in rows if row.about in about]
    found: dict[str, str] = {}
    # Units differ: the one in charge of the thing answers for what is said about it.
    for unit in {about[row.about].unit for row in chosen}:
        part = [row for row in chosen if about[row.about].unit_id == unit.pk]
        cases = open_former(
            KIND,
            [
                Former(key=row.key, title=short_title(row.text), at=row.at, subject_kind=about[row.about].kind,
                       subject_id=row.about)
                for row in part
            ],
            state="shown", unit=unit, told=False,
        )  # fmt: skip
        there = set(Comment.objects.filter(case__in=cases.values()).values_list("case_id", flat=True))
        Comment.objects.bulk_create(
            [
                _comment(row, cases[row.key], about[row.about], heads.get(row.parent))
                for row in part
                if cases[row.key].pk not in there
            ],
            batch_size=PIECE,
        )
        found |= {row.key: cases[row.key].number for row in part}
    return found


def _comment(row: FormerComment, case: Case, about: Case, head: Comment | None) -> Comment:
    parent = head.pk if head is not None and head.about_id == about.pk and head.parent_id is None else None
    return Comment(
        case=case, about=about, parent_id=parent, name=row.name[:MAX_NAME], stance=Stance.NEUTRAL, text=row.text, at=row.at,
        organisation=row.organisation[:200], updated_at=timezone.now(),
    )  # fmt: skip


@transaction.atomic
def change(rows: Sequence[tuple[str, str, str]]) -> set[str]:
    """New words of comments as (number, words that were carried over, words now); what was changed here stays.

    Returns the numbers of those that stayed.
    """
    known = {
        one.case.number: one
        for one in Comment.objects.select_for_update(of=("self",)).select_related("case")
        .filter(case__number__in=[row[0] for row in rows])
    }  # fmt: skip
    stayed, changed = set(), []
    for number, before, text in rows:
        one = known.get(number)
        if one is None or one.text != before:
            stayed.add(number)
        elif one.text != text:
            one.text, one.updated_at, one.revision = text, timezone.now(), one.revision + 1
            changed.append(one)
    Comment.objects.bulk_update(changed, ["text", "updated_at", "revision"], batch_size=PIECE)
    Talk.objects.filter(about__in={one.about_id for one in changed}).update(version=F("version") + 1)
    return stayed


@transaction.atomic
def count_many(numbers: Iterable[str]) -> None:
    """Counts the talks about these cases again, in a number of questions that does not grow with them."""
    ids = list(Case.objects.filter(number__in=list(numbers)).values_list("pk", flat=True))
    Talk.objects.bulk_create([Talk(about_id=pk) for pk in ids], ignore_conflicts=True, batch_size=PIECE)
    talks = {talk.about_id: talk for talk in Talk.objects.select_for_update().filter(about__in=ids)}
    for talk in talks.values():
        talk.shown, talk.posted_at, talk.version = 0, None, talk.version + 1
        for one in Stance.values:
            setattr(talk, f"shown_{one}", 0)
    shown = Comment.objects.filter(about__in=ids, case__public=True, case__hidden=False).order_by()
    for row in shown.values("about_id", "stance").annotate(n=Count("pk"), last=Max("at")):
        _add(talks[row["about_id"]], dict(row))
    columns = ["shown", "posted_at", "version", *(f"shown_{one}" for one in Stance.values)]
    Talk.objects.bulk_update(talks.values(), columns, batch_size=PIECE)


def _add(talk: Talk, row: dict[str, Any]) -> None:
    setattr(talk, f"shown_{row['stance']}", row["n"])
    talk.shown += row["n"]
    talk.posted_at = max(talk.posted_at, row["last"]) if talk.posted_at else row["last"]


@transaction.atomic
def claim(numbers: Sequence[str], user_id: int, name: str) -> int:
    """The person is the author of these comments from now on; those that have an author are left. Returns how many."""
    rows = Comment.objects.filter(case__number__in=numbers, author__isnull=True)
    ids = list(rows.values_list("pk", "case_id", "about_id"))
    changed = rows.update(
        author_id=user_id, name=name[:MAX_NAME], updated_at=timezone.now(), revision=F("revision") + 1
    )
    Case.objects.filter(pk__in=[one[1] for one in ids]).update(sender_id=user_id)
    Talk.objects.filter(about__in={one[2] for one in ids}).update(version=F("version") + 1)
    return changed


@transaction.atomic
def release(numbers: Sequence[str], name: str, holder: int | None) -> int:
    """Comments of former systems that `holder` has (None: nobody) bear this name from now on and belong to nobody."""
    rows = Comment.objects.filter(case__number__in=numbers, author=holder, organisation="")
    if holder is None:
        rows = rows.exclude(name=name)
    ids = list(rows.values_list("pk", "case_id", "about_id"))
    Comment.objects.filter(pk__in=[one[0] for one in ids]).update(
        author=None, name=name[:MAX_NAME], updated_at=timezone.now(), revision=F("revision") + 1
    )
    let_go([one[1] for one in ids])
    Talk.objects.filter(about__in={one[2] for one in ids}).update(version=F("version") + 1)
    return len(ids)
