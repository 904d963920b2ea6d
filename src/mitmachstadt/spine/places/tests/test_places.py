"""Drawings and districts: what is refused, where a pin stands, and which district a point lies in."""

from __future__ import annotations

import pytest
from shapely.geometry import Polygon

from mitmachstadt.spine.city.models import District
from mitmachstadt.spine.places import queries, rules

SQUARE = Polygon([(7.30, 51.54), (7.32, 51.54), (7.32, 51.56), (7.30, 51.56)])
TOWN = rules.with_rim(SQUARE)
BOW_TIE = [[7.305, 51.545], [7.315, 51.555], [7.315, 51.545], [7.305, 51.555], [7.305, 51.545]]
HORSESHOE = [
    (7.30, 51.54), (7.40, 51.54), (7.40, 51.60), (7.38, 51.60), (7.38, 51.56), (7.32, 51.56), (7.32, 51.60), (7.30, 51.60),
]  # fmt: skip


def point(lon: float, lat: float) -> dict[str, object]:
    return {"type": "Point", "coordinates": [lon, lat]}


def codes(geometry: object) -> list[str]:
    return [problem.code for problem in rules.check_geometry(geometry, TOWN)]


@pytest.mark.parametrize(
    "geometry",
    [
        point(7.31, 51.55),
        {"type": "LineString", "coordinates": [[7.305, 51.545], [7.315, 51.555]]},
        {
            "type": "Polygon",
            "coordinates": [[[7.305, 51.545], [7.315, 51.545], [7.31, 51.555], [7.305, 51.545]]],
        },
        {"type": "MultiPoint", "coordinates": [[7.305, 51.545], [7.31, 51.55]]},
        point(7.2985, 51.55),  # about 104 metres outside the outline, within the rim
    ],
)
def test_what_lies_in_town_is_kept(geometry):
    assert codes(geometry) == []


@pytest.mark.parametrize(
    ("geometry", "code"),
    [
        (point(7.2970, 51.55), "outside_town"),  # about 208 metres outside
        (point(51.55, 7.31), "outside_town"),  # latitude and longitude mixed up
        (point(200, 51.55), "no_coordinates"),
        (point(float("nan"), 51.55), "no_coordinates"),
        (point(float("inf"), 51.55), "no_coordinates"),
        ({"type": "Point", "coordinates": ["7.31", "51.55"]}, "no_coordinates"),
        ({"type": "Point", "coordinates": []}, "no_coordinates"),
        ({"type": "Point", "coordinates": [True, 51.55]}, "no_coordinates"),
        ({"type": "Point"}, "no_coordinates"),
        ({"type": "LineString", "coordinates": [[7.31, 51.55]]}, "not_geojson"),
        ({"type": "LineString", "coordinates": [[7.31, 51.55], [7.31, 51.55]]}, "not_simple"),
        ({"type": "LineString", "coordinates": [[7.31, 51.55], [7.5, 51.55]]}, "outside_town"),
        ({"type": "LineString", "coordinates": [[7.31, 51.55]] * 2001}, "too_many_points"),
        ({"type": "Polygon", "coordinates": [BOW_TIE]}, "not_simple"),
        ({"type": "GeometryCollection", "geometries": []}, "not_geojson"),
        ("POINT(7 51)", "not_geojson"),
        (None, "not_geojson"),
    ],
)  # fmt: skip
def test_what_is_refused(geometry, code):
    assert codes(geometry) == [code]


def test_a_line_between_two_points_in_town_may_not_cross_the_land_outside():
    horseshoe = Polygon(HORSESHOE)
    line = {"type": "LineString", "coordinates": [[7.31, 51.59], [7.39, 51.59]]}
    assert [p.code for p in rules.check_geometry(line, rules.with_rim(horseshoe))] == ["outside_town"]


def test_the_pin_of_a_line_and_of_an_area_lies_on_it():
    line = rules.bounds_of({"type": "LineString", "coordinates": [[7.30, 51.55], [7.32, 51.55]]})
    assert (round(line.lon, 4), line.lat, line.west, line.east) == (7.31, 51.55, 7.30, 7.32)
    ring = [
        [7.30, 51.54],
        [7.32, 51.54],
        [7.32, 51.56],
        [7.319, 51.56],
        [7.319, 51.541],
        [7.30, 51.541],
        [7.30, 51.54],
    ]
    area = rules.bounds_of({"type": "Polygon", "coordinates": [ring]})
    assert Polygon(ring).contains(Polygon([(area.lon, area.lat)] * 4).centroid)


def test_the_nearest_point_counts_until_the_town_draws_areas():
    area = {
        "type": "Polygon",
        "coordinates": [[[7.30, 51.54], [7.315, 51.54], [7.315, 51.56], [7.30, 51.56], [7.30, 51.54]]],
    }
    index = rules.district_index([(7.301, 51.55, None), (7.319, 51.55, None)])
    assert (index.find(7.305, 51.55), index.find(7.3125, 51.55)) == (0, 1)
    drawn = rules.district_index([(7.301, 51.55, area), (7.319, 51.55, None)])
    assert (drawn.find(7.3125, 51.55), drawn.find(7.316, 51.55)) == (0, 1)
    assert rules.district_index([]).find(7.3, 51.5) is None


@pytest.mark.django_db
def test_district_of_a_point_in_the_database():
    assert queries.district_of(7.31, 51.55) is None
    ickern = District.objects.create(slug="ickern", name="Ickern", lat=51.592, lon=7.338)
    District.objects.create(slug="dingen", name="Dingen", lat=51.557, lon=7.354)
    assert queries.district_of(7.337, 51.59) == ickern


def test_places_are_found_by_coordinates_by_name_and_by_stop():
    assert queries.town_outline().contains(SQUARE.centroid)
    found = queries.locate("51.5497, 7.3094")
    assert (found.lat, found.lon, found.precision_m) == (51.5497, 7.3094, None)
    assert queries.locate("51,5497; 7,3094").lon == 7.3094
    assert queries.locate("  münsterplatz ").precision_m == 50
    assert queries.locate("Am Busch").source == "Haltestelle Am Busch"
    assert (
        queries.locate("Mondstraße 1") is None
        and queries.locate("191.0, 7.3") is None
        and queries.locate("") is None
    )


def test_the_towns_own_list_of_streets_is_known_with_and_without_points(tmp_path):
    (tmp_path / "data").mkdir()
    lines = ["name,lat,lon", "Wittener Straße,51.54,7.31", "Am Stadtgarten,,", ",51.5,7.3"]
    (tmp_path / "data" / "strassen.csv").write_text("\n".join(lines), "utf-8")
    assert queries.street_list(str(tmp_path)) == ("Wittener Straße", "Am Stadtgarten")
    points = queries.named_points(tmp_path)
    assert list(points) == ["wittener strasse"]
    assert (points["wittener strasse"].source, points["wittener strasse"].precision_m) == (
        "Straßenverzeichnis",
        300,
    )
    assert queries.street_list(str(tmp_path / "nowhere")) == ()
