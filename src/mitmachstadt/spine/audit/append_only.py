"""The database's own refusal to change or remove log entries, for SQLite and PostgreSQL.

A later migration that rebuilds the table on SQLite loses the triggers with the old table and has to run
`install` again as its last step.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.backends.base.base import BaseDatabaseWrapper

SENTENCE = "the audit log is append-only"

SQLITE = (
    "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit_logentry"
    f" BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END",
    "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit_logentry WHEN NOT OLD.sample"
    f" BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END",
    # INSERT OR REPLACE would remove the old row without asking the delete trigger.
    "CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit_logentry"  # noqa: S608  (constants only)
    " WHEN EXISTS (SELECT 1 FROM audit_logentry WHERE id = NEW.id)"
    f" BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END",
)
SQLITE_DROP = tuple(
    f"DROP TRIGGER IF EXISTS {name}" for name in ("audit_no_update", "audit_no_delete", "audit_no_replace")
)
POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    f" RAISE EXCEPTION '{SENTENCE}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
    "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit_logentry FOR EACH ROW"
    " EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit_logentry FOR EACH ROW WHEN (NOT OLD.sample)"
    " EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit_logentry EXECUTE FUNCTION audit_refuse()",
)
POSTGRESQL_DROP = (
    *(
        f"DROP TRIGGER IF EXISTS {name} ON audit_logentry"
        for name in ("audit_no_update", "audit_no_delete", "audit_no_truncate")
    ),
    "DROP FUNCTION IF EXISTS audit_refuse()",
)


def install(connection: BaseDatabaseWrapper) -> None:
    """Puts the triggers onto the table.

    Raises:
        NotImplementedError: on a database that is neither SQLite nor PostgreSQL.
    """
    run(connection, SQLITE, POSTGRESQL)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Takes the triggers away; nothing happens when they are not there."""
    run(connection, SQLITE_DROP, POSTGRESQL_DROP)


def run(connection: BaseDatabaseWrapper, sqlite: tuple[str, ...], postgresql: tuple[str, ...]) -> None:
    """Executes the statements of the connection's kind of database."""
    statements = {"sqlite": sqlite, "postgresql": postgresql}.get(connection.vendor)
    if statements is None:
        raise NotImplementedError(f"No append-only log on {connection.vendor}.")
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Without the triggers for the time of the block; only for emptying a whole database."""
    remove(connection)
    try:
        yield
    finally:
        install(connection)
