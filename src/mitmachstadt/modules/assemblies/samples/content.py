"""The made-up story of the examples: one assembly to come, one that took place and whose wishes were followed up."""

from __future__ import annotations

from dataclasses import dataclass

ACCESS = {
    "step_free": "yes",
    "entrance": "Beispiel: Haupteingang ohne Stufen, Tür öffnet auf Knopfdruck.",
    "toilet": "Beispiel: Rollstuhlgerechtes WC im Erdgeschoss, Euroschlüssel.",
    "hearing_loop": "Beispiel: In den ersten vier Reihen, Empfänger gibt es am Eingang.",
    "parking": "Beispiel: Zwei breite Parkplätze neben dem Eingang, Fahrradbügel davor.",
}
COMING = {
    "kind": "stadtteil",
    "title": "Beispiel: Stadtteilversammlung für Ickern",
    "summary": "Wir sprechen über Wege, Plätze und was im Stadtteil fehlt.",
    "text": "Beispiel: Die Stadt stellt kurz vor, was im Stadtteil geplant ist. Danach haben Sie das Wort. "
    "Jeder Wunsch bekommt eine Nummer und eine Antwort.\n\nGetränke gibt es kostenlos.",
    "agenda": "Begrüßung\nWas im Stadtteil geplant ist\nIhre Wünsche\nWie es weitergeht",
    "place": "Beispiel: Aula der Gesamtschule",
    "address": "Beispielstraße 1",
    "stop": "Beispiel: Haltestelle Ickern Markt, 200 Meter",
    "capacity": 40,
    **ACCESS,
}
COMING_WISHES = (
    "Beispiel: Können wir über die Beleuchtung am Kanalweg sprechen? Im Winter ist es dort stockfinster.",
    "Beispiel: Bitte erklären Sie, wann die Arbeiten am Marktplatz anfangen.",
)
GUESTS = (
    # name, persons, interpreter, children, sign language, something else
    ("Beispiel-Gast A", 2, "Ukrainisch", 1, False, ""),
    ("Beispiel-Gast B", 1, "", 0, True, ""),
    ("Beispiel-Gast C", 3, "Arabisch", 2, False, "Bitte ein Platz für einen Rollstuhl."),
    ("Beispiel-Gast D", 1, "", 0, False, ""),
)
PAST = {
    "kind": "stadtteil",
    "title": "Beispiel: Stadtteilversammlung für Habinghorst",
    "summary": "Ein Abend über Spielplätze, Sitzbänke und den Weg zur Schule.",
    "text": "Beispiel: Was wünschen Sie sich für Ihren Stadtteil? Hier steht, was daraus geworden ist.",
    "agenda": "Begrüßung\nIhre Wünsche\nGespräch an drei Tischen\nWie es weitergeht",
    "place": "Beispiel: Bürgerhaus",
    "address": "Beispielweg 12",
    "stop": "Beispiel: Haltestelle Habinghorst Markt, 150 Meter",
    **ACCESS,
}
MINUTES = """Beispiel: 46 Menschen waren da. Nach der Begrüßung sammelten wir Wünsche, vorne auf der Leinwand und an drei Tischen.

Am längsten ging es um den Schulweg. Viele wünschen sich einen sicheren Übergang, einige sorgen sich um die Parkplätze.

Die Stadt hat zugesagt, jeden Wunsch zu beantworten. Die Antworten stehen auf dieser Seite."""


@dataclass(frozen=True)
class Told:
    """A wish of the past assembly: words, heading, and what became of it ("" is still open)."""

    text: str
    group: str = ""
    outcome: str = ""
    answer: str = ""
    promised_in_days: int = 0


WISHES = (
    Told(
        "Beispiel: Ein Zebrastreifen vor der Grundschule, die Autos fahren dort zu schnell.",
        "Sicher zur Schule",
        "promised",
        "Beispiel-Antwort: Wir bauen eine Querungshilfe mit Zebrastreifen. Die Aufträge sind vergeben.",
        60,
    ),
    Told(
        "Beispiel: Bitte Tempo 30 auf dem ganzen Schulweg.",
        "Sicher zur Schule",
        "promised",
        "Beispiel-Antwort: Die Schilder sind bestellt.",
        21,
    ),
    Told(
        "Beispiel: Mehr Bänke am Spielplatz, gern im Schatten.",
        "",
        "done",
        "Beispiel-Antwort: Vier Bänke stehen, zwei davon unter der alten Linde.",
    ),
    Told(
        "Beispiel: Ein öffentliches Schwimmbad im Stadtteil.",
        "",
        "not_possible",
        "Beispiel-Antwort: Der Betrieb kostet jedes Jahr mehr, als die Stadt für alle Sportstätten zusammen ausgibt. "
        "Wir fahren dafür mit dem Bus öfter zum bestehenden Bad.",
    ),
    Told("Beispiel: Ein Aushang mit den Terminen aller Vereine."),
)
