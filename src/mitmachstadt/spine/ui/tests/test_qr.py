"""The code on paper leads to the very address, is read by its squares alone, and costs a page next to nothing."""

from __future__ import annotations

import re

import segno

from mitmachstadt.spine.ui.qr import QUIET, qr_svg

ADDRESS = "https://mitmachen.example.org/vorhaben/V-2026-014/"


def squares(svg: str) -> set[tuple[int, int]]:
    """The dark squares that the path draws: `M4 4.5` starts, `h7` draws, `m1 0` skips."""
    path = re.search(r'stroke="#000" d="([^"]+)"', svg)
    assert path
    found, x, y = set(), 0, 0.0
    for command, first, second in re.findall(r"([Mmh])(-?[\d.]+)(?: (-?[\d.]+))?", path.group(1)):
        if command == "h":
            found |= {(x + n, int(y)) for n in range(int(first))}
            x += int(first)
        elif command == "m":
            x, y = x + int(first), y + float(second)
        else:
            x, y = int(float(first)), float(second)
    return found


def test_squares_are_those_of_the_address() -> None:
    matrix = segno.make(ADDRESS, error="m", boost_error=False, micro=False, mask=2).matrix
    wanted = {(x + QUIET, y + QUIET) for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark}
    assert squares(qr_svg(ADDRESS)) == wanted
    assert squares(qr_svg("https://example.org/")) != wanted


def test_no_style_of_its_own_and_small() -> None:
    svg = qr_svg(ADDRESS)
    assert "style" not in svg
    assert "xmlns" not in svg
    assert len(svg) < 2500
    assert 'xmlns="http://www.w3.org/2000/svg"' in qr_svg(ADDRESS, alone=True)
