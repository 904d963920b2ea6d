"""Registers the module, its part of the town's import and its case kind."""

from django.apps import AppConfig


class ContentConfig(AppConfig):
    name = "mitmachstadt.modules.content"
    label = "content"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mitmachstadt.modules.content.cases import register_kind
        from mitmachstadt.modules.content.importers.pages import import_pages
        from mitmachstadt.spine.city.importing import register_importer

        register_kind()
        register_importer("content", import_pages, order=50)
