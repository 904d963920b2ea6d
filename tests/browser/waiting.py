"""Waits for something in a page whose content policy lets nobody evaluate text, so the question comes from outside each time."""

from __future__ import annotations

import time

from playwright.sync_api import Page


def until(page: Page, expression: str, seconds: float = 15) -> None:
    """Returns when the expression, or the promise it makes, is true."""
    end = time.monotonic() + seconds
    while not page.evaluate(expression):
        assert time.monotonic() < end, f"never true: {expression}"
        page.wait_for_timeout(50)
