"""Makes the examples by the real actions, gives their steps the days they are said to have, and takes them away again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from mitmachstadt.modules.budgets.actions import agenda, budgets
from mitmachstadt.modules.budgets.actions.applications import Person, Words, hand_in
from mitmachstadt.modules.budgets.actions.shown import index, index_budget
from mitmachstadt.modules.budgets.models import Application, Budget, Phase
from mitmachstadt.modules.budgets.queries.applications import BUDGET, KIND
from mitmachstadt.modules.budgets.samples.content import BEFORE, DISTRICT, MAIL, NOW, POSTAL, Example
from mitmachstadt.modules.council import interface as council
from mitmachstadt.spine.accounts.models import Role, User
from mitmachstadt.spine.audit.actions import examples_of
from mitmachstadt.spine.audit.models import LogEntry
from mitmachstadt.spine.cases import bulk
from mitmachstadt.spine.cases.actions import move
from mitmachstadt.spine.cases.models import Case, CaseEvent, Duty
from mitmachstadt.spine.cases.registry import Given, kind_of
from mitmachstadt.spine.city.models import District, NumberSeries, Organisation, Topic
from mitmachstadt.spine.notify.models import News
from mitmachstadt.spine.search.actions import clean_vocabulary, remove_entry

#: The phases in their order with the days they have in the examples.
DAYS = {
    "announce": 14, "collect": 60, "check": 20, "vote": 28, "board": 28, "decide": 42, "build": 730, "done": 365,
}  # fmt: skip
#: Days before today of last year's meeting, and after the notice until the proof is owed.
MET, PROOF_DAYS = 270, 730


def seed() -> str:
    """Makes the examples once; needs a sample coordinator."""
    if Budget.objects.filter(sample=True).exists():
        return "Beispiel-Budgets sind schon da."
    by = User.objects.filter(sample=True, roles__role=Role.COORDINATOR).first()
    if by is None:
        return "Keine Beispiel-Koordination, deshalb keine Beispiel-Budgets."
    year = timezone.localdate().year
    with transaction.atomic():
        _last_year(by, year - 1)
        _this_year(by, year)
        _of_a_district(by, year)
    return f"3 Beispiel-Budgets mit {len(NOW) + len(BEFORE) + len(DISTRICT)} Anträgen angelegt."


def _budget(
    by: User, name: str, year: int, total: int, text: str, district: District | None = None
) -> Budget:
    kind = "district" if district else "town"
    return budgets.begin(
        name, by=by, year=year, total=total, first=timezone.localdate(), kind=kind, district=district, text=text,
        sample=True,
    )  # fmt: skip


def _turn(budget: Budget, key: str, days: int) -> Budget:
    """Moves the phases so that `key` began so many days ago, at 0:00."""
    keys = list(DAYS)
    before = sum(DAYS[one] for one in keys[: keys.index(key)])
    first = timezone.localdate() - timedelta(days=before + days)
    for one in keys:
        opens, closes = _midnight(first), _midnight(first + timedelta(days=DAYS[one]))
        Phase.objects.update_or_create(
            budget=budget, key=one, defaults={"opens_at": opens, "closes_at": closes}
        )
        first += timedelta(days=DAYS[one])
    Phase.objects.filter(budget=budget).exclude(key__in=keys).delete()
    # Of examples nobody is told.
    Phase.objects.filter(budget=budget, opens_at__lte=timezone.now()).update(told_at=timezone.now())
    return Budget.objects.prefetch_related("phases").get(pk=budget.pk)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _this_year(by: User, year: int) -> None:
    text = "Beispiel: Geld für Projekte, die allen nützen. Wer etwas machen möchte, stellt einen Antrag, alle stimmen ab."
    budget = _budget(by, f"Beispiel: Bürger:innenbudget {year}", year, 12000, text)
    budget = budgets.publish(_turn(budget, "collect", 58), by=by)
    cases = [_arrive(budget, one) for one in NOW]
    budget = _turn(budget, "check", 10)
    for case, example in zip(cases, NOW, strict=True):
        _take(case, "admit", Given(), by)
        _date(case, [example.days, 12])
    _finish(_turn(budget, "vote", 5))


def _last_year(by: User, year: int) -> None:
    text = "Beispiel: So sah das Budget im Jahr davor aus, vom Antrag bis zum Nachweis."
    budget = _budget(by, f"Beispiel: Bürger:innenbudget {year}", year, 10000, text)
    budget = budgets.publish(_turn(budget, "collect", 5), by=by)
    cases = [_arrive(budget, one) for one in BEFORE]
    for case in cases:
        _take(case, "admit", Given(), by)
    _turn(budget, "board", 5)
    # What came before the meeting first, for all of them: the list goes there as one.
    for case, example in zip(cases, BEFORE, strict=True):
        for key, given, _ago in example.steps:
            if key == "advise" or key.startswith("early_"):
                _take(case, key, given, by)
    held = _meet(budget, by)
    for case, example in zip(cases, BEFORE, strict=True):
        done = 0
        for key, given, _ago in example.steps:
            if key == "advise" or key.startswith("early_"):
                done += 1
                continue
            _take(case, key, given, by)
        ago = [one for _key, _given, one in example.steps]
        _date(case, [example.days, 372, *ago[:done], 290, *ago[done:]], held)
    _finish(_turn(budget, "build", 255))


def _meet(budget: Budget, by: User) -> date:
    """The meeting of last year with the list on its agenda and what was decided; returns its day."""
    day = timezone.localdate() - timedelta(days=MET)
    moment = timezone.make_aware(datetime.combine(day, time(17)))
    body = Organisation.objects.filter(key="hfa").first()
    if body is None:
        facts = agenda.ItemFacts(item_id=1, body_name="Hauptausschuss", starts_at=moment, cancelled=False)
        agenda.follow_item(budget.slug, facts)
        return day
    found = council.add_meeting(body.key, moment, by=by, place="Rathaus", sample=True)
    agenda.propose_list(budget, found.id, by=by)
    item = council.items_about(BUDGET, budget.slug)[-1]
    council.record_result(
        item.id, "Beispiel: Der Ausschuss folgt der Liste des Beirats.", by=by, vote="13 zu 0"
    )
    return day


def _of_a_district(by: User, year: int) -> None:
    district = District.objects.filter(slug="ickern").first() or District.objects.first()
    if district is None:
        return
    text = f"Beispiel: Kleines Geld für das, was {district.name} zusammenhält."
    budget = _budget(by, f"Beispiel: Stadtteilbudget {district.name} {year}", year, 3000, text, district)
    budget = budgets.publish(_turn(budget, "collect", 20), by=by)
    for example in DISTRICT:
        case = _arrive(budget, example)
        for key, given, _ago in example.steps:
            _take(case, key, given, by)
        _date(case, [example.days, *[ago for _key, _given, ago in example.steps]])
    _finish(budget)


def _finish(budget: Budget) -> None:
    index_budget(budget)
    index(Application.objects.filter(budget=budget).select_related("case", "budget", "district", "topic"))


def _arrive(budget: Budget, example: Example) -> Case:
    words = Words(
        title=example.title, text=example.text, requested=example.requested, costs=example.costs, label=example.label,
        district=District.objects.filter(slug=example.district).first(),
        topic=Topic.objects.filter(slug=example.topic).first(),
    )  # fmt: skip
    person = Person(
        name=example.name or "Beispiel", postal=POSTAL, association=example.association,
        is_association=bool(example.association), name_public=bool(example.name), old_enough=True, resident=True,
        email=MAIL,
    )  # fmt: skip
    with examples_of(_moment(example.days, 0)):
        return hand_in(budget, words, person, received_at=_moment(example.days, 0), sample=True)[0]


def _take(case: Case, key: str, given: Given, by: User) -> None:
    """One step as the case stands now; days before today become dates, the proof comes from the applicant."""
    fresh = Case.objects.get(pk=case.pk)
    more: dict[str, Any] = dict(given.more)
    today = timezone.localdate()
    if "ago" in more:
        # A payment of long ago lies before the notice that is given only now; its day is set afterwards.
        ago = more.pop("ago")
        given = replace(given, day=today - timedelta(days=ago) if ago < 0 else today)
    if key == "prove":
        more = {"costs": more["costs"], "started_on": today, "done_on": today}
        move(
            fresh,
            "proved",
            by=None,
            as_sender=True,
            expect_version=fresh.version,
            given=replace(given, more=more),
        )
        return
    bulk.take(fresh, key, replace(given, more=more), by=by, expect_version=fresh.version)


def _moment(days: int, minute: int) -> datetime:
    day = timezone.localdate() - timedelta(days=days)
    return min(timezone.make_aware(datetime.combine(day, time(8, minute))), timezone.now())


def _date(case: Case, days: list[int], held: date | None = None) -> None:
    """Gives the steps the days of the example, and sums and duties what follows from them."""
    moments = [_moment(one, place) for place, one in enumerate(days)]
    events = list(CaseEvent.objects.filter(case=case).exclude(kind="letter").order_by("at", "id"))
    by_kind: dict[str, date] = {}
    for event, moment in zip(events, moments, strict=True):
        CaseEvent.objects.filter(pk=event.pk).update(at=moment)
        by_kind[event.kind] = timezone.localdate(moment)
    fresh = Case.objects.select_related("unit").get(pk=case.pk)
    Case.objects.filter(pk=case.pk).update(
        received_at=moments[0], closed_at=moments[-1] if fresh.closed_at else None
    )
    Application.objects.filter(case=case).update(**_days_of(case, by_kind, held), updated_at=moments[-1])
    for duty in Duty.objects.filter(case=case):
        if duty.done_at is not None:
            Duty.objects.filter(pk=duty.pk).update(opened_at=moments[0], done_at=moments[-1])
            continue
        owed = kind_of(fresh).duty_of(Case.objects.get(pk=case.pk), timezone.localdate(moments[-1]))
        Duty.objects.filter(pk=duty.pk).update(
            opened_at=moments[-1], due_on=owed.due_on if owed else duty.due_on
        )


def _days_of(case: Case, days: dict[str, date], held: date | None) -> dict[str, Any]:
    """The columns with days, after the days of the steps."""
    row = Application.objects.get(case=case)
    found: dict[str, Any] = {"admitted_on": days.get("admit")}
    if row.early_on:
        found["early_on"] = next(day for kind, day in days.items() if kind.startswith("early_"))
    if row.decided_on:
        found["decided_on"] = held
    if row.notice_on:
        found["notice_on"] = days["notice"]
    if row.due_proof_on:
        found["due_proof_on"] = days["notice"] + timedelta(days=PROOF_DAYS)
    if row.paid_on:
        found["paid_on"] = days["pay"]
    if row.proved_on:
        found |= {
            "proved_on": days["prove"], "started_on": days["pay"], "done_on": days["prove"] - timedelta(days=10),
        }  # fmt: skip
    if row.due_back_on:
        found["due_back_on"] = days["claim"] + timedelta(days=30)
    if row.recovered_on:
        found["recovered_on"] = days["repaid"]
    return found


@transaction.atomic
def remove() -> str:
    """Takes every example away, with its votes, log, news, search entry and numbers."""
    rows = Budget.objects.filter(sample=True)
    number = rows.count()
    cases = Case.objects.filter(sample=True, kind=KIND)
    ids = [str(pk) for pk in cases.values_list("pk", flat=True)]
    for one in cases.values_list("number", flat=True):
        remove_entry(KIND, one)
    for slug in rows.values_list("slug", flat=True):
        remove_entry(BUDGET, slug)
        News.objects.filter(sample=True, path__contains=f"/budgets/{slug}/").delete()
    LogEntry.objects.filter(sample=True, object_kind="case", object_id__in=ids).delete()
    LogEntry.objects.filter(sample=True, object_kind__in=("budget", "sheet")).delete()
    for name in ("ballots", "voters", "sheet"):
        _drop(rows, name)
    cases.delete()
    rows.delete()
    for series in NumberSeries.objects.filter(prefix="BB"):
        if not Case.objects.filter(number__startswith=f"BB-{series.year}-").exists():
            series.delete()
    clean_vocabulary()
    return f"{number} Beispiel-Budgets entfernt."


def _drop(rows: Any, name: str) -> None:
    """Deletes what hangs on these budgets by that name, where such a thing is."""
    relation = next((one for one in Budget._meta.related_objects if one.get_accessor_name() == name), None)
    if relation is not None and relation.related_model is not None:
        relation.related_model._default_manager.filter(budget__in=rows).delete()
