"""An issue of the newsletter knows the form it was begun in."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notify", "0003_devices_and_newsletter")]
    operations = [
        migrations.AddField(
            "edition",
            "submission_key",
            models.CharField(blank=True, max_length=64, null=True, unique=True),
        ),
    ]
