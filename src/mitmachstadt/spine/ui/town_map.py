"""What a template needs to draw one map: pins, ways and zones in map units, and where to look."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

from mitmachstadt.spine.ui import drawing, labels
from mitmachstadt.spine.ui.ground import HEIGHT, WIDTH, ground


@dataclass(frozen=True)
class Pin:
    """One thing with a place. `kind`: project, open or defect; `number`: its row in the list beside."""

    key: str
    title: str
    lon: float
    lat: float
    url: str = ""
    kind: str = "project"
    number: int | None = None
    icon: str = ""
    chosen: bool = False


@dataclass(frozen=True)
class DrawnPin:
    pin: Pin
    x: str
    y: str


@dataclass(frozen=True)
class Drawing:
    """Everything of one map in map units, ready to be printed."""

    uid: str
    view_box: str
    frame: str
    pins: list[DrawnPin]
    districts: list[tuple[str, str, str]]
    ways: list[str] = field(default_factory=list)
    zones: list[str] = field(default_factory=list)
    stops: list[tuple[str, str, str, bool]] = field(default_factory=list)


def as_pin(item: Pin | Mapping[str, Any]) -> Pin:
    return item if isinstance(item, Pin) else Pin(**item)


def geometry_paths(
    geometries: Iterable[Mapping[str, Any]],
) -> tuple[list[str], list[str], list[drawing.Point]]:
    """Path data of GeoJSON lines and of areas, and all their points, in map units."""
    frame = ground().frame
    ways: list[str] = []
    zones: list[str] = []
    seen: list[drawing.Point] = []
    for geometry in geometries:
        kind, coordinates = geometry["type"], geometry["coordinates"]
        if kind in ("LineString", "MultiLineString"):
            for line in [coordinates] if kind == "LineString" else coordinates:
                points = [frame.point(position) for position in line]
                ways.append(drawing.line_path(points))
                seen.extend(points)
        for ring in drawing.rings(dict(geometry)):
            points = [frame.point(position) for position in ring]
            zones.append(drawing.area_path(points))
            seen.extend(points)
    return ways, zones, seen


def draw(
    pins: Iterable[Pin | Mapping[str, Any]] = (),
    *,
    districts: Sequence[Any] = (),
    geometries: Iterable[Mapping[str, Any]] = (),
    focus: Sequence[float] | None = None,
    zoom: float = 1.0,
    stops: int = 0,
) -> Drawing:
    """One map.

    Args:
        pins: `Pin` or mappings with its fields, in the order of the list (later ones lie on top).
        districts: objects with `name`, `lon`, `lat`.
        geometries: GeoJSON geometries of kind line or area.
        focus: [lon, lat] in the middle of the picture; else the middle of lines and areas, else the town.
        zoom: 1 shows 58 units a kilometre, 4 a quarter of that land.
        stops: how many stops around the middle are named, so that people know where they are.
    """
    here = ground()
    listed = [as_pin(item) for item in pins]
    ways, zones, seen = geometry_paths(geometries)
    centre = here.frame.point(focus) if focus else drawing.middle(seen) or here.centre
    drawn = []
    for pin in sorted(listed, key=lambda each: (each.chosen, -each.lat if not each.chosen else 0.0)):
        x, y = here.frame.point((pin.lon, pin.lat))
        drawn.append(DrawnPin(pin, drawing.short(x), drawing.short(y)))
    names = []
    for district in districts:
        x, y = here.frame.point((district.lon, district.lat))
        names.append((drawing.short_district(district.name), drawing.short(x), drawing.short(y)))
    centre_names = [here.frame.point((district.lon, district.lat)) for district in districts] if stops else []
    taken = [labels.of_pin(here.frame.point((pin.lon, pin.lat)), centre, zoom) for pin in listed]
    taken += [
        labels.of_name(name, point, centre, zoom)
        for (name, _, _), point in zip(names, centre_names, strict=False)
    ]
    box = drawing.view_box(centre, WIDTH / zoom, HEIGHT / zoom)
    return Drawing(
        # two maps on one page need two names for their gradients, the same at every answer
        uid=f"{crc32(repr((box, [pin.key for pin in listed], ways)).encode()):x}",
        view_box=box,
        frame=f"{here.frame.lon} {here.frame.lat} {here.frame.east:.1f} {here.frame.south:.1f}",
        pins=drawn,
        districts=names,
        ways=ways,
        zones=zones,
        stops=[
            (name, drawing.short(x), drawing.short(y), labels.beyond_phone(name, (x, y), centre, zoom))
            for name, (x, y) in labels.named(here.stop_names, here.stop_places, centre, zoom, taken, stops)
        ],
    )
