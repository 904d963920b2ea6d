"""Streets and districts in the texts of papers: found as German writes them, and nothing that only looks like one."""

from __future__ import annotations

import pytest

from mitmachstadt.modules.council.place_names import Finder, KnownPlace, even, street_names
from mitmachstadt.modules.council.placing import _finder

KNOWN = [
    KnownPlace(name, 51.5, 7.3)
    for name in (
        "Bahnhofstraße", "Lange Straße", "Ickerner Straße", "Münsterplatz", "Am Busch", "Altstadtring",
        "Schweriner Hellweg", "Amtstraße", "Bergstraße",
    )
] + [KnownPlace(name, 51.5, 7.3, name.lower()) for name in ("Ickern", "Rauxel", "Schwerin", "Habinghorst")]  # fmt: skip

SENTENCES = {
    "Ausbau der Bahnhofstraße zwischen Markt und Münsterplatz": ["Bahnhofstraße", "Münsterplatz"],
    "Sanierung der Bahnhofstr. 12 bis 14": ["Bahnhofstraße"],
    "Neue Leuchten in der Lange Str.": ["Lange Straße"],
    "Querungshilfe Ickerner Strasse": ["Ickerner Straße"],
    "Umgestaltung des Münsterplatzes": ["Münsterplatz"],
    "Radwege am Altstadtring und in Ickern": ["Altstadtring", "Ickern"],
    "Spielplatz in Habinghorst": ["Habinghorst"],
    "Ladepunkte am Schweriner Hellweg": ["Schweriner Hellweg"],
    "Straßenerneuerung Amtstr./Bergstr.": ["Amtstraße", "Bergstraße"],
    "Baumpflege: Am Busch 3": ["Am Busch"],
    # Nothing of these is a place of the town.
    "Die Pflanzen am Busch werden geschnitten": [],
    "Straßenreinigungssatzung der Stadt": [],
    "Anfrage zum Parkplatz und zum Spielplatz": [],
    "Bericht aus Ickerns Vereinen": [],
    "Castrop-Rauxel im Haushaltsjahr 2026": [],
    "Langer Straßenzug ohne Namen": [],
    "Münsterplatzfest 2026": [],
    "Schweriner Delegation besucht die Stadt": [],
    "Satzung über die Bahnhofsmission": [],
}


@pytest.mark.parametrize(("text", "names"), SENTENCES.items(), ids=list(SENTENCES))
def test_a_text_names_its_places(text, names):
    assert [place.name for place in Finder(KNOWN).find(text)] == names


@pytest.mark.parametrize(
    ("stop", "streets"),
    {
        "Castrop Münsterplatz Hst.7": ["Castrop Münsterplatz"],
        "Amt-/Bergstr.": ["Amtstraße", "Bergstraße"],
        "Karlstr. 77": ["Karlstraße"],
        "Am Busch": ["Am Busch"],
        "Westheide Schule": [],
        "Hauptbahnhof": [],
        "Holzstr./Im Sandweg": ["Holzstraße", "Im Sandweg"],
    }.items(),
)
def test_stops_are_called_after_streets(stop, streets):
    assert street_names(stop) == streets


def test_straße_has_one_spelling():
    assert even("Hauptstr. und Lange Str. und Ringstrasse") == "Hauptstraße und Lange Straße und Ringstraße"


def test_without_names_nothing_is_found():
    assert Finder([]).find("Bahnhofstraße") == []


def test_streets_of_the_towns_list_are_found_also_where_no_point_is_known(tmp_path):
    (tmp_path / "data").mkdir()
    lines = ["name,lat,lon", "Wittener Str.,51.54,7.31", "Am Stadtgarten,,"]
    (tmp_path / "data" / "strassen.csv").write_text("\n".join(lines), "utf-8")
    finder = _finder((), str(tmp_path))
    found = finder.find("Umbau der Wittener Straße bis Am Stadtgarten 4")
    assert [(one.name, one.lat) for one in found] == [("Wittener Straße", 51.54), ("Am Stadtgarten", None)]
