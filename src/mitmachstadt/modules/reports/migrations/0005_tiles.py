"""The cells of the map, counted by the background service."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0004_outside")]
    operations = [
        migrations.CreateModel(
            name="Tile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("level", models.PositiveSmallIntegerField()),
                ("row", models.IntegerField()),
                ("column", models.IntegerField()),
                ("state", models.SlugField(max_length=10)),
                ("number", models.PositiveIntegerField()),
                ("lat_sum", models.FloatField()),
                ("lon_sum", models.FloatField()),
                ("south", models.FloatField()),
                ("west", models.FloatField()),
                ("north", models.FloatField()),
                ("east", models.FloatField()),
                ("some", models.PositiveBigIntegerField()),
            ],
            options={
                "verbose_name": "cell of the map of reports",
                "verbose_name_plural": "cells of the map of reports",
                "constraints": [
                    models.UniqueConstraint(fields=("level", "row", "column", "state"), name="one_tile_a_cell")
                ],
            },
        )
    ]
