"""The writers of wishes: hand in, gather equal ones, and what each step of a case means for the wish behind it."""

from __future__ import annotations

import hashlib
from datetime import date

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.assemblies import queries, rules
from mitmachstadt.modules.assemblies.actions.common import KIND as ASSEMBLY
from mitmachstadt.modules.assemblies.actions.common import locked, log
from mitmachstadt.modules.assemblies.actions.sheet import NOT_YOURS
from mitmachstadt.modules.assemblies.models import Assembly, State, Wish, WishGroup
from mitmachstadt.modules.assemblies.permissions import may_organise
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.cases.actions import open_case
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import Given, Transition
from mitmachstadt.spine.cases.sender import check_text
from mitmachstadt.spine.cases.usual import short_title
from mitmachstadt.spine.notify.actions import tell
from mitmachstadt.spine.problems import Problem, Refused, refuse_if
from mitmachstadt.spine.search.actions import Entry, index_entries, remove_entries

KIND = "wish"


def hand_in(
    assembly: Assembly,
    text: str,
    *,
    with_code: bool,
    user: User | None = None,
    email: str = "",
    language: str = "de",
    token: str = "",
    sample: bool = False,
) -> tuple[Case, str]:
    """Receives a wish; returns the case and the secret of its link. Raises `Refused`, nothing is written then."""
    now = timezone.now()
    check_text(text, rules.MAX_WISH)
    hours = queries.town_rules(timezone.localdate(now)).wishes_hours
    phase = rules.wish_phase(queries.evening_of(assembly), now, hours, with_code=with_code)
    if not phase:
        raise Refused([Problem("", "closed", _("Wishes are not taken here right now."))])
    key = (
        hashlib.sha256(f"{token}\x1f{assembly.number}\x1f{text.strip()}".encode()).hexdigest()
        if token
        else ""
    )
    return open_case(
        KIND,
        title=short_title(text),
        unit=queries.answering_unit(assembly),
        subject_kind=ASSEMBLY,
        subject_id=assembly.number,
        sender=user,
        email=email,
        language=language,
        submission_key=key,
        sample=sample,
        attach=lambda case: Wish.objects.create(case=case, assembly=assembly, phase=phase, text=text.strip()),
    )


def change_text(case: Case, text: str) -> None:
    """Replaces the words of a wish that nobody has released yet."""
    check_text(text, rules.MAX_WISH)
    Wish.objects.filter(case=case).update(text=text.strip())
    Case.objects.filter(pk=case.pk).update(title=short_title(text))


@transaction.atomic
def gather(assembly: Assembly, wishes: list[int], title: str, *, by: User) -> WishGroup | None:
    """Puts these wishes (ids) under one heading; without a heading they stand alone again. Raises `Refused`."""
    row = locked(assembly)
    if not may_organise(by, row):
        raise Refused([NOT_YOURS])
    chosen = Wish.objects.filter(assembly=row, pk__in=wishes)
    if not chosen.exists():
        raise Refused([Problem("wishes", "none", _("Please choose at least one wish."))])
    words = " ".join(title.split())[:120]
    group = WishGroup.objects.get_or_create(assembly=row, title=words)[0] if words else None
    chosen.update(group=group)
    WishGroup.objects.filter(assembly=row, wishes__isnull=True).delete()
    log("gathered", row, by=by, summary=_("Similar wishes gathered"))
    return group


def apply_step(case: Case, step: Transition, given: Given, by: User | None) -> None:
    """What a step means for the wish; runs inside the transaction of the move. Raises `Refused`."""
    wish = Wish.objects.select_related("assembly").get(case=case)
    wish.case = case
    if step.key == "assign":
        unit = given.more.get("unit")
        if unit is not None:
            Case.objects.filter(pk=case.pk).update(unit=unit, assignee=None)
            case.unit = unit
        wish.due_on = _day(given)
        refuse_if(rules.past_problems(wish.due_on, timezone.localdate()))
    elif step.key in ("answer", "keep_promise"):
        _answer(wish, step, given)
    elif step.key == "move_promise":
        refuse_if(rules.past_problems(given.day, timezone.localdate(), field="day"))
        wish.promised_on = given.day
    wish.save()
    index([wish])
    if step.key in ("answer", "keep_promise") and case.public and wish.assembly.is_public:
        _tell(wish, given)


def _day(given: Given) -> date | None:
    """The day a form of the desk asked for beside the words."""
    day = given.more.get("until")
    return day if isinstance(day, date) else given.day


def _answer(wish: Wish, step: Transition, given: Given) -> None:
    today = timezone.localdate()
    promised = step.key == "keep_promise"
    refuse_if(rules.answer_problems(given.outcome, _day(given), today, promised_before=promised))
    wish.outcome, wish.answer, wish.answered_on = given.outcome, given.text.strip(), today
    wish.promised_on = _day(given) if given.outcome == "promised" else wish.promised_on
    wish.due_on = None


def _tell(wish: Wish, given: Given) -> None:
    with override(settings.LANGUAGE_CODE):
        tell(
            [f"{ASSEMBLY}:{wish.assembly.number}"],
            title=gettext("A wish was answered: %(title)s") % {"title": wish.case.title},
            text=given.text,
            path=public_path(wish.case),
            sample=wish.case.sample,
        )


def public_path(case: Case) -> str:
    """The German address of a case."""
    with override(settings.LANGUAGE_CODE):
        return reverse("cases:public", args=[case.number])


def index(wishes: list[Wish]) -> None:
    """Brings the search into step: shown wishes stand in it with their answer, others do not."""
    shown = [
        wish
        for wish in wishes
        if wish.case.public and not wish.case.hidden and wish.assembly.state != State.DRAFT
    ]
    there = {wish.pk for wish in shown}
    remove_entries(KIND, [wish.case.number for wish in wishes if wish.pk not in there])
    index_entries(
        Entry(
            kind=KIND,
            object_id=wish.case.number,
            title=wish.case.title,
            summary=wish.text[:300],
            text=f"{wish.text}\n{wish.answer}",
            url=public_path(wish.case),
            districts=tuple(one.slug for one in wish.assembly.districts.all()),
            date=timezone.localdate(wish.case.received_at),
        )
        for wish in shown
    )


def follow_many(cases: list[Case]) -> None:
    """After many were hidden or shown at once: the search follows."""
    rows = Wish.objects.filter(case__in=cases).select_related("case", "assembly")
    index(list(rows.prefetch_related("assembly__districts")))
