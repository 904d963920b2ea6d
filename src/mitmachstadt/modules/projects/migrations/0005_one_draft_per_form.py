"""A form that was sent twice begins one project."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("projects", "0004_no_contacts_in_the_log")]
    operations = [
        migrations.AddField(
            "project",
            "submission_key",
            models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False),
        ),
    ]
