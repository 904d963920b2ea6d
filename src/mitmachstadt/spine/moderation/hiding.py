"""Takes many contributions out of sight at once and brings them back, in a number of questions that does not grow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.audit.actions import entry_about, record_many
from mitmachstadt.spine.cases import registry
from mitmachstadt.spine.cases.models import Case, CaseEvent, Duty
from mitmachstadt.spine.cases.registry import CaseKind, kind_of
from mitmachstadt.spine.cases.rules import MAX_TEXT, MIN_REASON, MISSING, NOT_ALLOWED
from mitmachstadt.spine.moderation import tasks
from mitmachstadt.spine.moderation.models import Batch, Hiding
from mitmachstadt.spine.moderation.permissions import may_moderate
from mitmachstadt.spine.problems import Problem, Refused, refuse_if

#: More at once would hold the database too long; the rest is one press away.
MOST = 2000


def remember(case: Case, source: str, reason: str, by: User | None, now: datetime) -> None:
    """Listens to cases: whatever is hidden at the desk is remembered with its reason, so that it can be objected to."""
    was_public = kind_of(case).state(source).public
    Hiding.objects.create(target=case, from_state=source, was_public=was_public, reason=reason, at=now, by=by)


def forget(case: Case, by: User | None, now: datetime) -> None:
    """Listens to cases: a case that came back is no longer hidden."""
    Hiding.objects.filter(target=case, undone_at__isnull=True).update(undone_at=now)


def refuse_strangers(by: User) -> None:
    """Only moderators and coordinators hide, block and undo."""
    if not may_moderate(by):
        raise Refused([NOT_ALLOWED])


def problems_with_reason(reason: str) -> list[Problem]:
    """A reason is a sentence the author understands."""
    if len(" ".join(reason.split())) < MIN_REASON:
        return [MISSING["reason"]]
    if len(reason) > MAX_TEXT:
        return [
            Problem("reason", "too_long", _("This text is longer than 8,000 characters. Please shorten it."))
        ]
    return []


def hidden_state(kind: CaseKind) -> str:
    """The key of the state in which this kind's cases are hidden; "" for kinds that know none."""
    return next((state.key for state in kind.states if state.hidden), "")


def hideable() -> Q:
    """Cases that stand where their kind can hide them."""
    found = Q(pk__in=[])
    for kind in registry.kinds():
        target = hidden_state(kind)
        sources = [s.key for s in kind.states if not s.hidden and target and kind.step_to(s.key, target)]
        if sources:
            found |= Q(kind=kind.key, state__in=sources)
    return found


@transaction.atomic
def hide_many(ids: Iterable[int], *, by: User, reason: str, batch: Batch | None = None) -> Batch:
    """Hides every chosen case that can be hidden, as one batch that can be undone; others are left alone.

    Raises:
        Refused: no reason, or a person without the right.
    """
    refuse_strangers(by)
    refuse_if(problems_with_reason(reason))
    now = timezone.now()
    chosen = Case.objects.filter(pk__in=list(dict.fromkeys(ids))[:MOST]).filter(hideable())
    cases = list(chosen.select_for_update(of=("self",)).select_related("unit").order_by("pk"))
    batch = batch or Batch.objects.create(kind=Batch.Kind.HIDE, reason=reason, by=by, at=now)
    Hiding.objects.bulk_create(
        [
            Hiding(
                target=case, batch=batch, from_state=case.state, was_public=case.public, reason=reason, at=now, by=by
            )
            for case in cases
        ],
        batch_size=500,
    )  # fmt: skip
    for kind_key, group in by_kind(cases).items():
        state = hidden_state(registry.find_kind(kind_key) or kind_of(group[0]))
        Case.objects.filter(pk__in=[case.pk for case in group]).update(
            state=state,
            public=False,
            hidden=True,
            hidden_reason=reason,
            closed_at=now,
            version=F("version") + 1,
        )
    Duty.objects.filter(case__in=cases, done_at__isnull=True).update(done_at=now)
    write_events(cases, "hide", by=by, now=now, text=reason, batch=batch)
    for case in cases:
        case.public, case.hidden = False, True
    follow(cases)
    Batch.objects.filter(pk=batch.pk).update(number=len(cases))
    batch.number = len(cases)
    if any(case.sender_email for case in cases):
        tasks.ask_to_tell(batch.pk)
    return batch


@transaction.atomic
def undo(batch: Batch, *, by: User) -> int:
    """Brings back everything this batch hid, as it stood before, and lifts its blocks; returns how many came back.

    A second press, even at the same moment, changes nothing and returns 0.
    """
    refuse_strangers(by)
    now = timezone.now()
    first = Batch.objects.filter(pk=batch.pk, undone_at__isnull=True).update(undone_at=now, undone_by=by)
    if not first:
        return 0
    batch.blocks.filter(lifted_at__isnull=True).update(lifted_at=now)
    return bring_back(Hiding.objects.filter(batch=batch), by=by, now=now)


def bring_back(hidings: object, *, by: User | None, now: datetime) -> int:
    """Sets the cases of these hidings back to where they stood, with the duty they had; call it inside a transaction."""
    open_ones = Hiding.objects.filter(pk__in=hidings.values("pk"), undone_at__isnull=True)  # type: ignore[attr-defined]
    ids = list(open_ones.values_list("target_id", flat=True))
    locked = Case.objects.filter(pk__in=ids, hidden=True).select_for_update(of=("self",))
    cases = list(locked.select_related("unit").order_by("pk"))
    mine = open_ones.filter(target=OuterRef("pk"))
    Case.objects.filter(pk__in=[case.pk for case in cases]).update(
        state=Subquery(mine.values("from_state")[:1]),
        public=Subquery(mine.values("was_public")[:1]),
        hidden=False,
        hidden_reason="",
        closed_at=None,
        version=F("version") + 1,
    )
    close_ended(cases, now)
    reopened = Duty.objects.filter(
        case__in=cases, case__hidings__in=open_ones, done_at=F("case__hidings__at")
    )
    Duty.objects.filter(pk__in=list(reopened.values_list("pk", flat=True))).update(done_at=None)
    rows = list(Case.objects.filter(pk__in=ids).select_related("unit"))
    open_ones.update(undone_at=now)
    write_events(rows, "restore", by=by, now=now)
    follow(rows)
    return len(cases)


def close_ended(cases: list[Case], now: datetime) -> None:
    """A case that came back into an end of its kind is closed again."""
    for kind_key in {case.kind for case in cases}:
        kind = registry.find_kind(kind_key)
        ends = [state.key for state in kind.states if state.final] if kind else []
        Case.objects.filter(pk__in=[c.pk for c in cases], kind=kind_key, state__in=ends).update(closed_at=now)


def by_kind(cases: Iterable[Case]) -> dict[str, list[Case]]:
    """Cases by the key of their kind."""
    groups: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        groups[case.kind].append(case)
    return groups


def follow(cases: list[Case]) -> None:
    """Search, counters and photos of the modules follow."""
    for kind_key, group in by_kind(cases).items():
        kind = registry.find_kind(kind_key)
        if kind and kind.follow_many:
            kind.follow_many(group)


def write_events(
    cases: list[Case], key: str, *, by: User | None, now: datetime, text: str = "", batch: Batch | None = None
) -> None:
    """One line of the timeline and one entry of the log for each case."""
    CaseEvent.objects.bulk_create(
        [
            CaseEvent(
                case=case, kind=key, actor=by, actor_name=str(by) if by else "", text=text, at=now, public=False,
                from_state=case.state if key == "hide" else "", data={"unit": case.unit.name},
            )
            for case in cases
        ],
        batch_size=500,
    )  # fmt: skip
    said = gettext("Hidden") if key == "hide" else gettext("Shown again")
    summary = f"{said} ({batch})" if batch else said
    record_many(
        entry_about(f"case.{key}", case, by=by, summary=summary, reason=text, sample=case.sample)
        for case in cases
    )
