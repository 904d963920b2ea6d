"""A push service that runs beside the test, and a town that may send to it."""

import pytest

from mitmachstadt.config import push_keys
from mitmachstadt.spine.notify.tests.push_service import Service


@pytest.fixture
def service(settings):
    running = Service()
    settings.PUSH_PRIVATE_KEY = push_keys.new_key()
    settings.PUSH_PUBLIC_KEY = push_keys.public_key(settings.PUSH_PRIVATE_KEY)
    settings.PUSH_ALLOW = [running.origin]
    yield running
    running.close()
