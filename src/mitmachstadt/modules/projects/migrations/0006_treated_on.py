"""A result that is entered later keeps the day of its meeting."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("projects", "0005_one_draft_per_form")]
    operations = [migrations.AddField("treatment", "held_on", models.DateField(null=True, blank=True))]
