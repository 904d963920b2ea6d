"""Links to the pages of a list: those near this one, the first and the last."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

NEAR = 2


def page_links(number: int, pages: int, address: Callable[[int], str]) -> dict[str, Any] | None:
    """For `ui/pages.html`; None when there is only one page. `address` gives the address of a page."""
    if pages < 2:
        return None
    near = range(max(1, number - NEAR), min(pages, number + NEAR) + 1)
    items: list[dict[str, Any]] = []
    for one in sorted({1, pages, *near}):
        if items and one > items[-1]["number"] + 1:
            items.append({"number": one - 1, "gap": True})
        items.append({"number": one, "url": address(one), "current": one == number})
    return {
        "items": items,
        "before": address(number - 1) if number > 1 else "",
        "after": address(number + 1) if number < pages else "",
    }
