"""Registers the app under its short label."""

from django.apps import AppConfig


class OpendataConfig(AppConfig):
    name = "mitmachstadt.spine.opendata"
    label = "opendata"
    default_auto_field = "django.db.models.BigAutoField"
