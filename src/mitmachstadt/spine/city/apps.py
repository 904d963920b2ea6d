"""Registers the app under its short label."""

from django.apps import AppConfig


class CityConfig(AppConfig):
    name = "mitmachstadt.spine.city"
    label = "city"
    default_auto_field = "django.db.models.BigAutoField"
