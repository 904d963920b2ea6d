"""Registers the module under its short label, and lets it hear of its own news."""

from django.apps import AppConfig


class CouncilConfig(AppConfig):
    name = "mitmachstadt.modules.council"
    label = "council"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mitmachstadt.modules.council import findable, telling
        from mitmachstadt.modules.council.importers.town import import_council
        from mitmachstadt.spine.city.importing import register_importer

        telling.connect()
        register_importer("Rat", import_council, order=15)
        register_importer("Gremien in der Suche", findable.rebuild_all, order=66)
