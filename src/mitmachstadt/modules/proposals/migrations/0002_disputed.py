"""An index for the order by the smaller of both numbers."""

from django.db import migrations, models
from django.db.models import F
from django.db.models.functions import Least


class Migration(migrations.Migration):
    dependencies = [("proposals", "0001_the_proposals")]

    operations = [
        migrations.AddIndex(
            model_name="proposal",
            index=models.Index(Least(F("up"), F("down")).desc(), F("id").desc(), name="proposal_disputed"),
        ),
    ]
