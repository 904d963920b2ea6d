"""Registers the module under its short label."""

from django.apps import AppConfig


class PetitionsConfig(AppConfig):
    name = "mitmachstadt.modules.petitions"
    label = "petitions"
    default_auto_field = "django.db.models.BigAutoField"
