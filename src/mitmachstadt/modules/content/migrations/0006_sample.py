"""Pages that an example editor began are known as examples."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("content", "0005_change_has_a_name")]
    operations = [
        migrations.AddField(
            "contentpage", "sample", models.BooleanField(db_default=False, default=False, editable=False)
        ),
    ]
