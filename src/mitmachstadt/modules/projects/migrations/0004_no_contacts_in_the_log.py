"""The log keeps that a contact changed, and no longer who it was: whoever left a desk leaves the log as well."""

from django.db import migrations

from mitmachstadt.spine.audit import append_only

# As the log wrote these fields, in its language.
FIELDS = ("Ansprechperson", "Telefon", "E-Mail")
CHANGED = "geändert"


def forget(apps, schema_editor):
    entries = apps.get_model("audit", "LogEntry").objects
    append_only.remove(schema_editor.connection)
    for pk, changes in list(
        entries.filter(object_kind="project").exclude(changes=[]).values_list("pk", "changes")
    ):
        kept = [{**one, "old": "", "new": CHANGED} if one.get("field") in FIELDS else one for one in changes]
        if kept != changes:
            entries.filter(pk=pk).update(changes=kept)
    append_only.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("projects", "0003_ideas_become_projects"), ("audit", "0003_pseudonyms")]
    operations = [migrations.RunPython(forget, migrations.RunPython.noop)]
