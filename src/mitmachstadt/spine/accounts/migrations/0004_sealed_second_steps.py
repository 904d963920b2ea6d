"""Second steps that were set up before sealing existed are sealed."""

from django.db import migrations

from mitmachstadt.spine.accounts.sealing import MARK, seal


def close(apps, schema_editor):
    rows = apps.get_model("mfa", "Authenticator").objects.filter(type__in=("totp", "recovery_codes"))
    for row in rows.iterator():
        for name in ("secret", "seed"):
            if row.data.get(name) and not row.data[name].startswith(MARK):
                row.data[name] = seal(row.data[name])
        row.save(update_fields=["data"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_devices_and_proofs"), ("mfa", "0003_authenticator_type_uniq")]
    # Opened again by the same program, sealed values need no way back.
    operations = [migrations.RunPython(close, migrations.RunPython.noop)]
