"""Makes the command line's own commands (serve, doctor, new-module, demo) known to Django."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "mitmachstadt.config"
    label = "house"
