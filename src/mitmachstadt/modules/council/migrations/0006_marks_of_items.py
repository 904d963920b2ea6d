"""An item that was taken off leaves a mark that stands in nobody's way; papers on agendas get their consultation."""

from django.db import migrations, models
from django.db.models import Q


def keep_stations(apps, schema_editor):
    items = apps.get_model("council", "AgendaItem")
    consultations = apps.get_model("council", "Consultation")
    lacking = items.objects.filter(paper__isnull=False, consultations=None, source_id="").select_related("meeting")
    for item in lacking.iterator():
        station = consultations.objects.create(
            paper_id=item.paper_id, agenda_item=item, meeting=item.meeting, sample=item.sample or item.meeting.sample
        )
        station.organisations.add(item.meeting.body_id)


class Migration(migrations.Migration):

    dependencies = [("council", "0005_treated")]

    operations = [
        migrations.RemoveConstraint(model_name="agendaitem", name="item_number_once"),
        migrations.RemoveConstraint(model_name="agendaitem", name="subject_once_a_meeting"),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.UniqueConstraint(
                fields=["meeting", "number"],
                condition=Q(source_id="", deleted_at=None),
                name="item_number_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.UniqueConstraint(
                fields=["meeting", "subject_kind", "subject_id"],
                condition=~Q(subject_kind="") & Q(deleted_at=None),
                name="subject_once_a_meeting",
            ),
        ),
        migrations.RunPython(keep_stations, migrations.RunPython.noop, elidable=True),
    ]
