"""Does PostgreSQL keep its tables up? Without that it plans for empty ones, and questions of milliseconds take minutes."""

from __future__ import annotations

from django.db import connection

#: Rows written since the start of its records from which a table that was never counted does harm.
MANY = 10_000
HOW = (
    "Auf dem Rechner von PostgreSQL: `psql -c 'ALTER SYSTEM SET autovacuum = on' -c 'SELECT pg_reload_conf()'`, danach"
    " einmal `psql <Datenbank> -c 'VACUUM ANALYZE'`."
)
ANALYSE = "Einmal `psql <Datenbank> -c 'VACUUM ANALYZE'`; steht `track_counts` auf on?"


def asked() -> tuple[bool, int]:
    """Whether PostgreSQL looks after its tables by itself, and how many large ones of ours it never counted."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('autovacuum') = 'on' AND current_setting('track_counts') = 'on'"
        )
        alone = cursor.fetchone()[0]
        cursor.execute(
            "SELECT COUNT(*) FROM pg_stat_user_tables WHERE schemaname = ANY(current_schemas(false))"
            " AND last_analyze IS NULL AND last_autoanalyze IS NULL AND n_tup_ins > %s",
            [MANY],
        )
        return bool(alone), int(cursor.fetchone()[0])


def trouble() -> str:
    """What is wrong and how it is mended, in a sentence; empty when all is well and on every other database."""
    if connection.vendor != "postgresql":
        return ""
    alone, never = asked()
    if not alone:
        return f"PostgreSQL pflegt seine Tabellen nicht von selbst (autovacuum ist aus) und wird mit der Zeit sehr langsam. {HOW}"
    if never:
        return (
            f"{never} große Tabellen hat PostgreSQL nie gezählt; Abfragen können sehr langsam sein. {ANALYSE}"
        )
    return ""
