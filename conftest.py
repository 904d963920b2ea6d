"""Marks every test that needs no database, server or browser as `quick`, so that `make quick` picks it up by itself; gives
those that do a database that was migrated once per run."""

import os
import shutil

import pytest
from django.test import TransactionTestCase
from tests import ready

DATABASE_FIXTURES = {
    "db",
    "transactional_db",
    "django_db_setup",
    "live_server",
    "town",
    "client",
    "admin_client",
}


def pytest_configure(config):
    config.owns_ready = ready.begin()


def pytest_unconfigure(config):
    if config.owns_ready:
        ready.end()


def pytest_collection_modifyitems(items):
    for item in items:
        heavy = item.get_closest_marker("django_db") or item.get_closest_marker("browser")
        heavy = heavy or item.get_closest_marker("slow") or item.get_closest_marker("postgres")
        # Classes in Django's style open the database by themselves, without any fixture.
        heavy = heavy or issubclass(getattr(item, "cls", None) or object, TransactionTestCase)
        if not heavy and not DATABASE_FIXTURES & set(item.fixturenames) and "docs" not in item.path.parts:
            item.add_marker(pytest.mark.quick)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """The test database begins as a copy of the one that all migrations have been through."""
    from django.db import connection

    chosen = connection.settings_dict["TEST"]
    if connection.vendor == "sqlite":
        shutil.copy2(ready.empty_database("") / ready.DATABASE, chosen["NAME"])
    else:
        made = ready.empty_database(os.environ["DATABASE_URL"])
        chosen["TEMPLATE"] = ready.address(made).rsplit("/", 1)[1]


@pytest.fixture(scope="session")
def django_db_keepdb(request):
    """SQLite's copy lies there already; a copy on PostgreSQL is made and taken away by Django."""
    from django.db import connection

    return connection.vendor == "sqlite" or request.config.getvalue("reuse_db")


@pytest.fixture(autouse=True)
def _no_kept_pages():
    """Numbers start again with every test database, so a page kept by one test would answer the next."""
    from mitmachstadt.spine.audit.kept import forget

    forget()
    yield
