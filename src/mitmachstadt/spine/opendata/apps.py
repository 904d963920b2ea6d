"""Registers the app, collects every app's datasets, has them checked at start and found by the search."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class OpendataConfig(AppConfig):
    name = "mitmachstadt.spine.opendata"
    label = "opendata"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mitmachstadt.spine.city.importing import register_importer
        from mitmachstadt.spine.opendata import checks  # noqa: F401
        from mitmachstadt.spine.opendata.actions import index_datasets

        autodiscover_modules("datasets")
        register_importer("Datensätze in der Suche", index_datasets, order=95)
