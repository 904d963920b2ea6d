"""The writers of cases: open, move by compare-and-set, hand over, assign, note. Every one keeps the duty in step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.audit.actions import record
from mitmachstadt.spine.cases import attachments, hooks, letters, links, permissions, rules
from mitmachstadt.spine.cases.models import Case, CaseEvent, Duty
from mitmachstadt.spine.cases.registry import Given, Transition, find_kind, kind_of
from mitmachstadt.spine.city.actions import next_number
from mitmachstadt.spine.city.models import Organisation
from mitmachstadt.spine.files.models import Upload
from mitmachstadt.spine.problems import Problem, Refused, refuse_if

Attach = Callable[[Case], object]


def already_received(submission_key: str) -> tuple[Case, str] | None:
    """The case that the same form made before, with its secret; None for a new one."""
    case = Case.objects.filter(submission_key=submission_key).first() if submission_key else None
    return (case, links.secret_for(submission_key)) if case else None


def open_case(
    kind_key: str,
    *,
    title: str,
    unit: Organisation,
    subject_kind: str = "",
    subject_id: str = "",
    sender: User | None = None,
    email: str = "",
    confirmed: bool = False,
    language: str = "de",
    submission_key: str = "",
    received_at: datetime | None = None,
    sample: bool = False,
    attach: Attach | None = None,
) -> tuple[Case, str]:
    """Opens a case with its first duty and tells the sender; returns the case and the secret of its link.

    `confirmed` says that the sender has proven the address already, for the case this one is about.
    `attach(case)` writes the module's own row in the same transaction. The same `submission_key` sent twice, even at
    the same moment, gives the first case again.
    """
    kind = find_kind(kind_key)
    if kind is None:
        raise ValueError(f"no kind of case is called {kind_key}")
    key = submission_key or links.new_submission_key()
    known = already_received(key)
    if known:
        return known
    hooks.ask_before_opening(kind, sender, email)
    secret = links.secret_for(key)
    now = received_at or timezone.now()
    try:
        with transaction.atomic():
            case = Case.objects.create(
                number=next_number(kind.prefix, timezone.localdate(now).year),
                kind=kind.key,
                state=kind.initial.key,
                title=title[:200],
                unit=unit,
                subject_kind=subject_kind,
                subject_id=subject_id,
                sender=sender,
                sender_email=email,
                email_confirmed_at=now
                if email and (confirmed or (sender and sender.email == email))
                else None,
                language=language,
                secret_hash=links.hash_of(secret),
                submission_key=key,
                received_at=now,
                delete_personal_on=timezone.localdate(now) + timedelta(days=kind.delete_after_days),
                public=kind.initial.public,
                sample=sample,
            )
            if attach:
                attach(case)
            _begin(case, secret, now)
    except IntegrityError:
        # Two equal submits met: the other one was first, its case is the receipt of both.
        known = already_received(key)
        if known is None:
            raise
        return known
    return case, secret


def _begin(case: Case, secret: str, now: datetime) -> None:
    write_event(case, "received", public=True, to_state=case.state, at=now)
    open_duty(case, now=now)
    # Words of residents stay out of the log, which never forgets.
    record("case.open", case, by=case.sender, sample=case.sample)
    hooks.say_opened(case)
    letters.say_received(case, secret)


def open_duty(case: Case, *, now: datetime) -> Duty | None:
    """Ends the open duty and begins the one the present state asks for; call it inside a transaction."""
    kind = kind_of(case)
    Duty.objects.filter(case=case, done_at__isnull=True).update(done_at=now)
    owed = None if kind.state(case.state).final else kind.duty_of(case, timezone.localdate(now))
    if owed is None:
        return None
    return Duty.objects.create(case=case, key=owed.key, unit=owed.unit, due_on=owed.due_on, opened_at=now)


def _owe_again(case: Case, duty: Duty | None) -> None:
    """What was taken back counts as done no longer: the duty it had ended gives way to the one that begins anew."""
    if duty is None:
        return
    ended = (
        Duty.objects.filter(case=case, key=duty.key, done_at__isnull=False)
        .order_by("-done_at", "-pk")
        .first()
    )
    if ended is not None:
        ended.delete()


def write_event(
    case: Case,
    kind: str,
    *,
    by: User | None = None,
    public: bool = False,
    text: str = "",
    from_state: str = "",
    to_state: str = "",
    at: datetime | None = None,
    data: dict[str, object] | None = None,
    upload: Upload | None = None,
) -> CaseEvent:
    """One line of the timeline; names of staff stay inside the town hall, the public reads the unit."""
    return CaseEvent.objects.create(
        case=case,
        kind=kind,
        actor=by,
        actor_name=str(by) if by else "",
        text=text,
        from_state=from_state,
        to_state=to_state,
        public=public,
        at=at or timezone.now(),
        data={"unit": case.unit.name, **(data or {})},
        upload=upload,
    )


def move(
    case: Case,
    to: str,
    *,
    by: User | None,
    expect_version: int,
    given: Given | None = None,
    as_sender: bool = False,
    as_house: bool = False,
    now: datetime | None = None,
) -> Case:
    """Takes the step that leads from the case's state to `to`; returns the case as it stands then.

    `as_sender` is for whoever holds the secret link, `as_house` for what happened elsewhere in the house.

    Raises `Refused`: the step does not exist here, is not for this person, lacks something, or somebody else moved the
    case meanwhile (code "stale"; nothing is written then).
    """
    given, now = given or Given(), now or timezone.now()
    kind = kind_of(case)
    step = kind.step_to(case.state, to)
    if step is None:
        raise Refused([rules.NOT_NOW])
    if as_sender or as_house:
        allowed = ("sender" if as_sender else "house") in step.roles
    else:
        allowed = by is not None and permissions.may_take(by, case, step)
    if not allowed:
        raise Refused([rules.NOT_ALLOWED])
    refuse_if(rules.lacks(step, given))
    hooks.ask_before_step(case, step, given, by)
    source, target, was_hidden = case.state, kind.state(to), case.hidden
    with transaction.atomic():
        changed = Case.objects.filter(pk=case.pk, version=expect_version, state=source).update(
            state=to,
            version=F("version") + 1,
            public=target.public,
            hidden=target.hidden,
            hidden_reason=given.reason if target.hidden else "",
            closed_at=now if target.final else None,
        )
        if not changed:
            raise Refused([rules.STALE])
        fresh: Case = Case.objects.select_related("unit").get(pk=case.pk)
        if kind.on_move:
            kind.on_move(fresh, step, given, by)
        hooks.say_moved(fresh, source, was_hidden=was_hidden, reason=given.reason, by=by, now=now)
        _write_step(fresh, step, given, by=by, source=source, now=now)
        duty = open_duty(fresh, now=now)
        if step.takes_back:
            _owe_again(fresh, duty)
            hooks.say_taken_back(fresh, step.takes_back)
        letters.say_step(fresh, step, given)
    return fresh


def _write_step(
    case: Case, step: Transition, given: Given, *, by: User | None, source: str, now: datetime
) -> None:
    names = ("text", "reason", "outcome", "vote", "effect", "passed_to")
    kept: dict[str, object] = {name: getattr(given, name) for name in names if getattr(given, name)}
    if given.day:
        kept["day"] = given.day.isoformat()
    if given.held_on:
        kept["held_on"] = given.held_on.isoformat()
    if len(given.together) > 1:
        kept["together"] = [number for number in given.together if number != case.number]
    write_event(
        case,
        step.key,
        by=by,
        public=step.public,
        text=given.text or given.reason,
        from_state=source,
        to_state=case.state,
        at=now,
        data=kept,
        upload=attachments.keep(given, by=by, sample=case.sample),
    )
    if given.letter.strip():
        write_event(case, "letter", by=by, text=given.letter, at=now)
    record(
        f"case.{step.key}",
        case,
        by=by,
        summary=str(step.said),
        changes=[
            {
                "field": str(gettext("State")),
                "old": str(kind_of(case).state(source).name),
                "new": str(kind_of(case).state(case.state).name),
            }
        ],
        reason=given.reason,
        sample=case.sample,
    )


def set_if_unchanged(case: Case, expect_version: int, **values: object) -> Case:
    """Compare-and-set of everything that is no change of state."""
    changed = Case.objects.filter(pk=case.pk, version=expect_version).update(
        version=F("version") + 1, **values
    )
    if not changed:
        raise Refused([rules.STALE])
    fresh: Case = Case.objects.select_related("unit", "assignee").get(pk=case.pk)
    return fresh


def _refuse_strangers(case: Case, by: User) -> None:
    if not permissions.may_see(by, case):
        raise Refused([rules.NOT_ALLOWED])


@transaction.atomic
def hand_over(
    case: Case, unit: Organisation, *, by: User, expect_version: int, reason: str = "", tell: bool = True
) -> Case:
    """Gives the case to another unit; the clock of its duty keeps running. Refused for units that answer no cases."""
    _refuse_strangers(case, by)
    if not unit.answers_cases:
        raise Refused(
            [Problem("unit", "no_cases", _("This organisation does not answer cases on the platform."))]
        )
    if unit.pk == case.unit_id:
        raise Refused([Problem("unit", "same_unit", _("The case already lies with this unit."))])
    before = case.unit
    open_duties = Duty.objects.filter(case=case, done_at__isnull=True)
    key = open_duties.values_list("key", flat=True).first() or ""
    fresh = set_if_unchanged(case, expect_version, unit=unit, assignee=None)
    open_duties.filter(unit=before).update(unit=unit)
    kind = kind_of(fresh)
    if kind.on_handed_over:
        kind.on_handed_over(fresh)
    write_event(
        fresh, "handed_over", by=by, public=True, data={"from": before.name, "to": unit.name, "duty": key}
    )
    if reason.strip():
        write_event(fresh, "note", by=by, text=reason)
    record(
        "case.hand_over",
        fresh,
        by=by,
        changes=[{"field": str(gettext("Unit in charge")), "old": before.name, "new": unit.name}],
        reason=reason,
        sample=fresh.sample,
    )
    if tell:
        letters.say_handed_over(fresh, unit)
    return fresh


@transaction.atomic
def assign(case: Case, person: User | None, *, by: User, expect_version: int) -> Case:
    """Puts the case on one person's list, or on nobody's; refused for people who work at no desk."""
    _refuse_strangers(case, by)
    if person is not None and not permissions.visible_to(person).filter(pk=case.pk).exists():
        raise Refused([Problem("person", "not_staff", _("This person does not work on cases of this unit."))])
    fresh = set_if_unchanged(case, expect_version, assignee=person)
    text = str(person) if person else ""
    write_event(fresh, "assigned" if person else "unassigned", by=by, text=text)
    record("case.assign", fresh, by=by, sample=fresh.sample)
    return fresh


@transaction.atomic
def add_note(case: Case, text: str, *, by: User) -> CaseEvent:
    """An internal note; the public and the sender never see it."""
    _refuse_strangers(case, by)
    if not text.strip():
        raise Refused([Problem("text", "missing", _("Please write at least one sentence."))])
    if len(text) > rules.MAX_TEXT:
        raise Refused(
            [Problem("text", "too_long", _("This text is longer than 8,000 characters. Please shorten it."))]
        )
    return write_event(case, "note", by=by, text=text.strip())
