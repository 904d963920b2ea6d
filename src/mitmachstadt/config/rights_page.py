"""`docs/rechte.md`: the table of rights as text."""

from __future__ import annotations

from django.utils.translation import override

from mitmachstadt.config.addresses import addresses
from mitmachstadt.config.rights import PEOPLE, Audience, case_steps, project_steps, table

HEAD = (
    "# Rechte\n\nErzeugt aus `config/rights.py` mit `make docs`. `tests/contracts/test_rights.py` ruft jede Adresse und jeden\n"
    "Schritt als jede dieser Personen auf und vergleicht mit dieser Tabelle.\n\n"
    "●  darf · ○  darf unter der Bedingung, die daneben steht · –  darf nicht: Wer nicht angemeldet ist,\n"
    "wird zur Anmeldung geführt, andere sehen 403 oder 404.\n"
    "„Stelle, zuständig“ ist Sachbearbeitung der Stelle, bei der die Sache liegt, „Stelle, fremd“ die einer anderen.\n"
    "Unter `/schreibtisch/` und `/redaktion/` braucht jede Rolle im Betrieb den zweiten Schritt.\n"
)


def rights_page() -> str:
    """Addresses and steps by kind of person."""
    with override("de"):
        paths = addresses()
        rows = [line(f"`/{paths.get(name, name)}`", *both) for name, both in table().items()]
        steps = [row(label, people) for _kind, _key, label, people in case_steps()]
        projects = [row(label, people) for label, people in project_steps()]
    return (
        HEAD
        + "\n## Adressen\n\n"
        + head("Adresse", "Tun")
        + "\n".join(sorted(text for pair in rows for text in pair))
        + "\n\n`/redaktion/…` (Wagtail): Redaktion und Betrieb, alle anderen werden zur Anmeldung geführt.\n"
        + "\n## Schritte an Vorgängen\n\nNur an Vorgängen der eigenen Stelle; Moderation und Koordinierung an allen.\n\n"
        + head("Schritt")
        + "\n".join(steps)
        + "\n\n## Schritte an Vorhaben\n\nDavor gilt die Freigabekette der Stadt (`rules/vorhabenliste.toml`).\n\n"
        + head("Schritt")
        + "\n".join(projects)
        + "\n"
    )


def head(*first: str) -> str:
    columns = [*first, *PEOPLE.values()]
    return "| " + " | ".join(columns) + " |\n|" + "---|" * len(columns) + "\n"


def marks(audience: Audience) -> str:
    """`●` in, `○` in under the condition beside, `–` out."""
    signs = ("●" if name in audience.people else "○" if name in audience.maybe else "–" for name in PEOPLE)
    return " | ".join(signs)


def row(label: str, people: frozenset[str]) -> str:
    return f"| {label} | {marks(Audience(people))} |"


def line(path: str, read: Audience | None, write: Audience | None) -> list[str]:
    """One row for reading and one for writing, as far as there is such a thing."""
    found = []
    for verb, audience in (("lesen", read), ("schreiben", write)):
        if audience is not None:
            note = f" ({audience.note})" if audience.note else ""
            found.append(f"| {path} | {verb}{note} | {marks(audience)} |")
    return found
