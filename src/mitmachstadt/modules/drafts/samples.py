"""A made-up and marked text in two versions with comments and answers, made by the real actions and taken away again."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from mitmachstadt.modules.drafts import actions, agreeing, comments, queries
from mitmachstadt.modules.drafts.models import Comment, Draft, Paragraph, Version
from mitmachstadt.spine.accounts.models import Role, User
from mitmachstadt.spine.audit.models import LogEntry
from mitmachstadt.spine.cases import bulk
from mitmachstadt.spine.cases.models import Case, CaseEvent, Duty
from mitmachstadt.spine.cases.registry import Given, kind_of
from mitmachstadt.spine.city.models import NumberSeries, Organisation
from mitmachstadt.spine.notify.models import News
from mitmachstadt.spine.search.actions import clean_vocabulary, remove_entry

TITLE = "Beispiel: Konzept für die Beteiligung der Einwohner:innen"
FIRST = """# Beispiel-Konzept zur Beteiligung

## Wozu es dieses Konzept gibt

Wer in der Stadt lebt, soll mitreden können, bevor entschieden ist. Dieses Konzept sagt, wie das geht.

Beteiligung ersetzt keine Entscheidung des Rates. Der Rat begründet, was er übernimmt und was nicht.

## Wie die Stadt informiert

Die Stadt veröffentlicht ihre Vorhaben, bevor ein Gremium sie zum ersten Mal berät.

Zu jedem Vorhaben gibt es eine Zusammenfassung.

## Wie Menschen mitreden

Einwohner:innen können innerhalb von vier Wochen Hinweise geben.

Einmal im Jahr findet eine Stadtteilversammlung statt.
"""
SECOND = """# Beispiel-Konzept zur Beteiligung

## Wozu es dieses Konzept gibt

Wer in der Stadt lebt, soll mitreden können, bevor entschieden ist. Dieses Konzept sagt, wie das geht.

Beteiligung ersetzt keine Entscheidung des Rates. Der Rat begründet, was er übernimmt und was nicht.

## Wie die Stadt informiert

Die Stadt veröffentlicht ihre Vorhaben, bevor ein Gremium sie zum ersten Mal berät.

Zu jedem Vorhaben gibt es eine Zusammenfassung in einfacher Sprache und zum Anhören.

## Wie Menschen mitreden

Einwohner:innen können innerhalb von sechs Wochen Hinweise geben, in den Ferien länger.

Einmal im Jahr findet in jedem Stadtteil eine Versammlung statt. Der Ort ist ohne Stufen zu erreichen.
"""
#: Part of the paragraph, words, proposed wording, name, outcome, answer.
COMMENTS = (
    (
        "eine Zusammenfassung",
        "Beispiel: Bitte auch in einfacher Sprache, sonst lesen es nur wenige.",
        "Zu jedem Vorhaben gibt es eine Zusammenfassung in einfacher Sprache.",
        "Gerda K. (Beispiel)",
        "taken_over",
        "Beispiel-Antwort: Das nehmen wir auf, und man kann es sich anhören.",
    ),
    (
        "vier Wochen",
        "Beispiel: Vier Wochen sind in den Ferien zu kurz.",
        "",
        "",
        "taken_over",
        "Beispiel-Antwort: Es werden sechs Wochen, in den Ferien länger.",
    ),
    (
        "Stadtteilversammlung",
        "Beispiel: Eine Versammlung für die ganze Stadt reicht nicht. Jeder Stadtteil braucht zwei im Jahr.",
        "",
        "",
        "in_part",
        "Beispiel-Antwort: Jeder Stadtteil bekommt eine Versammlung im Jahr. Für zwei fehlen Menschen und Geld.",
    ),
    (
        "ersetzt keine Entscheidung",
        "Beispiel: Die Einwohner:innen sollen selbst entscheiden.",
        "",
        "",
        "not_taken",
        "Beispiel-Antwort: Die Gemeindeordnung gibt die Entscheidung dem Rat. Dafür begründet er jede.",
    ),
)
OPEN = ("jedem Stadtteil", "Beispiel: Schön. Bitte nennen Sie die Termine ein halbes Jahr vorher.")

#: Days ago: the first version, the answers to what was said of it, and the second version that followed from them.
BEGUN, ANSWERED, REVISED = 40, 14, 12


@transaction.atomic
def seed() -> str:
    """Makes the example once; needs the example people and the town's rules."""
    if Draft.objects.filter(sample=True).exists():
        return "Den Beispiel-Text gibt es schon."
    by = User.objects.filter(sample=True, roles__role=Role.COORDINATOR).order_by("pk").first()
    units = Organisation.objects.filter(answers_cases=True)
    unit = units.filter(sample=True).order_by("pk").first() or units.order_by("pk").first()
    if by is None or unit is None:
        return "Keine Beispiel-Zugänge, deshalb kein Beispiel-Text."
    today = timezone.localdate()
    values = {
        "kind": "konzept",
        "title": TITLE,
        "summary": "Wie Menschen in der Stadt mitreden: Schreiben Sie an jedem Absatz mit.",
        "unit": unit,
        "window_start": today - timedelta(days=BEGUN),
        "window_end": today + timedelta(days=25),
    }
    draft = actions.prepare(values, by=by, sample=True)
    _publish(draft, FIRST, "", by)
    told: list[tuple[Case, int, int | None]] = []
    readers = list(User.objects.filter(sample=True).exclude(pk=by.pk).order_by("pk")[:2])
    for place, (part, text, wording, name, outcome, answer) in enumerate(COMMENTS):
        case = _comment(draft, part, text, wording, name, by)
        for reader in readers[: 2 - place % 3]:
            agreeing.agree(case.draft_comment, reader)
        fresh = Case.objects.get(pk=case.pk)
        bulk.take(
            fresh, "answer", Given(outcome=outcome, text=answer), by=by, expect_version=fresh.version
        )  # fmt: skip
        told.append((case, BEGUN - 4 - 5 * place, ANSWERED))
    note = "Beispiel: Nach vier Anmerkungen sind Fristen, einfache Sprache und Versammlungen genauer gefasst."
    _publish(draft, SECOND, note, by)
    told.append((_comment(draft, OPEN[0], OPEN[1], "", "", by), REVISED - 4, None))
    for number, days in ((1, BEGUN), (2, REVISED)):
        moment = F("published_at") - timedelta(days=days)
        Version.objects.filter(draft=draft, number=number).update(published_at=moment)
    Draft.objects.filter(pk=draft.pk).update(published_at=F("published_at") - timedelta(days=BEGUN))
    for case, received, answered in told:
        _date(case, received, answered)
    return "Einen Beispiel-Text mit zwei Fassungen und fünf Anmerkungen angelegt."


def _publish(draft: Draft, source: str, note: str, by: User) -> None:
    draft.refresh_from_db()
    actions.set_text(draft, source, note=note, by=by, expect_revision=draft.revision)
    draft.refresh_from_db()
    actions.publish(draft, by=by, expect_revision=draft.revision)


def _comment(draft: Draft, part: str, text: str, wording: str, name: str, by: User) -> Case:
    newest = queries.newest(draft)
    paragraph = Paragraph.objects.select_related("version__draft").get(
        version=newest, level=0, text__contains=part
    )
    case, _secret = comments.hand_in(paragraph, text, wording=wording, name=name, sample=True)
    return bulk.take(Case.objects.get(pk=case.pk), "release", Given(), by=by, expect_version=1)


def _date(case: Case, received: int, answered: int | None) -> None:
    """A comment came so many days ago, was read on the next day, and was answered; its open duty follows from that."""
    now = timezone.now()
    came, seen = now - timedelta(days=received), now - timedelta(days=received - 1)
    said = now - timedelta(days=answered) if answered is not None else None
    moments = [came, seen, said or seen]
    Case.objects.filter(pk=case.pk).update(received_at=came)
    if said is not None:
        Case.objects.filter(pk=case.pk).update(closed_at=said)
        Comment.objects.filter(case=case).update(answered_on=timezone.localdate(said))
    for event, moment in zip(case.events.order_by("at", "pk"), moments, strict=False):
        CaseEvent.objects.filter(pk=event.pk).update(at=moment)
    for place, duty in enumerate(Duty.objects.filter(case=case).order_by("opened_at", "pk")):
        opened, done = moments[place], moments[place + 1] if duty.done_at else None
        values: dict[str, object] = {"opened_at": opened, "done_at": done}
        fresh = Case.objects.select_related("unit").get(pk=case.pk)
        owed = kind_of(fresh).duty_of(fresh, timezone.localdate(opened)) if done is None else None
        if owed is not None:
            values["due_on"] = owed.due_on
        Duty.objects.filter(pk=duty.pk).update(**values)


@transaction.atomic
def remove() -> str:
    """Takes the example away, with what people tried on it, its log, news, search entries and numbers."""
    rows = Draft.objects.filter(sample=True)
    number = rows.count()
    on_examples = Q(sample=True) | Q(draft_comment__paragraph__version__draft__sample=True)
    cases = Case.objects.filter(on_examples, kind=comments.KIND)
    ids = list(cases.values_list("pk", flat=True))
    for name in list(cases.values_list("number", flat=True)):
        remove_entry(comments.KIND, name)
    for pk, name in list(rows.values_list("pk", "number")):
        remove_entry(actions.KIND, name)
        LogEntry.objects.filter(sample=True, object_kind="draft", object_id=str(pk)).delete()
        News.objects.filter(sample=True, path__contains=f"/{name}/").delete()
    LogEntry.objects.filter(sample=True, object_kind="case", object_id__in=[str(pk) for pk in ids]).delete()
    Case.objects.filter(pk__in=ids).delete()
    rows.delete()
    NumberSeries.objects.filter(prefix=actions.SAMPLE_PREFIX).delete()
    for series in NumberSeries.objects.filter(prefix="K"):
        if not Case.objects.filter(number__startswith=f"K-{series.year}-").exists():
            series.delete()
    clean_vocabulary()
    return f"{number} Beispiel-Text entfernt."
