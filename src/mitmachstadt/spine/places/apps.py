"""Registers the app under its short label."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "mitmachstadt.spine.places"
    label = "places"
    default_auto_field = "django.db.models.BigAutoField"
