"""The checksum of each page's text is kept beside it."""

import hashlib

from django.db import migrations, models


def fill(apps, schema_editor):
    pages = apps.get_model("content", "ContentPage").objects
    for pk, body in list(pages.values_list("pk", "body")):
        mark = hashlib.sha256(" ".join(body.split()).encode()).hexdigest()
        pages.filter(pk=pk).update(body_source=mark)


class Migration(migrations.Migration):
    dependencies = [("content", "0003_easy_source")]
    operations = [
        migrations.AddField(
            "contentpage",
            "body_source",
            models.CharField(blank=True, db_default="", editable=False, max_length=64),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
