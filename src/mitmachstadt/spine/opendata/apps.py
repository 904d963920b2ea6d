"""Registers the app, collects every app's datasets and has them checked at start."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class OpendataConfig(AppConfig):
    name = "mitmachstadt.spine.opendata"
    label = "opendata"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mitmachstadt.spine.opendata import checks  # noqa: F401

        autodiscover_modules("datasets")
