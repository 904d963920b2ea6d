"""The page docs/daten.md, written from the datasets themselves, so that it can not grow old unnoticed."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import translation

from mitmachstadt.spine.opendata.datasets import Dataset
from mitmachstadt.spine.opendata.outputs import formats_of
from mitmachstadt.spine.opendata.vocabularies import FREQUENCIES, KINDS, LICENCES, THEMES

HEAD = """# Offene Daten

Diese Seite schreibt `python -m mitmachstadt datasets --write docs/daten.md` aus den Datensätzen selbst.

Jeder Datensatz hat eine Seite unter `/daten/<name>/` und Dateien unter `/daten/<name>.<format>`; die
Schnittstelle `/api/v1/<name>` gibt dieselben Zeilen wie die JSON-Datei, `/api/v1/<name>/<schlüssel>` eine
einzelne. Alles ist ohne Konto und ohne Schlüssel lesbar, auch von fremden Seiten aus (CORS).

- **Blättern** (JSON, GeoJSON): `page` ab 1, `per_page` bis 1000; `naechste` nennt die Adresse der nächsten
  Seite. Mit `alles=1` kommt alles in einem Strom. CSV ist immer vollständig.
- **Eingrenzen**: die Filter jedes Datensatzes, dazu `q` (Wörter) und `bbox=west,süd,ost,nord`, wo es sie gibt.
  Ein Filter darf mehrfach stehen. Unbekannte Namen werden übergangen; `filter` in der Antwort sagt, was galt.
- **Nur Neues**: Jede Antwort hat `ETag`; mit `If-None-Match` kommt 304, wenn sich nichts geändert hat.
- **CSV**: UTF-8 mit BOM, Semikolon, Dezimalkomma, `ja`/`nein`, Listen mit ` | `. Text, den eine Tabelle als
  Formel ausführen würde, beginnt mit einem Apostroph.
- **Fehler** sind `application/problem+json`: 400 mit `fehler` je Parameter, 404 mit dem, was es gibt.
- **Katalog** nach DCAT-AP.de: `/daten/katalog.ttl`. **Beschreibung der Schnittstelle**: `/api/v1/openapi.json`.
"""


def write_documentation(datasets: Iterable[Dataset]) -> str:
    """Markdown in German; asks no database."""
    with translation.override("de"):
        return HEAD + "".join(_section(one) for one in sorted(datasets, key=lambda one: one.slug))


def _section(dataset: Dataset) -> str:
    formats = ", ".join(f"`{one.name}`" for one in formats_of(dataset))
    names = [*(one.name for one in dataset.filters), *(["q"] if dataset.searchable() else [])]
    names += ["bbox"] if dataset.box else []
    filters = ", ".join(f"`{name}`" for name in names) or "keine"
    lines = [
        f"\n## {dataset.title} (`{dataset.slug}`)\n",
        f"{dataset.description}\n",
        f"- Formate: {formats}; Filter: {filters}; Schlüssel: `{dataset.key}`",
        f"- Lizenz: {LICENCES[dataset.licence_uri()][0]}; Thema: {THEMES[dataset.theme]}; "
        f"erneuert: {FREQUENCIES[dataset.frequency]}\n",
        "| Feld | Bedeutung | Art |",
        "|---|---|---|",
    ]
    for field in dataset.fields:
        words = f"{field.label}. {field.help}" if field.help else str(field.label)
        lines.append(f"| `{field.name}` | {words} | {KINDS[field.kind][0]} |")
    return "\n".join(lines) + "\n"
