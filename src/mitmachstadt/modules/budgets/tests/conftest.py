"""The small town as a fixture."""

from __future__ import annotations

import pytest

from mitmachstadt.modules.budgets.tests.world import World, new_world


@pytest.fixture
def world(db: None) -> World:
    return new_world()
