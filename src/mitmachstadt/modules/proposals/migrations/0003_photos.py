"""Photos of proposals, and the small one for lists."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("proposals", "0002_disputed"), ("files", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="proposal", name="cover", field=models.CharField(blank=True, max_length=200)
        ),
        migrations.CreateModel(
            name="Photo",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("place", models.PositiveSmallIntegerField(default=0)),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="photos", to="proposals.proposal"
                    ),
                ),
                (
                    "upload",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="proposal_photo",
                        to="files.upload",
                    ),
                ),
            ],
            options={
                "verbose_name": "photo of a proposal",
                "verbose_name_plural": "photos of proposals",
                "ordering": ["place", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=["proposal", "place"], name="one_proposal_photo_a_place"),
                    models.CheckConstraint(
                        condition=models.Q(("place__lt", 5)), name="proposal_photos_are_five"
                    ),
                ],
            },
        ),
    ]
