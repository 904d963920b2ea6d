"""The small town as a fixture."""

from __future__ import annotations

import pytest

from mitmachstadt.modules.proposals.tests.world import World, new_world, thresholds


@pytest.fixture
def world(db: None) -> World:
    return new_world(thresholds=thresholds())
