"""Registers the module with its archive as a kind of case that people talked about."""

from django.apps import AppConfig


class ConsulConfig(AppConfig):
    name = "mitmachstadt.modules.consul"
    label = "consul"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mitmachstadt.modules.consul import cases, landing

        cases.register_kind()
        landing.connect()
