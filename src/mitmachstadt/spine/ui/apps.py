"""Registers the app under its short label."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "mitmachstadt.spine.ui"
    label = "ui"
    default_auto_field = "django.db.models.BigAutoField"
