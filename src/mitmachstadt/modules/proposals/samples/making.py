"""Makes the examples by the real actions, gives their steps the days they are said to have, and takes them away again."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from mitmachstadt.modules.proposals.actions import words as change_words
from mitmachstadt.modules.proposals.actions.finding import KIND, index
from mitmachstadt.modules.proposals.actions.proposals import Sender, Words, hand_in
from mitmachstadt.modules.proposals.actions.voting import notice
from mitmachstadt.modules.proposals.models import CoAuthor, Crossing, Proposal, Version, Vote, VoteLine
from mitmachstadt.modules.proposals.samples import talking
from mitmachstadt.modules.proposals.samples.content import EXAMPLES, Example
from mitmachstadt.spine.accounts.models import Role, User
from mitmachstadt.spine.audit.models import LogEntry
from mitmachstadt.spine.cases import bulk
from mitmachstadt.spine.cases.actions import move
from mitmachstadt.spine.cases.models import Case, CaseEvent, Duty
from mitmachstadt.spine.cases.registry import Given, kind_of
from mitmachstadt.spine.city.models import District, NumberSeries, Topic
from mitmachstadt.spine.notify.models import News
from mitmachstadt.spine.problems import Refused
from mitmachstadt.spine.search.actions import clean_vocabulary, remove_entry


def seed() -> str:
    """Makes the examples once; needs a sample coordinator."""
    if Case.objects.filter(sample=True, kind=KIND).exists():
        return "Beispiel-Vorschläge sind schon da."
    by = User.objects.filter(sample=True, roles__role=Role.COORDINATOR).first()
    if by is None:
        return "Keine Beispiel-Koordination, deshalb keine Beispiel-Vorschläge."
    made = 0
    for example in EXAMPLES:
        try:
            with transaction.atomic():
                _play(example, by)
        except Refused:
            continue
        made += 1
    talking.talk()
    return f"{made} Beispiel-Vorschläge angelegt."


def _play(example: Example, by: User) -> None:
    title, text = example.before or (example.title, example.text)
    words = Words(
        title=title, text=text, name=example.name, label=example.label,
        district=District.objects.filter(slug=example.district).first(),
        topic=Topic.objects.filter(slug=example.topic).first(),
    )  # fmt: skip
    case, _secret = hand_in(words, Sender(), sample=True)
    days = [example.days]
    if example.released is not None:
        case = bulk.take(case, "release", Given(), by=by, expect_version=case.version)
        days.append(example.released)
        if example.before:
            change_words.rewrite(case, example.title, example.text, by=None)
            days.append(example.released - 1)
        _vote(case, example)
    if example.reached is not None:
        days.append(example.reached)
    if example.added:
        change_words.add(Case.objects.get(pk=case.pk), example.added[0], by=None)
        days.append(example.added[1])
    for key, given, ago in example.steps:
        case = Case.objects.get(pk=case.pk)
        if key == "ask_back":
            move(case, "asked_back", by=None, expect_version=case.version, given=given, as_sender=True)
        else:
            bulk.take(case, key, given, by=by, expect_version=case.version)
        days.append(ago)
    if example.ended is not None:
        case = Case.objects.get(pk=case.pk)
        move(case, "archived", by=None, expect_version=case.version, as_house=True)
        days.append(example.ended)
    _date(case, example, days)


def _vote(case: Case, example: Example) -> None:
    """Votes of nobody: the numbers of an example belong to no account."""
    proposal = Proposal.objects.select_related("case__unit").get(case=case)
    reasons = [key for key, number in example.reasons.items() for _one in range(number)]
    against = [*reasons, *[""] * (example.down - len(reasons))]
    values = [(1, "")] * example.up + [(-1, reason) for reason in against]
    # Spread evenly, so that the log does not read "all for, then all against".
    values = (
        [values[(number * 7919) % len(values)] for number in range(len(values))]
        if len(values) % 7919
        else values
    )
    Vote.objects.bulk_create(
        [Vote(proposal=proposal, value=value, reason=reason) for value, reason in values]
    )
    today, span = timezone.localdate(), example.released or 1
    last = min(example.ended or 0, span)
    VoteLine.objects.bulk_create(
        [
            VoteLine(
                name=f"{case.number}.{number}", proposal=proposal, number=number, before=0, after=value, reason=reason,
                day=today - timedelta(days=max(last, span - number * span // (len(values) + 1))),
            )
            for number, (value, reason) in enumerate(values, 1)
        ]
    )  # fmt: skip
    proposal.up, proposal.down, proposal.cast = example.up, example.down, len(values)
    proposal.save(update_fields=["up", "down", "cast"])
    notice(proposal)


def _moment(days: int, minute: int) -> datetime:
    day = timezone.localdate() - timedelta(days=days)
    return min(timezone.make_aware(datetime.combine(day, time(8, minute))), timezone.now())


def _date(case: Case, example: Example, days: list[int]) -> None:
    """Gives the steps the days of the example, and vote, duties and answers what follows from them."""
    moments = [_moment(one, place) for place, one in enumerate(days)]
    events = list(CaseEvent.objects.filter(case=case).order_by("at", "id"))
    for event, moment in zip(events, moments, strict=True):
        CaseEvent.objects.filter(pk=event.pk).update(at=moment)
    fresh = Case.objects.select_related("unit").get(pk=case.pk)
    closed = moments[-1] if fresh.closed_at else None
    Case.objects.filter(pk=case.pk).update(received_at=moments[0], closed_at=closed)
    for duty, opened in zip(
        Duty.objects.filter(case=fresh).order_by("opened_at", "id"), moments, strict=False
    ):
        if duty.done_at is not None:
            Duty.objects.filter(pk=duty.pk).update(opened_at=opened, done_at=moments[-1])
            continue
        owed = kind_of(fresh).duty_of(fresh, timezone.localdate(moments[-1]))
        due = owed.due_on if owed else duty.due_on
        Duty.objects.filter(pk=duty.pk).update(opened_at=moments[-1], due_on=due)
    proposal = Proposal.objects.select_related("case", "district", "topic").get(case=fresh)
    if example.released is not None and proposal.ends_on:
        proposal.ends_on -= timedelta(days=example.released)
        proposal.terms = {**proposal.terms, "ends_on": proposal.ends_on.isoformat()}
        proposal.released_at = _moment(example.released, 1)
    answers = [ago for key, _given, ago in example.steps if key == "answer"]
    if answers:
        proposal.answered_on = timezone.localdate() - timedelta(days=answers[-1])
    if proposal.built_on:
        proposal.built_on = timezone.localdate() - timedelta(days=example.steps[-1][2])
    _date_versions(proposal, example)
    _along(proposal, example)
    if example.reached is not None:
        Crossing.objects.filter(proposal=proposal).update(at=_moment(example.reached, 2))
    proposal.updated_at = moments[-1]
    proposal.save()
    index([proposal])


def _date_versions(proposal: Proposal, example: Example) -> None:
    """The first version is of the day of release, a changed one of the day after, then what was added."""
    if example.released is None:
        return
    ages = [example.released, *([example.released - 1] if example.before else [])]
    ages += [example.added[1]] if example.added else []
    for version, ago in zip(Version.objects.filter(proposal=proposal).order_by("number"), ages, strict=True):
        Version.objects.filter(pk=version.pk).update(made_at=_moment(ago, 3), shown_at=_moment(ago, 3))


def _along(proposal: Proposal, example: Example) -> None:
    """Somebody who writes along, and the text in plain language."""
    resident = User.objects.filter(sample=True, roles__isnull=True).order_by("pk").first()
    if example.along and resident is not None:
        CoAuthor.objects.create(
            proposal=proposal, place=0, user=resident, name=example.along, joined_at=proposal.released_at
        )
    if example.easy:
        proposal.easy_text, proposal.easy_words = example.easy, proposal.words


@transaction.atomic
def remove() -> str:
    """Takes every example away, with its votes, log, news, search entry and numbers."""
    cases = Case.objects.filter(sample=True, kind=KIND)
    numbers = list(cases.values_list("number", flat=True))
    ids = [str(pk) for pk in cases.values_list("pk", flat=True)]
    for number in numbers:
        remove_entry(KIND, number)
        News.objects.filter(sample=True, path__contains=f"/{number}/").delete()
    LogEntry.objects.filter(sample=True, object_kind="case", object_id__in=ids).delete()
    talking.remove([int(pk) for pk in ids])
    cases.delete()
    for series in NumberSeries.objects.filter(prefix="BV"):
        if not Case.objects.filter(number__startswith=f"BV-{series.year}-").exists():
            series.delete()
    clean_vocabulary()
    return f"{len(numbers)} Beispiel-Vorschläge entfernt."
