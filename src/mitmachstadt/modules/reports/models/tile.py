"""How many public reports lie in each cell of the map: counted once a minute, so that no page counts them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Tile(models.Model):
    """The public reports of one state in one cell of the grid of a zoom level; cells without one have no row.

    `row` and `column` count the cells of that level from the equator and the prime meridian (`rules.tiles.steps`).
    `state` is open, fixed or closed. `lat_sum` and `lon_sum` divided by `number` give the middle, the box is where they
    lie, all in degrees; `some` is the key of one of them.
    """

    level = models.PositiveSmallIntegerField()
    row = models.IntegerField()
    column = models.IntegerField()
    state = models.SlugField(max_length=10)
    number = models.PositiveIntegerField()
    lat_sum = models.FloatField()
    lon_sum = models.FloatField()
    south = models.FloatField()
    west = models.FloatField()
    north = models.FloatField()
    east = models.FloatField()
    some = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = _("cell of the map of reports")
        verbose_name_plural = _("cells of the map of reports")
        constraints = [
            models.UniqueConstraint(fields=["level", "row", "column", "state"], name="one_tile_a_cell")
        ]

    def __str__(self) -> str:
        return f"{self.level}/{self.row}/{self.column} {self.state}: {self.number}"
