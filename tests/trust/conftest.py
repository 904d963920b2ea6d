"""The small town in which trust is tried."""

import pytest
from django.core.cache import cache

from mitmachstadt.modules.projects.tests.suggest_world import new_world


@pytest.fixture
def town(db):
    cache.clear()
    return new_world()
