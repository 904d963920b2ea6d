"""Marked examples: a paper that saves, one that burdens much and names its alternative, and those of example agendas."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from mitmachstadt.modules.climate.actions import comment, hand_in
from mitmachstadt.modules.climate.models import Opinion, PaperCheck
from mitmachstadt.modules.council import interface as council
from mitmachstadt.spine.accounts.models import Role, RoleAssignment, User
from mitmachstadt.spine.audit.models import LogEntry
from mitmachstadt.spine.city.models import Organisation

SCREENING = ("building", "energy", "mobility", "procurement", "nature", "waste", "economy", "adaptation")
#: Who wrote the examples.
UNIT = "stadtverwaltung"
FACTORS = "Beispiel: Strom Bundesmix 2021, 0,435 t/MWh (LocalZero 2021, ohne Vorketten)"


def yes_to(*keys: str) -> dict[str, bool]:
    """Answers to the eight questions."""
    return {key: key in keys for key in SCREENING}


EXAMPLES: tuple[tuple[str, str, dict[str, Any], tuple[str, str]], ...] = (
    (
        "Beispiel-Vorlage 101",
        "Beispiel: Solaranlagen auf drei Schulen",
        {
            "screening": yes_to("building", "energy"), "field": "energy", "direction": "relieves",
            "low": Decimal(90), "mid": Decimal(120), "high": Decimal(140), "years": 25, "factor_set": FACTORS,
            "energy": "Rund 280 MWh Strom im Jahr, der größte Teil wird in den Schulen selbst verbraucht.",
            "alternatives": "Nur eine Schule: spart ein Drittel, die Planung kostet fast dasselbe.",
        },
        (Opinion.AGREES, "Die Annahmen zum Ertrag sind vorsichtig gewählt."),
    ),
    (
        "Beispiel-Vorlage 102",
        "Beispiel: Parkdeck am Rand der Altstadt",
        {
            "screening": yes_to("building", "mobility", "nature", "adaptation"), "field": "mobility",
            "direction": "burdens", "low": Decimal(110), "mid": Decimal(160), "high": Decimal(230), "years": 40,
            "factor_set": "Beispiel: Schätzung aus Stellplätzen, Fahrten und Beton; Faktoren 2021",
            "adaptation": "1.900 Quadratmeter werden versiegelt; 14 Bäume entfallen.",
            "alternatives": "Vorhandene Stellplätze abends öffnen und den Bus verdichten. Das braucht zwei Jahre Vorlauf.",
            "compensation": "30 Bäume im selben Stadtteil.",
        },
        (Opinion.DIFFERS, "Die Alternative lässt sich in einem Jahr umsetzen; sie sollte zuerst versucht werden."),
    ),
)  # fmt: skip


#: Checks of papers that other examples put on agendas, by their number; they are public once they have one.
WAITING: dict[str, dict[str, Any]] = {
    "Beispiel-Vorlage 001": {
        "screening": yes_to("mobility"), "field": "mobility", "direction": "relieves", "strength": "slight",
        "not_estimable_reason": "Beispiel: Wie viele aufs Rad umsteigen, zeigt erst die Zählung nach einem Jahr.",
    },
    "Beispiel-Vorlage 002": {
        "screening": yes_to("nature", "adaptation"), "field": "land", "direction": "relieves", "strength": "slight",
        "not_estimable_reason": "Beispiel: Was junge Bäume binden, hängt davon ab, wie viele von ihnen anwachsen.",
        "adaptation": "Schatten an acht Straßen; die Baumscheiben nehmen Regen auf.",
    },
}  # fmt: skip

#: What the past example meeting decided on each, and how it was voted; "" while it is still to come.
RESULTS = ("Beispiel: Einstimmig beschlossen.", "")
#: How long before its meeting a paper is written.
LEAD = timedelta(days=21)
YEAR = timedelta(days=365)


def _past() -> council.MeetingInfo | None:
    """The last example meeting that took place."""
    return next((one for one in council.past_meetings(timezone.localdate()) if one.sample), None)


def _check(paper_id: int, values: dict[str, Any], day: date, by: User) -> PaperCheck:
    """A check handed in on a day."""
    unit = Organisation.objects.get(key=UNIT)
    check = hand_in(paper_id, values, by=by, department=unit, sample=True)
    moment = timezone.make_aware(datetime.combine(day, datetime.min.time().replace(hour=10)))
    PaperCheck.objects.filter(pk=check.pk).update(submitted_at=moment, created_at=moment)
    check.refresh_from_db()
    return check


@transaction.atomic
def seed() -> str:
    """Makes the examples once; needs the example people."""
    if PaperCheck.objects.filter(sample=True).exists():
        return ""
    held = (
        RoleAssignment.objects.filter(role=Role.COORDINATOR, user__sample=True).select_related("user").first()
    )
    if held is None:
        return ""
    by: User = held.user
    past, today = _past(), timezone.localdate()
    for (reference, title, values, (opinion, text)), result in zip(EXAMPLES, RESULTS, strict=True):
        day = past.day - LEAD if past and result else today
        paper = council.draft_paper(reference, title, by=by, departments=[UNIT], day=day, sample=True)
        comment(_check(paper.id, values, day, by), opinion, text, by=by)
        council.release_paper(paper.id, by=by)
        if past and result:
            item = council.add_agenda_item(
                past.id, title, by=by, subject_kind="", subject_id="", paper_reference=reference
            )
            council.record_result(item.id, result, by=by, vote="einstimmig")
    for paper in council.papers_dated(today - YEAR, today, public_only=False):
        if paper.sample and not paper.public and paper.reference in WAITING:
            _check(paper.id, WAITING[paper.reference], paper.date or today, by)
            council.release_paper(paper.id, by=by)
    return f"{len(EXAMPLES)} Beispiel-Vorlagen mit Klimacheck angelegt."


@transaction.atomic
def remove() -> str:
    """Takes the examples away; the papers go with the council's own."""
    LogEntry.objects.filter(sample=True, object_kind="papercheck").delete()
    PaperCheck.objects.filter(sample=True).delete()
    return ""
