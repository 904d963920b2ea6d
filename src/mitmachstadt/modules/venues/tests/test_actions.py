"""Who keeps places, what the log says of a change, and what imports leave alone."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from mitmachstadt.modules.venues import actions, queries
from mitmachstadt.modules.venues.importers.venues import COLUMNS, TABLE, import_venues
from mitmachstadt.modules.venues.models import Venue
from mitmachstadt.modules.venues.tests.conftest import VALUES, place
from mitmachstadt.spine.audit.models import LogEntry
from mitmachstadt.spine.city.importing import Report
from mitmachstadt.spine.problems import Refused
from mitmachstadt.spine.search.queries import matching_ids


def test_a_clerk_adds_a_place_and_it_is_found(world):
    made = place(world)
    assert (made.slug, made.known, made.district) == ("buecherei-am-markt", 2, world.castrop)
    assert list(matching_ids("venue", "Bücherei")) == ["buecherei-am-markt"]
    assert place(world).slug == "buecherei-am-markt-2"


def test_residents_keep_no_places(world):
    with pytest.raises(Refused):
        actions.add(VALUES, {}, None, None, by=world.gerda_resident)
    made = place(world)
    with pytest.raises(Refused):
        actions.change(made, VALUES, {}, None, None, by=world.gerda_resident, expect_version=1)
    assert Venue.objects.get().facts == {"stufenlos": "ja", "wc": "nein"}


def test_a_change_stands_in_the_log_with_what_was_there_before(world):
    made = place(world)
    actions.change(
        made,
        VALUES,
        {"stufenlos": "ja", "wc": "ja"},
        made.lat,
        made.lon,
        by=world.celik_clerk,
        expect_version=1,
    )
    entry = LogEntry.objects.get(action="venue.changed")
    assert entry.changes == [{"field": "Toilette für alle", "old": "nein", "new": "ja"}]
    made.refresh_from_db()
    assert (made.version, made.facts["wc"]) == (2, "ja")


def test_what_is_kept_unchanged_writes_nothing(world):
    made = place(world)
    actions.change(made, VALUES, made.facts, made.lat, made.lon, by=world.celik_clerk, expect_version=1)
    made.refresh_from_db()
    assert made.version == 1 and not LogEntry.objects.filter(action="venue.changed").exists()


def test_of_two_who_change_at_once_the_second_looks_again(world):
    made = place(world)
    actions.change(made, VALUES, {}, None, None, by=world.celik_clerk, expect_version=1)
    with pytest.raises(Refused) as refused:
        actions.change(made, VALUES, {"wc": "ja"}, None, None, by=world.vogel_coordinator, expect_version=1)
    assert refused.value.problems[0].code == "stale"


def test_a_point_in_the_sea_is_refused(world):
    with pytest.raises(Refused):
        place(world, lat=54.5, lon=7.9)
    assert not Venue.objects.exists()


def test_a_place_that_is_not_shown_is_not_found(world):
    made = place(world)
    actions.change(
        made,
        {**VALUES, "shown": False},
        made.facts,
        made.lat,
        made.lon,
        by=world.celik_clerk,
        expect_version=1,
    )
    assert not list(matching_ids("venue", "Bücherei"))
    assert not queries.near(made.lat, made.lon)


def town_folder(tmp_path, rows, stops="Markt,51.5497,7.3094,bus\n"):
    folder = tmp_path / "data"
    folder.mkdir(exist_ok=True)
    (folder / "haltestellen-ort.csv").write_text(f"name,lat,lon,art\n{stops}", "utf-8")
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    writer.writerows(dict.fromkeys(COLUMNS, "") | row for row in rows)
    (folder / TABLE).write_text(out.getvalue(), "utf-8")
    return tmp_path


HALL = {
    "name": "Rathaus",
    "art": "amt",
    "lat": "51.55",
    "lon": "7.31",
    "wc": "ja",
    "quelle": "Amt",
    "geprueft_am": "2026-05-31",
}


def imported(folder):
    report = Report("Orte")
    import_venues(folder, report)
    return report


def test_an_import_brings_stops_and_the_table_and_runs_twice_without_change(world, tmp_path):
    folder = town_folder(tmp_path, [HALL])
    assert imported(folder).counts["created"] == 2
    stop, hall = Venue.objects.order_by("label")
    assert (stop.label, stop.kind, stop.known, stop.checked_on) == ("Markt", "haltestelle", 0, None)
    assert (hall.facts, hall.checked_on) == ({"wc": "ja"}, date(2026, 5, 31))
    again = imported(folder)
    assert again.counts == {"created": 0, "changed": 0, "unchanged": 2}


def test_an_import_renews_its_own_words_and_keeps_those_of_people(world, tmp_path):
    folder = town_folder(tmp_path, [HALL])
    imported(folder)
    stop = Venue.objects.get(kind="haltestelle")
    renamed = {**VALUES, "label": "Markt (Steig A)", "kind": "haltestelle"}
    actions.change(
        stop, renamed, {"stufenlos": "ja"}, stop.lat, stop.lon, by=world.celik_clerk, expect_version=1
    )
    town_folder(tmp_path, [{**HALL, "wc": "nein", "hinweis": "Umbau"}])
    assert imported(folder).counts == {"created": 0, "changed": 1, "unchanged": 1}
    stop.refresh_from_db()
    assert (stop.label, stop.facts) == ("Markt (Steig A)", {"stufenlos": "ja"})
    assert Venue.objects.get(label="Rathaus").facts == {"wc": "nein"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": ""}, "der Name fehlt"),
        ({"art": "burg"}, "unbekannte Art"),
        ({"wc": "vielleicht"}, "wc"),
        ({"quelle": ""}, "source"),
        ({"geprueft_am": "31.5.26"}, "kein Tag"),
        ({"lat": "zehn"}, "keine Zahl"),
        ({"lat": "nan"}, "keine Zahl"),
        ({"lat": "54.5"}, "außerhalb"),
        ({"name": "x" * 201}, "200"),
    ],
)
def test_a_row_that_can_not_be_used_is_named_with_its_reason(world, tmp_path, change, words):
    report = imported(town_folder(tmp_path, [HALL | change, HALL | {"name": "Amt"}]))
    [(row, reason)] = report.skipped
    assert row.startswith("Zeile 2") and words in reason
    assert Venue.objects.filter(label="Amt").exists()
