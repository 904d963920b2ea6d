"""Geometry of the small charts that the server draws; each stands beside its values in words or a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, TOP, FOOT = 304.0, 170.0, 22.0, 24.0


@dataclass(frozen=True)
class Bar:
    """One bar in units of the chart's view box (304 x 170)."""

    name: str
    value: float
    x: float
    y: float
    width: float
    height: float
    middle: float
    last: bool


def bars(rows: Sequence[tuple[str, float]]) -> list[Bar]:
    """Bars from the left to the right with equal gaps; the highest value takes the whole height."""
    if not rows:
        return []
    most = max(value for _, value in rows) or 1
    step = WIDTH / len(rows)
    width = min(step * 0.69, 44)
    room = HEIGHT - TOP - FOOT
    drawn = []
    for at, (name, value) in enumerate(rows):
        height = round(max(value / most * room, 2 if value else 0), 1)
        x = at * step + (step - width) / 2
        drawn.append(
            Bar(
                name,
                value,
                round(x, 1),
                round(HEIGHT - FOOT - height, 1),
                round(width, 1),
                height,
                round(x + width / 2, 1),
                at == len(rows) - 1,
            )
        )
    return drawn
