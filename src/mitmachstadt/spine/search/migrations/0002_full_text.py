"""Makes the full text beside the tables: FTS5 on SQLite, a tsvector column with its index on PostgreSQL."""

from django.db import migrations

POSTGRESQL = [
    "ALTER TABLE search_indexrow ADD COLUMN tokens tsvector NOT NULL",
    # Kept outside the row, so that ranking and counting read narrow rows only.
    "ALTER TABLE search_indexrow ALTER COLUMN tokens SET STORAGE EXTERNAL",
    "ALTER TABLE search_indexrow SET (toast_tuple_target = 128)",
    "CREATE INDEX search_tokens_gin ON search_indexrow USING gin (tokens) WITH (fastupdate = off)",
    # Byte order, so that "begins with" is a range of the index whatever the language of the database.
    'ALTER TABLE search_searchword ALTER COLUMN word TYPE varchar(60) COLLATE "C"',
    'ALTER TABLE search_searchword ALTER COLUMN stem TYPE varchar(60) COLLATE "C"',
    'ALTER TABLE search_searchword ALTER COLUMN reversed_stem TYPE varchar(60) COLLATE "C"',
]
SQLITE = [
    "CREATE VIRTUAL TABLE search_tokens USING fts5(tokens, detail=none, columnsize=0, prefix='4 5 6',"
    " tokenize=\"unicode61 remove_diacritics 0 tokenchars '_'\")",
]


def make(apps, schema_editor):
    statements = POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE
    for statement in statements:
        schema_editor.execute(statement)


def unmake(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE search_indexrow DROP COLUMN tokens")
    else:
        schema_editor.execute("DROP TABLE search_tokens")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(make, unmake)]
