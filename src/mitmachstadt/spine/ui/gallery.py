"""Made-up content for the gallery at /stil/: every component and state."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.utils.datastructures import MultiValueDict

from mitmachstadt.spine.ui import status

TODAY = date(2026, 11, 23)

SAMPLE: dict[str, Any] = json.loads((Path(__file__).parent / "gallery.json").read_text("utf-8"))


class SampleForm(forms.Form):
    """The fields of a suggestion, for the gallery alone."""

    about = forms.ChoiceField(
        label="Worum geht es?",
        help_text="Das ist noch offen. Wählen Sie eines aus.",
        widget=forms.RadioSelect,
        choices=[
            ("a", "Parken"),
            ("b", "Bäume und Bänke"),
            ("c", "Kreuzung am Eichenweg"),
            ("d", "Etwas anderes"),
        ],
        initial="b",
    )
    text = forms.CharField(
        label="Ihr Vorschlag",
        max_length=2000,
        help_text="Ein Satz genügt. Ihr Text wird nach der Prüfung öffentlich.",
        widget=forms.Textarea(
            attrs={"rows": 5, "data-counter": "id_text_left", "data-privacy": "id_text_privacy"}
        ),
        error_messages={"required": "Schreiben Sie bitte mindestens einen Satz."},
    )
    photo = forms.FileField(
        label="Foto oder Skizze",
        required=False,
        help_text="Wenn Sie möchten. Aufnahmeort und Gerätedaten löschen wir.",
    )
    mail = forms.EmailField(
        label="E-Mail",
        help_text="Nur für die Antwort, nicht öffentlich.",
        error_messages={"invalid": "Es fehlt der Teil nach dem @, zum Beispiel web.de."},
    )


def sample_districts() -> list[SimpleNamespace]:
    """The districts with their points, straight from the town's folder."""
    path = settings.TOWN_DIR / "data" / "stadtteil-bezugspunkte.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [
            SimpleNamespace(name=row["ortsteil"], lat=float(row["lat"]), lon=float(row["lon"]))
            for row in csv.DictReader(file)
        ]


def list_pins() -> list[dict[str, Any]]:
    """A pin for each row of the list; the first is the chosen one."""
    return [
        {
            "key": row["key"],
            "title": row["title"],
            "lon": row["lon"],
            "lat": row["lat"],
            "number": row["number"],
            "kind": "open" if row["open"] else "project",
            "url": "/stil/detail/",
            "chosen": row["number"] == 1,
        }
        for row in SAMPLE["rows"]
    ]


def map_examples() -> dict[str, Any]:
    """Everything that is drawn on a map."""
    pins = list_pins()
    way = {"key": "w", "title": SAMPLE["rows"][0]["title"], "lon": 7.3125, "lat": 51.57235}
    case = {"key": "c", "title": "Meldung", "lon": 7.3185, "lat": 51.5600}
    return {
        "pins": pins,
        "map_pins": pins + SAMPLE["reports"],
        "way_pins": [{**way, "kind": "open", "icon": "bike"}],
        "case_pins": [{**case, "kind": "defect", "icon": "accessible"}],
        "case_focus": [7.3185, 51.5600],
        "ways": [SAMPLE["way"]],
        "districts": sample_districts(),
    }


def examples() -> dict[str, Any]:
    """The context of every gallery page."""
    given = {
        name: SAMPLE[name] for name in ("rows", "steps", "receipt_steps", "case_steps", "desk", "suggestions")
    }
    return {
        **given,
        **map_examples(),
        "today": TODAY,
        "groups": SAMPLE["tasks"],
        "weeks": [
            (str(week), answers)
            for week, answers in zip(range(40, 48), (31, 26, 34, 22, 29, 37, 25, 23), strict=True)
        ],
        "page": Paginator(range(60), 20).page(2),
        "form": SampleForm(),
        "bad_form": SampleForm({"about": "b", "text": "", "mail": "gerda.m@"}, MultiValueDict()),
        "deadline_day": date(2026, 12, 5),
        "body": "Guten Tag,\n\nIhr Hinweis ist angekommen.",
        "action_url": "https://example.org/",
        "action_label": "Hinweis ansehen",
        "states": list(status.STATUSES),
    }
