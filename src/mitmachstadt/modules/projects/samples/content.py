"""What the examples say: invented from the first to the last word, and therefore marked in every title."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from mitmachstadt.modules.projects.models import State

LISTED = "Beispiel: Die Ratsmitglieder bekamen eine E-Mail mit dem Link zum Blatt."


@dataclass(frozen=True)
class Held:
    """A meeting about the project: body, days from today, and what was decided if it lies behind us."""

    body: str
    days: int
    result: str = ""
    vote: str = ""


@dataclass(frozen=True)
class Example:
    """One example: `informed` and `listed` are days from today; -30 was thirty days ago."""

    title: str
    summary: str
    state: str
    topic: str
    values: dict[str, Any]
    districts: tuple[str, ...] = ()
    informed: int | None = None
    listed: int | None = None
    since: int = -3
    window: tuple[int, int] | None = None
    costs: tuple[tuple[int, int, int, str, int], ...] = ()
    funding: tuple[tuple[str, int], ...] = ()
    milestones: tuple[tuple[str, int | None, str, bool], ...] = ()
    points: tuple[tuple[str, bool, str], ...] = ()
    papers: tuple[tuple[str, str], ...] = ()
    places: tuple[tuple[str, dict[str, Any]], ...] = ()
    meetings: tuple[Held, ...] = ()
    reason: str = ""
    resume: str = ""
    later: dict[str, str] = field(default_factory=dict)


def euros(amount: int) -> Decimal:
    """A whole amount as the table keeps it."""
    return Decimal(amount)


CONTACT = {
    "contact_name": "Verkehrsplanung (Beispiel), Deniz Çelik",
    "contact_phone": "0000 000000",
    "contact_email": "celik@example.org",
}

BIKE_STREET = Example(
    title="Beispiel: Fahrradstraße vom Münsterplatz nach Norden",
    summary="Auf der Strecke sollen Räder Vorrang bekommen, mit sicheren Kreuzungen und Plätzen zum Abstellen.",
    state=State.PUBLISHED, topic="mobilitaet", districts=("castrop-altstadt", "rauxel"),
    values={
        **CONTACT,
        "description": "Die Strecke wird als Fahrradstraße ausgewiesen. Autos dürfen weiter zu den Häusern fahren. An den "
        "Kreuzungen bekommt das Rad Vorrang, die Fahrbahn wird erneuert, an drei Stellen kommen Abstellplätze dazu.",
        "benefit": "Kinder kommen sicherer zur Schule, und der Weg vom Bahnhof in die Altstadt wird kürzer.",
        "affected": "Menschen, die dort wohnen, zur Schule gehen oder mit dem Rad durchfahren.",
        "present_state": "Der Entwurf liegt vor. Wir sammeln Hinweise, bevor der Ausschuss darüber berät.",
        "participation": "yes", "participation_form": "Hinweise auf dieser Seite und ein Rundgang vor Ort",
        "participation_required": False, "board_involved": True, "criteria": ["many_affected", "participation"],
        "duration_note": "etwa ein Jahr",
        "easy_text": "Die Stadt plant eine Fahrrad-Straße.\nDort haben Fahrräder Vorrang.\nAutos dürfen nur langsam fahren."
        "\nSie können sagen, was Ihnen wichtig ist.",
    },
    informed=-31, listed=-30, since=-30, window=(-30, 12),
    costs=((240000, 290000, 2025, "", -90), (280000, 340000, 2026, "Die Preise für Asphalt sind gestiegen.", -14)),
    funding=(("Land (Nahmobilität)", 70), ("Stadt", 30)),
    milestones=(("Entwurf fertig", -40, "", True), ("Rundgang vor Ort", 6, "", False),
                ("Alle Hinweise sind ausgewertet", 20, "", False), ("Bau beginnt", None, "Frühjahr nächsten Jahres", False)),
    points=(("Wo braucht es Plätze zum Abstellen von Rädern?", True, ""),
            ("Wie sollen die Kreuzungen gestaltet werden?", True, ""),
            ("Wo fehlt Licht?", True, ""),
            ("Die Strecke selbst", False, "Förderbescheid")),
    papers=(("Beispiel-Vorlage 001", "Beispiel: Entwurf der Fahrradstraße"),),
    places=(("Vom Münsterplatz nach Norden", {"type": "LineString", "coordinates": [
        [7.30939, 51.54967], [7.31005, 51.55130], [7.30990, 51.55330], [7.31019, 51.55862], [7.30940, 51.56180]]}),),
    meetings=(Held("ausschuss_buergerbeteiligung", 28),),
)  # fmt: skip

PLAYGROUND = Example(
    title="Beispiel: Spielplatz wird gemeinsam neu geplant",
    summary="Der Spielplatz ist in die Jahre gekommen. Kinder und Nachbar:innen sollen sagen, was dorthin gehört.",
    state=State.PUBLISHED, topic="soziales", districts=("ickern",),
    values={
        **CONTACT,
        "description": "Alte Geräte werden abgebaut, Bäume bleiben stehen. Was neu gebaut wird, ist offen. Ein Teil der Fläche "
        "soll für Kinder mit Behinderung gut zu nutzen sein.",
        "benefit": "Ein Ort, an dem Kinder jeden Alters spielen können, mit Schatten und Bänken.",
        "affected": "Familien in Ickern, die Grundschule, die Kita nebenan.",
        "present_state": "Die Fläche ist vermessen. Eine Zeichnung gibt es noch nicht.",
        "participation": "yes", "participation_form": "Hinweise auf dieser Seite, ein Nachmittag auf dem Platz",
        "participation_required": False, "board_involved": False, "criteria": ["public_interest", "participation"],
        "easy_text": "Ein Spielplatz wird neu.\nKinder und Eltern dürfen sagen, was sie sich wünschen.",
    },
    informed=-10, listed=-9, since=-9, window=(-9, 33),
    costs=((120000, 150000, 2026, "", -9),),
    funding=(("Stadt", 100),),
    milestones=(("Nachmittag auf dem Platz", 18, "", False), ("Entwurf", 60, "", False)),
    points=(("Welche Geräte wünschen Sie sich?", True, ""), ("Wo soll Schatten sein?", True, ""),
            ("Die Bäume bleiben", False, "Baumschutzsatzung")),
    places=(("Spielplatz (ausgedachte Fläche)", {"type": "Polygon", "coordinates": [[
        [7.3378, 51.5912], [7.3386, 51.5913], [7.3387, 51.5908], [7.3379, 51.5907], [7.3378, 51.5912]]]}),),
    meetings=(Held("kijupa", 37),),
)  # fmt: skip

TREES = Example(
    title="Beispiel: Hundert Bäume an breiten Straßen",
    summary="An Straßen ohne Schatten sollen Bäume gepflanzt werden, zuerst dort, wo es im Sommer am heißesten ist.",
    state=State.FIRST_READING, topic="oekologie", districts=("habinghorst", "henrichenburg"),
    values={
        **CONTACT,
        "description": "Für jeden Baum fällt ein Stellplatz weg oder wird eine Fläche geöffnet. Die Reihenfolge richtet sich "
        "nach Hitze und nach Leitungen im Boden.",
        "benefit": "Schatten, kühlere Luft, weniger Wasser auf der Straße bei starkem Regen.",
        "affected": "Menschen, die an diesen Straßen wohnen oder parken.",
        "present_state": "Der Ausschuss hat zum ersten Mal beraten. Der Beschluss des Rates steht aus.",
        "participation": "yes", "participation_form": "Hinweise auf dieser Seite", "participation_required": False,
        "board_involved": True, "criteria": ["many_affected"],
    },
    informed=-82, listed=-80, since=-27, window=(-80, -38),
    costs=((400000, 400000, 2026, "", -80),),
    funding=(("Bund", 60), ("Stadt", 40)),
    milestones=(("Straßen ausgesucht", -60, "", True), ("Beschluss", None, "in der Sitzung des Rates", False),
                ("Erste Pflanzung", None, "im Herbst", False)),
    points=(("Welche Straße braucht zuerst Schatten?", True, ""), ("Arten, die Hitze vertragen", False, "Gutachten")),
    papers=(("Beispiel-Vorlage 002", "Beispiel: Straßen für neue Bäume"),),
    places=(("Punkt an der Straße (ausgedacht)", {"type": "Point", "coordinates": [7.3205, 51.5871]}),),
    meetings=(Held("ausschuss_buergerbeteiligung", -27, "Beispiel: Der Ausschuss empfiehlt, die Hinweise aufzunehmen.",
                   "einstimmig"),
              Held("umweltausschuss", -20, "Beispiel: Der Ausschuss empfiehlt dem Rat, dem Plan zuzustimmen.",
                   "12 dafür, 2 dagegen, 1 Enthaltung"), Held("rat", 16)),
)  # fmt: skip

LIBRARY = Example(
    title="Beispiel: Bücherei öffnet auch am Sonntag",
    summary="Ein Jahr lang soll die Bücherei an einem Sonntag im Monat offen sein, mit Vorlesen und Kaffee.",
    state=State.IN_WORK, topic="kultur",
    values={
        **CONTACT, "whole_town": True,
        "description": "Der Versuch läuft zwölf Monate. Gezählt wird, wie viele Menschen kommen.",
        "benefit": "Ein Ort für den Sonntag, der nichts kostet.", "affected": "Alle, die am Sonntag Zeit haben.",
        "present_state": "Die ersten drei Sonntage sind vorbei. Was der Rat zu den Hinweisen beschlossen hat, steht bei jedem.",
        "participation": "yes", "participation_form": "Hinweise auf dieser Seite", "participation_required": False,
        "board_involved": False, "criteria": ["public_interest", "participation"],
    },
    informed=-201, listed=-200, since=-95, window=(-200, -158),
    costs=((18000, 18000, 2026, "", -200),),
    funding=(("Stadt", 100),),
    milestones=(("Erster Sonntag", -90, "", True), ("Halbzeit", -5, "", False), ("Auswertung", 200, "", False)),
    points=(("Was brauchen Sie, damit Sie am Sonntag kommen?", True, ""),
            ("Welcher Sonntag im Monat passt am besten?", True, ""), ("Die Miete des Hauses", False, "Mietvertrag")),
    meetings=(Held("ausschuss_buergerbeteiligung", -134, "Beispiel: Der Ausschuss empfiehlt dem Rat den Versuch.",
                   "11 dafür, 2 dagegen"),
              Held("rat", -120, "Beispiel: Der Rat stimmt dem Versuch zu.", "einstimmig"),),
)  # fmt: skip

LAMPS = Example(
    title="Beispiel: Helle Lampen auf dem Schulweg",
    summary="Der dunkle Abschnitt eines Schulwegs hat neue, sparsame Lampen bekommen.",
    state=State.DONE, topic="mobilitaet", districts=("schwerin",),
    values={
        **CONTACT,
        "description": "Elf Lampen stehen jetzt an dem Weg. Sie dimmen, wenn niemand da ist.",
        "benefit": "Kinder und Eltern sehen den Weg auch im Winter.", "affected": "Familien, deren Kinder dort gehen.",
        "present_state": "Alles ist fertig. Zwei Lampen wurden nach Hinweisen versetzt.",
        "participation": "yes", "participation_form": "Hinweise auf dieser Seite", "participation_required": False,
        "board_involved": False, "criteria": ["participation"],
    },
    informed=-402, listed=-400, since=-12, window=(-400, -358),
    costs=((60000, 80000, 2025, "", -400), (74000, 74000, 2025, "Abgerechnet.", -12)),
    funding=(("Stadt", 100),),
    milestones=(("Lampen stehen", -20, "", True),),
    places=(("Schulweg (ausgedacht)", {"type": "LineString", "coordinates": [
        [7.3310, 51.5432], [7.3325, 51.5424], [7.3341, 51.5427]]}),),
    meetings=(Held("rat", -340, "Beispiel: Der Rat beschließt den Bau.", "einstimmig"),),
    reason="Die Lampen leuchten, die Abnahme ist erledigt.", resume=State.IN_WORK,
)  # fmt: skip

BUS_STOP = Example(
    title="Beispiel: Bushaltestelle zieht um",
    summary="Die Haltestelle soll näher an den Eingang der Praxis rücken. Das geht erst, wenn der Kanal gebaut ist.",
    state=State.PUT_BACK, topic="mobilitaet", districts=("merklinde",),
    values={
        **CONTACT,
        "description": "Wer schlecht zu Fuß ist, hat es von der neuen Stelle kürzer.",
        "benefit": "Kürzere Wege.", "affected": "Menschen, die mit dem Bus zur Praxis fahren.",
        "present_state": "Ruht, bis der Kanal fertig ist.", "participation": "no",
        "participation_reason": "Der Ort hängt von Leitungen ab und lässt sich nicht frei wählen.",
        "board_involved": True, "criteria": ["many_affected"],
    },
    informed=-150, listed=-148, since=-40,
    costs=((35000, 50000, 2026, "", -148),),
    milestones=(("Kanal fertig", None, "nächstes Jahr", False),),
    places=(("Haltestelle (ausgedacht)", {"type": "Point", "coordinates": [7.3221, 51.5279]}),),
    reason="Der Kanal unter der Straße wird zuerst erneuert. Danach geht es weiter.", resume=State.PUBLISHED,
)  # fmt: skip

MARKET = Example(
    title="Beispiel: Wochenmarkt bekommt Strom aus dem Boden",
    summary="Versenkbare Anschlüsse sollen die Kabel auf dem Platz ersetzen.",
    state=State.MEMBERS_INFORMED, topic="wirtschaft", districts=("castrop-altstadt",),
    values={
        **CONTACT,
        "description": "Sechs Anschlüsse, die man versenken kann. Keine Kabel mehr, über die jemand stolpert.",
        "benefit": "Ein Platz ohne Stolperstellen.", "affected": "Menschen auf dem Markt und die Händler:innen.",
        "present_state": "Die Ratsmitglieder wissen Bescheid. Als Nächstes wird veröffentlicht.",
        "participation": "yes", "participation_form": "Hinweise auf dieser Seite", "participation_required": False,
        "board_involved": False, "criteria": ["participation"],
    },
    informed=-2, since=-2,
    costs=((45000, 60000, 2026, "", -2),), funding=(("Stadt", 100),),
    points=(("Wo sollen die Anschlüsse liegen?", True, ""), ("Der Markt bleibt auf dem Platz", False, "Marktsatzung")),
    places=(("Marktplatz", {"type": "Point", "coordinates": [7.311496, 51.54719]}),),
)  # fmt: skip

BRIDGE = Example(
    title="Beispiel: Brücke für Fuß und Rad",
    summary="Eine schmale Brücke soll zwei Wege verbinden.",
    state=State.DRAFT, topic="mobilitaet", districts=("henrichenburg",),
    values={**CONTACT, "description": "Noch ein erster Gedanke.", "participation": "undecided"},
    places=(("Brücke (ausgedacht)", {"type": "Point", "coordinates": [7.3101, 51.6012]}),),
)  # fmt: skip

EXAMPLES = (BIKE_STREET, PLAYGROUND, TREES, LIBRARY, LAMPS, BUS_STOP, MARKET, BRIDGE)
