"""Made-up content for the gallery at /stil/: enough to show every component and state, and marked there as a sample."""

from __future__ import annotations

import csv
from datetime import date
from types import SimpleNamespace
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator

TODAY = date(2026, 11, 23)

ROWS: list[dict[str, Any]] = [
    {"number": 1, "key": "b1", "district": "Rauxel", "topic_icon": "bike", "title": "Fahrradstraße Eichenweg und Schulstraße bis Bahnhofstraße", "text": "Die Schulstraße soll zum ruhigen Weg für Räder werden.", "state": "open", "detail": "noch 12\u00a0Tage", "lon": 7.3113, "lat": 51.5727, "open": True},
    {"number": 2, "key": "b2", "district": "Altstadt", "topic_icon": "tree", "title": "Konzept für mehr Grün in der Innenstadt", "text": "Wo Bäume, Beete und Schatten dazukommen sollen.", "state": "open", "detail": "noch 26\u00a0Tage", "lon": 7.3165, "lat": 51.5497, "open": True},
    {"number": 3, "key": "b3", "district": "Ickern", "topic_icon": "smartpole", "title": "Pilotprojekt Smartpoles in einer geeigneten Straße", "text": "Laternen mit LED, freiem WLAN und Messfühlern im Test.", "state": "published", "detail": "", "lon": 7.3435, "lat": 51.5965, "open": False},
    {"number": 4, "key": "b4", "district": "Altstadt", "topic_icon": "bike", "title": "Fahrradstraße Obere Münsterstraße", "text": "Lückenschluss zwischen Altstadtring und Münsterplatz.", "state": "first_reading", "detail": "am 3.\u00a0Dezember", "lon": 7.3105, "lat": 51.5535, "open": False},
    {"number": 5, "key": "b5", "district": "Habinghorst", "topic_icon": "house", "title": "Wohnbebauung auf dem Sportplatz Recklinghauser Straße", "text": "Wohnungen auf der Fläche des früheren Platzes.", "state": "in_work", "detail": "", "lon": 7.3308, "lat": 51.5925, "open": False},
    {"number": 6, "key": "b6", "district": "Schwerin", "topic_icon": "bike", "title": "Fahrradstraße Bodelschwingher-, Grimberg-, Dortmundstraße", "text": "Verbindung von Schwerin in Richtung Dortmund.", "state": "published", "detail": "", "lon": 7.3340, "lat": 51.5470, "open": False},
]  # fmt: skip

STEPS = [
    {"what": "Rat informiert", "when": "2.\u00a0November 2026", "icon": "people", "state": "done"},
    {"what": "Veröffentlicht", "when": "9.\u00a0November 2026", "icon": "megaphone", "state": "done"},
    {"what": "Hinweise sammeln", "when": "noch 12\u00a0Tage, bis\u00a05.\u00a0Dezember", "icon": "message", "state": "now"},
    {"what": "Erste Beratung", "when": "10.\u00a0Dezember 2026", "icon": "gavel", "state": ""},
    {"what": "In Arbeit", "when": "Frühjahr 2027", "icon": "spanner", "state": ""},
    {"what": "Fertig", "when": "Herbst 2027", "icon": "flag", "state": ""},
]

RECEIPT_STEPS = [
    {"what": "Heute, 10:42\u00a0Uhr", "when": "Angekommen und gespeichert", "icon": "check", "state": "done"},
    {"what": "In den nächsten 2\u00a0Tagen", "when": "Wir prüfen den Text und zeigen ihn öffentlich.", "number": 1},
    {"what": "Bis 4.\u00a0Dezember", "when": "Die Fachleute sagen, was geht und was nicht, mit Grund.", "number": 2},
    {"what": "10.\u00a0Dezember", "when": "Der Ausschuss berät. Ihr Hinweis liegt auf dem Tisch.", "number": 3},
]

CASE_STEPS = [
    {"what": "Für alle sichtbar", "when": "Mo, 9.\u00a0November, 11:20\u00a0Uhr, Frau Celik", "icon": "eye", "state": "grey"},
    {"what": "2 Menschen: „Mir auch aufgefallen“", "when": "Di, 10. und Fr, 13.\u00a0November", "icon": "people", "state": "grey"},
    {"what": "Interne Notiz", "when": "Di, 17.\u00a0November, Herr Brandt", "icon": "lock", "state": "now", "note": "Habe vor Ort gemessen: 9 Sekunden für 14 Meter. Eigentlich müssten es 14 sein."},
    {"what": "Frist abgelaufen", "when": "Sa, 21.\u00a0November", "icon": "alarm", "state": "late"},
]  # fmt: skip

TASKS: list[dict[str, Any]] = [
    {"name": "Überfällig", "late": True, "count": 4, "items": [
        {"id": 1, "title": "Grünphase für Fußgänger zu kurz", "meta": "Barriere · Bahnhofstraße", "icon": "accessible", "tone": "danger", "due": "seit 2\u00a0Tagen", "due_class": "late", "chosen": True},
        {"id": 2, "title": "Bank vor der Bäckerei", "meta": "Hinweis · Schulstraße", "icon": "message", "tone": "", "due": "seit gestern", "due_class": "late"},
        {"id": 3, "title": "Sperrmüll am Glascontainer", "meta": "Mangel · Dingen", "icon": "trash", "tone": "grey", "due": "seit gestern", "due_class": "late", "ticked": True},
        {"id": 4, "title": "Wilder Müll, dritte Meldung", "meta": "Mangel · Dingen", "icon": "trash", "tone": "grey", "due": "seit heute", "due_class": "late", "ticked": True},
    ]},
    {"name": "Heute", "late": False, "count": 5, "items": [
        {"id": 5, "title": "Bürgerantrag: Trinkbrunnen Altstadt", "meta": "§ 24 · Formprüfung", "icon": "file", "tone": "plum", "due": "heute", "due_class": "today"},
        {"id": 6, "title": "Laterne vor Nummer 12 ist aus", "meta": "Mangel · Rauxel, 3 warten mit", "icon": "lamp", "tone": "", "due": "heute", "due_class": "today"},
        {"id": 7, "title": "Neuer Vorschlag prüfen", "meta": "Vorschlag · Merklinde", "icon": "people", "tone": "sky", "due": "heute", "due_class": "today"},
    ]},
    {"name": "Diese Woche", "late": False, "count": 25, "items": [
        {"id": 8, "title": "Baumpatenschaft Lönsstraße", "meta": "Anmeldung · Altstadt", "icon": "tree", "tone": "leaf", "due": "Do"},
        {"id": 9, "title": "Termin verschoben, Bestätigung fehlt", "meta": "Termin · Bürgerbüro", "icon": "calendar", "tone": "", "due": "Fr"},
    ]},
]  # fmt: skip

DESK = {
    "url": "/stil/schreibtisch/",
    "person": "Frau Celik",
    "initial": "C",
    "role": "Vertretung: Herr Brandt",
    "top": [
        {"url": "#", "label": "Alles", "icon": "inbox", "count": 34, "current": True},
        {"url": "#", "label": "Meins", "icon": "person", "count": 11},
    ],
    "areas": [
        {"url": "#", "label": "Mängel", "icon": "lamp", "count": 12},
        {"url": "#", "label": "Barrieren", "icon": "accessible", "count": 3},
        {"url": "#", "label": "Hinweise", "icon": "message", "count": 9},
        {"url": "#", "label": "Bürgeranträge", "icon": "file", "count": 2},
        {"url": "#", "label": "Termine", "icon": "calendar", "count": 3},
        {"url": "#", "label": "Vorhaben", "icon": "flag", "count": None},
    ],
    "bar": [
        {"url": "#", "label": "Eingang", "icon": "inbox", "current": True},
        {"url": "#", "label": "Meins", "icon": "person"},
        {"url": "#", "label": "Suchen", "icon": "search"},
        {"url": "#", "label": "Mehr", "icon": "more"},
    ],
}

SUGGESTIONS = [
    {"quote": "Bitte die Linden stehen lassen und zwischen den Parkplätzen neue Bäume setzen.", "who": "Eine Anwohnerin, 12.\u00a0November", "state": "accepted", "answer": "Vier neue Baumscheiben sind jetzt Teil des Entwurfs.", "by": "Stadtgrün, 17.\u00a0November"},
    {"quote": "Vor der Schule soll man nur 20 fahren dürfen.", "who": "Eine Schülerin, 12 Jahre, 14.\u00a0November", "state": "partly_accepted", "answer": "Die Stadt darf auf Fahrradstraßen kein Tempo 20 anordnen. Dafür wird die Einfahrt vor der Schule enger.", "by": "Verkehrsplanung, 19.\u00a0November"},
    {"quote": "Die Straße ganz für Autos sperren.", "who": "Name ist verborgen, 20.\u00a0November", "state": "in_check", "answer": "Antwort spätestens am 4.\u00a0Dezember.", "by": "Verkehrsplanung"},
]  # fmt: skip

REPORTS = [
    {"key": "m1", "title": "Laterne aus", "lon": 7.2985, "lat": 51.5755, "kind": "defect", "icon": "lamp", "url": "#"},
    {"key": "m2", "title": "Schlagloch", "lon": 7.3375, "lat": 51.5575, "kind": "defect", "icon": "road", "url": "#"},
    {"key": "m3", "title": "Müll", "lon": 7.3505, "lat": 51.5615, "kind": "defect", "icon": "trash", "url": "#"},
]

WAY = {"type": "LineString", "coordinates": [[7.3060, 51.5745], [7.3113, 51.5727], [7.3150, 51.5713], [7.3185, 51.5697]]}


class SampleForm(forms.Form):
    """The fields of a suggestion, for the gallery alone."""

    about = forms.ChoiceField(label="Worum geht es?", help_text="Das ist noch offen. Wählen Sie eines aus.", widget=forms.RadioSelect, choices=[("a", "Parken"), ("b", "Bäume und Bänke"), ("c", "Kreuzung am Eichenweg"), ("d", "Etwas anderes")], initial="b")  # fmt: skip
    text = forms.CharField(label="Ihr Vorschlag", max_length=2000, help_text="Ein Satz genügt. Ihr Text wird nach der Prüfung öffentlich.", widget=forms.Textarea(attrs={"rows": 5, "data-counter": "id_text_left", "data-privacy": "id_text_privacy"}), error_messages={"required": "Schreiben Sie bitte mindestens einen Satz."})  # fmt: skip
    photo = forms.FileField(label="Foto oder Skizze", required=False, help_text="Wenn Sie möchten. Aufnahmeort und Gerätedaten löschen wir.")  # fmt: skip
    mail = forms.EmailField(label="E-Mail", help_text="Nur für die Antwort, nicht öffentlich.", error_messages={"invalid": "Es fehlt der Teil nach dem @, zum Beispiel web.de."})  # fmt: skip


def sample_districts() -> list[SimpleNamespace]:
    """The districts with their points, straight from the town's folder."""
    path = settings.TOWN_DIR / "data" / "stadtteil-bezugspunkte.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [SimpleNamespace(name=row["ortsteil"], lat=float(row["lat"]), lon=float(row["lon"])) for row in csv.DictReader(file)]


def examples() -> dict[str, Any]:
    """The context of every gallery page."""
    pins = [
        {"key": row["key"], "title": row["title"], "lon": row["lon"], "lat": row["lat"], "number": row["number"], "kind": "open" if row["open"] else "project", "url": "/stil/detail/", "chosen": row["number"] == 1}
        for row in ROWS
    ]  # fmt: skip
    return {
        "today": TODAY,
        "rows": ROWS,
        "pins": pins,
        "map_pins": pins + REPORTS,
        "way_pins": [{"key": "w", "title": ROWS[0]["title"], "lon": 7.3125, "lat": 51.57235, "kind": "open", "icon": "bike"}],
        "case_pins": [{"key": "c", "title": "Meldung", "lon": 7.3185, "lat": 51.5600, "kind": "defect", "icon": "accessible"}],
        "case_focus": [7.3185, 51.5600],
        "ways": [WAY],
        "districts": sample_districts(),
        "steps": STEPS,
        "receipt_steps": RECEIPT_STEPS,
        "case_steps": CASE_STEPS,
        "groups": TASKS,
        "desk": DESK,
        "suggestions": SUGGESTIONS,
        "weeks": [("40", 31), ("41", 26), ("42", 34), ("43", 22), ("44", 29), ("45", 37), ("46", 25), ("47", 23)],
        "page": Paginator(range(60), 20).page(2),
        "form": SampleForm(),
        "bad_form": SampleForm({"about": "b", "text": "", "mail": "gerda.m@"}, {}),
        "deadline_day": date(2026, 12, 5),
        "body": "Guten Tag,\n\nIhr Hinweis ist angekommen.",
        "action_url": "https://example.org/",
        "action_label": "Hinweis ansehen",
        "states": "draft department_check coordination informed published first_reading in_work done put_back stopped open overdue accepted partly_accepted rejected in_check sample".split(),
    }
