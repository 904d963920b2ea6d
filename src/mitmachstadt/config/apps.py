"""Makes the command line's own commands (serve, doctor, backup, …) known to Django."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "mitmachstadt.config"
    label = "house"
