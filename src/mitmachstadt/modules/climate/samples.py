"""Two marked examples: a paper that saves, and one that burdens much and names its alternative."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from mitmachstadt.modules.climate.actions import comment, hand_in
from mitmachstadt.modules.climate.models import Opinion, PaperCheck
from mitmachstadt.modules.council import interface as council
from mitmachstadt.spine.accounts.models import Role, RoleAssignment, User
from mitmachstadt.spine.audit.models import LogEntry

SCREENING = ("building", "energy", "mobility", "procurement", "nature", "waste", "economy", "adaptation")
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


#: What the past example meeting decided on each, and how it was voted; "" while it is still to come.
RESULTS = ("Beispiel: Einstimmig beschlossen.", "")


def _decide(reference: str, title: str, result: str, by: User) -> None:
    """Puts a paper on the agenda of the last example meeting, with its result."""
    past = [one for one in council.past_meetings(timezone.localdate()) if one.sample]
    if past:
        item = council.add_agenda_item(
            past[0].id, title, by=by, subject_kind="", subject_id="", paper_reference=reference
        )
        council.record_result(item.id, result, by=by, vote="einstimmig")


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
    for (reference, title, values, (opinion, text)), result in zip(EXAMPLES, RESULTS, strict=True):
        paper = council.draft_paper(reference, title, by=by, departments=["stadtverwaltung"], sample=True)
        check = hand_in(paper.id, values, by=by, sample=True)
        comment(check, opinion, text, by=by)
        council.release_paper(paper.id, by=by)
        if result:
            _decide(reference, title, result, by)
    return f"{len(EXAMPLES)} Beispiel-Vorlagen mit Klimacheck angelegt."


@transaction.atomic
def remove() -> str:
    """Takes the examples away; the papers go with the council's own."""
    LogEntry.objects.filter(sample=True, object_kind="papercheck").delete()
    PaperCheck.objects.filter(sample=True).delete()
    return ""
