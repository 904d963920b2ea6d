"""What the examples say: made up from the first to the last word, and therefore marked in every title."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mitmachstadt.spine.cases.registry import Given

MAIL = "beispiel@example.org"
POSTAL = "Beispielweg 1, 44575 Castrop-Rauxel"


@dataclass(frozen=True, kw_only=True)
class Example:
    """One application: words, lines of its cost plan, and its steps with the days before today they were taken."""

    title: str
    text: str
    requested: int
    costs: tuple[tuple[str, int], ...]
    name: str = ""
    association: str = ""
    district: str = ""
    topic: str = ""
    label: str = ""
    days: int = 0
    steps: tuple[tuple[str, Given, int], ...] = ()


def given(
    text: str = "", *, reason: str = "", outcome: str = "", ago: int | None = None, **more: Any
) -> Given:
    """What a step gives; `ago` is its day before today, made a date when it is taken."""
    return Given(
        text=text, reason=reason, outcome=outcome, more={**more, **({"ago": ago} if ago is not None else {})}
    )


#: On the ballot now.
NOW = (
    Example(
        title="Beispiel: Hochbeete für alle am Stadtgarten", requested=2400, days=58, district="castrop-altstadt",
        topic="oekologie", association="Gartengruppe Altstadt (Beispiel)", label="Stadtgarten",
        text="Sechs Hochbeete in zwei Höhen, damit man sie auch im Sitzen erreicht. Wer mag, pflanzt mit; geerntet wird "
        "gemeinsam.", costs=(("Holz und Vlies", 1500), ("Erde und Pflanzen", 700), ("Schilder", 200)),
    ),
    Example(
        title="Beispiel: Bücherkiste an der Haltestelle", requested=900, days=55, district="ickern", topic="kultur",
        name="Petra L. (Beispiel)",
        text="Eine wetterfeste Kiste mit Büchern zum Mitnehmen und Dalassen. Drei Nachbarn kümmern sich.",
        costs=(("Kiste", 650), ("Fundament", 250)),
    ),
    Example(
        title="Beispiel: Werkzeug zum Ausleihen", requested=3200, days=50, district="habinghorst", topic="soziales",
        association="Nachbarschaftstreff Nord (Beispiel)",
        text="Bohrmaschine, Leiter, Anhänger fürs Rad: Nicht jeder Haushalt muss alles selbst kaufen. Ausgabe an zwei "
        "Nachmittagen in der Woche.", costs=(("Werkzeug", 2600), ("Regale", 600)),
    ),
    Example(
        title="Beispiel: Trikots für das Mädchenteam", requested=1450, days=47, district="schwerin", topic="sport",
        association="Sportverein Süd (Beispiel)",
        text="Das neue Team hat 16 Spielerinnen und bisher nur geliehene Trikots.", costs=(("Trikots", 1200), ("Bälle", 250)),
    ),
    Example(
        title="Beispiel: Nachtlicht für den Schulweg", requested=4800, days=44, district="henrichenburg", topic="mobilitaet",
        name="Tarik E. (Beispiel)",
        text="Zwölf kleine Leuchten mit Sonnenstrom am Fußweg zwischen Haltestelle und Schule.",
        costs=(("Leuchten", 4200), ("Montage", 900)),
    ),
    Example(
        title="Beispiel: Konzerte im Hof", requested=2000, days=40, district="castrop-altstadt", topic="kultur",
        name="Ines und Karl (Beispiel)",
        text="Vier Nachmittage mit Musik aus dem Viertel, Eintritt frei, Kuchen gegen Spende.",
        costs=(("Technik", 900), ("Künstler:innen", 1100)),
    ),
    Example(
        title="Beispiel: Bänke am Kanalufer", requested=5000, days=36, district="henrichenburg", topic="oekologie",
        association="Heimatverein (Beispiel)", label="Kanalufer",
        text="Drei Bänke mit Lehne und Armstütze, dazwischen Platz für Rollstuhl und Kinderwagen.",
        costs=(("Bänke", 4200), ("Fundamente", 1500)),
    ),
    Example(
        title="Beispiel: Reparaturtreff mit neuem Messgerät", requested=780, days=33, district="ickern", topic="klima",
        association="Reparaturtreff (Beispiel)",
        text="Geräte prüfen, bevor sie nach Hause gehen: Dafür braucht der Treff ein Messgerät.",
        costs=(("Messgerät", 780),),
    ),
)  # fmt: skip

#: Of last year, in every state to which a way can lead.
BEFORE = (
    Example(
        title="Beispiel: Boulebahn im Park", requested=3000, days=420, district="castrop-altstadt", topic="kultur",
        association="Boulefreunde (Beispiel)", label="Stadtpark",
        text="Eine Bahn aus Splitt mit Holzrand. Kugeln kann man im Kiosk leihen.",
        costs=(("Splitt und Holz", 2300), ("Kugeln", 700)),
        steps=(
            ("advise", given("Beispiel: Der Platz ist gut erreichbar und für jedes Alter.", amount=3000, rank=1), 300),
            ("decide", given("Beispiel: Der Ausschuss folgt dem Beirat.", outcome="granted"), 270),
            ("notice", given(), 262),
            ("pay", given(amount=3000, ago=255), 255),
            ("prove", given("Beispiel: Die Bahn ist seit dem Sommer fertig. Jeden Mittwoch spielen 20 Leute.", costs=3050), 180),
            ("accept", given("Beispiel: Vielen Dank. Belege und Fotos sind vollständig.", amount=3050), 165),
        ),
    ),
    Example(
        title="Beispiel: Lesepaten mit Vorlesekoffern", requested=1200, days=415, district="ickern", topic="soziales",
        association="Lesepaten (Beispiel)",
        text="Zehn Koffer mit Bilderbüchern in vielen Sprachen, die von Kita zu Kita wandern.",
        costs=(("Bücher", 900), ("Koffer", 300)),
        steps=(
            ("advise", given("Beispiel: Wirkt in allen Stadtteilen.", amount=1200, rank=2), 300),
            ("decide", given("Beispiel: Der Ausschuss folgt dem Beirat.", outcome="granted"), 270),
            ("notice", given(), 262),
            ("pay", given(amount=1200, ago=250), 250),
            ("prove", given("Beispiel: Neun Koffer sind unterwegs, einer wurde gespendet.", costs=1080), 190),
            ("claim", given(reason="Beispiel: 120 Euro wurden nicht gebraucht, ein Koffer wurde gespendet.", amount=120,
                            ago=-30), 175),
            ("repaid", given(amount=120, ago=160), 160),
        ),
    ),
    Example(
        title="Beispiel: Blühstreifen am Bahndamm", requested=2600, days=410, district="rauxel", topic="oekologie",
        name="Uwe T. (Beispiel)",
        text="Heimische Stauden auf 200 Metern, gepflegt von einer Schulklasse.",
        costs=(("Pflanzen", 1900), ("Bodenarbeiten", 700)),
        steps=(
            ("early_admitted", given(reason="Beispiel: Die Pflanzzeit endet vor der Sitzung des Ausschusses.", ago=305), 310),
            ("advise", given("Beispiel: Nur die Pflanzen, den Boden bereitet der Stadtbetrieb vor.", amount=1900, rank=3), 300),
            ("decide", given("Beispiel: Der Ausschuss folgt dem Beirat.", outcome="in_part", amount=1900), 270),
            ("notice", given(), 262),
            ("pay", given(amount=1900, ago=240), 240),
        ),
    ),
    Example(
        title="Beispiel: Kinoabend unter freiem Himmel", requested=4500, days=405, district="castrop-altstadt", topic="kultur",
        association="Filmklub (Beispiel)",
        text="Drei Abende mit Leinwand auf dem Markt, Eintritt frei.",
        costs=(("Leinwand und Technik", 3500), ("Filmrechte", 1200)),
        steps=(
            ("advise", given("Beispiel: Für drei Abende reicht ein Teil, die Technik kann geliehen werden.", amount=2500,
                             rank=4), 300),
            ("decide", given("Beispiel: Der Ausschuss folgt dem Beirat.", outcome="in_part", amount=2500), 270),
            ("notice", given(), 262),
            ("pay", given(amount=2500, ago=200), 200),
            ("prove", given("Beispiel: Alle drei Abende waren voll, einmal mit Regenschirmen.", costs=2510), 20),
        ),
    ),
    Example(
        title="Beispiel: Schaukasten für den Verein", requested=800, days=400, district="schwerin", topic="kultur",
        association="Kegelklub (Beispiel)", text="Ein Schaukasten vor dem Vereinsheim.", costs=(("Schaukasten", 800),),
        steps=(
            ("advise", given("Beispiel: Nützt vor allem dem Verein selbst.", amount=0), 300),
            ("decide", given("Beispiel: Das Budget ist für alle da; der Schaukasten nützt vor allem den Mitgliedern.",
                             outcome="declined"), 270),
            ("notice", given(), 262),
        ),
    ),
    Example(
        title="Beispiel: Spielekiste für den Platz", requested=1100, days=398, district="habinghorst", topic="soziales",
        name="Mira (Beispiel)", text="Eine Kiste mit Spielen und Kreide, Schlüssel im Kiosk.",
        costs=(("Kiste und Spiele", 1100),),
        steps=(
            ("advise", given("Beispiel: Gute Idee für wenig Geld.", amount=1100, rank=5), 300),
            ("decide", given("Beispiel: Der Ausschuss folgt dem Beirat.", outcome="granted"), 270),
            ("notice", given(), 262),
            ("revoke", given(reason="Beispiel: Die Antragstellerin ist weggezogen und gibt das Geld frei."), 220),
        ),
    ),
)  # fmt: skip

#: For one district, still being checked.
DISTRICT = (
    Example(
        title="Beispiel: Laternenfest im Quartier", requested=600, days=6, association="Siedlergemeinschaft (Beispiel)",
        topic="kultur", text="Laternen basteln und gemeinsam durch die Straßen ziehen.",
        costs=(("Material", 350), ("Getränke", 250)), steps=(("admit", given(), 3),),
    ),
)  # fmt: skip
