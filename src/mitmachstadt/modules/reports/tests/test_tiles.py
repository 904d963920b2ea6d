"""The cells of the map: counted beforehand on every level, the same as counted when asked, and never a hidden report."""

from __future__ import annotations

import itertools
import json
import random

import pytest
from django.test import Client

from mitmachstadt.modules.reports.actions import tiles
from mitmachstadt.modules.reports.models import Report, Tile
from mitmachstadt.modules.reports.queries import geo
from mitmachstadt.modules.reports.queries.reports import STATES
from mitmachstadt.modules.reports.rules.tiles import COARSEST, FINEST, Count, all_levels, level_of
from mitmachstadt.modules.reports.tests.world import LAT, LON, report, step
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.places.clusters import grid, within
from mitmachstadt.spine.places.rules import cell_steps

TOWN = (LON - 0.2, LAT - 0.2, LON + 0.2, LAT + 0.2)


def many(count: int) -> None:
    """`count` reports around the town's middle in all states, written as they would stand there."""
    dice, first = random.Random(4), report(text="Loch")
    cases = [
        Case(
            number=f"M-2020-{n:06d}", kind="report", title="Loch", unit=first.case.unit, public=True,
            secret_hash=f"t-{n}", state=dice.choice([key for keys in STATES.values() for key in keys]),
        )
        for n in range(count)
    ]  # fmt: skip
    rows = []
    for case in Case.objects.bulk_create(cases):
        lat, lon = LAT + dice.gauss(0, 0.006), LON + dice.gauss(0, 0.009)
        rows.append(Report(case=case, category="schlagloch", text="Loch", lat=lat, lon=lon))
    Report.objects.bulk_create(rows)


def features(query: str) -> list[dict]:
    return json.loads(Client().get(f"/meldungen/karte.geojson?{query}").content)["features"]


def test_four_cells_of_a_level_are_one_of_the_next_and_nothing_is_lost():
    one = Count(1, 51.5, 7.3, 51.5, 7.3, 51.5, 7.3, 9)
    found = all_levels([(2, 2, "open", one), (3, 3, "open", one), (4, 2, "open", one), (2, 2, "fixed", one)])
    assert found[FINEST - 1, 1, 1, "open"].number == 2 and found[FINEST - 1, 2, 1, "open"].number == 1
    for level in range(COARSEST, FINEST + 1):
        assert sum(count.number for key, count in found.items() if key[0] == level) == 4
    assert cell_steps(FINEST - 1) == tuple(2 * size for size in cell_steps(FINEST))
    assert [level_of(zoom) for zoom in (0, 8.4, 11, 13.6, 14.4, 15)] == [8, 8, 11, 14, 14, None]


def test_the_table_says_what_counting_says(world):
    many(400)
    tiles.refresh()
    for zoom, state in itertools.product((9, 11, 13, 14), ("", *STATES)):
        rows = Report.objects.public()
        if state:
            rows = rows.filter(case__state__in=STATES[state])
        found = within(rows, TOWN)
        cells, alone = geo._tiles(zoom, TOWN, state)
        counted, single = grid(found.order_by(), zoom, most=geo.MOST_CELLS)
        assert len(alone) == len(single) and set(alone) == set(single)
        assert sum(cell.number for cell in cells) + len(alone) == found.count()
        both = [sorted(some, key=lambda cell: (cell.south, cell.west)) for some in (cells, counted)]
        for ours, theirs in zip(*both, strict=True):
            assert ours.number == theirs.number
            assert ours.lat == pytest.approx(theirs.lat) and ours.lon == pytest.approx(theirs.lon)
            assert (ours.south, ours.west, ours.north, ours.east) == (
                theirs.south, theirs.west, theirs.north, theirs.east,
            )  # fmt: skip


def test_what_was_hidden_is_gone_with_the_next_count_and_never_named(world):
    many(400)
    tiles.refresh()
    before = features("zoom=11")
    assert before and all(
        one["properties"]["kind"] == "cluster" or one["properties"]["key"] for one in before
    )
    assert tiles.refresh() == 0, "nothing changed"
    lonely = report(text="Geheimes Loch", lat=LAT + 0.026, lon=LON)
    tiles.refresh()
    assert lonely.case.number in json.dumps(features("zoom=14"))
    step(lonely.case, "hide", world.celik_clerk, reason="Es stand ein Name darin.")
    assert lonely.case.number not in json.dumps(features("zoom=14")), "the count is old, the name is not"
    assert tiles.refresh() > 0
    total = sum(one["properties"].get("count", 1) for one in features("zoom=11"))
    assert total == Report.objects.public().count()


def test_other_filters_are_counted_when_asked(world, django_assert_num_queries):
    many(300)
    tiles.refresh()
    Tile.objects.update(number=10_000)
    assert max(one["properties"].get("count", 1) for one in features("zoom=11")) >= 10_000
    assert max(one["properties"].get("count", 1) for one in features("zoom=11&stand=open")) >= 10_000
    for query in ("zoom=11&was=strasse", "zoom=16", "zoom=11&kategorie=schlagloch"):
        assert max(one["properties"].get("count", 1) for one in features(query)) < 10_000, query
