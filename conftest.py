"""Finds out by itself which tests ask no database: they are `plain` and run once, and the short ones are `quick` for
`make quick`. Those that do get a copy of a database that was migrated once per run.

Nobody has to believe this: a plain test that asks the database all the same is refused by pytest-django."""

import os
import re
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
NOT_QUICK = re.compile(r"^pytestmark = .*pytest\.mark\.(django_db|browser|slow)\b", re.MULTILINE)


def pytest_configure(config):
    config.owns_ready = ready.begin()


def pytest_unconfigure(config):
    if config.owns_ready:
        ready.end()


def pytest_collection_modifyitems(items):
    for item in items:
        if asks_a_database(item):
            continue
        item.add_marker(pytest.mark.plain)
        if not item.get_closest_marker("slow") and "docs" not in item.path.parts:
            item.add_marker(pytest.mark.quick)


def pytest_ignore_collect(collection_path, config):
    """`make quick` does not load files of which every test asks a database or is long."""
    if config.option.markexpr != "quick" or not collection_path.name.startswith("test_"):
        return None
    return True if NOT_QUICK.search(collection_path.read_text("utf-8")) else None


def asks_a_database(item):
    """Also true for what drives a browser or lets other processes talk to the database."""
    if any(item.get_closest_marker(name) for name in ("django_db", "browser", "postgres", "own_processes")):
        return True
    # Classes in Django's style open the database by themselves, without any fixture.
    in_django_style = issubclass(getattr(item, "cls", None) or object, TransactionTestCase)
    return in_django_style or bool(DATABASE_FIXTURES & set(item.fixturenames))


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
