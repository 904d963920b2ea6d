"""Registers the module under its short label."""

from django.apps import AppConfig


class AssembliesConfig(AppConfig):
    name = "mitmachstadt.modules.assemblies"
    label = "assemblies"
    default_auto_field = "django.db.models.BigAutoField"
