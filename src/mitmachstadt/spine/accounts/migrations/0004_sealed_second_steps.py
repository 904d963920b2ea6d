"""Keeps its place only: open second steps are sealed by `reseal-second-steps`, once no earlier program checks them.

Between `migrate` and `reload` the program of before still answers, and it can not open what is sealed.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_devices_and_proofs"), ("mfa", "0003_authenticator_type_uniq")]
    operations: list[migrations.operations.base.Operation] = []
