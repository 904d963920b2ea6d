"""The report of a take-over in German: what was read and written, what differs, and what the source can not give."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from mitmachstadt.modules.consul.actions.writing import SUBJECTS, votes_of
from mitmachstadt.modules.consul.models import Author, Record, Run

NAMES = {
    "proposal": "Vorschläge", "debate": "Debatten", "investment": "Projekte der Bürgerbudgets", "budget": "Bürgerbudgets",
    "comment": "Kommentare", "notification": "Mitteilungen zu Vorschlägen", "milestone": "Meilensteine", "vote": "Stimmen",
    "poll": "Umfragen", "legislation": "Beteiligungen an Texten", "suggestion": "Vorschläge zu Texten", "image": "Bilder",
    "document": "Dokumente",
}  # fmt: skip
WRITTEN = frozenset(NAMES) - {"budget", "vote"}
#: What comments hang on, as the report calls it.
PLACES = {"Poll": "Umfrage", "Topic": "Thema einer Gemeinschaft", "Poll::Question": "Frage einer Umfrage"}
#: What single votes are given on, as the source calls it.
VOTED = {
    "proposal": "Proposal", "debate": "Debate", "suggestion": "Legislation::Proposal", "investment": "Budget::Investment",
}  # fmt: skip
TYPES = {
    "Proposal": "Vorschläge", "Debate": "Debatten", "Comment": "Kommentare", "ProposalNotification": "Mitteilungen",
    "Vote": "Stimmen", "Budget": "Bürgerbudgets", "BudgetInvestment": "Projekte der Bürgerbudgets",
    "Milestone": "Meilensteine",
}  # fmt: skip
NEVER_BY_API = (
    "Projekte der Bürgerbudgets: Stimmenzahl, Bereich, Datum, Ort auf der Karte, Auswahl und Ergebnis. Das steht nur in der "
    "Tabelle der Verwaltung oder in der Datenbank.",
    "Zu welchem Bürgerbudget ein Projekt gehört: Die Schnittstelle nennt bei jedem Budget die Projekte aller Budgets.",
    "Umfragen und Beteiligungen an Texten (Legislation); Kommentare dazu werden gelesen und warten auf die Datenbank.",
    "Bilder, Dokumente und Punkte auf der Karte.",
    "Welche Kommentare im Namen der Verwaltung geschrieben wurden.",
    "Stimmen gegen Vorschläge, und wer abgestimmt hat.",
    "Was von der Moderation ausgeblendet wurde, und interne Kommentare: Deshalb können Zahlen von den angekündigten abweichen.",
    "Beiträge von Personen, die ihre Aktivität verbergen, tragen keinen Namen und lassen sich niemandem zuordnen.",
)  # fmt: skip
NEVER_BY_TABLES = (
    "Vorhaben (projekts) und Mängelmeldungen (deficiency_reports) der deutschen Fassung: Ihr Aufbau ist nicht öffentlich "
    "beschrieben, deshalb werden sie nicht gelesen.",
    "Was auch dort niemand sah: Ergebnisse von Umfragen vor ihrem Ende oder ohne Veröffentlichung, unveröffentlichte "
    "Fassungen, Antworten auf Fragen zu Texten, Antworten in eigenen Worten, Angaben zu Budgets vor ihrem Abschluss.",
    "Angaben über Personen außer dem öffentlichen Namen werden nicht gelesen.",
)  # fmt: skip


def words(run: Run) -> str:
    """The report as Markdown."""
    parts = [
        f"# Übernahme aus „{run.source.name}“",
        f"Weg: {'Schnittstelle (GraphQL)' if run.path == 'api' else 'Tabellen der Datenbank'}. "
        f"Begonnen {_moment(run.started_at)}, beendet {_moment(run.finished_at)}.",
        "## Was die Quelle anbietet", _offered(run),
        "## Gelesen und übernommen", _counts(run),
        "## Zahlen im Vergleich", *_numbers(run),
        "## Auffälliges", *_findings(run),
        "## Was die Quelle auf diesem Weg nicht gibt",
        "\n".join(f"- {one}" for one in (NEVER_BY_API if run.path == "api" else NEVER_BY_TABLES)),
    ]  # fmt: skip
    return "\n\n".join(part for part in parts if part) + "\n"


def _moment(value: Any) -> str:
    return timezone.localtime(value).strftime("am %d.%m.%Y um %H:%M Uhr") if value else "–"


def _offered(run: Run) -> str:
    if run.path != "api":
        read = run.figures.get("asked", ())
        left = [name for name in run.figures.get("tables", ()) if name not in read]
        lines = [f"- Gelesen: {', '.join(read) or 'keine'}"]
        return "\n".join(
            [*lines, *([f"- Liegen da und werden nicht gelesen: {', '.join(left)}"] if left else [])]
        )
    offered = run.place.get("offered") or {}
    lines = []
    for name, german in TYPES.items():
        if name not in offered:
            lines.append(f"- {german}: nein")
        else:
            fields = offered[name]
            lines.append(
                f"- {german}: ja"
                + (f" ({len(fields)} Felder)" if fields else " (nur an den alten Namen erprobt)")
            )
    return "\n".join(lines)


def _counts(run: Run) -> str:
    rows = Record.objects.filter(source=run.source_id).values("kind").order_by("kind").annotate(
        n=Count("pk", filter=Q(gone_at__isnull=True)), here=Count("pk", filter=~Q(target="") & Q(gone_at__isnull=True)),
        gone=Count("pk", filter=Q(gone_at__isnull=False)),
    )  # fmt: skip
    lines = ["| Art | gelesen | hier | nicht mehr in der Quelle |", "|---|---:|---:|---:|"]
    for row in rows:
        here = str(row["here"]) if row["kind"] in WRITTEN else "nur gezählt"
        lines.append(f"| {NAMES.get(row['kind'], row['kind'])} | {row['n']} | {here} | {row['gone']} |")
    return "\n".join(lines)


def _numbers(run: Run) -> list[str]:
    """Announced numbers beside counted ones."""
    read: Counter[tuple[str, int]] = Counter()
    present = Record.objects.filter(source=run.source_id, gone_at__isnull=True)
    for on, on_id in present.filter(kind="comment").values_list("data__on", "data__on_id").iterator(5_000):
        read[(SUBJECTS.get(on, ""), on_id or 0)] += 1
    announced, compared, differing = 0, 0, []
    for kind, old_id, number in present.filter(kind__in=set(SUBJECTS.values())).values_list(
        "kind", "old_id", "data__comments"
    ):
        if number is None:
            continue
        announced += number
        compared += read[(kind, old_id)]
        if number != read[(kind, old_id)]:
            differing.append(f"{NAMES[kind]} {old_id}: angekündigt {number}, gelesen {read[(kind, old_id)]}")
    lines = [
        f"Kommentare: {announced} angekündigt, {compared} dazu gelesen; "
        f"bei {len(differing)} Beiträgen weichen die Zahlen ab."
    ]
    if others := sum(read.values()) - compared:
        lines.append(f"Weitere Kommentare zu etwas, dessen Zahl die Quelle nicht nennt: {others}.")
    lines += [_list(differing)] if differing else []
    return [*lines, *_votes(run)]


def _votes(run: Run) -> list[str]:
    votes = votes_of(run)
    if not votes:
        return ["Einzelne Stimmen wurden nicht gelesen; es gelten die Zahlen der Quelle."]
    differing = []
    rows = Record.objects.filter(source=run.source_id, gone_at__isnull=True, kind__in=VOTED)
    for kind, old_id, up, down in rows.values_list("kind", "old_id", "data__up", "data__down"):
        counted = votes.get((VOTED[kind], old_id), (0, 0))
        if (up is not None and up != counted[0]) or (down is not None and down != counted[1]):
            differing.append(
                f"{NAMES[kind]} {old_id}: angezeigt {up}/{'–' if down is None else down}, gezählt {counted[0]}/{counted[1]}"
            )
    head = f"Stimmen (dafür/dagegen): bei {len(differing)} Beiträgen ergibt das Zählen etwas anderes als die Anzeige."
    twice = run.figures.get("votes_twice")
    doubled = (
        [f"Doppelte Stimmen derselben Person auf denselben Beitrag, je einmal gezählt: {twice}."]
        if twice is not None
        else []
    )
    if answers := run.figures.get("answers_twice"):
        doubled.append(f"Doppelte Antworten derselben Person in Umfragen, je einmal gezählt: {answers}.")
    return [head, *([_list(differing)] if differing else []), *_ballots(run), *doubled]


def _ballots(run: Run) -> list[str]:
    """What single ballots give, where it is not what the former platform showed."""
    rows = Record.objects.filter(source=run.source_id, gone_at__isnull=True, kind="investment")
    differing = [
        f"{NAMES['investment']} {old_id}: auf Stimmzetteln angezeigt {shown}, gezählt {counted}"
        for old_id, shown, counted in rows.order_by("old_id").values_list(
            "old_id", "data__ballots", "data__ballots_counted"
        )
        if counted is not None and counted != shown
    ]
    return [_list(differing)] if differing else []


def _list(lines: list[str], most: int = 20) -> str:
    shown = [f"- {one}" for one in lines[:most]]
    return "\n".join([*shown, *([f"- … und {len(lines) - most} weitere"] if len(lines) > most else [])])


def _findings(run: Run) -> list[str]:
    present = Record.objects.filter(source=run.source_id, gone_at__isnull=True)
    authored = present.filter(kind__in=("proposal", "debate", "investment", "suggestion", "comment"))
    stray = present.filter(kind="comment", target="").exclude(data__text="")
    kinds = Counter(stray.values_list("data__on", flat=True))
    found = [
        f"Ohne öffentlichen Namen: {authored.filter(author_id__isnull=True).count()} von {authored.count()} Beiträgen.",
        f"Von HTML bereinigt: {present.filter(data__html=True).count()} Beiträge.",
        f"Zeitpunkt nur auf die Stunde bekannt: {present.filter(data__hour=True).count()} Einträge; "
        "ihre Folge kommt aus den Nummern.",
        f"Namen von Beitragenden: {Author.objects.filter(source=run.source_id).count()}; "
        f"davon mit Prüfwert der Adresse: {Author.objects.filter(source=run.source_id).exclude(email_hash='').count()}.",
    ]
    if kinds:
        listed = ", ".join(
            f"{PLACES.get(name, name or 'ohne Angabe')} {number}" for name, number in kinds.most_common()
        )
        found.append(f"Kommentare zu etwas, das hier keinen Platz hat: {sum(kinds.values())} ({listed}).")
    for name, place in run.place.get("lists", {}).items():
        found += _of_list(name, place)
    return [_list(found, 60), *_files(run)]


def _files(run: Run) -> list[str]:
    """Pictures and documents that are not here, each with its reason; what hangs on something that is not here is left out."""
    rows = Record.objects.filter(source=run.source_id, gone_at__isnull=True, kind__in=("image", "document"))
    missing = [
        f"{'Bild' if kind == 'image' else 'Dokument'} {old_id} ({data.get('name') or data.get('title') or 'ohne Namen'}): "
        f"{kept['problem']}"
        for kind, old_id, data, kept in rows.order_by("kind", "old_id").values_list(
            "kind", "old_id", "data", "kept"
        )
        if kept.get("problem")
    ]
    if not missing:
        return []
    return [f"Bilder und Dokumente, die nicht übernommen sind: {len(missing)}.", _list(missing, 200)]


def _of_list(name: str, place: dict[str, Any]) -> list[str]:
    found = []
    if place.get("refused"):
        found.append(f"Liste {name}: abgelehnt ({place['refused']}).")
    if place.get("pass", 1) > 1:
        found.append(f"Liste {name}: Die Folge war nicht fest, sie wurde {place['pass']}-mal gelesen.")
    if place.get("singles"):
        found.append(f"Liste {name}: {place['singles']} fehlende Nummern einzeln nachgefragt.")
    if place.get("lost"):
        found.append(f"Liste {name}: Felder, die es dort nicht gibt: {', '.join(place['lost'])}.")
    return found
