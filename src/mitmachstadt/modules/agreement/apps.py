"""Registers the module and its part of the town's import."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgreementConfig(AppConfig):
    name = "mitmachstadt.modules.agreement"
    label = "agreement"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mitmachstadt.modules.agreement import datasets  # noqa: F401  (registers itself)
        from mitmachstadt.modules.agreement.importers.commitments import import_commitments
        from mitmachstadt.spine.city.importing import register_importer
        from mitmachstadt.spine.search.kinds import name_kind

        name_kind("commitment", _("Agreement"))
        register_importer("Vereinbarung", import_commitments, order=90)
