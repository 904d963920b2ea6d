"""Finds out by itself which tests ask no database: they are `plain` and run once, and the short ones are `quick` for
`make quick`. Those that do get a copy of a database that was migrated once per run.

Nobody has to believe this: a plain test that asks the database all the same is refused by pytest-django."""

import gc
import os
import re
import shutil
import time

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
    # Python looks through young objects after every 700 of them; the many that a page leaves behind can wait.
    gc.set_threshold(20_000, 10, 50)


@pytest.fixture
def cpu_seconds():
    """CPU seconds of one call, the best of three: what else runs on the machine does not count."""

    def once(work, *given):
        start = time.thread_time()
        work(*given)
        return time.thread_time() - start

    return lambda work, *given: min(once(work, *given) for _ in range(3))


def pytest_unconfigure(config):
    if config.owns_ready:
        ready.end()


def pytest_collection_modifyitems(items):
    # After pytest-django has ordered them and before `-m` chooses: neither first nor last, or `-m` finds no mark.
    for item in items:
        if asks_a_database(item):
            continue
        # What is `once` anyway goes with the rest of its file; neither of the two runs would take it with both marks.
        if not item.get_closest_marker("once"):
            item.add_marker(pytest.mark.plain)
        if not item.get_closest_marker("slow") and "docs" not in item.path.parts:
            item.add_marker(pytest.mark.quick)
    # Files with long tests first, so that no worker begins one when the others are done.
    long = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in long)


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


@pytest.fixture(scope="session", autouse=True)
def _only_filled_tables_are_emptied():
    """After a test with transactions of its own. PostgreSQL gives every table of a TRUNCATE new files, with rows or without:
    seconds for hundreds of tables, of which a test fills a dozen."""
    from django.db import connection

    if connection.vendor != "postgresql":
        yield
        return
    original = connection.ops.sql_flush

    def emptying(style, tables, *, reset_sequences=False, allow_cascade=False):
        if reset_sequences or allow_cascade:
            return original(style, tables, reset_sequences=reset_sequences, allow_cascade=allow_cascade)
        names = [connection.ops.quote_name(name) for name in tables]
        asked = " UNION ALL ".join(
            f"SELECT {number} WHERE EXISTS (SELECT FROM {name})"  # noqa: S608  our own names
            for number, name in enumerate(names)
        )
        with connection.cursor() as cursor:
            cursor.execute(asked)
            # References are looked at when the transaction ends, so the order does not matter.
            return [f"DELETE FROM {names[number]}" for (number,) in cursor.fetchall()]  # noqa: S608

    connection.ops.sql_flush = emptying
    yield
    connection.ops.sql_flush = original


@pytest.fixture(scope="module")
def rows_for_all(django_db_setup, django_db_blocker):
    """Returns a function that writes rows for all tests of a file and gives back what it was given to do. Each test takes
    back what it does itself, and after the last one the rows go too. Not together with transactions of a test's own."""
    from django.db import transaction

    def write(make):
        with django_db_blocker.unblock():
            return make()

    outer = transaction.atomic()
    write(outer.__enter__)
    yield write
    write(lambda: transaction.set_rollback(True))
    write(lambda: outer.__exit__(None, None, None))


@pytest.fixture(scope="module")
def filled_town(django_db_setup, django_db_blocker, tmp_path_factory):
    """All tests of a file meet the imported town with its examples: a copy of the one that is made once per run, in place of
    the empty database. Not together with transactions of a test's own, which would empty it."""
    from django.conf import settings
    from django.db import connection

    server = os.environ["DATABASE_URL"] if connection.vendor == "postgresql" else ""
    folder = tmp_path_factory.mktemp("stadt")
    url = ready.copy(ready.filled_town(server), folder, server)
    shutil.copytree(folder / "uploads", settings.MEDIA_ROOT, dirs_exist_ok=True)

    def ask(name):
        with django_db_blocker.unblock():
            connection.close()
            if url:
                connection.close_pool()
        connection.settings_dict["NAME"] = name

    before = connection.settings_dict["NAME"]
    ask(url.rsplit("/", 1)[1] if url else str(folder / ready.DATABASE))
    yield
    ask(before)
    ready.drop(url)


@pytest.fixture(autouse=True)
def _nothing_kept():
    """Numbers start again with every test database, so a page kept by one test would answer the next; and figures that are
    kept for a minute, as in the foot of every page, would run out in the middle of a later test that counts questions."""
    from django.core.cache import cache

    from mitmachstadt.spine.audit.kept import forget

    forget()
    cache.clear()
    yield


@pytest.fixture(autouse=True)
def _language_of_the_town():
    """A test that opened a page under /en/ leaves its language to the thread; the next would read its messages in it."""
    from django.conf import settings
    from django.utils import translation

    translation.activate(settings.LANGUAGE_CODE)
    yield
