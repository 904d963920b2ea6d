"""Names leave the log: each entry keeps the pseudonym of the account, whose name is looked up where it is read."""

import uuid

from django.db import migrations, models

from mitmachstadt.spine.audit import append_only


def lift(apps, schema_editor):
    append_only.remove(schema_editor.connection)


def install(apps, schema_editor):
    append_only.remove(schema_editor.connection)
    append_only.install(schema_editor.connection)


def to_pseudonyms(apps, schema_editor):
    """Whoever had a name in the log and still has an account is known by its pseudonym from now on."""
    people = apps.get_model("accounts", "User").objects.in_bulk()
    entries = apps.get_model("audit", "LogEntry").objects
    named = entries.exclude(actor_name="").order_by().values_list("actor_id", flat=True).distinct()
    for pk in list(named):
        if pk in people:
            entries.filter(actor_id=pk).exclude(actor_name="").update(actor_key=people[pk].public_id)
    about = entries.filter(object_kind="user").order_by().values_list("object_id", flat=True).distinct()
    for object_id in list(about):
        person = people.get(int(object_id)) if object_id.isdigit() else None
        key = person.public_id if person else uuid.uuid4()
        entries.filter(object_kind="user", object_id=object_id).update(object_id=str(key), object_title="")
    # Earlier entries of two kinds held names and words of people in their summary.
    entries.filter(action__in=("case.assign", "case.open")).update(summary="")


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only"), ("accounts", "0002_role_once")]
    operations = [
        migrations.RunPython(lift, install),
        migrations.AddField("logentry", "actor_key", models.UUIDField(blank=True, null=True)),
        migrations.RunPython(to_pseudonyms, migrations.RunPython.noop),
        migrations.RemoveField("logentry", "actor_name"),
        migrations.RunPython(install, lift),
    ]
