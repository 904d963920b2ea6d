"""Whether a point lies in the town: the outline with a rim, because free outlines are drawn coarsely."""

from collections.abc import Callable

from pyproj import Transformer
from shapely import Point, prepare, transform
from shapely.geometry.base import BaseGeometry

RIM_METRES = 150.0


def in_town(outline: BaseGeometry, rim: float = RIM_METRES) -> Callable[[float, float], bool]:
    """A predicate (longitude, latitude) -> bool: within the outline or at most `rim` metres beside it.

    `outline` in degrees (WGS 84). Measured in ETRS89 / UTM zone 32N (EPSG:25832), the German surveying grid.
    """
    to_metres = Transformer.from_crs("EPSG:4326", "EPSG:25832", always_xy=True).transform
    area = transform(outline, to_metres, interleaved=False).buffer(rim)
    prepare(area)

    def inside(lon: float, lat: float) -> bool:
        x, y = to_metres(lon, lat)
        return bool(area.contains(Point(x, y)))

    return inside
