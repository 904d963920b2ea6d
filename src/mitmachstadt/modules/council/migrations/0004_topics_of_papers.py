from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("city", "0002_import_memory"), ("council", "0003_the_whole_council")]

    operations = [
        migrations.AddField(
            model_name="paper",
            name="topics",
            field=models.ManyToManyField(blank=True, related_name="council_papers", to="city.topic"),
        ),
    ]
