"""Registers the module under its short label."""

from django.apps import AppConfig


class CouncilConfig(AppConfig):
    name = "mitmachstadt.modules.council"
    label = "council"
    default_auto_field = "django.db.models.BigAutoField"
