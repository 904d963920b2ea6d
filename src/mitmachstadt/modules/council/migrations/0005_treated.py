import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial"), ("council", "0004_topics_of_papers")]

    operations = [
        migrations.CreateModel(
            name="Treated",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.SlugField(max_length=40)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="treated_at", to="cases.case"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="treated", to="council.agendaitem"
                    ),
                ),
            ],
            options={
                "verbose_name": "treatment at a meeting",
                "verbose_name_plural": "treatments at meetings",
                "ordering": ["at", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("item", "case", "step"), name="treated_once_an_item")
                ],
            },
        ),
    ]
