"""What all tests share: the town's real data once per test database, and three people whose names tell their rights."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _clear_caches():
    """Cached facts of one test must not leak into the next."""
    from django.core.cache import cache

    cache.clear()
    yield
