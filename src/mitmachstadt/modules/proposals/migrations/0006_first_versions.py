"""What is public already is version 1 of its words."""

from django.db import migrations


def first_versions(apps, schema_editor):
    """One version for each released proposal."""
    proposals = apps.get_model("proposals", "Proposal").objects.filter(released_at__isnull=False, words=0)
    versions = apps.get_model("proposals", "Version")
    columns = ("pk", "case__number", "title", "text", "released_at")
    known = list(proposals.values_list("pk", flat=True))
    for start in range(0, len(known), 1000):
        some = proposals.filter(pk__in=known[start : start + 1000]).values_list(*columns)
        versions.objects.bulk_create(
            [
                versions(name=f"{case}.1", proposal_id=pk, number=1, title=title, text=text, made_at=at, shown_at=at)
                for pk, case, title, text, at in some
            ]
        )
    for start in range(0, len(known), 1000):
        proposals.filter(pk__in=known[start : start + 1000]).update(words=1)


class Migration(migrations.Migration):
    dependencies = [("proposals", "0005_versions_and_co_authors")]
    operations = [migrations.RunPython(first_versions, migrations.RunPython.noop)]
