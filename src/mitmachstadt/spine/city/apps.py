"""Registers the app under its short label, the town's own import, and the shape of its numbers."""

from django.apps import AppConfig


class CityConfig(AppConfig):
    name = "mitmachstadt.spine.city"
    label = "city"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mitmachstadt.spine.city import converters
        from mitmachstadt.spine.city.importers.town import import_town
        from mitmachstadt.spine.city.importing import register_importer

        converters.register()
        register_importer("Stadt", import_town, order=10)
