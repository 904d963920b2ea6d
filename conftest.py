"""Marks every test that needs no database, server or browser as `quick`, so that `make quick` picks it up by itself."""

import pytest
from django.test import TransactionTestCase

DATABASE_FIXTURES = {
    "db",
    "transactional_db",
    "django_db_setup",
    "live_server",
    "town",
    "client",
    "admin_client",
}


def pytest_collection_modifyitems(items):
    for item in items:
        heavy = item.get_closest_marker("django_db") or item.get_closest_marker("browser")
        heavy = heavy or item.get_closest_marker("slow") or item.get_closest_marker("postgres")
        # Classes in Django's style open the database by themselves, without any fixture.
        heavy = heavy or issubclass(getattr(item, "cls", None) or object, TransactionTestCase)
        if not heavy and not DATABASE_FIXTURES & set(item.fixturenames) and "docs" not in item.path.parts:
            item.add_marker(pytest.mark.quick)


@pytest.fixture(autouse=True)
def _no_kept_pages():
    """Numbers start again with every test database, so a page kept by one test would answer the next."""
    from mitmachstadt.spine.audit.kept import forget

    forget()
    yield
