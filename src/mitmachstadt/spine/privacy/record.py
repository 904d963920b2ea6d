"""The record of processing activities (GDPR article 30), from the declarations: as Markdown, and for paper."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from mitmachstadt.spine.privacy.registry import Activity, register
from mitmachstadt.spine.ui.words import day


def rows_of(activity: Activity) -> list[tuple[str, str]]:
    """An activity as pairs of name and value."""
    return [
        (_("Purpose"), str(activity.purpose)),
        (_("Legal basis"), str(activity.basis)),
        (_("Persons concerned"), str(activity.people)),
        (_("Recipients"), str(activity.recipients)),
        (_("Period of deletion"), str(activity.deletion)),
        (_("Data"), "; ".join(data_words(activity))),
    ]


def data_words(activity: Activity) -> list[str]:
    """`accounts.User: email, display_name`, one for each table; names of columns, so that an auditor finds them."""
    return [f"{label}: {', '.join(fields)}" for label, fields in activity.fields.items()]


def controller_rows() -> list[tuple[str, str]]:
    """Who answers for all of it, from town.toml."""
    contact: dict[str, Any] = settings.TOWN["contact"]
    return [
        (
            _("Controller"),
            ", ".join(str(contact[key]) for key in ("office", "street", "city") if contact.get(key)),
        ),
        (_("Contact address"), str(contact.get("email", ""))),
    ]


def markdown() -> str:
    """The page of the documentation; it names no town, so that it is the same for every installation."""
    with override("de"):
        parts = [
            "# Verzeichnis der Verarbeitungstätigkeiten\n\n"
            "Nach Artikel 30 DSGVO. Diese Seite schreibt `make docs` aus den Erklärungen in `privacy.py` neben den "
            "Tabellen jeder Anwendung.\nEin Feld, das Angaben über Personen enthalten könnte und über das dort nichts "
            "steht, hält den Start der Plattform an.\nVerantwortlich ist die Stadt, deren `town.toml` gilt; Betreiber:innen "
            "sehen das Verzeichnis mit Namen und Anschrift\nder Stadt unter `/schreibtisch/datenschutz/` und drucken es "
            "dort als PDF.\n"
        ]
        for activity in register.ordered():
            rows = "\n".join(f"| {name} | {value} |" for name, value in rows_of(activity))
            parts.append(f"\n## {activity.title}\n\n| | |\n|---|---|\n{rows}\n")
        terms = "\n".join(f"- {term.title}" for term in register.terms.values())
        parts.append(
            f"\n## Fristen, die von selbst laufen\n\nTäglich durch den Hintergrunddienst:\n\n{terms}\n"
        )
    return "".join(parts)


def sheet() -> dict[str, Any]:
    """The record for paper."""
    town = f"{settings.TOWN['platform']} {settings.TOWN['name']}"
    return {
        "title": _("Record of processing activities"),
        "lang": "de",
        "foot": f"{town}, {day(timezone.localdate())}",
        "lines": [f"{name}: {value}" for name, value in controller_rows()],
        "sections": [
            {"title": str(one.title), "facts": [list(row) for row in rows_of(one)], "items": []}
            for one in register.ordered()
        ],
    }
